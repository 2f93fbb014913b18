"""Writing facts: they can be thrown away and made again from the journal at any time."""

from collections.abc import Mapping
from datetime import datetime

from motcua.indicators.ports import Store
from motcua.indicators.queries import following


def rebuild(*, into: Store, at: datetime, successors: Mapping[str, str] | None = None) -> int:
    """Makes the fact of every dossier anew from what was journaled up to `at`; how many.

    Twice the same `at` gives the same bytes. Needs no more memory for a longer journal.
    """
    return into.replace(following.all_facts(following.world(successors), at))
