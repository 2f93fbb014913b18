"""Where facts go, and where they are read: a folder by default, another engine by configuration."""

from collections.abc import Iterable
from typing import Any, Protocol

from motcua.indicators.rules.schema import Fact


class Store(Protocol):
    """Keeps facts. The same facts in the same order give the same bytes."""

    def replace(self, facts: Iterable[Fact]) -> int:
        """Keeps these facts instead of all that were there; how many. All of them or none."""
        ...


class Source(Protocol):
    """Facts as an Ibis table, on whichever engine."""

    def table(self) -> Any:
        """Raises NotFound where there are no facts, Invalid where they are not ours."""
        ...
