"""What charts are in Vega-Lite: a trend, a forecast, bars. Texts come written, in the reader's language.

Nothing is told by colour alone: figures stand beside their marks, the target is a dashed line or a
bar across, what misses its target is hollow.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from motcua.web.ui.charts import Goal, Mark, Outlook
from motcua.web.ui.drawing import Palette
from motcua.web.ui.layers import WIDTH, framed, lettering, round_ends, target_line, upright

CLOSE = 0.16  # of a drawing's height: room that a figure needs
STEP = 38  # from one bar to the next


def trend(
    marks: Sequence[Mark], goal: Goal | None, most: Decimal | int | None, palette: Palette
) -> dict[str, Any]:
    """A line through the periods; where there was no figure it is broken. `most`: what none exceeds."""
    known = [mark.value for mark in marks if mark.value is not None]
    domain = round_ends([*known, *([goal.value] if goal else [])], most)
    rows = [
        {
            "n": n,
            "x": mark.label,
            "y": None if mark.value is None else float(mark.value),
            "t": mark.text,
            "d": _beside(marks, n, goal, domain),
        }
        for n, mark in enumerate(marks)
    ]
    written = rows if len(marks) <= 6 else [row for row in rows if row["n"] in (0, len(rows) - 1)]
    x = {"field": "n", "type": "quantitative", "scale": {"domain": [-0.4, len(rows) - 0.6], "nice": False}}
    labels = "[" + ",".join(f"'{row['x']}'" for row in rows) + "][datum.value]"
    every = 1 if len(rows) <= 7 else 2
    axis = {
        "values": list(range((len(rows) - 1) % every, len(rows), every)),
        "labelExpr": labels,
        "grid": False,
    }
    y = upright("y", domain)
    line = {
        "mark": {"type": "line", "stroke": palette.figure, "strokeWidth": 2.5},
        "encoding": {"x": {**x, "axis": axis}, "y": y},
    }
    dots = {
        "mark": {"type": "point", "filled": True, "size": 55, "fill": palette.figure, "opacity": 1},
        "encoding": {"x": x, "y": y},
    }
    texts = {
        "data": {"values": [row for row in written if row["y"] is not None]},
        "mark": lettering(palette, dy={"expr": "datum.d"}, fontWeight=600),
        "encoding": {"x": x, "y": y, "text": {"field": "t"}},
    }
    below, above = target_line(goal, domain, palette)
    return framed([*below, line, dots, *above, texts], palette, data=rows, height=190)


def _beside(marks: Sequence[Mark], place: int, goal: Goal | None, domain: tuple[float, float]) -> int:
    """Where the line is not: above a summit, below a valley, and never on the line of the target."""
    value = marks[place].value
    if value is None:
        return 0
    near = [one.value for one in (*marks[max(place - 1, 0) : place], *marks[place + 1 : place + 2])]
    around = [one for one in near if one is not None]
    above = not around or value * len(around) >= sum(around)
    gap = float(goal.value - value) / (domain[1] - domain[0]) if goal else 1.0
    if -CLOSE < gap < CLOSE:
        above = gap <= 0
    return -14 if above else 16


def band(
    history: Sequence[tuple[date, Decimal]], outlook: Outlook, goal: Goal | None, palette: Palette
) -> dict[str, Any]:
    """The weeks so far as a thin line, the whole as a dot, and between which figures it will probably end."""
    so_far = [{"x": day.isoformat(), "y": float(value)} for day, value in history]
    ends = [outlook.low, outlook.expected, outlook.high]
    reached = [value for _day, value in history] + [outlook.now, *(value for value, _words in ends)]
    domain = round_ends([*reached, *([goal.value] if goal else [])], 100)
    x = {
        "field": "x",
        "type": "temporal",
        "scale": {"type": "utc"},
        "axis": {"format": "%d/%m", "grid": False, "tickCount": 5, "labelOverlap": True},
    }
    begin, by = {"x": so_far[-1]["x"], "y": float(outlook.now)}, outlook.by.isoformat()
    low, expected, high = (float(value) for value, _words in ends)
    cone = [{"x": begin["x"], "l": begin["y"], "h": begin["y"]}, {"x": by, "l": low, "h": high}]
    y = upright("y", domain)
    area = {
        "data": {"values": cone},
        "mark": {
            "type": "area",
            "fill": palette.band,
            "stroke": palette.figure,
            "strokeWidth": 1,
            "strokeDash": [2, 3],
        },
        "encoding": {"x": x, "y": upright("l", domain), "y2": {"field": "h"}},
    }
    ahead = {
        "data": {"values": [begin, {"x": by, "y": expected}]},
        "mark": {"type": "line", "stroke": palette.figure, "strokeWidth": 2.5, "strokeDash": [7, 5]},
        "encoding": {"x": x, "y": y},
    }
    line = {
        "mark": {"type": "line", "stroke": palette.quiet, "strokeWidth": 1.25},
        "encoding": {"x": x, "y": y},
    }
    now = {
        "data": {"values": [begin]},
        "mark": {"type": "point", "filled": True, "size": 70, "fill": palette.figure, "opacity": 1},
        "encoding": {"x": x, "y": y},
    }
    texts = [
        {
            "data": {"values": [{"x": by, "y": place, "t": text}]},
            "mark": lettering(palette, align="left", dx=7, fontWeight=weight),
            "encoding": {"x": x, "y": y, "text": {"field": "t"}},
        }
        for place, text, weight in _apart(ends, domain)
    ]
    below, above = target_line(goal, domain, palette)
    layers = [area, *below, line, ahead, *above, now, *texts]
    return framed(layers, palette, data=so_far, height=220, right=70)


def _apart(ends: Sequence[tuple[Decimal, str]], domain: tuple[float, float]) -> list[tuple[float, str, int]]:
    """Where the three texts stand: so that none lies on another, least of all on the middle one."""
    room = (domain[1] - domain[0]) * 0.085
    (low, low_text), (expected, middle), (high, high_text) = [(float(value), text) for value, text in ends]
    return [
        (min(low, expected - room), low_text, 400),
        (expected, middle, 600),
        (max(high, expected + room), high_text, 400),
    ]


def bars(marks: Sequence[Mark], most: Decimal | int | None, palette: Palette) -> dict[str, Any]:
    """Bars in the order given, one of `most` as wide as the drawing; name and figure above, target across."""
    rows = [
        {
            "n": n,
            "name": mark.label,
            "v": float(mark.value or 0),
            "t": mark.text,
            "g": None if mark.target is None else float(mark.target),
            "met": mark.met,
        }
        for n, mark in enumerate(marks)
    ]
    lengths = [one for mark in marks for one in (mark.value, mark.target) if one is not None]
    top = float(most if most is not None else max(lengths, default=0)) or 1
    y = {"field": "n", "type": "ordinal", "axis": None, "scale": {"paddingInner": 0}}
    x = {
        "field": "v",
        "type": "quantitative",
        "axis": None,
        "scale": {"domain": [0, top], "nice": False, "clamp": True},
    }
    bar = {
        "transform": [{"filter": "datum.v > 0"}],
        "mark": {"type": "bar", "height": 11, "yOffset": 8, "stroke": palette.figure, "strokeWidth": 1.5},
        "encoding": {
            "x": x,
            "y": y,
            "fill": {"condition": {"test": "datum.met", "value": palette.figure}, "value": palette.ground},
        },
    }
    goals = [  # framed by the ground, or without colour a full bar would swallow it
        {
            "transform": [{"filter": "datum.g !== null"}],
            "mark": {
                "type": "tick",
                "orient": "vertical",
                "size": 17,
                "thickness": thickness,
                "yOffset": 8,
                "color": color,
                "opacity": 1,
            },
            "encoding": {"x": {**x, "field": "g"}, "y": y},
        }
        for thickness, color in ((7, palette.ground), (3, palette.target))
    ]
    names = {
        "mark": lettering(palette, align="left", dy=-9),
        "encoding": {"x": {"value": 0}, "y": y, "text": {"field": "name"}},
    }
    values = {
        "mark": lettering(palette, align="right", dy=-9, fontWeight=600),
        "encoding": {"x": {"value": WIDTH - 4}, "y": y, "text": {"field": "t"}},
    }
    return framed(
        [bar, *goals, names, values], palette, data=rows, height=STEP * max(len(rows), 1), right=2, left=2
    )
