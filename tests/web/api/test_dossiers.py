"""Applying and acting by program: the same dossier, the same refusals as on the pages."""

import io
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection

from motcua.catalogue import queries as catalogue
from motcua.dossiers.models import Dossier
from motcua.dossiers.rules.process import Verb
from motcua.kernel import clock
from motcua.people.models import Account, Person
from tests.web.api.conftest import Program, problem

pytestmark = pytest.mark.django_db
Programs = Callable[..., Program]
Application = Callable[..., dict[str, Any]]
KEY = "Idempotency-Key"
VISITOR = {"name": "Trần Văn Khách", "personal_id": "022090001234", "phone": "0912 345 678"}


def test_from_upload_to_result(
    program: Programs, application: Application, advanced: Callable[..., Dossier]
) -> None:
    citizen = program("citizen")
    kept = citizen.post("/api/v1/uploads", {"file": pdf("giấy tờ.pdf")})
    assert kept.status_code == 201
    assert kept.json()["media_type"] == "application/pdf"
    code = "relation_proof"
    body = application(files={code: [kept.json()["id"]]})
    answer = citizen.ask("POST", "/dossiers", body)
    assert answer.status_code == 201
    made = answer.json()
    assert made["state"] == "submitted"
    assert made["channel"] == "online"
    assert not made["typed_by_officer"]
    dossier = Dossier.objects.get(code=made["code"])
    assert [attachment.document_id for attachment in dossier.attachments.all()] == [kept.json()["id"]]
    problem(citizen.ask("GET", f"/dossiers/{made['code']}/result"), 404, "no-result-yet")
    advanced(Verb.SEAL, dossier)
    problem(citizen.ask("GET", f"/dossiers/{made['code']}/result"), 404, "no-result-yet")
    assert program("case").ask("GET", f"/dossiers/{made['code']}/result").status_code == 200
    returned = program("reception").ask("POST", f"/dossiers/{made['code']}/acts", {"act": "return"})
    assert returned.json()["state"] == "returned"
    result = citizen.ask("GET", f"/dossiers/{made['code']}/result")
    assert result["Content-Type"] == "application/pdf"
    assert result["Content-Disposition"] == f'attachment; filename="{made["code"]}.pdf"'
    assert result["X-Content-Type-Options"] == "nosniff"
    assert result.content.startswith(b"%PDF-")


def test_the_five_steps(program: Programs, submitted: Callable[..., Dossier]) -> None:
    code = submitted().code
    reception = program("reception")
    seen = reception.ask("GET", f"/dossiers/{code}").json()
    offers = {offer["act"]: offer["allowed"] for offer in seen["acts"]}
    assert offers == dict.fromkeys(("take", "hand_over", "receive", "ask_supplement", "refuse"), True)
    received = reception.ask(
        "POST", f"/dossiers/{code}/acts", {"act": "receive", "revision": seen["revision"]}
    )
    assert received.status_code == 200
    assert (received.json()["state"], received.json()["waiting_role"]) == ("received", "case")
    assert received.json()["received_at"]


def test_an_act_that_is_refused_changes_nothing(program: Programs, submitted: Callable[..., Dossier]) -> None:
    code = submitted().code
    acts = f"/dossiers/{code}/acts"
    problem(program("citizen").ask("POST", acts, {"act": "receive"}), 403, "not-an-officer")
    problem(program("case").ask("POST", acts, {"act": "receive"}), 403, "wrong-role")
    problem(program("reception").ask("POST", acts, {"act": "approve"}), 409, "act-out-of-order")
    problem(program("reception").ask("POST", acts, {"act": "receive", "revision": 7}), 409, "stale")
    problem(program("reception.06673").ask("POST", acts, {"act": "receive"}), 404, "no-such-dossier")
    problem(program("reception").ask("POST", acts, {"act": "submit"}), 409)
    problem(program("reception").ask("POST", acts, {"act": "burn"}), 422)
    problem(program("reception").ask("POST", acts, {"act": "receive", "by": "leader"}), 422)
    assert Dossier.objects.get(code=code).revision == 1
    program("reception").ask("POST", acts, {"act": "receive"})
    told = problem(program("case").ask("POST", acts, {"act": "appraise", "note": " "}), 422)
    assert "note" in told["fields"]
    assert Dossier.objects.get(code=code).revision == 2


