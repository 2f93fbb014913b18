"""motcua due and motcua worktime: what they print, for people and for programs, and what they refuse."""

import json
import os
import subprocess
import sys
from argparse import Namespace
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.utils.module_loading import import_string

from motcua.agencies import actions as agencies
from motcua.agencies import queries as agency_queries
from motcua.config import commands, paths
from motcua.journal.rules import Actor

Said = tuple[int, str, str]


@pytest.fixture
def motcua(capsys: pytest.CaptureFixture[str]) -> Callable[..., Said]:
    """Exit code, stdout and stderr of a command, run inside this process and database."""

    def run(*arguments: str) -> Said:
        options = commands.parser().parse_args(arguments)
        code = import_string(commands.COMMANDS[options.command].run)(options)
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


@pytest.fixture
def _calendars(db: None) -> Iterator[None]:
    agency_queries.forget_calendars()
    yield
    agency_queries.forget_calendars()


@pytest.mark.parametrize(
    ("start", "limit", "due"),
    [
        ("2026-02-13T16:30", "3wd", "2026-02-25T16:30:00+07:00"),
        ("2026-08-21T16:00", "1wd", "2026-08-22T16:00:00+07:00"),
        ("2026-08-28T16:00", "2h", "2026-09-03T08:00:00+07:00"),
        ("2026-04-23T09:00", "4d", "2026-04-28T17:00:00+07:00"),
        ("2026-01-31", "1mo", "2026-03-02T07:00:00+07:00"),
        ("2026-03-02T01:00:00Z", "1h", "2026-03-02T09:00:00+07:00"),
    ],
)
def test_due_for_programs(motcua: Callable[..., Said], start: str, limit: str, due: str) -> None:
    code, out, err = motcua("due", start, limit, "--json")
    told = json.loads(out)
    assert (code, err) == (0, "")
    assert (told["limit"], told["due"]) == (limit, due)
    assert list(told) == [
        "start", "limit", "due", "counts_from", "after_cut_off", "working_minutes", "days", "skipped",
        "special",
    ]  # fmt: skip


def test_due_for_programs_names_what_was_skipped(motcua: Callable[..., Said]) -> None:
    told = json.loads(motcua("due", "2026-02-13T16:30", "3wd", "--json", "--language", "en")[1])
    assert told["working_minutes"] == 1440
    assert told["days"][0] == {"date": "2026-02-13", "minutes": 30, "total": 30}
    assert told["skipped"][0] == {"date": "2026-02-14", "name": ""}
    assert told["skipped"][2] == {"date": "2026-02-16", "name": "Lunar New Year's Eve"}


def test_due_for_people(motcua: Callable[..., Said]) -> None:
    code, out, _err = motcua("due", "2026-08-21T16:00", "1wd")
    assert code == 0
    assert out.splitlines() == [
        "Bắt đầu: 16:00 Thứ Sáu 21/08/2026",
        "Thời hạn: 1 ngày làm việc",
        "Ngày được tính:",
        "  Thứ Sáu 21/08/2026: 60 phút, cộng dồn 60 phút",
        "  Thứ Bảy 22/08/2026: 420 phút, cộng dồn 480 phút (Làm bù cho thứ Hai 31/8)",
        "Hạn trả kết quả: 16:00 Thứ Bảy 22/08/2026",
    ]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["due", "hôm nay", "3wd"], "Không hiểu thời điểm “hôm nay”"),
        (["due", "2026-02-30", "3wd"], "Không hiểu thời điểm"),
        (["due", "2026-02-13", "3"], "Không hiểu thời hạn “3”"),
        (["due", "2026-02-13", "0wd"], "Không hiểu thời hạn"),
        (["due", "2026-02-13", "-1d"], "Không hiểu thời hạn"),
        (["due", "2026-02-13", "9999wd"], "quá dài"),
        (["due", "2026-02-13", "999mo"], "quá dài"),
        (["due", "2039-12-30", "3000d"], "từ năm 2020 đến năm 2040"),
        (["due", "1975-04-30", "1d"], "từ năm 2020 đến năm 2040"),
        (["due", "0001-01-01T00:00:00+14:00", "1d"], "từ năm 2020 đến năm 2040"),
        (["due", "2026-02-13"], "Hãy ghi thời hạn"),
        (["due", "2026-02-13", "1d", "--channel", "fax"], "online, direct hoặc postal"),
        (["due", "2026-02-13", "1d", "--channel", "online"], "cùng với --procedure"),
        (["due", "2026-02-13", "1d", "--language", "fr"], "--language: vi, en"),
        (["worktime", "2026-02-13", "x"], "Không hiểu thời điểm"),
        (["worktime", "2026-02-14", "2026-02-13"], "không sớm hơn"),
    ],
)
def test_what_makes_no_sense_is_one_line(
    motcua: Callable[..., Said], arguments: list[str], said: str
) -> None:
    if "-1d" in arguments:
        arguments = [*arguments[:2], "--", *arguments[2:]]
    code, out, err = motcua(*arguments)
    assert (code, out) == (2, "")
    assert said in err
    assert err.count("\n") == 1


