"""What is behind a figure of procedures: each once, with at how many agencies it is so."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.test import Client, override_settings

from motcua.indicators import ports
from motcua.indicators.queries import counting
from motcua.indicators.queries.counting import Question
from motcua.indicators.rules import periods, sets
from motcua.kernel import clock
from motcua.people.models import Account
from tests.indicators import catalogue, nation, placed

NOW = datetime(2026, 11, 22, 3, 42, tzinfo=UTC)
KNOWN = {"1.2": "1.004873"}  # the others are not procedures of this site
NAMED = "Thủ tục cấp Giấy xác nhận tình trạng hôn nhân"


@pytest.fixture
def leader(
    account: Callable[[str], Account], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Client]:
    """Of the province, with the facts of a year."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
    places = placed.moved()
    lives = [one for life in nation.lives(seed=11, count=60) if (one := nation.as_known(life, NOW))]
    told = [
        replace(one, procedure=KNOWN.get(one.procedure, one.procedure)) for one in placed.facts(lives, places)
    ]
    offers = [
        replace(made, path=places[one.agency], procedure=KNOWN.get(one.code, one.code))
        for one in catalogue.shelves(seed=3)
        for made in (catalogue.offer(one),)
    ]
    placed.write(tmp_path, told, known_at=NOW, offers=offers)
    client = Client()
    client.force_login(account("leader"), backend="django.contrib.auth.backends.ModelBackend")
    with override_settings(FACTS_ROOT=tmp_path):
        yield client


def text(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).replace("\u00a0", " ").split())


def test_procedures_behind_a_figure(leader: Client) -> None:
    """The lists are as long as the figure says; a procedure that this site knows has its name and a link."""
    figures = counting.figures_of(
        ports.facts().table(), sets.shipped("766"), "H49", Question(periods.read("2026"), NOW)
    )
    shown = ""
    for code in ("1.1", "3.1", "3.2", "4.5a"):
        tally = next(one.tally for one in figures.values if one.indicator.code == code)
        assert tally.total + tally.left_out
        lengths = {
            "counted": tally.counted,
            "others": tally.total - tally.counted,
            "left_out": tally.left_out,
        }
        for which, length in lengths.items():
            page = leader.get(f"/operations/board/H49/766/{code}?period=2026&list={which}").content.decode()
            rows = re.findall(r'<th scope="row" class="m-nowrap">(?:<a[^>]*>)?([^<]+)<', page)
            assert len(rows) == len(set(rows)) == length, (code, which)
            if not rows:
                assert re.search("(Không có|Mọi) thủ tục", text(page))
            elif which == "left_out":
                assert "Chưa biết" in text(page)
            shown += page
    assert NAMED in text(shown)
    assert 'href="/procedures/1.004873"' in shown
    assert re.search(r"\d/\d cơ quan", text(shown))
    assert "thủ tục ở mẫu số" in text(shown)
