"""Targets of a unit by the indicators of a set: what it is to reach, and how its parts add up."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from motcua.agencies.models import Officer
from motcua.indicators.actions import targets as actions
from motcua.indicators.queries import sharing, targets
from motcua.indicators.queries.sharing import Sharing
from motcua.indicators.rules import series, sets, target_periods
from motcua.indicators.rules.periods import Period
from motcua.indicators.rules.series import Span
from motcua.indicators.rules.sets import Form
from motcua.indicators.rules.targets import may_record, read
from motcua.kernel import clock
from motcua.kernel.errors import Fields, Invalid
from motcua.web.operations import target_words
from motcua.web.operations.access import for_leaders
from motcua.web.operations.target_words import Asked, Verdict, verdict_of
from motcua.web.ui import words
from motcua.web.ui.access import within
from motcua.web.ui.shapes import Row

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Option = tuple[str, "StrOrPromise", bool]  # value, label, chosen


@dataclass(frozen=True, slots=True)
class Line:
    """One indicator. `verdict` None: the unit has nobody below it, or nothing was shared yet."""

    code: str
    name: StrOrPromise
    measured: bool
    set_value: str
    value: str
    basis: StrOrPromise
    verdict: Verdict | None
    drafts: int
    share: str
    given: str
    history: str


@dataclass(frozen=True, slots=True)
class Overview:
    unit: StrOrPromise
    title: StrOrPromise
    period: StrOrPromise
    units: list[Option]
    sets: list[Option]
    periods: list[Option]
    lines: list[Line]
    has_parts: bool
    waiting: int


@require_safe
@for_leaders
def show(request: HttpRequest, officer: Officer) -> HttpResponse:
    """The indicators of a set for a unit: ?unit=H49&period=2026&set=766."""
    unit = within(officer, request.GET.get("unit", "").strip() or officer.agency.code)
    period = target_words.period_of(request)
    found = sets.shipped(request.GET.get("set", "").strip() or target_words.USUAL)
    shared = sharing.overview(unit, found, period, clock.day(clock.now()))
    own = [officer.agency, *sharing.below(officer.agency)]
    units = own if unit in own else [*own, unit]
    page = Overview(
        unit=words.agency(unit),
        title=str(found.title),
        period=target_periods.named(period),
        units=[(one.code, words.agency(one), one == unit) for one in units],
        sets=[(name, str(sets.shipped(name).title), name == found.name) for name in sets.names()],
        periods=_periods(period),
        lines=[_line(Asked(unit, found, one.indicator, period), one, officer) for one in shared],
        has_parts=any(one.lines for one in shared),
        waiting=len(targets.open_for(officer.agency)),
    )
    return render(request, "operations/targets.html", {"page": page})


def _line(asked: Asked, shared: Sharing, officer: Officer) -> Line:
    indicator = shared.indicator
    measured = indicator.form is not Form.MISSING
    shares = measured and bool(shared.lines)
    records = measured and may_record(
        roles=officer.held, agency=officer.agency.code, kind=shared.unit.kind, unit=shared.unit.code
    )
    set_value = sharing.whole_of(shared.unit, indicator, shared.period, {}).value
    assigned = shared.whole.assigned
    told = any(one.held for one in shared.lines)
    return Line(
        code=indicator.code,
        name=str(indicator.name),
        measured=measured,
        set_value="" if set_value is None else target_words.amount(set_value, indicator),
        value=target_words.amount(assigned.value, indicator) if assigned else "",
        basis=target_words.basis(shared.whole) if assigned else "",
        verdict=verdict_of(shared, shared.now) if shares and told else None,
        drafts=len(shared.drafts),
        share=asked.url("target_parts") if shares else "",
        given=asked.url("target_given") if records else "",
        history=asked.url("target_history") if assigned else "",
    )


def _periods(chosen: Period) -> list[Option]:
    """This year and the next, the quarters and months of this one, and whatever else was chosen."""
    today = clock.day(clock.now())
    year = series.around(today, Span.YEAR)
    offered = [year, series.around(year.last.replace(year=today.year + 1), Span.YEAR)]
    offered += [series.around(today.replace(month=n, day=1), Span.QUARTER) for n in (1, 4, 7, 10)]
    offered += [series.around(today.replace(month=n, day=1), Span.MONTH) for n in range(1, 13)]
    if chosen not in offered:
        offered.append(chosen)
    return [(target_periods.written(one), target_periods.named(one), one == chosen) for one in offered]


@require_http_methods(["GET", "HEAD", "POST"])
@for_leaders
def record(request: HttpRequest, officer: Officer, unit: str, indicators: str, code: str) -> HttpResponse:
    """Records what the nation assigned to this unit. Refused: the form with why, and what was typed."""
    asked = target_words.asked(request, officer, unit, indicators, code)
    typed = {name: request.POST.get(name, "").strip() for name in ("value", "source", "reason")}
    if request.method != "POST":
        return _given(request, officer, asked, typed, {})
    try:
        actions.record_given(
            unit=asked.unit,
            indicators=asked.indicators,
            code=code,
            period=asked.period,
            value=_value(typed["value"], asked),
            source=typed["source"],
            reason=typed["reason"],
            by=officer,
            at=clock.now(),
        )
    except Invalid as refused:
        return _given(request, officer, asked, typed, refused.fields or {"": [refused.message]}, status=422)
    messages.success(request, _("Đã ghi nhận chỉ tiêu cấp trên giao."))
    return redirect(asked.back)


def _value(typed: str, asked: Asked) -> Decimal:
    try:
        return read(typed, asked.indicator)
    except Invalid as refused:
        raise Invalid(code=refused.code, fields={"value": [refused.message]}) from refused


@dataclass(frozen=True, slots=True)
class Given:
    unit: StrOrPromise
    name: StrOrPromise
    code: str
    period: StrOrPromise
    unit_of_value: StrOrPromise
    rows: list[Row]
    revises: bool
    back: str
    why_not: StrOrPromise


def _given(
    request: HttpRequest,
    officer: Officer,
    asked: Asked,
    typed: dict[str, str],
    errors: Fields,
    status: int = 200,
) -> HttpResponse:
    now = sharing.sharing(
        asked.unit, asked.indicators, asked.indicator.code, asked.period, clock.day(clock.now())
    )
    may = may_record(
        roles=officer.held, agency=officer.agency.code, kind=asked.unit.kind, unit=asked.unit.code
    )
    row = now.whole.assigned
    page = Given(
        unit=words.agency(asked.unit),
        name=str(asked.indicator.name),
        code=asked.indicator.code,
        period=target_periods.named(asked.period),
        unit_of_value=target_words.unit_of(asked.indicator),
        rows=target_words.whole(now),
        revises=row is not None and row.period == asked.period,
        back=asked.back,
        why_not="" if may else _("Chỉ lãnh đạo của chính đơn vị ghi nhận chỉ tiêu cấp trên giao."),
    )
    told = {"page": page, "typed": typed, "errors": errors}
    return render(request, "operations/target_given.html", told, status=status)
