"""The command `motcua`: one table of subcommands, each a small function in a module of this package."""

import argparse
import os
import signal
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from types import FrameType
from typing import Any

import django
from django.utils.module_loading import import_string

from motcua.config import database, paths, postgres
from motcua.config.commands import refusals

Argument = tuple[Sequence[str], Mapping[str, Any]]


@dataclass(frozen=True)
class Command:
    """`run` is the dotted path of a function of the parsed arguments that returns an exit code or None.

    A path, because it is imported only when Django and the database are ready. `database_for` names
    arguments that need the database where the command by itself does not.
    """

    help: str
    run: str
    arguments: Sequence[Argument] = ()
    needs_database: bool = True
    database_for: Sequence[str] = ()


HOST_AND_PORT: Sequence[Argument] = (
    (["--host"], {"help": "address to listen on (MOTCUA_HOST, default 127.0.0.1)"}),
    (["--port"], {"type": int, "help": "port to listen on (MOTCUA_PORT, default 8000)"}),
)

OF_AN_AGENCY: Sequence[Argument] = (
    (["--agency"], {"metavar": "CODE", "help": "by the working calendar of this agency"}),
    (
        ["--known-at"],
        {"metavar": "MOMENT", "help": "by the calendar as it was recorded then (an ISO 8601 moment)"},
    ),
    (["--json"], {"action": "store_true", "help": "for programs"}),
    (["--language"], {"default": "vi", "metavar": "vi|en", "help": "of what is printed (vi)"}),
)

COMMANDS: Mapping[str, Command] = {
    "run": Command(
        "set up what is missing, then serve the web and the jobs until Ctrl-C",
        "motcua.config.commands.run.run",
        HOST_AND_PORT,
    ),
    "setup": Command(
        "look, translations, static files, tables, country, catalogue: whatever is missing",
        "motcua.config.commands.setup.run",
    ),
    "web": Command("serve the web only", "motcua.config.commands.web.run", HOST_AND_PORT),
    "worker": Command("do the queued jobs only", "motcua.config.commands.worker.run"),
    "mail": Command(
        "catch the mail of a demonstration, which `run` does by itself",
        "motcua.config.commands.mail.run",
        ((["--smtp-port"], {"type": int, "default": 1025, "help": "port to listen on (default 1025)"}),),
        needs_database=False,
    ),
    "verify": Command(
        "who signed a PDF or a dossier's acts, when, and whether anything was altered",
        "motcua.config.commands.verify.run",
        (
            (["file"], {"nargs": "?", "help": "a PDF file"}),
            (["--dossier"], {"metavar": "CODE", "help": "every act and the result of this dossier"}),
            (
                ["--journal"],
                {"action": "store_true", "help": "every sealed row of the journal and every seal"},
            ),
        ),
    ),
    "token": Command(
        "make a bearer token of the API for an account",
        "motcua.config.commands.token.run",
        ((["login"], {"help": "whose"}),),
    ),
    "check": Command(
        "every fault of procedure and process files; of all that are shipped where none is named",
        "motcua.config.commands.check.run",
        ((["files"], {"nargs": "*", "metavar": "FILE", "help": "YAML files"}),),
        needs_database=False,
    ),
    "seal": Command("seal the journal now, as happens every night", "motcua.config.commands.seal.run"),
    "docs": Command(
        "write docs/generated/ from what runs",
        "motcua.config.commands.docs.run",
        ((["--check"], {"action": "store_true", "help": "only say what is stale"}),),
        needs_database=False,
    ),
    "assets": Command(
        "build what pages are made of: their look, their translations",
        "motcua.config.commands.setup.assets",
        needs_database=False,
    ),
    "due": Command(
        "when a time limit ends, and how that is counted",
        "motcua.config.commands.due.run",
        (
            (["start"], {"help": "when it starts: 2026-02-13T16:30, on Hanoi's clock"}),
            (["limit"], {"nargs": "?", "help": "3wd working days, 15d days, 8h working hours, 1mo months"}),
            (["--procedure"], {"metavar": "CODE", "help": "limit and cut-off time of this procedure"}),
            (["--channel"], {"metavar": "online|direct|postal", "help": "of the procedure (online)"}),
            *OF_AN_AGENCY,
        ),
        needs_database=False,
        database_for=("agency", "procedure", "known_at"),
    ),
    "worktime": Command(
        "how much working time lies between two moments",
        "motcua.config.commands.worktime.run",
        (
            (["start"], {"metavar": "FROM", "help": "2026-02-13T16:30, on Hanoi's clock"}),
            (["end"], {"metavar": "TO", "help": "likewise"}),
            *OF_AN_AGENCY,
        ),
        needs_database=False,
        database_for=("agency", "known_at"),
    ),
    "indicators": Command(
        "indicators of a unit over a folder of facts, and the dossiers behind a number",
        "motcua.config.commands.indicators.run",
        (
            (["--facts"], {"metavar": "FOLDER", "help": "where the facts are; else those of this site"}),
            (["--unit"], {"metavar": "CODE", "help": "an agency, and all below it: VN, H49, H49.06685"}),
            (["--period"], {"help": "2026-06-15, 2026-06, 2026-Q2, 2026, or 2026-01..2026-03"}),
            (["--as-of"], {"metavar": "DATE", "help": "by what was known at the end of this day"}),
            (["--set"], {"default": "766", "help": "of indicators, by its name or its YAML file (766)"}),
            (["--list"], {"metavar": "INDICATOR", "help": "the dossiers counted, those left out and why"}),
            (["--json"], {"action": "store_true", "help": "for programs"}),
            (["--language"], {"default": "vi", "metavar": "vi|en", "help": "of what is printed (vi)"}),
            (
                ["--rebuild"],
                {"action": "store_const", "const": True, "help": "first make them anew from the journal"},
            ),
        ),
        needs_database=False,
        database_for=("rebuild",),
    ),
    "django": Command(
        "Django's own commands, e.g. motcua django shell",
        "motcua.config.commands.manage.run",
        ((["rest"], {"nargs": argparse.REMAINDER, "help": "the command and its arguments"}),),
    ),
}


