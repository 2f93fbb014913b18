"""Each figure: what is asked of a world, and what it is held against (architecture, section 7)."""

import json
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from rich.console import Console

from bench import ground, web, yardstick
from bench.ground import LARGE, Cluster, World
from bench.report import Figure
from bench.web import Load, request

SUBMIT_SECONDS = 6
READ_SECONDS = 2.5
STEADY_SECONDS = 6
STEADY_RATE = 200
SPEED = "/s"
PASS_SECONDS = 10


class Asking:
    """The requests of one world."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.known = world.known
        self.port = world.port

    def get(self, path: str, who: str = "", *, cookie: str = "") -> bytes:
        token = self.known["tokens"][who] if who else ""
        return request("GET", path, port=self.port, token=token, cookie=cookie)

    def submit(self, place: int, communes: list[str], key: str) -> bytes:
        """An application of one of many citizens in one of these communes."""
        citizens = self.known["citizens"]
        body = {**self.known["application"], "agency": communes[place % len(communes)]}
        token = self.known["tokens"][citizens[place % len(citizens)]]
        return request(
            "POST", "/api/v1/dossiers", port=self.port, token=token, body=body, key=f"{key}-{place}"
        )

    def act(self, code: str, login: str, act: str, note: str = "") -> bytes:
        body = {"act": act, "note": note}
        path = f"/api/v1/dossiers/{code}/acts"
        return request("POST", path, port=self.port, token=self.known["tokens"][login], body=body)

    @property
    def reception(self) -> str:
        """A reception officer where there are many dossiers."""
        return str(self.known["staff"][self.known["staffed"]]["reception"])

    @property
    def case(self) -> str:
        return str(self.known["staff"][self.known["staffed"]]["case"])

    def reads(self) -> dict[str, Callable[[int], bytes]]:
        """Reads of the API by name: what the i-th client asks."""
        known, leader = self.known, self.known["leader"]
        code, track = known["readable"], known["tracking"]
        unit = "/api/v1/dossiers?queue=unit&limit=100"
        always = {
            "list of 100, leader": self.get(unit, leader),
            "list of 100, officer": self.get(unit, self.reception),
            **{
                f"queue {queue}": self.get(f"/api/v1/dossiers?queue={queue}", self.case)
                for queue in ("waiting", "mine", "due_soon", "late")
            },
            "procedure search": self.get("/api/v1/procedures?q=dang%20ky%20ket%20hon"),
        }
        return {
            "read one dossier": lambda i: self.get(f"/api/v1/dossiers/{code[i % len(code)]}", self.reception),
            "tracking": lambda i: self.get(
                f"/api/v1/tracking/{track[i % len(track)][0]}?digits={track[i % len(track)][1]}"
            ),
            **{name: _always(what) for name, what in always.items()},
        }

    def pages(self) -> dict[str, Callable[[int], bytes]]:
        """Pages by name."""
        cookies = self.known["cookies"]
        pages = {
            "page: home": self.get("/"),
            "page: search": self.get("/procedures?q=dang+ky+ket+hon"),
            "page: queue, officer": self.get("/office/", cookie=cookies[self.case]),
            "page: queue, leader": self.get("/office/?queue=unit", cookie=cookies[self.known["leader"]]),
        }
        return {name: _always(what) for name, what in pages.items()}


def _always(what: bytes) -> Callable[[int], bytes]:
    return lambda _place: what


def submits(world: World, run: str) -> Iterator[Figure]:
    """Submitting over HTTP, and pgbench with the same SQL on the same database."""
    asking, communes = Asking(world), world.known["communes"]
    load = web.closed(
        world.port, lambda i: asking.submit(i, communes, f"{run}-submit"), seconds=SUBMIT_SECONDS, warm=1
    )
    yield Figure("submit", world.label, load.rate, SPEED, 250, note=said(load))
    pgbench = yardstick.program()
    if pgbench is None:
        yield Figure("pgbench, same SQL", world.label, 0, SPEED, note="no pgbench here: ratio not measured")
        return
    with tempfile.TemporaryDirectory() as directory:
        counted = world.child("world.scripts", directory)
        scripts = sorted(Path(directory).glob("*.sql"))
        tps = yardstick.rate(pgbench, world.address, scripts, seconds=SUBMIT_SECONDS)
    yield Figure(
        "pgbench, same SQL", world.label, tps, SPEED, note=f"{len(scripts)} communes, prepared, 8 clients"
    )
    yield Figure("submit / pgbench", world.label, load.rate / tps, "", 0.35)
    for name, statements in counted["counts"].items():
        goal = 8 if name == "submit" else None
        yield Figure(f"SQL statements: {name}", world.label, statements, "", goal, at_most=True)
    world.ask("DELETE FROM procrastinate_jobs WHERE status = 'todo'")


def reads(world: World) -> Iterator[Figure]:
    """Each read as fast as it goes."""
    asking = Asking(world)
    goals = {"read one dossier": 800, "list of 100, leader": 200, "list of 100, officer": 200}
    for name, make in {**asking.reads(), **asking.pages()}.items():
        load = web.closed(world.port, make, seconds=READ_SECONDS)
        yield Figure(name, world.label, load.rate, SPEED, goals.get(name), note=said(load))


def offered(world: World) -> Iterator[Figure]:
    """The 95th percentile when 200 requests a second come in, whatever the answer takes."""
    asking = Asking(world)
    for kind, makers in (("API", asking.reads()), ("page", asking.pages())):
        turns = list(makers.values())
        load = web.steady(
            world.port,
            lambda i, turns=turns: turns[i % len(turns)](i // len(turns)),  # type: ignore[misc]
            rate=STEADY_RATE,
            seconds=STEADY_SECONDS,
        )
        yield Figure(
            f"p95 of {kind} reads at {STEADY_RATE}/s", world.label, load.percentile(0.95), "ms", 100,
            at_most=True, note=said(load),
        )  # fmt: skip


def plans(world: World) -> Iterator[Figure]:
    """Whether any list reads a large table as a whole. On a small one PostgreSQL may, and is right to."""
    found: list[dict[str, Any]] = world.child("explain.lists", world.known["staffed"])
    whole = [f"{row['name']}: {', '.join(row['whole'])}" for row in found if row["whole"]]
    large = world.size >= LARGE
    yield Figure(
        "lists that scan a table", world.label, len(whole), "", 0 if large else None, at_most=True,
        note="; ".join(whole) or f"{len(found)} lists and look-ups explained",
    )  # fmt: skip


def passes(server: Cluster, size: int) -> Iterator[Figure]:
    """A pass of the scheduler over open dossiers, one in a thousand newly due, and the pass after it."""
    with ground.standing(server, size) as address:
        measured: list[dict[str, Any]] = ground.answer(address, "scheduler.passes")
    label = f"{size:,} open"
    for one in measured:
        yield Figure(
            f"scheduler, {one['name']}", label, one["seconds"], "s", PASS_SECONDS, at_most=True,
            note=f"{one['soon']} due soon, {one['late']} late, {one['apologies']} apologies drafted",
        )  # fmt: skip
        yield Figure(
            f"dossiers scanned for it, {one['name']}", label, one["scanned"], "",
            0 if size >= LARGE else None, at_most=True, note=f"{one['fetched']} fetched by an index",
        )  # fmt: skip


def said(load: Load) -> str:
    """Percentiles, and what went wrong."""
    if not load.times:
        return f"not measured: {wrong(load.bad)}"
    text = f"p50 {load.percentile(0.5):.1f} ms, p95 {load.percentile(0.95):.1f} ms"
    return f"{text}; FAILED: {wrong(load.bad)}" if load.bad else text


def wrong(bad: Counter[str]) -> str:
    return ", ".join(f"{times} × {what}" for what, times in bad.most_common(2))


def codes(load: Load) -> list[tuple[str, str]]:
    """Code and agency of the dossiers in these answers."""
    return [(row["code"], row["agency"]) for row in map(json.loads, load.bodies)]


def tell(console: Console, figure: Figure) -> None:
    """A figure on the terminal as soon as it is there."""
    console.print(f"  {figure.name} ({figure.world}): {figure.reached:,.2f} {figure.unit} {figure.note}")
