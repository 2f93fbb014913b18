"""What boards are drawn of, read together: kept counts, and targets, of many units and periods."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from motcua.indicators.queries import kept, places, targets
from motcua.indicators.queries.counting import Question
from motcua.indicators.queries.kept import Wanted
from motcua.indicators.queries.places import Place
from motcua.indicators.rules import keeping
from motcua.indicators.rules.ahead import Ahead
from motcua.indicators.rules.drawing import Asked
from motcua.indicators.rules.periods import Period
from motcua.indicators.rules.sets import IndicatorSet
from motcua.kernel import clock


@dataclass(frozen=True, slots=True)
class Gathered:
    """`assigned` are targets by period, unit and code."""

    asked: Asked
    assigned: Mapping[Period, Mapping[targets.Key, Decimal]]

    def ahead(self, place: Place, period: Period) -> Ahead | None:
        """What forecasts of this unit rest on; None where the counts of the period are not kept."""
        asked, unit = self.asked, place.unit.code
        if period not in asked.counts:
            return None
        today = clock.day(asked.at)
        weeks = [one for one in reversed(keeping.weeks(today)) if one in asked.counts]
        held = self.assigned.get(period, {})
        return Ahead(
            unit=unit,
            indicators=asked.indicators,
            branch=place.branch,
            period=period,
            today=today,
            total=asked.counts[period].get(unit, ()),
            weeks={one: asked.counts[one].get(unit, ()) for one in weeks},
            assigned={code: value for (whose, code), value in held.items() if whose == unit},
        )


def gathered(
    indicators: IndicatorSet,
    question: Question,
    *,
    row: Sequence[Period],
    among: Collection[Place],
    followed: Collection[str],
    earlier: Sequence[Wanted] = (),
    aimed: Collection[Period] = (),
) -> Gathered:
    """Counts of the asked period, the last of the row, of all units `among`, and what is kept of `earlier`
    periods; targets of the units `followed`, also for the periods `aimed` at.

    Three queries. What is not kept of the asked period is counted at once, which takes seconds for a country.
    Raises as `kept.counted`.
    """
    codes = [one.unit.code for one in among]
    wanted = (Wanted((question.period,), codes), *earlier)
    found, at = kept.counts(indicators, wanted, question.as_of)
    if question.period not in at:
        now = kept.counted(indicators, question)
        found = {**found, question.period: now.units}
        at = {**at, question.period: now.at}
    assigned = targets.assigned_for(followed, indicators.name, {question.period, *aimed}, _on(question))
    return Gathered(
        Asked(
            indicators=indicators,
            row=row,
            as_of=question.as_of,
            at=at[question.period],
            counts=found,
            branches=places.branches(among),
            assigned=assigned[question.period],
        ),
        assigned,
    )


def _on(question: Question) -> date:
    """The day by whose end targets must have been published."""
    return clock.day(min(question.as_of or question.now, question.now) - timedelta(microseconds=1))
