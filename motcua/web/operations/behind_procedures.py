"""The procedures behind a number: each once, with at how many of the unit's agencies it is so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from motcua.catalogue.rules.definition import ServiceLevel
from motcua.indicators.queries.counting import Which
from motcua.indicators.queries.services import Row
from motcua.indicators.rules.sets import Form, Indicator
from motcua.web.operations import procedures
from motcua.web.ui import figures, words

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

NOTHING: Mapping[Which, StrOrPromise] = {
    Which.COUNTED: _("Không có thủ tục nào được tính vào chỉ tiêu này trong kỳ."),
    Which.OTHERS: _("Mọi thủ tục ở mẫu số đều được tính."),
    Which.LEFT_OUT: _("Không có thủ tục nào bị loại khỏi chỉ tiêu này."),
}


@dataclass(frozen=True, slots=True)
class ProcedureRow:
    """`url` is empty for a procedure that this site does not know."""

    code: str
    url: str
    name: StrOrPromise
    level: StrOrPromise
    agencies: str
    reached: str
    why: StrOrPromise


def rows(found: Iterable[object], today: date) -> list[ProcedureRow]:
    """Of what is listed the procedures, by their names here."""
    shown = [row for row in found if isinstance(row, Row)]
    named = procedures.known([row.code for row in shown], today) if shown else {}
    return [
        ProcedureRow(
            code=row.code,
            url=reverse("procedure", args=[row.code]) if row.code in named else "",
            name=words.as_typed(str(named[row.code].name)) if row.code in named else row.code,
            level=_level(row.level),
            agencies=figures.number(row.agencies),
            reached=figures.number(row.reached),
            why=row.why,
        )
        for row in shown
    ]


def arithmetic(indicator: Indicator, given: Mapping[str, str]) -> StrOrPromise:
    """How the figure comes from the lists."""
    if indicator.form is Form.SHARE:
        return _("= %(counted)s thủ tục được tính trên %(total)s thủ tục ở mẫu số") % given
    return _("= số thủ tục được tính")


def _level(level: str) -> StrOrPromise:
    return words.SERVICE_LEVELS[ServiceLevel(level)] if level in set(ServiceLevel) else level
