"""The measures of a unit that scenarios read, by name, and which officers could help out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

Number = int | float | None
Measures = Mapping[str, Number]

# What each is: a whole number or one with a decimal. None where it is not known.
MEASURES: Mapping[str, type[int] | type[float]] = {
    "open": int,  # neither settled nor ended
    "late": int,
    "soon": int,  # due within three working days
    "unassigned": int,  # that no officer has taken
    "late_share": float,  # of the open ones, in percent
    "received_today": int,
    "settled_today": int,
    "inflow_7": int,  # came within seven days, withdrawn results included
    "outflow_7": int,  # were settled or ended
    "growth_7": int,
    "inflow_28": int,
    "outflow_28": int,
    "growth_28": int,
    "officers": int,  # case officers who are there today
    "load": float,  # open dossiers for each of them
    "peers_load": float,  # the same of the units of the same kind under the same parent, together
    "waiting_share": float,  # of the working time of 28 days: until somebody took the dossier, in percent
}
MOVES: Mapping[str, type[int] | type[float]] = {
    "move": int,  # how many officers should come
    "donor_load": float,
    "load_after": float,
    "donor_load_after": float,
}
MOST_MOVED = 3


@dataclass(frozen=True, slots=True)
class Counts:
    """What is counted of one unit, before anything is divided."""

    open: int = 0
    late: int = 0
    soon: int = 0
    unassigned: int = 0
    received_today: int = 0
    settled_today: int = 0
    inflow_7: int = 0
    outflow_7: int = 0
    inflow_28: int = 0
    outflow_28: int = 0
    officers: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(*(getattr(self, name) + getattr(other, name) for name in self.__slots__))

    @property
    def growth_7(self) -> int:
        """By how many more are open than seven days ago."""
        return self.inflow_7 - self.outflow_7

    @property
    def growth_28(self) -> int:
        return self.inflow_28 - self.outflow_28

    @property
    def late_share(self) -> float:
        """Percent of the open ones, to one decimal; 0 where none is open."""
        return round(100 * self.late / self.open, 1) if self.open else 0.0

    @property
    def load(self) -> float:
        """Open dossiers for each case officer; with nobody there, as if one were."""
        return round(self.open / max(self.officers, 1), 1)


def measures(counts: Counts, *, peers: Iterable[Counts], waiting_share: float | None) -> dict[str, Number]:
    """Every measure of a unit. `peers` are the others of its kind; None is what nobody knows yet."""
    together = sum(peers, Counts())
    values: dict[str, Number] = {"peers_load": together.load, "waiting_share": waiting_share}
    return {name: values[name] if name in values else getattr(counts, name) for name in MEASURES}


@dataclass(frozen=True, slots=True)
class Move:
    """Officers who could come from another unit, and what each would then have."""

    donor: int
    facts: Mapping[str, Number]


def relief(unit: Counts, others: Mapping[int, Counts]) -> Move | None:
    """Who could send officers: the unit whose officers have least to do, as many as leave them no more to do
    than where they go, one of their own at least staying. None where nobody has officers to spare.

    Counts open dossiers alone: it knows nothing of what officers can do, or of how hard a dossier is.
    """
    able = [(counts.load, donor) for donor, counts in others.items() if counts.officers > 1]
    if not able:
        return None
    _load, donor = min(able)
    theirs = others[donor]
    best = 0
    for moved in range(1, min(MOST_MOVED, theirs.officers - 1) + 1):
        if theirs.open / (theirs.officers - moved) <= unit.open / (unit.officers + moved):
            best = moved
    if not best:
        return None
    facts: dict[str, Number] = {
        "move": best,
        "donor_load": theirs.load,
        "load_after": round(unit.open / (unit.officers + best), 1),
        "donor_load_after": round(theirs.open / (theirs.officers - best), 1),
    }
    return Move(donor, facts)
