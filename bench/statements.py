"""The SQL of one request: how many statements, and as a script that pgbench can repeat."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connection
from psycopg import sql

TRANSACTION = ("SAVEPOINT", "RELEASE", "ROLLBACK")
_STRING = re.compile(r"(E?)'((?:[^']|'')*)'")


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement as the driver got it."""

    text: str
    values: Any
    in_transaction: bool


@contextmanager
def captured() -> Iterator[list[Statement]]:
    """Every statement on Django's connection while the block runs; BEGIN and COMMIT are not among them."""
    seen: list[Statement] = []

    def note(
        execute: Callable[..., Any], text: str, values: Any, many: bool, context: Mapping[str, Any]
    ) -> Any:
        seen.append(Statement(text, values, connection.in_atomic_block))
        return execute(text, values, many, context)

    with connection.execute_wrapper(note):
        yield seen


def script(seen: Sequence[Statement], varying: Sequence[str]) -> str:
    """These statements for pgbench, values inside; each run puts another end to the `varying` strings.

    Bound values would be no slower to write by hand, but pgbench knows integers only.
    """
    lines = [r"\set run random(1, 9000000000000000000)"]
    inside = False
    for statement in seen:
        if statement.text.startswith(TRANSACTION):
            continue
        if statement.in_transaction != inside:
            lines.append("BEGIN;" if statement.in_transaction else "COMMIT;")
            inside = statement.in_transaction
        lines.append(_rendered(statement, varying) + ";")
    return "\n".join([*lines, *(["COMMIT;"] if inside else [])]) + "\n"


def _rendered(statement: Statement, varying: Sequence[str]) -> str:
    connection.ensure_connection()
    driver = connection.connection

    def literal(value: Any) -> str:
        return sql.Literal(value).as_string(driver)

    values = statement.values
    if isinstance(values, Mapping):
        text = statement.text % {name: literal(value) for name, value in values.items()}
    else:
        text = statement.text % tuple(literal(value) for value in values or ())
    return " ".join(_STRING.sub(lambda found: _string(found, varying), text).split("\n"))


def _string(found: re.Match[str], varying: Sequence[str]) -> str:
    """The literal without colons, which pgbench would take for variables, and with a varying end."""
    escaped, body = found.groups()
    if not escaped:
        body = body.replace("\\", "\\\\")
    for text in varying:
        body = body.replace(text, f"{text[:12]}\0")
    parts = [part.replace(":", "\\x3a").replace("\n", "\\n") for part in body.split("\0")]
    if len(parts) == 1:
        return f"E'{parts[0]}'"
    return "(" + " || :run::text || ".join(f"E'{part}'" for part in parts) + ")"
