"""The page that each act has for itself: what it asks, what it keeps when refused, what comes of it."""

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from motcua.agencies.models import Officer
from motcua.dossiers import actions as dossiers
from motcua.dossiers import queries
from motcua.dossiers.models import Dossier, Notice, Opinion
from motcua.dossiers.rules.choices import Delivery
from motcua.dossiers.rules.process import Verb
from motcua.kernel import clock
from motcua.web.officer.described import ACTS
from tests.web.officer.conftest import Act, As

Advanced = Callable[..., Dossier]
FindOfficer = Callable[[str], Officer]
OF_CASE = (
    "ask_supplement", "charge", "send_back", "consult", "suspend", "extend", "deny", "stop", "hand_over",
)  # fmt: skip
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def text(response: Any) -> str:
    found: str = unescape(response.content.decode())
    return found


def links(page: str) -> set[str]:
    """The acts that have a link on the page of a dossier."""
    return set(re.findall(r'href="/office/dossiers/[^"]+/acts/(\w+)"', page))


def test_every_act_of_officers_and_applicants_is_described() -> None:
    beside = {Verb.SUBMIT, Verb.PROPOSE, Verb.DECLINE, Verb.ASSIGN}
    assert set(Verb) - set(ACTS) == beside


def test_the_case_officer_is_offered_every_way(as_: As, advanced: Advanced) -> None:
    dossier = advanced(Verb.RECEIVE)
    page = text(as_("case").get(f"/office/dossiers/{dossier.code}"))
    assert links(page) == set(OF_CASE)
    for title in ("Hoàn thiện hồ sơ", "Phối hợp", "Tạm dừng, gia hạn", "Kết thúc", "Phân công"):
        assert title in page
    assert links(text(as_("reception").get(f"/office/dossiers/{dossier.code}"))) == {"withdraw"}


@pytest.mark.parametrize("verb", OF_CASE)
def test_each_page_opens_for_its_officer_and_for_nobody_else(as_: As, advanced: Advanced, verb: str) -> None:
    dossier = advanced(Verb.RECEIVE)
    address = f"/office/dossiers/{dossier.code}/acts/{verb}"
    page = text(as_("case").get(address))
    assert "Điều gì xảy ra tiếp theo" in page or verb in ("consult", "send_back", "hand_over", "deny")
    assert as_("approver").get(address).status_code == 403
    assert as_("case.06673").get(address).status_code == 404
    assert as_("citizen").get(address).status_code == 403


def test_what_has_no_page(as_: As, advanced: Advanced) -> None:
    dossier = advanced(Verb.RECEIVE)
    for verb, status in (("burn", 404), ("submit", 404), ("seal", 409), ("resume", 409)):
        assert as_("case").get(f"/office/dossiers/{dossier.code}/acts/{verb}").status_code == status


def test_queries_of_the_page_of_an_act(
    as_: As, advanced: Advanced, django_assert_max_num_queries: Any
) -> None:
    dossier = advanced(Verb.RECEIVE)
    client = as_("case")
    for verb in ("ask_supplement", "consult", "hand_over", "extend"):
        address = f"/office/dossiers/{dossier.code}/acts/{verb}"
        client.get(address)
        with django_assert_max_num_queries(10):
            client.get(address)


def test_a_supplement_marks_answers_and_papers(do: Act, as_: As, advanced: Advanced) -> None:
    dossier = advanced(Verb.RECEIVE)
    form = text(as_("case").get(f"/office/dossiers/{dossier.code}/acts/ask_supplement"))
    component = dossier.handed[0]
    assert f'value="files.{component}"' in form
    assert "Bản giấy đã nhận" in form
    section = next(iter(dossier.answers))
    path = f"{section}.{next(iter(dossier.answers[section]))}"
    refused = do("case", dossier, Verb.ASK_SUPPLEMENT, mark=[path], note="Xem <kỹ>", deadline="1999-01-01")
    assert refused.status_code == 422
    page = text(refused)
    assert "Vui lòng ghi rõ cần bổ sung" in page
    assert "Vui lòng chọn một ngày sau hôm nay" in page
    assert re.search(rf'name="mark" value="{path}" checked', page)
    assert "Xem <kỹ>" in page
    sent = {"mark": [path], f"fault__{path}": "Sai tên đệm.", f"fault__files.{component}": "Thiếu trang 2."}
    assert do("case", dossier, Verb.ASK_SUPPLEMENT, **sent).status_code == 302
    dossier.refresh_from_db()
    assert dossier.state == "supplementing"
    [notice] = queries.notices(dossier)
    assert {item["path"] for item in notice.body["items"]} == {path, f"files.{component}"}
    page = text(as_("case").get(f"/office/dossiers/{dossier.code}"))
    assert "Người nộp hồ sơ" in page
    assert "Không đến lượt bạn" in page
    assert "Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ (mẫu 02)" in page
    assert "đang được lập và ký số" in page
    assert "Tạm dừng tính thời hạn" in page


