"""Published versions of procedures. The database refuses to change or delete them (migration 0002)."""

from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import F, Q

from motcua.catalogue.rules.definition import Channel, Level, ServiceLevel


class Versions(models.QuerySet["Version"]):
    """Phrases about versions."""

    def valid(self, on: date) -> "Versions":
        """Those that apply on this day: one of each procedure."""
        return self.filter(Q(superseded_on=None) | Q(superseded_on__gt=on), valid_from__lte=on)


class Version(models.Model):
    """One version of a procedure. `definition` is the whole of it; the other columns are for finding it.

    It applies from `valid_from` until the day before `superseded_on`, which is set when the next version
    is loaded, the only change there ever is. `digest` is the SHA-256 of the definition's canonical JSON.
    """

    code = models.CharField(max_length=50)
    number = models.PositiveSmallIntegerField()
    valid_from = models.DateField()
    superseded_on = models.DateField(null=True)
    definition = models.JSONField()
    digest = models.CharField(max_length=64)
    name_vi = models.TextField()
    name_en = models.TextField()
    summary_vi = models.TextField()
    summary_en = models.TextField()
    field_code = models.CharField(max_length=20)
    field_vi = models.TextField()
    field_en = models.TextField()
    levels = ArrayField(models.CharField(max_length=10, choices=[(one.value, one.value) for one in Level]))
    channels = ArrayField(
        models.CharField(max_length=10, choices=[(one.value, one.value) for one in Channel])
    )
    life_events = ArrayField(models.CharField(max_length=40))
    service_level = models.CharField(max_length=12, choices=[(one.value, one.value) for one in ServiceLevel])
    essential = models.BooleanField()
    words_names = models.TextField()
    words_keywords = models.TextField()
    words_field = models.TextField()
    words_summary = models.TextField()
    search = models.GeneratedField(
        expression=SearchVector("words_names", weight="A", config="simple")
        + SearchVector("words_keywords", weight="B", config="simple")
        + SearchVector("words_field", weight="C", config="simple")
        + SearchVector("words_summary", weight="D", config="simple"),
        output_field=SearchVectorField(),
        db_persist=True,
    )
    loaded_at = models.DateTimeField()
    loaded_by = models.CharField(max_length=80)

    objects = Versions.as_manager()

    class Meta:
        verbose_name = "phiên bản thủ tục"
        verbose_name_plural = "phiên bản thủ tục"
        constraints = [
            models.UniqueConstraint("code", "number", name="version_once"),
            models.UniqueConstraint("code", condition=Q(superseded_on=None), name="version_one_latest"),
            models.CheckConstraint(condition=Q(superseded_on__gte=F("valid_from")), name="version_in_order"),
            models.CheckConstraint(condition=Q(digest__regex="^[0-9a-f]{64}$"), name="version_has_digest"),
        ]
        indexes = [
            GinIndex("search", name="version_search"),
            models.Index(F("essential").desc(), "code", name="version_listed"),
        ]

    def __str__(self) -> str:
        return f"{self.code} v{self.number}"
