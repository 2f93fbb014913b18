"""A scoreboard as a page shows it: every figure written, every state in words beside its colour."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from motcua.indicators.rules.board import Board, Line, Point, Standing
from motcua.indicators.rules.scoring import Status
from motcua.indicators.rules.sets import Form, Indicator
from motcua.web.ui import figures, words
from motcua.web.ui.asking import Asked
from motcua.web.ui.shapes import Tone

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

STANDINGS: Mapping[Standing, tuple[StrOrPromise, Tone, str]] = {
    Standing.MET: (_("Đạt mục tiêu"), Tone.SUCCESS, "check"),
    Standing.NEAR: (_("Gần đạt"), Tone.WARNING, "clock"),
    Standing.MISSED: (_("Chưa đạt"), Tone.DANGER, "warning"),
    Standing.NO_TARGET: (_("Không có mục tiêu"), Tone.NEUTRAL, ""),
    Standing.NO_FIGURE: (_("Chưa có số liệu"), Tone.NEUTRAL, ""),
}
UNVERIFIED: Mapping[str, StrOrPromise] = {
    "points": _("điểm tối đa"),
    "target": _("mục tiêu"),
    "targets": _("mục tiêu"),
    "name": _("tên chỉ tiêu"),
}
SPARK = (88, 26)  # of a small line beside a figure, in pixels


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where links lead. `behind` takes an indicator and a list and is None for who may not look there."""

    unit: Callable[[str], str]
    behind: Callable[[str, str], str] | None = None


@dataclass(frozen=True, slots=True)
class State:
    """How a figure stands, in words, colour and sign."""

    words: StrOrPromise
    tone: Tone
    icon: str


@dataclass(frozen=True, slots=True)
class Row:
    """An indicator in the table. Empty texts: there is nothing to say."""

    code: str
    name: str
    detail: str  # address of its chart on this page
    value: str
    counts: StrOrPromise
    url: str
    left_out: StrOrPromise
    left_out_url: str
    target: str
    assigned: bool
    state: State
    achievement: StrOrPromise
    points: str
    rank: str
    change: str
    spark: str
    missing: str
    note: str
    unverified: StrOrPromise


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


def shaped(board: Board, asked: Asked, addresses: Addresses) -> BoardPage:
    """The board as a page."""
    return BoardPage(
        unit=words.named(board.unit.name),
        code=board.unit.code,
        title=str(board.indicators.title),
        period=figures.period(board.period),
        fresh=fresh(board),
        as_of=_as_of(asked),
        score=_summary(board),
        green=board.green,
        groups=_groups(board, asked, addresses),
        empty=not any(line.value.tally.total or line.value.tally.left_out for line in board.lines),
    )


def fresh(board: Board) -> StrOrPromise:
    """ "Số liệu đến 10:42 ngày 22/11/2026." """
    return _("Số liệu đến %(moment)s.") % {"moment": words.moment(board.at)}


def _as_of(asked: Asked) -> StrOrPromise:
    if asked.as_of_day is None:
        return ""
    return _("Tính theo những gì đã biết đến hết ngày %(day)s.") % {"day": words.day(asked.as_of_day)}


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


def _groups(board: Board, asked: Asked, addresses: Addresses) -> list[Group]:
    rows = [(line.value.indicator.group, row(line, asked, addresses), line) for line in board.lines]
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


def row(line: Line, asked: Asked, addresses: Addresses) -> Row:
    """One indicator of the table."""
    value, indicator = line.value, line.value.indicator
    measured = value.status is Status.MEASURED and value.value is not None
    behind = addresses.behind if value.status is not Status.MISSING else None
    tone = STANDINGS[line.standing]
    return Row(
        code=indicator.code,
        name=str(indicator.name),
        detail=asked.with_(by=indicator.code) + "#detail" if indicator.form is not Form.MISSING else "",
        value=figures.figure(indicator, value.value) if measured and value.value is not None else "",
        counts=_counts(line),
        url=behind(indicator.code, "counted")
        if behind and (value.tally.total or value.tally.counted)
        else "",
        left_out=_("%(count)s hồ sơ không tính") % {"count": figures.number(value.tally.left_out)}
        if value.tally.left_out
        else "",
        left_out_url=behind(indicator.code, "left_out") if behind and value.tally.left_out else "",
        target=target(line),
        assigned=line.assigned,
        state=State(*tone),
        achievement=_("bằng %(share)s mục tiêu") % {"share": figures.percent(line.achievement, 1)}
        if line.achievement is not None
        else "",
        points=_points(line),
        rank=f"{line.rank}/{line.peers}" if line.rank is not None and line.peers > 1 else "",
        change=figures.change(indicator, line.change) if line.change is not None else "",
        spark=spark(line.trend),
        missing=_missing(line),
        note=str(indicator.note or ""),
        unverified=", ".join(str(UNVERIFIED.get(one, one)) for one in indicator.unverified),
    )


def target(line: Line) -> str:
    """ "85 %", "không quá 3 ngày"; nothing where there is none."""
    aim, indicator = line.value.target, line.value.indicator
    if aim is None:
        return ""
    if indicator.form is Form.SHARE:
        written = figures.short_percent(aim)
    else:
        written = figures.short(aim) + (f"\u00a0{indicator.unit}" if indicator.unit else "")
    return str(_("không quá %(target)s") % {"target": written}) if indicator.less_is_better else written


def _counts(line: Line) -> StrOrPromise:
    tally, indicator = line.value.tally, line.value.indicator
    if line.value.status is not Status.MEASURED or indicator.form is Form.COUNT:
        return ""
    if indicator.form is Form.MEAN:
        return _("của %(total)s hồ sơ") % {"total": figures.number(tally.total)}
    given = {"counted": figures.number(tally.counted), "total": figures.number(tally.total)}
    return _("%(counted)s trên %(total)s hồ sơ") % given


def _points(line: Line) -> str:
    most, points = line.value.indicator.points, line.value.points
    if not most:
        return ""
    return f"{figures.number(points, 2) if points is not None else '—'} / {most}"


def _missing(line: Line) -> str:
    match line.value.status:
        case Status.MISSING:
            return str(line.value.indicator.missing or _("Chưa có dữ kiện."))
        case Status.EMPTY:
            return str(_("Không có hồ sơ nào để tính trong kỳ."))
    return ""


def spark(trend: tuple[Point, ...]) -> str:
    """The small line of a trend as the path of an SVG; where there was no figure it is broken."""
    known = [point.value for point in trend if point.value is not None]
    if len(known) < 2:
        return ""
    width, height = SPARK
    low, high = min(known), max(known)
    path, pen = [], "M"
    for place, point in enumerate(trend):
        if point.value is None:
            pen = "M"
            continue
        x = 3 + (width - 6) * place / (len(trend) - 1)
        y = float((high - point.value) / (high - low)) if high != low else 0.5
        path.append(f"{pen}{x:.0f},{3 + (height - 6) * y:.0f}")
        pen = "L"
    return "".join(path)


def chosen(board: Board, asked: Asked) -> Line | None:
    """The indicator to look at closely: the one asked for, else the first with a figure and a target."""
    lines = [line for line in board.lines if line.value.indicator.form is not Form.MISSING]
    wanted = next((line for line in lines if line.value.indicator.code == asked.by), None)
    aimed = (line for line in lines if line.value.target is not None and line.value.value is not None)
    return wanted or next(aimed, None) or next(iter(lines), None)


def named(indicator: Indicator) -> str:
    """ "2.1 Hồ sơ giải quyết đúng hạn"."""
    return f"{indicator.code} {indicator.name}"
