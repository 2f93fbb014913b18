"""Units beside each other: bars, a table that can be sorted, and the nation as a map of tiles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from motcua.agencies.rules.kinds import AgencyKind
from motcua.indicators.queries import scoreboard
from motcua.indicators.queries.places import Surroundings
from motcua.indicators.rules.board import Board, Comparison, Line, Standing
from motcua.indicators.rules.sets import Form, IndicatorSet
from motcua.web.ui import figures, plots, standing, words
from motcua.web.ui.asking import SCORE, Asked, comparable
from motcua.web.ui.boardrows import Addresses
from motcua.web.ui.charts import Chart, Mark
from motcua.web.ui.shapes import Link
from motcua.web.ui.standing import State
from motcua.web.ui.tilemap import TileMap, tile_map

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

KINDS: Mapping[str, StrOrPromise] = {
    AgencyKind.PROVINCE: _("Tỉnh, thành phố"),
    AgencyKind.MINISTRY: _("Bộ, ngành"),
    AgencyKind.DEPARTMENT: _("Sở, ban, ngành"),
    AgencyKind.CENTRE: _("Trung tâm phục vụ hành chính công"),
    AgencyKind.COMMUNE: _("Xã, phường, đặc khu"),
}
ORDERS: Mapping[str, StrOrPromise] = {
    "": _("Cao nhất trước"),
    "low": _("Thấp nhất trước"),
    "name": _("Theo tên"),
}
DRAWN = 24  # bars at most; of more units, half of them the highest and half the lowest


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit in the table."""

    name: StrOrPromise
    url: str
    score: str
    grade: str
    value: str
    target: str
    change: str
    moved: State | None
    state: State
    green: bool
    lacking: str


@dataclass(frozen=True, slots=True)
class ComparisonPage:
    """`by` names what is compared; `scored` and `valued` say which columns there are."""

    title: StrOrPromise
    kinds: tuple[Link, ...]
    orders: tuple[Link, ...]
    by: str
    kept: list[tuple[str, str]]  # what a choice of another figure leaves as it is
    choices: list[tuple[str, StrOrPromise]]
    scored: bool
    valued: str
    rows: list[UnitRow]
    green: StrOrPromise
    chart: Chart | None
    map: TileMap | None


@dataclass(frozen=True, slots=True)
class _Figure:
    """What one unit is compared by."""

    board: Board
    line: Line | None
    value: Decimal | None
    text: str
    target: Decimal | int | None
    met: bool


def kinds_of(near: Surroundings) -> list[str]:
    """The kinds of units right below this one, in the order in which they are offered."""
    found = {one.unit.kind for one in near.below}
    return [kind for kind in KINDS if kind in found]


def by_of(asked: Asked, indicators: IndicatorSet, usual: str) -> str:
    """What units are compared by: what is asked for, else the score, else this indicator."""
    scored = any(one.points for one in indicators.indicators)
    if asked.by and (asked.by != SCORE or scored):
        return asked.by
    return SCORE if scored else usual


def compared(
    found: Comparison, asked: Asked, kinds: Sequence[str], kind: str, by: str, addresses: Addresses
) -> ComparisonPage:
    """The comparison as a page."""
    lacking = {
        one.unit.code: [
            standing.number(line.value.indicator) or str(line.value.indicator.name) for line in lines
        ]
        for one, lines in scoreboard.lacking(found)
    }
    shown = _ordered([_figure(one, by) for one in found.boards], asked.sort)
    scored = any(one.score for one in found.boards)
    indicator = None if by == SCORE else asked.indicators.indicator(by)
    name = str(_("Điểm tổng hợp")) if indicator is None else standing.named(indicator)
    green = sum(one.green for one in found.boards)
    choices: list[tuple[str, StrOrPromise]] = [(SCORE, _("Điểm tổng hợp"))] if scored else []
    return ComparisonPage(
        title=KINDS.get(kind, _("Đơn vị trực thuộc")),
        kinds=tuple(Link(KINDS[one], asked.with_(kind=one) + "#units", one == kind) for one in kinds),
        orders=tuple(
            Link(
                label,
                (asked.with_(sort=key) or "?") + "#units",
                key == (asked.sort if asked.sort in ORDERS else ""),
            )
            for key, label in ORDERS.items()
        ),
        by=by,
        kept=parse_qsl(asked.with_(by="")[1:]),
        choices=choices + [(one.code, standing.named(one)) for one in comparable(asked.indicators)],
        scored=scored,
        valued="" if indicator is None else name,
        rows=[_row(one, lacking.get(one.board.unit.code, []), addresses) for one in shown],
        green=_("%(green)s trên %(all)s đơn vị đạt mọi chỉ tiêu có mục tiêu.")
        % {"green": green, "all": len(found.boards)},
        chart=_bars(shown, name, by, asked),
        map=_map(shown, name, addresses) if kind == AgencyKind.PROVINCE else None,
    )


