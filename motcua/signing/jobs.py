"""Every night the journal of the day before is sealed."""

from datetime import timedelta

from procrastinate.contrib.django import app

from motcua.agencies import queries as agencies
from motcua.journal.rules import Actor
from motcua.kernel import clock
from motcua.signing import actions as signing

SEALER = Actor("system:seal", "Motcua")


@app.periodic(cron="10 17 * * *")  # 00:10 in Vietnam
@app.task(name="signing.seal_journal")
def seal_journal(timestamp: int) -> None:
    now = clock.now()
    signing.seal_journal(
        day=clock.day(now) - timedelta(days=1), holder=agencies.site().holder, at=now, by=SEALER
    )
