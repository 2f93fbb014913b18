"""What everybody may know of a dossier that went another way, and of papers that count no more."""

from collections.abc import Callable, Iterator
from html import unescape
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from motcua.agencies.models import Officer
from motcua.dossiers import actions as dossiers
from motcua.dossiers import queries
from motcua.dossiers.models import Dossier
from motcua.dossiers.rules.process import Verb
from motcua.kernel import clock
from motcua.vault import queries as vault
from motcua.vault.models import Document

Officers = Callable[[str], Officer]
Advanced = Callable[..., Dossier]
SECRETS = ("Trùng hồ sơ đã nộp.", "Số này gọi không được.", "Chờ xác minh nơi khác.")


@pytest.fixture(autouse=True)
def _fresh_counts() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def act(officer: Officers) -> Callable[..., Dossier]:
    def do(verb: Verb, dossier: Dossier, login: str = "case", agree: bool = False, **more: Any) -> Dossier:
        at = clock.now()
        dossier = dossiers.act(verb=verb, code=dossier.code, by=officer(login), at=at, **more)
        if agree:
            dossier = dossiers.agree(verb=verb, code=dossier.code, by=officer("approver"), at=at)
        return dossier

    return do


def track(client: Client, dossier: Dossier) -> str:
    response = client.post("/tracking", {"code": dossier.code, "digits": "0001"})
    assert response.status_code == 200
    return unescape(response.content.decode())


def verify(client: Client, document: Document | None) -> str:
    assert document is not None
    given = SimpleUploadedFile("a.pdf", vault.content(document))
    return unescape(client.post("/verify", {"file": given}).content.decode())


@pytest.mark.parametrize(
    ("verb", "agree", "given", "says"),
    [
        (
            Verb.ASK_SUPPLEMENT,
            False,
            {"items": [{"path": "requester.phone", "fault": SECRETS[1]}]},
            "Người nộp cần bổ sung hồ sơ",
        ),
        (Verb.STOP, True, {"reason": SECRETS[0], "ground": "Điều 9"}, "Hồ sơ đã dừng giải quyết"),
        (Verb.SUSPEND, True, {"reason": SECRETS[0], "ground": "Điều 9"}, "đang tạm dừng"),
        (Verb.CHARGE, False, {"items": [{"name": "Lệ phí", "amount": 8000}]}, "Người nộp cần nộp tiền"),
        (Verb.EXTEND, True, {"reason": SECRETS[2]}, "gia hạn 1 lần"),
    ],
)
def test_tracking_says_the_state_and_not_why(
    client: Client,
    act: Callable[..., Dossier],
    advanced: Advanced,
    verb: Verb,
    agree: bool,
    given: dict[str, Any],
    says: str,
) -> None:
    page = track(client, act(verb, advanced(Verb.RECEIVE), agree=agree, given=given))
    assert says in page
    for hidden in (*SECRETS, "8.000"):
        assert hidden not in page


def test_what_ended_without_a_result_was_not_in_time(
    client: Client, act: Callable[..., Dossier], advanced: Advanced
) -> None:
    given = {"reason": SECRETS[0], "ground": "Điều 9"}
    assert "Đúng hạn" not in track(client, act(Verb.STOP, advanced(Verb.RECEIVE), agree=True, given=given))
    assert "Đúng hạn" in track(client, advanced(Verb.RETURN))


def test_a_replaced_result_says_so_by_file_and_by_code(
    client: Client, act: Callable[..., Dossier], advanced: Advanced
) -> None:
    first = advanced(Verb.RETURN)
    old, number = first.result, first.number
    dossier = act(Verb.CORRECT, first, "approver", note="Sai năm sinh.")
    page = verify(client, old)
    assert "Bản này không còn giá trị" in page
    assert "Bản thay thế chưa ban hành" in page
    assert "Sai năm sinh." not in page
    for verb, login in ((Verb.APPRAISE, "case"), (Verb.APPROVE, "approver"), (Verb.SEAL, "clerk")):
        by = Officer.objects.get(account__username=login)
        dossier = act(verb, dossier, login, note="Đã sửa.")
        if verb is Verb.APPROVE:
            dossiers.make_decision(
                code=dossier.code, revision=dossier.revision, officer=by.pk, at=clock.now()
            )
    dossier = dossiers.make_result(code=dossier.code, revision=dossier.revision, at=clock.now())
    assert dossier.number != number
    page = verify(client, old)
    assert f"thay thế bằng văn bản số {dossier.number} ngày {dossier.issued_on:%d/%m/%Y}" in page
    assert "Đúng là kết quả đã phát hành tại đây" not in page
    assert "Bản này không còn giá trị" not in verify(client, dossier.result)
    page = unescape(client.get(f"/verify/{dossier.secret}").content.decode())
    assert number in page
    assert dossier.number in page
    assert "Có bản cũ không còn giá trị" in page


def test_forms_that_were_sent_verify_too(
    client: Client, act: Callable[..., Dossier], advanced: Advanced
) -> None:
    given = {"reason": SECRETS[0], "ground": "Điều 9"}
    dossier = act(Verb.STOP, advanced(Verb.RECEIVE), agree=True, given=given)
    [notice] = queries.notices(dossier)
    notice = dossiers.make_notice(notice=notice.pk, at=clock.now())
    page = verify(client, notice.document)
    assert "Đúng là văn bản đã gửi từ đây" in page
    assert notice.number in page
    assert dossier.applicant.name not in page
    page = unescape(client.get(f"/verify/{dossier.secret}").content.decode())
    assert "đã kết thúc không có kết quả" in page
    assert notice.number in page


def test_a_receipt_verifies_too(client: Client, advanced: Advanced) -> None:
    dossier = dossiers.make_receipt(code=advanced(Verb.RECEIVE).code, at=clock.now())
    assert "Đúng là giấy đã lập tại đây" in verify(client, dossier.receipt)


def test_a_procedure_says_what_makes_it_easier(client: Client) -> None:
    page = unescape(client.get("/procedures/3.000333").content.decode())
    assert "cả thứ Bảy: 07:00-11:30" in page
    assert "15 ngày" in page
    assert "Điều 48" in page
    page = unescape(client.get("/procedures/1.001193").content.decode())
    assert "xã, phường, đặc khu nào trong tỉnh cũng được" in page
    assert "im lặng là đồng ý" in page
    assert "Thời gian không tính vào thời hạn" in client.get("/procedures/1.004222").content.decode()
