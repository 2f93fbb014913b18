"""From what was recorded, by whom and when, to the calendar that it makes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache

from motcua.agencies.rules.calendars import Calendar, Hours, Name, SpecialDay, Week
from motcua.agencies.rules.public import OFFICE, patterns, public_days

EVERYBODY = ""
EARLIEST = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class DayRecord:
    """One record about one date, of the agency with this code or of EVERYBODY.

    `hours`, or the usual hours of the day it `stands_for`; neither takes back what was recorded before.
    """

    agency: str
    day: date
    hours: Hours | None
    stands_for: date | None
    name: Name
    public: bool
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class WeekRecord:
    """One record about the week from a day on; None takes back what was recorded before."""

    agency: str
    pattern: str
    valid_from: date
    week: Week | None
    recorded_at: datetime


def compose(
    days: Sequence[DayRecord],
    weeks: Sequence[WeekRecord],
    *,
    line: Sequence[str],
    base: Week,
    pattern: str,
    known_at: datetime | None = None,
) -> Calendar:
    """The calendar of the agency at the end of `line`: codes from the root down to it.

    Records come in the order in which they were made. Of those about the same agency and date the last
    counts; what the agency itself recorded wins over the agencies above it, those over everybody's, and
    public ones give way to all. Those made after `known_at` are left out, but what was public from the
    first is taken as known always: days before the system was set up had their holidays too.
    """
    from_the_first = min((one.recorded_at for one in days if one.public), default=None)
    ranks = {EVERYBODY: 1, **{code: place for place, code in enumerate(line, 2)}}
    told: dict[date, dict[int, DayRecord]] = {}
    for one in days:
        late = known_at is not None and one.recorded_at > known_at
        if one.agency in ranks and not (late and not (one.public and one.recorded_at == from_the_first)):
            told.setdefault(one.day, {})[0 if one.public else ranks[one.agency]] = one
    changes = _changes(
        (
            one
            for one in weeks
            if one.pattern == pattern
            and one.agency in ranks
            and (known_at is None or one.recorded_at <= known_at)
        ),
        ranks,
        base,
    )
    plain = Calendar(week=base, changes=changes)
    exceptions = {}
    for day, by_rank in told.items():
        for _rank, one in sorted(by_rank.items(), reverse=True):
            hours = one.hours if one.stands_for is None else plain.usual(one.stands_for)
            if hours is not None:
                exceptions[day] = SpecialDay(hours, one.name)
                break
    return Calendar(week=base, changes=changes, exceptions=exceptions)


@cache
def brought() -> tuple[DayRecord, ...]:
    """The public days that Motcua brings, as if they had always been recorded."""
    return tuple(
        DayRecord(EVERYBODY, day, public.hours, public.stands_for, public.name, True, EARLIEST)
        for day, public in public_days().items()
    )


@cache
def country(pattern: str = OFFICE) -> Calendar:
    """The calendar of an agency for which nothing was recorded: what Motcua brings, without a database."""
    return compose(brought(), (), line=(), base=patterns()[pattern].week, pattern=pattern)


def _changes(
    weeks: Iterable[WeekRecord], ranks: Mapping[str, int], base: Week
) -> tuple[tuple[date, Week], ...]:
    told: dict[tuple[int, date], Week | None] = {}
    for one in weeks:
        told[ranks[one.agency], one.valid_from] = one.week
    kept = sorted((key, week) for key, week in told.items() if week is not None)
    # Of the weeks that have begun, the nearest agency's last one: the greatest key.
    return tuple(
        (since, [week for (_rank, begun), week in kept if begun <= since][-1])
        for since in sorted({begun for (_rank, begun), _week in kept})
    )