def test_what_the_applicant_brings_is_typed_at_the_counter(do: Act, as_: As, advanced: Advanced) -> None:
    dossier = advanced(Verb.RECEIVE)
    component = dossier.handed[0]
    do("case", dossier, Verb.ASK_SUPPLEMENT, **{f"fault__files.{component}": "Bản chụp mờ."})
    dossier.refresh_from_db()
    address = f"/office/dossiers/{dossier.code}/acts/supplement"
    assert as_("case").get(address).status_code == 403
    client = as_("reception")
    assert links(text(client.get(f"/office/dossiers/{dossier.code}"))) == {"supplement", "withdraw"}
    assert "Bản chụp mờ." in text(client.get(address))
    wrong = {f"files.{component}.file": SimpleUploadedFile("a.pdf", b"MZ"), "upload": "1", "revision": "1"}
    refused = client.post(address, wrong)
    assert refused.status_code == 422
    assert "Chỉ nhận tệp PDF" in text(refused)
    given = {f"files.{component}.file": SimpleUploadedFile("mới.pdf", PDF), "upload": "1"}
    kept = text(client.post(address, given))
    assert "mới.pdf" in kept
    found = re.search(rf'name="files.{component}" value="(\d+)"', kept)
    assert found
    answer = client.post(address, {f"files.{component}": found[1], "revision": dossier.revision, "do": "1"})
    assert answer.status_code == 302
    dossier.refresh_from_db()
    assert dossier.state == "received"
    assert [one.document.name for one in queries.attachments(dossier)] == ["mới.pdf"]
    page = text(client.get(f"/office/dossiers/{dossier.code}"))
    assert "không còn nguyên vẹn" not in page
    assert queries.history(dossier)[-1].actor.startswith("officer:")


def test_charging_and_settling(do: Act, act: Act, as_: As, advanced: Advanced) -> None:
    dossier = advanced(Verb.RECEIVE)
    refused = do("case", dossier, Verb.CHARGE, charge=["Lệ phí trước bạ"], amount=["nhiều"])
    assert refused.status_code == 422
    assert 'value="nhiều"' in text(refused)
    more = text(do("case", dossier, Verb.CHARGE, charge=["a", "b", "c"], amount=["1", "2", "3"], add="1"))
    assert more.count('name="charge"') == 4
    paid = {"charge": ["Lệ phí trước bạ", ""], "amount": ["1.500.000", ""], "note": "Tại kho bạc."}
    answer = do("case", dossier, Verb.CHARGE, **paid)
    assert answer.status_code == 302
    dossier.refresh_from_db()
    assert dossier.state == "owing"
    assert Notice.objects.get(dossier=dossier).body["items"][0]["amount"] == 1500000
    page = text(as_("reception").get(f"/office/dossiers/{dossier.code}"))
    assert "Ghi nhận đã nộp tiền" in page
    assert act("reception", dossier, Verb.SETTLE).status_code == 422
    assert act("reception", dossier, Verb.SETTLE, receipt="BL-01").status_code == 302


