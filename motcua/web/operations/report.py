"""What the report of a board says: plain values for the template `scoreboard_report`."""

from __future__ import annotations

import html
from datetime import datetime
from typing import Any

from django.utils.html import strip_tags
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from motcua.kernel import clock
from motcua.web.ui import words
from motcua.web.ui.boardrows import Row
from motcua.web.ui.charts import Chart
from motcua.web.ui.comparing import ComparisonPage
from motcua.web.ui.scoreboards import Page


def told(page: Page, now: datetime) -> dict[str, Any]:
    """Everything in the reader's language. `page` has a board."""
    board = page.board
    assert board is not None
    score = board.score
    lines = [board.fresh, board.as_of, _("Lập lúc %(moment)s.") % {"moment": words.moment(now)}]
    charts = []
    if page.detail:
        charts += [page.detail.trend, page.detail.expected.chart if page.detail.expected else None]
    said = page.detail.expected if page.detail else None
    return {
        "lang": get_language() or "vi",
        "date": clock.day(now).isoformat(),
        "unit": _plain(board.unit),
        "title": _plain(_("Báo cáo chỉ tiêu")),
        "set": board.title,
        "period": _plain(board.period),
        "fresh": " ".join(_plain(line) for line in lines if line),
        "score": _score(score) if score else None,
        "green": _plain(_("Đạt mọi chỉ tiêu có mục tiêu.")) if board.green else "",
        "head": [
            _plain(name)
            for name in (
                _("Chỉ tiêu"),
                _("Kết quả"),
                _("Mục tiêu"),
                _("Điểm"),
                _("Hạng"),
                _("So với kỳ trước"),
            )
        ],
        "groups": [
            {"name": group.name, "points": group.points, "rows": [_row(row) for row in group.rows]}
            for group in board.groups
        ],
        "expected": " ".join(_plain(one) for one in (said.sentence, said.range, said.chance)) if said else "",
        "charts": [_chart(one) for one in charts if one],
        "units": _units(page.units) if page.units else None,
        "page": _plain(_("Trang")),
    }


def _score(score: Any) -> str:
    parts = [f"{score.points} {score.possible}", score.grade, score.rank]
    return ", ".join(_plain(part) for part in parts if part)


def _row(row: Row) -> list[str]:
    if row.missing:
        return [f"{row.number} {row.name}".lstrip(), row.missing, "", row.points or "—", "—", "—"]
    target = "\n".join(_plain(part) for part in (row.target, row.state.words, row.achievement) if part)
    value = "\n".join(_plain(part) for part in (row.value, row.counts, row.left_out) if part)
    return [
        f"{row.number} {row.name}".lstrip(),
        value,
        target,
        row.points or "—",
        row.rank or "—",
        _moved(row),
    ]


def _moved(row: Row) -> str:
    parts = (row.change, row.moved.words if row.moved else "")
    return ", ".join(_plain(part) for part in parts if part) or "—"


def _units(units: ComparisonPage) -> dict[str, Any]:
    head: list[Any] = [_("Đơn vị"), *([_("Điểm tổng hợp")] if units.scored else [])]
    head += [units.valued, _("Tình trạng")] if units.valued else []
    head.append(_("Chỉ tiêu chưa đạt"))
    rows = []
    for row in units.rows:
        cells = [row.name, *([row.score or "—"] if units.scored else [])]
        cells += [row.value, row.state.words] if units.valued else []
        cells.append(row.lacking or "—")
        rows.append([_plain(cell) for cell in cells])
    return {
        "title": _plain(units.title),
        "green": _plain(units.green),
        "head": [_plain(name) for name in head],
        "rows": rows,
        "chart": _chart(units.chart) if units.chart else None,
    }


def _chart(chart: Chart) -> dict[str, str]:
    return {
        "title": _plain(chart.title),
        "sentence": _plain(chart.sentence),
        "svg": str(chart.printed),
    }


def _plain(text: Any) -> str:
    """Without the marks that say which words are Vietnamese; those of entities become letters again."""
    return html.unescape(strip_tags(str(text)))
