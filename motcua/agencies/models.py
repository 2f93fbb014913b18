"""Administrative units, agencies, officers, and the days on which a calendar differs."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from motcua.agencies.rules.kinds import AgencyKind, Role
from motcua.journal.rules import Actor
from motcua.people.models import Account


class Unit(models.Model):
    """An administrative unit: a province (two digits) or a commune (five digits), by its official code."""

    code = models.CharField(max_length=5, primary_key=True)
    name = models.CharField(max_length=100)
    kind = models.CharField(max_length=40)  # "tỉnh", "thành phố", "phường", "xã", "đặc khu"
    province = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="communes")
    folded = models.CharField(max_length=100)

    class Meta:
        verbose_name = "đơn vị hành chính"
        verbose_name_plural = "đơn vị hành chính"
        indexes = [models.Index("province", "folded", name="unit_of_province")]

    def __str__(self) -> str:
        return self.name

    @property
    def bare(self) -> str:
        """The name without its kind: "Hồng Gai"."""
        return self.name[len(self.kind) :].strip()


class Agency(models.Model):
    """An agency, by its electronic identifier (Decision 20/2020/QD-TTg, up to 35 characters).

    `code_known` is false where the official identifier was not found and one was generated.
    `path` is the codes from the root, each ended by "/", so that a subtree is one prefix.
    `reception` is the centre that receives for this agency, if it does not receive itself.
    """

    code = models.CharField(max_length=35, unique=True)
    code_known = models.BooleanField(default=True)
    name_vi = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=[(kind, kind) for kind in AgencyKind])
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="agencies")
    path = models.CharField(max_length=200)
    reception = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="receives_for"
    )
    fields = ArrayField(models.CharField(max_length=60), default=list, blank=True)  # codes it decides on

    class Meta:
        verbose_name = "cơ quan"
        verbose_name_plural = "cơ quan"
        indexes = [
            models.Index(fields=["path"], name="agency_path", opclasses=["varchar_pattern_ops"]),
            models.Index("unit", "kind", name="agency_unit"),
        ]

    def __str__(self) -> str:
        return self.name_vi

    @property
    def holder(self) -> str:
        """Whose signing key: this agency's seal."""
        return f"agency:{self.code}"

    @property
    def desk(self) -> "Agency":
        """The agency whose one-stop section receives and returns for this one."""
        return self.reception or self


class Officer(models.Model):
    """An account that holds a position in an agency."""

    account = models.OneToOneField(Account, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="officers")
    title_vi = models.CharField(max_length=120)
    title_en = models.CharField(max_length=120)
    roles = ArrayField(models.CharField(max_length=20, choices=[(role, role) for role in Role]))
    active = models.BooleanField(default=True)

    class Meta:
        verbose_name = "cán bộ"
        verbose_name_plural = "cán bộ"
        constraints = [models.CheckConstraint(condition=~Q(roles=[]), name="officer_has_role")]

    def __str__(self) -> str:
        return self.account.name

    @property
    def actor(self) -> Actor:
        """This officer as the journal names them."""
        return Actor(f"officer:{self.pk}", self.account.name)

    @property
    def holder(self) -> str:
        """Whose signing key: this officer's."""
        return f"officer:{self.pk}"


class CalendarDay(models.Model):
    """A date that differs from the week: a holiday, a day off in lieu, a make-up Saturday."""

    day = models.DateField(unique=True)
    works = models.BooleanField()  # true for a make-up working day with office hours
    name_vi = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)
    source = models.CharField(max_length=200)

    class Meta:
        verbose_name = "ngày đặc biệt"
        verbose_name_plural = "ngày đặc biệt"

    def __str__(self) -> str:
        return f"{self.day} {self.name_vi}"
