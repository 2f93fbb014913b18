"""An indicator shared among the units below one: targets, drafts, figures, weights, and the check."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from motcua.agencies.models import Agency
from motcua.agencies.rules.kinds import AgencyKind
from motcua.indicators.models import Snapshot, Tallied, Target
from motcua.indicators.queries.targets import Key, in_force, open_of
from motcua.indicators.rules import target_periods, targets
from motcua.indicators.rules.periods import Period
from motcua.indicators.rules.scoring import Tally, value_of
from motcua.indicators.rules.sets import Indicator, IndicatorSet
from motcua.indicators.rules.targets import BELOW, Check, Part
from motcua.kernel.text import fold


def below(unit: Agency) -> list[Agency]:
    """The units to which this one assigns targets: departments before communes, by name; none for most."""
    kinds = BELOW.get(AgencyKind(unit.kind), frozenset())
    found = Agency.objects.filter(parent=unit, kind__in=kinds)
    order = {AgencyKind.DEPARTMENT: 0, AgencyKind.MINISTRY: 0}
    return sorted(found, key=lambda one: (order.get(AgencyKind(one.kind), 1), fold(one.name_vi)))


@dataclass(frozen=True, slots=True)
class Counted:
    """What snapshots say of some units, by unit and indicator. `weighed` and `told` are the periods from
    which weights and figures come; None: no snapshot."""

    weighed: Period | None
    weights: Mapping[Key, int]
    told: Period | None
    figures: Mapping[Key, Decimal]


def counted(units: Iterable[Agency], indicators: IndicatorSet, period: Period, on: date) -> Counted:
    """Weights of the last period of the same length that has ended; where nothing was counted for it, of the
    period itself as far as it has come. Figures the other way round: the period itself first."""
    by_code = {one.code: one for one in units}
    closed = target_periods.last_closed(target_periods.length_of(period), on)
    found = Snapshot.objects.filter(
        indicators=indicators.name,
        version=indicators.version,
        first__in=[closed.first, period.first],
        last__in=[closed.last, period.last],
        as_of=None,
    )
    snapshots = {Period(one.first, one.last): one for one in found}
    for_weights = next((snapshots[one] for one in (closed, period) if one in snapshots), None)
    for_figures = next((snapshots[one] for one in (period, closed) if one in snapshots), None)
    weights: dict[Key, int] = {}
    figures: dict[Key, Decimal] = {}
    rows = Tallied.objects.filter(
        snapshot__in=[one for one in (for_weights, for_figures) if one is not None], unit__in=list(by_code)
    )
    for row in rows.order_by("pk"):
        tallies = [Tally(*one) for one in row.tallies]
        for indicator, tally in zip(indicators.indicators, tallies, strict=True):
            key = (row.unit, indicator.code)
            if for_weights is not None and row.snapshot_id == for_weights.pk:
                weights[key] = tally.total
            if for_figures is not None and row.snapshot_id == for_figures.pk:
                value = value_of(indicator, tally, row.branch or None, period.last).value
                if value is not None:
                    figures[key] = value
    return Counted(_period(for_weights), weights, _period(for_figures), figures)


def _period(snapshot: Snapshot | None) -> Period | None:
    return Period(snapshot.first, snapshot.last) if snapshot else None


@dataclass(frozen=True, slots=True)
class Whole:
    """What a unit is to reach: `assigned` to it, else the set's own target; None where there is neither."""

    value: Decimal | None
    assigned: Target | None


def whole_of(unit: Agency, indicator: Indicator, period: Period, held: Mapping[Key, Target]) -> Whole:
    """`held` is what `in_force` found for this unit."""
    row = held.get((unit.code, indicator.code))
    if row:
        return Whole(row.value, row)
    own = indicator.target_of(_branch(unit), period.last)
    return Whole(None if own is None else Decimal(own), None)


def _branch(unit: Agency) -> str | None:
    if unit.kind == AgencyKind.NATION:
        return None
    return "ministry" if unit.kind == AgencyKind.MINISTRY else "province"


@dataclass(frozen=True, slots=True)
class Line:
    """A part: its target in force, the draft that would take its place, its last figure and its weight."""

    unit: Agency
    held: Target | None
    draft: Target | None
    figure: Decimal | None
    weight: int

    @property
    def value(self) -> Decimal | None:
        """What it will be when drafts are published."""
        row = self.draft or self.held
        return row.value if row else None


@dataclass(frozen=True, slots=True)
class Sharing:
    """One indicator of one unit, shared among those below it. `now` is the check of what is in force,
    `then` of what will be when the drafts are published."""

    unit: Agency
    indicator: Indicator
    period: Period
    whole: Whole
    lines: tuple[Line, ...]
    now: Check
    then: Check
    weighed: Period | None
    told: Period | None

    @property
    def drafts(self) -> tuple[Target, ...]:
        return tuple(one.draft for one in self.lines if one.draft)

    @property
    def seen(self) -> str:
        """Differs whenever what would be published, or what it is compared with, does."""
        told = [str(self.whole.value), str(self.then.together)]
        told += [f"{one.pk}:{one.value}:{one.state}" for one in self.drafts]
        return hashlib.sha256("\n".join(told).encode()).hexdigest()[:32]


def sharing(unit: Agency, indicators: IndicatorSet, code: str, period: Period, on: date) -> Sharing:
    """Raises NotFound for an unknown indicator, Invalid for a period that no target has."""
    return _sharings(unit, indicators, (indicators.indicator(code),), period, on)[0]


def overview(unit: Agency, indicators: IndicatorSet, period: Period, on: date) -> list[Sharing]:
    """Every indicator of the set, shared among the units below this one. Raises as `sharing`."""
    return _sharings(unit, indicators, indicators.indicators, period, on)


def _sharings(
    unit: Agency, indicators: IndicatorSet, wanted: Sequence[Indicator], period: Period, on: date
) -> list[Sharing]:
    parts = below(unit)
    code = wanted[0].code if len(wanted) == 1 else ""
    held = in_force([unit.code, *(one.code for one in parts)], indicators.name, period, on, code)
    drafts = open_of(parts, indicators.name, period, code)
    known = counted(parts, indicators, period, on)
    return [_shared(unit, one, period, parts, held, drafts, known) for one in wanted]


def _shared(
    unit: Agency,
    indicator: Indicator,
    period: Period,
    parts: list[Agency],
    held: Mapping[Key, Target],
    drafts: Mapping[Key, Target],
    known: Counted,
) -> Sharing:
    lines = tuple(
        Line(
            unit=one,
            held=held.get((one.code, indicator.code)),
            draft=drafts.get((one.code, indicator.code)),
            figure=known.figures.get((one.code, indicator.code)),
            weight=known.weights.get((one.code, indicator.code), 0),
        )
        for one in parts
    )
    whole = whole_of(unit, indicator, period, held)
    return Sharing(
        unit=unit,
        indicator=indicator,
        period=period,
        whole=whole,
        lines=lines,
        now=targets.check(
            indicator.form,
            whole.value,
            [Part(one.unit.code, one.held.value if one.held else None, one.weight) for one in lines],
            less_is_better=indicator.less_is_better,
        ),
        then=targets.check(
            indicator.form,
            whole.value,
            [Part(one.unit.code, one.value, one.weight) for one in lines],
            less_is_better=indicator.less_is_better,
        ),
        weighed=known.weighed,
        told=known.told,
    )
