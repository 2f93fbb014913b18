"""What is opened to everybody: indicators of all units with small cells hidden, dossiers made anonymous."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.utils.translation import gettext_lazy as _

from motcua.agencies.models import Agency
from motcua.agencies.rules.kinds import AgencyKind
from motcua.indicators import ports
from motcua.indicators.models import Tallied
from motcua.indicators.queries import kept, targets
from motcua.indicators.queries.counting import Question
from motcua.indicators.queries.opened import name_of, parts_of, terms
from motcua.indicators.rules import anonymity, periods
from motcua.indicators.rules.anonymity import Anonymous, Cell, Features
from motcua.indicators.rules.compiling import literal
from motcua.indicators.rules.periods import Period
from motcua.indicators.rules.scoring import Tally, value_of
from motcua.indicators.rules.series import Span, span
from motcua.indicators.rules.sets import Form, Indicator, IndicatorSet
from motcua.kernel.errors import NotFound

DAY = 86_400_000_000  # microseconds


@dataclass(frozen=True, slots=True)
class Figure:
    """One indicator of one unit; where it is hidden, nothing but that it is."""

    unit: str
    name: str
    parent: str
    kind: str
    indicator: str
    value: Decimal | None
    counted: int | None
    total: int | None
    target: Decimal | None
    points: Decimal | None
    hidden: bool


class Opening:
    """The figures of one set as they may be shown; what is counted is read once for each period."""

    def __init__(self, indicators: IndicatorSet, *, now: datetime) -> None:
        self.indicators, self.now, self.k = indicators, now, terms().k
        self._counts: dict[str, Mapping[str, tuple[Tally, ...]]] = {}
        self._hiding: dict[tuple[str, int], frozenset[str]] = {}

    @cached_property
    def _agencies(self) -> dict[str, tuple[str, str, str, str]]:
        """Identifier to name, parent, kind, path."""
        rows = Agency.objects.values_list("code", "name_vi", "parent__code", "kind", "path")
        return {code: (name, parent or "", kind, path) for code, name, parent, kind, path in rows}

    @cached_property
    def _ministries(self) -> frozenset[str]:
        return frozenset(code for code, one in self._agencies.items() if one[2] == AgencyKind.MINISTRY)

    def figures(self, period: Period) -> Iterator[Figure]:
        """By unit, then in the order of the set; units without a dossier are left out."""
        name = name_of(period)
        counts = self._counted(name)
        units = sorted(unit for unit in counts if unit in self._agencies)
        assigned = targets.assigned(units, self.indicators.name, period, period.last)
        for unit in units:
            label, parent, kind, path = self._agencies[unit]
            line = path.strip("/").split("/")
            branch = None if len(line) < 2 else "ministry" if line[1] in self._ministries else "province"
            for place, indicator in enumerate(self.indicators.indicators):
                if indicator.form is Form.MISSING:
                    continue
                tally = counts[unit][place]
                value = value_of(indicator, tally, branch, period.last)
                hidden = unit in self._hidden(name, place)
                target = assigned.get((unit, indicator.code), value.target)
                yield Figure(
                    unit=unit,
                    name=label,
                    parent=parent,
                    kind=kind,
                    indicator=indicator.code,
                    value=None if hidden else value.value,
                    counted=None if hidden else _cell(indicator, tally).counted,
                    total=None if hidden else tally.total,
                    target=None if target is None else Decimal(target),
                    points=None if hidden else value.points,
                    hidden=hidden,
                )

    def _hidden(self, name: str, place: int) -> frozenset[str]:
        """Units whose cell of this indicator must not be shown for this period."""
        found = self._hiding.get((name, place))
        if found is None:
            counts, indicator = self._counted(name), self.indicators.indicators[place]
            cells = {unit: _cell(indicator, told[place]) for unit, told in counts.items()}
            parents = {unit: self._agencies[unit][1] for unit in cells if unit in self._agencies}
            also = self._told_by_parts(name, place, cells)
            found = anonymity.hidden(cells, parents, k=self.k, also=also)
            self._hiding[name, place] = found
        return found

    def _told_by_parts(self, name: str, place: int, units: Iterable[str]) -> frozenset[str]:
        """Those of these units whose cell would tell about a hidden one of a period inside this."""
        parts, indicator = parts_of(periods.read(name)), self.indicators.indicators[place]
        hiding = {part: self._hidden(part, place) for row in parts.values() for part in row}
        months = {month: self._counted(month) for month in hiding if month not in parts}

        def told(unit: str) -> bool:
            cells = {
                month: _cell(indicator, counts[unit][place])
                for month, counts in months.items()
                if unit in counts
            }
            return anonymity.told_by_parts(name, parts, cells, lambda part: unit in hiding[part], self.k)

        somewhere = frozenset().union(*hiding.values())
        return frozenset(unit for unit in units if unit in somewhere and told(unit))

    def _counted(self, name: str) -> Mapping[str, tuple[Tally, ...]]:
        """Kept counts of every unit, or such as are counted now."""
        if name not in self._counts:
            period = periods.read(name)
            found = [one for one in kept.found(self.indicators, [period], None) if one.as_of is None]
            if found:
                rows = Tallied.objects.filter(snapshot=found[0]).values_list("unit", "tallies")
                self._counts[name] = {unit: tuple(Tally(*one) for one in told) for unit, told in rows}
            else:
                self._counts[name] = kept.counted(self.indicators, Question(period, self.now)).units
        return self._counts[name]


def _cell(indicator: Indicator, tally: Tally) -> Cell:
    """Of a mean, only how many dossiers it is over."""
    counted = tally.total if indicator.form is Form.MEAN else tally.counted
    return Cell(counted, tally.total)


def dossiers(month: Period) -> Anonymous:
    """Dossiers submitted in this month, without codes, moments and whatever too few have. Raises NotFound."""
    if span(month) is not Span.MONTH:
        raise NotFound(_("Dữ liệu hồ sơ được công bố theo tháng, ví dụ 2026-06."), code="not-opened")
    table = ports.facts().table()
    found = table.filter(
        (table.submitted_at >= literal(month.start)) & (table.submitted_at < literal(month.end))
    )
    spent = found.settled_at.delta(found.received_at, unit="microsecond") // DAY
    grouped = found.group_by(
        province=found.province.fill_null(""),
        commune=found.commune.fill_null(""),
        field=found.field,
        service_level=found.service_level,
        channel=found.channel,
        outcome=found.outcome.fill_null("open"),
        days=spent,
        on_time=found.settled_at <= found.due_at,
    ).agg(count=found.count())
    groups: dict[Features, int] = {}
    for row in grouped.to_pyarrow().to_pylist():
        one = _features(f"{month.first:%Y-%m}", row)
        groups[one] = groups.get(one, 0) + row["count"]
    return anonymity.anonymous(groups, k=terms().k)


def _features(month: str, row: Mapping[str, Any]) -> Features:
    return Features(
        month=month,
        province=row["province"],
        commune=row["commune"],
        field=row["field"],
        service_level=row["service_level"],
        channel=row["channel"],
        outcome=row["outcome"],
        days=anonymity.bucket(row["days"]),
        on_time={True: "yes", False: "no", None: ""}[row["on_time"]],
    )
