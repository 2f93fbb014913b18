"""The one pass over all facts of dossiers that figures come from."""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from motcua.indicators.queries.asking import Asked, Question, answer, inside_asked, within
from motcua.indicators.rules import compiling
from motcua.indicators.rules.compiling import Columns
from motcua.indicators.rules.sets import IndicatorSet


def tallied(
    table: Any,
    indicators: IndicatorSet,
    question: Question,
    unit: str | None = None,
    paths: Collection[str] | None = None,
) -> tuple[Any, tuple[Columns, ...]]:
    """Arrow's table of `compiling.Tallies`, and its columns; of all facts, or of a unit's as in `of_unit`.

    To look at every fact for when it was handed in costs a tenth of the pass, and to ask first whether any
    was handed in later next to nothing.
    """
    whole = not question.as_of and not answer(table, _Later(), question)[0].num_rows
    words = within(unit, paths) if unit else {}
    near = paths is not None if unit else None
    template = _Tallying(compiling.signature(indicators), whole, near, indicators)
    rows, columns = answer(table, template, question, words)
    return rows, columns


@dataclass(frozen=True, slots=True)
class _Later:
    """A fact that came after the window, if there is one."""

    def made(self, table: Any, asked: Asked) -> tuple[Any, None]:
        return table.filter(~asked.there(table)).select("submitted_at").limit(1), None


@dataclass(frozen=True, slots=True)
class _Tallying:
    signature: Any
    whole: bool  # no fact came after the window
    near: bool | None  # whether it is known where the unit's facts lie; None: of all units
    indicators: IndicatorSet = field(compare=False)

    def made(self, table: Any, asked: Asked) -> tuple[Any, tuple[Columns, ...]]:
        facts = table if self.whole else asked.facts(table)
        if self.near is not None:
            facts = facts.filter(*inside_asked(facts, near=self.near))
        found = compiling.tallies(facts, self.indicators, asked.window)
        return found.table, found.columns
