"""A dossier's page in every state, and what the applicant does there."""

from collections.abc import Callable
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from motcua.agencies.models import Officer
from motcua.catalogue import queries as catalogue
from motcua.catalogue.rules import forms
from motcua.dossiers import actions as dossiers
from motcua.dossiers import queries
from motcua.dossiers.models import Dossier, Proposal
from motcua.dossiers.rules.choices import Delivery
from motcua.dossiers.rules.process import State, Verb
from motcua.kernel import clock
from motcua.people.models import Account
from motcua.vault import actions as vault

As = Callable[[str], Client]
Officers = Callable[[str], Officer]
Act = Callable[..., Dossier]

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
PHONE, PAPER = "requester.phone", "files.relation_proof"
FAULTS = [{"path": PHONE, "fault": "Số này gọi không được."}, {"path": PAPER, "fault": "Bản chụp mờ."}]


@pytest.fixture
def act(officer: Officers) -> Act:
    """Does an act now, and agrees to it where somebody must."""

    def do(verb: Verb, dossier: Dossier, login: str = "case", agree: bool = False, **more: Any) -> Dossier:
        at = clock.now()
        dossier = dossiers.act(verb=verb, code=dossier.code, by=officer(login), at=at, **more)
        if agree:
            dossier = dossiers.agree(verb=verb, code=dossier.code, by=officer("approver"), at=at)
        for notice in queries.notices(dossier):
            dossiers.make_notice(notice=notice.pk, at=at)
        return dossier

    return do


@pytest.fixture
def received(advanced: Callable[..., Dossier]) -> Dossier:
    return advanced(Verb.RECEIVE)


@pytest.fixture
def asked(act: Act, received: Dossier) -> Dossier:
    """A telephone number and a paper are awaited."""
    return act(Verb.ASK_SUPPLEMENT, received, given={"items": FAULTS})


def page_of(client: Client, dossier: Dossier, more: str = "") -> str:
    response = client.get(f"/my/dossiers/{dossier.code}{more}")
    assert response.status_code == 200
    return unescape(response.content.decode())


def send(client: Client, dossier: Dossier, **fields: Any) -> Any:
    """What the supplement's form posts. Names of fields have "__" for their dots."""
    given = {name.replace("__", "."): value for name, value in fields.items()}
    return client.post(f"/my/dossiers/{dossier.code}/supplement", {"revision": dossier.revision, **given})


# What to do now


def test_a_supplement_is_said_first_with_the_words_of_the_officer(as_: As, asked: Dossier) -> None:
    client = as_("citizen")
    page = page_of(client, asked)
    assert "Bạn cần bổ sung hồ sơ" in page
    assert "2 mục" in page
    assert "Số này gọi không được." in page
    assert f"/my/dossiers/{asked.code}/supplement" in page
    assert page.index("Bạn cần bổ sung hồ sơ") < page.index("Giấy tờ của hồ sơ")
    assert "Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ" in page
    assert client.get(f"/my/dossiers/{asked.code}/notices/1").content.startswith(b"%PDF")
    assert "đang tạm dừng" in page


def test_what_is_owed(as_: As, act: Act, received: Dossier) -> None:
    items = [{"name": "Lệ phí", "amount": 8000}, {"name": "Bản sao", "amount": 2000}]
    page = page_of(as_("citizen"), act(Verb.CHARGE, received, given={"items": items}))
    assert "Bạn cần nộp tiền" in page
    assert "10.000 đ" in page
    assert "thứ Hai đến thứ Sáu: 07:00-11:30, 13:30-17:00" in page


@pytest.mark.parametrize(
    ("verb", "given", "title"),
    [
        (Verb.SUSPEND, {"reason": "Chờ bản án.", "ground": "Điều 24"}, "Việc giải quyết đang tạm dừng"),
        (Verb.STOP, {"reason": "Trùng hồ sơ.", "ground": "Điều 9"}, "Hồ sơ đã dừng giải quyết"),
    ],
)
def test_stopped_ones_say_why_and_where_to_complain(
    as_: As, act: Act, received: Dossier, verb: Verb, given: dict[str, str], title: str
) -> None:
    page = page_of(as_("citizen"), act(verb, received, agree=True, given=given))
    assert title in page
    assert given["reason"] in page
    assert given["ground"] in page
    assert "khiếu nại" in page
    assert "Thông báo dừng giải quyết hồ sơ" in page


