"""Administrative units, agencies, officers, and the days on which a calendar differs."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

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
    assigns = models.BooleanField(default=False)  # what waits goes by itself to whoever has least to do

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
    def desk(self) -> Agency:
        """The agency whose one-stop section receives and returns for this one."""
        return self.reception or self


class Officer(models.Model):
    """An account that holds a position in an agency."""

    account = models.OneToOneField(Account, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="officers")
    title_vi = models.CharField(max_length=120)
    title_en = models.CharField(max_length=120)
    roles = ArrayField(models.CharField(max_length=20, choices=[(role, role) for role in Role]))
    # Codes of the fields that they know best and are given first; none: all alike.
    fields = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    active = models.BooleanField(default=True)

    # Positions of absent colleagues, as `agencies.queries.acting` found them; no column.
    lent: Mapping[str, Officer] = MappingProxyType({})

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

    @property
    def held(self) -> frozenset[str]:
        """The positions with which they act: their own, and those of colleagues for whom they stand in."""
        return frozenset([*self.roles, *self.lent])

    def instead_of(self, wanted: Collection[str]) -> Officer | None:
        """For whom they act in what wants one of these positions; None where it is for themselves."""
        if not set(wanted).isdisjoint(self.roles):
            return None
        return next((self.lent[role] for role in sorted(wanted) if role in self.lent), None)

    def name_instead_of(self, wanted: Collection[str]) -> str:
        """The name of whom `instead_of` says; "" for nobody."""
        absent = self.instead_of(wanted)
        return absent.account.name if absent else ""

    def said_for(self, wanted: Collection[str]) -> dict[str, Any]:
        """For whom they act, as the journal says it beside who acted; nothing where it is for themselves."""
        absent = self.instead_of(wanted)
        return {"for": {"officer": absent.actor.ref, "name": absent.actor.name}} if absent else {}


class CalendarDay(models.Model):
    """A date that differs from the week, as somebody recorded it: a holiday, a make-up Saturday, a half day.

    Rows are never changed (migration 0002): the last one for the same agency and day is the one that
    counts. `agency` is empty for everybody. `hours` is a list of ["07:00", "11:30"], empty when closed;
    `stands_for` names a day whose usual hours are worked instead, as a make-up Saturday works a Monday's.
    Neither takes back what was recorded before. `public` rows come from the data that Motcua brings and
    give way to all others.
    """

    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="calendar_days"
    )
    day = models.DateField()
    hours = models.JSONField(null=True, blank=True)
    stands_for = models.DateField(null=True, blank=True)
    name_vi = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)
    source = models.CharField(max_length=200)
    public = models.BooleanField(default=False)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=80)

    class Meta:
        verbose_name = "ngày đặc biệt"
        verbose_name_plural = "ngày đặc biệt"
        constraints = [
            models.CheckConstraint(
                condition=Q(hours__isnull=True) | Q(stands_for__isnull=True), name="calendar_day_one_meaning"
            ),
            models.CheckConstraint(
                condition=Q(public=False) | Q(agency__isnull=True), name="calendar_day_public"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.name_vi}"


class WorkWeek(models.Model):
    """The hours of an agency's week from a day on, for one pattern; `hours` is seven lists, Monday first.

    Rows are never changed (migration 0002): the last one for the same agency, pattern and first day is
    the one that counts; one without hours takes back what was recorded before. `agency` is empty for
    everybody.
    """

    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="work_weeks"
    )
    pattern = models.CharField(max_length=40)
    valid_from = models.DateField()
    hours = models.JSONField(null=True, blank=True)
    source = models.CharField(max_length=200)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=80)

    class Meta:
        verbose_name = "tuần làm việc"
        verbose_name_plural = "tuần làm việc"

    def __str__(self) -> str:
        return f"{self.valid_from} {self.pattern}"


class Absence(models.Model):
    """Days on which an officer is away, and who acts for them meanwhile, if anybody.

    The delegate acts under their own name and the absent officer's authority.
    """

    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    delegate = models.ForeignKey(Officer, on_delete=models.PROTECT, null=True, related_name="+")
    starts_on = models.DateField()
    ends_on = models.DateField()  # the last day
    reason = models.CharField(max_length=200)
    cancelled_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "vắng mặt và ủy quyền"
        verbose_name_plural = "vắng mặt và ủy quyền"
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="absence_in_order"),
            models.CheckConstraint(
                condition=Q(delegate=None) | ~Q(delegate=F("officer")), name="absence_other_delegate"
            ),
        ]
        indexes = [
            models.Index("delegate", "ends_on", name="absence_of_delegate", condition=Q(cancelled_at=None)),
            models.Index("officer", "ends_on", name="absence_of_officer", condition=Q(cancelled_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.officer} {self.starts_on}–{self.ends_on}"