def test_an_extension_has_usual_reasons_and_a_date_that_can_be_kept(
    do: Act, as_: As, advanced: Advanced
) -> None:
    dossier = advanced(Verb.RECEIVE)
    form = text(as_("case").get(f"/office/dossiers/{dossier.code}/acts/extend"))
    assert "ngày sớm nhất có thể giữ" in form
    assert "cần thêm thời gian thẩm định" in form
    assert do("case", dossier, Verb.EXTEND).status_code == 422
    early = do("case", dossier, Verb.EXTEND, usual="complex", new_due="2020-01-06")
    assert early.status_code == 422
    assert "Ngày hẹn mới phải sau ngày hẹn cũ" in text(early)
    answer = do("case", dossier, Verb.EXTEND, usual="verifying", own="Đã hỏi công an xã.")
    assert answer.status_code == 302
    [waiting] = queries.proposals(dossier)
    assert waiting.body["reason"] == (
        "Phải xác minh thông tin ở cơ quan, địa phương khác, chưa có kết quả trả lời. Đã hỏi công an xã."
    )
    page = text(as_("case").get(f"/office/dossiers/{dossier.code}"))
    assert "Đang chờ duyệt" in page
    assert "Đồng ý và ký số" not in page


def test_the_letter_is_vietnamese_whoever_wrote_it(as_: As, advanced: Advanced) -> None:
    dossier = advanced(Verb.RECEIVE)
    client = as_("case")
    client.cookies["django_language"] = "en"
    sent = {"revision": dossier.revision, "usual": "opinions"}
    assert client.post(f"/office/dossiers/{dossier.code}/acts/extend", sent).status_code == 302
    [waiting] = queries.proposals(dossier)
    assert waiting.body["reason"] == "Cơ quan được lấy ý kiến chưa trả lời."


def test_handing_over_shows_load_and_absence(
    do: Act, as_: As, advanced: Advanced, officer: FindOfficer
) -> None:
    dossier = advanced(Verb.RECEIVE)
    other = advanced(Verb.RECEIVE)
    colleague = officer("case.066852")
    dossiers.act(verb=Verb.TAKE, code=other.code, by=colleague, at=clock.now())
    today = clock.day(clock.now()).isoformat()
    as_("case.066852").post("/office/me/absences", {"starts_on": today, "ends_on": today})
    form = text(as_("case").get(f"/office/dossiers/{dossier.code}/acts/hand_over"))
    assert "Bùi Thị Soát" in form
    assert "đang giữ 1 hồ sơ" in form
    assert "hôm nay vắng mặt" in form
    assert do("case", dossier, Verb.HAND_OVER, officer="x").status_code == 422
    assert do("case", dossier, Verb.HAND_OVER, officer=colleague.pk).status_code == 302
    dossier.refresh_from_db()
    assert dossier.assignee == colleague


def test_an_outdated_page_of_an_act_keeps_what_was_typed(do: Act, act: Act, advanced: Advanced) -> None:
    dossier = advanced(Verb.RECEIVE)
    seen = Dossier.objects.get(pk=dossier.pk)
    assert act("case", dossier, Verb.TAKE).status_code == 302
    answer = do("case", seen, Verb.STOP, reason="Trùng hồ sơ.", ground="Điều 1")
    assert answer.status_code == 409
    page = text(answer)
    assert "đã thực hiện “Nhận xử lý”" in page
    assert "Trùng hồ sơ." in page
    assert f'name="revision" value="{seen.revision + 1}"' in page
    dossier.refresh_from_db()
    act("case", dossier, Verb.APPRAISE, note="Đủ.")
    gone = do("case", dossier, Verb.DENY, reason="Viết rất lâu.", ground="Điều 2")
    assert gone.status_code == 409