def test_a_refusal_says_why(as_: As, act: Act, submitted: Callable[..., Dossier]) -> None:
    given = {"reason": "Không thuộc thẩm quyền."}
    page = page_of(as_("citizen"), act(Verb.REFUSE, submitted(), "reception", agree=True, given=given))
    assert "Hồ sơ không được tiếp nhận" in page
    assert given["reason"] in page
    assert "khiếu nại" in page


def test_an_extension_is_explained(as_: As, act: Act, received: Dossier) -> None:
    given = {"reason": "Chờ xác minh nơi khác."}
    page = page_of(as_("citizen"), act(Verb.EXTEND, received, agree=True, given=given))
    assert "Hạn ban đầu" in page
    assert given["reason"] in page
    assert "Văn bản xin lỗi" in page


def test_a_negative_result_says_why_only_when_it_is_returned(
    as_: As, act: Act, received: Dossier, advanced: Callable[..., Dossier], officer: Officers
) -> None:
    dossier = act(Verb.DENY, received, given={"reason": "Khai không đúng.", "ground": "Điều 22"})
    client = as_("citizen")
    assert "Khai không đúng." not in page_of(client, dossier)
    by = officer("approver")
    dossier = act(Verb.APPROVE, dossier, "approver")
    dossiers.make_decision(code=dossier.code, revision=dossier.revision, officer=by.pk, at=clock.now())
    dossier = act(Verb.SEAL, dossier, "clerk")
    dossiers.make_result(code=dossier.code, revision=dossier.revision, at=clock.now())
    page = page_of(client, act(Verb.RETURN, dossier, "reception"))
    assert "Đề nghị của bạn không được giải quyết" in page
    assert "Khai không đúng." in page
    assert "khiếu nại" in page


@pytest.mark.parametrize(
    ("delivery", "says"),
    [(Delivery.ONLINE, "sắp có ở trang này"), (Delivery.COUNTER, "mời bạn đến nhận")],
)
def test_how_the_result_comes(
    as_: As,
    advanced: Callable[..., Dossier],
    submitted: Callable[..., Dossier],
    delivery: Delivery,
    says: str,
) -> None:
    dossier = advanced(Verb.SEAL, submitted(delivery=delivery))
    assert says in page_of(as_("citizen"), dossier)


def test_by_post_with_its_tracking_number(
    as_: As, act: Act, advanced: Callable[..., Dossier], submitted: Callable[..., Dossier]
) -> None:
    new = submitted(delivery=Delivery.POST, delivery_address="Số 1, phố Lê Lợi")
    dossier = act(Verb.DISPATCH, advanced(Verb.SEAL, new), "reception", given={"tracking": "VN123456789"})
    page = page_of(as_("citizen"), dossier)
    assert "VN123456789" in page
    assert "Số 1, phố Lê Lợi" in page


def test_a_corrected_result_says_so_and_links_the_new_one(
    as_: As, act: Act, advanced: Callable[..., Dossier]
) -> None:
    first = advanced(Verb.RETURN)
    old = first.number
    client = as_("citizen")
    corrected = act(Verb.CORRECT, first, "approver", note="Sai năm sinh.")
    page = page_of(client, corrected)
    assert "Kết quả cũ đã được thu hồi để sửa" in page
    assert "Sai năm sinh." in page
    assert client.get(f"/my/dossiers/{first.code}/papers/result").status_code == 404
    assert client.get(f"/my/dossiers/{first.code}/replaced/1").content.startswith(b"%PDF")
    dossier = corrected
    for verb, login in ((Verb.APPRAISE, "case"), (Verb.APPROVE, "approver"), (Verb.SEAL, "clerk")):
        dossier = act(verb, dossier, login, note="Đã sửa.")
        if verb is Verb.APPROVE:
            by = Officer.objects.get(account__username=login)
            dossiers.make_decision(
                code=dossier.code, revision=dossier.revision, officer=by.pk, at=clock.now()
            )
        if verb is Verb.SEAL:
            dossiers.make_result(code=dossier.code, revision=dossier.revision, at=clock.now())
    dossier = act(Verb.RETURN, dossier, "reception")
    page = page_of(client, dossier)
    assert "Kết quả cũ đã được thay thế" in page
    assert old in page
    assert dossier.number in page


