"""What was computed: the counts of every unit for one set, period and moment."""

from django.db import models
from django.db.models import Q


class Snapshot(models.Model):
    """The counts of a set for a period.

    `as_of` is the moment that was asked for; empty: the newest there is, which the next one replaces.
    `at` is up to when its facts tell, `taken_at` when it was computed, `asked_at` when somebody last asked.
    `facts` names the state of the facts from which it was computed, so that one that is out of date is known.
    """

    indicators = models.CharField(max_length=40)  # name of the set
    version = models.PositiveIntegerField()
    first = models.DateField()
    last = models.DateField()
    as_of = models.DateTimeField(null=True)
    at = models.DateTimeField()
    taken_at = models.DateTimeField()
    asked_at = models.DateTimeField(null=True)
    facts = models.CharField(max_length=64)
    took_ms = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "indicators", "version", "first", "last", "as_of",
                name="snapshot_of_question", nulls_distinct=False,
            ),
            models.CheckConstraint(condition=Q(first__lte=models.F("last")), name="snapshot_period"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.indicators} {self.first}..{self.last}"


class Tallied(models.Model):
    """The counts of one unit: for each indicator of the set [counted, total, left_out, sum], without zeros
    at the end, for there are millions of them. A unit of which nothing was counted has no row.
    """

    snapshot = models.ForeignKey(Snapshot, on_delete=models.CASCADE, related_name="rows")
    unit = models.CharField(max_length=35)  # an agency's identifier; "VN" the nation
    branch = models.CharField(max_length=20, blank=True)  # empty: ministries and provinces are in it
    tallies = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint("snapshot", "unit", name="tallied_once")]

    def __str__(self) -> str:
        return self.unit
