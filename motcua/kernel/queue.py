"""Queueing a job inside the act's own transaction: if the act does not commit, the job was never there."""

from datetime import datetime

from procrastinate.contrib.django import app


def enqueue(task: str, **arguments: str | int) -> None:
    """Queues the job with this name ("dossiers.make_receipt"); the worker runs it after commit."""
    app.configure_task(task).defer(**arguments)


def retry(job: int, *, at: datetime) -> None:
    """Queues a job that failed for good once more, to be run at `at` or soon after."""
    app.job_manager.retry_job_by_id(job, retry_at=at)