def test_a_result_that_was_only_sealed_never_reached_anybody(
    as_: As, act: Act, advanced: Callable[..., Dossier]
) -> None:
    dossier = act(Verb.CORRECT, advanced(Verb.SEAL), "approver", note="Sai năm sinh.")
    client = as_("citizen")
    assert "/replaced/1" not in page_of(client, dossier)
    assert client.get(f"/my/dossiers/{dossier.code}/replaced/1").status_code == 404


def test_what_officers_ask_each_other_is_not_told(as_: As, act: Act, received: Dossier) -> None:
    given = {"agencies": ["H49.06673"], "question": "Có tranh chấp không?"}
    dossier = act(Verb.CONSULT, received, given=given)
    page = page_of(as_("citizen"), dossier)
    assert "Có tranh chấp không?" not in page
    assert "Lấy ý kiến" not in page


# Supplementing


def test_only_what_was_marked_is_asked(as_: As, asked: Dossier) -> None:
    page = page_of(as_("citizen"), asked, "/supplement")
    assert f'name="{PHONE}"' in page
    assert f'name="{PAPER}.file"' in page
    assert 'name="requester.person.full_name"' not in page
    assert "Bản chụp mờ." in page
    assert asked.answers["requester"]["phone"] in page


def test_review_shows_old_and_new_then_it_is_sent(as_: As, asked: Dossier) -> None:
    client = as_("citizen")
    file = SimpleUploadedFile("quan hệ.pdf", PDF)
    before = asked.answers["requester"]["phone"]
    response = send(client, asked, requester__phone="0987654321", files__relation_proof__file=file, next="1")
    review = unescape(response.content.decode())
    assert response.status_code == 200
    assert before in review
    assert "0987654321" in review
    assert "quan hệ.pdf" in review
    asked.refresh_from_db()
    assert asked.state == State.SUPPLEMENTING
    document = vault_id(review)
    assert client.get(f"/my/dossiers/{asked.code}/supplement/{document}").content == PDF
    done = send(client, asked, requester__phone="0987654321", files__relation_proof=document, send="1")
    assert done.status_code == 302
    asked.refresh_from_db()
    assert asked.state == State.RECEIVED
    assert asked.answers["requester"]["phone"] == "0987654321"
    assert "relation_proof" not in [one.component for one in queries.attachments(asked)][1:]
    assert "Bổ sung hồ sơ" in page_of(client, asked)


def vault_id(page: str) -> str:
    """The hidden document id on the review page."""
    return page.split(f'name="{PAPER}" value="')[1].split('"')[0]


def test_sent_twice_is_one_supplement(as_: As, asked: Dossier) -> None:
    client = as_("citizen")
    first = send(client, asked, requester__phone="0987654321", send="1")
    again = send(client, asked, requester__phone="0987654321", send="1")
    assert first["Location"] == again["Location"] == f"/my/dossiers/{asked.code}"
    assert asked.amendments.count() == 1


def test_a_page_that_others_overtook_is_not_sent(as_: As, asked: Dossier) -> None:
    client = as_("citizen")
    Dossier.objects.filter(pk=asked.pk).update(revision=asked.revision + 1)
    assert send(client, asked, requester__phone="0987654321", send="1").status_code == 302
    assert not asked.amendments.exists()


def test_wrong_answers_are_said_and_nothing_is_lost(as_: As, asked: Dossier) -> None:
    client = as_("citizen")
    file = SimpleUploadedFile("mới.pdf", PDF)
    response = send(client, asked, requester__phone="abc", files__relation_proof__file=file, next="1")
    page = unescape(response.content.decode())
    assert response.status_code == 422
    assert 'value="abc"' in page
    assert "mới.pdf" in page
    assert 'id="error-summary"' in page
    assert vault_id(page)


