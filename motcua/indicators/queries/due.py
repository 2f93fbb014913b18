"""Which counts are worth making next, by how soon somebody will miss them."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from motcua.indicators.models import Snapshot
from motcua.indicators.ports import State
from motcua.indicators.rules import forecasting, keeping, sets
from motcua.indicators.rules.periods import Period
from motcua.indicators.rules.sets import IndicatorSet
from motcua.kernel import clock

EARLIER = 1500  # counts as of past moments that nobody asked for themselves: those of nights among them
QUIET = timedelta(minutes=10)  # what time alone makes overdue is seen so late
Wanted = tuple[IndicatorSet, Period]
Key = tuple[str, int, Period]  # name and version of a set, and the period


def earlier(at: datetime) -> Iterator[tuple[IndicatorSet, Period, datetime]]:
    """What the trends of boards as of a past moment still lack, as long as there is room: as known then."""
    room = EARLIER - Snapshot.objects.filter(as_of__isnull=False, asked_at=None).count()
    shipped = {(one.name, one.version): one for one in every()}
    held = list(Snapshot.objects.filter(as_of__isnull=False).order_by("-pk"))
    there = {(*key_of(one), one.as_of) for one in held}
    for one in held:
        name, version, period = key_of(one)
        if one.asked_at is None or one.asked_at < at - keeping.ASKED or (name, version) not in shipped:
            continue
        for before in keeping.followed(period):
            if (name, version, before, one.as_of) not in there and room > 0 and one.as_of:
                room -= 1
                there.add((name, version, before, one.as_of))
                yield shipped[name, version], before, one.as_of


def newest(state: State, at: datetime) -> Iterator[Wanted]:
    """What boards show first; what is out of date, the oldest first; what trends and forecasts need."""
    live = {key_of(one): one for one in Snapshot.objects.filter(as_of=None)}
    wanted = standing(clock.day(at))
    shipped = {(one.name, one.version): one for one in every()}
    for key, one in live.items():
        if one.asked_at and one.asked_at > at - keeping.ASKED and key[:2] in shipped:
            wanted[key] = shipped[key[:2]]
    current = set(keeping.current(clock.day(at)))
    together = timedelta(
        milliseconds=sum(live[key].took_ms for key in wanted if key in live and key[2] in current)
    )
    stale = [key for key in wanted if key in live and _stale(live[key], state, at, together)]
    stale.sort(key=lambda key: live[key].taken_at)
    missing = [key for key in wanted if key not in live]
    first = [key for key in missing if key[2] in current]
    last = [key for key in missing if key[2] not in current]
    return ((wanted[key], key[2]) for key in (*first, *stale, *last))


def standing(day: date) -> dict[Key, IndicatorSet]:
    """What is kept without being asked for, by how soon somebody will miss it."""
    shipped, weeks = every(), keeping.weeks(day)
    forecast = [one for one in shipped if keeping.forecast_for(one)]
    wanted = [
        *((one, period) for period in keeping.current(day) for one in shipped),
        *((one, period) for period in weeks[: forecasting.RECENT] for one in forecast),
        *((one, period) for period in keeping.past(day) for one in shipped),
        *((one, period) for period in weeks[forecasting.RECENT :] for one in forecast),
    ]
    return {(one.name, one.version, period): one for one, period in wanted}


def every() -> list[IndicatorSet]:
    return [sets.shipped(name) for name in sets.names()]


def key_of(one: Snapshot) -> Key:
    return one.indicators, one.version, Period(one.first, one.last)


def _stale(one: Snapshot, state: State, at: datetime, together: timedelta) -> bool:
    """Whether it is worth counting again: other facts, or time that made something overdue."""
    age = at - one.taken_at
    if one.at >= key_of(one)[2].end:  # the period was over when it was counted
        return one.facts != state.name and age > keeping.CLOSED
    if one.facts == state.name:
        return one.at < state.known_at and age > max(QUIET, keeping.good_for(together))
    return age > keeping.good_for(together)
