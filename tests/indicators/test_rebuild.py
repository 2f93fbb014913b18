"""From acts done in the database to facts in a folder."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils.module_loading import import_string

from motcua.agencies.models import Officer
from motcua.config import commands
from motcua.dossiers import actions as dossiers
from motcua.dossiers.models import Dossier
from motcua.dossiers.rules.process import Verb
from motcua.indicators import actions
from motcua.indicators.adapters.duck import DuckFolder
from motcua.indicators.adapters.parquet import Folder
from motcua.indicators.queries import counting, following
from motcua.indicators.queries.counting import Question
from motcua.indicators.rules import periods, sets
from motcua.indicators.rules.schema import Fact, Told
from motcua.kernel import clock
from tests.country import WARD

Officers = Callable[[str], Officer]
Dossiers = Callable[..., Dossier]

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 11, 30, 8, 0, tzinfo=clock.HANOI)
LATER = MONDAY + timedelta(days=30)


@pytest.fixture(autouse=True)
def _settled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Followers see what is still in flight: no transaction of a test ever ends."""
    monkeypatch.setattr("motcua.journal.queries.horizon", lambda: 2**62)


def act(verb: Verb, dossier: Dossier, by: Officer, at: datetime, **more: Any) -> Dossier:
    return dossiers.act(verb=verb, code=dossier.code, by=by, at=at, **more)


def fact_of(dossier: Dossier) -> Fact:
    return told_of(dossier).fact


def told_of(dossier: Dossier) -> Told:
    (told,) = following.of([dossier.subject], following.world(LATER))
    return told


def agree(fact: Fact, dossier: Dossier) -> None:
    """What the journal tells is what the dossier's own columns say."""
    dossier = Dossier.objects.get(pk=dossier.pk)
    for name in ("submitted_at", "received_at", "paused_at", "settled_at", "returned_at", "supplements"):
        assert getattr(fact, name) == getattr(dossier, name), name
    if dossier.received_at:
        assert (fact.first_due_at, fact.due_at) == (dossier.first_due_at, dossier.due_at)
    assert (fact.desk, fact.channel, fact.procedure) == (
        dossier.desk.code,
        dossier.channel,
        dossier.procedure_code,
    )


def test_a_dossier_that_went_all_the_way(advanced: Dossiers) -> None:
    dossier = advanced(Verb.RETURN)
    fact = fact_of(dossier)
    agree(fact, dossier)
    assert (fact.agency, fact.agency_today, fact.branch) == (WARD, WARD, "province")
    assert fact.path == dossier.agency.path
    assert (fact.province, fact.commune) == ("22", "06685")
    assert fact.province_then == fact.province
    assert (fact.outcome, fact.returned_by, fact.typed_by) == ("granted", "online", "applicant")
    assert fact.result_at
    assert fact.components > 0
    assert (fact.rating, fact.reused, fact.paid_online, fact.linked) == (None, None, None, None)


def test_pauses_extensions_and_supplements(submitted: Dossiers, officer: Officers) -> None:
    dossier = act(Verb.RECEIVE, submitted(at=MONDAY), officer("reception"), MONDAY)
    reason = {"reason": "Chờ trích lục.", "ground": "Khoản 2 Điều 9"}
    dossier = act(Verb.SUSPEND, dossier, officer("case"), MONDAY + timedelta(hours=1), given=reason)
    paused = MONDAY + timedelta(hours=2)
    dossier = dossiers.agree(verb=Verb.SUSPEND, code=dossier.code, by=officer("approver"), at=paused)
    agree(fact_of(dossier), dossier)
    resumed = paused + timedelta(days=1)
    dossier = act(Verb.RESUME, dossier, officer("case"), resumed)
    fact = fact_of(dossier)
    agree(fact, dossier)
    assert (fact.pauses, fact.paused_seconds) == (1, 86400)
    assert fact.due_at != fact.first_due_at


def test_refused_before_reception(submitted: Dossiers, officer: Officers) -> None:
    dossier = submitted(at=MONDAY)
    act(Verb.REFUSE, dossier, officer("reception"), MONDAY, given={"reason": "Sai nơi nộp."})
    dossiers.agree(
        verb=Verb.REFUSE, code=dossier.code, by=officer("approver"), at=MONDAY + timedelta(hours=1)
    )
    fact = fact_of(dossier)
    assert (fact.outcome, fact.received_at, fact.due_at) == ("refused", None, None)
    assert fact.settled_at == MONDAY + timedelta(hours=1)


def test_rebuilt_twice_the_bytes_are_the_same(
    advanced: Dossiers, submitted: Dossiers, tmp_path: Path
) -> None:
    for _number in range(3):
        submitted()
    dossier = advanced(Verb.RECEIVE)
    at = clock.now()
    made = [actions.rebuild(into=Folder(tmp_path / name), at=at) for name in ("a", "b")]
    assert made[0] == made[1] >= 4
    assert _bytes(tmp_path / "a") == _bytes(tmp_path / "b")
    again = actions.rebuild(into=Folder(tmp_path / "a"), at=at)  # over what is there
    assert again == made[0]
    assert _bytes(tmp_path / "a") == _bytes(tmp_path / "b")
    question = Question(periods.read(f"{clock.day(dossier.submitted_at)}"), at)
    figures = counting.figures_of(DuckFolder(tmp_path / "a").table(), sets.shipped("reports"), WARD, question)
    assert next(one.value for one in figures.values if one.indicator.code == "received.new") == 1


def test_small_batches_read_the_same(
    advanced: Dossiers, submitted: Dossiers, monkeypatch: pytest.MonkeyPatch
) -> None:
    advanced(Verb.RETURN)
    submitted()
    submitted()
    whole = list(following.everything(following.world(LATER)))
    assert [one.fact.code for one in whole] == sorted(one.fact.code for one in whole)
    monkeypatch.setattr(following, "BATCH", 2)
    assert list(following.everything(following.world(LATER))) == whole


def test_a_successor_changes_todays_place_and_not_the_one_of_then(submitted: Dossiers) -> None:
    dossier = submitted()
    world = following.world(LATER, {WARD: "H49.06673"})
    fact = next(one.fact for one in following.of([dossier.subject], world))
    assert (fact.agency, fact.agency_today) == (WARD, "H49.06673")
    assert (fact.commune_then, fact.commune) == ("06685", "06673")


def test_the_command_makes_them(
    submitted: Dossiers, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    submitted()
    options = commands.parser().parse_args(["indicators", "--facts", str(tmp_path), "--rebuild"])
    assert import_string(commands.COMMANDS["indicators"].run)(options) == 0
    assert "Đã lập dữ kiện" in capsys.readouterr().err
    assert DuckFolder(tmp_path).table().count().to_pyarrow().as_py() >= 1


def _bytes(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*.parquet"))}
