"""A year of the country: the whole set for all its units, the list behind a number, 1,000 new acts.

python -m bench.indicators            44 million dossiers, 3.5 GB, made first
DOSSIERS=1000000 python -m bench.indicators
FACTS=folder                          keep the facts there and use them again
"""

import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from itertools import product
from pathlib import Path
from typing import Any

import django
from rich.console import Console

from bench import facts, refresh
from bench.measure import tell
from bench.report import Figure
from motcua.indicators.adapters.duck import DuckFolder
from motcua.indicators.queries import counting
from motcua.indicators.queries.counting import Figures, Question, Rows, Which
from motcua.indicators.rules import periods, sets

YEAR = str(facts.YEAR)
NOW = datetime(facts.YEAR + 1, 2, 1, tzinfo=UTC)
ROUNDS = 3
ALL_UNITS, LIST, REFRESH = 10.0, 0.3, 2.0  # goals, in seconds
INDICATORS = ("2.1", "3.3", "4.1")


def main() -> None:
    console = Console()
    for figure in figures(console):
        tell(console, figure)


def figures(console: Console) -> Iterator[Figure]:
    """Of the facts in FACTS, or of as many as DOSSIERS says."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "motcua.config.settings")
    django.setup()  # for the reasons' language
    with tempfile.TemporaryDirectory() as aside:
        folder = Path(os.environ.get("FACTS") or aside)
        if not any(folder.glob("month=*")):
            with _clocked() as clock:
                facts.generate(folder, int(os.environ.get("DOSSIERS") or "44000000"))
            size = sum(path.stat().st_size for path in folder.rglob("*.parquet"))
            console.print(f"Facts of {size / 1e9:.2f} GB in {clock.wall:.0f} s")
        reader = DuckFolder(folder)
        world = f"{reader.table().count().to_pyarrow().as_py():,}"
        yield from _sets(reader, world)
        yield from _lists(reader, world)
        yield from _refreshes(folder, world)


@dataclass
class _Clock:
    """Seconds by the wall, and those that the processors worked for us: others' do not count there."""

    wall: float = 0.0
    work: float = 0.0


@contextmanager
def _clocked() -> Iterator[_Clock]:
    clock = _Clock()
    begun, before = time.perf_counter(), time.process_time()
    yield clock
    clock.wall, clock.work = time.perf_counter() - begun, time.process_time() - before


def _best(do: Callable[[], Any]) -> tuple[_Clock, Any]:
    """The quickest of some rounds, and what it gave."""
    clocks = []
    for _round in range(ROUNDS):
        with _clocked() as clock:
            found = do()
        clocks.append(clock)
    return min(clocks, key=lambda one: one.wall), found


def _sets(reader: DuckFolder, world: str) -> Iterator[Figure]:
    """Every set for every unit and the nation."""
    for name, text in product(sets.names(), (YEAR, f"{YEAR}-06")):
        clock, found = _best(partial(_figures, reader, name, text))
        goal = ALL_UNITS if (name, text) == ("766", YEAR) else None
        note = f"{len(found):,} units; {clock.work:.1f} s of processors"
        yield Figure(f"set {name}, {text}", world, clock.wall, "s", goal, at_most=True, note=note)


def _figures(reader: DuckFolder, name: str, text: str) -> dict[str, Figures]:
    return counting.figures(reader.table(), sets.shipped(name), Question(periods.read(text), NOW))


def _lists(reader: DuckFolder, world: str) -> Iterator[Figure]:
    """A page of 50 behind a number of the nation, a province, a commune: the slowest of all lists."""
    with _clocked() as clock:
        reader.paths()
    yield Figure("where units stand, once", world, clock.wall, "s")
    for unit in ("VN", "H17", facts.SMALL[1700]):
        clocks = {}
        for code, which in product(INDICATORS, Which):
            after = ""
            for page in ("first", "second"):
                clock, rows = _best(partial(_page, reader, code, unit, which, after))
                clocks[f"{code} {which}, {page} page of {len(rows)}"] = clock
                after = rows[-1].code if rows else ""
        slowest, clock = max(clocks.items(), key=lambda one: one[1].wall)
        note = f"slowest: {slowest}; {clock.work:.2f} s of processors"
        yield Figure(f"list behind a number, {unit}", world, clock.wall, "s", LIST, at_most=True, note=note)


def _page(reader: DuckFolder, code: str, unit: str, which: Which, after: str) -> Rows:
    question = Question(periods.read(YEAR), NOW)
    return counting.listed(
        reader.table(), sets.shipped("766"), code, unit, question, which, after=after, paths=reader.paths()
    )


def _refreshes(folder: Path, world: str) -> Iterator[Figure]:
    """1,000 acts, each in a dossier of its own, merged into a copy: the facts stay as they are."""
    with tempfile.TemporaryDirectory(dir=folder.parent) as aside:
        copy = Path(aside) / "copy"
        shutil.copytree(folder, copy, copy_function=os.link)
        store, rows = refresh.kept(copy), list(refresh.rows(copy))
        clock, _none = _best(lambda: store.merge(refresh.made_of(rows), known_at=NOW))
        note = f"{clock.work:.2f} s of processors"
        yield Figure(
            f"{len(rows):,} new acts among the facts",
            world,
            clock.wall,
            "s",
            REFRESH,
            at_most=True,
            note=note,
        )
        reader = DuckFolder(copy)
        clock, found = _best(partial(_figures, reader, "766", YEAR))
        note = f"{len(found):,} units; {clock.work:.1f} s of processors"
        yield Figure(f"set 766, {YEAR}, with these", world, clock.wall, "s", note=note)
        question = Question(periods.read(YEAR), NOW)
        clock, _one = _best(
            lambda: counting.figures_of(reader.table(), sets.shipped("766"), "H17", question, reader.paths())
        )
        note = f"{clock.work:.2f} s of processors"
        yield Figure(f"set 766, {YEAR}, one province, with these", world, clock.wall, "s", note=note)


if __name__ == "__main__":
    main()
