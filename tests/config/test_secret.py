"""Secrets that are made on first use."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from motcua.config import secret


def test_made_once_for_the_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "var" / "secret"
    first = secret.read_or_create(path)
    assert len(first) >= 43
    assert secret.read_or_create(path) == first
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [each.name for each in path.parent.iterdir()] == ["secret"]


def test_two_secrets_differ(tmp_path: Path) -> None:
    assert secret.read_or_create(tmp_path / "a") != secret.read_or_create(tmp_path / "b")


def test_all_who_start_together_agree(tmp_path: Path) -> None:
    with ThreadPoolExecutor(16) as pool:
        found = set(pool.map(lambda _: secret.read_or_create(tmp_path / "secret"), range(64)))
    assert len(found) == 1


def test_a_given_file_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "secret"
    path.write_text("from the safe\n")
    assert secret.read_or_create(path) == "from the safe"
