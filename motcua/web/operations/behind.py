"""Behind a number: the dossiers that it counts, those that it does not, and those left out, with why.

Where an indicator asks about procedures, the rows are procedures (`behind_procedures`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from motcua.agencies.models import Officer
from motcua.catalogue.rules.definition import Procedure
from motcua.dossiers import queries as dossiers
from motcua.indicators.queries.counting import Row as Dossier
from motcua.indicators.queries.counting import Which
from motcua.indicators.rules import sets
from motcua.indicators.rules.expressions import Of
from motcua.indicators.rules.scoring import Value
from motcua.indicators.rules.sets import Form, Indicator
from motcua.kernel import clock
from motcua.kernel.errors import Invalid, NotFound
from motcua.web.operations import asked as known
from motcua.web.operations import behind_procedures, listing, procedures
from motcua.web.operations.behind_procedures import ProcedureRow
from motcua.web.operations.listing import Listing
from motcua.web.ui import asking, figures, standing, words
from motcua.web.ui.access import for_officers, within
from motcua.web.ui.asking import Asked
from motcua.web.ui.shapes import Link

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

PAGE = 50
LISTS: Mapping[Which, StrOrPromise] = {
    Which.COUNTED: _("Được tính"),
    Which.OTHERS: _("Chỉ ở mẫu số"),
    Which.LEFT_OUT: _("Không tính"),
}
NOTHING: Mapping[Which, StrOrPromise] = {
    Which.COUNTED: _("Không có hồ sơ nào được tính vào chỉ tiêu này trong kỳ."),
    Which.OTHERS: _("Mọi hồ sơ ở mẫu số đều được tính."),
    Which.LEFT_OUT: _("Không có hồ sơ nào bị loại khỏi chỉ tiêu này."),
}


@dataclass(frozen=True, slots=True)
class Row:
    """A dossier. `url` is empty for an officer who may not open it."""

    code: str
    url: str
    procedure: StrOrPromise
    submitted: str
    due: str
    settled: str
    why: StrOrPromise


@dataclass(frozen=True, slots=True)
class BehindPage:
    unit: StrOrPromise
    name: str
    board: str
    period: StrOrPromise
    fresh: StrOrPromise
    value: str
    arithmetic: StrOrPromise
    tabs: tuple[Link, ...]
    which: Which
    rows: list[Row]
    procedures: list[ProcedureRow]
    of_procedures: bool
    nothing: StrOrPromise
    reasons: bool
    next: str
    first: str


@require_safe
@for_officers
def show(request: HttpRequest, officer: Officer, unit: str, indicators: str, code: str) -> HttpResponse:
    """Fifty dossiers, or procedures, of one of the three lists, by their codes. Raises NotFound, Invalid."""
    agency = within(officer, unit)
    indicator = sets.shipped(indicators).indicator(code)
    if indicator.form is Form.MISSING:
        raise NotFound(_("Chỉ tiêu này chưa có dữ kiện nên chưa có hồ sơ nào ở phía sau."), code="no-facts")
    now = clock.now()
    asked = asking.read({**request.GET.dict(), "set": indicators}, now)
    if asked.errors:
        raise Invalid(fields=asked.errors)
    given = request.GET.get("list", "")
    which = Which(given) if given in set(Which) else Which.COUNTED
    after = known.after(request.GET.get("after", ""))
    found = listing.read(agency, indicator, asked, now, which=which, after=after, limit=PAGE)
    of_procedures = indicator.of is Of.PROCEDURES
    here = reverse("operations:behind", args=[unit, indicators, code])
    page = BehindPage(
        unit=words.agency(agency),
        name=standing.named(indicator),
        board=reverse("operations:board", args=[unit]) + asked.plain,
        period=figures.period(asked.period),
        fresh=_("Số liệu đến %(moment)s.") % {"moment": words.moment(found.at)},
        value=_value(indicator, found.value),
        arithmetic=_arithmetic(indicator, found.value),
        tabs=tuple(
            Link(LISTS[one], _address(here, asked, one), one == which, figures.number(found.counts[one]))
            for one in LISTS
            if one is not Which.OTHERS or indicator.form is Form.SHARE
        ),
        which=which,
        rows=_rows(officer, found, clock.day(now)),
        procedures=behind_procedures.rows(found.rows, clock.day(now)),
        of_procedures=of_procedures,
        nothing=behind_procedures.NOTHING[which] if of_procedures else NOTHING[which],
        reasons=which is Which.LEFT_OUT,
        next=_address(here, asked, which, found.last) if found.last else "",
        first=_address(here, asked, which) if after else "",
    )
    return render(request, "operations/behind.html", {"page": page})


def _address(here: str, asked: Asked, which: Which, after: str = "") -> str:
    query = asked.plain
    more = urlencode({"list": which.value, **({"after": after} if after else {})})
    return f"{here}{query}{'&' if query else '?'}{more}"


def _value(indicator: Indicator, value: Value) -> str:
    return figures.figure(indicator, value.value) if value.value is not None else str(_("Chưa có số liệu"))


def _arithmetic(indicator: Indicator, value: Value) -> StrOrPromise:
    """How the figure comes from the lists."""
    tally = value.tally
    given = {"counted": figures.number(tally.counted), "total": figures.number(tally.total)}
    if value.value is None:
        return ""
    if indicator.of is Of.PROCEDURES:
        return behind_procedures.arithmetic(indicator, given)
    match indicator.form:
        case Form.SHARE:
            return _("= %(counted)s hồ sơ được tính trên %(total)s hồ sơ ở mẫu số") % given
        case Form.MEAN:
            return _("= trung bình của %(total)s hồ sơ") % given
    return _("= số hồ sơ được tính")


def _rows(officer: Officer, found: Listing, today: date) -> list[Row]:
    shown = [row for row in found.rows if isinstance(row, Dossier)]
    own = {one.code for one in dossiers.chosen(officer, [row.code for row in shown])} if shown else set()
    named = procedures.known([row.procedure for row in shown], today)
    return [
        Row(
            code=row.code,
            url=reverse("officer:dossier", args=[row.code]) if row.code in own else "",
            procedure=_named(named.get(row.procedure), row.procedure),
            submitted=words.day(clock.day(row.submitted_at)),
            due=words.day(clock.day(row.due_at)) if row.due_at else "",
            settled=words.day(clock.day(row.settled_at)) if row.settled_at else "",
            why=row.why,
        )
        for row in shown
    ]


def _named(procedure: Procedure | None, code: str) -> StrOrPromise:
    """Its name here; its code where dossiers of another site are counted and nobody here knows it."""
    return words.as_typed(str(procedure.name)) if procedure else code
