"""The public scoreboard: for everybody, without dossiers, and not for wearing us out."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.cache import cache
from django.test import Client, override_settings

from motcua.agencies import queries as agencies
from motcua.indicators.models import Snapshot
from motcua.kernel import clock
from motcua.people.models import Account
from motcua.web.public import scoreboard
from motcua.web.ui import tilemap
from tests.indicators import nation, placed

NOW = datetime(2026, 11, 22, 3, 42, tzinfo=UTC)
LIVES = nation.lives(seed=12, count=120)


@pytest.fixture(autouse=True)
def country(db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The facts of a year, in November."""
    cache.clear()
    monkeypatch.setattr(clock, "now", lambda: NOW)
    known = [one for life in LIVES if (one := nation.as_known(life, NOW))]
    placed.write(tmp_path, placed.facts(known, placed.moved()), known_at=NOW)
    with override_settings(FACTS_ROOT=tmp_path):
        yield
    cache.clear()


def test_everybody_sees_the_nation_and_its_provinces(client: Client) -> None:
    page = client.get("/scoreboard?period=2026").content.decode()
    assert "Số liệu đến 10:42 ngày 22/11/2026." in page
    assert len(set(re.findall(r'<a href="/scoreboard/(H\d\d)', page))) == 34
    assert client.get("/scoreboard/H49?period=2026").status_code == 200
    assert not re.search(r'<option value="\d{4}-\d\d-\d\d"', page)  # a day is too few people
    assert '<option value="2026-10"' in page


def test_nobody_is_led_to_dossiers(client: Client) -> None:
    for unit in ("", "/H49"):
        page = client.get(f"/scoreboard{unit}?period=2026").content.decode()
        assert "/operations/" not in page
        assert not [life.code for life in LIVES if life.code in page]


def test_a_province_is_picked_from_the_list(client: Client) -> None:
    assert client.get("/scoreboard?unit=H49")["Location"] == "/scoreboard/H49"
    assert client.get("/scoreboard?unit=nowhere").status_code == 404
    assert client.get("/scoreboard/nowhere").status_code == 404


def test_strangers_copies_are_kept_a_minute_and_nobody_elses(
    client: Client, account: Callable[[str], Account]
) -> None:
    answer = client.get("/scoreboard?period=2026")
    assert set(answer["Cache-Control"].split(", ")) == {"public", "max-age=60"}
    assert {"Cookie", "Accept-Language"} <= set(answer["Vary"].split(", "))
    client.force_login(account("citizen"), backend="django.contrib.auth.backends.ModelBackend")
    assert "public" not in client.get("/scoreboard?period=2026").get("Cache-Control", "")


@pytest.mark.parametrize("query", ["period=2026-11-21", "period=2020-01..2020-02", "period=2031", "set=x"])
def test_what_is_not_offered_is_refused_and_counted_for_nobody(client: Client, query: str) -> None:
    assert client.get(f"/scoreboard?{query}").status_code == 422
    assert not Snapshot.objects.exists()


def test_days_of_the_past_are_not_asked_here(client: Client) -> None:
    client.get("/scoreboard?period=2026&as_of=2026-06-30&from=2026-01-01&to=2026-02-03")
    assert [(one.first.month, one.last.month, one.as_of) for one in Snapshot.objects.all()] == [(1, 12, None)]


def test_one_address_cannot_ask_without_end(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scoreboard, "MOST", 2)
    answers = [client.get("/scoreboard?set=x").status_code for _n in range(3)]
    assert answers == [422, 422, 429]


def test_every_province_has_one_tile_of_its_own() -> None:
    places = tilemap.places()
    assert set(places) == {unit.code for unit in agencies.provinces()}
    assert len(places) == len(set(places.values())) == 34
    assert all(0 <= column < 5 and 0 <= row < 14 for column, row in places.values())
