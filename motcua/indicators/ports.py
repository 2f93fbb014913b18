"""Where facts go: a folder, or what else keeps Parquet."""

from collections.abc import Iterable
from typing import Protocol

from motcua.indicators.rules.schema import Fact


class Store(Protocol):
    """Keeps facts. The same facts in the same order give the same bytes."""

    def replace(self, facts: Iterable[Fact]) -> int:
        """Keeps these facts instead of all that were there; how many. All of them or none."""
        ...
