"""What is asked: which facts, of which unit, as known when; and how to ask the same again at little cost."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Protocol

import ibis

from motcua.indicators.rules import compiling
from motcua.indicators.rules.compiling import Window
from motcua.indicators.rules.periods import Period

KEPT = 512  # expressions that were made


@dataclass(frozen=True, slots=True)
class Asked:
    """Of a question what expressions need: moments, or the parameters that stand for them."""

    window: Window
    as_of: Any = None

    def facts(self, table: Any) -> Any:
        """Those that there were: months that came later need not be read."""
        found = self.seen(table)
        return found.filter(self.there(found))

    def seen(self, table: Any) -> Any:
        """As they were at the moment that is asked about."""
        return table if self.as_of is None else compiling.as_of(table, self.as_of)

    def there(self, table: Any) -> Any:
        """Whether a fact was there by the window's end."""
        return table.submitted_at < compiling.literal(self.window.end)


@dataclass(frozen=True, slots=True)
class Question:
    """Which facts count: those of the period, as known now, or before the moment `as_of`.

    `now` is when it is asked: what is open is compared with it where the period has not ended.
    """

    period: Period
    now: datetime
    as_of: datetime | None = None

    @property
    def window(self) -> Window:
        end = min(self.period.end, self.as_of or self.now)
        return Window(self.period.start, max(end, self.period.start))

    @property
    def asked(self) -> Asked:
        return Asked(self.window, self.as_of)

    def facts(self, table: Any) -> Any:
        """As `Asked.facts`."""
        return self.asked.facts(table)

    def seen(self, table: Any) -> Any:
        """As `Asked.seen`."""
        return self.asked.seen(table)


class Template(Protocol):
    """Makes an expression. Equal ones make the same of the same table; those kept are found by that."""

    def made(self, table: Any, asked: Asked) -> tuple[Any, Any]:
        """Over a table that no engine is bound to, and what the caller needs beside the answer."""
        ...

    def __hash__(self) -> int: ...


_START, _END, _THEN = (ibis.param("timestamp") for _moment in range(3))


def answer(
    table: Any, template: Template, question: Question, words: Mapping[Any, str] | None = None
) -> tuple[Any, Any]:
    """Arrow's table, and what the template gives beside it. `words` are its own parameters.

    The expression is made once for all moments, and by adapters that keep it written once for their engine.
    """
    expression, beside = _made(table.unbind().op(), template, question.as_of is not None)
    window = question.window
    moments = {_START: window.start, _END: window.end} | ({_THEN: question.as_of} if question.as_of else {})
    values = {one: moment.astimezone(UTC).replace(tzinfo=None) for one, moment in moments.items()}
    return table.get_backend().to_pyarrow(expression, params={**values, **(words or {})}), beside


@lru_cache(maxsize=KEPT)
def _made(table: Any, template: Template, past: bool) -> tuple[Any, Any]:
    return template.made(table.to_expr(), Asked(Window(_START, _END), _THEN if past else None))


def of_unit(table: Any, unit: str, paths: Collection[str] | None = None) -> Any:
    """The facts of this unit and of all below it.

    With `paths`, those of all facts (`Facts.paths`), engines need not look at every fact: files are in the
    order of codes, so that a unit's facts lie together.
    """
    return table.filter(*inside(table, unit, paths))


def inside(table: Any, unit: str, paths: Collection[str] | None) -> list[Any]:
    """What is true of the facts of this unit, as `of_unit`."""
    told = within(unit, paths)
    return _inside(table, told[UNIT], told.get(FIRST), told.get(LAST))


UNIT, FIRST, LAST = (ibis.param("string") for _word in range(3))


def inside_asked(table: Any, *, near: bool) -> list[Any]:
    """As `inside`, of any unit: with the words of `within`, with paths if `near`."""
    return _inside(table, UNIT, *((FIRST, LAST) if near else (None, None)))


def within(unit: str, paths: Collection[str] | None) -> dict[Any, str]:
    """What the parameters of `inside_asked` stand for."""
    told = {UNIT: f"/{unit}/"}
    if paths is not None:
        own = [path for path in paths if told[UNIT] in f"/{path}"]
        told |= {FIRST: min(own, default=_NOWHERE), LAST: max(own, default="")}
    return told


_NOWHERE = "~"  # after all identifiers


def _inside(table: Any, unit: Any, first: Any, last: Any) -> list[Any]:
    found = [(ibis.literal("/") + table.path).contains(unit)]
    return found if first is None else [*found, table.path.between(first, last)]
