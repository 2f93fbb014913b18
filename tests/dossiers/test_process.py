"""The table of acts: whole, without dead ends, and every act outside it refused."""

from itertools import product

import pytest

from motcua.agencies.rules.kinds import Role
from motcua.dossiers.rules import acts
from motcua.dossiers.rules.process import (
    FIVE_STEP,
    STATE_NAMES,
    STEPS,
    VERB_NAMES,
    Need,
    State,
    Transition,
    Verb,
    step_of,
    transition,
    transitions_from,
    waiting_role,
)

COMMUNE, CENTRE, OTHER = 1, 2, 3


def case(state: State, **changed: object) -> acts.Case:
    facts: dict[str, object] = {
        "process": "five-step",
        "state": state,
        "agency": COMMUNE,
        "desk": CENTRE,
        "applicant_account": 99,
        "has_decision": True,
        "has_result": True,
    }
    return acts.Case(**{**facts, **changed})  # type: ignore[arg-type]


def hand(role: Role, **changed: object) -> acts.Hand:
    facts: dict[str, object] = {
        "officer": 5,
        "account": 50,
        "agency": CENTRE if role == Role.RECEPTION else COMMUNE,
        "roles": [role],
    }
    return acts.Hand(**{**facts, **changed})  # type: ignore[arg-type]


def test_every_state_is_reached_and_every_open_state_goes_on() -> None:
    reached = {State.DRAFT} | {row.target for row in FIVE_STEP}
    assert reached == set(State)
    for state in set(State) - {State.RETURNED}:
        assert any(row.target != state for row in transitions_from("five-step", state)), state
    assert not transitions_from("five-step", State.RETURNED)


def test_an_act_means_one_thing_in_a_state() -> None:
    assert len({(row.source, row.verb) for row in FIVE_STEP}) == len(FIVE_STEP)
    for state in State:
        assert len({row.role for row in transitions_from("five-step", state)}) <= 1


def test_the_steps_are_the_way_from_submission_to_return() -> None:
    state, done = State.SUBMITTED, []
    while step := step_of("five-step", state):
        done.append(step)
        row = transition("five-step", state, step)
        assert row is not None
        state = row.target
    assert tuple(done) == STEPS
    assert state == State.RETURNED


def test_everything_has_a_name() -> None:
    assert set(STATE_NAMES) == set(State)
    assert set(VERB_NAMES) == set(Verb)
    assert set(acts.UNMET) == set(Need)


@pytest.mark.parametrize(("state", "verb", "role"), list(product(State, Verb, Role)))
def test_each_act_is_allowed_to_its_role_and_refused_to_all_others(
    state: State, verb: Verb, role: Role
) -> None:
    row = transition("five-step", state, verb)
    if row is None or row.role is None:
        return
    refused = acts.refusal(row, case(state), hand(role))
    assert (refused is None) == (role == row.role)
    if refused:
        assert refused.code == "wrong-role"


@pytest.mark.parametrize(
    "row", [row for row in FIVE_STEP if row.role], ids=lambda row: f"{row.source}-{row.verb}"
)
def test_refusals(row: Transition) -> None:
    assert row.role is not None
    mine = hand(row.role)
    elsewhere = acts.refusal(row, case(row.source), hand(row.role, agency=OTHER))
    assert elsewhere is not None
    assert elsewhere.code == "wrong-agency"
    own = acts.refusal(row, case(row.source, applicant_account=mine.account), mine)
    assert own is not None
    assert own.code == "own-dossier"
    busy = acts.refusal(row, case(row.source, assignee=7, assignee_name="Bùi Thị Soát"), mine)
    if row.verb == Verb.TAKE:
        assert busy is None
    else:
        assert busy is not None
        assert busy.code == "assigned-to-other"
        assert "Bùi Thị Soát" in str(busy.message)
    for need in row.needs:
        unmet = acts.refusal(row, case(row.source, has_decision=False, has_result=False), mine)
        assert unmet is not None
        assert unmet.code == acts.UNMET[need][0]


def test_offers_are_those_of_the_role_with_their_reasons() -> None:
    offered = acts.offers(case(State.APPROVED, has_decision=False), hand(Role.CLERK))
    assert [(offer.row.verb, offer.refusal is None) for offer in offered] == [
        (Verb.TAKE, True),
        (Verb.SEAL, False),
        (Verb.SEND_BACK, True),
    ]
    assert acts.offers(case(State.APPROVED), hand(Role.LEADER)) == ()
    assert waiting_role("five-step", State.RETURNED) is None
