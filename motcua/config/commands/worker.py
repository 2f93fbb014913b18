"""`motcua worker`: does the jobs that acts have queued."""

import argparse
import os

from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector

NICER = 5


def run(options: argparse.Namespace) -> None:
    """Works until SIGINT or SIGTERM."""
    work()


def work() -> None:
    """MOTCUA_JOBS jobs at a time (2). Those that succeeded leave the table, those that failed stay.

    Pages come first: where processors are short, jobs get a third of what the web gets.
    """
    os.nice(NICER)
    connector = app.connector
    assert isinstance(connector, DjangoConnector)
    with app.replace_connector(connector.get_worker_connector()) as working:
        working.run_worker(
            concurrency=int(os.environ.get("MOTCUA_JOBS") or 2),
            delete_jobs="successful",
            shutdown_graceful_timeout=10,
        )
