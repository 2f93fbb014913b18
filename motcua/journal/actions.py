"""Writing the journal: one row for each act, one seal for each day."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from typing import Any

from django.db import transaction

from motcua.journal import queries, rules
from motcua.journal.models import Cursor, Entry, Seal
from motcua.kernel import canonical

Sign = Callable[[bytes], str]
Stamp = Callable[[bytes], bytes]
_AFTERWARDS: ContextVar[bool] = ContextVar("told_afterwards", default=False)


@contextmanager
def told_afterwards() -> Iterator[None]:
    """What is journaled in this block happened earlier and is told only now: its `written_at` stays empty.

    For a demonstration's past and for what is taken over from older systems.
    """
    before = _AFTERWARDS.set(True)
    try:
        yield
    finally:
        _AFTERWARDS.reset(before)


def compose(
    *,
    by: rules.Actor,
    verb: str,
    subject: str,
    at: datetime,
    revision: int = 0,
    agency: str = "",
    body: Mapping[str, Any] | None = None,
    sign: Sign | None = None,
) -> Entry:
    """A row ready to be stored: digested, and signed where a certificate signs. For bulk inserts."""
    statement = rules.statement(
        at=at, actor=by, verb=verb, subject=subject, revision=revision, agency=agency, body=body or {}
    )
    payload = canonical.encode(statement)
    known = {"written_at": None} if _AFTERWARDS.get() else {}  # else the database's clock says it
    return Entry(
        at=at,
        actor=by.ref,
        actor_name=by.name,
        verb=verb,
        subject=subject,
        revision=revision,
        agency=agency,
        body=statement["body"],
        digest=canonical.digest(payload),
        signature=sign(payload) if sign else "",
        **known,
    )


def record(
    *,
    by: rules.Actor,
    verb: str,
    subject: str,
    at: datetime,
    revision: int = 0,
    agency: str = "",
    body: Mapping[str, Any] | None = None,
    sign: Sign | None = None,
) -> Entry:
    """Writes one act in the caller's transaction: without it, the act did not happen."""
    entry = compose(
        by=by, verb=verb, subject=subject, at=at, revision=revision, agency=agency, body=body, sign=sign
    )
    entry.save(force_insert=True)
    return entry


@contextmanager
def follow(*, by: str, limit: int = 1000) -> Iterator[list[Entry]]:
    """The next rows for the follower named `by`; its cursor moves when the block ends well, and only then.

    Two workers of one follower take turns: the cursor's row is locked.
    """
    with transaction.atomic():
        Cursor.objects.get_or_create(follower=by)
        cursor = Cursor.objects.select_for_update().get(follower=by)
        entries = queries.settled_after((cursor.transaction, cursor.entry), limit)
        yield entries
        if entries:
            cursor.transaction, cursor.entry = entries[-1].transaction, entries[-1].pk
            cursor.save()


@transaction.atomic
def seal(*, day: date, at: datetime, by: rules.Actor, sign: Sign, stamp: Stamp) -> Seal | None:
    """Closes the day: seals every settled row that no seal covers yet; None when there is none.

    `sign` makes a detached JWS over the seal's statement, `stamp` an RFC 3161 token over the root.
    """
    Cursor.objects.get_or_create(follower="journal.seal")
    cursor = Cursor.objects.select_for_update().get(follower="journal.seal")
    first = (cursor.transaction, cursor.entry)
    last, digests = first, []
    for entry in queries.between(first, (queries.horizon() - 1, 2**63 - 1)):
        last = (entry.transaction, entry.pk)
        digests.append(bytes(entry.digest))
    if not digests:
        return None
    root = rules.merkle_root(digests)
    statement = rules.seal_statement(day=day, first=first, last=last, entries=len(digests), root=root, at=at)
    made = Seal.objects.create(
        day=day,
        from_transaction=first[0],
        from_id=first[1],
        to_transaction=last[0],
        to_id=last[1],
        entries=len(digests),
        root=root,
        signature=sign(canonical.encode(statement)),
        token=stamp(root),
        sealed_at=at,
    )
    cursor.transaction, cursor.entry = last
    cursor.save()
    record(by=by, verb="seal-day", subject=f"day:{day.isoformat()}", at=at, body={"root": root.hex()})
    return made
