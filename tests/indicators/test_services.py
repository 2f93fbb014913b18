"""Procedures as facts: what published versions say, at which agencies, and by when they were to come."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from motcua.agencies.models import Agency, Officer
from motcua.agencies.rules.worktime import CLOSED, Calendar, Name, SpecialDay
from motcua.catalogue import actions as catalogue
from motcua.catalogue.models import Version
from motcua.catalogue.rules import reading
from motcua.dossiers import actions as dossiers
from motcua.dossiers.models import Dossier
from motcua.dossiers.rules.process import Verb
from motcua.indicators import actions
from motcua.indicators.actions.facts import FOLLOWER
from motcua.indicators.adapters.duck import DuckFolder
from motcua.indicators.adapters.parquet import Folder
from motcua.indicators.queries import counting, following
from motcua.indicators.queries.counting import Question
from motcua.indicators.rules import periods, sets
from motcua.indicators.rules.facts import Place, offers
from motcua.indicators.rules.facts.offers import Issue
from motcua.indicators.rules.schema import Offer
from motcua.indicators.rules.scoring import Status
from motcua.journal.models import Cursor, Entry
from motcua.journal.rules import Actor
from motcua.kernel import clock
from motcua.kernel.errors import Invalid
from motcua.people.models import Account
from motcua.vault import actions as vault
from tests.catalogue import specimens
from tests.country import WARD

NOW = datetime(2026, 7, 1, tzinfo=UTC)
TET = {date(2026, 2, day): SpecialDay(CLOSED, Name("Tết", "Tết")) for day in range(16, 21)}
CALENDAR = Calendar(exceptions=TET)
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
SYSTEM = Actor("system:test", "Test")
PLACES = [
    ("A", Place("VN/A/", "province", None, None, "A")),
    ("B", Place("VN/B/", "province", None, None, "B")),
]


def issue(number: int = 1, published: datetime = NOW, **changes: Any) -> Issue:
    return Issue(reading.read(specimens.small(number=number, **changes)), published)


def row(*issues: Issue) -> Offer:
    """The last one's."""
    return list(offers.offers(issues, PLACES[:1], lambda _agency, _one: True, CALENDAR))[-1]


@pytest.mark.parametrize(
    ("day", "moved", "result"),
    [
        (date(2026, 2, 23), -5, date(2026, 2, 9)),  # a Monday; Tết and two weekends between
        (date(2026, 2, 22), -1, date(2026, 2, 13)),
        (date(2026, 2, 13), 1, date(2026, 2, 23)),
        (date(2026, 2, 14), 5, date(2026, 2, 27)),
        (date(2026, 6, 29), -20, date(2026, 6, 1)),
    ],
)
def test_working_days_before_and_after(day: date, moved: int, result: date) -> None:
    assert offers.moved(day, moved, CALENDAR) == result


@pytest.mark.parametrize(
    ("decision", "by", "until"),
    [
        ("163/QĐ-BTP", date(2026, 6, 1), date(2026, 6, 23)),
        ("12/QĐ-UBND", date(2026, 6, 22), date(2026, 6, 16)),
    ],
)
def test_ministries_and_provinces_have_days_of_their_own(decision: str, by: date, until: date) -> None:
    """Of several that took effect the first counts, of those of which nothing is said none."""
    basis = [
        {"number": "1", "name": "a", "effective_on": "2026-07-20"},
        {"number": "2", "name": "b", "effective_on": "2026-06-29"},
        {"number": "3", "name": "c"},
    ]
    one = row(issue(decision=decision, legal_basis=basis, decided_on="2026-06-09", updated_on="2026-06-12"))
    assert one.publish_by
    assert one.update_by
    assert (clock.day(one.publish_by), clock.day(one.update_by)) == (by, until)
    assert one.updated_at == datetime(2026, 6, 11, 17, tzinfo=UTC)
    assert one.effective_at == datetime(2026, 6, 28, 17, tzinfo=UTC)


def test_what_nobody_said_is_not_known() -> None:
    one = row(issue())
    unknown = (
        one.decided_at,
        one.effective_at,
        one.publish_by,
        one.updated_at,
        one.update_by,
        one.population,
    )
    assert unknown == (None,) * 6
    assert (one.parts, one.online, one.fees, one.components) == (7, True, False, 1)


@pytest.mark.parametrize("lacking", [{"channels": {}}, {"applicants": []}, {"levels": []}])
def test_parts_that_are_not_there(lacking: dict[str, Any]) -> None:
    """No published version lacks one: whoever writes a file without is told at once."""
    assert row(issue(**lacking)).parts == (5 if "channels" in lacking else 6)


