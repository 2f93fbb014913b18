"""A citizen, from the question to the result in her hand."""

from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from motcua.dossiers import queries as dossiers
from motcua.dossiers.rules.process import STEPS
from motcua.kernel import clock
from motcua.signing import queries as signing
from tests.journeys.conftest import Open
from tests.journeys.ways import act, acts, choose, go_on, scan, settled

pytestmark = pytest.mark.browser


def test_from_the_search_to_the_result(open_window: Open, work: Callable[[], None]) -> None:
    citizen, anybody = open_window(), open_window()

    # Given a citizen who signs in and looks for what she needs in her own words, without diacritics
    become(citizen, "Nguyễn Thị Mẫu")
    find(citizen, "xac nhan doc than", "Thủ tục cấp Giấy xác nhận tình trạng hôn nhân")
    # When she fills the form page by page
    citizen.get_by_role("button", name="Nộp hồ sơ trực tuyến").click()
    apply(citizen)
    # Then she has a code, and the paper that confirms it
    expect(citizen.get_by_role("heading", level=1)).to_have_text(
        "Thủ tục cấp Giấy xác nhận tình trạng hôn nhân"
    )
    code = citizen.url.rsplit("/", 1)[1]
    assert code.startswith("H49.06685-")
    expect(citizen.get_by_text("Xác nhận đã nộp hồ sơ: đang được lập")).to_be_visible()
    work()
    citizen.reload()
    expect(citizen.get_by_role("link", name="Xác nhận đã nộp hồ sơ")).to_be_visible()

    # And whoever has code and digits follows it without signing in, and learns no more than that
    track(anybody, code, "0001")
    expect(anybody.get_by_text("Mới đăng ký")).to_be_visible()
    expect(anybody.get_by_role("main")).not_to_contain_text("Thị Mẫu")

    # When the officers take it through the five steps
    go_through_the_steps(open_window, work, code)
    # Then the citizen downloads the result
    citizen.reload()
    expect(citizen.locator(".m-steps").get_by_text("(đã xong)")).to_have_count(5)
    link = citizen.get_by_role("link", name="Tải kết quả")
    result = citizen.request.get(link.get_attribute("href") or "")
    assert result.headers["content-type"] == "application/pdf"
    # And everybody can check it: the file, a file that was tampered with, the code printed on it
    check(anybody, result.body())
    expect(anybody.get_by_text("Chữ ký hợp lệ, nội dung còn nguyên vẹn")).to_be_visible()
    expect(anybody.get_by_text("Đúng là kết quả đã phát hành tại đây")).to_be_visible()
    expect(anybody.get_by_role("definition").filter(has_text="Hoàng Minh Duyệt")).to_be_visible()
    check(anybody, tampered(result.body()))
    expect(anybody.get_by_text("Tệp đã bị thay đổi sau khi ký")).to_be_visible()
    dossier = dossiers.of_code(code)
    anybody.goto(reverse("verify_secret", args=[dossier.secret]))
    expect(anybody.get_by_text("Kết quả này đã được ban hành")).to_be_visible()
    expect(anybody.get_by_role("definition").filter(has_text=dossier.number)).to_be_visible()
    # And every step was signed by whoever did it
    history = dossiers.checked_history(dossier)
    assert tuple(one.entry.verb for one in history if one.signature) == STEPS[:-1]
    assert (history[-1].entry.verb, history[-1].entry.actor) == (STEPS[-1], "system:papers")
    assert all(one.holds for one in history)
    report = signing.verify_document(result.body(), at=clock.now())
    assert report.ok
    assert report.signatures[0].name == "Hoàng Minh Duyệt"


def become(page: Page, name: str) -> None:
    page.goto("/")
    page.get_by_role("banner").get_by_role("link", name="Đăng nhập").click()
    page.get_by_role("listitem").filter(has_text=name).get_by_role("button").click()
    expect(page.get_by_role("banner")).to_contain_text(name)


def find(page: Page, words: str, name: str) -> None:
    page.goto("/")
    page.get_by_role("searchbox").fill(words)
    page.get_by_role("searchbox").press("Enter")
    page.get_by_role("list", name="Kết quả tìm kiếm").get_by_role("link").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)


