"""motcua indicators: figures and lists, for people and for programs, without a database."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.utils.module_loading import import_string

from motcua.config import commands, paths
from motcua.indicators.adapters.parquet import Folder
from motcua.indicators.rules.schema import Told
from tests.indicators import nation

Said = tuple[int, str, str]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The facts of some dossiers."""
    path = tmp_path_factory.mktemp("facts")
    told = [Told(fact) for life in nation.lives(seed=1, count=120) if (fact := nation.fact(life))]
    told.sort(key=lambda one: one.fact.code)
    Folder(path).replace(told, known_at=datetime(2026, 9, 1, tzinfo=UTC))
    return path


@pytest.fixture
def motcua(capsys: pytest.CaptureFixture[str], folder: Path) -> Callable[..., Said]:
    """Exit code, stdout and stderr of `motcua indicators --facts FOLDER ...`."""

    def run(*arguments: str) -> Said:
        options = commands.parser().parse_args(["indicators", "--facts", str(folder), *arguments])
        code = import_string(commands.COMMANDS["indicators"].run)(options)
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


def test_figures_for_programs(motcua: Callable[..., Said]) -> None:
    code, out, _err = motcua("--unit", "VN", "--period", "2026", "--json")
    assert code == 0
    told = json.loads(out)
    assert (told["set"], told["unit"], told["from"], told["to"]) == ("766", "VN", "2026-01-01", "2026-12-31")
    one = next(one for one in told["indicators"] if one["code"] == "2.1")
    assert one["value"] == pytest.approx(100 * one["counted"] / one["total"], abs=0.005)
    assert told["score"]["points"] == pytest.approx(sum(one["points"] or 0 for one in told["indicators"]))
    missing = next(one for one in told["indicators"] if one["code"] == "1.1")
    assert (missing["status"], missing["value"], missing["points"]) == ("missing", None, 0.0)


def test_the_list_has_the_number_of_the_figures(motcua: Callable[..., Said]) -> None:
    asked = ("--unit", "H1", "--period", "2026-Q2", "--json")
    told = json.loads(motcua(*asked)[1])
    listed = json.loads(motcua(*asked, "--list", "2.1")[1])
    one = next(one for one in told["indicators"] if one["code"] == "2.1")
    assert len(listed["counted"]) == one["counted"]
    assert len(listed["counted"]) + len(listed["others"]) == one["total"]
    assert len(listed["left_out"]) == one["left_out"]


def test_figures_for_people_in_both_languages(motcua: Callable[..., Said]) -> None:
    asked = ("--unit", "VN", "--period", "2026")
    assert "Hồ sơ giải quyết đúng hạn" in motcua(*asked)[1]
    code, out, _err = motcua(*asked, "--language", "en")
    assert code == 0
    assert "Dossiers settled on time" in out


def test_as_of_a_day_before_anything_happened(motcua: Callable[..., Said]) -> None:
    asked = ("--unit", "VN", "--period", "2026", "--set", "reports", "--as-of", "2025-12-30", "--json")
    told = json.loads(motcua(*asked)[1])
    assert all(one["total"] == 0 for one in told["indicators"])


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("--unit", "VN"),
        ("--unit", "XX", "--period", "2026"),
        ("--unit", "VN", "--period", "June"),
        ("--unit", "VN", "--period", "2026", "--as-of", "June"),
        ("--unit", "VN", "--period", "2026", "--set", "nothing"),
        ("--unit", "VN", "--period", "2026", "--set", "nothing.yaml"),
        ("--unit", "VN", "--period", "2026", "--list", "9.9"),
    ],
)
def test_what_makes_no_sense_is_one_line(motcua: Callable[..., Said], arguments: tuple[str, ...]) -> None:
    code, out, err = motcua(*arguments)
    assert (code, out) == (2, "")
    assert len(err.strip().splitlines()) == 1


def test_folders_that_hold_no_facts(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    strange = tmp_path / "month=2026-01"
    asked = ["indicators", "--facts", str(tmp_path), "--unit", "VN", "--period", "2026"]
    run = import_string(commands.COMMANDS["indicators"].run)
    assert run(commands.parser().parse_args(asked)) == 2
    strange.mkdir()
    (strange / "facts.parquet").write_bytes(b"not a parquet file")
    assert run(commands.parser().parse_args(asked)) == 2
    assert len(capsys.readouterr().err.strip().splitlines()) == 2


def test_no_database_is_needed(folder: Path, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "motcua.config.commands", "indicators", "--facts", str(folder), "--unit", "VN",
         "--period", "2026", "--set", "whole-process", "--json"],
        env={**os.environ, "DATABASE_URL": f"postgresql:///none?host={tmp_path}"}, cwd=paths.ROOT,
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["unit"] == "VN"
