"""Where the database is."""

from pathlib import Path

import pytest

from motcua.config import database


@pytest.fixture
def url(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    monkeypatch.delenv("MOTCUA_DB_POOL", raising=False)
    return monkeypatch


def test_without_url_the_embedded_server_is_meant(url: pytest.MonkeyPatch, tmp_path: Path) -> None:
    url.setenv("DATABASE_URL", "")
    assert database.is_embedded()
    found = database.from_environment(tmp_path)
    assert found["HOST"] == str(database.place(tmp_path).sockets)
    assert (found["NAME"], found["USER"], found["PASSWORD"]) == ("motcua", "postgres", "")


def test_every_part_of_a_url_arrives(url: pytest.MonkeyPatch, tmp_path: Path) -> None:
    url.setenv("DATABASE_URL", "postgresql://an:m%C3%A2t%40@db.example.vn:6432/mc?sslmode=verify-full")
    assert not database.is_embedded()
    found = database.from_environment(tmp_path)
    assert found["HOST"] == "db.example.vn"
    assert found["PORT"] == "6432"
    assert found["NAME"] == "mc"
    assert (found["USER"], found["PASSWORD"]) == ("an", "mât@")
    assert found["OPTIONS"]["sslmode"] == "verify-full"
    assert "host" not in found["OPTIONS"]


def test_options_of_a_url_are_kept_beside_ours(url: pytest.MonkeyPatch, tmp_path: Path) -> None:
    url.setenv("DATABASE_URL", "postgresql:///mc?options=-c%20work_mem%3D64MB")
    assert database.from_environment(tmp_path)["OPTIONS"]["options"] == "-c jit=off -c work_mem=64MB"


def test_pool_can_be_sized_and_switched_off(url: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert database.from_environment(tmp_path)["OPTIONS"]["pool"]["max_size"] == 8
    url.setenv("MOTCUA_DB_POOL", "3")
    assert database.from_environment(tmp_path)["OPTIONS"]["pool"]["max_size"] == 3
    url.setenv("MOTCUA_DB_POOL", "0")
    assert "pool" not in database.from_environment(tmp_path)["OPTIONS"]


def test_a_deep_checkout_gets_a_short_socket(tmp_path: Path) -> None:
    deep = tmp_path / ("một cửa " * 20)
    place = database.place(deep)
    assert place.data == deep / "postgres"
    assert len(str(place.sockets / database.SOCKET).encode()) <= 103
    assert place == database.place(deep)
    assert place.sockets != database.place(deep / "another").sockets
