"""The acts that are asked about: in numbers, one row for each dossier, kept by the engine meanwhile."""

from functools import cached_property
from typing import Any, Self

import ibis

from motcua.dossiers.rules.process import ENDS
from motcua.indicators.queries.counting import of_unit
from motcua.indicators.rules import paths
from motcua.indicators.rules.compiling import literal
from motcua.indicators.rules.paths import Move
from motcua.indicators.rules.periods import Period

WIDTH = 65_536  # above the number of kinds of acts
_KIND = {
    "before_": "string", "verb_": "string", "after_": "string", "kind": "int64", "loop": "boolean",
    "left": "boolean", "theirs": "boolean", "working": "boolean",
}  # fmt: skip


class Acts:
    """The acts of a unit and all below it, of dossiers submitted in the period; of one procedure, or of all.

    Use as a context: what is computed once is kept by the engine until its end.
    """

    def __init__(self, acts: Any, *, unit: str, period: Period, procedure: str = "") -> None:
        found = of_unit(acts, unit).filter(lambda row: row.at >= literal(period.start))
        if procedure:
            found = found.filter(found.procedure == procedure)
        self.unit, self.period = unit, period
        self._given = found
        self._kept: list[Any] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        for table in self._kept:
            table.release()

    def _keep(self, table: Any) -> Any:
        kept = table.cache()
        self._kept.append(kept)
        return kept

    @cached_property
    def _kinds(self) -> tuple[Move, ...]:
        """Every kind of act there is, in an order that is the same for the same facts."""
        rows = self._given.select("before", "verb", "after").distinct().to_pyarrow().to_pylist()
        return tuple(sorted(Move(row["before"] or "", row["verb"], row["after"] or "") for row in rows))

    @cached_property
    def _told(self) -> Any:
        """The acts with the number of their kind, and how the time of the stay that each ends divides."""
        table, kinds = self._given, ibis.memtable(self._kind_rows(), schema=_KIND)
        joined = table.join(
            kinds,
            [
                table.before.fill_null("") == kinds.before_,
                table.verb == kinds.verb_,
                table.after.fill_null("") == kinds.after_,
            ],
        )
        spent = ibis.ifelse(joined.left, joined.working_seconds.fill_null(0), 0)
        paused = joined.theirs | joined.paused.fill_null(False)
        waited = ibis.least(joined.waiting_seconds.fill_null(spent), spent)
        return joined.mutate(
            spent=spent,
            paused_for=ibis.ifelse(paused, spent, 0),
            waited=ibis.ifelse(paused, 0, waited),
            hand=ibis.ifelse(paused, 0, spent - waited),
        )

    def _kind_rows(self) -> list[dict[str, Any]]:
        return [
            {
                "before_": kind.before,
                "verb_": kind.verb,
                "after_": kind.after,
                "kind": None if paths.is_silent(kind) else place,
                "loop": kind.verb in paths.LOOPS,
                "left": kind.before != kind.after,
                "theirs": paths.with_applicant(kind.before),
                "working": kind.before not in paths.BESIDE,
            }
            for place, kind in enumerate(self._kinds)
        ]

    @cached_property
    def _dossiers(self) -> Any:
        """One row for each: its way, whether it ended, loops, seconds before the result."""
        acts = self._told
        each = acts.group_by("code").agg(
            path=acts.path.max(),
            procedure=acts.procedure.max(),
            process=acts.process.fill_null("").max(),
            begun=acts.at.min(where=acts.number == 1),
            # Sorting a list afterwards is several times quicker than an ordered aggregate.
            way=(acts.number.cast("int64") * WIDTH + acts.kind).collect(where=acts.kind.notnull()),
            last=acts.after.argmax(acts.number, where=acts.kind.notnull()),
            loops=acts.loop.sum(),
            waited=acts.waited.sum(where=acts.working),
            hand=acts.hand.sum(where=acts.working),
        )
        within = each.filter(each.begun.notnull() & (each.begun < literal(self.period.end)))
        return self._keep(
            within.mutate(
                way=within.way.sort().map(lambda one: one % WIDTH),
                ended=within["last"].isin([one.value for one in ENDS]),
                waited=within.waited.fill_null(0),
                hand=within.hand.fill_null(0),
            )
        )

    @cached_property
    def _acts(self) -> Any:
        """Those of the dossiers that are asked about."""
        return self._keep(
            self._told.semi_join(self._dossiers, "code").select(
                "code", "path", "process", "number", "verb", "before", "after",
                "loop", "left", "working", "spent", "paused_for", "waited", "hand",
            )
        )  # fmt: skip
