"""A leader looks at the scoreboard, sees what is behind a figure, and takes the report along."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import override_settings
from playwright.sync_api import expect

from motcua.agencies.models import Agency
from motcua.kernel import clock
from tests.indicators import nation, placed
from tests.journeys.conftest import Open
from tests.journeys.looking import look

pytestmark = pytest.mark.browser


@pytest.fixture(autouse=True)
def _facts(open_window: Open, tmp_path: Path) -> Iterator[None]:
    """The facts of the generated nation's year, as they are known now."""
    at = clock.now()
    lives = [one for life in nation.lives(seed=5, count=120) if (one := nation.as_known(life, at))]
    placed.write(tmp_path, placed.facts(lives, placed.moved()), known_at=at - timedelta(seconds=1))
    with override_settings(FACTS_ROOT=tmp_path):
        yield


def test_from_the_board_to_the_dossiers_behind_a_figure(open_window: Open) -> None:
    page = open_window("leader")
    page.goto("/operations/board/?period=2026")
    page.get_by_role("link", name="hồ sơ không tính").first.click()
    expect(page.get_by_role("columnheader", name="Vì sao không tính")).to_be_visible()
    current = page.get_by_role("link", name="Không tính")
    said = int(current.locator(".m-count").inner_text().replace(".", ""))
    assert page.locator("tbody tr").count() == min(said, 50)
    page.get_by_role("link", name="Bảng chỉ tiêu").first.click()
    address = page.get_by_role("link", name="Báo cáo (PDF)").get_attribute("href")
    assert address
    assert page.request.get(address).body().startswith(b"%PDF-")


def test_every_page_of_the_scoreboard_is_for_everybody(open_window: Open) -> None:
    ward = Agency.objects.filter(kind="commune", parent__code="H49").order_by("code")[0].code
    look(
        open_window,
        "leader",
        [
            "/operations/board/?period=2026&by=2.1",
            "/operations/board/VN?period=2026&by=1.4",
            f"/operations/board/{ward}?period=2026-06&set=whole-process",
            "/operations/board/H49?period=1999",
            "/operations/board/H49/766/2.1?period=2026&list=left_out",
            "/scoreboard?period=2026",
        ],
    )