def _figure(board: Board, by: str) -> _Figure:
    if by == SCORE:
        # By the rule nothing is nought; of a unit without any dossier that would say too much.
        points = board.score.points if board.score and _counted(board) else None
        text = figures.number(points, 2) if points is not None else str(_("chưa có số liệu"))
        return _Figure(board, None, points, text, None, True)
    line = next(one for one in board.lines if one.value.indicator.code == by)
    value = line.value.value
    text = figures.figure(line.value.indicator, value) if value is not None else str(_("chưa có số liệu"))
    met = line.standing not in (Standing.NEAR, Standing.MISSED)
    return _Figure(board, line, value, text, line.value.target, met)


def _counted(board: Board) -> bool:
    return any(line.value.tally.total or line.value.tally.left_out for line in board.lines)


def _ordered(found: list[_Figure], sort: str) -> list[_Figure]:
    """Without a figure last, whatever the order."""
    if sort == "name":
        return sorted(found, key=lambda one: str(one.board.unit.name))
    known = [one for one in found if one.value is not None]
    known.sort(key=lambda one: one.value or 0, reverse=sort != "low")
    return [*known, *(one for one in found if one.value is None)]


def _row(one: _Figure, lacking: Sequence[str], addresses: Addresses) -> UnitRow:
    board, line = one.board, one.line
    return UnitRow(
        name=words.named(board.unit.name),
        url=addresses.unit(board.unit.code),
        score=figures.number(board.score.points, 2) if board.score and _counted(board) else "",
        grade=str(board.score.grade) if board.score and board.score.grade and _counted(board) else "",
        value=one.text,
        target=standing.target(line) if line else "",
        change=figures.change(line.value.indicator, line.change) if line and line.change is not None else "",
        moved=standing.moved(line.value.indicator, line.change) if line else None,
        state=standing.of(line.standing if line else Standing.NO_TARGET),
        green=board.green,
        lacking=", ".join(lacking),
    )


def _bars(shown: Sequence[_Figure], name: str, by: str, asked: Asked) -> Chart | None:
    known = sorted((one for one in shown if one.value is not None), key=lambda one: -(one.value or 0))
    if len(known) < 2:
        return None
    drawn = known if len(known) <= DRAWN else [*known[: DRAWN // 2], *known[-DRAWN // 2 :]]
    share = by != SCORE and asked.indicators.indicator(by).form is Form.SHARE
    marks = [
        Mark(
            str(one.board.unit.name),
            one.value,
            one.text if one.met else f"{one.text} · {_('chưa đạt')}",
            one.target,
            one.met,
        )
        for one in drawn
    ]
    best, last = known[0], known[-1]
    sentence = format_html(
        str(_("{name}: cao nhất là {best} ({most}), thấp nhất là {last} ({least}).")),
        name=name,
        best=words.named(best.board.unit.name),
        most=best.text,
        last=words.named(last.board.unit.name),
        least=last.text,
    )
    if len(drawn) < len(known):
        half = str(_("Hình vẽ %(half)s đơn vị cao nhất và %(half)s đơn vị thấp nhất; bảng có tất cả."))
        sentence = format_html("{} {}", sentence, half % {"half": DRAWN // 2})
    if any(mark.target is not None for mark in marks):
        sentence = format_html("{} {}", sentence, _("Vạch đứng là mục tiêu; thanh rỗng là chưa đạt."))
    return Chart(
        title=_("So sánh: %(name)s") % {"name": name},
        sentence=sentence,
        head=(_("Đơn vị"), name),
        rows=tuple((words.named(one.board.unit.name), one.text) for one in known),
        spec=partial(plots.bars, marks, 100 if share or by == SCORE else None),
        lang="vi" if words.english() else "",
    )


def _map(shown: Sequence[_Figure], name: str, addresses: Addresses) -> TileMap:
    given = {
        one.board.unit.province: (
            one.value,
            one.text if one.value is not None else "",
            addresses.unit(one.board.unit.code),
        )
        for one in shown
        if one.board.unit.province
    }
    return tile_map(name, given)
