"""Who decides where, who this officer is, and when agencies work."""

from datetime import date
from functools import lru_cache

import holidays
from django.conf import settings

from motcua.agencies.models import Agency, CalendarDay, Officer, Unit
from motcua.agencies.rules import worktime
from motcua.agencies.rules.kinds import AgencyKind
from motcua.kernel.errors import Invalid, NotFound
from motcua.kernel.rows import only
from motcua.people.models import Account

YEARS_AROUND = 2


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
    for kept in (provinces, communes, _unit_names, calendar, site, _below):
        kept.cache_clear()


def agency(code: str) -> Agency:
    """The agency with this identifier. Raises NotFound."""
    found = only(Agency.objects.select_related("reception").filter(code=code))
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


def officer_of(account: Account) -> Officer | None:
    """The officer behind this account, or None."""
    return only(Officer.objects.select_related("agency", "account").filter(account=account, active=True))


def subtree(root: Agency) -> list[int]:
    """The ids of this agency and all below it."""
    return _below(root.path)


@lru_cache(maxsize=64)
def _below(path: str) -> list[int]:
    return list(Agency.objects.filter(path__startswith=path).values_list("pk", flat=True))


@lru_cache(maxsize=8)
def calendar(year: int) -> worktime.Calendar:
    """The working calendar for moments in `year` and the two years around it.

    Public holidays, days off in lieu and make-up Saturdays from the `holidays` package, then the
    rows of CalendarDay, which win.
    """
    years = range(year - 1, year + YEARS_AROUND + 1)
    public = holidays.country_holidays("VN", years=years)
    exceptions: dict[date, worktime.Hours] = dict.fromkeys(public, worktime.CLOSED)
    for day in getattr(public, "weekend_workdays", ()):
        exceptions[day] = worktime.OFFICE_HOURS
    for row in CalendarDay.objects.filter(day__year__in=list(years)):
        exceptions[row.day] = worktime.OFFICE_HOURS if row.works else worktime.CLOSED
    return worktime.Calendar(exceptions=exceptions)
