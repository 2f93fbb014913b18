"""How a figure stands against its target, and which way it moved: in words, colour and sign."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from motcua.indicators.rules.board import Line, Standing
from motcua.indicators.rules.sets import Better, Form, Indicator
from motcua.web.ui import figures
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
IMPROVED: tuple[StrOrPromise, Tone, str] = (_("tốt lên"), Tone.SUCCESS, "check")
WORSENED: tuple[StrOrPromise, Tone, str] = (_("kém đi"), Tone.DANGER, "warning")


@dataclass(frozen=True, slots=True)
class State:
    """How a figure stands, in words, colour and sign."""

    words: StrOrPromise
    tone: Tone
    icon: str


def of(standing: Standing) -> State:
    """Against the target."""
    return State(*STANDINGS[standing])


def moved(indicator: Indicator, change: Decimal | None) -> State | None:
    """Whether a change is for the better; None where nothing changed, or neither way is the good one."""
    if not change or indicator.better is Better.NONE:
        return None
    return State(*(IMPROVED if (change > 0) is (indicator.better is Better.MORE) else WORSENED))


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


def named(indicator: Indicator) -> str:
    """ "2.1 Hồ sơ giải quyết đúng hạn"; a code that is no number is for programs."""
    return f"{number(indicator)} {indicator.name}".lstrip()


def number(indicator: Indicator) -> str:
    """ "2.1"; nothing where indicators are not numbered."""
    return indicator.code if indicator.code[:1].isdigit() else ""
