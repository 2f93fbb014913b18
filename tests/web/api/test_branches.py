"""Beside the straight way, by program: what acts need, who agrees, what applicants do, what can be read."""

from collections.abc import Callable
from typing import Any

import pytest

from motcua.dossiers import actions as dossiers
from motcua.dossiers import queries
from motcua.dossiers.models import Dossier
from motcua.dossiers.rules.process import Verb
from motcua.kernel import clock
from tests.web.api.conftest import Program, problem
from tests.web.api.test_dossiers import pdf

pytestmark = pytest.mark.django_db
Programs = Callable[..., Program]
Application = Callable[..., dict[str, Any]]

ITEMS = [
    {"path": "requester.phone", "fault": "Gọi không được."},
    {"path": "files.relation_proof", "fault": "Mờ."},
]


@pytest.fixture
def code(advanced: Callable[..., Dossier]) -> str:
    """Of a dossier that was received."""
    return advanced(Verb.RECEIVE).code


def act(program: Program, code: str, verb: str, **more: Any) -> Any:
    return program.ask("POST", f"/dossiers/{code}/acts", {"act": verb, **more})


def test_a_supplement_there_and_back(program: Programs, code: str) -> None:
    case, citizen = program("case"), program("citizen")
    told = problem(act(case, code, "ask_supplement"), 422)
    assert "items" in told["fields"]
    strange = [{"path": "nowhere.at_all", "fault": "?"}]
    problem(act(case, code, "ask_supplement", given={"items": strange}), 422)
    asked = act(case, code, "ask_supplement", given={"items": ITEMS, "deadline": "2027-01-15"}).json()
    assert (asked["state"], asked["waiting_role"]) == ("supplementing", "applicant")
    assert asked["paused_at"]
    address = f"/dossiers/{code}/applicant-acts"
    problem(citizen.ask("POST", address, {"act": "supplement"}), 422, "nothing-given")
    kept = citizen.post("/api/v1/uploads", {"file": pdf("giấy.pdf")}).json()["id"]
    given = {"answers": {"requester": {"phone": "0987654321"}}, "files": {"relation_proof": [kept]}}
    body = {"act": "supplement", "revision": asked["revision"], "given": given}
    answered = citizen.ask("POST", address, body)
    assert answered.status_code == 200
    assert answered.json()["answers"]["requester"]["phone"] == "0987654321"
    problem(citizen.ask("POST", address, body), 409, "stale")


def test_only_who_may_acts_for_the_applicant(program: Programs, code: str) -> None:
    address, body = f"/dossiers/{code}/applicant-acts", {"act": "withdraw", "given": {"reason": "Thôi."}}
    problem(program("neighbour").ask("POST", address, body), 404)
    problem(program("case").ask("POST", address, body), 403, "not-reception")
    problem(program("reception.06673").ask("POST", address, body), 404)
    problem(program("citizen").ask("POST", address, {"act": "receive"}), 422)
    problem(program("citizen").ask("POST", address, {"act": "confirm"}), 409)
    assert program("reception").ask("POST", address, body).status_code == 200


def test_a_withdrawal_is_agreed_to(program: Programs, code: str) -> None:
    body = {"act": "withdraw", "given": {"reason": "Không cần nữa."}}
    asked = program("citizen").ask("POST", f"/dossiers/{code}/applicant-acts", body).json()
    assert asked["state"] == "received"
    decision = {"act": "withdraw"}
    problem(program("case").ask("POST", f"/dossiers/{code}/agree", decision), 403)
    problem(program("citizen").ask("POST", f"/dossiers/{code}/agree", decision), 403, "not-an-officer")
    done = program("approver").ask("POST", f"/dossiers/{code}/agree", decision).json()
    assert (done["state"], done["waiting_role"]) == ("withdrawn", None)


def test_declining_needs_words(program: Programs, code: str) -> None:
    given = {"reason": "Trùng hồ sơ.", "ground": "Điều 9"}
    assert act(program("case"), code, "stop", given=given).json()["state"] == "received"
    approver, address = program("approver"), f"/dossiers/{code}/decline"
    problem(approver.ask("POST", address, {"act": "stop"}), 422)
    assert approver.ask("POST", address, {"act": "stop", "note": "Chưa đủ."}).json()["state"] == "received"
    problem(approver.ask("POST", address, {"act": "stop", "note": "Chưa đủ."}), 404, "no-such-proposal")


