"""Every way beside the straight one, as officers go it: by their pages, in their windows."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from motcua.agencies.models import Officer
from motcua.dossiers import actions as dossiers
from motcua.dossiers import queries
from motcua.dossiers.models import Dossier
from motcua.dossiers.rules.process import Verb
from motcua.kernel import clock
from motcua.signing import queries as signing
from tests.journeys.conftest import Open
from tests.journeys.looking import look
from tests.journeys.ways import acts

pytestmark = pytest.mark.browser


def open_act(page: Page, code: str, name: str) -> None:
    """Opens the page that an act has for itself."""
    acts(page, code).get_by_role("link", name=name, exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)


def agree(page: Page, code: str) -> None:
    """Opens the dossier and agrees to what was proposed."""
    page.goto(f"/office/dossiers/{code}")
    page.get_by_role("button", name="Đồng ý và ký số").click()
    expect(page.get_by_text("Đã đồng ý")).to_be_visible()


def test_suspended_and_resumed(
    open_window: Open, work: Callable[[], None], advanced: Callable[..., Dossier]
) -> None:
    case, approver = open_window("case"), open_window("approver")
    code = advanced(Verb.RECEIVE).code
    # Given a case officer who may not go on, and first forgets the legal ground
    open_act(case, code, "Tạm dừng giải quyết")
    case.get_by_label("Lý do").fill("Tòa án đã thụ lý tranh chấp.")
    case.get_by_role("button", name="Trình tạm dừng").click()
    expect(case.get_by_role("alert")).to_contain_text("Vui lòng ghi căn cứ pháp lý.")
    expect(case.get_by_label("Lý do")).to_have_value("Tòa án đã thụ lý tranh chấp.")
    case.get_by_label("Căn cứ pháp lý").fill("Điều 24 Nghị định số 61/2018/NĐ-CP")
    case.get_by_role("button", name="Trình tạm dừng").click()
    expect(case.get_by_text("Đã trình: Tạm dừng giải quyết.")).to_be_visible()
    # When the approver declines without a reason, then agrees
    approver.goto(f"/office/dossiers/{code}")
    approver.locator("summary").filter(has_text="Không đồng ý").click()
    approver.get_by_role("button", name="Không đồng ý").click()
    expect(approver.get_by_text("Vui lòng ghi vì sao bạn không đồng ý.")).to_be_visible()
    agree(approver, code)
    # Then the clock stands, and the paper that says why is made and good
    work()
    case.goto(f"/office/dossiers/{code}")
    expect(case.get_by_text("Tạm dừng tính thời hạn").first).to_be_visible()
    link = case.get_by_role("link", name="Thông báo dừng giải quyết hồ sơ (mẫu 05)")
    paper = case.request.get(link.get_attribute("href") or "").body()
    assert signing.verify_document(paper, at=clock.now()).ok
    # And when the reason is gone, it goes on
    case.get_by_role("button", name="Tiếp tục giải quyết").click()
    expect(case.get_by_text("Đã thực hiện: Tiếp tục giải quyết.")).to_be_visible()
    assert queries.of_code(code).state == "received"
    assert all(one.holds for one in queries.checked_history(queries.of_code(code)))


def test_refused_at_the_counter(open_window: Open, submitted: Callable[..., Dossier]) -> None:
    code = submitted().code
    reception = open_window("reception")
    open_act(reception, code, "Từ chối tiếp nhận")
    reception.get_by_label("Lý do từ chối").fill("Thường trú ở phường khác, không thuộc thẩm quyền.")
    reception.get_by_role("button", name="Trình từ chối tiếp nhận").click()
    approver = open_window("approver")
    approver.goto("/office/?list=proposals")
    approver.get_by_role("link", name=code).click()
    expect(approver.get_by_role("main")).to_contain_text("không thuộc thẩm quyền")
    agree(approver, code)
    expect(approver.get_by_text("Hồ sơ đã kết thúc")).to_be_visible()
    assert queries.of_code(code).state == "refused"


def test_late_with_an_apology(open_window: Open, advanced: Callable[..., Dossier]) -> None:
    # Given a dossier whose time runs out, for which the system drafted an apology
    dossier = advanced(Verb.RECEIVE)
    dossiers.pass_time(at=dossier.due_at + timedelta(minutes=1))
    case = open_window("case")
    case.goto("/office/?list=apologies")
    case.get_by_role("link", name=dossier.code).click()
    case.get_by_role("link", name="Ghi lý do và trình").click()
    # When the case officer picks a reason, and the approver agrees to it together with others
    case.get_by_label("Hồ sơ có nội dung phức tạp").check()
    case.get_by_role("button", name="Trình xin lỗi và gia hạn").click()
    approver = open_window("approver")
    approver.goto("/office/?list=proposals")
    approver.get_by_label(f"Chọn hồ sơ {dossier.code}").check()
    with approver.expect_navigation():
        approver.get_by_role("button", name="Đồng ý xin lỗi, gia hạn").click()
    approver.get_by_role("button", name="Đồng ý xin lỗi, gia hạn").click()
    expect(approver.get_by_text("Đã thực hiện 1 trên 1 hồ sơ.")).to_be_visible()
    # Then the page shows both dates and why
    case.goto(f"/office/dossiers/{dossier.code}")
    case.locator("summary").filter(has_text="Cách tính thời hạn").click()
    expect(case.get_by_text("Hạn trả ban đầu")).to_be_visible()
    assert queries.of_code(dossier.code).due_at > dossier.due_at


def test_two_agencies_consulted_without_script(open_window: Open, advanced: Callable[..., Dossier]) -> None:
    code = advanced(Verb.RECEIVE).code
    case = open_window("case", java_script_enabled=False)
    open_act(case, code, "Lấy ý kiến cơ quan khác")
    case.get_by_label("Nội dung cần hỏi ý kiến").fill("Thửa đất có tranh chấp không?")
    # When the officer looks for agencies by name, what was chosen before stays
    for name, found in (("bai chay", "Bãi Cháy"), ("cong an", "Công an tỉnh")):
        case.get_by_label("Tìm cơ quan theo tên").fill(name)
        case.get_by_role("button", name="Lọc").click()
        case.get_by_role("checkbox", name=found).check()
    expect(case.locator("input[name=agencies]:checked")).to_have_count(2)
    case.get_by_role("button", name="Gửi câu hỏi").click()
    expect(case.get_by_text("Đã thực hiện: Lấy ý kiến cơ quan khác.")).to_be_visible()
    # Then one of them answers on a page of its own, with no other act to do
    asked = open_window("case.06673")
    asked.goto("/office/?list=opinions")
    asked.get_by_role("link", name=code).click()
    expect(asked.get_by_text("Thửa đất có tranh chấp không?")).to_be_visible()
    expect(asked.locator("#acts").get_by_role("button")).to_have_count(1)
    asked.get_by_label("Đồng ý", exact=True).check()
    asked.get_by_role("button", name="Gửi ý kiến").click()
    expect(asked.get_by_text("Không còn việc của bạn")).to_be_visible()
    # And the silence of the other is to be seen
    case.goto(f"/office/dossiers/{code}")
    expect(case.get_by_role("article").filter(has_text="Công an")).to_contain_text("Chưa trả lời")
    expect(case.get_by_role("article").filter(has_text="Bãi Cháy")).to_contain_text("Đồng ý")


def test_supplement_asked_in_the_office_and_brought_to_the_counter(
    open_window: Open, advanced: Callable[..., Dossier]
) -> None:
    code = advanced(Verb.RECEIVE).code
    case, reception = open_window("case"), open_window("reception")
    open_act(case, code, "Yêu cầu bổ sung")
    paper = case.get_by_role("group", name="Thành phần hồ sơ").locator(".o-item").first
    paper.get_by_role("checkbox").check()
    paper.get_by_role("textbox").fill("Bản chụp mờ, đề nghị nộp lại.")
    case.get_by_role("button", name="Gửi yêu cầu bổ sung").click()
    expect(case.get_by_text("Không đến lượt bạn")).to_be_visible()
    open_act(reception, code, "Bổ sung hồ sơ")
    expect(reception.get_by_text("Bản chụp mờ")).to_be_visible()
    given = {"name": "bản mới.pdf", "mimeType": "application/pdf", "buffer": PDF}
    reception.locator("input[type=file]").set_input_files(given)  # type: ignore[arg-type]
    reception.get_by_role("button", name="Nhận bổ sung").click()
    expect(reception.get_by_text("Đã thực hiện: Bổ sung hồ sơ.")).to_be_visible()
    case.goto(f"/office/dossiers/{code}")
    expect(case.get_by_role("link", name="bản mới.pdf")).to_be_visible()


PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def test_a_result_corrected_by_a_new_version(
    open_window: Open, work: Callable[[], None], advanced: Callable[..., Dossier]
) -> None:
    dossier = advanced(Verb.RETURN)
    approver = open_window("approver")
    open_act(approver, dossier.code, "Thu hồi để sửa kết quả")
    approver.get_by_label("Kết quả sai ở đâu").fill("Sai năm sinh.")
    approver.get_by_role("button", name="Thu hồi và sửa").click()
    expect(approver.get_by_text("Đã thực hiện: Thu hồi để sửa kết quả.")).to_be_visible()
    case = open_window("case")
    offered = acts(case, dossier.code)
    offered.get_by_label("Ý kiến thẩm định và đề xuất").fill("Đã sửa năm sinh.")
    offered.get_by_role("button", name="Trình phê duyệt").click()
    acts(approver, dossier.code).get_by_role("button", name="Phê duyệt và ký số").click()
    expect(approver.get_by_text("Đã thực hiện: Phê duyệt.")).to_be_visible()
    work()
    clerk = open_window("clerk")
    acts(clerk, dossier.code).get_by_role("button", name="Cấp số và đóng dấu").click()
    expect(clerk.get_by_text("Đã thực hiện: Đóng dấu.")).to_be_visible()
    work()
    assert queries.of_code(dossier.code).number not in ("", dossier.number)


def test_a_delegate_signs_for_the_absent(
    open_window: Open, advanced: Callable[..., Dossier], officer: Callable[[str], Officer]
) -> None:
    code, today = advanced(Verb.APPRAISE).code, clock.day(clock.now()).isoformat()
    approver = open_window("approver")
    approver.goto("/office/me")
    approver.get_by_label("Từ ngày").fill(today)
    approver.get_by_label("Đến hết ngày").fill(today)
    approver.get_by_label("Ủy quyền cho").select_option(str(officer("clerk").pk))
    approver.get_by_role("button", name="Ghi nhận vắng mặt").click()
    expect(approver.get_by_text("Đang vắng mặt")).to_be_visible()
    delegate = open_window("clerk")
    offered = acts(delegate, code)
    expect(offered).to_contain_text("Bạn ký tên mình, thay mặt Hoàng Minh Duyệt")
    offered.get_by_role("button", name="Phê duyệt và ký số").click()
    expect(delegate.get_by_text("Đã thực hiện: Phê duyệt.")).to_be_visible()
    assert queries.history(queries.of_code(code))[-1].body["for"]["name"] == "Hoàng Minh Duyệt"


def test_no_barrier_on_the_pages_of_the_branches(open_window: Open, advanced: Callable[..., Dossier]) -> None:
    received, sealed = advanced(Verb.RECEIVE).code, advanced(Verb.SEAL).code
    ways = {
        "case": [
            *(
                f"/office/dossiers/{received}/acts/{verb}"
                for verb in ("ask_supplement", "charge", "consult", "extend", "hand_over", "stop")
            ),
            "/office/book",
            "/office/?list=applicant",
        ],
        "approver": [f"/office/dossiers/{sealed}/acts/correct", "/office/me", "/office/?list=proposals"],
        "reception": [f"/office/dossiers/{received}/acts/withdraw"],
    }
    for login, addresses in ways.items():
        look(open_window, login, addresses)
