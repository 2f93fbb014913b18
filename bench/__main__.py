"""`make bench`: seeds, measures, tells. About three minutes; five more the first time with SIZE=1000000.

`make bench ARGS="--only indicators"`: a year of the country, see `bench.indicators`.
"""

import argparse
import os
import signal
import sys
import time
from collections.abc import Collection, Iterator
from contextlib import ExitStack
from types import FrameType

from rich.console import Console

from bench import ground, indicators, lifecycle, measure, report

SMALL = 10_000
PARTS = ("submit", "reads", "offered", "plans", "lifecycle", "scheduler")
INDICATORS = "indicators"  # its facts take minutes to make: only when asked for (DOSSIERS, FACTS)


def main() -> int:
    """Exit code 0 when everything was measured, whatever was reached."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    size = int(os.environ.get("SIZE") or SMALL)
    parser.add_argument("--size", type=int, default=size, help="dossiers (SIZE)")
    parser.add_argument("--only", choices=(*PARTS, INDICATORS), action="append", help="these parts alone")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, _end)
    console = Console(width=None if sys.stdout.isatty() else 180)
    facts = report.machine()
    figures: list[report.Figure] = []
    begun = time.monotonic()
    wanted = set(options.only or PARTS)
    try:
        if INDICATORS in wanted:
            for measured in indicators.figures(console):
                measure.tell(console, measured)
                figures.append(measured)
        if wanted - {INDICATORS}:
            with ground.cluster() as server:
                facts |= server.facts() | {"server": f"granian, {ground.WORKERS} processes"}
                for measured in _all(server, max(options.size, SMALL), wanted - {INDICATORS}, console):
                    measure.tell(console, measured)
                    figures.append(measured)
    finally:  # what was measured before something failed is still worth knowing
        facts["took"] = f"{time.monotonic() - begun:.0f} s"
        report.show(console, figures, facts)
        report.save(ground.VAR / "results.json", figures, facts)
    return 0


def _all(
    server: ground.Cluster, size: int, wanted: Collection[str], console: Console
) -> Iterator[report.Figure]:
    if set(wanted) != {"scheduler"}:
        with ExitStack() as stack:
            worlds = []
            for each in (0, *sorted({SMALL, size})):
                console.print(f"A database with {each:,} dossiers")
                worlds.append(stack.enter_context(ground.opened(server, each)))
            yield from _parts(worlds, wanted)
    if "scheduler" in wanted:
        console.print(f"A database with {size:,} open dossiers")
        yield from measure.passes(server, size)


def _parts(worlds: list[ground.World], wanted: Collection[str]) -> Iterator[report.Figure]:
    run = f"bench-{time.time_ns()}"
    empty, *filled = worlds
    for world in filled:
        if "submit" in wanted:
            yield from measure.submits(world, run)
        if "reads" in wanted:
            yield from measure.reads(world)
        if "offered" in wanted:
            yield from measure.offered(world)
        if "plans" in wanted:
            yield from measure.plans(world)
    if "lifecycle" in wanted:
        yield from lifecycle.lifecycles([empty, filled[-1]], run)


def _end(number: int, frame: FrameType | None) -> None:
    raise SystemExit(128 + number)


if __name__ == "__main__":
    sys.exit(main())
