"""Test databases are copies of one template, migrated and peopled once for a given set of sources."""

import hashlib
import os
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from psycopg import sql

from tests import country

_LOCK = 0x74657374


def name() -> str:
    """The database of this process of this run."""
    return f"motcua_test_{os.environ['MOTCUA_TEST_RUN']}_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"


def use_fresh() -> None:
    """The default connection leads to a new, migrated, otherwise empty database."""
    with _server() as server:
        template = _template(server)
        connection.close()
        connection.settings_dict["NAME"] = name()
        _drop(server, name())
        server.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY").format(
                sql.Identifier(name()), sql.Identifier(template)
            )
        )


def drop() -> None:
    """Removes this process's database, and those of runs that were killed."""
    connection.close()
    with _server() as server:
        _drop(server, name())
        for other in _names(server, "motcua_test_%"):
            if not _is_alive(int(other.split("_")[2])):
                _drop(server, other)


@contextmanager
def _server() -> Iterator[psycopg.Connection]:
    """A connection beside the tests', alone in making and dropping databases."""
    params = connection.get_connection_params()
    for key in ("cursor_factory", "context", "prepare_threshold"):
        params.pop(key, None)
    params["dbname"] = "postgres"
    with closing(psycopg.connect(**params, autocommit=True)) as server:
        server.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
        yield server


def _template(server: psycopg.Connection) -> str:
    wanted = f"motcua_template_{_fingerprint()}"
    there = _names(server, "motcua_template_%")
    if wanted not in there:
        for old in there:
            _drop(server, old)
        draft = f"{wanted}_new"
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(draft)))
        connection.close()
        connection.settings_dict["NAME"] = draft
        call_command("migrate", interactive=False, verbosity=0, run_syncdb=True)
        country.populate()
        connection.close()
        server.execute(
            sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(draft), sql.Identifier(wanted))
        )
    return wanted


def _fingerprint() -> str:
    """Changes when anything that decides the tables changes."""
    loader = MigrationLoader(None)
    modules = {type(migration).__module__ for migration in loader.disk_migrations.values()}
    modules |= {app.models_module.__name__ for app in apps.get_app_configs() if app.models_module}
    digest = hashlib.sha256(repr(sorted(settings.INSTALLED_APPS)).encode())
    for module in sorted(modules):
        digest.update(Path(sys.modules[module].__file__ or "").read_bytes())
    for source in country.SOURCES:
        digest.update(source.read_bytes())
    return digest.hexdigest()[:16]


def _names(server: psycopg.Connection, pattern: str) -> list[str]:
    found = server.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [pattern])
    return [row[0] for row in found]


def _drop(server: psycopg.Connection, database: str) -> None:
    server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(database)))


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True