def test_nothing_changed_is_refused(as_: As, asked: Dossier) -> None:
    phone = asked.answers["requester"]["phone"]
    response = send(as_("citizen"), asked, requester__phone=phone, next="1")
    assert response.status_code == 422
    assert "Bạn chưa sửa hay bổ sung mục nào" in response.content.decode()


def test_a_file_is_taken_out_again(as_: As, asked: Dossier) -> None:
    client = as_("citizen")
    file = SimpleUploadedFile("mới.pdf", PDF)
    page = send(client, asked, files__relation_proof__file=file, upload="x").content.decode()
    pk = vault_id(page)
    page = send(client, asked, files__relation_proof=pk, remove=f"{PAPER}:{pk}").content.decode()
    assert "mới.pdf" not in page


def test_paths_that_were_not_asked_change_nothing(as_: As, asked: Dossier) -> None:
    before = asked.answers["requester"]["person"]
    send(
        as_("citizen"), asked, requester__phone="0987654321", requester__person__full_name="Kẻ Khác", send="1"
    )
    asked.refresh_from_db()
    assert asked.answers["requester"]["person"] == before
    assert asked.answers["requester"]["phone"] == "0987654321"


def test_files_of_others_are_not_taken(as_: As, asked: Dossier, account: Callable[[str], Account]) -> None:
    theirs = vault.keep(name="a.pdf", content=PDF, by=account("neighbour"), at=clock.now())
    client = as_("citizen")
    assert send(client, asked, files__relation_proof=str(theirs.pk), send="1").status_code == 422
    assert client.get(f"/my/dossiers/{asked.code}/supplement/{theirs.pk}").status_code == 404


@pytest.mark.parametrize("strange", ["9" * 40, "x", "-1", "\x00"])
def test_strange_ids_break_nothing(as_: As, asked: Dossier, strange: str) -> None:
    assert send(as_("citizen"), asked, files__relation_proof=strange, next="1").status_code == 422


def test_nothing_is_asked_of_a_dossier_that_waits_for_nobody(as_: As, received: Dossier) -> None:
    client = as_("citizen")
    for more in ("/supplement", "/draft"):
        address = f"/my/dossiers/{received.code}"
        assert client.get(address + more)["Location"] == address
    assert client.get(f"/my/dossiers/{received.code}/draft.pdf").status_code == 404


# Withdrawing


def test_a_withdrawal_waits_for_agreement_and_is_asked_once(as_: As, received: Dossier) -> None:
    client, address = as_("citizen"), f"/my/dossiers/{received.code}/withdraw"
    assert address in page_of(client, received)
    assert client.post(address, {"reason": " "}).status_code == 422
    for _press in range(2):
        assert client.post(address, {"reason": "Không cần nữa."}).status_code == 302
    assert Proposal.objects.count() == 1
    page = page_of(client, received)
    assert "Đang chờ đồng ý cho rút hồ sơ" in page
    assert f'href="{address}"' not in page


def test_a_withdrawal_that_was_refused_says_why(
    as_: As, received: Dossier, officer: Officers, account: Callable[[str], Account]
) -> None:
    client = as_("citizen")
    client.post(f"/my/dossiers/{received.code}/withdraw", {"reason": "Không cần nữa."})
    by = officer("approver")
    dossiers.decline(verb=Verb.WITHDRAW, code=received.code, by=by, at=clock.now(), note="Đã ký kết quả.")
    page = page_of(client, received)
    assert "Chưa được đồng ý cho rút hồ sơ" in page
    assert "Đã ký kết quả." in page


def test_what_has_ended_cannot_be_withdrawn(as_: As, advanced: Callable[..., Dossier]) -> None:
    dossier = advanced(Verb.RETURN)
    client = as_("citizen")
    assert client.post(f"/my/dossiers/{dossier.code}/withdraw", {"reason": "x"}).status_code == 302
    assert not Proposal.objects.exists()


# The draft of the result


@pytest.fixture
def confirming(act: Act, submitted: Callable[..., Dossier]) -> Dossier:
    """A birth certificate whose draft the applicant is to look at."""
    new = submitted(code="1.001193", answers=of_a_birth())
    return act(Verb.SHOW_DRAFT, act(Verb.RECEIVE, new, "reception"))


