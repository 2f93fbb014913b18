"""What drawings in Vega-Lite are made of: the line of a target, axes, texts, the frame."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from motcua.web.ui.charts import Goal
from motcua.web.ui.drawing import Palette

WIDTH = 460  # of a drawing, in its own units: at 360 pixels its letters are still 10 high
LETTERS = 13.5


def target_line(
    goal: Goal | None, domain: tuple[float, float], palette: Palette
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """What lies below all else, the line of the target; and what lies above, its words: lines end there."""
    if goal is None:
        return [], []
    at = {"datum": float(goal.value), "type": "quantitative", "scale": {"domain": list(domain)}}
    rule = {
        "data": {"values": [{}]},
        "mark": {"type": "rule", "stroke": palette.target, "strokeWidth": 2, "strokeDash": [8, 4]},
        "encoding": {"y": at},
    }
    around = {"stroke": palette.ground, "strokeWidth": 5, "strokeJoin": "round", "fill": palette.ground}
    words = [
        {
            "data": {"values": [{}]},
            "mark": {**lettering(palette, align="left", dx=4, dy=-9), **look},
            "encoding": {"y": at, "x": {"value": 0}, "text": {"value": goal.text}},
        }
        for look in (around, {"fill": palette.target})
    ]
    return [rule], words


def upright(field: str, domain: tuple[float, float]) -> dict[str, Any]:
    return {
        "field": field,
        "type": "quantitative",
        "scale": {"domain": list(domain), "nice": False, "zero": False},
        "axis": {"tickCount": 4, "format": "~r", "grid": True},
    }


def round_ends(values: Sequence[Decimal | int], most: Decimal | int | None) -> tuple[float, float]:
    """Round ends a little outside of what is shown, never below zero or above what there can be."""
    low, high = min(map(float, values), default=0), max(map(float, values), default=1)
    room = max(high - low, abs(high) * 0.05, 0.5)
    digits = 10.0 ** (len(str(int(room))) - 1)
    floor = max(0.0, (low - room * 0.25) // digits * digits)
    top = (high + room * 0.35) // digits * digits + digits
    return floor, min(top, max(float(most), high)) if most is not None else top


def lettering(palette: Palette, **more: Any) -> dict[str, Any]:
    return {"type": "text", "fill": palette.ink, "fontSize": LETTERS, "baseline": "middle", **more}


def framed(
    layers: Sequence[dict[str, Any]],
    palette: Palette,
    *,
    data: Sequence[Mapping[str, Any]],
    height: int,
    left: int = 44,
    right: int = 14,
) -> dict[str, Any]:
    """The margins are fixed: the letters of the page are not known where the drawing is made."""
    return {
        "width": WIDTH - left - right if left > 2 else WIDTH - 4,
        "height": height,
        "padding": {
            "left": left,
            "right": right,
            "top": 24 if left > 2 else 4,
            "bottom": 26 if left > 2 else 2,
        },
        "autosize": {"type": "none"},
        "background": None,
        "data": {"values": list(data)},
        "layer": list(layers),
        "config": {
            "aria": False,
            "font": palette.font or "sans-serif",
            "view": {"stroke": None},
            "axis": {
                "title": None,
                "labelFontSize": LETTERS - 1,
                "labelColor": palette.quiet,
                "gridColor": palette.grid,
                "domain": False,
                "ticks": False,
                "labelPadding": 6,
            },
        },
    }
