"""Where an indicator comes from and where it is going: its trend, and what it will probably reach."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from motcua.indicators.rules.board import Forecast, Line, Point
from motcua.indicators.rules.sets import Form, Indicator
from motcua.web.ui import figures, plots, standing, words
from motcua.web.ui.charts import Chart, Goal, Mark, Outlook

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

LEAST = 2  # figures without which there is no line to draw


@dataclass(frozen=True, slots=True)
class Expected:
    """A forecast in words, and its chart; `endangered`: the target will probably not be met."""

    sentence: StrOrPromise
    range: StrOrPromise
    chance: StrOrPromise
    endangered: bool
    chart: Chart | None


def trend(line: Line) -> Chart | None:
    """The figures of the periods before this one; None where there are too few."""
    indicator, points = line.value.indicator, line.trend
    known = [point for point in points if point.value is not None]
    if len(known) < LEAST:
        return None
    aim = standing.target(line)
    marks = [Mark(figures.mark(point.period), point.value, _short(indicator, point)) for point in points]
    goal = (
        Goal(line.value.target, str(_("Mục tiêu %(target)s") % {"target": aim}))
        if line.value.target
        else None
    )
    return Chart(
        title=_("Các kỳ gần đây"),
        sentence=_trend_sentence(indicator, known, aim),
        head=(_("Kỳ"), str(indicator.name)),
        rows=tuple((_period(point), _written(indicator, point)) for point in points),
        spec=partial(plots.trend, marks, goal, 100 if indicator.form is Form.SHARE else None),
    )


def _period(point: Point) -> str:
    text = str(figures.period(point.period))
    return text[:1].upper() + text[1:]


def _short(indicator: Indicator, point: Point) -> str:
    if point.value is None:
        return ""
    return figures.short_percent(point.value) if indicator.form is Form.SHARE else figures.short(point.value)


def _written(indicator: Indicator, point: Point) -> str:
    return figures.figure(indicator, point.value) if point.value is not None else "—"


def _trend_sentence(indicator: Indicator, known: list[Point], aim: str) -> StrOrPromise:
    first, last = known[0], known[-1]
    assert first.value is not None
    assert last.value is not None
    said = {
        "first": figures.figure(indicator, first.value),
        "last": figures.figure(indicator, last.value),
        "begin": figures.period(first.period),
        "end": figures.period(last.period),
    }
    if last.value > first.value:
        moved = _("Từ %(first)s (%(begin)s) tăng lên %(last)s (%(end)s).") % said
    elif last.value < first.value:
        moved = _("Từ %(first)s (%(begin)s) giảm xuống %(last)s (%(end)s).") % said
    else:
        moved = _("%(last)s cả ở %(begin)s và %(end)s.") % said
    return f"{moved} " + str(_("Mục tiêu là %(target)s.") % {"target": aim}) if aim else moved


def expected(found: Forecast, indicator: Indicator) -> Expected:
    """A forecast as a page says it."""
    share = figures.short_percent
    chance = ""
    if found.chance is not None and found.target is not None:
        chance = str(_("Khả năng đạt mục tiêu: %(chance)s.") % {"chance": share(round(100 * found.chance))})
    return Expected(
        sentence=sentence(found),
        range=_("Cứ năm trường hợp tương tự thì bốn trường hợp nằm trong khoảng từ %(low)s đến %(high)s.")
        % {"low": share(found.low), "high": share(found.high)},
        chance=chance,
        endangered=found.target is not None and found.expected < found.target,
        chart=_band(found, indicator),
    )


def sentence(found: Forecast) -> StrOrPromise:
    """What it will reach, of what, and what that would need."""
    said = {"expected": figures.short_percent(found.expected), "day": words.day(found.by)}
    if found.target is None:
        return _("Dự kiến đạt %(expected)s vào ngày %(day)s.") % said
    said["target"] = figures.short_percent(found.target)
    if found.expected >= found.target:
        return _("Dự kiến đạt %(expected)s vào ngày %(day)s, không thấp hơn mục tiêu %(target)s.") % said
    begun = str(_("Dự kiến đạt %(expected)s trên mục tiêu %(target)s vào ngày %(day)s;") % said)
    if found.needed is None:
        return f"{begun} " + str(_("thời gian còn lại không đủ để đạt mục tiêu."))
    needed = ngettext("cần thêm %(n)s hồ sơ mỗi tuần.", "cần thêm %(n)s hồ sơ mỗi tuần.", found.needed)
    return f"{begun} " + needed % {"n": figures.number(found.needed)}


def brief(found: Forecast) -> str:
    """As `sentence`, beside the target in a table: what it will reach, and what that lacks."""
    said = {"expected": figures.short_percent(found.expected), "day": words.day(found.by)}
    begun = str(_("Dự kiến %(expected)s vào %(day)s") % said)
    if found.needed is None:
        return f"{begun}: " + str(_("không kịp đạt."))
    if not found.needed:
        return f"{begun}."
    needed = ngettext("cần thêm %(n)s hồ sơ mỗi tuần.", "cần thêm %(n)s hồ sơ mỗi tuần.", found.needed)
    return f"{begun}; " + needed % {"n": figures.number(found.needed)}


def _band(found: Forecast, indicator: Indicator) -> Chart | None:
    share = figures.short_percent
    history = [(point.period.last, point.value) for point in found.history if point.value is not None]
    if len(history) < LEAST:
        return None
    ends = [(value, share(value)) for value in (found.expected, found.low, found.high)]
    goal = None
    if found.target is not None:
        goal = Goal(found.target, str(_("Mục tiêu %(target)s") % {"target": share(found.target)}))
    by = words.day(found.by)
    table: list[tuple[StrOrPromise, ...]] = [
        (words.day(day), figures.percent(value, 2)) for day, value in history
    ]
    table += [
        (_("Cả kỳ đến nay"), figures.percent(found.now, 2)),
        (_("%(day)s, dự kiến") % {"day": by}, figures.percent(found.expected, 2)),
        (_("%(day)s, thấp") % {"day": by}, figures.percent(found.low, 2)),
        (_("%(day)s, cao") % {"day": by}, figures.percent(found.high, 2)),
    ]
    return Chart(
        title=_("Dự kiến đến %(day)s") % {"day": by},
        sentence=_("Đường mảnh là từng tuần, chấm đậm là cả kỳ đến nay (%(now)s), phần tô là khoảng dự kiến.")
        % {"now": share(found.now)},
        head=(_("Đến ngày"), str(indicator.name)),
        rows=tuple(table),
        spec=partial(plots.band, history, Outlook(found.by, found.now, *ends), goal),
    )
