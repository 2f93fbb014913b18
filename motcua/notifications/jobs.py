"""Sending what is queued. The queue is the table of deliveries: a job that is lost loses nothing."""

from procrastinate.contrib.django import app

from motcua.journal.rules import Actor
from motcua.kernel import clock, queue
from motcua.notifications import actions
from motcua.notifications.rules.kinds import Status

POSTMAN = Actor("system:notifications", "Motcua")
ROUND = 50  # then other jobs have their turn
PATIENCE = 3  # so many refusals in a row: whoever is outside does not answer, and each try takes its timeout


@app.task(name="notifications.deliver")
def deliver() -> None:
    """Sends what is due, at most a round of it."""
    refused = 0
    for _turn in range(ROUND):
        tried = actions.deliver(by=POSTMAN, at=clock.now())
        if tried is None:
            return
        refused = 0 if tried.status == Status.SENT else refused + 1
        if refused == PATIENCE:  # the rest waits for the next minute
            return
    queue.enqueue("notifications.deliver")


@app.periodic(cron="* * * * *")
@app.task(name="notifications.sweep")
def sweep(timestamp: int) -> None:
    """What is to be tried again, and what a lost job left behind."""
    deliver()
