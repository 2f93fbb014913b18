"""Jobs: load, call one action. A follower that failed goes on where it was."""

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from motcua.indicators import actions as indicators
from motcua.indicators import ports
from motcua.indicators.actions import opening, snapshots
from motcua.kernel import clock
from motcua.kernel.errors import Unavailable

PATIENT = RetryStrategy(max_attempts=8, exponential_wait=4)
RENEWING = 20.0  # seconds that counting may take of each minute, as long as what boards need is not there yet
ROUND = 20  # batches of the journal in one run, so that other jobs have their turn


@app.periodic(cron="* * * * * */20")
@app.task(name="indicators.follow", queueing_lock="indicators.follow")
def follow(timestamp: int) -> None:
    """Facts are at most a minute behind the journal. Where there are none yet, this makes all."""
    for _batch in range(ROUND):
        try:
            read = indicators.follow(into=ports.store(), at=clock.now())
        except Unavailable:  # all are being made anew, or settled: what came meanwhile waits
            return
        if read < indicators.BATCH:
            return


@app.periodic(cron="40 17 * * *")  # 00:40 in Vietnam
@app.task(name="indicators.settle", retry=PATIENT, queueing_lock="indicators.settle")
def settle(timestamp: int) -> None:
    indicators.settle(into=ports.store(), at=clock.now())


@app.periodic(cron="* * * * *")
@app.task(name="indicators.renew", queueing_lock="indicators.renew")
def renew(timestamp: int) -> None:
    """What boards show is counted again where the facts have changed."""
    snapshots.renew(at=clock.now(), seconds=RENEWING)


@app.periodic(cron="*/10 * * * *")
@app.task(name="indicators.close_day", queueing_lock="indicators.close_day")
def close_day(timestamp: int) -> None:
    """The state at midnight, as soon as the facts tell of it."""
    snapshots.close_day(at=clock.now())


@app.periodic(cron="20 18 * * *")  # 01:20 in Vietnam
@app.task(name="indicators.clean_snapshots", retry=PATIENT, queueing_lock="indicators.clean_snapshots")
def clean_snapshots(timestamp: int) -> None:
    snapshots.clean(at=clock.now())


@app.periodic(cron="0 19 * * *")  # 02:00 in Vietnam
@app.task(name="indicators.open_data", retry=PATIENT, queueing_lock="indicators.open_data")
def open_data(timestamp: int) -> None:
    """Files for everybody, of the periods that are over."""
    opening.make_all(at=clock.now())