def test_the_neighbour_cannot_know_that_it_exists(
    program: Programs, submitted: Callable[..., Dossier]
) -> None:
    code = submitted().code
    neighbour = program("neighbour")
    there = problem(neighbour.ask("GET", f"/dossiers/{code}"), 404)
    nowhere = problem(neighbour.ask("GET", "/dossiers/H49.06685-261121-9999"), 404)
    assert there == nowhere
    problem(neighbour.ask("GET", f"/dossiers/{code}/result"), 404)
    assert neighbour.ask("GET", "/dossiers").json() == {"items": [], "next": None}


def test_a_document_of_the_neighbours_cannot_be_handed_in(
    program: Programs, application: Application
) -> None:
    theirs = program("neighbour").post("/api/v1/uploads", {"file": pdf()}).json()["id"]
    body = application(files={"relation_proof": [theirs]})
    told = problem(program("citizen").ask("POST", "/dossiers", body), 422, "unknown-file")
    assert told == problem(
        program("citizen").ask("POST", "/dossiers", application(files={"relation_proof": [2**60]})), 422
    )
    assert not Dossier.objects.exists()


# The same submission twice


def test_the_same_key_and_body_give_the_same_dossier(program: Programs, application: Application) -> None:
    citizen = program("citizen", **{KEY: "order-17"})
    first = citizen.ask("POST", "/dossiers", application())
    again = citizen.ask("POST", "/dossiers", application())
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert Dossier.objects.count() == 1


def test_another_body_under_the_same_key_is_refused(program: Programs, application: Application) -> None:
    citizen = program("citizen", **{KEY: "order-17"})
    citizen.ask("POST", "/dossiers", application())
    problem(citizen.ask("POST", "/dossiers", application(handed=["authorisation"])), 409, "key-reused")
    assert Dossier.objects.count() == 1


def test_a_key_belongs_to_its_account(program: Programs, application: Application) -> None:
    for login in ("citizen", "neighbour"):
        assert program(login, **{KEY: "order-17"}).ask("POST", "/dossiers", application()).status_code == 201
    assert Dossier.objects.count() == 2


def test_without_a_key_each_submission_is_one(program: Programs, application: Application) -> None:
    for _ in range(2):
        program("citizen").ask("POST", "/dossiers", application())
    assert Dossier.objects.count() == 2


@pytest.mark.parametrize("key", ["", " ", "a b", "é", "x" * 101, "\x7f"])
def test_a_key_is_one_word(key: str, program: Programs, application: Application) -> None:
    told = problem(program("citizen", **{KEY: key}).ask("POST", "/dossiers", application()), 422)
    assert KEY in told["fields"]


@pytest.mark.django_db(transaction=True)
def test_eight_at_once_give_one_dossier(program: Programs, application: Application) -> None:
    body = application()
    sent = program("citizen").headers_of()

    def submit(_turn: int) -> Any:
        try:
            return Program(headers={"Authorization": sent, KEY: "order-17"}).ask("POST", "/dossiers", body)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(submit, range(8)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["code"] for answer in answers}) == 1
    assert Dossier.objects.count() == 1


# Who may file for whom


def test_reception_files_for_who_stands_there(program: Programs, application: Application) -> None:
    body = application(channel="direct", applicant=VISITOR)
    made = program("reception").ask("POST", "/dossiers", body).json()
    assert made["applicant"] == VISITOR["name"]
    assert made["typed_by_officer"]
    person = Person.objects.get(personal_id=VISITOR["personal_id"])
    assert person.verified
    assert person.account is None


@pytest.mark.parametrize("login", ["citizen", "case", "leader"])
def test_nobody_else_does(login: str, program: Programs, application: Application) -> None:
    body = application(channel="direct", applicant=VISITOR)
    problem(program(login).ask("POST", "/dossiers", body), 403, "not-reception")
    assert not Person.objects.filter(personal_id=VISITOR["personal_id"]).exists()


