"""One indicator in the table of a board: every figure written, and where it leads."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from motcua.indicators.rules.ahead import Ahead
from motcua.indicators.rules.board import Board, Line, Point
from motcua.indicators.rules.expressions import Of
from motcua.indicators.rules.scoring import Status
from motcua.indicators.rules.sets import Form
from motcua.web.ui import figures, outlooks, standing
from motcua.web.ui.asking import Asked
from motcua.web.ui.standing import State

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

UNVERIFIED: Mapping[str, StrOrPromise] = {
    "points": _("điểm tối đa"),
    "target": _("mục tiêu"),
    "targets": _("mục tiêu"),
    "name": _("tên chỉ tiêu"),
}
COUNTED: Mapping[Of, StrOrPromise] = {
    Of.DOSSIERS: _("%(counted)s trên %(total)s hồ sơ"),
    Of.PROCEDURES: _("%(counted)s trên %(total)s thủ tục"),
}
LEFT_OUT: Mapping[Of, StrOrPromise] = {
    Of.DOSSIERS: _("%(count)s hồ sơ không tính"),
    Of.PROCEDURES: _("%(count)s thủ tục không tính"),
}
EMPTY: Mapping[Of, StrOrPromise] = {
    Of.DOSSIERS: _("Không có hồ sơ nào để tính trong kỳ."),
    Of.PROCEDURES: _("Không có thủ tục nào để tính trong kỳ."),
}
SPARK = (88, 26)  # of a small line beside a figure, in pixels


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where links lead. `behind` takes an indicator and a list and is None for who may not look there."""

    unit: Callable[[str], str]
    behind: Callable[[str, str], str] | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """An indicator in the table. Empty texts: there is nothing to say."""

    number: str  # "" where indicators have none
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
    moved: State | None
    spark: str
    ahead: StrOrPromise  # what it will probably be at the year's end
    missing: str
    note: str
    unverified: StrOrPromise


def row(line: Line, ahead: Ahead | None, asked: Asked, addresses: Addresses) -> Row:
    """One indicator of the table. `ahead` tells what shares with a target will probably reach."""
    value, indicator = line.value, line.value.indicator
    measured = value.status is Status.MEASURED and value.value is not None
    behind = addresses.behind if value.status is not Status.MISSING else None
    return Row(
        number=standing.number(indicator),
        name=str(indicator.name),
        detail=asked.with_(by=indicator.code) + "#detail" if indicator.form is not Form.MISSING else "",
        value=figures.figure(indicator, value.value) if measured and value.value is not None else "",
        counts=_counts(line),
        url=behind(indicator.code, "counted")
        if behind and (value.tally.total or value.tally.counted)
        else "",
        left_out=LEFT_OUT[indicator.of] % {"count": figures.number(value.tally.left_out)}
        if value.tally.left_out
        else "",
        left_out_url=behind(indicator.code, "left_out") if behind and value.tally.left_out else "",
        target=standing.target(line),
        assigned=line.assigned,
        state=standing.of(line.standing),
        achievement=_("bằng %(share)s mục tiêu") % {"share": figures.percent(line.achievement, 1)}
        if line.achievement is not None
        else "",
        points=_points(line),
        rank=f"{line.rank}/{line.peers}" if line.rank is not None and line.peers > 1 else "",
        change=figures.change(indicator, line.change) if line.change is not None else "",
        moved=standing.moved(indicator, line.change),
        spark=spark(line.trend),
        ahead=_ahead(line, ahead),
        missing=_missing(line),
        note=str(indicator.note or ""),
        unverified=", ".join(str(UNVERIFIED.get(one, one)) for one in indicator.unverified),
    )


def _ahead(line: Line, ahead: Ahead | None) -> StrOrPromise:
    if ahead is None or line.value.target is None:
        return ""
    found = ahead.of(line.value.indicator.code)
    return outlooks.brief(found) if found and found.target is not None else ""


def _counts(line: Line) -> StrOrPromise:
    tally, indicator = line.value.tally, line.value.indicator
    if line.value.status is not Status.MEASURED or indicator.form is Form.COUNT:
        return ""
    if indicator.form is Form.MEAN:
        return _("của %(total)s hồ sơ") % {"total": figures.number(tally.total)}
    given = {"counted": figures.number(tally.counted), "total": figures.number(tally.total)}
    return COUNTED[indicator.of] % given


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
            return str(EMPTY[line.value.indicator.of])
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
