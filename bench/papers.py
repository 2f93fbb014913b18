"""A worker that works when told: reads a line, does every queued job, says "done".

It is the product's worker, one job at a time; run two of them on two cores.
"""

import sys

from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector


def main() -> None:
    """Until standard input ends."""
    connector = app.connector
    assert isinstance(connector, DjangoConnector)
    print("ready", flush=True)
    for _line in sys.stdin:
        with app.replace_connector(connector.get_worker_connector()) as working:
            # What comes by the minute would be done in some rounds and not in others.
            working.periodic_registry.periodic_tasks.clear()
            working.run_worker(
                concurrency=1, wait=False, delete_jobs="successful", install_signal_handlers=False
            )
        print("done", flush=True)
