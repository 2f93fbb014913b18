"""Jobs: load, call one action. A run that finds one of its kind still waiting is not queued."""

from procrastinate.contrib.django import app

from motcua.directives import actions as directives
from motcua.kernel import clock

ROUND = 40  # batches of news in one run, so that other jobs have their turn


@app.periodic(cron="* * * * * */10")
@app.task(name="directives.count_flows", queueing_lock="directives.count_flows")
def count_flows(timestamp: int) -> None:
    for _batch in range(ROUND):
        if not directives.count_flows(at=clock.now()):
            return


@app.periodic(cron="*/5 * * * *")
@app.task(name="directives.begin_day", queueing_lock="directives.begin_day")
def begin_day(timestamp: int) -> None:
    directives.begin_day(at=clock.now())


@app.periodic(cron="*/10 * * * *")
@app.task(name="directives.warn", queueing_lock="directives.warn")
def warn(timestamp: int) -> None:
    directives.warn(at=clock.now())
