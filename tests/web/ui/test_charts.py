"""Charts: what is drawn is what is told in words and figures, nothing that the policy forbids."""

import re
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from xml.etree import ElementTree

import pytest
from django.template.loader import render_to_string
from django.utils.translation import override

from motcua.indicators.rules import periods, sets
from motcua.web.ui import figures, plots, standing
from motcua.web.ui.charts import Chart, Goal, Mark, Outlook
from motcua.web.ui.drawing import PAPER, SCREEN, Palette, drawn

MARKS = [Mark(f"{n}/26", Decimal(60 + n), f"{60 + n} %") for n in range(1, 6)]
GOAL = Goal(85, "Mục tiêu 85 %")
ENDS = Outlook(
    date(2026, 12, 31),
    Decimal(75),
    (Decimal(81), "81 %"),
    (Decimal("78.2"), "78,2 %"),
    (Decimal("83.4"), "83,4 %"),
)
HISTORY = [(date(2026, 1, 4) + timedelta(days=7 * n), Decimal(60 + n % 7)) for n in range(40)]
UNITS = [
    Mark("Sở Nội vụ", Decimal("91.2"), "91,20 %", 85, True),
    Mark('Xã <script>alert("1")</script> & bạn', Decimal("62.2"), "62,20 % · chưa đạt", 85, False),
    Mark("Đặc khu Vân Đồn", None, "chưa có số liệu"),
]
PLOTS = {
    "trend": partial(plots.trend, MARKS, GOAL, 100),
    "broken": partial(plots.trend, [MARKS[0], Mark("2/26", None), *MARKS[2:]], None, None),
    "band": partial(plots.band, HISTORY, ENDS, GOAL),
    "bars": partial(plots.bars, UNITS, 100),
    "nothing": partial(plots.bars, [], None),
}


