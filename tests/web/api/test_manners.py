"""What holds for every address: tokens, methods, languages, and errors that are problems."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from motcua.dossiers.models import Dossier
from motcua.kernel import clock
from motcua.people import actions as people
from motcua.people.models import Account, Token
from tests.country import SETUP
from tests.web.api.conftest import Program, problem

pytestmark = pytest.mark.django_db
Programs = Callable[..., Program]

PRIVATE = ("/dossiers", "/dossiers/H49.06685-261121-0001", "/dossiers/H49.06685-261121-0001/result")


@pytest.mark.parametrize("path", PRIVATE)
def test_without_a_token_nothing_private_is_told(path: str, program: Programs) -> None:
    answer = program().ask("GET", path)
    problem(answer, 401, "no-token")
    assert answer["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize(
    "given",
    [
        "Bearer",
        "Bearer ",
        "Bearer nonsense",
        "Bearer é",
        "Bearer a b",
        "Basic eDp5",
        "Bearer " + "x" * 100_000,
    ],
)
def test_what_is_no_token_is_refused(given: str, program: Programs) -> None:
    problem(program(**{"Authorization": given}).ask("GET", "/dossiers"), 401, "no-token")


def test_a_token_ends(account: Callable[[str], Account], program: Programs) -> None:
    old = clock.now() - timedelta(days=people.TOKEN_DAYS, seconds=1)
    token = people.issue_token(login="citizen", at=old, by=SETUP)
    answer = program(**{"Authorization": f"Bearer {token}"}).ask("GET", "/dossiers")
    problem(answer, 401, "no-token")
    assert answer["WWW-Authenticate"] == 'Bearer error="invalid_token"'


def test_a_closed_account_has_no_token(account: Callable[[str], Account], program: Programs) -> None:
    citizen = program("citizen")
    assert citizen.ask("GET", "/dossiers").status_code == 200
    Account.objects.filter(username="citizen").update(is_active=False)
    problem(citizen.ask("GET", "/dossiers"), 401)


def test_only_the_digest_of_a_token_is_kept(program: Programs) -> None:
    sent = program("citizen").headers_of().removeprefix("Bearer ")
    assert sent not in str(Token.objects.values_list())


def test_a_session_is_no_token(account: Callable[[str], Account], program: Programs) -> None:
    """Otherwise a foreign page could act with the cookies of whoever opens it."""
    browser = program()
    browser.force_login(account("citizen"))
    problem(browser.ask("GET", "/dossiers"), 401)


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("DELETE", "/dossiers", "GET, HEAD, POST"),
        ("POST", "/procedures", "GET, HEAD"),
        ("PATCH", "/dossiers/H49.06685-261121-0001", "GET, HEAD"),
        ("GET", "/uploads", "POST"),
        ("HEAD", "/uploads", "POST"),
        ("OPTIONS", "/procedures", "GET, HEAD"),
        ("BREW", "/procedures", "GET, HEAD"),
    ],
)
def test_another_method_is_told_which_ones_there_are(
    method: str, path: str, allowed: str, program: Programs
) -> None:
    answer = program("citizen").ask(method, path)
    assert answer.status_code == 405
    assert answer["Allow"] == allowed
    assert answer["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("path", ["/procedures", "/dossiers"])
def test_head_is_get_without_the_body(path: str, program: Programs) -> None:
    citizen = program("citizen")
    head = citizen.ask("HEAD", path)
    assert head.status_code == 200
    assert not head.content
    assert head["Content-Type"] == citizen.ask("GET", path)["Content-Type"]


@pytest.mark.parametrize(
    "path", ["/", "/nothing", "/procedures/", "/dossiers/", "/procedures/../../etc/passwd", "/%00"]
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_an_unknown_address_is_a_problem(method: str, path: str, program: Programs) -> None:
    problem(program().ask(method, path), 404)


def test_programs_choose_the_language(program: Programs) -> None:
    vietnamese = problem(program().ask("GET", "/dossiers"), 401)["title"]
    english = problem(program(**{"Accept-Language": "en"}).ask("GET", "/dossiers"), 401)["title"]
    assert vietnamese == "Bạn chưa đăng nhập"
    assert english == "You are not signed in"
    schema = "/procedures/1.004873"
    titles = [
        program(**{"Accept-Language": wanted}).ask("GET", schema).json()["form_schema"]["title"]
        for wanted in ("vi", "en", "xx, ;;q=9")
    ]
    assert titles[0] == titles[2] != titles[1]


def test_faults_are_sentences_by_path_in_the_readers_language(program: Programs) -> None:
    told = problem(program("citizen").ask("GET", "/dossiers?limit=1e3&queue=all"), 422, "invalid")
    assert told["fields"]["limit"] == ["Phải là số nguyên."]
    assert "waiting" in told["fields"]["queue"][0]
    assert "Chỉ nhận" in told["fields"]["queue"][0]


def test_answers_are_not_kept_by_anybody_on_the_way(
    program: Programs, submitted: Callable[..., Dossier]
) -> None:
    dossier = submitted()
    for path in ("/dossiers", f"/dossiers/{dossier.code}", f"/tracking/{dossier.code}?digits=0000"):
        assert program("citizen").ask("GET", path)["Cache-Control"] == "private, no-store"


def test_the_document_is_served(program: Programs) -> None:
    document = program().ask("GET", "/openapi.json").json()
    assert document["openapi"].startswith("3.1")
    assert set(document["paths"]) == {
        f"/api/v1{path}"
        for path in (
            "/procedures", "/procedures/{code}", "/uploads", "/dossiers", "/dossiers/{code}",
            "/dossiers/{code}/acts", "/dossiers/{code}/agree", "/dossiers/{code}/decline",
                "/dossiers/{code}/applicant-acts", "/dossiers/{code}/notices",
                "/dossiers/{code}/notices/{revision}", "/dossiers/{code}/deadline",
                "/dossiers/{code}/opinions", "/dossiers/{code}/result", "/tracking/{code}",
        )
    }  # fmt: skip
    for methods in document["paths"].values():
        for operation in methods.values():
            assert operation["description"]
            for status, response in operation["responses"].items():
                wanted = "application/problem+json" if int(status) >= 400 else "application/"
                assert all(kind.startswith(wanted) for kind in response["content"])
