"""`motcua setup`: everything that must be there before the first page, done only where it is missing."""

import argparse
import gc
import hashlib
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.context import ForkProcess
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.backends.postgresql.base import DatabaseWrapper
from django.db.migrations.executor import MigrationExecutor
from django.utils.module_loading import import_string
from rich.console import Console

from motcua.config import database, paths
from motcua.config.commands import refusals
from motcua.web.ui import assets as ui_assets

Say = Callable[[str], None]

_LOCK = 0x6D6F74637561_0001  # "motcua": an advisory lock; no slice may use the same number


@dataclass(frozen=True)
class Step:
    """`do` is the dotted path of a function: it is told where to report progress, does what is missing, and
    returns whether anything was. It takes milliseconds when nothing is. One that is done `beside` the next
    steps has a process of its own; what comes after it may not need it, and what comes before it may not have
    used typst, whose threads a fork loses: it would wait for them without end."""

    label: str
    do: str
    beside: bool = False


STEPS_WITHOUT_DATABASE: Sequence[Step] = (
    Step("look of the pages", "motcua.config.commands.setup.look"),
    Step("translations", "motcua.config.commands.setup.translations"),
)
STEPS: Sequence[Step] = (
    Step("static files", "motcua.config.commands.setup.static"),
    Step("tables", "motcua.config.commands.setup.tables"),
    Step("country", "motcua.config.commands.load.country"),
    Step("catalogue", "motcua.config.commands.load.procedures"),
    Step("keys of the seals", "motcua.config.commands.load.seals"),
    Step("people of the demonstration", "motcua.config.commands.load.people"),
    Step("other provinces of the demonstration", "motcua.config.commands.load.nation", beside=True),
    Step("targets of the demonstration", "motcua.config.commands.load.targets", beside=True),
    Step("past dossiers of the demonstration", "motcua.config.commands.load.past"),
    Step("stories of the demonstration", "motcua.config.commands.load.stories"),
    Step("facts of the demonstration", "motcua.config.commands.load.facts"),
    Step("directives of the demonstration", "motcua.config.commands.load.directives"),
)


def run(options: argparse.Namespace) -> None:
    """Does every step in order."""
    set_up(Console(stderr=True))


def assets(options: argparse.Namespace) -> None:
    """Only what needs no database: style sheets, typeface, htmx, translations."""
    _do(Console(stderr=True), STEPS_WITHOUT_DATABASE)


def set_up(console: Console) -> None:
    """Does what is missing, naming each step with its time. Two at once wait for one another.

    Raises ImproperlyConfigured when PostgreSQL is too old.
    """
    with _alone(), _without_collector():
        _do(console, [*STEPS_WITHOUT_DATABASE, *STEPS])
    connection.close()


def _do(console: Console, steps: Sequence[Step]) -> None:
    apart = []
    for step in steps:
        if step.beside:
            apart.append(_begin(step))
            continue
        begun = time.monotonic()
        do = import_string(step.do)
        with console.status(step.label) as status:
            done = do(lambda text, status=status, label=step.label: status.update(f"{label}: {text}"))
        if done:
            console.print(f"[green]✓[/] {step.label} ({time.monotonic() - begun:.1f} s)")
    for child in apart:
        child.join()
        if child.exitcode:
            raise SystemExit(f"{child.name} failed; what is missing is done at the next start.")


def _begin(step: Step) -> ForkProcess:
    """This step in a process of its own, which ends with this one. It says nothing of its progress."""
    do = import_string(step.do)
    default = connections[DEFAULT_DB_ALIAS]
    assert isinstance(default, DatabaseWrapper)
    default.close()  # each process opens its own, and a pool has threads, which a fork loses
    default.close_pool()
    child = get_context("fork").Process(target=lambda: sys.exit(_code(do)), name=step.label, daemon=True)
    child.start()
    return child


def _code(do: Callable[[Say], bool]) -> int:
    """The exit code of a step whose progress nobody sees."""

    def quietly() -> None:
        do(lambda text: None)

    return refusals.said(quietly)


@contextmanager
def _without_collector() -> Iterator[None]:
    """Setting up makes millions of small things and throws few away: looking for rings is a fifth of it."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


@contextmanager
def _alone() -> Iterator[None]:
    lock = connection.copy()
    try:
        with lock.cursor() as cursor:
            if lock.get_database_version() < (database.OLDEST_POSTGRESQL, 0):
                have = ".".join(map(str, lock.get_database_version()))
                raise ImproperlyConfigured(
                    f"DATABASE_URL leads to PostgreSQL {have}; "
                    f"Motcua needs {database.OLDEST_POSTGRESQL} or newer."
                )
            cursor.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
            yield
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])
    finally:
        lock.close()


def look(say: Say) -> bool:
    """Style sheets, typeface and htmx, from npm by the lock file."""
    return ui_assets.build(paths.ROOT, paths.PACKAGE / "web" / "ui" / "static" / "vendor", say=say)


def translations(say: Say) -> bool:
    """Each .po compiled next to itself, where the .mo is missing or older."""
    stale = [po for po in _catalogues() if not _is_newer(po.with_suffix(".mo"), po)]
    for po in stale:
        with po.open("rb") as source:
            catalogue = read_po(source)
        draft = po.with_suffix(".mo.new")
        with draft.open("wb") as target:
            write_mo(target, catalogue)
        draft.replace(po.with_suffix(".mo"))
    return bool(stale)


def _catalogues() -> list[Path]:
    return [po for place in settings.LOCALE_PATHS for po in sorted(Path(place).glob("*/LC_MESSAGES/*.po"))]


def _is_newer(made: Path, source: Path) -> bool:
    return made.exists() and made.stat().st_mtime >= source.stat().st_mtime


def static(say: Say) -> bool:
    """Every static file under its hashed name and compressed, when one of them has changed."""
    stamp = Path(settings.STATIC_ROOT) / ".stamp"
    wanted = _fingerprint()
    if stamp.exists() and stamp.read_text() == wanted:
        return False
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    stamp.write_text(wanted)
    return True


def _fingerprint() -> str:
    digest = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list(None):
            facts = Path(storage.path(name)).stat()
            digest.update(f"{name}\0{facts.st_size}\0{facts.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def tables(say: Say) -> bool:
    """The database has every table as the code expects it."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        say(f"{len(plan)} migrations")
        call_command("migrate", interactive=False, verbosity=0)
    return bool(plan)