def test_two_agencies_are_consulted_and_one_answers(do: Act, act: Act, as_: As, advanced: Advanced) -> None:
    dossier = advanced(Verb.RECEIVE)
    narrowed = text(do("case", dossier, Verb.CONSULT, filter="cong an", refresh="1", agencies=["H49.06673"]))
    assert 'value="H49.01"' in narrowed
    assert re.search(r'value="H49.06673" checked', narrowed)
    assert 'value="H49.05"' not in narrowed
    assert do("case", dossier, Verb.CONSULT, question="Có tranh chấp không?").status_code == 422
    assert as_("case.06673").get(f"/office/dossiers/{dossier.code}").status_code == 404
    answer = do(
        "case", dossier, Verb.CONSULT, question="Có tranh chấp không?", agencies=["H49.06673", "H49.01"]
    )
    assert answer.status_code == 302
    asked = as_("case.06673")
    queue = text(asked.get("/office/?list=opinions"))
    assert "Cần cho ý kiến" in queue
    assert dossier.code in queue
    page = text(asked.get(f"/office/dossiers/{dossier.code}"))
    assert "Có tranh chấp không?" in page
    assert "Nguyễn Thị Mẫu" in page
    assert links(page) == set()
    assert "Lịch sử xử lý" not in page
    assert "Giấy tờ do cơ quan lập" not in page
    dossier.refresh_from_db()
    assert act("case.06673", dossier, Verb.APPRAISE, note="Đủ.").status_code == 403
    assert act("case.06673", dossier, Verb.ANSWER, stance="disagrees").status_code == 422
    answered = act("case.06673", dossier, Verb.ANSWER, stance="disagrees", answer="Đang tranh chấp.")
    assert answered.status_code == 302
    late = clock.now() - timedelta(days=1)
    Opinion.objects.filter(dossier=dossier, answered_at=None).update(due_at=late)
    page = text(as_("case").get(f"/office/dossiers/{dossier.code}"))
    assert "Đang tranh chấp." in page
    assert "Không đồng ý" in page
    assert "Quá hạn, chưa trả lời" in page
    assert "Còn cơ quan được hỏi chưa trả lời" in page
    assert "Không còn việc của bạn" in text(asked.get(f"/office/dossiers/{dossier.code}"))


def test_papers_of_the_agency_are_not_for_whoever_is_consulted(do: Act, as_: As, advanced: Advanced) -> None:
    dossier = advanced(Verb.RECEIVE)
    dossiers.make_receipt(code=dossier.code, at=clock.now())
    do("case", dossier, Verb.CONSULT, question="Có tranh chấp không?", agencies=["H49.06673"])
    dossier.refresh_from_db()
    address = f"/office/dossiers/{dossier.code}/documents/{dossier.receipt_id}"
    assert as_("case").get(address).status_code == 200
    assert as_("case.06673").get(address).status_code == 404
    assert as_("case.06673").post(f"/office/dossiers/{dossier.code}/sheet").status_code == 404


def test_a_paper_result_is_sent_or_handed_over(do: Act, act: Act, as_: As, advanced: Advanced) -> None:
    dossier = advanced(Verb.SEAL)
    Dossier.objects.filter(pk=dossier.pk).update(delivery=Delivery.POST, delivery_address="Số 5")
    page = text(as_("reception").get(f"/office/dossiers/{dossier.code}"))
    assert "dispatch" in links(page)
    assert do("reception", dossier, Verb.DISPATCH).status_code == 422
    assert do("reception", dossier, Verb.DISPATCH, tracking="EE123456789VN").status_code == 302
    assert "EE123456789VN" in text(as_("reception").get(f"/office/dossiers/{dossier.code}"))
    Dossier.objects.filter(pk=dossier.pk).update(delivery=Delivery.COUNTER)
    dossier.refresh_from_db()
    page = text(as_("reception").get(f"/office/dossiers/{dossier.code}"))
    assert "Người nhận bản giấy" in page
    assert act("reception", dossier, Verb.RETURN, handed_to="Trần Văn Con").status_code == 302
    dossier.refresh_from_db()
    assert dossier.handed_to == "Trần Văn Con"


def test_a_result_is_taken_back_to_be_corrected(do: Act, as_: As, advanced: Advanced) -> None:
    dossier = advanced(Verb.RETURN)
    page = text(as_("approver").get(f"/office/dossiers/{dossier.code}"))
    assert "Hồ sơ đã kết thúc" in page
    assert links(page) == {"correct"}
    assert do("approver", dossier, Verb.CORRECT).status_code == 422
    assert do("approver", dossier, Verb.CORRECT, note="Sai năm sinh.").status_code == 302
    dossier.refresh_from_db()
    assert dossier.state == "received"
