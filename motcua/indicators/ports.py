"""Where facts are: folders of Parquet, or whatever else settings.ADAPTERS names."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, Protocol, cast

from django.conf import settings
from django.utils.module_loading import import_string

from motcua.indicators.rules.schema import Offer, Told

BESIDE = "motcua_procedures"  # the name of the procedures on the connection of any other dataset


@dataclass(frozen=True, slots=True)
class State:
    """Of all facts that can be read: `name` differs whenever they do, `known_at` is up to when they tell.

    `aside`: of how many dossiers of this site nothing is told, for its database does not know their version
    or their agency.
    """

    name: str
    known_at: datetime
    aside: int = 0


class Store(Protocol):
    """Keeps the facts of this site's journal. The same facts give the same bytes, however they came.

    One writer at a time: to write raises Unavailable while another does. One that breaks off changes nothing.
    """

    def replace(
        self,
        told: Iterable[Told],
        *,
        known_at: datetime,
        world: str = "",
        offers: Iterable[Offer] | None = None,
        aside: Mapping[str, str] | None = None,
    ) -> int:
        """Keeps these instead of all that were there; how many dossiers. All of them or none.

        They come in the order of their codes, `offers` in that of theirs and of versions; None: it is not
        known which procedures agencies have. `world` names what they were made from beside the journal.
        `aside` is read when all came: the dossiers of which nothing is told, and why.
        """
        ...

    def merge(
        self,
        told: Iterable[Told],
        *,
        known_at: datetime | None,
        offers: Iterable[Offer] | None = None,
        aside: Mapping[str, str] | None = None,
    ) -> None:
        """Keeps these instead of what was known of the same dossiers, beside the others. Costs what is new,
        not what there is. Without `known_at` these are not all, and up to when the facts tell stays; without
        `offers` those that were there stay. Dossiers `aside` are added to those of before."""
        ...

    def settle(self) -> None:
        """Brings what was merged into the great files, so that the bytes are those of `replace`."""
        ...

    def world(self) -> str | None:
        """From what world the facts were made, when all were last replaced; None where there are none."""
        ...

    def aside(self) -> Mapping[str, str]:
        """The dossiers of which nothing is told, and why, by their codes."""
        ...


class Facts(Protocol):
    """Reads facts: this site's, and those received from others."""

    def state(self) -> State:
        """Raises NotFound where there are no facts yet, Invalid for files of another format."""
        ...

    def table(self, dataset: str = "dossiers") -> Any:
        """An Ibis table with the columns of `rules/schema`: one row per dossier, act, document or procedure.

        Each call has a connection of its own, so threads do not meet. On it the procedures are there too, as
        BESIDE: one question may need both. Raises as `state`.
        """
        ...

    def left_out(self) -> Mapping[str, str]:
        """Received facts that cannot be read and are not among the others, by their folders; and why."""
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
