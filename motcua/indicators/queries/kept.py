"""Counts of a question: those that are kept, or counted at once where none are."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from motcua.indicators import ports
from motcua.indicators.models import Snapshot, Tallied
from motcua.indicators.queries import counting
from motcua.indicators.queries.counting import Question
from motcua.indicators.rules.periods import Period
from motcua.indicators.rules.scoring import Tally, Value, value_of
from motcua.indicators.rules.sets import IndicatorSet
from motcua.kernel.errors import Invalid, NotFound

NOTHING = Tally()  # made once: of most units most is nothing


@dataclass(frozen=True, slots=True)
class Counts:
    """Unit to what was counted for it; those without a dossier are not there. `at`: up to when facts tell."""

    at: datetime
    units: Mapping[str, tuple[Tally, ...]]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Periods, and the units of which their counts are read."""

    periods: Collection[Period]
    units: Collection[str]


def check(period: Period, *, now: datetime, as_of: datetime | None = None) -> None:
    """Raises Invalid for what nothing can be known of yet, or could not be known then."""
    if period.start > now:
        raise Invalid(
            _("Kỳ này chưa bắt đầu, chưa có số liệu. Hãy chọn kỳ đã bắt đầu."), code="future-period"
        )
    if as_of and as_of > now:
        raise Invalid(
            _("Thời điểm xem số liệu không được ở tương lai. Hãy chọn ngày đã qua."), code="future-as-of"
        )
    if as_of and as_of <= period.start:
        raise Invalid(
            _("Tại thời điểm đã chọn, kỳ này chưa bắt đầu. Hãy chọn ngày muộn hơn hoặc kỳ sớm hơn."),
            code="as-of-before-period",
        )


def found(indicators: IndicatorSet, periods: Iterable[Period], as_of: datetime | None) -> list[Snapshot]:
    """What is kept for these periods as of this moment, or newest. One query."""
    wanted = frozenset(periods)
    snapshots = Snapshot.objects.filter(
        first__in={one.first for one in wanted},
        last__in={one.last for one in wanted},
        as_of=as_of,
        indicators=indicators.name,
        version=indicators.version,
    )
    return [one for one in snapshots if Period(one.first, one.last) in wanted]


def counts(
    indicators: IndicatorSet, wanted: Sequence[Wanted], as_of: datetime | None
) -> tuple[dict[Period, Mapping[str, tuple[Tally, ...]]], dict[Period, datetime]]:
    """What is kept for these units in these periods, and up to when it tells. Two queries."""
    snapshots = {
        Period(one.first, one.last): one
        for one in found(indicators, {period for each in wanted for period in each.periods}, as_of)
    }
    told: dict[int, dict[str, tuple[Tally, ...]]] = {one.pk: {} for one in snapshots.values()}
    parts = [
        Q(snapshot__in=[snapshots[one].pk for one in each.periods if one in snapshots], unit__in=each.units)
        for each in wanted
    ]
    if told:
        rows = Tallied.objects.filter(reduce(or_, parts))
        for snapshot, unit, tallies in rows.values_list("snapshot_id", "unit", "tallies"):
            told[snapshot][unit] = tuple(Tally(*one) if one else NOTHING for one in tallies)
    return (
        {period: told[one.pk] for period, one in snapshots.items()},
        {period: one.at for period, one in snapshots.items()},
    )


def value(snapshot: Snapshot, indicators: IndicatorSet, code: str, unit: str) -> Value | None:
    """What is kept for one indicator of this unit; None where nothing was counted for it. One query."""
    found = Tallied.objects.filter(snapshot=snapshot, unit=unit).values_list("branch", "tallies").first()
    if found is None:
        return None
    branch, tallies = found
    indicator = indicators.indicator(code)
    tally = Tally(*tallies[indicators.indicators.index(indicator)])
    return value_of(indicator, tally, branch or None, snapshot.last)


def counted(indicators: IndicatorSet, question: Question) -> Counts:
    """Counts the facts at once: seconds for a country. Those of no facts are none."""
    try:
        at = known_at(question)
        table = ports.facts().table()
    except NotFound:
        return Counts(question.now, {})
    found = counting.tallies(table, indicators, asked(question, at))
    return Counts(at, {unit: tallies for unit, (_branch, tallies) in found.items()})


def known_at(question: Question) -> datetime:
    """Up to when the facts can tell about it. Raises NotFound where there are none."""
    return min(ports.facts().state().known_at, question.as_of or question.now)


def asked(question: Question, known_at: datetime) -> Question:
    """As it can be answered: what nobody knows yet is neither open nor overdue."""
    return Question(question.period, min(question.now, known_at), question.as_of)
