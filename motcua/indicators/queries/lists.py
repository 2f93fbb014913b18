"""The dossiers behind a number: whole lists, and pages of them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

import ibis
from django.utils.translation import gettext_lazy as _

from motcua.indicators.queries.asking import Asked, Question, answer, inside_asked, within
from motcua.indicators.rules import compiling
from motcua.indicators.rules.sets import Form, Indicator, IndicatorSet
from motcua.indicators.rules.truth import Writer


class Which(StrEnum):
    """A list behind a number: what reaches it, what is in the denominator only, what is left out."""

    COUNTED = "counted"
    OTHERS = "others"
    LEFT_OUT = "left_out"


@dataclass(frozen=True, slots=True)
class Row:
    """A dossier behind a number. `why` it is left out, else ""."""

    code: str
    procedure: str
    submitted_at: datetime
    due_at: datetime | None
    settled_at: datetime | None
    why: str


@dataclass(frozen=True, slots=True)
class Listed:
    """All dossiers behind one number, by code; those left out with the reason."""

    counted: tuple[str, ...]
    others: tuple[str, ...]
    left_out: tuple[tuple[str, str], ...]


def listed(
    table: Any,
    indicators: IndicatorSet,
    code: str,
    unit: str,
    question: Question,
    which: Which,
    *,
    after: str = "",
    limit: int | None = 50,
    paths: Collection[str] | None = None,
) -> tuple[Row, ...]:
    """A page of one list behind this indicator of this unit: those with a code after this one, by code.

    The whole list is as long as the tally says. `paths` as in `of_unit`: with them a page takes as long in a
    country as in a commune. Raises NotFound for an unknown indicator.
    """
    indicator = indicators.indicator(code)
    always_empty = {
        Which.COUNTED: False,
        Which.OTHERS: indicator.counts is None,
        Which.LEFT_OUT: not indicator.exclude and not indicator.linked_once,
    }
    if indicator.form is Form.MISSING or always_empty[which]:
        return ()
    template = _Listing(
        compiling.signature(replace(indicators, indicators=(indicator,))),
        which, paths is not None, bool(after), limit, indicators, indicator,
    )  # fmt: skip
    words = within(unit, paths) | ({_AFTER: after} if after else {})
    rows, _none = answer(table, template, question, words)
    return tuple(
        Row(
            code=row["code"],
            procedure=row["procedure"],
            submitted_at=_utc(row["submitted_at"]),
            due_at=_utc(row["due_at"]),
            settled_at=_utc(row["settled_at"]),
            why=_reason(indicator, row),
        )
        for row in rows.to_pylist()
    )


_AFTER = ibis.param("string")


@dataclass(frozen=True, slots=True)
class _Listing:
    """A page of one list, of any unit."""

    signature: Any
    which: Which
    near: bool  # where the unit's facts lie is known
    later: bool  # not the first page
    limit: int | None
    indicators: IndicatorSet = field(compare=False)
    indicator: Indicator = field(compare=False)

    def made(self, table: Any, asked: Asked) -> tuple[Any, None]:
        facts = asked.seen(table)
        where = [asked.there(facts), *inside_asked(facts, near=self.near)]
        if self.later:
            where.append(facts.code > _AFTER)
        parts = compiling.parts_of(Writer(facts, asked.window, self.indicators.terms), self.indicator)
        chosen = {
            Which.COUNTED: parts.counted,
            Which.OTHERS: parts.total & ~parts.counted,
            Which.LEFT_OUT: parts.among & ~parts.total,
        }
        why = ibis.literal(-1)
        for place, reason in reversed(list(enumerate(parts.left_out))):
            why = ibis.ifelse(reason, place, why)
        rows = facts.filter(*where, chosen[self.which]).select(*_SHOWN, why=why).order_by("code")
        return rows if self.limit is None else rows.limit(self.limit), None


_SHOWN = ("code", "procedure", "submitted_at", "due_at", "settled_at", "linked")


def _utc(moment: datetime | None) -> Any:
    return moment and moment.replace(tzinfo=UTC)


def _reason(indicator: Indicator, row: Mapping[str, Any]) -> str:
    place = row["why"]
    if place < 0:
        return ""
    if place < len(indicator.exclude):
        return str(indicator.exclude[place].reason)
    return str(_("Tính cùng hồ sơ %(code)s") % {"code": row["linked"]})
