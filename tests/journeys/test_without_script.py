"""With a browser that runs no scripts, or by the keyboard alone, everything can be done all the same."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Open
from tests.journeys.ways import TEMPORARY_RESIDENCE, begin, go_on, scan

pytestmark = pytest.mark.browser


def test_applying_without_script(open_window: Open) -> None:
    page = open_window("citizen", java_script_enabled=False)
    draft = begin(page, TEMPORARY_RESIDENCE)

    # Given a question on which others depend: they come by a button
    page.goto(f"{draft}sections/declarant")
    page.get_by_label("Số điện thoại").fill("0912345678")
    page.get_by_label("Tôi và người khác trong gia đình").check()
    go_on(page)

    # When she adds a row to the table, and one too many, and takes that out again
    rows = page.locator(".m-rowset")
    expect(rows).to_have_count(1)
    member(page, 0, "Lê Thị Con", "022310000017", "2010-04-05")
    add = page.get_by_role("button", name="Thêm dòng")
    add.click()
    expect(rows).to_have_count(2)
    member(page, 1, "Lê Văn Em", "022212000018", "2012-06-07")
    add.click()
    page.get_by_role("button", name="Xóa dòng 3").click()
    # Then what was typed in the others is still there
    expect(rows).to_have_count(2)
    expect(page.locator("[name='members.people.0.full_name']")).to_have_value("Lê Thị Con")
    expect(page.locator("[name='members.people.1.personal_id']")).to_have_value("022212000018")
    go_on(page)

    # And when she chooses a province, its communes come by a button
    expect(page.get_by_role("heading", level=1)).to_have_text("Chỗ ở tạm trú")
    page.get_by_label("Tỉnh, thành phố").select_option("Thành phố Hà Nội")
    page.get_by_role("button", name="Hiện các xã, phường").click()
    page.get_by_label("Xã, phường, đặc khu").select_option("Phường Hoàn Kiếm")
    page.get_by_label("Số nhà, đường").fill("Số 7 phố Thí Nghiệm")
    page.get_by_label("Nhà của tôi").check()
    page.get_by_label("Lập hộ riêng và tôi là chủ hộ").check()
    page.get_by_role("button", name="Cập nhật câu hỏi").click()
    expect(page.get_by_label("Xã, phường, đặc khu")).to_have_value("00070")
    page.get_by_label("Nộp giấy tờ kèm hồ sơ").check()
    go_on(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Thời hạn và ý kiến đồng ý")

    page.get_by_label("Tạm trú từ ngày").fill("2026-01-15")
    page.get_by_label("Thời hạn tạm trú (tháng)").fill("12")
    page.get_by_label("Ở với gia đình").check()
    page.get_by_label("Có, tôi là cha, mẹ hoặc người giám hộ của họ và đồng ý").check()
    go_on(page)

    # And a file goes with the form
    page.locator("input[type=file]").first.set_input_files(scan("hợp đồng.pdf"))  # type: ignore[arg-type]
    go_on(page)
    # Then nothing is missing: it can be submitted
    page.get_by_label("Tôi cam đoan").check()
    page.get_by_role("button", name="Nộp hồ sơ").click()
    page.wait_for_url("**/my/dossiers/*")


def member(page: Page, row: int, name: str, number: str, born: str) -> None:
    page.locator(f"[name='members.people.{row}.full_name']").fill(name)
    page.locator(f"[name='members.people.{row}.personal_id']").fill(number)
    page.locator(f"[name='members.people.{row}.birth_date']").fill(born)
    page.locator(
        f"[name='members.people.{row}.sex'][value={'male' if number[3] in '02' else 'female'}]"
    ).check()


def test_by_the_keyboard_alone(open_window: Open) -> None:
    page = open_window("citizen")
    page.goto("/")
    # The first key leads past everything that stands on each page
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Đến nội dung chính")).to_be_focused()
    expect(page.get_by_role("link", name="Đến nội dung chính")).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()

    # Given the search on the home page
    page.goto("/")
    tab_to(page, "searchbox", "Tìm thủ tục")
    page.keyboard.type("tam tru")
    enter(page)
    # When she goes on with nothing but Tab, Space and Enter
    tab_to(page, "link", "Đăng ký tạm trú")
    enter(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Đăng ký tạm trú")
    tab_to(page, "button", "Nộp hồ sơ trực tuyến")
    enter(page)
    tab_to(page, "link", "Làm tiếp")
    enter(page)
    # Then she is in the form, and answers it
    expect(page.get_by_role("heading", level=1)).to_have_text("Người kê khai")
    tab_to(page, "textbox", "Số điện thoại")
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("0912345678")
    tab_to(page, "radio", "Chỉ mình tôi")
    page.keyboard.press("Space")
    expect(page.get_by_label("Chỉ mình tôi")).to_be_checked()
    # And Enter in a field goes on, it does not press some other button of the form
    tab_to(page, "button", "Lưu và tiếp tục")
    page.keyboard.press("Shift+Tab")
    tab_to(page, "button", "Lưu và tiếp tục")
    enter(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Chỗ ở tạm trú")


def enter(page: Page) -> None:
    """Presses Enter on what leads to another page."""
    with page.expect_navigation():
        page.keyboard.press("Enter")


def tab_to(page: Page, role: str, name: str, *, most: int = 60) -> None:
    """Presses Tab until this has the focus; each place on the way shows that it has it."""
    wanted = page.get_by_role(role, name=name).first  # type: ignore[arg-type]
    expect(wanted).to_be_attached()
    for _press in range(most):
        page.keyboard.press("Tab")
        assert page.evaluate(SHOWN), page.evaluate("document.activeElement.outerHTML")
        if wanted.evaluate("one => one === document.activeElement"):
            return
    pytest.fail(f"{name} cannot be reached by Tab.")


# Whatever takes the focus has an outline while it has it, or the whole answer has to which it belongs. The
# skip link shows by appearing, and within a date the browser itself marks the part that has it.
SHOWN = """() => {
  const one = document.activeElement;
  const outlined = seen => {
    const style = getComputedStyle(seen);
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
  };
  if (one.matches("body, .ds-skip-link, [type=date]")) return true;
  return outlined(one) || outlined(one.closest(".ds-field") ?? one);
}"""