@pytest.mark.usefixtures("_calendars")
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--agency", "H99"], "Không có cơ quan nào mang mã H99."),
        (["--procedure", "9.999999"], "Không có thủ tục 9.999999"),
        (["--procedure", "1.004873", "--known-at", "x"], "Không hiểu thời điểm"),
    ],
)
def test_what_is_not_there_is_one_line(motcua: Callable[..., Said], arguments: list[str], said: str) -> None:
    code, out, err = motcua("due", "2026-11-02T09:00", "1wd", *arguments)
    assert (code, out) == (2, "")
    assert said in err
    assert err.count("\n") == 1


@pytest.mark.usefixtures("_calendars")
def test_a_procedure_brings_its_limit_and_its_cut_off(motcua: Callable[..., Said]) -> None:
    code, out, _err = motcua("due", "2026-11-02T15:30", "--procedure", "2.000635", "--agency", "H49.06685")
    assert code == 0
    assert "Sau 15:00: tính từ ngày làm việc tiếp theo." in out
    assert out.endswith("Hạn trả kết quả: 17:00 Thứ Ba 03/11/2026\n")
    told = json.loads(motcua("due", "2026-11-02T15:30", "--procedure", "2.000635", "--json")[1])
    assert (told["limit"], told["after_cut_off"]) == ("1wd", True)
    assert told["counts_from"] == "2026-11-03T07:00:00+07:00"


@pytest.mark.usefixtures("_calendars")
def test_an_agency_s_calendar_and_how_it_was(motcua: Callable[..., Said]) -> None:
    at = datetime(2026, 6, 1, tzinfo=UTC)
    agencies.set_day(
        agency=agency_queries.agency("H49.06685"), day=date(2026, 8, 12), hours=[], name_vi="Nghỉ bão",
        name_en="Storm", source="Công điện", by=Actor("account:1", "Quản Trị"), at=at,
    )  # fmt: skip
    asked = ("due", "2026-08-11T08:00", "1wd", "--json", "--agency")
    told = json.loads(motcua(*asked, "H49.06685")[1])
    assert told["due"] == "2026-08-13T08:00:00+07:00"
    assert told["skipped"] == [{"date": "2026-08-12", "name": "Nghỉ bão"}]
    assert json.loads(motcua(*asked, "H49.06673")[1])["due"] == "2026-08-12T08:00:00+07:00"
    before = ("--known-at", "2026-05-31T23:59")
    assert json.loads(motcua(*asked, "H49.06685", *before)[1])["due"] == "2026-08-12T08:00:00+07:00"


def test_worktime_measures(motcua: Callable[..., Said]) -> None:
    code, out, _err = motcua("worktime", "2026-02-13T16:30", "2026-02-25T10:00", "--json")
    assert code == 0
    assert json.loads(out) == {
        "from": "2026-02-13T16:30:00+07:00",
        "to": "2026-02-25T10:00:00+07:00",
        "working_minutes": 1170,
        "working_hours": 19.5,
        "working_days": 2.4375,
    }
    assert "1170 phút = 2 ngày 3 giờ 30 phút" in motcua("worktime", "2026-02-13T16:30", "2026-02-25T10:00")[1]


def test_without_an_agency_no_database_is_needed(tmp_path: Path) -> None:
    nowhere = {"DATABASE_URL": f"postgresql:///none?host={tmp_path}", "MOTCUA_VAR": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-m", "motcua.config.commands", "worktime", "2026-02-13", "2026-02-14", "--json"],
        env={**os.environ, **nowhere},
        cwd=paths.ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["working_minutes"] == 480


@pytest.mark.parametrize(
    ("arguments", "needed"),
    [
        (["due", "2026-02-13", "1d"], False),
        (["due", "2026-02-13", "1d", "--agency", "H49"], True),
        (["due", "2026-02-13", "--procedure", "1.004873"], True),
        (["worktime", "2026-02-13", "2026-02-14", "--known-at", "2026-01-01"], True),
    ],
)
def test_the_database_is_started_for_those_who_ask_it(
    monkeypatch: pytest.MonkeyPatch, arguments: list[str], needed: bool
) -> None:
    started: list[Namespace] = []

    @contextmanager
    def database() -> Iterator[None]:
        started.append(Namespace())
        yield

    monkeypatch.setattr(commands, "_database", database)
    monkeypatch.setattr(commands, "import_string", lambda path: lambda options: 0)
    options = commands.parser().parse_args(arguments)
    assert commands._run(commands.COMMANDS[options.command], options) == 0
    assert bool(started) is needed
