"""What may be published without telling about a single person: small cells hidden, rare rows made coarser.

A cell is small when somebody could be singled out by it: it counts fewer than k dossiers but not none, or
leaves fewer than k but not none. What is hidden must not follow from what is shown: a unit's cell is the sum
of those right below it, and a quarter the sum of its months.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, fields, replace
from typing import NamedTuple

K = 10  # the least number of dossiers that a published figure or row stands for
ALL = "*"  # a column that was made coarser: any value
ALTOGETHER = "VN"


class Cell(NamedTuple):
    """Dossiers counted, and all that were asked about."""

    counted: int
    total: int

    @property
    def rest(self) -> int:
        return self.total - self.counted

    def small(self, k: int) -> bool:
        return 0 < self.counted < k or 0 < self.rest < k

    def __bool__(self) -> bool:
        return bool(self.counted or self.total)


NOTHING = Cell(0, 0)


def summed(cells: Iterable[Cell]) -> Cell:
    found = list(cells)
    return Cell(sum(one.counted for one in found), sum(one.total for one in found))


def told(hidden: Collection[Cell], k: int) -> bool:
    """Whether the sum of these hidden cells, which anybody can work out, tells about a small one of them."""
    if not any(one.small(k) for one in hidden):
        return False
    return len([one for one in hidden if one]) < 2 or summed(hidden).small(k)


def hidden(
    cells: Mapping[str, Cell], parents: Mapping[str, str], *, k: int, also: Set[str] = frozenset()
) -> frozenset[str]:
    """The units whose cell must not be shown: small ones, those `also` given, all below a hidden one, and as
    many neighbours, the smallest first, as it takes that the shown ones do not tell.

    `parents` names the unit above each; what a unit counts beyond those below it is its own, and never shown.
    """
    below: dict[str, list[str]] = {}
    for unit in sorted(cells):
        above = parents.get(unit, "")
        below.setdefault(above if above in cells else "", []).append(unit)
    found: set[str] = set()
    waiting = [""]
    while waiting:
        above = waiting.pop()
        near = below.get(above, [])
        waiting.extend(near)
        if above in found:
            found.update(near)
            continue
        found.update(unit for unit in near if cells[unit].small(k) or unit in also)
        if above:
            _protect(found, near, cells, cells[above], k)
    return frozenset(found)


def _protect(found: set[str], near: Sequence[str], cells: Mapping[str, Cell], whole: Cell, k: int) -> None:
    """Hides more of these units until what is left over tells nothing."""
    parts = summed(cells[unit] for unit in near)
    own = Cell(whole.counted - parts.counted, whole.total - parts.total)
    shown = sorted(
        (one for one in near if one not in found and cells[one]), key=lambda one: (cells[one].total, one)
    )
    while shown and told([own, *(cells[unit] for unit in near if unit in found)], k):
        found.add(shown.pop(0))


def told_by_parts(
    whole: str,
    parts: Mapping[str, Sequence[str]],
    cells: Mapping[str, Cell],
    hiding: Callable[[str], bool],
    k: int,
) -> bool:
    """Whether showing this period's cell would tell about a hidden one of a period inside it.

    `parts` names the periods of which each is the sum: those of a year are quarters, of a quarter months.
    """  # fmt: skip
    return told([cells.get(one, NOTHING) for one in _hidden_parts(whole, parts, hiding)], k)


def _hidden_parts(whole: str, parts: Mapping[str, Sequence[str]], hiding: Callable[[str], bool]) -> list[str]:
    found: list[str] = []
    for part in parts.get(whole, ()):
        if hiding(part):
            found.extend(_hidden_parts(part, parts, hiding) if part in parts else [part])
    return found


@dataclass(frozen=True, slots=True, order=True)
class Features:
    """What is told of a dossier. `commune` and `province` by today's map; `days` is how long it took."""

    month: str
    province: str
    commune: str
    field: str
    service_level: str
    channel: str
    outcome: str
    days: str
    on_time: str


# What is given up, step by step, by dossiers that too few others are like.
COARSER: tuple[Mapping[str, str], ...] = (
    {},
    {"commune": ALL},
    {"field": ALL},
    {"province": ALTOGETHER},
    {"days": ALL, "on_time": ALL},
    {"outcome": ALL},
)
DAYS = ((1, "0-1"), (3, "2-3"), (7, "4-7"), (15, "8-15"), (30, "16-30"))
LONGER = "31+"


def bucket(days: int | None) -> str:
    """Whole days made coarse; "" for what has not come to an end."""
    if days is None:
        return ""
    return next((name for most, name in DAYS if days <= most), LONGER)


@dataclass(frozen=True, slots=True)
class Anonymous:
    """Rows that stand for at least k dossiers each, in their order, and how many dossiers are in none."""

    rows: tuple[tuple[Features, int], ...]
    suppressed: int


def anonymous(groups: Mapping[Features, int], *, k: int = K) -> Anonymous:
    """Every row k times at least: what is rarer is made coarser together with what else is too rare, and what
    is rare even then is left out."""
    published: dict[Features, int] = {}
    rest: dict[Features, int] = dict(groups)
    for step in COARSER:
        coarse: dict[Features, int] = {}
        for one, count in rest.items():
            coarser = replace(one, **step) if step else one
            coarse[coarser] = coarse.get(coarser, 0) + count
        rest = {}
        for one, count in coarse.items():
            # A row that is there already may take more of the same.
            if count >= k or one in published:
                published[one] = published.get(one, 0) + count
            else:
                rest[one] = count
    return Anonymous(tuple(sorted(published.items())), sum(rest.values()))


COLUMNS = tuple(one.name for one in fields(Features))
