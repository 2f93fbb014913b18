"""Scoreboards: figures as they were made up, what is behind them, and files to take away."""

import csv
import io
import re
import subprocess
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

import pytest
from django.core.cache import cache as counters
from django.test import Client, override_settings
from pytest_django import DjangoAssertNumQueries

from motcua.agencies.models import Agency
from motcua.dossiers.models import Dossier
from motcua.indicators import ports
from motcua.indicators.adapters.parquet import Folder
from motcua.indicators.queries import counting
from motcua.indicators.queries.counting import Counted, Question
from motcua.indicators.rules import periods, sets
from motcua.indicators.rules.schema import Told
from motcua.indicators.rules.scoring import Value
from motcua.kernel import clock
from motcua.people.models import Account
from motcua.web.operations import exports, sheets
from motcua.web.operations.sheets import Sheet
from tests.indicators import nation, placed

NOW = datetime(2026, 11, 22, 3, 42, tzinfo=UTC)
LIVES = nation.lives(seed=11, count=260)
COUNTED: dict[object, dict[str, Counted]] = {}
YEAR = "period=2026"
Sign = Callable[[str], Client]


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("facts")


@pytest.fixture
def country(db: None, kept: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The facts of a year, in November."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
    if not any(kept.iterdir()):
        known = [one for life in LIVES if (one := nation.as_known(life, NOW))]
        placed.write(kept, placed.facts(known, placed.moved()), known_at=NOW)
    placed.counted_once(monkeypatch, COUNTED)
    with override_settings(FACTS_ROOT=kept):
        yield kept


@pytest.fixture
def as_(account: Callable[[str], Account]) -> Sign:
    """A browser in which this person is signed in."""

    def sign_in(login: str) -> Client:
        client = Client()
        client.force_login(account(login), backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in


def text(page: bytes) -> str:
    """What a reader sees of a page, on one line."""
    found = re.sub(r"<[^>]+>", " ", page.decode())
    return " ".join(found.replace("&nbsp;", " ").replace("\u00a0", " ").split())


@cache
def figures(unit: str) -> dict[str, Value]:
    """As the engine says them of the country, by code."""
    indicators = sets.shipped("766")
    question = Question(periods.read("2026"), NOW)
    found = counting.figures_of(ports.facts().table(), indicators, unit, question)
    return {one.indicator.code: one for one in found.values}


@pytest.mark.usefixtures("country")
def test_a_board_writes_every_figure_and_when_it_is_from(as_: Sign) -> None:
    seen = text(as_("leader").get(f"/operations/board/?{YEAR}").content)
    assert "Bảng chỉ tiêu : Ủy ban nhân dân tỉnh Quảng Ninh" in seen or "Quảng Ninh" in seen
    assert "năm 2026. Số liệu đến 10:42 ngày 22/11/2026." in seen
    for value in figures("H49").values():
        assert str(value.indicator.name) in seen
        if value.value is not None:
            assert str(value.value).replace(".", ",") in seen
        elif value.indicator.missing:
            assert str(value.indicator.missing) in seen


@pytest.mark.usefixtures("country")
@pytest.mark.parametrize("login", ["leader", "approver", "reception"])
def test_any_officer_sees_any_board(as_: Sign, login: str) -> None:
    for unit in ("VN", "H49", "H26"):
        assert as_(login).get(f"/operations/board/{unit}?{YEAR}").status_code == 200


def test_citizens_and_strangers_do_not(as_: Sign, client: Client) -> None:
    assert as_("citizen").get("/operations/board/").status_code == 403
    assert client.get("/operations/board/H49").status_code == 302


@pytest.mark.usefixtures("country")
@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("set=none", "Không có bộ chỉ tiêu này."),
        ("period=nonsense", "kỳ"),
        ("period=2031", "Kỳ này chưa đến."),
        ("period=2026..9999", "kỳ"),
        ("from=2026-13-40", "kỳ"),
        ("from=1999-01-01&to=1999-02-01", "trước năm 2000"),
        ("as_of=2031-01-01", "Ngày chốt số liệu không được sau hôm nay."),
        ("as_of=yesterday", "Vui lòng nhập ngày"),
        ("period=2026-10&as_of=2026-08-01", "kỳ này chưa bắt đầu"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_words(as_: Sign, query: str, says: str) -> None:
    response = as_("leader").get(f"/operations/board/H49?{query}")
    assert response.status_code == 422
    assert says in text(response.content)


@pytest.mark.usefixtures("country")
def test_an_unknown_unit_is_not_found(as_: Sign) -> None:
    for code in ("XX", "%00"):
        for place in ("", "/766/2.1", "/units.csv"):
            assert as_("leader").get(f"/operations/board/{code}{place}").status_code == 404


def test_without_facts_the_page_says_so(as_: Sign, db: None, tmp_path: Path) -> None:
    with override_settings(FACTS_ROOT=tmp_path / "none"):
        response = as_("leader").get("/operations/board/H49")
    assert response.status_code == 200
    assert "Chưa có hồ sơ nào trong kỳ này" in text(response.content)


@pytest.mark.usefixtures("country")
def test_english_has_its_words_and_its_points(as_: Sign) -> None:
    client = as_("leader")
    client.cookies["django_language"] = "en"
    page = client.get(f"/operations/board/H49?{YEAR}").content.decode()
    assert "Dossiers settled on time" in page
    value = figures("H49")["2.1"].value
    assert f"{value}%" in page


@pytest.mark.usefixtures("country")
def test_as_of_a_past_day_tells_what_was_known(as_: Sign) -> None:
    then = periods.end_of(datetime(2026, 6, 30, tzinfo=UTC).date())
    question = Question(periods.read("2026-06"), NOW, then)
    found = counting.figures_of(ports.facts().table(), sets.shipped("766"), "H49", question)
    value = next(one.value for one in found.values if one.indicator.code == "1.4")
    seen = text(as_("leader").get("/operations/board/H49?period=2026-06&as_of=2026-06-30").content)
    assert f"{str(value).replace('.', ',')} %" in seen
    assert "đến hết ngày 30/06/2026" in seen


@pytest.mark.usefixtures("country")
def test_units_are_ordered_as_asked(as_: Sign) -> None:
    def names(sort: str) -> list[str]:
        page = as_("leader").get(f"/operations/board/VN?{YEAR}&by=2.1{sort}").content.decode()
        table = page[page.index('id="units"') :]
        return re.findall(r'<th scope="row"><a class="ds-link" href="/operations/board/(\w+)', table)

    high, low, known = names(""), names("&sort=low"), {"H49", "H26", "H29"}
    assert len(high) == 34
    assert set(high[:3]) == known
    assert high[:3] == low[2::-1]
    values = {unit: figures(unit)["2.1"].value or 0 for unit in known}
    assert [values[unit] for unit in high[:3]] == sorted(values.values(), reverse=True)


@pytest.mark.usefixtures("country")
def test_the_nation_is_a_map_of_34_tiles(as_: Sign) -> None:
    page = as_("leader").get(f"/operations/board/VN?{YEAR}").content.decode()
    assert len(re.findall(r'<li data-c="\d" data-r="\d+" data-shade="\d">', page)) == 34
    assert page.count('data-shade="0"') == 31
    assert "Bản đồ ô" not in as_("leader").get(f"/operations/board/H49?{YEAR}").content.decode()


@pytest.mark.usefixtures("country")
@pytest.mark.parametrize("code", ["2.1", "2.2", "4.2"])
def test_lists_behind_a_figure_are_as_long_as_it_says(as_: Sign, code: str) -> None:
    value = figures("H49")[code]
    tally = value.tally
    wanted = {"counted": tally.counted, "others": tally.total - tally.counted, "left_out": tally.left_out}
    for which, length in wanted.items():
        codes: list[str] = []
        address = f"/operations/board/H49/766/{code}?{YEAR}&list={which}"
        while address:
            page = as_("leader").get(address).content.decode()
            codes += re.findall(r'<th scope="row" class="m-nowrap">(?:<a[^>]*>)?([^<]+)<', page)
            found = re.search(r'rel="next" href="([^"]+)"', page)
            address = found[1].replace("&amp;", "&") if found else ""
        assert len(codes) == len(set(codes)) == length


@pytest.mark.usefixtures("country")
def test_a_list_that_cannot_go_on_there_begins_anew(as_: Sign) -> None:
    leader, whole = as_("leader"), "/operations/board/H49/766/2.1?period=2026"
    first = text(leader.get(whole).content)
    for after in ("%00", "x" * 3000):
        assert text(leader.get(f"{whole}&after={after}").content) == first


@pytest.mark.usefixtures("country")
def test_what_is_left_out_has_its_reason(as_: Sign) -> None:
    page = text(as_("leader").get(f"/operations/board/H49/766/2.1?{YEAR}&list=left_out").content)
    assert "Người nộp đã rút hồ sơ" in page or "Đang tạm dừng tính thời gian" in page


@pytest.mark.usefixtures("country")
def test_behind_a_figure_look_only_those_whose_unit_it_is(as_: Sign) -> None:
    assert as_("leader").get(f"/operations/board/H26/766/2.1?{YEAR}").status_code == 404
    assert as_("leader").get(f"/operations/board/VN/766/2.1?{YEAR}").status_code == 404
    assert as_("reception").get(f"/operations/board/H49/766/2.1?{YEAR}").status_code == 404
    assert (
        "/operations/board/H26/766/"
        not in as_("leader").get(f"/operations/board/H26?{YEAR}").content.decode()
    )
    assert (
        "/operations/board/H49/766/2.1" in as_("leader").get(f"/operations/board/H49?{YEAR}").content.decode()
    )


def test_a_dossier_that_one_may_open_is_a_link(
    as_: Sign, submitted: Callable[..., Dossier], tmp_path: Path
) -> None:
    dossier, at = submitted(), clock.now()
    ward = Agency.objects.get(pk=dossier.agency_id)
    made_up = nation.fact(nation.lives(seed=3, count=1)[0])
    assert made_up
    facts = [
        Told(replace(made_up, code=code, path=ward.path, submitted_at=at, received_at=at, linked=None))
        for code in sorted((dossier.code, "Z-1"))
    ]
    Folder(tmp_path / "own").replace(facts, known_at=clock.now())
    with override_settings(FACTS_ROOT=tmp_path):
        page = as_("leader").get(f"/operations/board/{ward.code}/766/1.4?list=left_out").content.decode()
        page += as_("leader").get(f"/operations/board/{ward.code}/766/1.4?list=counted").content.decode()
        page += as_("leader").get(f"/operations/board/{ward.code}/766/1.4?list=others").content.decode()
    assert f'<a class="ds-link" href="/office/dossiers/{dossier.code}">{dossier.code}</a>' in page
    assert '<th scope="row" class="m-nowrap">Z-1</th>' in page


@pytest.mark.usefixtures("country")
def test_csv_opens_in_a_spreadsheet(as_: Sign) -> None:
    response = as_("leader").get(f"/operations/board/H49/indicators.csv?{YEAR}")
    assert response["Content-Disposition"].startswith("attachment")
    assert response.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    by_code = {row[1]: row for row in rows[1:]}
    for code, value in figures("H49").items():
        assert by_code[code][3] == ("" if value.value is None else str(value.value))


def test_no_cell_is_a_formula() -> None:
    sheet = Sheet(
        "T", (), ("=1+1", "b"), (("=cmd|' /C calc'!A0", -3), ("+1", 2), ("@x", None), ("-y", 1), ("a", 1))
    )
    lines = sheets.csv_of(sheet).decode("utf-8-sig").splitlines()
    assert lines == ["'=1+1,b", "'=cmd|' /C calc'!A0,-3", "'+1,2", "'@x,", "'-y,1", "a,1"]


@pytest.mark.usefixtures("country")
@pytest.mark.parametrize("what", ["indicators", "units"])
def test_xlsx_has_figures_as_figures_and_a_head_that_stays(as_: Sign, what: str) -> None:
    response = as_("leader").get(f"/operations/board/H49/{what}.xlsx?{YEAR}&kind=commune")
    with zipfile.ZipFile(io.BytesIO(response.content)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
        words = book.read("xl/sharedStrings.xml").decode()
    ElementTree.fromstring(sheet)
    assert "Số liệu đến 10:42 ngày 22/11/2026." in words
    assert 'state="frozen"' in sheet
    assert "<f>" not in sheet
    numbers = {float(one) for one in re.findall(r'<c r="\w+" s="\d+"><v>([^<]+)</v>', sheet)}
    shown = figures("H49") if what == "indicators" else {}
    assert {float(one.value) for one in shown.values() if one.value is not None} <= numbers
    assert numbers


@pytest.mark.usefixtures("country")
@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_report_is_a_pdf_with_every_figure(as_: Sign, language: str, tmp_path: Path) -> None:
    client = as_("leader")
    client.cookies["django_language"] = language
    response = client.get(f"/operations/board/H49/report.pdf?{YEAR}")
    assert response["Content-Type"] == "application/pdf"
    (tmp_path / "report.pdf").write_bytes(response.content)
    done = subprocess.run(
        ["pdftotext", "-layout", tmp_path / "report.pdf", "-"], capture_output=True, text=True, check=True
    )
    assert "10:42" in done.stdout
    for value in figures("H49").values():
        if value.value is not None:
            written = f"{value.value:,f}"
            assert (written if language == "en" else written.replace(".", ",")) in done.stdout


@pytest.mark.usefixtures("country")
def test_who_asks_for_too_many_files_waits_and_others_do_not(
    as_: Sign, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exports, "MOST", {"report": 0, "export": 1})
    counters.clear()
    address = f"/operations/board/H49/indicators.csv?{YEAR}"
    assert [as_("leader").get(address).status_code for _turn in range(2)] == [200, 429]
    assert as_("approver").get(address).status_code == 200
    assert as_("approver").get(f"/operations/board/H49/report.pdf?{YEAR}").status_code == 429


@pytest.mark.usefixtures("country")
def test_files_that_are_not_offered(as_: Sign) -> None:
    for name in ("report.csv", "units.pdf", "nothing.xlsx"):
        assert as_("leader").get(f"/operations/board/H49/{name}").status_code == 404
    ward = Agency.objects.filter(kind="commune", parent__code="H49").order_by("code")[0].code
    assert as_("leader").get(f"/operations/board/{ward}/units.csv?{YEAR}").status_code == 404
    assert as_("leader").get("/operations/board/H49/indicators.csv?period=x").status_code == 422


@pytest.mark.usefixtures("country")
def test_a_page_asks_few_questions(as_: Sign, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    client = as_("leader")
    for unit in ("VN", "H49"):
        client.get(f"/operations/board/{unit}?{YEAR}")
        # Three of who is signed in, units, two of what is kept, its rows, targets, unread messages.
        with django_assert_max_num_queries(9):
            client.get(f"/operations/board/{unit}?{YEAR}")
    client = Client()
    client.get(f"/scoreboard/H49?{YEAR}")
    with django_assert_max_num_queries(6):  # of the page above, without a person, and the provinces
        client.get(f"/scoreboard/H49?{YEAR}")
