"""Where facts are: folders of Parquet, or whatever else settings.ADAPTERS names."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, Protocol, cast

from django.conf import settings
from django.utils.module_loading import import_string

from motcua.indicators.rules.schema import Told


@dataclass(frozen=True, slots=True)
class State:
    """Of all facts that can be read: `name` differs whenever they do, `known_at` is up to when they tell."""

    name: str
    known_at: datetime


class Store(Protocol):
    """Keeps the facts of this site's journal. The same facts give the same bytes, however they came.

    One writer at a time: to write raises Unavailable while another does. One that breaks off changes nothing.
    """

    def replace(self, told: Iterable[Told], *, known_at: datetime, world: str = "") -> int:
        """Keeps these instead of all that were there; how many dossiers. All of them or none.

        They come in the order of their codes. `world` names what they were made from beside the journal.
        """
        ...

    def merge(self, told: Iterable[Told], *, known_at: datetime | None) -> None:
        """Keeps these instead of what was known of the same dossiers, beside the others. Costs what is new,
        not what there is. Without `known_at` these are not all, and up to when the facts tell stays."""
        ...

    def settle(self) -> None:
        """Brings what was merged into the great files, so that the bytes are those of `replace`."""
        ...

    def world(self) -> str | None:
        """From what world the facts were made, when all were last replaced; None where there are none."""
        ...


class Facts(Protocol):
    """Reads facts: this site's, and those received from others."""

    def state(self) -> State:
        """Raises NotFound where there are no facts yet, Invalid for files of another format."""
        ...

    def table(self, dataset: str = "dossiers") -> Any:
        """An Ibis table with the columns of `rules/schema`: one row per dossier, act or document.

        Each call has a connection of its own, so threads do not meet. Raises as `state`.
        """
        ...

    def paths(self) -> Collection[str]:
        """Where agencies stand that have facts: all values of `path`, perhaps more. Raises as `state`."""
        ...


@cache
def store() -> Store:
    """The adapter that keeps this site's own."""
    return cast(Store, import_string(settings.ADAPTERS["indicators.store"])())


@cache
def facts() -> Facts:
    """The adapter that reads."""
    return cast(Facts, import_string(settings.ADAPTERS["indicators.facts"])())
