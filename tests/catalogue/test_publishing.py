"""Loading procedures: idempotent, immutable, one version after the other."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction
from pytest_django import DjangoAssertNumQueries

from motcua.catalogue import actions, queries
from motcua.catalogue.models import Version
from motcua.catalogue.rules.definition import Procedure
from motcua.catalogue.rules.faults import Fault
from motcua.journal.models import Entry
from motcua.journal.rules import Actor
from motcua.kernel.errors import Invalid, NotFound
from tests.catalogue.specimens import CODES, definition, small, text

pytestmark = pytest.mark.django_db

AT = datetime(2026, 1, 1, 8, tzinfo=UTC)
BY = Actor("system:setup", "Setup")
DAY = date(2026, 11, 21)


def load(**changes: object) -> Version:
    (version,) = actions.load(definitions={"small": small(**changes)}, by=BY, at=AT)
    return version


def test_the_real_procedures_are_loaded_once() -> None:
    actions.load_files(by=BY, at=AT)
    stored = Version.objects.count()
    assert set(CODES) <= set(Version.objects.values_list("code", flat=True))
    assert actions.load_files(by=BY, at=AT) == ()
    assert Version.objects.count() == stored


def test_publishing_is_journaled() -> None:
    version = load()
    entry = Entry.objects.get(subject="procedure:9.000001")
    assert (entry.verb, entry.revision, entry.actor) == ("publish-procedure", 1, "system:setup")
    assert entry.body == {"digest": version.digest, "valid_from": "2026-01-01"}


def test_what_is_stored_is_what_was_written() -> None:
    actions.load(definitions={code: definition(code) for code in CODES}, by=BY, at=AT)
    for code in CODES:
        procedure = queries.current(code, on=DAY).procedure
        assert procedure.code == code
        assert procedure.name.vi == definition(code)["name"]["vi"]


def test_a_published_version_is_not_changed() -> None:
    load()
    with pytest.raises(Invalid) as refused:
        load(summary=text("Khác"))
    assert refused.value.code == "published-version"
    assert "9.000001" in str(refused.value.message)


def test_the_next_version_takes_over_on_its_day() -> None:
    first = load()
    second = load(number=2, valid_from="2026-12-01", summary=text("Khác"))
    assert queries.current("9.000001", on=date(2026, 11, 30)).version_id == first.pk
    assert queries.current("9.000001", on=date(2026, 12, 1)).version_id == second.pk
    assert queries.version(first.pk).summary.vi == "Để thử"
    with pytest.raises(NotFound):
        queries.current("9.000001", on=date(2025, 12, 31))
    # A later correction that applies from the same day replaces it wholly.
    third = load(number=3, valid_from="2026-12-01", summary=text("Khác nữa"))
    assert queries.current("9.000001", on=date(2026, 12, 1)).version_id == third.pk


@pytest.mark.parametrize("changes", [{"number": 1}, {"number": 3, "valid_from": "2025-01-01"}])
def test_versions_come_in_order(changes: dict[str, object]) -> None:
    load(number=2)
    with pytest.raises(Invalid) as refused:
        load(**changes)
    assert refused.value.code == "version-out-of-order"


def test_nothing_is_loaded_when_one_has_a_fault() -> None:
    faulty = small(code="9.000002", life_events=["holiday"])
    with pytest.raises(Invalid) as refused:
        actions.load(definitions={"good": small(), "bad": faulty}, by=BY, at=AT)
    assert set(refused.value.fields) == {"bad: life_events"}
    assert not Version.objects.filter(code__startswith="9.").exists()


def test_nothing_is_loaded_when_a_higher_slice_finds_a_fault() -> None:
    def check(procedure: Procedure) -> list[Fault]:
        return [Fault("budgets", "too long")] if procedure.code == "9.000002" else []

    definitions = {"good": small(), "bad": small(code="9.000002")}
    with pytest.raises(Invalid) as refused:
        actions.load(definitions=definitions, by=BY, at=AT, check=check)
    assert refused.value.fields == {"bad: budgets": ["too long"]}
    assert not Version.objects.filter(code__startswith="9.").exists()
    assert not Entry.objects.filter(subject__startswith="procedure:9.").exists()


def test_a_file_that_is_no_yaml(tmp_path: Path) -> None:
    (tmp_path / "9.000001.yaml").write_text("code: [", encoding="utf-8")
    with pytest.raises(Invalid) as refused:
        actions.load_files(by=BY, at=AT, directory=tmp_path)
    assert list(refused.value.fields) == ["9.000001.yaml"]


def test_the_database_refuses_changes() -> None:
    version = load()
    for attempt in (
        lambda: Version.objects.filter(pk=version.pk).update(definition={}),
        lambda: Version.objects.filter(pk=version.pk).update(valid_from=date(2020, 1, 1)),
        lambda: Version.objects.filter(pk=version.pk).update(superseded_on=date(2027, 1, 1), name_vi="x"),
        lambda: Version.objects.filter(pk=version.pk).delete(),
        lambda: connection.cursor().execute("TRUNCATE catalogue_version CASCADE"),
    ):
        with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
            attempt()
    load(number=2)
    version.refresh_from_db()
    assert version.superseded_on is not None
    with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
        Version.objects.filter(pk=version.pk).update(superseded_on=None)


def test_a_version_is_read_once(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    version = load()
    with django_assert_num_queries(2):
        first = queries.current("9.000001", on=DAY)
    with django_assert_num_queries(1):
        assert queries.current("9.000001", on=DAY).procedure is first.procedure
    with django_assert_num_queries(0):
        assert queries.version(version.pk) is first.procedure


@pytest.mark.parametrize("code", ["", "9.999999", "x" * 999, "9\x00", "\ud800", "' OR 1=1"])
def test_codes_that_do_not_exist(code: str) -> None:
    with pytest.raises(NotFound):
        queries.current(code, on=DAY)
