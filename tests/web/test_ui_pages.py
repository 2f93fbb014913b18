"""The gallery in a real browser: accessible, within its width, with and without scripts."""

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import clear_url_caches
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from motcua.agencies import queries as agencies
from motcua.web.ui import assets, context

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "node_modules/axe-core/axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COMMUNES = {
    "22": (SimpleNamespace(code="06721", name="Phường Hạ Long"),),
    "01": (SimpleNamespace(code="00004", name="Phường Ba Đình"),),
}
PROVINCES = (
    SimpleNamespace(code="22", name="Tỉnh Quảng Ninh"),
    SimpleNamespace(code="01", name="Thành phố Hà Nội"),
)


@pytest.fixture(autouse=True)
def _gallery_alone(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    settings.ROOT_URLCONF = "tests.web.ui_urls"
    settings.DEMO = True
    template = settings.TEMPLATES[0]
    settings.TEMPLATES = [{**template, "DIRS": [Path(__file__).parent / "templates"]}]
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"
    monkeypatch.setattr(agencies, "provinces", lambda: PROVINCES)
    monkeypatch.setattr(agencies, "communes", lambda province: COMMUNES.get(province, ()))
    monkeypatch.setattr(context, "officer_of", lambda request: None)
    clear_url_caches()
    yield
    clear_url_caches()


@pytest.fixture(scope="module")
def built() -> None:
    """The style sheets, built if they are not."""
    assets.build(ROOT, ROOT / "motcua/web/ui/static/vendor")


@pytest.mark.parametrize("address", ["/ui/", "/ui/errors", "/nowhere"])
@pytest.mark.django_db(transaction=True)
def test_pages_are_accessible_and_fit(built: None, page: Page, live_server: LiveServer, address: str) -> None:
    for language, width in (("vi", 360), ("en", 1280)):
        page.set_viewport_size({"width": width, "height": 900})
        page.context.add_cookies([{"name": "django_language", "value": language, "url": live_server.url}])
        page.goto(address)
        expect(page.locator("html")).to_have_attribute("lang", language)
        look(page)


def look(page: Page) -> None:
    """Nothing that axe finds, nothing wider than the window, nothing too small for a finger."""
    page.evaluate(AXE.read_text())
    found = page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)
    assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found["violations"]] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    small = page.evaluate(
        "[...document.querySelectorAll('button, select, summary, a.ds-button')]"
        ".filter(e => e.checkVisibility() && e.getBoundingClientRect().height < 43.5).map(e => e.outerHTML)"
    )
    assert small == []


@pytest.mark.django_db(transaction=True)
def test_a_condition_is_followed_at_once_and_nothing_typed_is_lost(built: None, page: Page) -> None:
    page.goto("/form/")
    partner = page.locator("[name='sample.partner.full_name']")
    expect(partner).to_have_count(0)
    page.fill("[name='sample.name']", "Nguyễn Thị Hạnh")
    page.check("[name='sample.purpose'][value='marry']")
    partner.wait_for()
    expect(page.locator("[name='sample.name']")).to_have_value("Nguyễn Thị Hạnh")
    expect(page.locator("[name='sample.purpose'][value='marry']")).to_be_focused()


@pytest.mark.django_db(transaction=True)
def test_the_communes_of_a_chosen_province_appear(built: None, page: Page) -> None:
    page.goto("/form/")
    page.select_option("[name='sample.home.province']", "01")
    page.locator("[name='sample.home.commune'] option[value='00004']").wait_for(state="attached")
    expect(page.locator(".m-nojs").first).to_be_hidden()


@pytest.mark.django_db(transaction=True)
def test_all_of_it_works_without_scripts(built: None, chromium: Browser, live_server: LiveServer) -> None:
    window = chromium.new_context(base_url=live_server.url, java_script_enabled=False)
    page = window.new_page()
    page.goto("/form/")
    page.check("[name='sample.purpose'][value='marry']")
    page.select_option("[name='sample.home.province']", "22")
    page.locator("button[name=refresh]").last.click()
    expect(page.locator("[name='sample.partner.full_name']")).to_have_count(1)
    page.locator("button[name=language][value=en]").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    window.close()


def test_communes_are_given_for_a_known_province_only(client: Client) -> None:
    assert "Phường Hạ Long" in client.get("/ui/communes?province=22").content.decode()
    field = client.get("/ui/communes", {"field": "a.home.province", "a.home.province": "01"})
    assert "Phường Ba Đình" in field.content.decode()
    for wrong in ("99", "22'", "٢٢", "", "2" * 500):
        assert "Phường" not in client.get("/ui/communes", {"province": wrong}).content.decode()


def test_the_frame_of_a_demonstration_says_so(client: Client) -> None:
    page = client.get("/ui/").content.decode()
    assert "Bản trình diễn" in page
    assert 'href="/account_login/"' in page
    assert "Tỉnh Quảng Ninh" in page
    assert "<script>" not in page
    assert " style=" not in page
