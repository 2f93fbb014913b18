"""From the journal to facts, batch by batch: in the end what a rebuild makes, to the last byte."""

import hashlib
import random
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from motcua.agencies import queries as agencies
from motcua.agencies.models import Officer
from motcua.dossiers import actions as dossiers
from motcua.dossiers.models import Dossier
from motcua.dossiers.rules.process import Verb
from motcua.indicators import actions, jobs, ports
from motcua.indicators.actions.facts import FOLLOWER
from motcua.indicators.adapters import manifest
from motcua.indicators.adapters.manifest import Manifest
from motcua.indicators.adapters.parquet import Folder
from motcua.indicators.queries import following
from motcua.indicators.rules import geography
from motcua.journal.models import Cursor, Entry
from motcua.kernel import clock
from motcua.kernel.errors import Invalid, Unavailable
from tests.country import WARD

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("settled")]

MONDAY = datetime(2026, 11, 30, 8, 0, tzinfo=clock.HANOI)
LATER = MONDAY + timedelta(days=120)
Dossiers = Callable[..., Dossier]


@pytest.fixture
def settled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Followers see what is still in flight: no transaction of a test ever ends."""
    monkeypatch.setattr("motcua.journal.queries.horizon", lambda: 2**62)
    monkeypatch.setattr("motcua.journal.queries.settled_after", _after)


def _after(position: tuple[int, int], limit: int) -> list[Entry]:
    rows = Entry.objects.order_by("transaction", "pk")
    return [one for one in rows if (one.transaction, one.pk) > position][:limit]


@pytest.fixture
def stories(advanced: Dossiers, submitted: Dossiers, officer: Callable[[str], Officer]) -> list[list[Entry]]:
    """The rows of a dossier that went all the way, of one that waits for a supplement, of a new one."""
    done, waits = advanced(Verb.RETURN), submitted(at=MONDAY)
    for verb, who, given in (
        (Verb.RECEIVE, "reception", {}),
        (Verb.TAKE, "case", {}),
        (Verb.ASK_SUPPLEMENT, "case", {"items": [{"path": "purpose.purpose", "fault": "Ghi rõ."}]}),
    ):
        dossiers.act(verb=verb, code=waits.code, by=officer(who), at=MONDAY + timedelta(hours=2), given=given)
    found = [list(Entry.objects.filter(subject=one.subject)) for one in (done, waits, submitted(at=MONDAY))]
    assert [len(rows) > least for rows, least in zip(found, (7, 3, 0), strict=True)] == [True] * 3
    return found


def again(stories: Sequence[Sequence[Entry]], number: int) -> list[Entry]:
    """One of these stories as that of another dossier, some months apart."""
    subject = f"dossier:{WARD}-again-{number:03}"
    return [copied(one, subject, 25 * (number % 3)) for one in stories[number % len(stories)]]


def copied(one: Entry, subject: str, days: int) -> Entry:
    """The same row again, or that of another dossier."""
    digest = bytes(one.digest)
    return Entry(
        at=one.at + timedelta(days=days), actor=one.actor, actor_name=one.actor_name, verb=one.verb,
        subject=subject, revision=one.revision, agency=one.agency, body=one.body,
        digest=digest if subject == one.subject else hashlib.sha256(digest + subject.encode()).digest(),
    )  # fmt: skip


def forget() -> None:
    """The follower begins anew: every row comes to it again."""
    Cursor.objects.filter(follower=FOLLOWER).update(transaction=0, entry=0)


def state(folder: Folder) -> Manifest:
    found = manifest.read(folder.folder)
    assert found
    return found


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path / "own")


def follow(folder: Folder, limit: int) -> Iterator[int]:
    while read := actions.follow(into=folder, at=LATER, limit=limit):
        yield read


@pytest.mark.parametrize("seed", [1, 2])
def test_shuffled_doubled_and_delayed(stories: list[list[Entry]], folder: Folder, seed: int) -> None:
    dice = random.Random(seed)
    rows = [row for number in range(9) for row in again(stories, number)]
    rows += [copied(one, one.subject, 0) for one in dice.sample(rows, 20)]
    dice.shuffle(rows)
    actions.start(into=folder, at=MONDAY)
    forget()
    while rows:
        count = min(dice.randint(10, 40), len(rows))
        Entry.objects.bulk_create(rows[:count])
        rows = rows[count:]
        assert sum(follow(folder, dice.randint(4, 40))) >= count
        if dice.random() < 0.3:
            actions.settle(into=folder, at=LATER)
    actions.settle(into=folder, at=LATER)
    rebuilt = Folder(folder.folder.with_name("rebuilt"))
    assert actions.rebuild(into=rebuilt, at=LATER) == 12
    assert len(state(rebuilt).months) > 1
    assert state(folder).digest == state(rebuilt).digest  # files are named after their bytes
    assert state(folder).known_at == LATER


def test_as_many_queries_for_any_batch(stories: list[list[Entry]], folder: Folder) -> None:
    actions.start(into=folder, at=MONDAY)
    last = Entry.objects.latest("transaction", "pk")
    Cursor.objects.filter(follower=FOLLOWER).update(transaction=last.transaction, entry=last.pk)
    Entry.objects.bulk_create([row for number in range(9) for row in again(stories, number)])
    counts = []
    for limit in (1, 2, 60):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert actions.follow(into=folder, at=LATER, limit=limit)
        counts.append(len(queries))
    assert counts[0] == counts[1] == counts[2] <= 16


def test_it_goes_on_where_all_were_made(stories: list[list[Entry]], folder: Folder) -> None:
    """Where there are no facts, or of another format, all are made, and then only what is new is read."""
    assert actions.follow(into=folder, at=LATER) == 0
    assert sum(part.dossiers for month in state(folder).months.values() for part in month.parts) == 3
    first = state(folder).digest
    assert actions.follow(into=folder, at=LATER + timedelta(minutes=1)) == 0
    assert (state(folder).digest, state(folder).known_at) == (first, LATER + timedelta(minutes=1))
    (folder.folder / manifest.NAME).write_text('{"format": "1"}')
    actions.follow(into=folder, at=LATER)
    assert state(folder).digest == first
    Cursor.objects.filter(follower=FOLLOWER).delete()  # as in another database
    folder.replace([], known_at=MONDAY)
    actions.follow(into=folder, at=LATER)
    assert state(folder).digest == first


def test_not_all_are_known_before_all_are_read(stories: list[list[Entry]], folder: Folder) -> None:
    actions.start(into=folder, at=MONDAY)
    forget()
    assert actions.follow(into=folder, at=LATER, limit=1) == 1
    assert state(folder).known_at == MONDAY
    list(follow(folder, 1000))
    assert state(folder).known_at == LATER


def test_another_calendar_or_map_makes_all_anew(
    stories: list[list[Entry]], folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Settling finds that an agency was merged since the facts were made."""
    actions.start(into=folder, at=LATER)
    first = state(folder).digest
    actions.settle(into=folder, at=LATER)
    assert state(folder).digest == first
    monkeypatch.setattr(geography, "successors", lambda *, on: {WARD: "H49.06673"})
    actions.settle(into=folder, at=LATER)
    assert state(folder).digest != first
    acts = [one for told in following.everything(following.world(LATER)) for one in told.acts]
    assert {one.agency_today for one in acts} == {"H49.06673"}


