"""At the counter: from the person who stands there to the code, with nothing lost on the way."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from motcua.catalogue import queries as catalogue
from motcua.catalogue.rules import forms
from motcua.dossiers.models import Dossier, Draft
from motcua.journal.models import Entry
from motcua.kernel import clock
from motcua.people.models import Account, Person
from tests.web.citizen.conftest import posted
from tests.web.officer.conftest import As
from tests.web.officer.test_dossier import PDF

MARITAL = "1.004873"
STRANGER = {
    "kind": "citizen", "name": "Đỗ Văn Lạ", "personal_id": "022085123456", "birth_date": "1985-02-03",
    "sex": "male", "phone": "", "email": "",
}  # fmt: skip


def text(response: Any) -> str:
    found: str = response.content.decode()
    return found


def begin(client: Client, code: str = MARITAL) -> str:
    """The address of the new application, without its part."""
    answer = client.post("/office/counter/", {"procedure": code})
    assert answer.status_code == 302, text(answer)
    return answer["Location"].removesuffix("person")


def fill(client: Client, at: str) -> str:
    """Every section answered right; the address that follows."""
    procedure = catalogue.current(MARITAL, on=clock.day(clock.now())).procedure
    answers = forms.example(procedure, clock.day(clock.now()))
    where = ""
    for section in procedure.form.sections:
        sent = posted(answers[section.id], section.id)
        answer = client.post(f"{at}sections/{section.id}", {**sent, "next": "1"})
        assert answer.status_code == 302, re.findall(r"ds-validation-message\">([^<]+)", text(answer))
        where = answer["Location"]
    return where


@pytest.fixture
def reception(as_: As) -> Client:
    return as_("reception")


@pytest.mark.parametrize("login", ["case", "approver", "clerk", "leader"])
def test_only_reception_files_for_others(as_: As, login: str) -> None:
    assert as_(login).get("/office/counter/").status_code == 403
    assert as_(login).post("/office/counter/", {"procedure": MARITAL}).status_code == 403
    assert not Draft.objects.exists()


def test_finding_the_procedure(reception: Client) -> None:
    assert "1.004873" in text(reception.get("/office/counter/?q=tinh+trang+hon+nhan"))
    assert "Không tìm thấy thủ tục nào" in text(reception.get("/office/counter/?q=zzzzzz"))
    assert reception.post("/office/counter/", {"procedure": "9.999999"}).status_code == 404
    assert not Draft.objects.exists()


def test_a_procedure_of_another_desk_is_refused(as_: As, reception: Client) -> None:
    provincial = "1.001445"
    refused = reception.post("/office/counter/", {"procedure": provincial})
    assert refused.status_code == 422
    assert "không tiếp nhận thủ tục này" in text(refused)
    assert as_("reception.90").post("/office/counter/", {"procedure": provincial}).status_code == 302


def test_from_the_person_to_the_receipt(reception: Client, account: Callable[[str], Account]) -> None:
    at = begin(reception)
    answer = reception.post(f"{at}person", {**STRANGER, "next": "1"})
    assert answer["Location"] == f"{at}sections/requester"
    prefilled = text(reception.get(f"{at}sections/requester"))
    assert 'value="Đỗ Văn Lạ"' in prefilled
    assert 'value="022085123456"' in prefilled
    assert fill(reception, at) == f"{at}documents"
    answer = reception.post(f"{at}documents", {"handed": ["residence_proof"], "next": "1"})
    assert answer["Location"] == f"{at}review"
    review = text(reception.get(f"{at}review"))
    assert "Bản giấy đã nhận" in review
    assert "Nộp và tiếp nhận ngay" in review
    answer = reception.post(f"{at}review", {"receive": "1"})
    dossier = Dossier.objects.get()
    assert answer["Location"] == f"/office/dossiers/{dossier.code}/filed"
    assert (dossier.state, dossier.channel, dossier.handed) == ("received", "direct", ["residence_proof"])
    assert (dossier.typed_by_officer, dossier.typed_by) == (True, account("reception"))
    assert (dossier.applicant.verified, dossier.applicant.birth_date) == (True, date(1985, 2, 3))
    submission = Entry.objects.get(subject=dossier.subject, verb="submit")
    assert submission.actor.startswith("officer:")
    assert submission.body["typed_by"] == "officer"
    filed = text(reception.get(answer["Location"]))
    assert dossier.code in filed
    assert "Đang được lập và đóng dấu" in filed
    assert not Draft.objects.exists()
    again = reception.post(f"{at}review", {"receive": "1"})
    assert again["Location"] == f"/office/dossiers/{dossier.code}/filed"
    assert Dossier.objects.count() == 1
    history = text(reception.get(f"/office/dossiers/{dossier.code}"))
    assert "không còn nguyên vẹn" not in history
    assert "Cán bộ tại quầy" in history


def test_only_handed_in_waits_to_be_received(reception: Client) -> None:
    at = begin(reception)
    reception.post(f"{at}person", {**STRANGER, "next": "1"})
    fill(reception, at)
    answer = reception.post(f"{at}review", {"submit": "1"})
    assert Dossier.objects.get().state == "submitted"
    assert "chờ tiếp nhận" in text(reception.get(answer["Location"]))


def test_somebody_known_is_found_by_number(reception: Client, account: Callable[[str], Account]) -> None:
    at = begin(reception)
    sent = {"kind": "citizen", "personal_id": "022190000001", "find": "1"}
    found = text(reception.post(f"{at}person", sent))
    assert "Đã có trong hệ thống" in found
    assert 'value="Nguyễn Thị Mẫu"' in found
    assert 'value="1990-05-12"' in found
    unknown = text(reception.post(f"{at}person", {**sent, "personal_id": STRANGER["personal_id"]}))
    assert "Chưa có trong hệ thống" in unknown
    people = Person.objects.count()
    mau = {
        **STRANGER, "name": "nguyễn  thị mẫu", "personal_id": "022190000001", "birth_date": "1990-05-12",
        "sex": "female",
    }  # fmt: skip
    assert reception.post(f"{at}person", {**mau, "next": "1"}).status_code == 302
    fill(reception, at)
    reception.post(f"{at}review", {"submit": "1"})
    dossier = Dossier.objects.get()
    assert dossier.applicant == account("citizen").person
    assert Person.objects.count() == people


def test_a_known_number_with_another_name_is_refused(reception: Client) -> None:
    at = begin(reception)
    sent = {
        **STRANGER,
        "personal_id": "022190000001",
        "birth_date": "1990-05-12",
        "sex": "female",
        "next": "1",
    }
    answer = reception.post(f"{at}person", sent)
    assert answer.status_code == 422
    assert "Số này đã xác thực cho một người có tên khác" in text(answer)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"personal_id": "123456789012"}, "Số định danh phải gồm 12 chữ số"),
        ({"personal_id": "0221"}, "Số định danh phải gồm 12 chữ số"),
        ({"birth_date": "1990-01-01"}, "không khớp với năm sinh"),
        ({"birth_date": "2999-01-01"}, "không sau hôm nay"),
        ({"birth_date": "hôm qua"}, "Vui lòng nhập ngày sinh"),
        ({"sex": "female"}, "Giới tính không khớp"),
        ({"name": ""}, "Vui lòng nhập họ tên"),
        ({"name": "🙂"}, "Tên này không đúng"),
        ({"phone": "113"}, "Vui lòng nhập số điện thoại"),
        ({"email": "a@b"}, "Địa chỉ thư điện tử chưa đúng"),
        ({"kind": "ghost"}, "Vui lòng chọn loại người nộp"),
    ],
)
def test_a_wrong_person_is_refused_and_what_was_typed_stays(
    reception: Client, wrong: dict[str, str], sentence: str
) -> None:
    at = begin(reception)
    answer = reception.post(f"{at}person", {**STRANGER, **wrong, "next": "1"})
    assert answer.status_code == 422
    page = text(answer)
    assert sentence in page
    for name, typed in wrong.items():
        if typed and name not in ("sex", "kind"):
            assert f'value="{typed}"' in page
    faults = reception.post(f"{at}review", {"submit": "1"})
    assert faults.status_code == 422
    assert not Dossier.objects.exists()
    assert not Person.objects.filter(personal_id=STRANGER["personal_id"]).exists()


def test_an_unfinished_application_is_not_handed_in(reception: Client) -> None:
    at = begin(reception)
    reception.post(f"{at}person", {**STRANGER, "next": "1"})
    page = reception.post(f"{at}review", {"submit": "1"})
    assert page.status_code == 422
    assert "Cần làm xong trước khi nộp" in text(page)
    assert not Dossier.objects.exists()
    assert not Person.objects.filter(name="Đỗ Văn Lạ").exists()
    assert Draft.objects.count() == 1


def test_a_wrong_answer_stays_in_its_field(reception: Client) -> None:
    at = begin(reception)
    answer = reception.post(f"{at}sections/requester", {"requester.phone": "<i>12</i>", "next": "1"})
    assert answer.status_code == 422
    assert "&lt;i&gt;12&lt;/i&gt;" in text(answer)
    assert "&lt;i&gt;12&lt;/i&gt;" in text(reception.get(f"{at}sections/requester"))


def test_documents_by_file_and_on_paper(reception: Client, as_: As) -> None:
    at = begin(reception)
    wrong = SimpleUploadedFile("a.pdf", b"MZ not a pdf", "application/pdf")
    sent = {
        "files.residence_proof.file": wrong,
        "handed": ["residence_proof", "no_such_paper"],
        "upload": "1",
    }
    answer = reception.post(f"{at}documents", sent)
    assert answer.status_code == 422
    assert "Chỉ nhận tệp PDF" in text(answer)
    draft = Draft.objects.get()
    assert draft.handed == ["residence_proof"]
    right = SimpleUploadedFile("giấy.pdf", PDF, "application/pdf")
    page = text(reception.post(f"{at}documents", {"files.residence_proof.file": right, "upload": "1"}))
    draft.refresh_from_db()
    document = draft.files["residence_proof"][0]
    assert "giấy.pdf" in page
    assert reception.get(f"{at}files/{document}").content == PDF
    assert as_("reception.06673").get(f"{at}files/{document}").status_code == 404
    reception.post(f"{at}documents", {"remove": f"files.residence_proof:{document}"})
    draft.refresh_from_db()
    assert draft.files["residence_proof"] == []
    assert reception.get(f"{at}files/{document}").status_code == 404


@pytest.mark.parametrize("part", ["person", "sections/requester", "documents", "review", "discard"])
def test_a_colleague_does_not_see_the_draft(as_: As, reception: Client, part: str) -> None:
    at = begin(reception)
    assert reception.get(f"{at}{part}").status_code == 200
    assert as_("reception.06673").get(f"{at}{part}").status_code == 404


def test_what_was_begun_is_found_again_and_given_up(reception: Client) -> None:
    at = begin(reception)
    reception.post(f"{at}person", {**STRANGER, "next": "1"})
    page = text(reception.get("/office/counter/"))
    assert "Đỗ Văn Lạ" in page
    assert f'href="{at}review"' in page
    assert "Giữ lại" in text(reception.get(f"{at}discard"))
    assert Draft.objects.exists()
    assert reception.post(f"{at}discard")["Location"] == "/office/counter/"
    assert not Draft.objects.exists()


def test_a_business_gives_its_tax_code(as_: As) -> None:
    reception = as_("reception")
    code = next(
        hit.code
        for hit in catalogue.search(on=clock.day(clock.now()), level="commune", limit=100).hits
        if "business" in catalogue.version(hit.version_id).applicants and "direct" in hit.channels
    )
    at = begin(reception, code)
    business = {"kind": "business", "name": "Công ty Thử", "tax_code": "0100109107", "next": "1"}
    refused = reception.post(f"{at}person", business)
    assert refused.status_code == 422
    assert "Mã số thuế không đúng" in text(refused)
    found = text(reception.post(f"{at}person", {"kind": "business", "tax_code": "0100109106", "find": "1"}))
    assert 'value="Công ty TNHH Thí Dụ"' in found
