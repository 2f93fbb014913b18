"""One indicator shared among the units below one: drafted in a table and checked against the whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from motcua.agencies.models import Officer
from motcua.indicators.actions import targets as actions
from motcua.indicators.models import Remark
from motcua.indicators.queries import sharing, targets
from motcua.indicators.queries.sharing import Line, Sharing
from motcua.indicators.rules import target_periods
from motcua.indicators.rules.sets import Form
from motcua.indicators.rules.targets import STATE_NAMES, Part, State, check, may_assign, read
from motcua.kernel import clock
from motcua.kernel.errors import Invalid, NotFound
from motcua.web.operations import target_words
from motcua.web.operations.access import for_leaders
from motcua.web.operations.target_words import Asked, Verdict, verdict_of
from motcua.web.ui import words
from motcua.web.ui.shapes import Row

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

LONGEST = 40  # characters of a cell that are looked at
Faults = dict[str, list["StrOrPromise"]]


@dataclass(frozen=True, slots=True)
class Cell:
    """A unit's row of the table; `typed` and `fault` are those of its field, named by its code."""

    code: str
    id: str
    unit: StrOrPromise
    figure: str
    held: str
    held_period: StrOrPromise
    draft: str
    state: StrOrPromise
    tone: str
    remark: StrOrPromise
    history: str
    typed: str
    fault: StrOrPromise


@dataclass(frozen=True, slots=True)
class Table:
    unit: StrOrPromise
    name: StrOrPromise
    code: str
    period: StrOrPromise
    unit_of_value: StrOrPromise
    rows: list[Row]
    told: StrOrPromise
    verdict: Verdict
    cells: list[Cell]
    all: str
    reason: str
    revises: bool
    published: list[Row]
    drafts: int
    here: str
    back: str
    publish: str
    why_not: StrOrPromise


@require_http_methods(["GET", "HEAD", "POST"])
@for_leaders
def share(request: HttpRequest, officer: Officer, unit: str, indicators: str, code: str) -> HttpResponse:
    """The table of the units below. "do": "fill" types one value for all, "check" answers the check alone,
    "save" keeps drafts; where a cell is wrong nothing is kept, and all that was typed is still there."""
    asked = target_words.asked(request, officer, unit, indicators, code)
    shared = _shared(asked)
    if request.method != "POST":
        return _answer(request, officer, asked, shared, _standing(shared), {})
    typed = {
        one.unit.code: request.POST[one.unit.code].strip()[:LONGEST]
        for one in shared.lines
        if one.unit.code in request.POST
    }
    match request.POST.get("do", ""):
        case "fill":
            every = request.POST.get("all", "").strip()[:LONGEST]
            _value, fault = _read(every, asked) if every else (None, _("Vui lòng nhập một mức."))
            if fault:
                return _answer(request, officer, asked, shared, typed, {"all": [fault]}, status=422)
            return _answer(request, officer, asked, shared, dict.fromkeys(_standing(shared), every), {})
        case "check":
            page = {"verdict": _verdict(asked, shared, typed)}
            return render(request, "operations/_target_check.html", page)
    return _save(request, officer, asked, shared, typed)


def _save(
    request: HttpRequest, officer: Officer, asked: Asked, shared: Sharing, typed: dict[str, str]
) -> HttpResponse:
    values: dict[str, Decimal | None] = {}
    faults: Faults = {}
    for unit, text in typed.items():
        values[unit], fault = _read(text, asked)
        if fault:
            faults[unit] = [fault]
    try:
        if faults:
            raise Invalid(fields=faults)
        changed = actions.draft(
            unit=asked.unit,
            indicators=asked.indicators,
            code=asked.indicator.code,
            period=asked.period,
            values=values,
            reason=request.POST.get("reason", ""),
            by=officer,
            at=clock.now(),
        )
    except Invalid as refused:
        found = {name: list(said) for name, said in refused.fields.items()} or {"": [refused.message]}
        return _answer(request, officer, asked, shared, typed, found, status=422)
    count = len(changed)
    if count:
        sentence = ngettext("Đã lưu dự thảo của %(n)d đơn vị.", "Đã lưu dự thảo của %(n)d đơn vị.", count)
        messages.success(request, sentence % {"n": count})
    else:
        messages.info(request, _("Không có gì thay đổi so với lần lưu trước."))
    return redirect(asked.url("target_parts"))


def _shared(asked: Asked) -> Sharing:
    """Raises NotFound for a unit with nobody below it."""
    found = sharing.sharing(
        asked.unit, asked.indicators, asked.indicator.code, asked.period, clock.day(clock.now())
    )
    if not found.lines or asked.indicator.form is Form.MISSING:
        raise NotFound(code="nothing-to-share")
    return found


