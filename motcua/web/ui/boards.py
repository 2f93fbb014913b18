"""A scoreboard as a page shows it: the score, and indicators by group."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from motcua.indicators.queries.scoreboard import Overview
from motcua.indicators.rules.ahead import Ahead
from motcua.indicators.rules.board import Board
from motcua.web.ui import boardrows, figures, words
from motcua.web.ui.asking import Asked
from motcua.web.ui.boardrows import Addresses, Row

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, slots=True)
class Group:
    """Indicators that belong together, and the points of all of them."""

    name: str
    points: str
    rows: list[Row]


@dataclass(frozen=True, slots=True)
class Summary:
    """The score of a unit, and whether it meets all that is asked of it."""

    points: str
    possible: StrOrPromise
    grade: str
    rank: StrOrPromise
    green: bool


@dataclass(frozen=True, slots=True)
class BoardPage:
    unit: StrOrPromise
    code: str
    title: str
    period: StrOrPromise
    fresh: StrOrPromise
    as_of: StrOrPromise
    score: Summary | None
    green: bool
    groups: list[Group]
    empty: bool  # nothing at all was counted


def shaped(found: Overview, asked: Asked, addresses: Addresses) -> BoardPage:
    """The board as a page."""
    board = found.board
    return BoardPage(
        unit=words.named(board.unit.name),
        code=board.unit.code,
        title=str(board.indicators.title),
        period=figures.period(board.period),
        fresh=fresh(board),
        as_of=_as_of(asked, found.lacking),
        score=_summary(board),
        green=board.green,
        groups=_groups(board, found.ahead, asked, addresses),
        empty=not any(line.value.tally.total or line.value.tally.left_out for line in board.lines),
    )


def fresh(board: Board) -> StrOrPromise:
    """ "Số liệu đến 10:42 ngày 22/11/2026." """
    return _("Số liệu đến %(moment)s.") % {"moment": words.moment(board.at)}


def _as_of(asked: Asked, lacking: bool) -> StrOrPromise:
    if asked.as_of_day is None:
        return ""
    said = _("Tính theo những gì đã biết đến hết ngày %(day)s.") % {"day": words.day(asked.as_of_day)}
    if not lacking:
        return said
    later = _("Các kỳ trước, như đã biết khi đó, đang được tính. Vui lòng mở lại trang sau ít phút.")
    return f"{said} {later}"


def _summary(board: Board) -> Summary | None:
    score = board.score
    if score is None:
        return None
    return Summary(
        points=figures.number(score.points, 2),
        possible=_("trên %(points)s điểm có thể chấm") % {"points": score.possible},
        grade=str(score.grade) if score.grade else "",
        rank=ranked(board.rank, board.peers),
        green=board.green,
    )


def ranked(rank: int | None, peers: int) -> StrOrPromise:
    """ "hạng 3 trong 34 đơn vị cùng loại"; nothing where there is nobody to compare with."""
    if rank is None or peers < 2:
        return ""
    return _("hạng %(rank)s trong %(peers)s đơn vị cùng loại") % {"rank": rank, "peers": peers}


def _groups(board: Board, ahead: Ahead | None, asked: Asked, addresses: Addresses) -> list[Group]:
    rows = [
        (line.value.indicator.group, boardrows.row(line, ahead, asked, addresses), line)
        for line in board.lines
    ]
    found = []
    for group in board.indicators.groups:
        mine = [(shown, line) for code, shown, line in rows if code == group.code]
        reached = sum(
            (line.value.points for _shown, line in mine if line.value.points is not None), Decimal(0)
        )
        if mine:
            points = f"{figures.number(reached, 2)} / {group.points}"
            found.append(Group(str(group.name), points, [shown for shown, _line in mine]))
    others = [shown for code, shown, _line in rows if not code]
    return [*found, *([Group("", "", others)] if others else [])]
