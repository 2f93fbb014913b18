"""What leaders made of findings. A review is never changed (migration); a later one stands beside it."""

from django.db import models

from motcua.indicators.rules.honesty import MOST_NOTE, Verdict


class Review(models.Model):
    """One leader's word on one finding, and what the finding said that day: its numbers, how many dossiers.

    Findings are computed, not stored; `key` is the same whenever the same is found again.
    """

    key = models.CharField(max_length=110)
    rule = models.CharField(max_length=40)
    rule_version = models.PositiveIntegerField()
    unit = models.CharField(max_length=35)
    verdict = models.CharField(max_length=12, choices=[(one.value, one.value) for one in Verdict])
    note = models.CharField(max_length=MOST_NOTE)
    numbers = models.JSONField()
    dossiers = models.PositiveIntegerField()
    by = models.CharField(max_length=80)
    by_name = models.CharField(max_length=200)
    for_name = models.CharField(max_length=200, blank=True)  # in whose stead
    at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=~models.Q(note=""), name="review_says_why")]
        indexes = [models.Index("key", "id", name="review_of_finding")]

    def __str__(self) -> str:
        return f"{self.key}: {self.verdict}"
