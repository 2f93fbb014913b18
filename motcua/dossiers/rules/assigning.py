"""Who is to have a dossier that waits. Pure."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bidder:
    """An officer who could have it: how many open dossiers they have, and the fields that they know best."""

    officer: int
    account: int
    load: int
    fields: Collection[str] = ()


def choose(bidders: Sequence[Bidder], *, field: str, without: int | None = None) -> int | None:
    """The officer who specialises in this field, else any; of these the least loaded, then the first by id.

    `without` is the applicant's account: nobody gets their own dossier. None where nobody may have it.
    """
    may = [one for one in bidders if one.account != without]
    special = [one for one in may if field in one.fields]
    general = [one for one in may if not one.fields]  # who has fields of their own is spared others' work
    among = special or general or may
    return min(among, key=lambda one: (one.load, one.officer)).officer if among else None
