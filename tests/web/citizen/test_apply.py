"""From the procedure to the dossier, through the pages."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from motcua.catalogue import queries as catalogue
from motcua.catalogue.rules import forms
from motcua.dossiers import actions as dossiers
from motcua.dossiers.models import Dossier, Draft
from motcua.kernel import clock
from motcua.people.models import Account
from tests.web.citizen.conftest import posted

CODE = "1.004873"
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF"

As = Callable[[str], Client]


@pytest.fixture
def started(as_: As) -> tuple[Client, str]:
    """The citizen, and the address of the draft just begun."""
    client = as_("citizen")
    return client, client.post(f"/my/apply/{CODE}")["Location"]


def answers(code: str = CODE) -> dict[str, Any]:
    """Right answers, the applicant's sex and number agreeing."""
    procedure = catalogue.current(code, on=clock.day(clock.now())).procedure
    return forms.example(procedure, clock.day(clock.now()))


def fill(client: Client, draft: str) -> None:
    """Every section, as a browser sends it."""
    for section, values in answers().items():
        response = client.post(f"{draft}sections/{section}", posted(values, section) | {"next": "1"})
        assert response.status_code == 302, response.content.decode()


def test_whole_way(started: tuple[Client, str]) -> None:
    client, draft = started
    fill(client, draft)
    assert client.post(f"{draft}documents", {"next": "1"})["Location"].endswith("/review")
    page = client.get(f"{draft}review").content.decode()
    assert answers()["requester"]["phone"] in page
    done = client.post(f"{draft}review", {"declared": "yes"})
    dossier = Dossier.objects.get()
    assert done["Location"] == f"/my/dossiers/{dossier.code}"
    assert dossier.applicant.account is not None
    assert dossier.applicant.account.username == "citizen"
    assert not Draft.objects.exists()
    assert dossier.code in client.get(done["Location"]).content.decode()


def test_submitting_twice_gives_one_dossier(started: tuple[Client, str]) -> None:
    client, draft = started
    fill(client, draft)
    first = client.post(f"{draft}review", {"declared": "yes"})
    again = client.post(f"{draft}review", {"declared": "yes"})
    assert first["Location"] == again["Location"]
    assert Dossier.objects.count() == 1


def test_submitted_draft_of_somebody_else_is_not_found(started: tuple[Client, str], as_: As) -> None:
    client, draft = started
    fill(client, draft)
    client.post(f"{draft}review", {"declared": "yes"})
    assert as_("neighbour").get(f"{draft}review").status_code == 404


def test_start_pressed_twice_makes_one_draft(as_: As) -> None:
    client = as_("citizen")
    first, again = (client.post(f"/my/apply/{CODE}")["Location"] for _press in range(2))
    assert first == again


def test_start_finds_the_ward_of_the_applicant(started: tuple[Client, str]) -> None:
    assert Draft.objects.get().agency is not None


def test_first_page_is_filled_from_what_is_known(
    started: tuple[Client, str], account: Callable[[str], Account]
) -> None:
    client, draft = started
    page = client.get(f"{draft}sections/requester").content.decode()
    assert account("citizen").person.personal_id in page
    assert Draft.objects.get().answers == {}


def test_wrong_answers_are_kept_and_said(started: tuple[Client, str]) -> None:
    client, draft = started
    given = posted(answers()["requester"], "requester")
    given |= {"requester.person.personal_id": "999999999999", "requester.phone": "khong phai so", "next": "1"}
    response = client.post(f"{draft}sections/requester", given)
    page = response.content.decode()
    assert response.status_code == 422
    assert "999999999999" in page
    assert "khongphaiso" in page
    assert 'id="error-summary"' in page
    assert Draft.objects.get().answers["requester"]["phone"] == "khongphaiso"
    assert "khong" in client.get(f"{draft}sections/requester").content.decode()


def test_refresh_shows_no_errors_and_keeps_all(started: tuple[Client, str]) -> None:
    client, draft = started
    response = client.post(f"{draft}sections/status", {"status.marital_status": "divorced", "refresh": "1"})
    page = response.content.decode()
    assert response.status_code == 200
    assert 'name="status.ending_paper"' in page
    assert "error-summary" not in page
    assert Draft.objects.get().answers["status"] == {"marital_status": "divorced"}


