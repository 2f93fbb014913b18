"""Faults of processes, each planted in a small one that is right; procedures that do not fit theirs."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from motcua.agencies.rules.kinds import Role
from motcua.catalogue.rules import reading as catalogue
from motcua.catalogue.rules import vocabulary
from motcua.catalogue.rules.definition import Limit, Procedure
from motcua.dossiers.rules import checking, processes, reading
from motcua.dossiers.rules.notices import Form
from motcua.dossiers.rules.process import FIVE_STEP, Clock, Signature, State, Transition, Verb
from motcua.kernel.errors import Invalid, NotFound
from tests.catalogue.specimens import CODES, procedure, small, text

S, V, R, C = State, Verb, Role, Clock

SHORT = (
    Transition(S.DRAFT, V.SUBMIT, S.SUBMITTED, None, signature=Signature.NONE),
    Transition(S.SUBMITTED, V.RECEIVE, S.RECEIVED, R.RECEPTION, clock=C.STARTS),
    Transition(S.SUBMITTED, V.REFUSE, S.REFUSED, R.RECEPTION, agrees=R.APPROVER, form=Form.REFUSAL),
    Transition(S.RECEIVED, V.ASK_SUPPLEMENT, S.SUPPLEMENTING, R.CASE, clock=C.PAUSES, form=Form.SUPPLEMENT),
    Transition(S.SUPPLEMENTING, V.SUPPLEMENT, S.RECEIVED, None, clock=C.RESUMES),
    Transition(S.RECEIVED, V.APPROVE, S.APPROVED, R.APPROVER, signature=Signature.PERSONAL),
    Transition(S.APPROVED, V.SEAL, S.SEALED, R.CLERK, signature=Signature.SEAL, clock=C.STOPS),
    Transition(S.SEALED, V.RETURN, S.RETURNED, R.RECEPTION),
    Transition(
        S.RECEIVED, V.WITHDRAW, S.WITHDRAWN, None, agrees=R.APPROVER, clock=C.STOPS, form=Form.WITHDRAWAL
    ),
)
STUCK = Transition(S.RECEIVED, V.CHARGE, S.OWING, R.CASE, clock=C.PAUSES)
SHOW = Transition(S.RECEIVED, V.SHOW_DRAFT, S.CONFIRMING, R.CASE)


def without(*verbs: Verb) -> list[Transition]:
    return [row for row in SHORT if row.verb not in verbs]


def changed(verb: Verb, **changes: Any) -> list[Transition]:
    return [replace(row, **changes) if row.verb == verb else row for row in SHORT]


def test_the_short_one_is_right() -> None:
    assert checking.faults(SHORT) == []


def test_all_processes_that_are_shipped_are_right() -> None:
    assert checking.faults(FIVE_STEP) == []
    assert set(processes.processes()) == {"five-step", "certification"}
    for process in processes.processes().values():
        assert checking.faults(process.rows) == []


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ([], "no row starts at draft, where every dossier begins"),
        (without(V.SUBMIT), "no row starts at draft, where every dossier begins"),
        (
            [*SHORT, Transition(S.SUSPENDED, V.STOP, S.STOPPED, R.CASE, agrees=R.APPROVER, form=Form.STOP)],
            "suspended cannot be reached from draft",
        ),
        (SHORT[:2], "no end can be reached"),
        (without(V.SEAL, V.RETURN), "no result can be reached: nothing leads to returned"),
        (without(V.RETURN), "nothing leads out of sealed"),
        (
            [*without(V.RETURN), Transition(S.SEALED, V.TAKE, S.SEALED, R.CLERK)],
            "sealed leads only back to itself",
        ),
        (
            [
                *without(V.RETURN),
                Transition(S.SEALED, V.CORRECT, S.APPRAISED, R.APPROVER),
                Transition(S.APPRAISED, V.SEAL, S.SEALED, R.CLERK),
            ],
            "appraised, sealed: a loop without an exit",
        ),
        (
            [
                *SHORT,
                SHOW,
                Transition(
                    S.CONFIRMING, V.WITHDRAW, S.WITHDRAWN, None, agrees=R.APPROVER, form=Form.WITHDRAWAL
                ),
            ],
            "nothing leads out of confirming",
        ),
        (
            [*SHORT, SHOW, Transition(S.CONFIRMING, V.CONFIRM, S.INCOMPLETE, None)],
            "from confirming no result and no lawful end can be reached",
        ),
        ([*SHORT, STUCK], "owing pauses the clock, and no row resumes it"),
        (
            [*SHORT, STUCK, Transition(S.OWING, V.SETTLE, S.RECEIVED, R.RECEPTION)],
            "settle from owing goes on, and the clock stays paused",
        ),
        (
            [*SHORT, Transition(S.SUBMITTED, V.CHARGE, S.SUPPLEMENTING, R.RECEPTION)],
            "charge from submitted leads to supplementing without pausing the clock",
        ),
        (changed(V.APPROVE, clock=C.RESUMES), "approve from received resumes a clock that was not paused"),
        (changed(V.RECEIVE, clock=C.GOES_ON), "received can be reached without starting the clock"),
        (changed(V.REFUSE, role=R.LEADER), "refuse from submitted needs a leader, whom no agency has"),
        (changed(V.REFUSE, agrees=R.LEADER), "refuse from submitted needs a leader, whom no agency has"),
        (
            changed(V.REFUSE, agrees=R.RECEPTION),
            "refuse from submitted is proposed and agreed to by the same reception",
        ),
        (changed(V.APPROVE, role=None), "approve from received is a step, and no role does it"),
        (
            changed(V.REFUSE, form=None),
            "refuse from submitted ends a dossier and lacks a form or somebody who agrees",
        ),
        (
            changed(V.WITHDRAW, agrees=None),
            "withdraw from received ends a dossier and lacks a form or somebody who agrees",
        ),
        ([*SHORT, SHORT[1]], "receive from submitted stands 2 times"),
        (
            [*SHORT, Transition(S.APPROVED, V.RETURN, S.RETURNED, R.RECEPTION)],
            "returned can be reached without seal",
        ),
        (
            [*SHORT, Transition(S.RECEIVED, V.SEAL, S.SEALED, R.CLERK)],
            "returned can be reached without approve",
        ),
        (
            [*SHORT, Transition(S.RETURNED, V.CORRECT, S.RECEIVED, R.APPROVER)],
            "correct from returned goes on after the end, and the clock does not start anew",
        ),
    ],
)
def test_a_planted_fault_is_said(rows: Sequence[Transition], sentence: str) -> None:
    assert sentence in checking.faults(rows)


ROW = {"from": "submitted", "verb": "refuse", "to": "refused", "who": "reception"}


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"from": "waiting"}, "knows no state waiting"),
        ({"from": ["submitted", "waiting"]}, "knows no state waiting"),
        ({"to": "gone"}, "knows no state gone"),
        ({"verb": "vanish"}, "knows no verb vanish"),
        ({"who": "mayor"}, "knows no role mayor"),
        ({"agrees": "mayor"}, "knows no role mayor"),
        ({"needs": ["luck"]}, "knows no need luck"),
        ({"signature": "cross"}, "knows no signature cross"),
        ({"clock": "jumps"}, "knows no clock jumps"),
        ({"form": "99"}, "knows no form 99"),
        ({"tells": ["everybody"]}, "knows no reader everybody"),
        ({"because": "so"}, "knows no key because"),
    ],
)
def test_an_unknown_name_in_a_process_file(change: dict[str, Any], sentence: str) -> None:
    with pytest.raises(Invalid) as refused:
        reading.accept({"name": text("Thử"), "rows": [ROW | change]})
    assert refused.value.fields == {"rows.0": [sentence]}


@pytest.mark.parametrize(
    ("written", "place", "sentence"),
    [
        ([], "(file)", "has the two keys name and rows, and no others"),
        ({"rows": []}, "(file)", "has the two keys name and rows, and no others"),
        (
            {"name": {"vi": "Thử"}, "rows": [ROW]},
            "name",
            "has the words in both languages: {vi: ..., en: ...}",
        ),
        ({"name": {"vi": "Thử", "en": "một thử"}, "rows": [ROW]}, "name.en", "is not English: một, thử"),
        ({"name": text("Thử"), "rows": {}}, "rows", "is a list of rows"),
        (
            {"name": text("Thử"), "rows": ["x"]},
            "rows.0",
            "is a mapping: {from: ..., verb: ..., to: ..., who: ...}",
        ),
        ({"name": text("Thử"), "rows": [{"from": "draft"}]}, "rows.0", "says nothing of verb"),
        ({"name": text("Thử"), "rows": [{"from": "draft"}]}, "rows.0", "says nothing of who"),
        ({"name": text("Thử"), "rows": [ROW]}, "rows", "no row starts at draft, where every dossier begins"),
    ],
)
def test_what_is_no_process(written: Any, place: str, sentence: str) -> None:
    with pytest.raises(Invalid) as refused:
        reading.accept(written)
    assert sentence in refused.value.fields[place]


def test_a_process_is_read_into_the_same_rows() -> None:
    written = vocabulary.load_file(processes.DIRECTORY / "certification.yaml")
    rows = reading.accept(written).rows
    assert rows == processes.rows_of("certification")
    assert Transition(S.SUBMITTED, V.TAKE, S.SUBMITTED, R.RECEPTION) in rows
    assert Transition(S.SEALED, V.TAKE, S.SEALED, R.RECEPTION) in rows
    five = {(row.source, row.verb): row for row in FIVE_STEP}
    seal = next(row for row in rows if row.verb == V.SEAL)
    assert seal == five[S.APPROVED, V.SEAL]
    assert next(row for row in rows if row.verb == V.REFUSE) == five[S.SUBMITTED, V.REFUSE]


def test_the_steps_of_a_process() -> None:
    assert processes.steps_of("five-step") == (V.RECEIVE, V.APPRAISE, V.APPROVE, V.SEAL, V.RETURN)
    assert processes.steps_of("certification") == (V.RECEIVE, V.APPROVE, V.SEAL, V.RETURN)


def test_faulty_files_are_refused_together(tmp_path: Path) -> None:
    (tmp_path / "one.yaml").write_text("name: {vi: Thử, en: Trial}\nrows: []\n", encoding="utf-8")
    (tmp_path / "two.yaml").write_text("rows: [", encoding="utf-8")
    with pytest.raises(Invalid) as refused:
        processes.load(tmp_path)
    assert set(refused.value.fields) == {"one.yaml: rows", "two.yaml"}


def test_a_process_that_is_not_there() -> None:
    with pytest.raises(NotFound):
        processes.rows_of("six-step")
    _, made = catalogue.accept(small(process="six-step"))
    assert [(fault.path, fault.what) for fault in processes.procedure_faults(made)] == [
        ("process", "there is no process six-step, only certification, five-step")
    ]


@pytest.mark.parametrize("name", sorted(processes.processes()))
def test_each_state_has_a_turn_and_a_step(name: str) -> None:
    """From submission to the result, whoever has the dossier; and what is next to be done."""
    for row in processes.rows_of(name):
        state = row.source
        ended = state in {S.RETURNED, S.REFUSED, S.WITHDRAWN, S.STOPPED}
        # A draft is nobody's yet.
        assert bool(processes.waiting_for(name, state)) == (not ended and state != S.DRAFT)
        assert (processes.step_of(name, state) is None) == ended
    assert processes.step_of(name, S.INCOMPLETE) == V.RECEIVE
    assert processes.waiting_for(name, S.INCOMPLETE) == "applicant"
    assert processes.transition(name, S.SUBMITTED, V.RECEIVE) is not None
    assert processes.transition(name, S.SUBMITTED, V.SEAL) is None


def made(**changes: Any) -> Procedure:
    return catalogue.accept(small(**changes))[1]


FULL = {"receive": "2h", "appraise": "1wd", "approve": "1wd", "seal": "6h"}  # 24 hours, three working days


def too_long(spent: str, path: str, limit: str, most: str) -> tuple[str, str]:
    return "budgets", f"take {spent} in all, and channels.{path} is {limit}, which is no more than {most}"


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, []),
        ({"budgets": FULL}, []),
        ({"budgets": FULL | {"return": "9wd"}}, []),  # the clock has stopped
        (
            {"budgets": {"receive": "2h", "approve": "1wd", "seal": "6h"}},
            [("budgets", "says nothing of appraise")],
        ),
        ({"budgets": FULL | {"bake": "1h"}}, [("budgets.bake", "the process five-step has no step bake")]),
        (
            {"budgets": FULL | {"charge": "1h"}},
            [("budgets.charge", "the process five-step has no step charge")],
        ),
        (
            {"process": "certification", "budgets": FULL},
            [("budgets.appraise", "the process certification has no step appraise")],
        ),
        (
            {"budgets": FULL | {"seal": "7h"}},
            [too_long("25 working hours", "online.limit", "3wd", "24 working hours")],
        ),
        ({"budgets": FULL, "channels": {"online": {"limit": "5d"}}}, []),
        (
            {"budgets": FULL, "channels": {"online": {"limit": "4d"}}},
            [too_long("24 working hours", "online.limit", "4d", "22 working hours 51 minutes")],
        ),
        (
            {"budgets": FULL, "channels": {"online": {"limit": "23h"}}},
            [too_long("24 working hours", "online.limit", "23h", "23 working hours")],
        ),
        (
            {
                "budgets": FULL,
                "channels": {
                    "online": {
                        "limit": "3wd",
                        "cases": [{"when": "answers.all.yes_no == true", "limit": "2wd", "legal": "Điều 1"}],
                    }
                },
            },
            [too_long("24 working hours", "online.cases.0.limit", "2wd", "16 working hours")],
        ),
        (
            {"budgets": FULL, "channels": {"online": {"limit": "3wd"}, "direct": {"limit": "1wd"}}},
            [too_long("24 working hours", "direct.limit", "1wd", "8 working hours")],
        ),
        (
            {"process": "certification", "confirm_draft": "1wd"},
            [("confirm_draft", "the process certification shows no draft")],
        ),
        (
            {"process": "certification", "consultation": "go_on"},
            [("consultation", "the process certification asks no other agency")],
        ),
        ({"levels": ["ministry", "province", "commune"]}, []),
    ],
)
def test_a_procedure_fits_its_process(changes: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    assert [(fault.path, fault.what) for fault in processes.procedure_faults(made(**changes))] == expected


def test_a_step_without_a_role_where_it_is_handled() -> None:
    rows = changed(V.APPROVE, role=R.LEADER)
    assert [(fault.path, fault.what) for fault in checking.procedure_faults(made(), rows)] == [
        ("levels", "approve needs a leader, whom no commune has at level commune")
    ]
    both = made(levels=["province"])
    assert [fault.what for fault in checking.procedure_faults(both, rows)] == [
        "approve needs a leader, whom no centre or department has at level province"
    ]


@pytest.mark.parametrize(
    ("limit", "minutes"),
    [("8h", 480), ("3wd", 1440), ("7d", 2400), ("15d", 5142), ("1d", 342), ("1mo", 9600)],
)
def test_working_minutes_of_a_limit(limit: str, minutes: int) -> None:
    assert checking.minutes(catalogue.limit(limit)) == minutes
    assert isinstance(catalogue.limit(limit), Limit)


@pytest.mark.parametrize("code", CODES)
def test_the_real_procedures_fit_their_processes(code: str) -> None:
    assert processes.procedure_faults(procedure(code)) == []
    assert procedure(code).budgets
