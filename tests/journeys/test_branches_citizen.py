"""A dossier that does not go straight, as the applicant lives it: asked, paused, answered, withdrawn."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from motcua.agencies.models import Officer
from motcua.dossiers import actions as dossiers
from motcua.dossiers.models import Dossier
from motcua.dossiers.rules.process import State, Verb
from motcua.kernel import clock
from tests.journeys.conftest import Open
from tests.journeys.looking import look
from tests.journeys.ways import is_not_found, scan

pytestmark = pytest.mark.browser

Act = Callable[..., Dossier]
FAULTS = [
    {"path": "requester.phone", "fault": "Số này gọi không được."},
    {"path": "files.relation_proof", "fault": "Bản chụp mờ, không đọc được ngày."},
]


@pytest.fixture
def act(officer: Callable[[str], Officer]) -> Act:
    def do(verb: Verb, dossier: Dossier, login: str = "case", **more: Any) -> Dossier:
        return dossiers.act(verb=verb, code=dossier.code, by=officer(login), at=clock.now(), **more)

    return do


@pytest.fixture
def asked(act: Act, advanced: Callable[..., Dossier]) -> Dossier:
    return act(Verb.ASK_SUPPLEMENT, advanced(Verb.RECEIVE), given={"items": FAULTS})


def test_a_supplement_round_trip(open_window: Open, work: Callable[[], None], asked: Dossier) -> None:
    page = open_window("citizen")
    page.goto(f"/my/dossiers/{asked.code}")
    expect(page.get_by_text("Bạn cần bổ sung hồ sơ")).to_be_visible()
    expect(page.get_by_text("Tạm dừng tính thời hạn")).to_be_visible()
    work()
    page.reload()
    expect(page.get_by_role("link", name="Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ")).to_be_visible()
    page.get_by_role("link", name="Bổ sung ngay").click()
    page.get_by_label("Số điện thoại").fill("12")
    page.get_by_label("Giấy tờ chứng minh quan hệ").set_input_files(scan("sổ hộ tịch.pdf"))  # type: ignore[arg-type]
    page.get_by_role("button", name="Xem lại trước khi gửi").click()

    # What is wrong is said, and the file is still there
    expect(page.get_by_role("alert")).to_contain_text("Số điện thoại")
    expect(page.get_by_role("link", name="sổ hộ tịch.pdf")).to_be_visible()
    page.get_by_label("Số điện thoại").fill("0987 654 321")
    page.get_by_role("button", name="Xem lại trước khi gửi").click()
    expect(page.get_by_text("0987654321")).to_be_visible()
    page.get_by_role("button", name="Sửa lại").click()
    expect(page.get_by_label("Số điện thoại")).to_have_value("0987654321")
    page.get_by_role("button", name="Xem lại trước khi gửi").click()
    page.get_by_role("button", name="Gửi bổ sung").click()

    expect(page.get_by_text("Đã gửi bổ sung.")).to_be_visible()
    expect(page.get_by_text("Bạn chưa phải làm gì")).to_be_visible()
    page.get_by_text("Xem cách tính").click()
    expect(page.get_by_text("Chờ bổ sung hồ sơ")).to_be_visible()
    asked.refresh_from_db()
    assert asked.state == State.RECEIVED
    assert asked.answers["requester"]["phone"] == "0987654321"


def test_a_withdrawal_is_refused_then_agreed_to(
    open_window: Open, officer: Callable[[str], Officer], advanced: Callable[..., Dossier]
) -> None:
    dossier = advanced(Verb.RECEIVE)
    page, address = open_window("citizen"), f"/my/dossiers/{dossier.code}"

    def ask() -> None:
        page.goto(address)
        page.get_by_role("link", name="Xin rút hồ sơ").click()
        page.get_by_label("Vì sao bạn rút hồ sơ").fill("Không còn cần nữa.")
        page.get_by_role("button", name="Gửi đề nghị rút hồ sơ").click()
        expect(page.get_by_text("Đang chờ đồng ý cho rút hồ sơ")).to_be_visible()

    ask()
    by, at = officer("approver"), clock.now()
    dossiers.decline(verb=Verb.WITHDRAW, code=dossier.code, by=by, at=at, note="Kết quả đã sắp ký.")
    page.reload()
    expect(page.get_by_text("Kết quả đã sắp ký.")).to_be_visible()
    ask()
    dossiers.agree(verb=Verb.WITHDRAW, code=dossier.code, by=by, at=clock.now())
    page.reload()
    expect(page.get_by_text("Bạn đã rút hồ sơ")).to_be_visible()
    expect(page.get_by_role("link", name="Xin rút hồ sơ")).to_have_count(0)


def test_the_neighbour_finds_nothing(open_window: Open, asked: Dossier) -> None:
    page = open_window("neighbour")
    for more in ("", "/supplement", "/withdraw", "/draft"):
        is_not_found(page, f"/my/dossiers/{asked.code}{more}")


def test_without_script(open_window: Open, asked: Dossier) -> None:
    page = open_window("citizen", java_script_enabled=False)
    page.goto(f"/my/dossiers/{asked.code}/supplement")
    page.get_by_label("Giấy tờ chứng minh quan hệ").set_input_files(scan("mới.pdf"))  # type: ignore[arg-type]
    page.get_by_role("button", name="Tải lên").click()
    expect(page.get_by_role("link", name="mới.pdf")).to_be_visible()
    page.get_by_role("button", name="Xem lại trước khi gửi").click()
    page.get_by_role("button", name="Gửi bổ sung").click()
    expect(page.get_by_text("Đã gửi bổ sung.")).to_be_visible()


def test_pages_beside_the_straight_way(
    open_window: Open, act: Act, asked: Dossier, advanced: Callable[..., Dossier]
) -> None:
    """No barrier, nothing sticking out, English where it says so, in each state that asks for something."""
    items = [{"name": "Lệ phí cấp bản sao", "amount": 8000}]
    owing = act(Verb.CHARGE, advanced(Verb.RECEIVE), given={"items": items})
    corrected = act(Verb.CORRECT, advanced(Verb.RETURN), "approver", note="Sai năm sinh.")

    def review(page: Page) -> None:
        page.goto(f"/my/dossiers/{asked.code}/supplement")
        page.locator("[name='requester.phone']").fill("0987654321")
        page.locator(".m-actions button").first.click()
        page.wait_for_selector("[name=send]")

    def wrong(page: Page) -> None:
        page.goto(f"/my/dossiers/{asked.code}/supplement")
        page.locator("[name='requester.phone']").fill("12")
        page.locator(".m-actions button").first.click()
        page.wait_for_selector("#error-summary")

    ways = (
        f"/my/dossiers/{asked.code}",
        f"/my/dossiers/{asked.code}/supplement",
        f"/my/dossiers/{asked.code}/withdraw",
        f"/my/dossiers/{owing.code}",
        f"/my/dossiers/{corrected.code}",
        f"/verify/{corrected.secret}",
        review,
        wrong,
    )
    look(open_window, "citizen", ways)
