"""Open data, as anybody and any program gets it."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client, override_settings

from motcua.indicators.actions import opening as actions
from motcua.indicators.rules import sets
from motcua.kernel import clock
from motcua.web.public import opendata
from tests.indicators import nation, placed

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 8, 3, 3, tzinfo=UTC)
CSV = "/open-data/dossiers/2026-04.csv"


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("facts")


@pytest.fixture
def root(db: None, kept: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A country with half a year of facts, in August."""
    if not any(kept.iterdir()):
        placed.write(kept, placed.facts(nation.lives(seed=41, count=300), placed.moved()), known_at=NOW)
    monkeypatch.setattr(clock, "now", lambda: NOW)
    cache.clear()
    with override_settings(FACTS_ROOT=kept):
        yield kept
    cache.clear()


def content(response: Any) -> bytes:
    """What a file's answer brings."""
    found = b"".join(response.streaming_content)
    response.close()
    return found


def test_page_lists_what_is_over_and_explains(client: Client, root: Path) -> None:
    page = client.get("/open-data").content.decode()
    assert f'href="{CSV}"' in page
    assert 'href="/open-data/indicators/whole-process/2026-Q2.parquet"' in page
    assert "2026-08" not in page
    assert "creativecommons.org/licenses/by/4.0" in page
    assert "ít hơn 10 hồ sơ" in page
    content(client.get(CSV))
    assert "hồ sơ không có trong tệp" in client.get("/open-data").content.decode()
    assert [*opendata.DOSSIER_MEANINGS][-1] == "dossiers"


def test_file_is_served_with_its_digest_and_not_twice(client: Client, root: Path) -> None:
    response = client.get(CSV)
    assert response.status_code == 200
    assert response["Content-Type"] == "text/csv"
    assert "public" in response["Cache-Control"]
    head = content(response).decode().splitlines()[0].split(",")
    assert head == [*opendata.DOSSIER_MEANINGS]
    again = client.get(CSV, headers={"if-none-match": response["ETag"]})
    assert again.status_code == 304
    assert not again.cookies


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_indicators_are_served(client: Client, root: Path, kind: str) -> None:
    response = client.get(f"/open-data/indicators/whole-process/2026-Q2.{kind}")
    told = content(response)
    if kind == "csv":
        assert told.decode().splitlines()[0].split(",") == [*opendata.MEANINGS]
    else:
        assert told[:4] == b"PAR1"


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("dossiers/2026-08.csv", 404),  # not over
        ("dossiers/2026-Q2.csv", 404),
        ("dossiers/2019-01.csv", 404),  # nothing there
        ("dossiers/2026-04.xlsx", 404),
        ("dossiers/2026-04-05.csv", 404),
        ("dossiers/nonsense.csv", 422),
        ("dossiers/..%2f..%2fetc.csv", 404),
        ("indicators/nonsense/2026-04.csv", 404),
        ("indicators/whole-process/2026.csv", 404),
    ],
)
def test_what_is_not_opened_is_refused_in_words(client: Client, root: Path, path: str, status: int) -> None:
    response = client.get(f"/open-data/{path}")
    assert response.status_code == status
    assert "<h1" in response.content.decode()


def test_catalogue_names_every_file(client: Client, root: Path) -> None:
    response = client.get("/open-data/catalog.jsonld")
    assert response["Content-Type"] == "application/ld+json"
    told = json.loads(response.content)
    assert told["@type"] == "dcat:Catalog"
    assert told["dcterms:license"]["@id"].startswith("https://creativecommons.org/")
    month = next(one for one in told["dcat:dataset"] if one["dcterms:identifier"] == "dossiers-2026-04")
    assert month["dcterms:temporal"]["dcat:endDate"]["@value"] == "2026-04-30"
    urls = [one["dcat:downloadURL"]["@id"] for one in month["dcat:distribution"]]
    assert urls == [f"http://testserver{CSV}", f"http://testserver{CSV.removesuffix('csv')}parquet"]
    assert content(client.get(urls[0]))
    same = client.get("/open-data/catalog.jsonld")
    assert client.get("/open-data/catalog.jsonld", headers={"if-none-match": same["ETag"]}).status_code == 304


def test_without_facts_the_page_says_so(client: Client, tmp_path: Path) -> None:
    with override_settings(FACTS_ROOT=tmp_path):
        assert "Chưa có dữ liệu nào" in client.get("/open-data").content.decode()
        assert client.get(CSV).status_code == 404
        assert json.loads(client.get("/open-data/catalog.jsonld").content)["dcat:dataset"] == []


def test_too_many_requests_are_refused(client: Client, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opendata, "MOST", 2)
    assert [client.get("/open-data").status_code for _request in range(3)] == [200, 200, 429]


def test_everything_is_made_at_night(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In May, and of one set only: that each of them is counted rightly is tested elsewhere."""
    monkeypatch.setattr(sets, "names", lambda: ("whole-process",))
    assert actions.make_all(at=datetime(2026, 5, 3, 3, tzinfo=UTC)) == 4 + 4 + 1
    assert actions.made("whole-process", "2026-Q1", "parquet")
