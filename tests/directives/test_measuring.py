"""What came and went, what is measured, and how suggestions are raised, last, end and are decided."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import ibis
import pytest
from pytest_django import DjangoAssertNumQueries

from motcua.agencies import queries as agencies
from motcua.agencies.models import Agency, Officer
from motcua.directives import actions, queries
from motcua.directives.models import Flow, Measured, Suggestion
from motcua.directives.queries import steps
from motcua.directives.rules.measures import MEASURES
from motcua.directives.rules.process import State
from motcua.dossiers import actions as dossiers
from motcua.dossiers.models import Dossier
from motcua.dossiers.rules.process import Verb
from motcua.indicators.ports import State as FactsState
from motcua.journal import queries as journal
from motcua.journal.rules import Actor
from motcua.kernel import clock
from motcua.kernel.errors import Invalid, NotAllowed, NotFound, WrongState
from tests.country import WARD
from tests.directives.conftest import FindOfficer, order

pytestmark = pytest.mark.django_db
TEST = Actor("system:test", "Kiểm thử")
Submitted = Callable[..., Dossier]
Advanced = Callable[..., Dossier]


def flow() -> dict[str, int]:
    """All flows of the ward, summed."""
    names = ("submitted", "received", "settled", "reopened")
    rows = list(Flow.objects.filter(agency__code=WARD).values(*names))
    return {name: sum(row[name] for row in rows) for name in names}


# What came and went


def test_each_act_is_counted_once_however_often_it_is_followed(settled: None, advanced: Advanced) -> None:
    advanced(Verb.RETURN)
    advanced(Verb.RECEIVE)
    while actions.count_flows(at=clock.now(), limit=7):
        pass
    expected = {"submitted": 2, "received": 2, "settled": 1, "reopened": 0}
    assert flow() == expected
    assert actions.count_flows(at=clock.now()) == 0
    assert flow() == expected


def test_what_is_received_again_or_corrected(settled: None, advanced: Advanced, officer: FindOfficer) -> None:
    dossier, at = advanced(Verb.RECEIVE), clock.now()
    dossiers.act(verb=Verb.SEND_BACK, code=dossier.code, by=officer("case"), at=at, note="Xem lại.")
    dossier = advanced(Verb.SEAL, Dossier.objects.get(pk=dossier.pk))
    dossiers.act(verb=Verb.CORRECT, code=dossier.code, by=officer("approver"), at=clock.now(), note="Sai số.")
    actions.count_flows(at=clock.now())
    assert flow() == {"submitted": 1, "received": 1, "settled": 1, "reopened": 1}


def test_what_is_older_than_anybody_asks_for_is_left_out(settled: None, submitted: Submitted) -> None:
    submitted(at=clock.now() - timedelta(days=90))
    assert actions.count_flows(at=clock.now()) > 0
    assert flow()["submitted"] == 0


# How units stand now


def test_the_numbers_of_a_unit_are_those_of_its_dossiers(
    settled: None, submitted: Submitted, advanced: Advanced, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    late, paused = advanced(Verb.RECEIVE), advanced(Verb.RECEIVE)
    advanced(Verb.RETURN)
    advanced(Verb.SEAL)  # settled, and still to be handed over
    submitted()
    at = clock.now()
    Dossier.objects.filter(pk=late.pk).update(due_at=at - timedelta(days=1))
    Dossier.objects.filter(pk=paused.pk).update(
        due_at=at - timedelta(days=1), state="owing", waiting_role="applicant", waiting_at=None, paused_at=at
    )
    actions.count_flows(at=at)
    site = agencies.site()
    agencies.working_calendar(site, at=at)
    with django_assert_num_queries(4):
        live = queries.live(site, at=at)
    ward = next(one for one in live.units if one.agency.code == WARD)
    counts = ward.counts
    assert (counts.open, counts.late, counts.received_today, counts.settled_today) == (3, 1, 4, 2)
    assert (counts.inflow_7, counts.outflow_7, counts.growth_7) == (5, 2, 3)
    assert counts.officers == 2
    assert live.units[0].agency.code == WARD  # the worst on top
    assert live.total.open == 3


def test_three_working_days_are_those_of_the_calendar(submitted: Submitted) -> None:
    friday = datetime(2026, 10, 16, 10, tzinfo=clock.HANOI)
    until = queries.soon_until(agencies.agency(WARD), friday)
    assert (clock.local(until).date() - friday.date()).days == 5  # a weekend lies between


def test_a_centre_sees_what_it_receives_by_who_decides(settled: None, submitted: Submitted) -> None:
    submitted(code="3.000333", agency=agencies.agency("H49.01"))
    actions.count_flows(at=clock.now())
    live = queries.live(agencies.agency("H49.90"), at=clock.now())
    assert [(one.agency.code, one.counts.open) for one in live.units] == [("H49.01", 1)]
    assert live.total.inflow_7 == 1


# Steps, from facts


class SomeFacts:
    """Facts that a test wrote."""

    def __init__(self, rows: list[dict[str, Any]], name: str) -> None:
        self.rows, self.name = rows, name

    def state(self) -> FactsState:
        return FactsState(self.name, clock.now())

    def table(self, dataset: str = "dossiers") -> Any:
        assert dataset == "acts"
        schema = {
            "agency_today": "string", "path": "string", "before": "string", "after": "string", "by": "string",
            "at": "timestamp('UTC')", "paused": "boolean",
            "working_seconds": "int64", "waiting_seconds": "int64",
        }  # fmt: skip
        return ibis.memtable(self.rows, schema=ibis.schema(schema))


def fact(**changes: Any) -> dict[str, Any]:
    usual = {
        "agency_today": WARD, "path": agencies.agency(WARD).path, "before": "received", "after": "appraised",
        "by": "officer", "at": clock.now(), "paused": False, "working_seconds": 7200, "waiting_seconds": 3600,
    }  # fmt: skip
    return {**usual, **changes}


@pytest.fixture
def facts(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Callable[..., None]:
    """The facts are these rows."""

    def use(*rows: dict[str, Any]) -> None:
        found = SomeFacts(list(rows), request.node.name)
        monkeypatch.setattr("motcua.indicators.ports.facts", lambda: found)

    return use


def test_steps_are_split_into_waiting_and_working(facts: Callable[..., None]) -> None:
    facts(
        fact(),
        fact(waiting_seconds=None, working_seconds=3600),  # nobody took it: how long it waited nobody knows
        fact(before="appraised", after="approved", waiting_seconds=None, working_seconds=600),
        fact(after="received"),  # somebody took it: no step
        fact(paused=True),
        fact(by="applicant"),
        fact(at=clock.now() - timedelta(days=60)),
        fact(agency_today="H22", path="VN/H22/"),
    )
    found, _known_at = queries.waiting(agencies.agency(WARD), at=clock.now())
    told = [(one.step, one.count, one.whole, one.taken, one.waited, one.worked, one.share) for one in found]
    assert told == [
        (Verb.APPRAISE, 2, 5400, 1, 3600, 3600, 50.0), (Verb.APPROVE, 1, 600, 0, 0, 0, None),
    ]  # fmt: skip
    assert steps.waiting_shares(at=clock.now()) == {WARD: 50.0, "H22": 50.0}


# Scenarios


def measured(days: int, at: datetime, code: str = WARD, **values: Any) -> None:
    """What was measured on so many days before this moment."""
    usual = {name: kind(0) for name, kind in MEASURES.items()}
    for back in range(1, days + 1):
        Measured.objects.create(
            agency=Agency.objects.get(code=code),
            day=clock.day(at) - timedelta(days=back),
            at=at - timedelta(days=back),
            measures={**usual, **values},
        )


@pytest.fixture
def late_ward(submitted: Submitted) -> Callable[[], list[Dossier]]:
    """Three dossiers of the ward that are late now."""

    def make() -> list[Dossier]:
        made = [submitted() for _one in range(3)]
        Dossier.objects.filter(pk__in=[one.pk for one in made]).update(due_at=clock.now() - timedelta(days=1))
        return made

    return make


LATE: dict[str, Any] = {"open": 10, "late": 5, "late_share": 50.0}


def test_raised_on_the_fifth_day_and_only_once_while_it_lasts(late_ward: Callable[[], list[Dossier]]) -> None:
    at = clock.now()
    late_ward()
    measured(3, at, **LATE)
    assert actions.evaluate(by=TEST, at=at) == 0  # four days with today
    measured(4, at - timedelta(days=3), **LATE)
    assert actions.evaluate(by=TEST, at=at) == 1
    assert actions.evaluate(by=TEST, at=at) == 0
    found = Suggestion.objects.get()
    assert (found.scenario, found.agency.code, found.days) == ("late", WARD, 8)
    assert found.facts["late"] == 3
    assert [one.verb for one in journal.of(f"suggestion:{found.pk}")] == ["raise-suggestion"]


def test_it_ends_with_its_condition_and_may_be_raised_again(late_ward: Callable[[], list[Dossier]]) -> None:
    at = clock.now()
    made = late_ward()
    measured(6, at, **LATE)
    actions.evaluate(by=TEST, at=at)
    Dossier.objects.filter(pk__in=[one.pk for one in made]).update(due_at=at + timedelta(days=9))
    actions.evaluate(by=TEST, at=at)
    first = Suggestion.objects.get()
    assert first.ended_at == at
    Dossier.objects.filter(pk__in=[one.pk for one in made]).update(due_at=at - timedelta(days=1))
    assert actions.evaluate(by=TEST, at=at) == 1
    assert Suggestion.objects.count() == 2


def test_the_sentence_has_the_numbers_and_who_could_help(
    late_ward: Callable[[], list[Dossier]], officer: FindOfficer
) -> None:
    at = clock.now()
    late_ward()
    measured(5, at, **LATE)
    actions.evaluate(by=TEST, at=at)
    (one,) = queries.suggested(officer("leader"), agencies.site())
    for said in (
        "3 trên 3 hồ sơ",
        "100,0 %",
        "6 ngày",
        one.suggestion.donor.name_vi if one.suggestion.donor else "",
    ):
        assert said in one.sentence.vi
    assert "100.0 %" in one.sentence.en
    assert {unit.code for unit in one.to} >= {WARD}


@pytest.fixture
def suggestion(late_ward: Callable[[], list[Dossier]]) -> Suggestion:
    """That the ward is late."""
    at = clock.now()
    late_ward()
    measured(5, at, **LATE)
    actions.evaluate(by=TEST, at=at)
    return Suggestion.objects.get()


def test_dismissed_with_a_reason_it_is_not_raised_again(suggestion: Suggestion, officer: FindOfficer) -> None:
    leader, at = officer("leader"), clock.now()
    with pytest.raises(Invalid):
        actions.dismiss(suggestion=suggestion.pk, reason=" ", by=leader, at=at)
    actions.dismiss(suggestion=suggestion.pk, reason="Đã bố trí người.", by=leader, at=at)
    assert queries.suggested(leader, agencies.site()) == []
    assert actions.evaluate(by=TEST, at=at) == 0
    with pytest.raises(WrongState):
        actions.dismiss(suggestion=suggestion.pk, reason="Lần nữa.", by=leader, at=at)


def test_who_may_decide_on_it(suggestion: Suggestion, officer: FindOfficer) -> None:
    for login, error in (("approver.06673", NotFound), ("approver", NotFound), ("case", NotAllowed)):
        with pytest.raises(error):
            actions.dismiss(suggestion=suggestion.pk, reason="Thôi.", by=officer(login), at=clock.now())
    assert queries.suggested(officer("approver"), agencies.agency(WARD)) == []


def test_a_directive_written_from_it_decides_it(suggestion: Suggestion, officer: FindOfficer) -> None:
    leader: Officer = officer("leader")
    directive = actions.draft(
        order=order(), units=[WARD], by=leader, at=clock.now(), suggestion=suggestion.pk
    )
    assert directive.state == State.DRAFT
    assert queries.suggested(leader, agencies.site()) == []
    with pytest.raises(WrongState):
        actions.draft(order=order(), units=[WARD], by=leader, at=clock.now(), suggestion=suggestion.pk)
    with pytest.raises(NotFound):
        actions.draft(order=order(), units=[WARD], by=officer("leader"), at=clock.now(), suggestion=10**9)


def test_a_working_morning_is_done_once_and_a_weekend_not_at_all(db: None) -> None:
    friday = datetime(2026, 11, 20, 7, 5, tzinfo=clock.HANOI)
    assert not actions.begin_day(at=friday - timedelta(hours=1))
    assert actions.begin_day(at=friday)
    assert not actions.begin_day(at=friday + timedelta(minutes=5))
    assert not actions.begin_day(at=friday + timedelta(days=1))
    assert Measured.objects.values("day").distinct().count() == 1
    assert Measured.objects.count() == Agency.objects.filter(path__startswith=agencies.site().path).count()


def test_a_leader_evaluates_the_units_below_and_no_more_than_once_a_minute(officer: FindOfficer) -> None:
    at, leader = clock.now(), officer("leader")
    department = Agency.objects.filter(kind="department").order_by("pk")[0]
    with pytest.raises(NotAllowed, match="nothing-to-evaluate"):
        actions.evaluate_now(by=officer("approver"), at=at)
    with pytest.raises(NotAllowed, match="not-leading"):
        actions.evaluate_now(by=officer("case"), at=at)
    branch = Agency.objects.create(
        code=f"{department.code}.01", name_vi="Chi cục", name_en="Branch", kind="department",
        parent=department, path=f"{department.path}{department.code}.01/", unit_id=department.unit_id,
    )  # fmt: skip
    agencies.forget_units()
    Officer.objects.filter(pk=officer("approver").pk).update(agency=department)
    actions.evaluate_now(by=officer("approver"), at=at)
    assert [one.agency for one in Measured.objects.all()] == [branch]
    with pytest.raises(WrongState, match="evaluated-lately"):
        actions.evaluate_now(by=leader, at=at + timedelta(seconds=59))
    actions.evaluate_now(by=leader, at=at + timedelta(seconds=61))
    assert Measured.objects.count() == Agency.objects.filter(path__startswith=agencies.site().path).count()
    agencies.forget_units()


def test_measuring_asks_as_often_for_one_unit_as_for_all(
    django_assert_max_num_queries: DjangoAssertNumQueries, late_ward: Callable[[], list[Dossier]]
) -> None:
    late_ward()
    with django_assert_max_num_queries(14):
        actions.evaluate(by=TEST, at=clock.now())
