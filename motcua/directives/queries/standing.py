"""How units stand now: open, late, due soon, what came and went; by a fixed number of queries.

What is open is counted over the partial indexes of open dossiers, so it costs what is open, not what there
ever was. What came and went is summed from `Flow`, which a follower of the journal keeps.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Q, Sum

from motcua.agencies import queries as agencies
from motcua.agencies.models import Absence, Agency, Officer
from motcua.agencies.rules import worktime
from motcua.agencies.rules.kinds import AgencyKind, Role
from motcua.directives.models import Flow
from motcua.directives.rules.measures import Counts
from motcua.dossiers.models import Dossier
from motcua.kernel import clock

SOON_DAYS = 3  # working days
WEEK, MONTH = timedelta(days=7), timedelta(days=28)


@dataclass(frozen=True, slots=True)
class UnitLive:
    """One unit with all below it."""

    agency: Agency
    counts: Counts


@dataclass(frozen=True, slots=True)
class Live:
    """A unit and those directly below it, the worst first; `own` is what the unit itself decides."""

    total: Counts
    units: tuple[UnitLive, ...]
    soon_until: datetime


def live(unit: Agency, *, at: datetime) -> Live:
    """How this unit and those below it stand. For a centre: what it receives, by who decides."""
    until = soon_until(unit, at)
    if unit.kind == AgencyKind.CENTRE:
        found = counts(Q(desk=unit.pk), at=at, until=until)
        rows = list(Agency.objects.filter(pk__in=found))
        units = [UnitLive(one, found[one.pk]) for one in rows]
        return Live(_sum(found.values()), _worst_first(units), until)
    below = list(Agency.objects.filter(path__startswith=unit.path))
    found = counts(Q(agency__in=[one.pk for one in below]), at=at, until=until)
    lines: dict[int, Counts] = {}
    heads = {one.path: one for one in below if one.parent_id == unit.pk}
    for one in below:
        head = _head(one, unit, heads)
        lines[head.pk] = lines.get(head.pk, Counts()) + found.get(one.pk, Counts())
    known = {one.pk: one for one in below}
    units = [UnitLive(known[pk], line) for pk, line in lines.items() if pk != unit.pk or line != Counts()]
    return Live(_sum(found.values()), _worst_first(units), until)


def _head(one: Agency, unit: Agency, heads: Mapping[str, Agency]) -> Agency:
    """Which of the units directly below it belongs to; the unit itself stays itself."""
    if one.pk == unit.pk:
        return unit
    first = one.path[len(unit.path) :].split("/", 1)[0]
    return heads.get(f"{unit.path}{first}/", one)


def _worst_first(units: list[UnitLive]) -> tuple[UnitLive, ...]:
    """By how many are late, then by their share, then by what is due soon."""
    return tuple(
        sorted(
            units,
            key=lambda one: (
                -one.counts.late,
                -one.counts.late_share,
                -one.counts.soon,
                -one.counts.open,
                one.agency.name_vi,
            ),
        )
    )


def _sum(counts: Iterable[Counts]) -> Counts:
    return sum(counts, Counts())


def soon_until(unit: Agency, at: datetime) -> datetime:
    """The end of the next three working days of this unit."""
    return worktime.due(agencies.working_calendar(unit, at=at), at, SOON_DAYS, "wd")


def counts(which: Q, *, at: datetime, until: datetime) -> dict[int, Counts]:
    """Agency id to its counts, for those that have any; `which` is over Dossier and Flow alike. 3 queries."""
    values: dict[int, dict[str, int]] = {}
    for row in _open(which, at, until):
        values.setdefault(row.pop("agency"), {}).update(row)
    for row in _flows(which, clock.day(at)):
        values.setdefault(row.pop("agency"), {}).update({name: n or 0 for name, n in row.items()})
    there = present(values, clock.day(at))
    return {pk: Counts(**row, officers=there.get(pk, 0)) for pk, row in values.items()}


def _open(which: Q, at: datetime, until: datetime) -> Iterable[Any]:
    running = Q(paused_at=None)
    return (
        Dossier.objects.open()
        .filter(which, settled_at=None)
        .order_by()
        .values("agency")
        .annotate(
            open=Count("pk"),
            late=Count("pk", filter=running & Q(due_at__lt=at)),
            soon=Count("pk", filter=running & Q(due_at__gte=at, due_at__lte=until)),
            unassigned=Count("pk", filter=running & Q(assignee=None, waiting_at__isnull=False)),
        )
    )


def _flows(which: Q, today: date) -> Iterable[Any]:
    """What came and went. A result that was withdrawn comes again."""
    now, week = Q(day=today), Q(day__gt=today - WEEK)
    return (
        Flow.objects.filter(which, day__gt=today - MONTH, day__lte=today)
        .order_by()
        .values("agency")
        .annotate(
            received_today=Sum("received", filter=now),
            settled_today=Sum("settled", filter=now),
            inflow_7=_sum_of("submitted", "reopened", where=week),
            outflow_7=Sum("settled", filter=week),
            inflow_28=_sum_of("submitted", "reopened", where=None),
            outflow_28=Sum("settled"),
        )
    )


def _sum_of(first: str, second: str, *, where: Q | None) -> Any:
    return Sum(first, filter=where, default=0) + Sum(second, filter=where, default=0)


def present(of: Collection[int], today: date) -> dict[int, int]:
    """How many case officers of these agencies are there today, by agency."""
    away = Absence.objects.filter(cancelled_at=None, starts_on__lte=today, ends_on__gte=today)
    rows = (
        Officer.objects.filter(agency__in=list(of), active=True, roles__contains=[Role.CASE])
        .exclude(pk__in=away.values("officer"))
        .order_by()
        .values("agency")
        .annotate(n=Count("pk"))
    )
    return {row["agency"]: row["n"] for row in rows}
