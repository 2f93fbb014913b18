"""Queueing a job inside the act's own transaction: if the act does not commit, the job was never there."""

from procrastinate.contrib.django import app


def enqueue(task: str, **arguments: str | int) -> None:
    """Queues the job with this name ("dossiers.make_receipt"); the worker runs it after commit."""
    app.configure_task(task).defer(**arguments)
