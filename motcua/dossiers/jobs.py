"""Jobs: load, call one action. A job that fails is tried again, later each time.

What time does by itself runs every so often: a run that finds one of its kind still waiting is not queued, so
missed runs never pile up, and whatever they missed the next one does.
"""

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from motcua.dossiers import actions as dossiers
from motcua.kernel import clock

PATIENT = RetryStrategy(max_attempts=8, exponential_wait=4)
ROUND = 40  # batches of news in one run, so that other jobs have their turn


@app.task(name="dossiers.make_confirmation", retry=PATIENT)
def make_confirmation(code: str) -> None:
    dossiers.make_confirmation(code=code, at=clock.now())


@app.task(name="dossiers.make_receipt", retry=PATIENT)
def make_receipt(code: str) -> None:
    dossiers.make_receipt(code=code, at=clock.now())


@app.task(name="dossiers.make_notice", retry=PATIENT)
def make_notice(notice: int) -> None:
    dossiers.make_notice(notice=notice, at=clock.now())


@app.task(name="dossiers.make_decision", retry=PATIENT)
def make_decision(code: str, revision: int, officer: int, absent: int = 0) -> None:
    dossiers.make_decision(code=code, revision=revision, officer=officer, absent=absent, at=clock.now())


@app.task(name="dossiers.make_result", retry=PATIENT)
def make_result(code: str, revision: int) -> None:
    dossiers.make_result(code=code, revision=revision, at=clock.now())


@app.task(name="dossiers.return_online", retry=PATIENT)
def return_online(code: str) -> None:
    dossiers.return_online(code=code, at=clock.now())


@app.periodic(cron="* * * * * */10")
@app.task(name="dossiers.tell_news", queueing_lock="dossiers.tell_news")
def tell_news(timestamp: int) -> None:
    for _batch in range(ROUND):
        if not dossiers.tell_news(at=clock.now()):
            return


@app.periodic(cron="* * * * *")
@app.task(name="dossiers.assign_waiting", queueing_lock="dossiers.assign_waiting")
def assign_waiting(timestamp: int) -> None:
    dossiers.assign_waiting(at=clock.now())


@app.periodic(cron="*/5 * * * *")
@app.task(name="dossiers.pass_time", queueing_lock="dossiers.pass_time")
def pass_time(timestamp: int) -> None:
    dossiers.pass_time(at=clock.now())


@app.periodic(cron="*/5 * * * *")
@app.task(name="dossiers.begin_day", queueing_lock="dossiers.begin_day")
def begin_day(timestamp: int) -> None:
    dossiers.begin_day(at=clock.now())
