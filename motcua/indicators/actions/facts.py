"""Writing facts: they can be thrown away and made again from the journal at any time."""

import logging
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from motcua.indicators.ports import Store
from motcua.indicators.queries import following
from motcua.journal import actions as journal
from motcua.journal import queries as journal_queries
from motcua.journal.models import Cursor

log = logging.getLogger(__name__)

FOLLOWER = "indicators.facts"
BATCH = 2000  # rows of the journal
_LAST = 2**63 - 1


def rebuild(*, into: Store, at: datetime, successors: Mapping[str, str] | None = None) -> int:
    """Makes all facts anew from what was journaled up to `at`; of how many dossiers.

    Twice the same `at` gives the same bytes. Needs no more memory for a longer journal.
    """
    world, aside = following.world(at, successors), dict[str, str]()
    told, offers = following.everything(world, aside, at=at), following.offered(world, at=at)
    return into.replace(told, known_at=at, world=world.name, offers=offers, aside=aside)


def start(*, into: Store, at: datetime) -> int:
    """Makes all facts anew where `follow` keeps them, which goes on from there; of how many dossiers."""
    until = journal_queries.horizon()
    world, aside = following.world(at), dict[str, str]()
    told, offers = following.everything(world, aside), following.offered(world, at=at)
    count = into.replace(told, known_at=at, world=world.name, offers=offers, aside=aside)
    _say(aside)
    with transaction.atomic():
        Cursor.objects.get_or_create(follower=FOLLOWER)
        cursor = Cursor.objects.select_for_update().get(follower=FOLLOWER)
        if (cursor.transaction, cursor.entry) < (until - 1, _LAST):
            cursor.transaction, cursor.entry = until - 1, _LAST
            cursor.save()
    return count


def follow(*, into: Store, at: datetime, limit: int = BATCH) -> int:
    """Brings into the facts what the next rows of the journal tell; how many, under `limit` when no more.

    Rows that come again or in another order give the same facts, and there are as many queries for any batch.
    Where there are no facts yet, or of another format or another database, it makes all. When a procedure was
    published, what its agencies offer is made anew, and dossiers that were left aside are tried again.
    """
    if into.world() is None or not Cursor.objects.filter(follower=FOLLOWER).exists():
        start(into=into, at=at)
        return 0
    with journal.follow(by=FOLLOWER, limit=limit) as entries:
        subjects = {one.subject for one in entries if one.subject.startswith(following.SUBJECT)}
        published = any(one.subject.startswith(following.PROCEDURE) for one in entries)
        if published:
            subjects |= {f"{following.SUBJECT}{code}" for code in into.aside()}
        world, aside = following.world(at) if subjects or published else None, dict[str, str]()
        told = list(following.of(subjects, world, aside)) if world else []
        offers = list(following.offered(world, at=at)) if world and published else None
        into.merge(told, known_at=at if len(entries) < limit else None, offers=offers, aside=aside)
        _say(aside)
    return len(entries)


def _say(aside: Mapping[str, str]) -> None:
    if aside:
        log.warning("facts: %d dossiers left aside, such as %s (%s)", len(aside), *next(iter(aside.items())))


def settle(*, into: Store, at: datetime) -> None:
    """Brings what was merged into the great files; all anew where agencies or calendars are others by now."""
    if into.world() == following.world(at).name:
        into.settle()
    else:
        start(into=into, at=at)
