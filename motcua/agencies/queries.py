"""Who decides where, who this officer is, and when agencies work."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property, lru_cache

from django.conf import settings
from django.db.models import Count, Max
from django.utils.translation import gettext_lazy as _

from motcua.agencies.models import Absence, Agency, CalendarDay, Officer, Unit, WorkWeek
from motcua.agencies.rules import hours, worktime
from motcua.agencies.rules.kinds import AgencyKind
from motcua.agencies.rules.public import OFFICE, patterns
from motcua.agencies.rules.recorded import EARLIEST, EVERYBODY, DayRecord, WeekRecord, brought, compose
from motcua.kernel.errors import Invalid, NotFound
from motcua.kernel.rows import Lookup, only
from motcua.people.models import Account

LOOKS_EVERY = timedelta(minutes=1)


@lru_cache(maxsize=1)
def provinces() -> tuple[Unit, ...]:
    """The provinces, by name. Read once in a process: they change by decree."""
    return tuple(Unit.objects.filter(province=None).order_by("folded"))


@lru_cache(maxsize=64)
def communes(province: str) -> tuple[Unit, ...]:
    """The communes of this province (its two-digit code), by name."""
    return tuple(Unit.objects.filter(province_id=province).order_by("folded"))


@lru_cache(maxsize=1)
def _unit_names() -> dict[str, str]:
    return dict(Unit.objects.values_list("code", "name"))


def unit_name(code: str) -> str:
    """The name of this administrative unit, or its code when it is unknown."""
    return _unit_names().get(code, code)


def unit_exists(province: str, commune: str) -> bool:
    """Whether this commune is one of this province's; an empty commune asks for the province alone."""
    if not commune:
        return any(unit.code == province for unit in provinces())
    return any(unit.code == commune for unit in communes(province))


def forget_units() -> None:
    """Empties what is kept in the process, after the country was loaded."""
    for kept in (provinces, communes, _unit_names, site, _below):
        kept.cache_clear()
    forget_calendars()


def agency(code: str) -> Agency:
    """The agency with this identifier. Raises NotFound."""
    possible = code.isprintable()  # the database takes no NUL
    found = only(Agency.objects.select_related("reception").filter(code=code)) if possible else None
    if found is None:
        raise NotFound(code="no-such-agency")
    return found


@lru_cache(maxsize=1)
def site() -> Agency:
    """The province that MOTCUA_SITE names. Raises NotFound before the country is loaded."""
    found = Agency.objects.filter(kind=AgencyKind.PROVINCE, unit=settings.SITE).first()
    if found is None:
        raise NotFound(code="no-such-agency")
    return found


def decides(chosen: Agency, *, field_code: str, levels: tuple[str, ...]) -> bool:
    """Whether this agency, served by this deployment, decides on procedures of this field and level."""
    if not chosen.path.startswith(site().path):
        return False
    if chosen.kind == AgencyKind.COMMUNE:
        return "commune" in levels
    return chosen.kind == AgencyKind.DEPARTMENT and field_code in chosen.fields and levels != ("commune",)


def deciding(*, province: str, field_code: str, levels: tuple[str, ...], commune: str = "") -> Agency:
    """The agency that decides on a procedure of this field for a place.

    A commune's agency where communes handle it and a commune is given, otherwise the department of the
    province that has the field. Raises Invalid when nobody does.
    """
    wanted = Agency.objects.select_related("reception")
    found: Agency | None = None
    if "commune" in levels and commune:
        found = wanted.filter(unit_id=commune, kind=AgencyKind.COMMUNE).first()
    elif "province" in levels or "ministry" in levels:
        found = wanted.filter(
            unit_id=province, kind=AgencyKind.DEPARTMENT, fields__contains=[field_code]
        ).first()
    if found is None:
        raise Invalid(code="no-deciding-agency")
    return found


_OFFICER_OF = Lookup(Officer, "agency", "account", where="t.account_id = %s AND t.active")


def officer_of(account: Account) -> Officer | None:
    """The officer behind this account, or None."""
    return _OFFICER_OF.one(account.pk)


def subtree(root: Agency) -> list[int]:
    """The ids of this agency and all below it."""
    return _below(root.path)


@lru_cache(maxsize=64)
def _below(path: str) -> list[int]:
    return list(Agency.objects.filter(path__startswith=path).values_list("pk", flat=True))


def working_calendar(
    agency: Agency, *, at: datetime, pattern: str = OFFICE, known_at: datetime | None = None
) -> worktime.Calendar:
    """When this agency works, with the public holidays of motcua.agencies.rules.public.YEARS.

    `pattern` is a week of motcua/data/calendars.yaml. With `known_at`, as it was recorded at that moment,
    so that a due date of then can be counted again. `at` is now: what other processes record is seen
    within a minute, and between two looks no query is made. Raises Invalid for an unknown pattern.
    """
    if pattern not in patterns():
        raise Invalid(_("Không có loại lịch làm việc này."), code="no-such-pattern")
    records = _records.current(at)
    line = tuple(code for code in agency.path.split("/") if code in records.agencies)
    if known_at is not None and known_at >= records.last:
        known_at = None
    return _composed(records, line, pattern, known_at)


def forget_calendars() -> None:
    """Empties what is kept in the process of working calendars."""
    _records.forget()
    _composed.cache_clear()


