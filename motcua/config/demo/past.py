"""Half a year of a province's dossiers, so that no page is empty: the same rows as the acts write, in bulk.

Every act has its journal row, signed with the officer's test key, and facts come from there. Files are
specimens (`papers`); decisions that still wait for a signature get theirs from the worker.
"""

import random
from collections.abc import Callable, Sequence
from datetime import datetime, time, timedelta

from django.db import transaction

from motcua.agencies import queries as agencies
from motcua.agencies.rules.worktime import Calendar
from motcua.catalogue import queries as catalogue
from motcua.config.demo import lives, rows, steps
from motcua.config.demo.invented import Answering, citizen
from motcua.config.demo.lives import MIX, Life, World
from motcua.config.demo.offices import offices
from motcua.config.demo.papers import Papers
from motcua.dossiers.actions.telling import FOLLOWER
from motcua.dossiers.models import Counter, Dossier
from motcua.dossiers.rules.process import State, Verb
from motcua.journal import actions as journal
from motcua.journal.models import Cursor, Entry
from motcua.kernel import clock
from motcua.kernel.queue import enqueue
from motcua.people.models import Account, Person
from motcua.vault.models import Document

DOSSIERS = 1600
DAYS = 183
BATCH = 250
RECENT = (0.12, 7)  # this share came in within so many days, so that desks are not empty
AT_NIGHT = 0.15  # of what would come on a day off does


@transaction.atomic
def load(*, at: datetime, say: Callable[[str], None], count: int = DOSSIERS) -> int:
    """Writes `count` dossiers ending at `at`, or none at all; how many. Nothing when there are dossiers."""
    if Dossier.objects.exists():
        return 0
    world = _world(at)
    moments = _moments(count, at, world.calendar, world.dice)
    for begin in range(0, count, BATCH):
        _write(world, moments[begin : begin + BATCH])
        say(f"{min(begin + BATCH, count)} / {count}")
    Counter.objects.bulk_create(
        Counter(agency_id=agency, series=series, value=value)
        for (agency, series), value in world.counters.items()
    )
    _is_no_news()
    return count


def _world(at: datetime) -> World:
    dice = random.Random(20260701)  # noqa: S311 a demonstration, the same each time
    today = clock.day(at)
    published = {code: catalogue.current(code, on=today) for code in MIX}
    return World(
        at=at,
        procedures={code: (found.version_id, found.procedure) for code, found in published.items()},
        offices=offices(),
        typists=list(Account.objects.filter(person__isnull=False).select_related("person").order_by("pk")),
        calendar=agencies.working_calendar(agencies.site(), at=at),
        papers=Papers(at),
        answering=Answering(dice, today),
        dice=dice,
        odd=random.Random(20260702),  # noqa: S311
    )


def _moments(count: int, at: datetime, calendar: Calendar, dice: random.Random) -> list[datetime]:
    """When each was submitted, in order: more in the morning, fewer at weekends and at night."""
    found: list[datetime] = []
    while len(found) < count:
        share, days = RECENT
        day = clock.day(at) - timedelta(days=dice.randint(0, days if dice.random() < share else DAYS))
        hour = min(22.9, max(6.0, dice.gauss(10.5, 2.6)))
        moment = datetime.combine(day, time(int(hour), int(hour % 1 * 60), dice.randint(0, 59)), clock.HANOI)
        if moment < at and (calendar.hours(day) or dice.random() < AT_NIGHT):
            found.append(moment)
    return sorted(found)


def _write(world: World, moments: Sequence[datetime]) -> None:
    people = [citizen(world.dice) for _moment in moments]
    for person, number in zip(people, rows.reserve(Person, len(people)), strict=True):
        person.pk = number
    with journal.told_afterwards():
        told = [_life(world, moment, person) for moment, person in zip(moments, people, strict=True)]
    documents = [document for life in told for document in life.documents]
    _number(documents, [life.dossier for life in told])
    rows.copy(people)
    rows.copy(documents)
    rows.copy([life.dossier for life in told])
    rows.copy([attachment for life in told for attachment in life.attachments()])
    rows.copy([entry for life in told for entry in life.entries])
    for life in told:
        _ask_for_decision(life)


def _life(world: World, moment: datetime, person: Person) -> Life:
    life = lives.submitted(world, moment, person)
    steps.walk(world, life)
    lives.waits(world, life)
    return life


def _number(documents: Sequence[Document], dossiers: Sequence[Dossier]) -> None:
    """Gives all of them their numbers, and dossiers that of their result."""
    for document, number in zip(documents, rows.reserve(Document, len(documents)), strict=True):
        document.pk = number
    for dossier, number in zip(dossiers, rows.reserve(Dossier, len(dossiers)), strict=True):
        dossier.pk = number
        if dossier.result:
            dossier.result_id = dossier.result.pk


def _ask_for_decision(life: Life) -> None:
    """What is approved and not yet sealed has a real paper: people of the demonstration go on with it."""
    if life.dossier.state == State.APPROVED:
        approval: Entry = next(entry for entry in life.entries if entry.verb == Verb.APPROVE)
        officer = int(approval.actor.removeprefix("officer:"))
        enqueue("dossiers.make_decision", code=life.dossier.code, revision=approval.revision, officer=officer)


def _is_no_news() -> None:
    """Who tells people what happened goes on after all of this."""
    columns = ("transaction", "pk")
    last = Entry.objects.order_by("-transaction", "-pk").values_list(*columns)[0]
    Cursor.objects.update_or_create(
        follower=FOLLOWER, defaults=dict(zip(("transaction", "entry"), last, strict=True))
    )
