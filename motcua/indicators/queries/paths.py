"""Over the acts: ways really taken, loops, stays, and the dossiers behind each.

Asked are the dossiers that were submitted in the period, with all that happened to them since. Working time
of a stay is counted when the dossier leaves it: what still lies somewhere is not in it yet.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import Any

import ibis

from motcua.indicators.queries.acted import Acts
from motcua.indicators.queries.counting import of_unit
from motcua.indicators.rules import paths
from motcua.indicators.rules.compiling import literal
from motcua.indicators.rules.paths import Below, Loop, Move, Stay, Summary, Variant, name_of
from motcua.indicators.rules.periods import Period


class Asked(Acts):
    """What the acts say of the ways taken, the stays and the units below. Use as a context, as `Acts`."""

    def variants(self) -> tuple[Variant, ...]:
        """Every way, most taken first."""
        table = self._dossiers
        grouped = table.group_by("procedure", "process", "way", "ended").agg(
            dossiers=table.count(), median=(table.waited + table.hand).median()
        )
        found = [self._variant(row) for row in grouped.to_pyarrow().to_pylist()]
        return tuple(sorted(found, key=lambda one: (-one.dossiers, one.name)))

    def _variant(self, row: Mapping[str, Any]) -> Variant:
        process, procedure = row["process"], row["procedure"]
        moves = tuple(self._kinds[place] for place in row["way"])
        return Variant(
            name=name_of(procedure, process, moves),
            procedure=procedure,
            process=process,
            moves=moves,
            dossiers=row["dossiers"],
            ended=row["ended"],
            median=round(row["median"]) if row["ended"] else None,
            departure=paths.departure(moves, paths.rows_of(process)),
        )

    def summaries(self) -> tuple[Summary, ...]:
        """Every procedure that has dossiers, by code."""
        table = self._dossiers
        conforming: Counter[str] = Counter()
        for one in self.variants():
            if one.departure is None:
                conforming[one.procedure] += one.dossiers
        rows = (
            table.group_by("procedure")
            .agg(
                dossiers=table.count(),
                ended=table.ended.sum(),
                looping=(table.loops > 0).sum(),
                loops=table.loops.sum(),
                median=(table.waited + table.hand).median(where=table.ended),
                waiting=table.waited.sum(),
                hand=table.hand.sum(),
            )
            .order_by("procedure")
        )
        return tuple(
            Summary(
                procedure=row["procedure"],
                dossiers=row["dossiers"],
                ended=row["ended"],
                conforming=conforming[row["procedure"]],
                looping=row["looping"],
                loops=int(row["loops"]),
                median=_whole(row["median"]),
                waiting=int(row["waiting"]),
                hand=int(row["hand"]),
            )
            for row in rows.to_pyarrow().to_pylist()
        )

    def counts(self) -> dict[str, dict[Move, int]]:
        """Process to how often each of its acts was done, those that only say who has it included."""
        table = self._acts
        rows = table.group_by("process", "before", "verb", "after").agg(times=table.count())
        found: dict[str, dict[Move, int]] = defaultdict(dict)
        for row in rows.to_pyarrow().to_pylist():
            move = Move(row["before"] or "", row["verb"], row["after"] or "")
            found[row["process"] or ""][move] = row["times"]
        return dict(found)

    def stays(self) -> tuple[Stay, ...]:
        """Every state that dossiers left, by its name."""
        table = self._acts.filter(self._acts.left & self._acts.before.notnull())
        rows = table.group_by("before").agg(
            stays=table.count(),
            **{
                f"{name}_{what}": getattr(column, what)() if what != "p90" else column.quantile(0.9)
                for name, column in (
                    ("waiting", table.waited),
                    ("hand", table.hand),
                    ("paused", table.paused_for),
                )
                for what in ("median", "p90", "sum")
            },
        )
        return tuple(
            Stay(
                state=row["before"],
                stays=row["stays"],
                waiting_median=round(row["waiting_median"]),
                waiting_p90=round(row["waiting_p90"]),
                hand_median=round(row["hand_median"]),
                hand_p90=round(row["hand_p90"]),
                paused_median=round(row["paused_median"]),
                paused_p90=round(row["paused_p90"]),
                waiting_total=int(row["waiting_sum"]),
                hand_total=int(row["hand_sum"]),
                paused_total=int(row["paused_sum"]),
            )
            for row in rows.order_by("before").to_pyarrow().to_pylist()
        )

    def loops(self) -> tuple[Loop, ...]:
        """Every way back, most frequent first."""
        acts = self._acts
        backs = acts.filter(acts.loop)
        clock = (
            acts.semi_join(backs, "code")
            .filter(lambda row: row.left)
            .mutate(
                passed=lambda row: row.spent.sum().over(
                    ibis.cumulative_window(group_by="code", order_by="number")
                )
            )
        )
        again = clock.select(code_="code", number_="number", after_="after", passed_="passed")
        begun = clock.filter(clock.loop).select("code", "number", "before", "verb", "after", "passed")
        joined = begun.left_join(
            again,
            [begun.code == again.code_, begun.number < again.number_, begun.before == again.after_],
        )
        each = joined.group_by("code", "number", "before", "verb", "after").agg(
            lost=joined.passed_.min() - joined.passed.max()
        )
        rows = each.group_by("before", "verb", "after").agg(
            times=each.count(),
            dossiers=each.code.nunique(),
            closed=each.lost.count(),
            total=each.lost.sum(),
            median=each.lost.median(),
        )
        found = [
            Loop(
                Move(row["before"] or "", row["verb"], row["after"] or ""),
                row["times"],
                row["dossiers"],
                row["closed"],
                int(row["total"] or 0),
                _whole(row["median"]),
            )
            for row in rows.to_pyarrow().to_pylist()
        ]
        return tuple(sorted(found, key=lambda one: (-one.times, one.move)))

    def below(self) -> tuple[Below, ...]:
        """The unit's own dossiers and those of each unit right below it, slowest first."""
        dossiers, acts = self._dossiers, self._acts
        rows = dossiers.mutate(unit=self._below(dossiers.path)).group_by("unit")
        counted = rows.agg(
            dossiers=ibis._.count(),
            median=(ibis._.waited + ibis._.hand).median(where=ibis._.ended),
            waiting=ibis._.waited.sum(),
            hand=ibis._.hand.sum(),
        )
        at_work = acts.filter(acts.working & acts.left)
        worst: dict[str, tuple[int, str]] = {}
        spent = (
            at_work.mutate(unit=self._below(at_work.path))
            .group_by("unit", "before")
            .agg(total=(ibis._.waited + ibis._.hand).sum())
        )
        for row in spent.to_pyarrow().to_pylist():
            if row["total"]:
                found = (int(row["total"]), row["before"])
                worst[row["unit"]] = max(worst.get(row["unit"], found), found)
        all_below = [
            Below(
                unit=row["unit"],
                dossiers=row["dossiers"],
                median=_whole(row["median"]),
                waiting=int(row["waiting"]),
                hand=int(row["hand"]),
                worst=worst.get(row["unit"], (0, ""))[1],
            )
            for row in counted.to_pyarrow().to_pylist()
        ]
        return tuple(sorted(all_below, key=lambda one: (-(one.median or 0), one.unit)))

    def _below(self, path: Any) -> Any:
        """The unit right below the one asked for in which this path lies; the unit itself for its own."""
        rest = (ibis.literal("/") + path).re_extract(rf"/{_escaped(self.unit)}/([^/]*)", 1)
        return ibis.ifelse(rest == "", self.unit, rest)

    def codes(self, name: str, *, after: str = "", limit: int = 50) -> tuple[str, ...]:
        """The dossiers of the way of this name, by code, those behind `after`; none for an unknown name."""
        ways = [one for one in self.variants() if one.name == name]
        if not ways:
            return ()
        way = ways[0]
        written = [self._kinds.index(move) for move in way.moves]
        table = self._dossiers
        found = (
            table.filter(
                (table.procedure == way.procedure)
                & (table.process == way.process)
                & (table.way == ibis.literal(written, type="array<int64>"))
                & (table.code > after)
            )
            .order_by("code")
            .limit(limit)
            .select("code")
            .to_pyarrow()
        )
        return tuple(found["code"].to_pylist())


def volumes(dossiers: Any, *, unit: str, period: Period) -> dict[str, dict[str, int]]:
    """Procedure to channel to how many dossiers of the unit were submitted in the period."""
    table = of_unit(dossiers, unit)
    table = table.filter(
        (table.submitted_at >= literal(period.start)) & (table.submitted_at < literal(period.end))
    )
    rows = table.group_by("procedure", "channel").agg(count=table.count())
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for row in rows.to_pyarrow().to_pylist():
        found[row["procedure"]][row["channel"]] = row["count"]
    return dict(found)


def _whole(number: float | None) -> int | None:
    return None if number is None or number != number else round(number)


def _escaped(unit: str) -> str:
    return "".join(one if one.isalnum() else f"\\{one}" for one in unit)
