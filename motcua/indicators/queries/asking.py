"""What is asked: which facts, of which unit, as known when."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import ibis

from motcua.indicators.rules import compiling
from motcua.indicators.rules.compiling import Window
from motcua.indicators.rules.periods import Period


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

    def facts(self, table: Any) -> Any:
        """Those that there were: months that came later need not be read."""
        found = self.seen(table)
        return found.filter(self.there(found))

    def seen(self, table: Any) -> Any:
        """As they were at the moment that is asked about."""
        return compiling.as_of(table, self.as_of) if self.as_of else table

    def there(self, table: Any) -> Any:
        """Whether a fact was there by the window's end."""
        return table.submitted_at < compiling.literal(self.window.end)


def of_unit(table: Any, unit: str, paths: Collection[str] | None = None) -> Any:
    """The facts of this unit and of all below it.

    With `paths`, those of all facts (`Facts.paths`), engines need not look at every fact: files are in the
    order of codes, so that a unit's facts lie together.
    """
    return table.filter(*inside(table, unit, paths))


def inside(table: Any, unit: str, paths: Collection[str] | None) -> list[Any]:
    """What is true of the facts of this unit, as `of_unit`."""
    within = (ibis.literal("/") + table.path).contains(f"/{unit}/")
    if paths is None:
        return [within]
    own = [path for path in paths if f"/{unit}/" in f"/{path}"]
    return [within, table.path.between(min(own), max(own)) if own else ibis.literal(False)]
