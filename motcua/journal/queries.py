"""Reading the journal: the acts on one thing, what is new for a follower, and whether all is as it was."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection

from motcua.journal import rules
from motcua.journal.models import Entry, Seal
from motcua.kernel import canonical
from motcua.kernel.rows import Lookup

Position = tuple[int, int]  # (transaction, id)


_OF_SUBJECT = Lookup(Entry, where="t.subject = %s", order="t.id")


def of(subject: str) -> list[Entry]:
    """Every act on this subject, in the order in which they happened."""
    return _OF_SUBJECT.all(subject)


def settled_after(position: Position, limit: int) -> list[Entry]:
    """The next rows for a follower that stands at `position`, at most `limit`.

    Id order is not commit order: a row is handed out only when every transaction that could still
    commit before it has ended (below pg_snapshot_xmin), so nothing is skipped and nothing seen twice.
    """
    return list(
        Entry.objects.extra(
            where=[
                "(transaction, id) > (%s, %s)",
                "transaction < pg_snapshot_xmin(pg_current_snapshot())::text::bigint",
            ],
            params=list(position),
        ).order_by("transaction", "id")[:limit]
    )


@dataclass(frozen=True, slots=True)
class Fault:
    """A row or a seal that is not what it was."""

    where: str
    what: str
    entry: int | None = None


def altered(entries: Iterator[Entry] | list[Entry]) -> list[Fault]:
    """The entries whose digest is not that of what they say."""
    return [
        Fault(f"entry {entry.pk} ({entry.subject})", "digest differs from its content", entry.pk)
        for entry in entries
        if canonical.digest(canonical.encode(entry.statement())) != bytes(entry.digest)
    ]


def between(first: Position, last: Position) -> Iterator[Entry]:
    """The rows after `first` up to and with `last`, streamed in follower order."""
    return (
        Entry.objects.extra(
            where=["(transaction, id) > (%s, %s)", "(transaction, id) <= (%s, %s)"],
            params=[*first, *last],
        )
        .order_by("transaction", "id")
        .iterator(chunk_size=2000)
    )


def check_seals() -> list[Fault]:
    """Every sealed row against its digest, every seal against its rows, every seal against the one before."""
    faults: list[Fault] = []
    position: Position = (0, 0)
    for seal in Seal.objects.order_by("id"):
        first, last = (seal.from_transaction, seal.from_id), (seal.to_transaction, seal.to_id)
        if first != position:
            faults.append(Fault(f"seal {seal.day}", "does not continue the seal before it"))
        digests: list[bytes] = []
        for entry in between(first, last):
            faults.extend(altered([entry]))
            digests.append(bytes(entry.digest))
        if len(digests) != seal.entries:
            faults.append(
                Fault(f"seal {seal.day}", f"{seal.entries} entries were sealed, {len(digests)} are there")
            )
        elif rules.merkle_root(digests) != bytes(seal.root):
            faults.append(Fault(f"seal {seal.day}", "the Merkle root differs"))
        position = last
    return faults


def horizon() -> int:
    """The transaction id below which every transaction has ended."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
        row: tuple[int] = cursor.fetchone()
    return row[0]
