"""Keeping counts, so that a page reads rows and not facts. They can be thrown away and made again.

- The newest counts of a question (`as_of` empty) are renewed in place when the facts have changed: those of
  `rules.keeping` always, others while people ask for them. Renewing takes one tenth of a processor's
  time at most, so what is on the screen is a minute old in a province and some minutes in a country.
- Counts of a period that is over are renewed once a day, for facts can come late.
- Boards as of a past moment show the periods before as they were known then: the job counts those, once.
- Every night the state at midnight of the month, quarter and year is kept as it was, and never changed.
- What nobody asked for in thirty days is deleted, but for the states at the ends of months.
"""

from datetime import date, datetime, timedelta
from time import monotonic

from django.db import transaction
from django.db.models.functions import Coalesce

from motcua.indicators import ports
from motcua.indicators.models import Snapshot, Tallied
from motcua.indicators.queries import counting, kept
from motcua.indicators.queries.counting import Counted, Question
from motcua.indicators.queries.due import earlier, every, key_of, newest, standing
from motcua.indicators.rules import keeping, periods, series
from motcua.indicators.rules.periods import Period
from motcua.indicators.rules.scoring import Tally
from motcua.indicators.rules.sets import IndicatorSet
from motcua.kernel import clock
from motcua.kernel.errors import NotFound

BATCH = 1000  # rows of one statement
MOST = 500  # counts that are kept because somebody asked; others are counted each time
NOTED = timedelta(hours=1)  # how exactly it is known when somebody last asked


def ensure(*, indicators: IndicatorSet, period: Period, at: datetime, as_of: datetime | None = None) -> None:
    """Counts now what is not kept yet, and keeps it fresh from now on; nothing where there are no facts, or
    where so much was asked for already that the table would grow without end.

    Raises Invalid for a period or a moment that has not come.
    """
    kept.check(period, now=at, as_of=as_of)
    found = [one for one in kept.found(indicators, [period], as_of) if one.as_of == as_of]
    try:
        if not found:
            if Snapshot.objects.exclude(asked_at=None).count() >= MOST:
                return
            found = [take(indicators=indicators, period=period, at=at, as_of=as_of)]
        elif as_of is None and _forgotten(found[0], at):
            take(indicators=indicators, period=period, at=at)
    except NotFound:
        return
    if found[0].asked_at is None or found[0].asked_at < at - NOTED:
        Snapshot.objects.filter(pk=found[0].pk).update(asked_at=at)


def _forgotten(one: Snapshot, at: datetime) -> bool:
    """Whether the job has left it alone, and the facts have changed since."""
    return one.taken_at < at - keeping.ASKED and one.facts != ports.facts().state().name


def take(
    *, indicators: IndicatorSet, period: Period, at: datetime, as_of: datetime | None = None
) -> Snapshot:
    """Counts every unit, and keeps that instead of what was kept for the same question.

    Readers see the old counts or the new. Raises NotFound where there are no facts.
    """
    begun = monotonic()
    question = Question(period, at, as_of)
    state = ports.facts().state()  # before the table: facts that come in between are counted again later
    known_at = kept.known_at(question)
    counted = counting.tallies(ports.facts().table(), indicators, kept.asked(question, known_at))
    told = {
        "at": known_at,
        "taken_at": at,
        "facts": state.name,
        "took_ms": round(1000 * (monotonic() - begun)),
    }
    asked = {
        "indicators": indicators.name,
        "version": indicators.version,
        "first": period.first,
        "last": period.last,
        "as_of": as_of,
    }
    with transaction.atomic():
        snapshot, new = Snapshot.objects.select_for_update().get_or_create(**asked, defaults=told)
        if snapshot.taken_at <= at:  # else somebody counted later and was done sooner
            _replace_rows(snapshot, counted, new=new)
            for name, value in told.items():
                setattr(snapshot, name, value)
            snapshot.save(update_fields=list(told))
    return snapshot


def _replace_rows(snapshot: Snapshot, counted: dict[str, Counted], *, new: bool) -> None:
    """Writes only what differs: of a country few units do from one minute to the next."""
    rows = {
        unit: (branch or "", [_short(one) for one in tallies])
        for unit, (branch, tallies) in counted.items()
        if any(one != Tally() for one in tallies)
    }
    old: dict[str, tuple[str, list[list[int]]]] = {}
    if not new:
        old = {
            unit: (branch, tallies)
            for unit, branch, tallies in snapshot.rows.values_list("unit", "branch", "tallies")
        }
        snapshot.rows.filter(unit__in=old.keys() - rows.keys()).delete()
    Tallied.objects.bulk_create(
        (
            Tallied(snapshot=snapshot, unit=unit, branch=branch, tallies=tallies)
            for unit, (branch, tallies) in rows.items()
            if old.get(unit) != (branch, tallies)
        ),
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["snapshot", "unit"],
        update_fields=["branch", "tallies"],
    )


def _short(tally: Tally) -> list[int]:
    found = [tally.counted, tally.total, tally.left_out, tally.sum]
    while found and not found[-1]:
        found.pop()
    return found


def renew(*, at: datetime, seconds: float) -> int:
    """Renews what is out of date and makes what is not there yet, until it has taken so long; how many."""
    try:
        state = ports.facts().state()
    except NotFound:
        return 0
    begun, done = monotonic(), 0
    for indicators, period in newest(state, at):
        take(indicators=indicators, period=period, at=at)
        done += 1
        if monotonic() - begun > seconds:
            return done
    for indicators, period, as_of in earlier(at):
        take(indicators=indicators, period=period, at=at, as_of=as_of)
        done += 1
        if monotonic() - begun > seconds:
            break
    return done


def close_day(*, at: datetime) -> int:
    """Keeps the state at the last midnight, once the facts tell all that was before it; how many counts."""
    yesterday = clock.day(at) - timedelta(days=1)
    midnight = periods.end_of(yesterday)
    there = {key_of(one) for one in Snapshot.objects.filter(as_of=midnight)}
    missing = [
        (one, period)
        for one in every()
        for period in (series.around(yesterday, kind) for kind in keeping.TO_DATE)
        if (one.name, one.version, period) not in there
    ]
    try:
        if not missing or ports.facts().state().known_at < midnight:
            return 0
    except NotFound:
        return 0
    for indicators, period in missing:
        take(indicators=indicators, period=period, at=at, as_of=midnight)
    return len(missing)


def clean(*, at: datetime) -> int:
    """Deletes what nobody has asked for in a long time and nothing needs; how many counts."""
    needed = standing(clock.day(at))
    idle = Snapshot.objects.alias(last_asked=Coalesce("asked_at", "taken_at")).filter(
        last_asked__lt=at - keeping.IDLE
    )
    gone = [
        one.pk
        for one in idle
        if (key_of(one) not in needed if one.as_of is None else not _lasting(one, clock.day(one.as_of)))
    ]
    Snapshot.objects.filter(pk__in=gone).delete()
    return len(gone)


def _lasting(one: Snapshot, as_of: date) -> bool:
    """Whether it is the state at the end of a month that the night keeps, whatever else was asked for."""
    period, before = Period(one.first, one.last), as_of - timedelta(days=1)
    return keeping.lasting(as_of) and period in {series.around(before, kind) for kind in keeping.TO_DATE}