def of_a_birth() -> dict[str, Any]:
    """Answers with parents old enough for the child, which the example's are not."""
    today = clock.day(clock.now())
    answers = forms.example(catalogue.current("1.001193", on=today).procedure, today)
    answers["child"] |= {"birth_date": "2026-10-05", "birth_time": "08:15"}
    answers["father"]["personal_id"] = "022090043559"
    return answers


def test_the_draft_is_shown_and_confirmed_once(as_: As, confirming: Dossier) -> None:
    client, address = as_("citizen"), f"/my/dossiers/{confirming.code}/draft"
    page = page_of(client, confirming)
    assert "Bạn cần xem và xác nhận dự thảo" in page
    assert "không có ý kiến được coi là đồng ý" in page
    assert "chưa có giá trị" in page_of(client, confirming, "/draft")
    pdf = client.get(f"{address}.pdf")
    assert pdf.content.startswith(b"%PDF")
    assert b"/ByteRange" not in pdf.content
    body = {"answer": "right", "revision": confirming.revision}
    for _press in range(2):
        assert client.post(address, body)["Location"] == f"/my/dossiers/{confirming.code}"
    confirming.refresh_from_db()
    assert confirming.state == State.RECEIVED
    assert confirming.draft_confirmed_at


def test_an_objection_needs_words(as_: As, confirming: Dossier) -> None:
    client, address = as_("citizen"), f"/my/dossiers/{confirming.code}/draft"
    body = {"answer": "wrong", "revision": confirming.revision}
    assert client.post(address, body).status_code == 422
    assert client.post(address, {**body, "note": "Sai ngày sinh."}).status_code == 302
    confirming.refresh_from_db()
    assert (confirming.state, confirming.draft_confirmed_at) == (State.RECEIVED, None)


# Neighbours, and how much is asked of the database


def test_the_neighbour_does_nothing_with_it(as_: As, asked: Dossier) -> None:
    client = as_("neighbour")
    for more in ("", "/supplement", "/withdraw", "/draft", "/draft.pdf", "/notices/1", "/replaced/1"):
        assert client.get(f"/my/dossiers/{asked.code}{more}").status_code == 404
    assert send(client, asked, requester__phone="0987654321", send="1").status_code == 404
    assert client.post(f"/my/dossiers/{asked.code}/withdraw", {"reason": "x"}).status_code == 404
    asked.refresh_from_db()
    assert asked.state == State.SUPPLEMENTING
    assert not Proposal.objects.exists()


def test_queries(as_: As, asked: Dossier, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    client = as_("citizen")
    page_of(client, asked)
    # session, account, person, dossier, attachments, notices, history, withdrawal, replaced results,
    # the last replaced one, pauses; officer and unread messages for the frame
    with django_assert_num_queries(13):
        page_of(client, asked)
    with django_assert_num_queries(8):  # session, account, person, dossier, form 02, attachments; frame
        page_of(client, asked, "/supplement")


def test_after_an_hour_a_paper_is_promised_no_more(
    as_: As, act: Act, received: Dossier, officer: Officers
) -> None:
    at = clock.now() - timedelta(hours=2)
    dossiers.act(
        verb=Verb.ASK_SUPPLEMENT,
        code=received.code,
        by=officer("case"),
        at=at,
        given={"items": FAULTS},
    )
    assert "Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ: đang được lập" not in page_of(as_("citizen"), received)


def test_new_answers_call_for_new_questions(as_: As, act: Act, received: Dossier) -> None:
    """Who was never married and now says divorced is asked for the paper that says so."""
    items = [{"path": "status.marital_status", "fault": "Không khớp với sổ hộ tịch."}]
    dossier = act(Verb.ASK_SUPPLEMENT, received, given={"items": items})
    client = as_("citizen")
    response = send(client, dossier, status__marital_status="divorced", next="1")
    page = response.content.decode()
    assert response.status_code == 422
    assert 'name="status.ending_paper"' in page
    assert "Câu trả lời mới của bạn cần thêm mục này" in page
