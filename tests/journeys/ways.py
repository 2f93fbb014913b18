"""What people do again and again, as they see it: words on the screen, not the code behind them."""

from playwright.sync_api import Locator, Page, expect

# The smallest things that are what they say: a PDF and a picture.
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
MARITAL_STATUS = "1.004873"
CERTIFIED_COPY = "2.000815"
TEMPORARY_RESIDENCE = "1.004194"


def scan(name: str) -> dict[str, str | bytes]:
    """A scanned paper with this name, for a file input."""
    return {"name": name, "mimeType": "application/pdf", "buffer": PDF}


def begin(page: Page, procedure: str) -> str:
    """From the page of a procedure into a draft of one's own; its address."""
    page.goto(f"/procedures/{procedure}")
    page.get_by_role("button", name="Nộp hồ sơ trực tuyến").click()
    page.wait_for_url("**/my/drafts/*/")
    return page.url


def go_on(page: Page) -> None:
    """Keeps what was answered and goes to the next part."""
    with page.expect_navigation():
        page.get_by_role("main").get_by_role("button", name="Lưu và tiếp tục").click()


def choose(page: Page, question: str, answer: str) -> None:
    """Ticks this answer to this question; where other questions depend on it, they have come after that."""
    page.get_by_role("group", name=question, exact=True).get_by_label(answer, exact=True).check()
    settled(page)


def settled(page: Page) -> None:
    """Nothing that was asked of the server is still on its way."""
    expect(page.locator(".htmx-request, .htmx-swapping, .htmx-settling")).to_have_count(0)


def acts(page: Page, code: str) -> Locator:
    """What this officer may do with this dossier now."""
    page.goto(f"/office/dossiers/{code}")
    return page.locator("#acts")


def act(page: Page, code: str, button: str, done: str, *, note: str = "") -> None:
    """Opens the dossier, writes what is to be written, presses the button, and is told that it is done."""
    offered = acts(page, code)
    if note:
        offered.get_by_role("textbox").first.fill(note)
    offered.get_by_role("button", name=button, exact=True).click()
    expect(page.get_by_text(f"Đã thực hiện: {done}.")).to_be_visible()


def send_back(page: Page, code: str, reason: str) -> None:
    """Opens the page of this act, says why, and sends the dossier back."""
    acts(page, code).get_by_role("link", name="Chuyển lại bước trước").click()
    page.get_by_label("Lý do chuyển lại").fill(reason)
    page.get_by_role("button", name="Chuyển lại", exact=True).click()
    expect(page.get_by_text("Đã thực hiện: Chuyển lại bước trước.")).to_be_visible()


def is_not_found(page: Page, address: str) -> None:
    """This address says nothing to whoever looks."""
    answer = page.goto(address)
    assert answer is not None
    assert answer.status == 404, address
    expect(page.get_by_role("heading", level=1)).to_have_text("Không tìm thấy trang")
