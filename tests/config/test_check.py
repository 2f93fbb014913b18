"""motcua check: a plain list of faults, and nothing of a database."""

from pathlib import Path

import pytest
import yaml

from motcua.config.commands import COMMANDS, parser
from motcua.config.commands.check import run
from tests.catalogue.specimens import small


def checked(*files: Path) -> int:
    return run(parser().parse_args(["check", *map(str, files)]))


def written(path: Path, what: object) -> Path:
    path.write_text(yaml.safe_dump(what, allow_unicode=True), encoding="utf-8")
    return path


def test_what_is_shipped_has_no_faults(capsys: pytest.CaptureFixture[str]) -> None:
    assert checked() == 0
    lines = capsys.readouterr().out.splitlines()
    assert {"certification.yaml: ok", "1.001193.yaml: ok"} <= set(lines)
    assert all(line.endswith(": ok") for line in lines)


def test_it_needs_no_database() -> None:
    assert not COMMANDS["check"].needs_database


def test_every_fault_is_said_beside_its_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    good = written(tmp_path / "good.yaml", small())
    shape = written(tmp_path / "shape.yaml", small(life_events=["holiday"]))
    process = written(tmp_path / "process.yaml", small(process="six-step"))
    rows = written(tmp_path / "rows.yaml", {"name": {"vi": "Thử", "en": "Trial"}, "rows": []})
    (tmp_path / "broken.yaml").write_text("code: [", encoding="utf-8")
    assert checked(good, shape, process, rows, tmp_path / "broken.yaml", tmp_path / "missing.yaml") == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[:4] == [
        "good.yaml: ok",
        "shape.yaml: life_events: holiday is not in life_events.yaml",
        "process.yaml: process: there is no process six-step, only certification, five-step",
        "rows.yaml: rows: no row starts at draft, where every dossier begins",
    ]
    assert lines[4].startswith("broken.yaml: while parsing")
    assert lines[5].startswith("missing.yaml: [Errno 2]")
