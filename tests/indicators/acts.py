"""Made-up acts of dossiers, as the facts have them, and what should be found in them, by plain Python."""

import random
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

import ibis
import pyarrow as pa

from motcua.dossiers.rules.process import State, Verb
from motcua.dossiers.rules.processes import rows_of

MONDAY = datetime(2026, 6, 1, 1)  # noqa: DTZ001 UTC, 8:00 in Hanoi; facts have no zone
MOMENT = pa.timestamp("us")
SCHEMA = pa.schema(
    [
        *((name, pa.string()) for name in ("code", "agency_today", "path", "branch", "procedure")),
        ("version", pa.int32()),
        ("process", pa.string()),
        ("number", pa.int32()),
        ("at", MOMENT),
        ("written_at", MOMENT),
        *((name, pa.string()) for name in ("verb", "before", "after", "actor", "by")),
        ("since", MOMENT),
        ("taken_at", MOMENT),
        ("working_seconds", pa.int64()),
        ("waiting_seconds", pa.int64()),
        ("paused", pa.bool_()),
    ]
)
AGENCIES = {
    "H49.01": "VN/H49/H49.01/",
    "H49.02": "VN/H49/H49.02/",
    "H49.02.7": "VN/H49/H49.02/H49.02.7/",
    "H4": "VN/H4/",
}
Row = dict[str, Any]


def dossier(
    code: str,
    acts: Iterable[tuple[str, str, str, int | None, int | None]],
    *,
    agency: str = "H49.01",
    procedure: str = "1.004873",
    process: str = "five-step",
    begun: datetime = MONDAY,
) -> list[Row]:
    """The rows of one dossier: (before, verb, after, working seconds, of these waiting), an hour apart."""
    return [
        {
            "code": code, "agency_today": agency, "path": AGENCIES[agency], "branch": "province",
            "procedure": procedure, "version": 1, "process": process, "number": number,
            "at": begun + timedelta(hours=number - 1), "written_at": None, "verb": verb, "before": before,
            "after": after, "actor": "officer:1", "by": "officer", "since": None, "taken_at": None,
            "working_seconds": working, "waiting_seconds": waiting,
            "paused": before in ("supplementing", "owing", "suspended"),
        }
        for number, (before, verb, after, working, waiting) in enumerate(acts, 1)
    ]  # fmt: skip


def table(rows: Iterable[Row]) -> Any:
    """As the engine reads them: in no order that could be relied on."""
    shuffled = list(rows)
    random.Random(5).shuffle(shuffled)
    # A connection of its own, as facts have: requests of several threads do not meet.
    return ibis.duckdb.connect().create_table("acts", pa.Table.from_pylist(shuffled, SCHEMA))


def straight(*, waiting: int = 60, hand: int = 40) -> list[tuple[str, str, str, int | None, int | None]]:
    """The five steps without any turn."""
    spent = waiting + hand
    return [
        ("draft", "submit", "submitted", None, None),
        ("submitted", "receive", "received", spent, waiting),
        ("received", "appraise", "appraised", spent, waiting),
        ("appraised", "approve", "approved", spent, waiting),
        ("approved", "seal", "sealed", spent, waiting),
        ("sealed", "return", "returned", 5000, None),
    ]


def wandering(seed: int, count: int) -> list[list[Row]]:
    """So many dossiers that go at random through the table, sometimes beside it."""
    dice = random.Random(seed)
    made = []
    for number in range(count):
        process = dice.choice(["five-step", "five-step", "certification"])
        here, acts, entered = State.DRAFT, [], 0
        for _step in range(dice.randint(1, 14)):
            rows = [row for row in rows_of(process) if row.source == here]
            if not rows:
                break
            row = dice.choice(rows)
            target = dice.choice(list(State)) if dice.random() < 0.03 else row.target
            entered += dice.randint(0, 9000)
            acts.append(
                (
                    here.value,
                    row.verb.value,
                    target.value,
                    entered,
                    dice.choice([None, entered // 2, entered]),
                )
            )
            if target != here:
                entered = 0
            here = target
        if acts:
            made.append(
                dossier(
                    f"D{number:05d}",
                    acts,
                    agency=dice.choice(sorted(AGENCIES)),
                    process=process,
                    procedure=dice.choice(["1.004873", "2.000635"]),
                    begun=MONDAY + timedelta(days=dice.randint(-40, 40)),
                )
            )
    return made


def way_of(rows: Iterable[Mapping[str, Any]]) -> tuple[tuple[str, str, str], ...]:
    """The acts of a dossier that are part of its way."""
    return tuple(
        (row["before"], row["verb"], row["after"])
        for row in rows
        if row["verb"] not in (Verb.TAKE, Verb.HAND_OVER, Verb.ANSWER) or row["before"] != row["after"]
    )