def test_answer_hidden_for_a_while_comes_back(started: tuple[Client, str]) -> None:
    client, draft = started
    address = f"{draft}sections/status"
    client.post(
        address, {"status.marital_status": "divorced", "status.ending_paper": "12/QĐ", "refresh": "1"}
    )
    client.post(address, {"status.marital_status": "never_married", "refresh": "1"})
    page = client.post(address, {"status.marital_status": "divorced", "refresh": "1"}).content.decode()
    assert Draft.objects.get().answers["status"]["marital_status"] == "divorced"
    assert 'name="status.ending_paper"' in page


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "Nguyễn 😀", "a\x00b\x08", "\ud800"])
def test_strange_text_never_breaks_and_is_never_markup(started: tuple[Client, str], text: str) -> None:
    client, draft = started
    body = {"requester.person.full_name": text.encode("utf-8", "surrogatepass"), "next": "1"}
    response = client.post(f"{draft}sections/requester", body)
    assert response.status_code == 422
    assert "<script>alert" not in response.content.decode()


def test_later_goes_to_the_list_of_parts(started: tuple[Client, str]) -> None:
    client, draft = started
    response = client.post(f"{draft}sections/status", {"status.marital_status": "married", "later": "1"})
    assert response["Location"] == draft
    page = client.get(draft).content.decode()
    assert "Cần sửa" in page


def test_nothing_is_submitted_with_faults(started: tuple[Client, str]) -> None:
    client, draft = started
    response = client.post(f"{draft}review", {"declared": "yes"})
    assert response.status_code == 422
    assert f"{draft}sections/requester" in response.content.decode()
    assert not Dossier.objects.exists()


def test_nothing_is_submitted_without_the_declaration(started: tuple[Client, str]) -> None:
    client, draft = started
    fill(client, draft)
    assert client.post(f"{draft}review", {}).status_code == 422
    assert not Dossier.objects.exists()


def test_how_to_receive_the_result_is_asked_and_kept(started: tuple[Client, str]) -> None:
    client, draft = started
    fill(client, draft)
    page = client.get(f"{draft}review").content.decode()
    assert 'value="post"' in page
    assert client.post(f"{draft}review", {"delivery": "post", "delivery_address": " "}).status_code == 422
    wrong = client.post(f"{draft}review", {"delivery": "pigeon", "declared": "yes"})
    assert "Vui lòng chọn cách nhận kết quả" in wrong.content.decode()
    given = {"delivery": "post", "delivery_address": "Số 1, phố Lê Lợi"}
    page = client.post(f"{draft}review", given).content.decode()
    assert "Số 1, phố Lê Lợi" in page
    assert not Dossier.objects.exists()
    client.post(f"{draft}review", given | {"declared": "yes"})
    dossier = Dossier.objects.get()
    assert (dossier.delivery, dossier.delivery_address) == ("post", "Số 1, phố Lê Lợi")


def test_a_strange_address_is_no_address(started: tuple[Client, str]) -> None:
    client, draft = started
    fill(client, draft)
    given = {"delivery": "post", "delivery_address": "a\x00", "declared": "yes"}
    assert client.post(f"{draft}review", given).status_code == 422


def test_place_is_chosen_among_communes_of_the_province(started: tuple[Client, str]) -> None:
    client, draft = started
    assert client.post(f"{draft}where", {"commune": "00001"}).status_code == 422
    assert client.post(f"{draft}where", {"commune": "06673"}).status_code == 302
    agency = Draft.objects.get().agency
    assert agency is not None
    assert agency.code == "H49.06673"


@pytest.mark.parametrize("page", ["", "where", "sections/requester", "documents", "review", "discard"])
def test_neighbour_sees_no_draft(started: tuple[Client, str], as_: As, page: str) -> None:
    _client, draft = started
    assert as_("neighbour").get(f"{draft}{page}").status_code == 404
    assert as_("neighbour").post(f"{draft}{page}").status_code in (404, 405)
    assert Draft.objects.count() == 1