def _read(text: str, asked: Asked) -> tuple[Decimal | None, StrOrPromise]:
    """The value and nothing, or None and what is wrong; both empty for an empty cell."""
    if not text:
        return None, ""
    try:
        return read(text, asked.indicator), ""
    except Invalid as refused:
        return None, refused.message


def _standing(shared: Sharing) -> dict[str, str]:
    """What fields hold before anybody types: the draft, else what is in force for this very period."""
    return {one.unit.code: _own(one, shared) for one in shared.lines}


def _own(line: Line, shared: Sharing) -> str:
    row = line.draft or (line.held if line.held and line.held.period == shared.period else None)
    return target_words.plain(row.value) if row else ""


def _verdict(asked: Asked, shared: Sharing, typed: Mapping[str, str]) -> Verdict:
    """The check of what is typed; what is empty or wrong counts as what is in force."""
    parts = []
    for one in shared.lines:
        value, _fault = _read(typed.get(one.unit.code, ""), asked)
        held = one.held.value if one.held else None
        parts.append(Part(one.unit.code, held if value is None else value, one.weight))
    less = asked.indicator.less_is_better
    return verdict_of(shared, check(asked.indicator.form, shared.whole.value, parts, less_is_better=less))


def _answer(
    request: HttpRequest,
    officer: Officer,
    asked: Asked,
    shared: Sharing,
    typed: Mapping[str, str],
    faults: Faults,
    status: int = 200,
) -> HttpResponse:
    standing = _standing(shared)
    remarks = targets.remarks(shared.drafts)
    cells = [
        _cell(asked, one, shared, typed.get(one.unit.code, standing[one.unit.code]), faults, remarks)
        for one in shared.lines
    ]
    may = may_assign(roles=officer.held, agency=officer.agency.code, unit=asked.unit.code)
    last = targets.last_publication(asked.unit, asked.indicators.name, asked.indicator.code, asked.period)
    indicator = asked.indicator
    page = Table(
        unit=words.agency(asked.unit),
        name=str(indicator.name),
        code=indicator.code,
        period=target_periods.named(asked.period),
        unit_of_value=target_words.unit_of(indicator),
        rows=target_words.whole(shared),
        told=target_periods.named(shared.told) if shared.told else "",
        verdict=_verdict(asked, shared, {one.code: one.typed for one in cells}),
        cells=cells,
        all=request.POST.get("all", "").strip()[:LONGEST],
        reason=request.POST.get("reason", "").strip(),
        revises=any(one.held and one.held.period == asked.period for one in shared.lines),
        published=target_words.published(last) if last else [],
        drafts=len(shared.drafts),
        here=asked.url("target_parts"),
        back=asked.back,
        publish=asked.url("target_publish") if shared.drafts and may else "",
        why_not="" if may else _("Chỉ lãnh đạo của đơn vị này giao chỉ tiêu cho các đơn vị trực thuộc."),
    )
    names = {one.code: one.unit for one in cells}
    summary = {
        name: [format_html("{}: {}", names[name], one) for one in said] if name in names else said
        for name, said in faults.items()
    }
    told = {"page": page, "errors": faults, "summary": summary}
    return render(request, "operations/target_parts.html", told, status=status)


def _cell(
    asked: Asked,
    line: Line,
    shared: Sharing,
    typed: str,
    faults: Faults,
    remarks: Mapping[int, list[Remark]],
) -> Cell:
    indicator, held, draft = shared.indicator, line.held, line.draft
    said = remarks.get(draft.pk, []) if draft else []
    own = Asked(line.unit, asked.indicators, indicator, asked.period)
    return Cell(
        code=line.unit.code,
        id=f"f-{line.unit.code.replace('.', '-')}",
        unit=words.agency(line.unit),
        figure=target_words.amount(line.figure, indicator) if line.figure is not None else "",
        held=target_words.amount(held.value, indicator) if held else "",
        held_period=target_periods.named(held.period) if held and held.period != shared.period else "",
        draft=target_words.amount(draft.value, indicator) if draft else "",
        state=STATE_NAMES[State(draft.state)] if draft else "",
        tone=target_words.TONES[State(draft.state)] if draft else "",
        remark=target_words.remark(said[-1], indicator) if said else "",
        history=own.url("target_history") if held or draft else "",
        typed=typed,
        fault=faults.get(line.unit.code, [""])[0],
    )