def test_forms_that_were_sent(program: Programs, code: str) -> None:
    items = [{"name": "Lệ phí", "amount": 8000}]
    revision = act(program("case"), code, "charge", given={"items": items}).json()["revision"]
    citizen = program("citizen")
    [notice] = citizen.ask("GET", f"/dossiers/{code}/notices").json()
    assert (notice["form"], notice["revision"], notice["ready"]) == ("obligation", revision, False)
    assert notice["body"]["items"] == items
    problem(citizen.ask("GET", f"/dossiers/{code}/notices/{revision}"), 404)
    [made] = queries.notices(Dossier.objects.get(code=code))
    dossiers.make_notice(notice=made.pk, at=clock.now())
    paper = citizen.ask("GET", f"/dossiers/{code}/notices/{revision}")
    assert paper.content.startswith(b"%PDF-")
    problem(program("neighbour").ask("GET", f"/dossiers/{code}/notices/{revision}"), 404)
    problem(program("neighbour").ask("GET", f"/dossiers/{code}/notices"), 404)


def test_the_deadline_is_explained(program: Programs, code: str) -> None:
    citizen = program("citizen")
    before = citizen.ask("GET", f"/dossiers/{code}/deadline").json()
    assert before["limit"] == "3wd"
    assert before["counts_from"]
    assert before["pauses"] == []
    act(program("case"), code, "ask_supplement", given={"items": ITEMS})
    after = citizen.ask("GET", f"/dossiers/{code}/deadline").json()
    [pause] = after["pauses"]
    assert (pause["reason"], pause["ended_at"]) == ("supplementing", None)
    assert after["left_minutes"] > 0


def test_opinions_are_for_officers(program: Programs, code: str) -> None:
    given = {"agencies": ["H49.06673"], "question": "Có tranh chấp không?"}
    assert act(program("case"), code, "consult", given=given).status_code == 200
    problem(program("citizen").ask("GET", f"/dossiers/{code}/opinions"), 403, "not-an-officer")
    other = program("case.06673")
    assert act(other, code, "answer", given={"stance": "agrees"}).status_code == 200
    [opinion] = other.ask("GET", f"/dossiers/{code}/opinions").json()
    assert (opinion["agency"], opinion["stance"]) == ("H49.06673", "agrees")


def test_delivery_and_desk(program: Programs, application: Application) -> None:
    citizen = program("citizen")
    told = problem(citizen.ask("POST", "/dossiers", application(delivery="post")), 422)
    assert "delivery_address" in told["fields"]
    body = application(delivery="post", delivery_address="Số 1, phố Lê Lợi")
    made = citizen.ask("POST", "/dossiers", body).json()
    assert (made["delivery"], made["delivery_address"]) == ("post", "Số 1, phố Lê Lợi")
    problem(citizen.ask("POST", "/dossiers", application(desk="H49.06673")), 403, "not-that-desk")


def test_filed_elsewhere(program: Programs, application: Application) -> None:
    """Received by another commune for the one that decides: three agencies, each named."""
    visitor = {"name": "Trần Văn Khách", "personal_id": "022090001234"}
    body = application(channel="direct", applicant=visitor, desk="H49.06673")
    made = program("reception.06673").ask("POST", "/dossiers", body).json()
    assert (made["agency"], made["desk"], made["helper"]) == ("H49.06685", "H49.06673", "H49.06673")


@pytest.mark.parametrize(
    "given",
    [
        {"items": [{"path": "requester.phone"}]},
        {"items": "all"},
        {"deadline": "tomorrow"},
        {"amount": 1},
        {"officer": 0},
        [],
        {"agencies": ["\x00"]},
    ],
)
def test_what_does_not_fit_is_told(program: Programs, code: str, given: Any) -> None:
    problem(act(program("case"), code, "ask_supplement", given=given), 422)