@pytest.mark.parametrize("page", ["", "where", "sections/requester", "documents", "review", "discard"])
def test_who_is_not_signed_in_goes_to_sign_in(started: tuple[Client, str], page: str) -> None:
    _client, draft = started
    assert Client().get(f"{draft}{page}")["Location"].startswith("/accounts/login/?next=/my/")


def test_officer_is_told_to_use_the_counter(as_: As) -> None:
    response = as_("reception").get("/my/")
    assert response.status_code == 403
    assert "Tiếp nhận tại quầy" in response.content.decode()


def test_unknown_section_and_procedure(started: tuple[Client, str]) -> None:
    client, draft = started
    assert client.get(f"{draft}sections/nothing").status_code == 404
    assert client.get("/my/apply/9.999999").status_code == 404


def test_discard_asks_first(started: tuple[Client, str]) -> None:
    client, draft = started
    client.get(f"{draft}discard")
    assert Draft.objects.exists()
    client.post(f"{draft}discard")
    assert not Draft.objects.exists()


def divorced(client: Client, draft: str) -> None:
    """Answers that call for a document."""
    client.post(f"{draft}sections/status", {"status.marital_status": "divorced", "later": "1"})


def test_document_is_asked_for_given_shown_and_removed(started: tuple[Client, str]) -> None:
    client, draft = started
    divorced(client, draft)
    assert client.post(f"{draft}documents", {"next": "1"}).status_code == 422
    file = SimpleUploadedFile("bản án.pdf", PDF)
    page = client.post(f"{draft}documents", {"files.divorce_paper.file": file, "upload": "x"})
    assert "bản án.pdf" in page.content.decode()
    (pk,) = Draft.objects.get().files["divorce_paper"]
    shown = client.get(f"{draft}files/{pk}")
    assert shown.content == PDF
    assert shown["X-Content-Type-Options"] == "nosniff"
    assert shown["Cache-Control"] == "private, no-store"
    assert "default-src 'none'" in shown["Content-Security-Policy"]
    client.post(f"{draft}documents", {"remove": f"files.divorce_paper:{pk}"})
    assert Draft.objects.get().files["divorce_paper"] == []


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.pdf", b"", "Tệp trống"),
        ("a.pdf", b"MZ not a pdf", "PDF, JPG hoặc PNG"),
        ("a.png", PDF, "phần mở rộng"),
        ("a.pdf", PDF + b" " * 20 * 2**20, "20 MB"),
    ],
)
def test_bad_files_are_refused_in_words(
    started: tuple[Client, str], name: str, content: bytes, says: str
) -> None:
    client, draft = started
    divorced(client, draft)
    good = SimpleUploadedFile("tot.pdf", PDF)
    bad = SimpleUploadedFile(name, content)
    response = client.post(f"{draft}documents", {"files.divorce_paper.file": [good, bad], "upload": "x"})
    page = response.content.decode()
    assert response.status_code == 422
    assert says in page
    assert "tot.pdf" in page


def test_file_of_another_account_is_not_shown(
    started: tuple[Client, str], account: Callable[[str], Account]
) -> None:
    client, draft = started
    other = account("neighbour")
    theirs = dossiers.start(procedure_code=CODE, by=other, at=clock.now())
    document = dossiers.attach(
        draft=theirs, component="divorce_paper", name="a.pdf", content=PDF, by=other, at=clock.now()
    )
    assert client.get(f"{draft}files/{document.pk}").status_code == 404


def test_counter_only_procedure_cannot_be_started(as_: As) -> None:
    assert as_("citizen").post("/my/apply/2.000815").status_code == 422


def test_queries_of_the_parts_and_a_section(
    started: tuple[Client, str], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client, draft = started
    for page in ("", "sections/requester"):
        client.get(f"{draft}{page}")
        with django_assert_num_queries(6):  # session, account, person, draft; officer, unread
            client.get(f"{draft}{page}")
