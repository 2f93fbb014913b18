"""A draft: begun, left, found again, put right, given up."""

import re

import pytest
from playwright.sync_api import Route, expect

from tests.journeys.conftest import Open
from tests.journeys.ways import MARITAL_STATUS, begin, choose, go_on

pytestmark = pytest.mark.browser


def test_left_and_found_again(open_window: Open) -> None:
    # Given a citizen who makes mistakes
    page = open_window("citizen")
    draft = begin(page, MARITAL_STATUS)
    page.goto(f"{draft}sections/requester")
    page.get_by_label("Số điện thoại").fill("12<b>ab</b>")
    page.get_by_label("Số định danh cá nhân").fill("999999999999")
    choose(page, "Giấy xác nhận cấp cho", "Chính tôi")
    # When she wants to go on
    go_on(page)
    # Then a summary, to which the reader is taken, names each mistake and leads to it
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    expect(page).to_have_title("Cần sửa: Người yêu cầu · Motcua")
    summary.get_by_role("link", name="Số điện thoại").click()
    phone = page.get_by_label("Số điện thoại")
    expect(phone).to_be_focused()
    expect(phone).to_have_attribute("aria-invalid", "true")
    expect(phone).to_have_accessible_description(re.compile("Vui lòng nhập số điện thoại tại Việt Nam"))
    # And nothing that was typed is lost
    expect(phone).to_have_value("12<b>ab</b>")
    expect(page.get_by_label("Số định danh cá nhân")).to_have_value("999999999999")
    expect(page.get_by_label("Chính tôi")).to_be_checked()

    # When she leaves it as it is and comes back another day, at another machine
    page.get_by_role("button", name="Lưu, làm tiếp sau").click()
    expect(page.get_by_role("list", name="Các phần cần làm")).to_contain_text("cần sửa")
    page = open_window("citizen")
    page.goto("/my/")
    page.get_by_role("link", name="Làm tiếp").click()
    page.get_by_role("link", name="Người yêu cầu", exact=True).click()
    # Then it is all there, and what is right now goes through
    expect(page.get_by_label("Số điện thoại")).to_have_value("12<b>ab</b>")
    page.get_by_label("Số điện thoại").fill("0912345678")
    page.get_by_label("Số định danh cá nhân").fill("022190000001")
    go_on(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Người được cấp giấy xác nhận")

    # And what she types while the next questions are still on their way over a slow line stays
    page.goto(f"{draft}sections/purpose")
    held: list[Route] = []
    page.route(
        "**/sections/purpose",
        lambda route: held.append(route) if route.request.method == "POST" else route.continue_(),
    )
    with page.expect_request(lambda request: request.method == "POST"):
        page.get_by_label("Kết hôn", exact=True).check()
    page.get_by_label("Số bản cần cấp").press_sequentially("3")
    held[0].continue_()
    expect(page.get_by_role("group", name="Người dự định kết hôn")).to_be_visible()
    expect(page.get_by_label("Số bản cần cấp")).to_have_value("3")
    expect(page.get_by_label("Số bản cần cấp")).to_be_focused()

    # When she gives it up, after being asked
    page.goto(draft)
    page.get_by_role("link", name="Xóa bản nháp").click()
    page.get_by_role("link", name="Giữ lại").click()
    page.get_by_role("link", name="Xóa bản nháp").click()
    page.get_by_role("button", name="Xóa bản nháp").click()
    # Then nothing is left
    page.goto("/my/drafts/")
    expect(page.get_by_role("heading", name="Không có bản nháp nào")).to_be_visible()
    answer = page.goto(draft)
    assert answer is not None
    assert answer.status == 404
