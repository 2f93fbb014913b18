"""What came and went, day by day: follows the journal."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from django.db import connection

from motcua.directives.models import Flow
from motcua.dossiers.models import Dossier
from motcua.dossiers.rules.process import ENDS, State, Verb
from motcua.journal import actions as journal
from motcua.journal.models import Entry
from motcua.kernel import clock

FOLLOWER = "directives.flow"
BATCH = 1000
KEPT = timedelta(days=60)  # what is older than two months nobody asks for here: the facts know it
_SUBJECT = "dossier:"
_COLUMNS = ("submitted", "received", "settled", "reopened")

_ADD = f"""
    INSERT INTO {Flow._meta.db_table} (agency_id, desk_id, day, {", ".join(_COLUMNS)})
    VALUES (%s, %s, %s, {", ".join(["%s"] * len(_COLUMNS))})
    ON CONFLICT (agency_id, desk_id, day) DO UPDATE SET
      {", ".join(f"{name} = {Flow._meta.db_table}.{name} + excluded.{name}" for name in _COLUMNS)}
"""  # noqa: S608 names of our own columns


def count_flows(*, at: datetime, limit: int = BATCH) -> int:
    """Counts the next acts of the journal; how many rows were read, 0 when there was no more.

    The same act is counted once: the cursor moves in the transaction that counts.
    """
    with journal.follow(by=FOLLOWER, limit=limit) as entries:
        counted = [
            (entry, column)
            for entry in entries
            if entry.subject.startswith(_SUBJECT) and entry.at > at - KEPT and (column := counts_as(entry))
        ]
        if counted:
            _add(counted)
    return len(entries)


def counts_as(entry: Entry) -> str:
    """What this act changes: a column of Flow, or "" for none."""
    body: Mapping[str, object] = entry.body
    if entry.verb == Verb.SUBMIT:
        return "submitted"
    if "to" not in body:
        return ""  # beside the table of acts
    before, after = str(body.get("from", "")), str(body["to"])
    if entry.verb == Verb.RECEIVE:
        return "received"
    if entry.verb == Verb.CORRECT:
        return "reopened"
    ends = after == State.SEALED or after in ENDS
    return "settled" if ends and before not in (State.SEALED, *ENDS) else ""


def _add(counted: Sequence[tuple[Entry, str]]) -> None:
    codes = {entry.subject.removeprefix(_SUBJECT) for entry, _column in counted}
    found = Dossier.objects.filter(code__in=codes).values_list("code", "agency_id", "desk_id", "received_at")
    places: dict[str, tuple[int, int, datetime | None]] = {
        code: (agency, desk, at) for code, agency, desk, at in found
    }
    sums: Counter[tuple[int, int, date, str]] = Counter()
    for entry, column in counted:
        if place := places.get(entry.subject.removeprefix(_SUBJECT)):
            agency, desk, received_at = place
            if column != "received" or received_at == entry.at:  # what was sent back is received once
                sums[agency, desk, clock.day(entry.at), column] += 1
    keys = sorted({key[:3] for key in sums}, key=str)  # one order for all, or two counters would deadlock
    with connection.cursor() as cursor:
        cursor.executemany(_ADD, [(*key, *(sums[(*key, column)] for column in _COLUMNS)) for key in keys])
