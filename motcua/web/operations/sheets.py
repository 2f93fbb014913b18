"""Tables to take away, with figures as figures: a file is read by other programs."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

import xlsxwriter  # type: ignore[import-untyped]
from django.utils.translation import gettext_lazy as _

from motcua.indicators.rules.board import Board, Comparison, Line
from motcua.indicators.rules.sets import Form
from motcua.web.ui import boards, figures, standing
from motcua.web.ui.asking import comparable

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Cell = str | int | Decimal | None
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")  # how a cell begins that a spreadsheet would run
WIDEST, NARROWEST = 60, 9  # letters of a column
NAME = 31  # letters that a spreadsheet allows for the name of a sheet


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table: `about` are lines above it, `head` and `rows` the table itself."""

    title: str
    about: tuple[str, ...]
    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def of_board(board: Board) -> Sheet:
    """One row for each indicator."""
    head = (
        _("Nhóm"), _("Mã"), _("Chỉ tiêu"), _("Kết quả"), _("Đơn vị tính"), _("Mục tiêu"),
        _("Mục tiêu được giao"), _("Tình trạng"), _("Tỷ lệ so với mục tiêu (%)"), _("Điểm"), _("Điểm tối đa"),
        _("Hạng"), _("Số đơn vị"), _("Thay đổi so với kỳ trước"), _("Tử số"), _("Mẫu số"), _("Không tính"),
        _("Ghi chú"),
    )  # fmt: skip
    return Sheet(
        title=str(_("Chỉ tiêu")),
        about=_about(board),
        head=tuple(map(str, head)),
        rows=tuple(_row(board, line) for line in board.lines),
    )


def _about(board: Board) -> tuple[str, ...]:
    score = ""
    if board.score:
        score = str(
            _("Điểm tổng hợp: %(points)s trên %(possible)s")
            % {"points": figures.number(board.score.points, 2), "possible": board.score.possible}
        )
    lines = (
        board.unit.name,
        board.indicators.title,
        figures.period(board.period),
        boards.fresh(board),
        score,
    )
    return tuple(str(line) for line in lines if line)


def _row(board: Board, line: Line) -> tuple[Cell, ...]:
    value, indicator = line.value, line.value.indicator
    group = next((one.name for one in board.indicators.groups if one.code == indicator.group), "")
    return (
        str(group),
        indicator.code,
        str(indicator.name),
        value.value,
        _unit(line),
        value.target,
        str(_("có")) if line.assigned else "",
        str(standing.of(line.standing).words),
        line.achievement,
        value.points,
        indicator.points,
        line.rank,
        line.peers,
        line.change,
        value.tally.counted,
        value.tally.total,
        value.tally.left_out,
        str(indicator.missing or "") if value.value is None else "",
    )


def _unit(line: Line) -> str:
    match line.value.indicator.form:
        case Form.SHARE:
            return "%"
        case Form.COUNT:
            return str(line.value.indicator.unit or _("hồ sơ"))
    return str(line.value.indicator.unit or "")


def of_comparison(found: Comparison, above: Board) -> Sheet:
    """One row for each unit, one column for each indicator that can have a figure."""
    shown = comparable(above.indicators)
    head: list[StrOrPromise] = [_("Mã đơn vị"), _("Đơn vị"), _("Điểm tổng hợp"), _("Xếp loại"), _("Xanh")]
    return Sheet(
        title=str(_("So sánh")),
        about=_about(above)[:-1] if above.score else _about(above),
        head=(*map(str, head), *(standing.named(one) for one in shown)),
        rows=tuple(_unit_row(board, [one.code for one in shown]) for board in found.boards),
    )


def _unit_row(board: Board, codes: Sequence[str]) -> tuple[Cell, ...]:
    values = {line.value.indicator.code: line.value.value for line in board.lines}
    return (
        board.unit.code,
        str(board.unit.name),
        board.score.points if board.score else None,
        str(board.score.grade or "") if board.score else "",
        str(_("có") if board.green else _("không")),
        *(values[code] for code in codes),
    )


def csv_of(sheet: Sheet) -> bytes:
    """UTF-8 with its mark, which spreadsheets need to see; no cell is a formula."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([_harmless(name) for name in sheet.head])
    for row in sheet.rows:
        writer.writerow(["" if cell is None else _harmless(cell) for cell in row])
    return out.getvalue().encode("utf-8-sig")


def _harmless(cell: Cell) -> str | int | Decimal:
    """Text that begins as a formula is written as text. Figures are figures, below zero too."""
    if isinstance(cell, str) and cell.startswith(FORMULA):
        return f"'{cell}"
    return "" if cell is None else cell


def xlsx_of(sheet: Sheet) -> bytes:
    """A workbook with one sheet, its head always in sight."""
    out = io.BytesIO()
    # Text stays text: neither a formula nor a link, whatever it begins with.
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        page = book.add_worksheet(sheet.title[:NAME])
        strong, soft = book.add_format({"bold": True}), book.add_format({"font_color": "#4c4741"})
        head = book.add_format(
            {"bold": True, "text_wrap": True, "valign": "top", "bottom": 1, "bg_color": "#e7eef0"}
        )
        whole = book.add_format({"num_format": "#,##0", "valign": "top"})
        exact = book.add_format({"num_format": "#,##0.00", "valign": "top"})
        text = book.add_format({"text_wrap": True, "valign": "top"})
        for n, line in enumerate(sheet.about):
            page.write_string(n, 0, line, strong if n == 0 else soft)
        top = len(sheet.about) + 1
        for column, name in enumerate(sheet.head):
            page.write_string(top, column, name, head)
            page.set_column(column, column, _width(sheet, column))
        for n, row in enumerate(sheet.rows, start=top + 1):
            for column, cell in enumerate(row):
                match cell:
                    case None | "":
                        continue
                    case str():
                        page.write_string(n, column, cell, text)
                    case int():
                        page.write_number(n, column, cell, whole)
                    case _:
                        page.write_number(n, column, cell, exact)
        page.freeze_panes(top + 1, 3 if len(sheet.head) > 3 else 0)
        page.autofilter(top, 0, top + max(len(sheet.rows), 1), len(sheet.head) - 1)
        page.set_landscape()
        page.fit_to_pages(1, 0)
        page.repeat_rows(top)
    return out.getvalue()


def _width(sheet: Sheet, column: int) -> int:
    longest = max((len(str(row[column])) for row in sheet.rows if row[column] is not None), default=0)
    head = max(map(len, sheet.head[column].split()))
    return max(NARROWEST, min(WIDEST, max(longest, head) + 2))
