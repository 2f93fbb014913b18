"""Where the database is: DATABASE_URL, or the embedded PostgreSQL under var/."""

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from psycopg.conninfo import conninfo_to_dict

NAME = "motcua"
OLDEST_POSTGRESQL = 15
SOCKET = ".s.PGSQL.5432"
_SOCKET_PATH_BYTES = 103  # Linux takes 107 bytes, macOS 103


@dataclass(frozen=True)
class Place:
    """Where the embedded PostgreSQL keeps its files, and the directory of its Unix socket."""

    data: Path
    sockets: Path


def place(var: Path) -> Place:
    """The same answer in every process that shares this `var`, whether or not the server runs."""
    data = (var / "postgres").resolve()
    if len(os.fsencode(data / SOCKET)) <= _SOCKET_PATH_BYTES:
        return Place(data, data)
    # A deep checkout has no room for a socket's name; postgres.py checks whose this directory is.
    short = hashlib.sha256(os.fsencode(data)).hexdigest()[:16]
    return Place(data, Path("/tmp") / f"motcua-{short}")  # noqa: S108


def is_embedded() -> bool:
    """Whether Motcua runs its own PostgreSQL, because DATABASE_URL is absent or empty."""
    return not os.environ.get("DATABASE_URL")


def from_environment(var: Path) -> dict[str, Any]:
    """Django's description of the database: DATABASE_URL if set, otherwise the embedded server's socket.

    MOTCUA_DB_POOL is the most connections that one process holds (default 8); 0 switches the pool off.
    """
    parts: dict[str, Any]
    if is_embedded():
        parts = {"host": str(place(var).sockets), "dbname": NAME, "user": "postgres"}
    else:
        parts = dict(conninfo_to_dict(os.environ["DATABASE_URL"]))
    most = int(os.environ.get("MOTCUA_DB_POOL", "8"))
    known = {key: str(parts.pop(name, "") or "") for key, name in _NAMES.items()}
    return {
        "ENGINE": "django.db.backends.postgresql",
        **known,
        "NAME": known["NAME"] or NAME,
        "CONN_HEALTH_CHECKS": True,  # a restarted database costs no request
        "OPTIONS": {
            # Short queries by index: compiling them would take longer than running them.
            "options": f"-c jit=off {parts.pop('options', '')}".strip(),
            # Statements are planned once per connection, so their values travel apart from them.
            "server_side_binding": True,
            "prepare_threshold": 3,
            **parts,
            **({"pool": {"min_size": 1, "max_size": most, "timeout": 10}} if most else {}),
        },
    }


_NAMES = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host", "PORT": "port"}
