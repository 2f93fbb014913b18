"""Jobs: load, call one action. A job that fails is tried again, later each time."""

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from motcua.dossiers import actions as dossiers
from motcua.kernel import clock

PATIENT = RetryStrategy(max_attempts=8, exponential_wait=4)


@app.task(name="dossiers.make_confirmation", retry=PATIENT)
def make_confirmation(code: str) -> None:
    dossiers.make_confirmation(code=code, at=clock.now())


@app.task(name="dossiers.make_receipt", retry=PATIENT)
def make_receipt(code: str) -> None:
    dossiers.make_receipt(code=code, at=clock.now())


@app.task(name="dossiers.make_decision", retry=PATIENT)
def make_decision(code: str, revision: int, officer: int) -> None:
    dossiers.make_decision(code=code, revision=revision, officer=officer, at=clock.now())


@app.task(name="dossiers.make_result", retry=PATIENT)
def make_result(code: str, revision: int) -> None:
    dossiers.make_result(code=code, revision=revision, at=clock.now())
