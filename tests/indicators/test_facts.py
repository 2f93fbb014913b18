"""What the journal tells of one dossier, in any order of its rows; and what the guide says of it."""

import random
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest

from motcua.agencies.rules.worktime import Calendar
from motcua.config import paths
from motcua.indicators.rules.facts import Act, told_of
from motcua.indicators.rules.schema import DATASETS, Told
from tests.indicators import nation

MONDAY = datetime(2026, 6, 1, 1, tzinfo=UTC)  # 08:00 in Hanoi
HOUR = timedelta(hours=1)
CODE = "H1.10-00001"
SUBMIT: dict[str, Any] = {
    "procedure": "1.1", "version": 1, "channel": "online", "typed_by": "applicant", "documents": ["a", "b"],
    "device": "d1", "office": True,
}  # fmt: skip
CASE, DESK, CITIZEN, SYSTEM = "officer:7", "officer:5", "account:9", "system:assign"


MORE = {"documents": ["c"], "due_at": "2026-06-09T10:00:00+00:00"}


def tell(*rows: tuple[float, str, str, str, str, dict[str, Any]]) -> Told:
    """From hours since Monday morning, verb, before, after, actor and what else the row says."""
    acts = [
        Act(
            bytes([number]), MONDAY + hours * HOUR, verb, number, "H1.10",
            {**({"from": before, "to": after} if after else {}), **body}, actor, MONDAY + (hours + 1) * HOUR,
        )
        for number, (hours, verb, before, after, actor, body) in enumerate(rows)
    ]  # fmt: skip
    found = told_of(CODE, acts, nation.WORLD)
    assert found
    return found


WAY = tell(
    (0, "submit", "", "", CITIZEN, SUBMIT),
    (1, "receive", "submitted", "received", DESK, {"due_at": "2026-06-08T10:00:00+00:00"}),
    (2, "assign", "", "", SYSTEM, {"officer": 7}),
    (3, "take", "received", "received", CASE, {}),
    (8, "ask_supplement", "received", "supplementing", CASE, {}),
    (24, "warn", "", "", SYSTEM, {}),
    (25, "supplement", "supplementing", "received", DESK, MORE),
    (26, "appraise", "received", "appraised", CASE, {}),
    (27, "send_back", "appraised", "received", "officer:8", {}),
    (28, "appraise", "received", "appraised", CASE, {}),
)  # fmt: skip


def test_every_act_of_the_process_has_a_row() -> None:
    assert [(one.number, one.verb, one.by) for one in WAY.acts] == [
        (1, "submit", "applicant"), (2, "receive", "officer"), (3, "take", "officer"),
        (4, "ask_supplement", "officer"), (5, "supplement", "officer"), (6, "appraise", "officer"),
        (7, "send_back", "officer"), (8, "appraise", "officer"),
    ]  # fmt: skip
    assert (WAY.acts[0].before, WAY.acts[0].after, WAY.acts[0].since) == ("draft", "submitted", None)
    assert all(one.after == other.before for one, other in pairwise(WAY.acts))
    assert {one.process for one in WAY.acts} == {"five-step"}


def test_how_long_it_waited_and_was_worked_on() -> None:
    """Assigned by the system an hour after reception; 08:00 to 16:00 on a Monday are 6 hours of work."""
    asked = WAY.acts[3]
    assert (asked.since, asked.taken_at, asked.at) == (MONDAY + HOUR, MONDAY + 2 * HOUR, MONDAY + 8 * HOUR)
    assert (asked.waiting_seconds, asked.working_seconds) == (3600, 5 * 3600)
    supplement = WAY.acts[4]
    assert supplement.paused
    assert not asked.paused
    # The case officer keeps it while the applicant supplements, and has it again when it is sent back.
    again, back, last = WAY.acts[5:]
    assert (again.since, again.taken_at, again.waiting_seconds) == (supplement.at, supplement.at, 0)
    assert (back.taken_at, back.waiting_seconds) == (None, None)
    assert (last.since, last.taken_at) == (back.at, back.at)
    assert WAY.acts[1].taken_at is None


def test_papers_and_where_it_came_from() -> None:
    assert [(one.by, one.digitised, one.component) for one in WAY.documents] == [
        ("applicant", False, None), ("applicant", False, None), ("officer", True, None),
    ]  # fmt: skip
    fact = WAY.fact
    assert (fact.documents, fact.digitised) == (3, 0)
    assert (fact.device, fact.office_device) == ("d1", True)
    assert fact.received_written_at == MONDAY + 2 * HOUR


def test_who_settled_it() -> None:
    sealed = tell(
        (0, "submit", "", "", CITIZEN, {**SUBMIT, "device": None, "office": None}),
        (1, "seal", "approved", "sealed", "officer:3", {}),
        (2, "correct", "sealed", "received", "officer:4", {}),
    )
    assert (sealed.fact.settled_by, sealed.fact.settlements[0].by) == (None, "officer:3")
    assert sealed.acts[-1].after == "received"


@pytest.mark.parametrize("life", nation.lives(seed=11, count=40), ids=lambda one: one.code)
def test_in_any_order_and_however_often(life: nation.Life) -> None:
    acts = list(nation.journal(life))
    again = acts + acts[: len(acts) // 2]
    random.Random(life.code).shuffle(again)
    told = told_of(life.code, acts, nation.WORLD)
    assert told
    assert told_of(life.code, again, nation.WORLD) == told
    for one in told.acts:
        if one.since:
            assert one.working_seconds == Calendar().worked(one.since, one.at) // timedelta(seconds=1)


def test_the_guide_has_every_column() -> None:
    guide = (paths.ROOT / "docs" / "guide" / "indicators.md").read_text(encoding="utf-8")
    for columns in DATASETS.values():
        for one in columns:
            kind = "list" if one.kind.value == "history" else one.kind.value
            source = one.source or "nothing yet: always empty"
            assert f"| `{one.name}` | {kind} | {one.meaning} | {source} |\n" in guide
