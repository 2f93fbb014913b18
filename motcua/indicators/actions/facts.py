"""Writing facts: they can be thrown away and made again from the journal at any time."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from motcua.indicators.ports import Store
from motcua.indicators.queries import following
from motcua.journal import actions as journal
from motcua.journal import queries as journal_queries
from motcua.journal.models import Cursor

FOLLOWER = "indicators.facts"
BATCH = 2000  # rows of the journal
_LAST = 2**63 - 1


def rebuild(*, into: Store, at: datetime, successors: Mapping[str, str] | None = None) -> int:
    """Makes all facts anew from what was journaled up to `at`; of how many dossiers.

    Twice the same `at` gives the same bytes. Needs no more memory for a longer journal.
    """
    world = following.world(at, successors)
    return into.replace(following.everything(world, at=at), known_at=at, world=world.name)


def start(*, into: Store, at: datetime) -> int:
    """Makes all facts anew where `follow` keeps them, which goes on from there; of how many dossiers."""
    until = journal_queries.horizon()
    world = following.world(at)
    count = into.replace(following.everything(world), known_at=at, world=world.name)
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
    Where there are no facts yet, or of another format or another database, it makes all.
    """
    if into.world() is None or not Cursor.objects.filter(follower=FOLLOWER).exists():
        start(into=into, at=at)
        return 0
    with journal.follow(by=FOLLOWER, limit=limit) as entries:
        subjects = {one.subject for one in entries if one.subject.startswith(following.SUBJECT)}
        told = list(following.of(subjects, following.world(at))) if subjects else []
        into.merge(told, known_at=at if len(entries) < limit else None)
    return len(entries)


def settle(*, into: Store, at: datetime) -> None:
    """Brings what was merged into the great files; all anew where agencies or calendars are others by now."""
    if into.world() == following.world(at).name:
        into.settle()
    else:
        start(into=into, at=at)
