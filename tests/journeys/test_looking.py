"""The eyes with which every page is looked at: they see what they are for."""

import pytest

from tests.journeys import looking
from tests.journeys.conftest import Open

pytestmark = pytest.mark.browser


def test_what_is_wrong_is_seen(open_window: Open) -> None:
    page = open_window(width=360)
    page.set_content(
        '<html lang="en"><title>Page</title><main><h1>Page</h1>'
        '<img src="data:,"><p style="width: 500px">Hồ sơ in Việt Nam, <span lang="vi">ở đây</span></p>'
        f'<p hidden title="Đồng ý">{"".join(map(chr, range(0x4E00, 0x9FA5)))}</p></main></html>'
    )
    assert any("image-alt" in one for one in looking.barriers(page))
    assert len(looking.overflow(page)) == 1
    assert [one.split(": ", 1)[1] for one in looking.not_english(page)] == [
        "Hồ sơ in Việt Nam,",
        "title: Đồng ý",
    ]
    page.set_content(f"<p>{''.join(map(chr, range(0x4E00, 0x9FA5)))}</p>" * 2)
    assert looking.too_heavy(page) == []
    page.set_content(f"<p>{''.join(f'{n * n * n:x}' for n in range(40_000))}</p>")
    assert len(looking.too_heavy(page)) == 1


def test_what_is_right_is_left_alone(open_window: Open) -> None:
    page = open_window(width=360)
    page.set_content(
        '<html lang="en"><title>Page</title><main><h1>Page <i lang="vi">ở đây</i></h1></main></html>'
    )
    seen = (looking.barriers, looking.overflow, looking.not_english, looking.too_heavy)
    assert [look(page) for look in seen] == [[], [], [], []]
