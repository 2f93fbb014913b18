"""At the counter: an officer files for a person who stands there with papers in hand."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from motcua.dossiers import queries as dossiers
from tests.journeys.conftest import Open
from tests.journeys.ways import act, choose, go_on

pytestmark = pytest.mark.browser


def test_from_the_counter_to_the_result(open_window: Open, work: Callable[[], None]) -> None:
    reception = open_window("reception")

    # Given somebody at the counter whom the system does not know yet
    reception.goto("/office/counter/")
    reception.get_by_role("searchbox").fill("sao y")
    reception.get_by_role("searchbox").press("Enter")
    reception.get_by_role("button", name="Chứng thực bản sao từ bản chính").click()
    show_card(reception)
    # When the officer types for them and takes their papers
    type_application(reception)
    reception.get_by_role("button", name="Nộp và tiếp nhận ngay").click()
    # Then it is received in the same breath, and the receipt can be printed as soon as it is made
    expect(reception.get_by_role("heading", level=1)).to_have_text("Đã nộp và tiếp nhận")
    expect(reception.get_by_text("Đang được lập và đóng dấu")).to_be_visible()
    work()
    reception.reload()
    receipt = reception.get_by_role("link", name="Mở để in").get_attribute("href") or ""
    assert reception.request.get(receipt).body().startswith(b"%PDF-")
    code = reception.url.split("/")[-2]

    # And who typed is told apart from how it was handed in
    dossier = dossiers.of_code(code)
    assert (dossier.channel, dossier.typed_by_officer) == ("direct", True)
    assert dossier.typed_by.username == "reception"
    assert dossier.applicant.name == "Bùi Văn Khách"
    reception.goto(f"/office/dossiers/{code}")
    expect(reception.get_by_text("Cán bộ tại quầy")).to_be_visible()

    # When the others have done their steps: the copy was compared at reception, so nobody appraises it
    act(open_window("approver"), code, "Phê duyệt và ký số", "Phê duyệt")
    work()
    act(open_window("clerk"), code, "Cấp số và đóng dấu", "Đóng dấu")
    work()
    # Then the officer at the counter hands the result over, and that is the end
    act(reception, code, "Trả kết quả", "Trả kết quả")
    expect(reception.get_by_text("Hồ sơ đã kết thúc")).to_be_visible()
    assert all(one.holds for one in dossiers.checked_history(dossiers.of_code(code)))


def show_card(page: Page) -> None:
    """The card of a stranger, after a slip that the page does not let pass."""
    page.wait_for_load_state()
    choose_kind = page.get_by_label("Công dân Việt Nam")
    if choose_kind.count():
        choose_kind.check()
    page.get_by_label("Số định danh cá nhân").fill("022075000999")
    page.get_by_role("button", name="Tìm").click()
    expect(page.get_by_text("Chưa có trong hệ thống")).to_be_visible()
    page.get_by_label("Họ, chữ đệm và tên").fill("Bùi Văn Khách")
    page.get_by_label("Ngày sinh").fill("1976-02-03")
    page.get_by_label("Nam", exact=True).check()
    go_on(page)
    expect(page.get_by_role("alert")).to_be_visible()  # the number says 1975
    page.get_by_label("Ngày sinh").fill("1975-02-03")
    go_on(page)


def type_application(page: Page) -> None:
    """Two pages of the form and one of papers, up to reading it all once more."""
    expect(page.get_by_label("Họ, chữ đệm và tên")).to_have_value("Bùi Văn Khách")
    page.get_by_label("Số điện thoại").fill("0987654321")
    page.get_by_label("Tỉnh, thành phố").select_option("Tỉnh Quảng Ninh")
    page.get_by_label("Xã, phường, đặc khu").select_option("Phường Hồng Gai")
    page.get_by_label("Số nhà, đường").fill("Số 5 đường Thí Điểm")
    choose(page, "Yêu cầu cho cơ quan hoặc tổ chức", "Không")
    go_on(page)

    page.get_by_label("Loại giấy tờ").select_option("Văn bằng, chứng chỉ")
    page.get_by_label("Tên, số và ngày của giấy tờ").fill("Bằng tốt nghiệp đại học số 123")
    page.get_by_label("Cơ quan, tổ chức Việt Nam").check()
    page.get_by_label("Số trang của bản chính").fill("2")
    page.get_by_label("Số bản sao cần chứng thực").fill("3")
    choose(page, "Bản chính còn nguyên vẹn, không bị tẩy xóa, sửa chữa, thêm bớt", "Có")
    choose(page, "Có giấy tờ bằng tiếng nước ngoài", "Không")
    choose(page, "Bản sao", "Cơ quan chứng thực chụp giúp")
    go_on(page)

    page.get_by_label("Đã nhận bản giấy").first.check()
    go_on(page)
    expect(page.get_by_text("Bằng tốt nghiệp đại học số 123")).to_be_visible()
