"""The demonstration's past: what its journal says is what facts say, its papers open, and it is told once."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import connection

from motcua.config.commands import load
from motcua.config.demo import past, rows, stories
from motcua.dossiers import queries as dossiers
from motcua.dossiers.models import Attachment, Counter, Dossier
from motcua.dossiers.rules.process import State, Verb
from motcua.dossiers.rules.processes import steps_of
from motcua.indicators import actions
from motcua.indicators.adapters.parquet import Folder
from motcua.indicators.queries import following
from motcua.journal import actions as journal
from motcua.journal import queries as journal_queries
from motcua.journal.models import Cursor, Entry
from motcua.people.models import Person
from motcua.signing import queries as signing
from motcua.vault import queries as vault
from motcua.vault.models import Document

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
COUNT = 120


def quiet(text: str) -> None:
    """Nobody listens."""


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[Dossier]:
    """The past, which followers see though no transaction of a test ever ends."""
    monkeypatch.setattr("motcua.journal.queries.horizon", lambda: 2**62)
    load.seals(quiet)
    assert past.load(at=AT, say=quiet, count=COUNT) == COUNT
    return list(Dossier.objects.select_related("agency", "result").order_by("pk"))


def test_what_happened_is_told_once(told: list[Dossier]) -> None:
    assert past.load(at=AT, say=quiet, count=COUNT) == 0
    assert Dossier.objects.count() == COUNT
    assert all(one.submitted_at < AT for one in told)


def test_every_act_of_an_officer_is_signed_and_every_row_is_as_it_was_written(told: list[Dossier]) -> None:
    assert journal_queries.altered(list(Entry.objects.filter(subject__startswith="dossier:"))) == []
    done = [one for one in told if one.state == State.RETURNED][:3]
    assert done
    for one in done:
        acts = dossiers.checked_history(one)
        assert all(act.holds for act in acts)
        assert sum(act.signature is not None for act in acts) == len(steps_of(one.process))


def test_facts_say_of_results_and_documents_what_the_tables_say(told: list[Dossier]) -> None:
    facts = {found.fact.code: found.fact for found in following.everything(following.world(AT), {})}
    assert facts.keys() == {one.code for one in told}
    for one in told:
        fact = facts[one.code]
        given = Attachment.objects.filter(dossier=one).count()
        assert (fact.settled_at, fact.received_at) == (one.settled_at, one.received_at)
        assert (fact.result_at is not None) is (one.result_id is not None)
        assert (fact.documents, fact.digitised) == (given, given if one.typed_by_officer else 0)
    made = [fact.result_at is not None for fact in facts.values() if fact.settled_at]
    assert 0.5 < sum(made) / len(made) < 1  # some offices began late, some results were forgotten
    scanned = [
        fact.digitised > 0 for fact in facts.values() if fact.typed_by == "officer" and fact.components
    ]
    assert any(scanned)
    assert not all(scanned)


def test_facts_made_twice_are_the_same_bytes(told: list[Dossier], tmp_path: Path) -> None:
    stores = [Folder(tmp_path / name) for name in ("one", "two")]
    for store in stores:
        assert actions.rebuild(into=store, at=AT) == COUNT
    kept = [store.manifest() for store in stores]
    assert len({found.digest for found in kept if found}) == 1


def test_papers_open_and_say_what_they_are(told: list[Dossier]) -> None:
    results = {one.result.sha256: one for one in told if one.result}
    assert results
    for one in results.values():
        assert one.result
        report = signing.verify_document(vault.content(one.result), at=AT)
        assert report.ok
        assert [signature.organisation for signature in report.signatures] == [one.agency.name_vi]
        assert dossiers.document_in(one, one.result.pk) == one.result
    given = Attachment.objects.select_related("document").first()
    assert given
    assert vault.content(given.document).startswith(b"%PDF")


def test_a_specimen_is_nobodys_result(told: list[Dossier]) -> None:
    many = [one.result for one in told if one.result]
    shared = {one.sha256 for one in many if [each.sha256 for each in many].count(one.sha256) > 1}
    assert shared
    assert all(dossiers.by_result(sha256) is None for sha256 in shared)


def test_what_waits_to_be_returned_has_its_result(told: list[Dossier]) -> None:
    assert all(one.result_id for one in told if one.state == State.SEALED)


def test_numbers_go_on_and_nobody_is_told(told: list[Dossier]) -> None:
    day, agency = f"dossier:{told[-1].submitted_at:%y%m%d}", told[-1].agency_id
    assert Counter.objects.get(agency=agency, series=day).value >= 1
    cursor = Cursor.objects.get(follower="dossiers.tell")
    last = Entry.objects.order_by("-transaction", "-pk")[0]
    assert (cursor.transaction, cursor.entry) == (last.transaction, last.pk)


def test_the_past_is_all_or_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    load.seals(quiet)

    def dies(life: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(past, "_ask_for_decision", dies)
    with pytest.raises(KeyboardInterrupt):
        past.load(at=AT, say=quiet, count=10)
    assert not Dossier.objects.exists()
    assert not Counter.objects.exists()


def test_stories_that_are_missing_are_told_later(monkeypatch: pytest.MonkeyPatch) -> None:
    load.seals(quiet)
    short = [story for story in stories.STORIES if story.until in (None, Verb.RECEIVE) and not story.then][:2]
    monkeypatch.setattr(stories, "STORIES", short[:1])
    assert stories.load(at=AT, say=quiet) == 1
    monkeypatch.setattr(stories, "STORIES", short)
    assert [stories.load(at=AT, say=quiet) for _time in range(2)] == [1, 0]
    assert Dossier.objects.filter(submission_key__startswith="story:").count() == 2


def test_rows_are_copied_as_they_would_be_inserted() -> None:
    [first, second] = rows.reserve(Document, 2)
    told = {"sha256": "0" * 64, "media_type": "application/pdf", "size": 1, "kept_at": AT}
    kept = [Document(pk=pk, name=f"{pk}.pdf", **told) for pk in (first, second)]
    rows.copy(kept)
    person = Person(kind="citizen", name='Tên "lạ"\t\\N', birth_date=AT.date(), verified=False)
    rows.copy([person])
    rows.copy([])
    assert [(one.pk, one.owner, one.kept_at) for one in Document.objects.order_by("pk")] == [
        (first, None, AT), (second, None, AT),
    ]  # fmt: skip
    assert Person.objects.get(name=person.name).birth_date == AT.date()
    entry = journal.compose(by=load.SETUP, verb="x", subject="y", at=AT, body={"tên": ["một", 2, None]})
    rows.copy([entry])
    stored = Entry.objects.get(subject="y")
    assert (stored.body, bytes(stored.digest), stored.written_at is not None) == (
        entry.body, entry.digest, True,
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id()::text::bigint")
        assert cursor.fetchone() == (stored.transaction,)