def test_a_refused_application_registers_nobody(program: Programs, application: Application) -> None:
    body = application(channel="direct", applicant=VISITOR, answers={})
    problem(program("reception").ask("POST", "/dossiers", body), 422)
    assert not Person.objects.filter(personal_id=VISITOR["personal_id"]).exists()
    assert not Dossier.objects.exists()


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"personal_id": ""}, "applicant.personal_id"),
        ({"personal_id": "001"}, "applicant.personal_id"),
        ({"personal_id": "003090001234"}, "applicant.personal_id"),  # no province has 003
        ({"personal_id": "022390001234"}, "applicant.personal_id"),  # born in 2090
        ({"birth_date": "2999-12-31"}, "applicant.birth_date"),
        ({"birth_date": "1999-02-30"}, "applicant.birth_date"),
        ({"kind": "business", "personal_id": "", "tax_code": "0100109107"}, "applicant.tax_code"),
        ({"name": "  "}, "applicant.name"),
        ({"name": "\u0958" * 200}, "applicant.name"),  # twice as long when normalised
        ({"phone": "\x00"}, "applicant.phone"),
        ({"email": "a\x00@b.vn"}, "applicant.email"),
        ({"verified": False}, "applicant.verified"),
    ],
)
def test_who_cannot_be_is_told_where(
    change: dict[str, Any], path: str, program: Programs, application: Application
) -> None:
    body = application(channel="direct", applicant={**VISITOR, **change})
    told = problem(program("reception").ask("POST", "/dossiers", body), 422)
    assert path in {found.removeprefix("body.") for found in told["fields"]}
    assert not Dossier.objects.exists()


def test_the_counter_is_not_online(program: Programs, application: Application) -> None:
    problem(program("citizen").ask("POST", "/dossiers", application(channel="direct")), 422, "counter-only")


def test_an_account_without_a_person_says_who_it_is_first(
    program: Programs, application: Application
) -> None:
    Account.objects.create(username="fresh", name="Người Mới")
    problem(program("fresh").ask("POST", "/dossiers", application()), 403, "no-person")
    assert program("fresh").ask("GET", "/dossiers").json()["items"] == []


# Lists


def test_pages_of_ones_own_dossiers(program: Programs, submitted: Callable[..., Dossier]) -> None:
    made = [submitted().code for _ in range(5)]
    assert list(pages(program("citizen"), "/dossiers?limit=2")) == [made[:2:-1], made[2:0:-1], made[:1]]


def test_pages_of_a_queue(program: Programs, submitted: Callable[..., Dossier]) -> None:
    made = {submitted().code for _ in range(5)}
    seen = [code for page in pages(program("reception"), "/dossiers?queue=waiting&limit=2") for code in page]
    assert len(seen) == 5
    assert set(seen) == made


def test_a_list_of_one_procedure(program: Programs, submitted: Callable[..., Dossier]) -> None:
    submitted()
    other = next(
        hit.code for hit in catalogue.search(on=clock.day(clock.now())).hits if hit.code != "1.004873"
    )
    for path in ("/dossiers?procedure=", "/dossiers?queue=waiting&procedure="):
        for login in ("citizen",) if "queue" not in path else ("reception",):
            assert len(program(login).ask("GET", path + "1.004873").json()["items"]) == 1
            assert program(login).ask("GET", path + other).json()["items"] == []


def test_queues_are_for_officers(program: Programs) -> None:
    problem(program("citizen").ask("GET", "/dossiers?queue=waiting"), 403, "not-an-officer")


@pytest.mark.parametrize("after", ["x", "%00", "IDU", "MjAyNi0wMS0wMVQwMDowMDowMCAx", "é", "A" * 200])
def test_a_broken_cursor_is_told(after: str, program: Programs) -> None:
    problem(program("reception").ask("GET", f"/dossiers?queue=waiting&after={after}"), 422, "bad-cursor")


@pytest.mark.parametrize(
    ("login", "path", "most"), [("citizen", "/dossiers", 3), ("reception", "/dossiers?queue=waiting", 4)]
)
def test_the_number_of_queries_of_a_list(
    login: str, path: str, most: int, program: Programs, submitted: Callable[..., Dossier],
    django_assert_max_num_queries: Callable[..., Any],
) -> None:  # fmt: skip
    for _ in range(3):
        submitted()
    reader = program(login)
    with django_assert_max_num_queries(most):  # whose token, who that is, for whom they act, the list
        assert len(reader.ask("GET", path).json()["items"]) == 3


def pages(reader: Program, path: str) -> Iterator[list[str]]:
    """The codes of each page, from the first to the last."""
    after = ""
    while True:
        page = reader.ask("GET", f"{path}&after={after}").json()
        yield [item["code"] for item in page["items"]]
        if page["next"] is None:
            return
        after = page["next"]


def pdf(name: str = "a.pdf", content: bytes = b"%PDF-1.7\n%%EOF") -> io.BytesIO:
    """A file as a form sends it."""
    file = io.BytesIO(content)
    file.name = name
    return file