def parser() -> argparse.ArgumentParser:
    """Reads the command line; `--help` lists every subcommand."""
    top = argparse.ArgumentParser(prog="motcua", description="Motcua, một cửa: the electronic one-stop.")
    kinds = top.add_subparsers(title="commands", dest="command", required=True, metavar="COMMAND")
    for name, command in COMMANDS.items():
        sub = kinds.add_parser(name, help=command.help, description=command.help)
        for names, options in command.arguments:
            sub.add_argument(*names, **options)
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one subcommand and returns the exit code: 0, or 1 with one clear message on stderr."""
    options = parser().parse_args(arguments)
    _place_from(options)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "motcua.config.settings")
    signal.signal(signal.SIGTERM, _interrupt)
    return refusals.said(lambda: _run(COMMANDS[options.command], options))


def _run(command: Command, options: argparse.Namespace) -> int:
    asked = any(getattr(options, name) is not None for name in command.database_for)
    with _database() if command.needs_database or asked else nullcontext():
        django.setup()
        return import_string(command.run)(options) or 0


def _interrupt(number: int, frame: FrameType | None) -> None:
    """SIGTERM ends a command as Ctrl-C does: what was begun is rolled back, what was started is stopped."""
    raise KeyboardInterrupt


def _place_from(options: argparse.Namespace) -> None:
    """--host and --port become the environment: settings and child processes read them from there."""
    for name in ("host", "port"):
        if getattr(options, name, None) is not None:
            os.environ[f"MOTCUA_{name.upper()}"] = str(getattr(options, name))


@contextmanager
def _database() -> Iterator[None]:
    if database.is_embedded():
        with postgres.running(paths.var()):
            yield
    else:
        yield