def test_each_version_until_the_next() -> None:
    first = issue(1, valid_from="2026-01-01")
    second = issue(2, NOW + timedelta(days=3), valid_from="2026-07-10", service_level="information")
    made = list(offers.offers([second, first], PLACES[::-1], lambda agency, _one: agency == "A", CALENDAR))
    assert [(one.code, one.version) for one in made] == [("9.000001.A", 1), ("9.000001.A", 2)]
    assert made[0].until_at == made[1].from_at == datetime(2026, 7, 9, 17, tzinfo=UTC)
    assert (made[0].replaced_at, made[1].until_at) == (NOW + timedelta(days=3), None)


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"once": None}, "indicators.0"),
        ({"once": "some"}, "indicators.0.once"),
        ({"linked_once": True}, "indicators.0"),
        ({"kind": "mean", "sum": "parts", "unit": {"vi": "x", "en": "x"}}, "indicators.0.kind"),
        ({"of": "dossiers"}, "indicators.0"),
        ({"of": "acts"}, "indicators.0.of"),
        ({"among": "settled_at < end"}, "indicators.0.among"),
        ({"counts": "resulted"}, "indicators.0.counts"),
    ],
)
def test_a_faulty_indicator_of_procedures(change: dict[str, Any], where: str) -> None:
    """Each dataset has its own columns and its own terms."""
    whole: dict[str, Any] = {
        "version": 1, "valid_from": "2026-01-01", "name": {"vi": "x", "en": "x"}, "source": "x",
        "terms": {"resulted": "known(result_at)"}, "procedure_terms": {"there": "from_at < end"},
        "indicators": [
            {
                "code": "a", "name": {"vi": "x", "en": "x"}, "kind": "share", "of": "procedures",
                "once": "any", "among": "there", "counts": "received_in_period",
            }
        ],
    }  # fmt: skip
    sets.accept("mine", whole)
    changed = {**whole["indicators"][0], **change}
    whole["indicators"] = [{name: value for name, value in changed.items() if value is not None}]
    with pytest.raises(Invalid) as refusal:
        sets.accept("mine", whole)
    assert any(place.startswith(where) for place in refusal.value.fields), refusal.value.fields


# With a database