def texts(svg: str) -> list[str]:
    """What is written in a drawing."""
    return [one.text or "" for one in ElementTree.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")]


@pytest.mark.parametrize("name", PLOTS)
@pytest.mark.parametrize("palette", [SCREEN, PAPER], ids=["screen", "paper"])
def test_a_drawing_needs_nothing_that_the_policy_forbids(name: str, palette: Palette) -> None:
    svg = drawn(PLOTS[name](palette), palette)
    ElementTree.fromstring(svg)  # is well formed
    assert not re.search(r"<(script|style|image|use|foreignObject|a)\b| style=| on\w+=|href=", svg)
    assert len(svg) < 8000
    assert not re.search(r'(?<=["(,])-?\d+\.\d\d', re.sub(r">[^<]*<", "><", svg)), "coordinates are rounded"


@pytest.mark.parametrize("name", PLOTS)
def test_colours_are_the_themes_on_a_screen_and_fixed_on_paper(name: str) -> None:
    svg = {palette: drawn(PLOTS[name](palette), palette) for palette in (SCREEN, PAPER)}
    colours = {
        palette: set(re.findall(r'(?:fill|stroke)="([^"]+)"', one)) - {"none", "transparent"}
        for palette, one in svg.items()
    }
    assert all(one.startswith("var(--ds-color-") for one in colours[SCREEN])
    assert all(one.startswith("#") for one in colours[PAPER])
    assert "var(" not in svg[PAPER]


def test_figures_and_the_target_are_written_in_the_drawing() -> None:
    assert {"Mục tiêu 85 %", *(mark.text for mark in MARKS)} <= set(texts(drawn(PLOTS["trend"](SCREEN))))
    assert {"81 %", "78,2 %", "83,4 %", "Mục tiêu 85 %"} <= set(texts(drawn(PLOTS["band"](SCREEN))))


def test_bars_name_each_unit_and_what_is_typed_stays_text() -> None:
    written = texts(drawn(PLOTS["bars"](SCREEN)))
    assert sorted(written) == sorted([one for mark in UNITS for one in (mark.label, mark.text)])


def test_what_misses_its_target_is_hollow() -> None:
    svg = drawn(plots.bars(UNITS[:2], 100, PAPER), PAPER)
    filled = [tag for tag in re.findall(r"<path[^>]*>", svg) if f'stroke="{PAPER.figure}"' in tag]
    assert [PAPER.ground in tag for tag in filled] == [False, True]


def test_a_bar_is_as_long_as_its_figure_says() -> None:
    svg = drawn(plots.bars([Mark("a", 100, "100"), Mark("b", 25, "25")], 100, PAPER), PAPER)
    lengths = [float(one) for one in re.findall(r'd="M0,[\d.]+h([\d.]+)v', svg)]
    assert lengths[1] == pytest.approx(lengths[0] / 4, abs=0.1)


def test_a_line_is_broken_where_there_is_no_figure() -> None:
    def pieces(name: str) -> int:
        line: str = next(
            one
            for one in re.findall(r'<path[^>]*d="([^"]*)"[^>]*/>', drawn(PLOTS[name](SCREEN)))
            if "L" in one
        )
        return line.count("M")

    assert pieces("trend") == 1
    assert pieces("broken") == 2


def test_a_chart_has_its_sentence_and_its_table() -> None:
    chart = Chart("Đúng hạn", "Từ 61 % lên 65 %.", ("Kỳ", "Đúng hạn"), (("1/26", "61 %"),), PLOTS["trend"])
    page = render_to_string("ui/chart.html", {"chart": chart})
    assert 'role="img" aria-label="Đúng hạn"' in page
    assert "<p>Từ 61 % lên 65 %.</p>" in page
    assert '<th scope="row">1/26</th><td class="b-number">61 %</td>' in page
    assert page.count("<svg") == 1


@pytest.mark.parametrize(
    ("written", "vi", "en"),
    [
        ("2026-06-15", "ngày 15/06/2026", "15/06/2026"),
        ("2026-06", "tháng 6/2026", "June 2026"),
        ("2026-Q2", "quý II/2026", "quarter II of 2026"),
        ("2026", "năm 2026", "2026"),
        ("2026-06-03..2026-07-02", "từ 03/06/2026 đến 02/07/2026", "03/06/2026"),
        ("2026-02..2026-03", "từ 01/02/2026 đến 31/03/2026", "31/03/2026"),
    ],
)
def test_periods_are_written_and_named(written: str, vi: str, en: str) -> None:
    period = periods.read(written)
    assert figures.written(period) == written
    with override("vi"):
        assert figures.period(period) == vi
    with override("en"):
        assert en in str(figures.period(period))


def test_whole_periods_have_one_spelling() -> None:
    assert figures.written(periods.read("2026-04..2026-06")) == "2026-Q2"
    assert figures.written(periods.read("2026-Q1..2026-Q4")) == "2026"
    assert figures.written(periods.read("2026-05-01..2026-05-31")) == "2026-05"


def test_figures_have_the_comma_of_the_country_or_the_point_of_english() -> None:
    with override("vi"):
        assert figures.number(Decimal("1234.50")) == "1.234,50"
        assert figures.percent(Decimal("81.25")) == "81,25\u00a0%"
        assert figures.short(Decimal("85.00")) == "85"
        assert figures.short(Decimal("100.00")) == "100"
        assert figures.short(Decimal("81.25")) == "81,3"
    with override("en"):
        assert figures.number(Decimal("1234.50")) == "1,234.50"
        assert figures.percent(Decimal("81.25")) == "81.25%"


@pytest.mark.parametrize(
    ("name", "code", "by", "says"),
    [
        ("766", "2.1", "1.5", "tốt lên"),
        ("766", "2.1", "-1.5", "kém đi"),
        ("766", "2.2", "1.5", "kém đi"),
        ("766", "2.2", "-1.5", "tốt lên"),
        ("reports", "received.total", "12", None),
        ("reports", "received.online", "12", None),
        ("reports", "open.overdue", "12", "kém đi"),
        ("reports", "results.without", "-3", "tốt lên"),
        ("766", "2.1", "0", None),
    ],
)
def test_a_change_says_in_words_whether_it_is_for_the_better(
    name: str, code: str, by: str, says: str | None
) -> None:
    found = standing.moved(sets.shipped(name).indicator(code), Decimal(by))
    assert (str(found.words) if found else None) == says
