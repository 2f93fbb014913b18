"""The table of a task, scenarios as data, and who could help whom. No database."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from motcua.agencies.rules.kinds import AgencyKind, Role
from motcua.catalogue.rules import vocabulary
from motcua.catalogue.rules.definition import Text
from motcua.directives.rules import given, process, scenarios
from motcua.directives.rules.measures import MEASURES, Counts, measures, relief
from motcua.directives.rules.process import TABLE, Case, Hand, Side, State, Verb
from motcua.kernel.errors import Invalid, NotAllowed, WrongState

PROVINCE, WARD, OTHER = 1, 2, 3
LEADER = Hand(PROVINCE, [Role.LEADER])
UNIT = Hand(WARD, [Role.APPROVER])
AT = datetime(2026, 11, 20, 3, tzinfo=UTC)


# The table


def test_every_state_can_be_left_until_it_ends_and_every_end_is_reached() -> None:
    ends = {State.CLOSED, State.WITHDRAWN}
    assert {row.source for row in TABLE} == set(State) - ends
    assert ends <= {row.target for row in TABLE}
    assert len({(row.source, row.verb) for row in TABLE}) == len(TABLE)


def test_each_side_does_its_own_acts_only() -> None:
    for row in TABLE:
        case = Case(row.source, PROVINCE, WARD)
        mine, theirs = (LEADER, UNIT) if row.side is Side.SENDER else (UNIT, LEADER)
        assert process.refusal(row, case, mine) is None
        for other in (theirs, Hand(OTHER, [Role.LEADER])):
            refused = process.refusal(row, case, other)
            assert isinstance(refused, NotAllowed)
            assert refused.code == "not-your-task"


def test_who_does_not_lead_does_nothing() -> None:
    for row in TABLE:
        place = PROVINCE if row.side is Side.SENDER else WARD
        refused = process.refusal(row, Case(row.source, PROVINCE, WARD), Hand(place, [Role.CASE, Role.CLERK]))
        assert refused is not None
        assert refused.code == "not-leading"


def test_buttons_are_those_of_the_own_side() -> None:
    reported = Case(State.REPORTED, PROVINCE, WARD)
    assert {one.row.verb for one in process.offers(reported, LEADER)} == {
        Verb.RETURN, Verb.CLOSE, Verb.WITHDRAW,
    }  # fmt: skip
    assert process.offers(reported, UNIT) == ()
    assert process.offers(reported, Hand(OTHER, [Role.LEADER])) == ()


def test_what_has_moved_on_is_refused() -> None:
    with pytest.raises(WrongState):
        process.row_for(State.CLOSED, Verb.REPORT)
    with pytest.raises(WrongState):
        process.row_for(State.SENT, Verb.REPORT)  # first it is taken on


@pytest.mark.parametrize(
    ("states", "expected"),
    [
        ([State.DRAFT, State.DRAFT], State.DRAFT),
        ([State.CLOSED, State.REPORTED], State.SENT),
        ([State.CLOSED, State.WITHDRAWN], State.CLOSED),
        ([State.WITHDRAWN, State.WITHDRAWN], State.WITHDRAWN),
    ],
)
def test_a_directive_stands_as_its_tasks_do(states: list[State], expected: State) -> None:
    assert process.of_directive(states) is expected


def test_overdue_is_what_was_not_reported_in_time() -> None:
    due = AT - timedelta(minutes=1)
    assert process.overdue(State.SENT, due, AT)
    assert process.overdue(State.ACKNOWLEDGED, due, AT)
    assert not process.overdue(State.REPORTED, due, AT)
    assert not process.overdue(State.CLOSED, due, AT)
    assert not process.overdue(State.SENT, AT + timedelta(minutes=1), AT)


# What is typed


def test_texts_are_bounded_and_all_faults_are_told_at_once() -> None:
    with pytest.raises(Invalid) as refused:
        given.checked(
            {"subject": " ", "text": "x" * 10_001, "evidence": "a\0b"}, needed=frozenset({"subject"})
        )
    assert set(refused.value.fields) == {"subject", "text", "evidence"}


def test_deadlines_lie_ahead_and_within_a_year() -> None:
    assert given.ahead(AT + timedelta(days=5), AT) is None
    assert given.ahead(AT, AT) is not None
    assert given.ahead(AT + timedelta(days=400), AT) is not None


# Scenarios


def written() -> dict[str, Any]:
    found: dict[str, Any] = vocabulary.load_file(scenarios.DIRECTORY / "late.yaml")
    return found


def faults(given_: dict[str, Any]) -> dict[str, Any]:
    with pytest.raises(Invalid) as refused:
        scenarios.accept("late", given_)
    return dict(refused.value.fields)


def test_the_shipped_scenarios_read_and_speak_both_languages() -> None:
    found = scenarios.scenarios()
    assert {"late", "growing", "overloaded", "untaken", "waiting"} <= set(found)
    facts = dict.fromkeys([*MEASURES, "move", "donor_load", "load_after", "donor_load_after", "days"], 7)
    names = {
        "unit": Text("Phường Hồng Gai", "Hong Gai Ward"),
        "donor": Text("Xã Quảng La", "Quang La Commune"),
    }
    for one in found.values():
        texts = [one.suggest, one.directive.subject, one.directive.text, one.directive.evidence]
        for text in [*texts, *([one.without_donor] if one.without_donor else [])]:
            said = scenarios.said(text, facts, **names)
            for language in (said.vi, said.en):
                assert "{" not in language
                assert "?" not in language
        assert AgencyKind.COMMUNE in one.kinds


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"when": "lateness > 15.0"}, "when"),
        ({"when": "late_share > "}, "when"),
        ({"when": "late + 1"}, "when"),
        ({"when": "late * 1.5 > 2.0"}, "when"),  # CEL mixes no kinds of numbers
        ({"when": "true"}, "when"),
        ({"suggest": {"vi": "{unti}", "en": "{unit}"}}, "suggest.vi"),
        ({"suggest": {"vi": "{unit", "en": "{unit}"}}, "suggest.vi"),
        ({"without_donor": {"vi": "{donor}", "en": "x"}}, "without_donor.vi"),
        ({"kinds": ["village"]}, "kinds.0"),
        ({"days": 0}, "days"),
        ({"surprise": 1}, "(file)"),
    ],
)
def test_faulty_scenarios_are_refused_with_the_place(change: dict[str, Any], place: str) -> None:
    assert place in faults(written() | change)


def test_a_scenario_that_moves_officers_says_what_if_nobody_can_come() -> None:
    given_ = written()
    del given_["without_donor"]
    assert "without_donor" in faults(given_)


def test_it_holds_by_its_numbers_and_never_by_what_is_unknown() -> None:
    late = scenarios.scenario("late")
    assert scenarios.holds(late, {"late": 3, "late_share": 15.1})
    assert not scenarios.holds(late, {"late": 3, "late_share": 15.0})
    assert not scenarios.holds(late, {"late": 2, "late_share": 60})
    assert not scenarios.holds(late, {"late": 3, "late_share": None})
    assert not scenarios.holds(late, {})


def test_days_are_counted_back_to_the_first_on_which_it_did_not_hold() -> None:
    late = scenarios.scenario("late")
    bad, good = {"late": 9, "late_share": 50.0}, {"late": 0, "late_share": 0.0}
    assert scenarios.streak(late, [bad, bad, good, bad]) == 2
    assert scenarios.streak(late, [good, bad, bad]) == 0
    assert scenarios.streak(late, []) == 0


def test_numbers_are_read_with_the_comma_of_the_country() -> None:
    said = scenarios.said(Text("{late_share} %", "{late_share} %"), {"late_share": 17.5})
    assert (said.vi, said.en) == ("17,5 %", "17.5 %")


# Measures and moves


def test_measures_are_divided_from_counts() -> None:
    unit = Counts(open=20, late=3, officers=4, inflow_7=9, outflow_7=4)
    found = measures(
        unit, peers=[Counts(open=30, officers=5), Counts(open=10, officers=5)], waiting_share=None
    )
    assert set(found) == set(MEASURES)
    assert (found["late_share"], found["load"], found["peers_load"], found["growth_7"]) == (15.0, 5.0, 4.0, 5)
    assert found["waiting_share"] is None


def test_nothing_open_is_no_share() -> None:
    assert measures(Counts(), peers=[], waiting_share=None)["late_share"] == 0


def test_officers_come_from_whoever_has_least_to_do_as_many_as_do_not_turn_the_tables() -> None:
    busy = Counts(open=60, officers=2)
    move = relief(busy, {7: Counts(open=12, officers=6), 8: Counts(open=40, officers=4)})
    assert move is not None
    assert move.donor == 7
    # With 3 the busy unit has 60/5 = 12 each, the other 12/3 = 4; more than 3 are never taken.
    assert dict(move.facts) == {"move": 3, "donor_load": 2.0, "load_after": 12.0, "donor_load_after": 4.0}


def test_nobody_is_moved_from_where_they_are_needed_as_much() -> None:
    assert relief(Counts(open=10, officers=2), {7: Counts(open=10, officers=2)}) is None
    assert relief(Counts(open=90, officers=1), {7: Counts(open=0, officers=1)}) is None  # one stays
    assert relief(Counts(open=90, officers=1), {}) is None