@pytest.fixture
def settled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Followers see what is still in flight: no transaction of a test ever ends."""
    monkeypatch.setattr("motcua.journal.queries.horizon", lambda: 2**62)
    monkeypatch.setattr("motcua.journal.queries.settled_after", _after)


def _after(position: tuple[int, int], limit: int) -> list[Entry]:
    rows = Entry.objects.order_by("transaction", "pk")
    return [one for one in rows if (one.transaction, one.pk) > position][:limit]


def offered(folder: Folder) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (
        DuckFolder(folder.folder).table("procedures").order_by("code", "version").to_pyarrow().to_pylist()
    )
    return found


MONDAY = datetime(2026, 11, 30, 8, 0, tzinfo=clock.HANOI)
LATER = MONDAY + timedelta(days=120)


@pytest.mark.django_db
@pytest.mark.usefixtures("settled")
def test_of_this_site_and_made_anew_when_one_is_published(
    submitted: Callable[..., Dossier], tmp_path: Path
) -> None:
    dossier = submitted(at=MONDAY)
    folder, other = Folder(tmp_path / "own"), Folder(tmp_path / "rebuilt")
    actions.start(into=folder, at=LATER)
    before = offered(folder)
    codes = set(Version.objects.filter(levels__contains=["commune"]).values_list("code", flat=True))
    assert {one["procedure"] for one in before if one["agency_today"] == WARD} == codes
    assert all(one["path"].startswith("VN/H49/") for one in before)
    assert {one["agency_today"] for one in before} <= set(Agency.objects.values_list("code", flat=True))

    code = dossier.procedure_code
    newest = Version.objects.get(code=code, superseded_on=None)
    definition = {**newest.definition, "number": newest.number + 1, "valid_from": "2026-12-15"}
    catalogue.load(definitions={"next": definition}, by=SYSTEM, at=LATER)
    Cursor.objects.filter(follower=FOLLOWER).update(transaction=0, entry=0)
    following_one = LATER + timedelta(hours=1)
    assert actions.follow(into=folder, at=following_one)
    after = [one for one in offered(folder) if one["code"] == f"{code}.{WARD}"]
    assert [one["version"] for one in after] == [newest.number, newest.number + 1]
    assert after[0]["until_at"] == after[1]["from_at"] == datetime(2026, 12, 14, 17)  # noqa: DTZ001 UTC
    folder.settle()
    actions.rebuild(into=other, at=following_one)
    manifests = folder.manifest(), other.manifest()
    assert manifests[0]
    assert manifests[1]
    assert manifests[0].procedures
    assert manifests[1].procedures
    assert manifests[0].procedures.name == manifests[1].procedures.name  # after its bytes
    assert manifests[0].digest == manifests[1].digest


@pytest.mark.django_db
@pytest.mark.usefixtures("settled")
def test_what_the_database_does_not_know_is_left_aside(
    submitted: Callable[..., Dossier], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """It is counted and said, the others go on, and it is tried again when a procedure is published."""
    known = submitted(at=MONDAY)
    row = Entry.objects.get(subject=known.subject, verb="submit")
    for number, (agency, version) in enumerate((("H99.01", None), ("", 77))):
        body = {**row.body, **({"version": version} if version else {})}
        Entry.objects.create(
            at=row.at, actor=row.actor, actor_name=row.actor_name, verb="submit", revision=1, body=body,
            subject=f"dossier:lost-{number}", agency=agency or row.agency, digest=bytes([number] * 32),
        )  # fmt: skip
    why = {"lost-0": "agency H99.01", "lost-1": f"version {known.procedure_code} v77"}
    own = Folder(tmp_path / "own")
    assert actions.start(into=own, at=LATER) == 1
    assert own.aside() == why
    assert "2 dossiers left aside" in caplog.text
    with pytest.raises(LookupError):
        list(following.everything(following.world(LATER)))

    followed = Folder(tmp_path / "followed")
    followed.replace([], known_at=MONDAY)
    Cursor.objects.filter(follower=FOLLOWER).update(transaction=0, entry=0)
    while actions.follow(into=followed, at=LATER, limit=7):
        pass
    assert followed.aside() == why
    followed.settle()
    made, expected = followed.manifest(), own.manifest()
    assert made
    assert expected
    assert made.digest == expected.digest

    latest = Version.objects.get(code=known.procedure_code, superseded_on=None)
    late = {**latest.definition, "number": 77}
    catalogue.load(definitions={"late": late}, by=SYSTEM, at=LATER)
    assert actions.follow(into=followed, at=LATER)
    assert followed.aside() == {"lost-0": "agency H99.01"}
    assert DuckFolder(followed.folder).table().count().to_pyarrow().as_py() == 2


@pytest.mark.django_db
@pytest.mark.usefixtures("settled")
def test_files_say_which_document_they_are(
    submitted: Callable[..., Dossier],
    advanced: Callable[..., Dossier],
    officer: Callable[[str], Officer],
    account: Callable[[str], Account],
) -> None:
    """Those of the submission, and those of a supplement."""
    citizen = account("citizen")
    first, second = (vault.keep(name=name, content=PDF, by=citizen, at=MONDAY) for name in ("a.pdf", "b.pdf"))
    dossier = advanced(Verb.RECEIVE, submitted(handed=[], files={"residence_proof": [first.pk]}))
    asked = {"items": [{"path": "files.relation_proof", "fault": "Thiếu."}]}
    by, at = officer("case"), clock.now()
    dossier = dossiers.act(verb=Verb.ASK_SUPPLEMENT, code=dossier.code, by=by, at=at, given=asked)
    given = {"files": {"relation_proof": [second.pk]}}
    dossiers.act_as_applicant(verb=Verb.SUPPLEMENT, dossier=dossier, by=citizen, at=clock.now(), given=given)
    (told,) = following.of([dossier.subject], following.world(LATER))
    assert [one.component for one in told.documents] == ["residence_proof", "relation_proof"]


@pytest.mark.django_db
@pytest.mark.usefixtures("settled")
def test_the_figures_of_a_ward(submitted: Callable[..., Dossier], tmp_path: Path) -> None:
    """One service of all that it offers has a dossier; a folder without procedures says that it has none."""
    dossier = submitted(at=MONDAY)
    Entry.objects.create(
        at=MONDAY + timedelta(hours=1), actor="officer:1", actor_name="A", verb="receive", revision=2,
        subject=dossier.subject, agency=dossier.agency.code, digest=b"r" * 32,
        body={"from": "submitted", "to": "received", "due_at": (MONDAY + timedelta(days=3)).isoformat()},
    )  # fmt: skip
    folder = Folder(tmp_path / "own")
    actions.start(into=folder, at=LATER)
    question = Question(periods.read("2026-11"), LATER)
    table = DuckFolder(folder.folder).table()
    figures = counting.figures_of(table, sets.shipped("766"), WARD, question)
    values = {one.indicator.code: one for one in figures.values}
    online = sum(one["online"] and one["service_level"] != "information" for one in _ward(folder))
    assert (values["3.1"].tally.counted, values["3.1"].tally.total) == (online, len(_ward(folder)))
    assert (values["3.2"].tally.counted, values["3.2"].tally.total) == (1, online)
    assert values["1.3"].value == 100
    assert values["1.1"].status is Status.EMPTY
    with CaptureQueriesContext(connection) as queries:
        listed = counting.behind(table, sets.shipped("766"), "3.2", WARD, question)
    assert listed.counted == (dossier.procedure_code,)
    assert not queries.captured_queries

    bare = Folder(tmp_path / "bare")
    bare.replace(following.everything(following.world(LATER)), known_at=LATER)
    figures = counting.figures_of(DuckFolder(bare.folder).table(), sets.shipped("766"), WARD, question)
    values = {one.indicator.code: one for one in figures.values}
    assert values["3.2"].status is Status.MISSING
    assert values["3.2"].indicator.missing
    assert values["2.1"].status is not Status.MISSING


def _ward(folder: Folder) -> list[dict[str, Any]]:
    return [one for one in offered(folder) if one["agency_today"] == WARD]
