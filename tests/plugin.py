"""Loaded before Django's settings (`-p tests.plugin`): tests have a `var` and a PostgreSQL of their own."""

import atexit
import os
from contextlib import ExitStack

import pytest

from motcua.config import database, paths, postgres

IS_CONTROLLER = "PYTEST_XDIST_WORKER" not in os.environ

if IS_CONTROLLER:
    os.environ["MOTCUA_VAR"] = str(paths.var() / "test")
    os.environ["MOTCUA_TEST_RUN"] = str(os.getpid())
    os.environ["MOTCUA_DB_POOL"] = "0"
    os.environ["MOTCUA_DEMO"] = "1"
    for name in (
        "DEBUG",
        "BASE_URL",
        "HOSTS",
        "PORT",
        "SITE",
        "OIDC",
        "PROXIES",
        "SMTP_URL",
        "MAIL_FROM",
        "SMS",
        "ZALO",
    ):
        os.environ.pop(f"MOTCUA_{name}", None)


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests() -> None:
    """The first process starts the server; those that share the work find it running."""
    if IS_CONTROLLER and database.is_embedded():
        running = ExitStack()
        running.enter_context(postgres.running(paths.var(), durable=False))
        atexit.register(running.close)  # the last run that used the server stops it
    (paths.var() / "static").mkdir(parents=True, exist_ok=True)  # WhiteNoise warns if it is not there
