"""The table of acts: whole, without dead ends, and every act outside it refused to everybody."""

from dataclasses import replace
from typing import Any

import pytest

from motcua.agencies.rules.kinds import Role
from motcua.dossiers.actions.clocks import CLOCKS
from motcua.dossiers.actions.effects import EFFECTS
from motcua.dossiers.actions.readers import READERS
from motcua.dossiers.rules import acts, checking
from motcua.dossiers.rules.codes import ABBREVIATIONS
from motcua.dossiers.rules.grounds import ground_of
from motcua.dossiers.rules.notices import TEMPLATES, TITLES, Form
from motcua.dossiers.rules.process import (
    APPLICANT,
    BEFORE_RECEPTION,
    ENDS,
    FIVE_STEP,
    PAUSED,
    STATE_NAMES,
    STEPS,
    VERB_NAMES,
    WITH_APPLICANT,
    Clock,
    Need,
    State,
    Transition,
    Verb,
)
from motcua.dossiers.rules.processes import (
    holder_of,
    processes,
    step_of,
    transition,
    transitions_from,
    waiting_for,
)

COMMUNE, CENTRE, OTHER = 1, 2, 3
EVERYTHING = frozenset(Need)
OPEN = [state for state in State if state not in ENDS]
BESIDE = {Verb.PROPOSE, Verb.DECLINE, Verb.ASSIGN}  # in the journal only
NAMES = sorted(processes())
ROWS = [(name, row) for name in NAMES for row in processes()[name].rows]


def case(state: State, process: str = "five-step", **changed: Any) -> acts.Case:
    facts: dict[str, Any] = {
        "process": process,
        "state": state,
        "agency": COMMUNE,
        "desk": CENTRE,
        "applicant_account": 99,
        "consulted": [COMMUNE],
        "held": EVERYTHING,
    }
    return acts.Case(**facts | changed)


def hand(role: Role, state: State, **changed: Any) -> acts.Hand:
    """An officer of this position who sits where it acts."""
    at_desk = role == Role.RECEPTION or state in BEFORE_RECEPTION
    facts: dict[str, Any] = {
        "officer": 5,
        "account": 50,
        "agency": CENTRE if at_desk else COMMUNE,
        "roles": [role],
    }
    return acts.Hand(**facts | changed)


@pytest.mark.parametrize("name", NAMES)
def test_no_process_has_a_fault(name: str) -> None:
    assert checking.faults(processes()[name].rows) == []


def test_every_state_is_reached_and_every_open_state_goes_on() -> None:
    assert {State.DRAFT} | {row.target for row in FIVE_STEP} == set(State)
    for state in OPEN:
        assert any(row.target != state for row in transitions_from("five-step", state)), state
    for state in ENDS - {State.RETURNED}:
        assert not transitions_from("five-step", state)


@pytest.mark.parametrize("name", NAMES)
def test_an_act_means_one_thing_in_a_state(name: str) -> None:
    rows = processes()[name].rows
    assert len({(row.source, row.verb) for row in rows}) == len(rows)


@pytest.mark.parametrize("name", NAMES)
def test_the_steps_are_the_way_from_submission_to_return(name: str) -> None:
    state, done = State.SUBMITTED, []
    while step := step_of(name, state):
        done.append(step)
        row = transition(name, state, step)
        assert row is not None
        state = row.target
    assert done == [step for step in STEPS if step in done]
    assert state == State.RETURNED


def test_everything_has_a_name() -> None:
    assert set(STATE_NAMES) == set(State)
    assert set(VERB_NAMES) == set(Verb)
    assert set(acts.UNMET) == set(Need)
    assert set(CLOCKS) == set(Clock)
    assert {row.verb for row in FIVE_STEP} == set(Verb) - BESIDE
    assert set(EFFECTS) | set(READERS) <= set(Verb)
    assert all(ground_of(state) for state in PAUSED)


@pytest.mark.parametrize("form", sorted({row.form for _name, row in ROWS if row.form}))
def test_every_form_that_is_sent_can_be_printed_and_numbered(form: Form) -> None:
    assert TITLES[form]
    assert TEMPLATES[form]
    assert form == Form.RECEIPT or ABBREVIATIONS[form]


