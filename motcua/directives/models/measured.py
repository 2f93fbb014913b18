"""What came and went, what was measured of each unit day by day, and what scenarios suggest."""

from django.db import models
from django.db.models import F, Q

from motcua.agencies.models import Agency, Officer


class Flow(models.Model):
    """How many dossiers of an agency came and went on a day, by what the journal says: counted by a follower.

    What is open grows by `submitted` + `reopened` - `settled`. `desk` receives them, `agency` decides.
    """

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", db_index=False)
    desk = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    submitted = models.PositiveIntegerField(default=0)
    received = models.PositiveIntegerField(default=0)
    settled = models.PositiveIntegerField(default=0)
    reopened = models.PositiveIntegerField(default=0)  # a wrong result was withdrawn

    class Meta:
        verbose_name = "lượng hồ sơ trong ngày"
        verbose_name_plural = "lượng hồ sơ trong ngày"
        constraints = [models.UniqueConstraint("agency", "desk", "day", name="flow_once")]
        indexes = [models.Index("agency", "day", name="flow_of_agency")]

    def __str__(self) -> str:
        return f"{self.agency_id} {self.day}"


class Measured(models.Model):
    """The measures of a unit on a day, as `rules.measures` names them; the last of the day count."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", db_index=False)
    day = models.DateField()
    at = models.DateTimeField()
    measures = models.JSONField()

    class Meta:
        verbose_name = "số đo trong ngày"
        verbose_name_plural = "số đo trong ngày"
        constraints = [models.UniqueConstraint("agency", "day", name="measured_once")]
        indexes = [models.Index("day", name="measured_day")]

    def __str__(self) -> str:
        return f"{self.agency_id} {self.day}"


class Suggestion(models.Model):
    """A scenario that holds for a unit. While it lasts there is one; `ended_at`: it holds no more.

    `facts` are the numbers of the sentence, by name, as they last were; `days` for how many measured days on
    end it has held. It is shown until somebody dismisses it with a reason, or writes a directive from it.
    """

    scenario = models.CharField(max_length=60)
    version = models.PositiveIntegerField()
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", db_index=False)
    donor = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    facts = models.JSONField()
    days = models.PositiveIntegerField()
    raised_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    dismissed_at = models.DateTimeField(null=True)
    dismissed_by = models.ForeignKey(Officer, on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.TextField(blank=True)

    class Meta:
        verbose_name = "gợi ý điều hành"
        verbose_name_plural = "gợi ý điều hành"
        constraints = [
            models.UniqueConstraint(
                "scenario", "agency", condition=Q(ended_at=None), name="suggestion_lasting_once"
            ),
            models.CheckConstraint(
                condition=Q(dismissed_at=None, dismissed_by=None, reason="")
                | Q(dismissed_at__isnull=False, dismissed_by__isnull=False) & ~Q(reason=""),
                name="suggestion_dismissed",
            ),
        ]
        indexes = [models.Index("agency", F("id").desc(), name="suggestion_of_agency")]

    def __str__(self) -> str:
        return f"{self.scenario} {self.agency_id}"