def apply(page: Page) -> None:
    """Every page of the application for a certificate of marital status; submits it."""
    expect(page.get_by_text("UBND")).not_to_be_visible()
    page.get_by_role("link", name="Nơi giải quyết").click()
    page.get_by_label("Xã, phường, đặc khu").select_option("Phường Hồng Gai")
    go_on(page)

    # What is known of her is there already
    expect(page.get_by_label("Họ, chữ đệm và tên")).to_have_value("Nguyễn Thị Mẫu")
    expect(page.get_by_label("Số định danh cá nhân")).to_have_value("022190000001")
    page.get_by_label("Số điện thoại").fill("0912 345 678")
    choose(page, "Giấy xác nhận cấp cho", "Chính tôi")
    go_on(page)

    page.get_by_label("Dân tộc").select_option("Kinh")
    page.get_by_label("Quốc tịch").fill("Việt Nam")
    page.get_by_label("Cư trú tại địa phương từ ngày").fill("2015-03-01")
    go_on(page)

    expect(page.get_by_label("Họ và tên vợ hoặc chồng")).to_have_count(0)
    choose(page, "Tình trạng hôn nhân hiện tại", "Đã ly hôn và chưa đăng ký kết hôn với ai khác")
    page.get_by_label("Họ và tên vợ hoặc chồng").fill("Lê Văn Cũ")
    page.get_by_label("Bản án, quyết định ly hôn").fill("Quyết định số 12/2020, Tòa án nhân dân khu vực 1")
    go_on(page)

    choose(page, "Giấy xác nhận dùng để", "Việc khác")
    page.get_by_label("Mục đích cụ thể").fill("Vay vốn ngân hàng")
    page.get_by_label("Số bản cần cấp").fill("2")
    go_on(page)

    go_on(page)  # without the paper that a divorce calls for
    expect(page.get_by_role("alert")).to_contain_text("Vui lòng đính kèm giấy tờ này")
    page.get_by_label("Bản án, quyết định ly hôn").set_input_files(scan("quyết định ly hôn.pdf"))  # type: ignore[arg-type]
    page.get_by_role("button", name="Tải lên").first.click()
    expect(page.get_by_role("link", name="quyết định ly hôn.pdf")).to_be_visible()
    go_on(page)

    expect(page.get_by_role("definition").filter(has_text="Lê Văn Cũ")).to_be_visible()
    page.get_by_label("Tôi cam đoan").check()
    page.get_by_role("button", name="Nộp hồ sơ").click()
    page.wait_for_url("**/my/dossiers/*")


def track(page: Page, code: str, digits: str) -> None:
    page.goto("/tracking")
    page.get_by_label("Mã hồ sơ").fill(code.lower())
    page.get_by_label("4 chữ số cuối").fill("9999")
    page.get_by_role("button", name="Tra cứu").click()
    expect(page.get_by_role("alert")).to_contain_text("Không có hồ sơ nào khớp")
    page.get_by_label("4 chữ số cuối").fill(digits)
    page.get_by_role("button", name="Tra cứu").click()
    expect(page.locator(".m-steps")).to_be_visible()


def go_through_the_steps(open_window: Open, work: Callable[[], None], code: str) -> None:
    reception, clerk = open_window("reception"), open_window("clerk")
    reception.goto("/office/")
    reception.get_by_role("link", name=code).click()
    act(reception, code, "Tiếp nhận hồ sơ", "Tiếp nhận")
    act(open_window("case"), code, "Trình phê duyệt", "Thẩm định", note="Đủ điều kiện, đề nghị cấp.")
    approver = open_window("approver")
    acts(approver, code)
    expect(approver.get_by_text("Đủ điều kiện, đề nghị cấp.").first).to_be_visible()
    act(approver, code, "Phê duyệt và ký số", "Phê duyệt")

    # The clerk sees why the seal must wait, and the button comes alive by itself when it need not any more
    clerk.clock.install()
    seal = acts(clerk, code).get_by_role("button", name="Cấp số và đóng dấu")
    expect(seal).to_be_disabled()
    work()
    clerk.clock.fast_forward(5000)
    settled(clerk)
    expect(seal).to_be_enabled()
    seal.click()
    expect(clerk.get_by_text("Đã thực hiện: Đóng dấu.")).to_be_visible()
    work()  # and the applicant has it: she wanted it online


def check(page: Page, pdf: bytes) -> None:
    page.goto("/verify")
    given = {"name": "ket-qua.pdf", "mimeType": "application/pdf", "buffer": pdf}
    page.get_by_label("Tệp PDF kết quả").set_input_files(given)  # type: ignore[arg-type]
    page.get_by_role("main").get_by_role("button", name="Kiểm tra").click()


def tampered(pdf: bytes) -> bytes:
    """The same file with one byte of a page's content changed."""
    at = pdf.index(b"stream") + 40
    return pdf[:at] + bytes([pdf[at] ^ 1]) + pdf[at + 1 :]