def test_successors_are_data(tmp_path: Path) -> None:
    source = tmp_path / "successors.yaml"
    source.write_text(
        "successors:\n"
        "  - {agency: H49.1, successor: H49.2, from: 2026-07-01}\n"
        "  - {agency: H49.2, successor: H49.3, from: 2027-01-01}\n"
    )
    day = MONDAY.date()
    assert geography.successors(on=day, source=source) == {"H49.1": "H49.2"}
    assert len(geography.successors(on=day.replace(year=2027), source=source)) == 2
    assert geography.successors(on=day) == {}
    for number, faulty in enumerate(("agency: H49.1", "agency: A, successor: A, from: 2026-07-01")):
        other = tmp_path / f"{number}.yaml"
        other.write_text(f"successors: [{{{faulty}}}]")
        with pytest.raises(Invalid):
            geography.successors(on=day, source=other)


def test_acts_as_the_process_has_them(stories: list[list[Entry]]) -> None:
    """Each act begins where the one before ended, and its working time is that of the agency's calendar."""
    for told in following.everything(following.world(LATER)):
        acts = told.acts
        assert [one.number for one in acts] == list(range(1, len(acts) + 1))
        assert (acts[0].verb, acts[0].before, acts[0].since) == ("submit", "draft", None)
        assert all(a.after == b.before for a, b in pairwise(acts))
        calendar = agencies.working_calendar(agencies.agency(told.fact.agency), at=LATER)
        for one in acts[1:]:
            assert one.since
            assert one.working_seconds == calendar.worked(one.since, one.at).total_seconds() // 1
            assert (one.waiting_seconds is None) == (one.taken_at is None)
            assert one.written_at
        assert acts[0].by == "applicant"
        assert {one.by for one in acts[1:]} <= {"officer", "system"}
        assert len(told.documents) == told.fact.documents
        settled = [one.actor for one in acts if one.after == "sealed" and one.before != "sealed"]
        assert told.fact.settled_by == (settled[0] if settled else None)
    waits = [told.acts for told in following.everything(following.world(LATER)) if told.fact.paused_at]
    (acts,) = waits
    asked = next(one for one in acts if one.verb == "ask_supplement")
    taken = next(one for one in acts if one.verb == "take")
    assert asked.taken_at == taken.at
    assert not asked.paused


def test_the_jobs(
    stories: list[list[Entry]], settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.FACTS_ROOT = tmp_path
    ports.store.cache_clear()
    jobs.follow(0)
    assert Folder(tmp_path / "own").manifest()
    jobs.settle(0)

    def busy(**_given: object) -> int:
        raise Unavailable(code="facts-busy")

    monkeypatch.setattr(actions, "follow", busy)
    jobs.follow(0)  # the next round does it
    ports.store.cache_clear()
