"""Targets as they were drafted, agreed and published. What is published is never changed (migration)."""

from django.db import models
from django.db.models import F, Q

from motcua.agencies.models import Agency
from motcua.indicators.rules.periods import Period
from motcua.indicators.rules.targets import MOST_TEXT, OPEN, State, Weighing


class Publication(models.Model):
    """One act of publishing targets of one indicator: who, when, and how parts and whole stood then.

    `agency` assigns them. `source` names the document where that agency did so outside this system.
    `shortfall_reason` says why the parts may miss the whole, `unagreed_reason` why a unit was not waited for.
    """

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    indicators = models.CharField(max_length=40)
    code = models.CharField(max_length=40)
    first = models.DateField()
    last = models.DateField()
    at = models.DateTimeField()
    by = models.CharField(max_length=80)
    by_name = models.CharField(max_length=200)
    for_name = models.CharField(max_length=200, blank=True)  # in whose stead
    source = models.CharField(max_length=MOST_TEXT, blank=True)
    whole = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    together = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    weighing = models.CharField(max_length=10, blank=True, choices=[(one, one) for one in Weighing])
    lacking = models.PositiveIntegerField(default=0)  # parts without a target
    shortfall_reason = models.CharField(max_length=MOST_TEXT, blank=True)
    unagreed_reason = models.CharField(max_length=MOST_TEXT, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(first__lte=F("last")), name="publication_period")]
        indexes = [
            models.Index("agency", "indicators", "code", "first", "last", name="publication_of_whole"),
        ]

    def __str__(self) -> str:
        return f"{self.indicators} {self.code} {self.first}..{self.last}"


class Target(models.Model):
    """What a unit shall reach in a period: per cent, a count, or a mean in the indicator's unit.

    One that `revises` another says why, and takes its place on the day on which it is published.
    """

    unit = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    indicators = models.CharField(max_length=40)  # name of the set
    code = models.CharField(max_length=40)
    first = models.DateField()
    last = models.DateField()
    value = models.DecimalField(max_digits=12, decimal_places=2)
    state = models.CharField(max_length=10, choices=[(state, state) for state in State])
    revises = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="revisions")
    reason = models.CharField(max_length=MOST_TEXT, blank=True)
    drafted_at = models.DateTimeField()
    drafted_by = models.CharField(max_length=80)
    agreed_at = models.DateTimeField(null=True)
    agreed_by = models.CharField(max_length=80, blank=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.CharField(max_length=80, blank=True)
    publication = models.ForeignKey(Publication, on_delete=models.PROTECT, null=True, related_name="targets")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(first__lte=F("last")), name="target_period"),
            models.CheckConstraint(condition=Q(value__gte=0), name="target_not_negative"),
            models.CheckConstraint(
                condition=Q(revises=None, reason="") | (Q(revises__isnull=False) & ~Q(reason="")),
                name="target_revised_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(agreed_at=None, agreed_by="") | (Q(agreed_at__isnull=False) & ~Q(agreed_by="")),
                name="target_agreed_by",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.AGREED) | Q(agreed_at__isnull=False), name="target_agreed_at"
            ),
            models.CheckConstraint(
                condition=Q(state=State.WITHDRAWN, withdrawn_at__isnull=False) & ~Q(withdrawn_by="")
                | ~Q(state=State.WITHDRAWN) & Q(withdrawn_at=None, withdrawn_by=""),
                name="target_withdrawn_by",
            ),
            models.CheckConstraint(
                condition=Q(state=State.PUBLISHED, publication__isnull=False)
                | ~Q(state=State.PUBLISHED) & Q(publication=None),
                name="target_published_in",
            ),
            models.UniqueConstraint(
                "unit", "indicators", "code", "first", "last",
                condition=Q(state__in=OPEN), name="target_one_draft",
            ),
            models.UniqueConstraint(
                "unit", "indicators", "code", "first", "last",
                condition=Q(state=State.PUBLISHED, revises=None), name="target_one_original",
            ),
            models.UniqueConstraint(
                "revises", condition=~Q(state=State.WITHDRAWN), name="target_one_revision"
            ),
        ]  # fmt: skip
        indexes = [
            models.Index("indicators", "first", "last", "unit", "code", name="target_of_period"),
            models.Index("unit", "state", name="target_of_unit"),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.code} {self.value}"

    @property
    def subject(self) -> str:
        """As the journal names it."""
        return f"target:{self.pk}"

    @property
    def period(self) -> Period:
        return Period(self.first, self.last)


class Remark(models.Model):
    """What a unit says about its drafted target, perhaps with what it holds to be right. Never changed."""

    target = models.ForeignKey(Target, on_delete=models.PROTECT, related_name="remarks")
    value = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    text = models.CharField(max_length=MOST_TEXT)
    at = models.DateTimeField()
    by = models.CharField(max_length=80)
    by_name = models.CharField(max_length=200)
    for_name = models.CharField(max_length=200, blank=True)  # in whose stead

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="remark_says_something")]
        indexes = [models.Index("target", "id", name="remark_of_target")]

    def __str__(self) -> str:
        return self.text
