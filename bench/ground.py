"""Cluster, databases, servers: what a measurement stands on. This process has no Django."""

import hashlib
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from bench.web import Client, request
from motcua.config import database, paths, postgres

VAR = paths.ROOT / "var" / "bench"
PATIENCE = 60  # seconds for a child to be ready
LARGE = 100_000  # from here a database is copied file by file
FILLING = {"seed": "world.fill", "stand": "world.stand"}
WORKERS = 2  # server processes and paper makers, one per core of the yardstick's machine


@dataclass(frozen=True)
class Cluster:
    """A PostgreSQL server on which databases may be made; the embedded one unless DATABASE_URL is set."""

    maintenance: str

    def address(self, name: str) -> str:
        return make_conninfo(self.maintenance, dbname=name)

    def ask(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.maintenance, autocommit=True) as connection:
            cursor = connection.execute(statement.encode(), values)
            return cursor.fetchall() if cursor.description else []

    def drop(self, name: str) -> None:
        self.ask(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def copy(self, source: str, name: str, *, by_file: bool) -> None:
        """A new database with everything of `source`, to which nobody may be connected."""
        self.drop(name)
        strategy = "FILE_COPY" if by_file else "WAL_LOG"
        self.ask(f"CREATE DATABASE {name} TEMPLATE {source} STRATEGY {strategy}")

    def made_of(self, name: str) -> str:
        """What `mark` wrote on this database; "" when there is none."""
        found = self.ask(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", name
        )
        return (found[0][0] or "") if found else ""

    def mark(self, name: str, text: str) -> None:
        with psycopg.connect(self.maintenance, autocommit=True) as connection:
            connection.execute(
                sql.SQL("COMMENT ON DATABASE {} IS {}").format(sql.Identifier(name), sql.Literal(text))
            )

    def facts(self) -> dict[str, str]:
        """Version and the settings that make a commit durable."""
        names = ("server_version", "fsync", "synchronous_commit", "full_page_writes", "shared_buffers")
        return {name: str(self.ask(f"SHOW {name}")[0][0]) for name in names}


@contextmanager
def cluster() -> Iterator[Cluster]:
    """A running server. Raises PostgresFailed."""
    if not database.is_embedded():
        yield Cluster(os.environ["DATABASE_URL"])
        return
    with postgres.running(VAR):
        yield Cluster(
            make_conninfo(host=str(database.place(VAR).sockets), user="postgres", dbname="postgres")
        )


def fingerprint() -> str:
    """Changes with whatever a seeded database is made from."""
    digest = hashlib.sha256()
    sources = [
        *sorted(paths.PACKAGE.glob("*/migrations/*.py")),
        *sorted((paths.PACKAGE / "data").rglob("*.yaml")),
        *(Path(__file__).with_name(name) for name in ("province.py", "seed.py", "world.py")),
    ]
    for source in sources:
        digest.update(source.name.encode() + b"\0" + source.read_bytes())
    return digest.hexdigest()


@dataclass(frozen=True)
class World:
    """A database of its own with `size` dossiers, a server in front of it, and what clients need to know."""

    size: int
    address: str
    port: int
    known: dict[str, Any]

    @property
    def label(self) -> str:
        return f"{self.size:,}" if self.size else "empty"

    def ask(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.address, autocommit=True) as connection:
            cursor = connection.execute(statement.encode(), values)
            return cursor.fetchall() if cursor.description else []

    def child(self, *command: str) -> Any:
        return _answer(self.address, *command)


def seeded(server: Cluster, size: int, kind: str = "seed") -> str:
    """The name of a database with so many dossiers, fresh for this run; made once, copied each time.

    `kind` is "seed" for a year of a province, "stand" for dossiers that are all open.

    `bench_base` and `bench_seed_…` stay on the server for the next run; drop them to get the space back.
    """
    mark = fingerprint()
    if server.made_of("bench_base") != mark:
        server.drop("bench_base")
        server.ask("CREATE DATABASE bench_base")
        _answer(server.address("bench_base"), "world.base")
        server.mark("bench_base", mark)
    source = "bench_base"
    if size:
        source = f"bench_{kind}_{size}"
        if server.made_of(source) != mark:
            server.copy("bench_base", source, by_file=False)
            _answer(server.address(source), FILLING[kind], str(size))
            server.mark(source, mark)
    name = f"bench_{size}" if kind == "seed" else f"bench_{size}_{kind}"
    server.copy(source, name, by_file=size >= LARGE)
    return name


@contextmanager
def opened(server: Cluster, size: int) -> Iterator[World]:
    """A world with its server running; gone, database too, when the block ends."""
    name = seeded(server, size)
    address, port = server.address(name), _free_port()
    try:
        known = _answer(address, "world.facts")
        with _served(address, port, VAR / f"server-{size}.log") as process:
            _await(port, process)
            yield World(size, address, port, known)
    finally:
        server.drop(name)


@contextmanager
def standing(server: Cluster, size: int) -> Iterator[str]:
    """The address of a database of open dossiers, without a server; gone when the block ends."""
    name = seeded(server, size, "stand")
    try:
        yield server.address(name)
    finally:
        server.drop(name)


def answer(address: str, *command: str) -> Any:
    """What a function of `bench` says of the database at this address, in a process of its own."""
    return _answer(address, *command)


@contextmanager
def paper_makers(address: str) -> Iterator[Sequence["subprocess.Popen[str]"]]:
    """Workers of the job queue that wait for a line before each round."""
    with ExitStack() as stack:
        makers = [
            stack.enter_context(started(address, "-m", "bench.child", "papers.main")) for _ in range(WORKERS)
        ]
        for maker in makers:
            assert maker.stdout is not None
            maker.stdout.readline()
        yield makers


def make_papers(makers: Sequence["subprocess.Popen[str]"]) -> float:
    """Lets them do every queued job; the seconds until the last of them is done."""
    begun = time.perf_counter()
    for maker in makers:
        assert maker.stdin is not None
        maker.stdin.write("\n")
        maker.stdin.flush()
    for maker in makers:
        assert maker.stdout is not None
        if not maker.stdout.readline():
            raise SystemExit("A worker ended by itself.")
    return time.perf_counter() - begun


def _free_port() -> int:
    """One that nobody listens on: the server would share it with a stranger without a word."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


@contextmanager
def _served(address: str, port: int, log: Path) -> Iterator["subprocess.Popen[str]"]:
    command = ("-m", "motcua.config.commands", "web", "--port", str(port))
    with (
        log.open("w") as output,
        started(address, *command, stdout=output, stderr=output) as process,
    ):
        yield process


@contextmanager
def started(
    address: str,
    *arguments: str,
    stdout: IO[str] | int = subprocess.PIPE,
    stderr: IO[str] | None = None,
) -> Iterator["subprocess.Popen[str]"]:
    """A Python process on this database, ended with the block."""
    process = subprocess.Popen(
        [sys.executable, *arguments],
        cwd=paths.ROOT,
        env=environment(address),
        stdin=subprocess.PIPE,
        stdout=stdout,
        stderr=stderr,
        text=True,
    )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def environment(address: str) -> dict[str, str]:
    """As in production: no demonstration, no debugging; files beside the cluster."""
    given = {name: value for name, value in os.environ.items() if not name.startswith("MOTCUA_")}
    return {
        **given,
        "DATABASE_URL": address,
        "MOTCUA_VAR": str(VAR),
        "MOTCUA_DEMO": "0",
        "MOTCUA_WORKERS": str(WORKERS),
        "PYTHONWARNINGS": "ignore",
    }


def _answer(address: str, *command: str) -> Any:
    done = subprocess.run(
        [sys.executable, "-m", "bench.child", *command],
        cwd=paths.ROOT,
        env=environment(address),
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"{' '.join(command)} failed.")
    return json.loads(done.stdout.strip().rsplit("\n", 1)[-1])


def _await(port: int, process: "subprocess.Popen[str]") -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if process.poll() is not None:
            raise SystemExit(f"The server ended by itself (exit code {process.returncode}).")
        try:
            client = Client(port)
        except OSError:
            time.sleep(0.1)
            continue
        status, _body = client.ask(request("GET", "/api/v1/procedures?limit=1", port=port))
        client.close()
        if status == 200:
            return
        raise SystemExit(f"The server answers {status}.")
    raise SystemExit("The server does not answer.")