@dataclass(frozen=True, eq=False)
class _Records:
    """All that is recorded, as of one reading."""

    stamp: tuple[int, ...]
    days: tuple[DayRecord, ...]
    weeks: tuple[WeekRecord, ...]

    @cached_property
    def agencies(self) -> frozenset[str]:
        return frozenset([day.agency for day in self.days] + [week.agency for week in self.weeks])

    @cached_property
    def last(self) -> datetime:
        moments = [day.recorded_at for day in self.days] + [week.recorded_at for week in self.weeks]
        return max(moments, default=EARLIEST)


class _Kept:
    """The records that this process has read, and when it last looked for others."""

    def __init__(self) -> None:
        self._kept: tuple[datetime, _Records] | None = None

    def current(self, at: datetime) -> _Records:
        kept = self._kept
        if kept is not None and at - kept[0] < LOOKS_EVERY:
            return kept[1]  # also for moments long before the last look: it knows more than they did
        stamp = _stamp()
        records = kept[1] if kept is not None and kept[1].stamp == stamp else _read(stamp)
        self._kept = at, records
        return records

    def forget(self) -> None:
        self._kept = None


_records = _Kept()


def _stamp() -> tuple[int, ...]:
    """Another with every row added. Counted too, for ids do not come in the order of commits."""
    days = CalendarDay.objects.aggregate(last=Max("pk"), count=Count("pk"))
    weeks = WorkWeek.objects.aggregate(last=Max("pk"), count=Count("pk"))
    return tuple(row[key] or 0 for row in (days, weeks) for key in ("last", "count"))


def _read(stamp: tuple[int, ...]) -> _Records:
    order = ("recorded_at", "pk")
    days = CalendarDay.objects.select_related("agency").order_by(*order)
    weeks = WorkWeek.objects.select_related("agency").order_by(*order)
    told = tuple(map(_day, days))
    if not any(day.public for day in told):
        told = (*brought(), *told)  # migrated, and not set up yet: Tết is Tết all the same
    return _Records(stamp, told, tuple(map(_week, weeks)))


def _day(row: CalendarDay) -> DayRecord:
    return DayRecord(
        agency=row.agency.code if row.agency else EVERYBODY,
        day=row.day,
        hours=None if row.hours is None else hours.read(row.hours),
        stands_for=row.stands_for,
        name=worktime.Name(row.name_vi, row.name_en),
        public=row.public,
        recorded_at=row.recorded_at,
    )


def _week(row: WorkWeek) -> WeekRecord:
    return WeekRecord(
        agency=row.agency.code if row.agency else EVERYBODY,
        pattern=row.pattern,
        valid_from=row.valid_from,
        week=None if row.hours is None else hours.read_week(row.hours),
        recorded_at=row.recorded_at,
    )


@lru_cache(maxsize=256)
def _composed(
    records: _Records, line: tuple[str, ...], pattern: str, known_at: datetime | None
) -> worktime.Calendar:
    """Agencies that recorded nothing of their own share one calendar."""
    return compose(
        records.days,
        records.weeks,
        line=line,
        base=patterns()[pattern].week,
        pattern=pattern,
        known_at=known_at,
    )


def officer(pk: int) -> Officer | None:
    """The officer with this id who is in office, or None."""
    return only(Officer.objects.select_related("agency", "account").filter(pk=pk, active=True))


_STANDS_IN = Lookup(
    Absence,
    "officer__account",
    "officer__agency",
    where="t.delegate_id = %s AND t.cancelled_at IS NULL AND t.starts_on <= %s AND t.ends_on >= %s",
    order="t.id",
)


def stands_in_for(officer: Officer, *, on: date) -> list[Officer]:
    """The absent colleagues of the same agency for whom this officer acts on that day."""
    absent = [one.officer for one in _STANDS_IN.all(officer.pk, on, on)]
    return [one for one in absent if one.agency_id == officer.agency_id and one.active]


def acting(officer: Officer, wanted: Collection[str], *, on: date) -> Officer:
    """The same officer, with the positions of absent colleagues where they have none of those wanted.

    One query where they have none themselves.
    """
    if set(wanted).isdisjoint(officer.roles):
        absent = stands_in_for(officer, on=on)
        officer.lent = {role: one for one in reversed(absent) for role in one.roles}  # the first one counts
    return officer


def away(agency: int, *, on: date) -> set[int]:
    """The ids of the officers of this agency who are absent on that day."""
    rows = Absence.objects.filter(
        officer__agency=agency, cancelled_at=None, starts_on__lte=on, ends_on__gte=on
    )
    return set(rows.values_list("officer", flat=True))


def colleagues(agency: int) -> list[Officer]:
    """The officers in office of this agency, by name."""
    found = Officer.objects.select_related("account").filter(agency=agency, active=True)
    return list(found.order_by("account__name", "pk"))


def absences_of(officer: Officer, *, on: date) -> list[Absence]:
    """When this officer is or will be away, the earliest first; what is past or cancelled is left out."""
    found = Absence.objects.filter(officer=officer, cancelled_at=None, ends_on__gte=on)
    return list(found.select_related("delegate__account").order_by("starts_on", "pk"))


def consultable(*, but: int) -> list[Agency]:
    """The departments and communes of the province, by name, without the agency that asks."""
    found = Agency.objects.filter(
        path__startswith=site().path, kind__in=(AgencyKind.DEPARTMENT, AgencyKind.COMMUNE)
    )
    return list(found.exclude(pk=but).order_by("name_vi"))