@pytest.mark.parametrize(("name", "row"), ROWS, ids=str)
def test_a_row_keeps_the_clock_that_its_states_call_for(name: str, row: Transition) -> None:
    into, out_of = row.target in PAUSED, row.source in PAUSED
    if into and not out_of:
        assert row.clock == Clock.PAUSES
        assert row.form is not None  # each pause names its paper
    if out_of and not into:
        assert row.clock in (Clock.RESUMES, Clock.STOPS)
    if row.target in ENDS - {State.RETURNED}:
        assert row.clock == Clock.STOPS
    assert (row.target in WITH_APPLICANT) == (waiting_for(name, row.target) == APPLICANT)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("state", State)
def test_each_act_is_allowed_to_its_role_and_refused_to_all_others(name: str, state: State) -> None:
    for verb in Verb:
        row = transition(name, state, verb)
        allowed, agreeing, offered = set[Role](), set[Role](), set[Role]()
        for role in Role:
            there, who = case(state, name), hand(role, state)
            if row and acts.refusal(row, there, who) is None:
                allowed.add(role)
            if row and acts.refusal(row, there, who, agreeing=True) is None:
                agreeing.add(role)
            if verb in [offer.row.verb for offer in acts.offers(there, who)]:
                offered.add(role)
        assert allowed == offered == ({row.role} if row and row.role else set()), verb
        assert agreeing == ({row.agrees} if row and row.agrees else set()), verb


@pytest.mark.parametrize(
    "row", [row for row in FIVE_STEP if row.role], ids=lambda row: f"{row.source}-{row.verb}"
)
def test_refusals(row: Transition) -> None:
    assert row.role is not None
    mine = hand(row.role, row.source)
    elsewhere = acts.refusal(row, case(row.source), hand(row.role, row.source, agency=OTHER))
    assert elsewhere is not None
    assert elsewhere.code == ("not-asked" if row.verb == Verb.ANSWER else "wrong-agency")
    own = acts.refusal(row, case(row.source, applicant_account=mine.account), mine)
    assert own is not None
    assert own.code == "own-dossier"
    if row.verb == Verb.ANSWER:  # whoever of the agency that was asked
        return
    busy = acts.refusal(row, case(row.source, assignee=7, assignee_name="Bùi Thị Soát"), mine)
    if row.verb == Verb.TAKE or row.role != holder_of("five-step", row.source):
        assert busy is None  # another position acts beside whoever has taken it
    else:
        assert busy is not None
        assert busy.code == "assigned-to-other"
        assert "Bùi Thị Soát" in str(busy.message)
    for need in row.needs:
        unmet = acts.refusal(row, case(row.source, held=EVERYTHING - {need}), mine)
        assert unmet is not None
        assert unmet.code == acts.UNMET[need][0]


def test_offers_are_those_of_the_role_with_their_reasons() -> None:
    lacking = case(State.APPROVED, held=EVERYTHING - {Need.DECISION_SIGNED}, consulted=())
    offered = acts.offers(lacking, hand(Role.CLERK, State.APPROVED))
    assert {(offer.row.verb, offer.refusal is None) for offer in offered} == {
        (Verb.TAKE, True),
        (Verb.HAND_OVER, True),
        (Verb.SEAL, False),
        (Verb.SEND_BACK, True),
    }
    assert acts.offers(lacking, hand(Role.LEADER, State.APPROVED)) == ()


def test_of_two_acts_that_exclude_each_other_one_is_offered() -> None:
    once = case(State.RECEIVED, held=EVERYTHING - {Need.NOT_SUPPLEMENTED})
    verbs = {offer.row.verb for offer in acts.offers(once, hand(Role.CASE, State.RECEIVED))}
    assert Verb.ASK_AGAIN in verbs
    assert Verb.ASK_SUPPLEMENT not in verbs


def test_whoever_stands_in_for_an_absent_colleague_may_what_they_may() -> None:
    row = transition("five-step", State.APPRAISED, Verb.APPROVE)
    assert row is not None
    clerk = hand(Role.CLERK, State.APPRAISED)
    assert acts.refusal(row, case(State.APPRAISED), clerk) is not None
    lent = replace(clerk, lent={Role.APPROVER: acts.Authority(8, "Hoàng Minh Duyệt", "Phó Chủ tịch")})
    assert acts.refusal(row, case(State.APPRAISED), lent) is None
    assert acts.offers(case(State.APPRAISED), lent)


def test_before_reception_everything_happens_at_the_desk() -> None:
    refuse = acts.agreement(Verb.REFUSE, case(State.SUBMITTED), hand(Role.APPROVER, State.SUBMITTED))
    assert refuse is not None
    assert refuse.refusal is None
    assert acts.agreement(Verb.REFUSE, case(State.SUBMITTED), hand(Role.APPROVER, State.RECEIVED)) is None
