"""A unit's own side of targets: drafts that wait for its word, and the history of each target."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from motcua.agencies.models import Officer
from motcua.indicators.actions import targets as actions
from motcua.indicators.models import Remark, Target
from motcua.indicators.queries import targets
from motcua.indicators.rules import sets, target_periods
from motcua.indicators.rules.sets import Indicator
from motcua.indicators.rules.targets import STATE_NAMES, VERB_NAMES, State, Verb, read
from motcua.journal import queries as journal
from motcua.journal.models import Entry
from motcua.kernel import clock
from motcua.kernel.errors import Fields, Invalid, MotcuaError
from motcua.web.operations import target_words
from motcua.web.operations.access import for_leaders
from motcua.web.operations.target_words import Asked
from motcua.web.ui import words
from motcua.web.ui.shapes import Event, Row

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

MOST = 100  # drafts on one page
UNTYPED = {"words": "", "value": ""}


@dataclass(frozen=True, slots=True)
class Waiting:
    """A draft for this unit. `typed` and `errors` are those of its remark, where one was refused."""

    pk: int
    code: str
    name: StrOrPromise
    state: StrOrPromise
    tone: str
    rows: list[Row]
    exact: str
    agreed: bool
    remarks: list[tuple[StrOrPromise, str]]
    history: str
    typed: Mapping[str, str]
    errors: Fields


@require_safe
@for_leaders
def show(request: HttpRequest, officer: Officer) -> HttpResponse:
    """The drafts for the officer's own unit."""
    return _answer(request, officer)


@require_http_methods(["GET", "HEAD", "POST"])
@for_leaders
def answer(request: HttpRequest, officer: Officer, pk: int) -> HttpResponse:
    """Agrees to a draft ("do" is "agree") or remarks on it. Refused: the page with why."""
    if request.method != "POST":
        return redirect("operations:target_waiting")
    typed = {name: request.POST.get(name, "").strip() for name in ("words", "value")}
    try:
        if request.POST.get("do") == "agree":
            exact = request.POST.get("exact", "")
            actions.agree(target=pk, value=_exact(exact), by=officer, at=clock.now())
            messages.success(request, _("Đã thống nhất chỉ tiêu."))
        else:
            value = _proposed(typed["value"], pk, officer)
            actions.remark(target=pk, words=typed["words"], value=value, by=officer, at=clock.now())
            messages.success(request, _("Đã gửi góp ý."))
    except Invalid as refused:
        return _answer(
            request, officer, pk, typed, refused.fields or {"words": [refused.message]}, status=422
        )
    except MotcuaError as refused:
        if refused.code == "not-yours":
            raise
        messages.warning(request, refused.message)
    return redirect("operations:target_waiting")


def _exact(text: str) -> Decimal:
    """The value as the page sent it along; one that no draft has where it was tampered with."""
    return Decimal(text) if text.replace(".", "", 1).isdecimal() and text.isascii() else Decimal(-1)


def _proposed(text: str, pk: int, officer: Officer) -> Decimal | None:
    found = next((one for one in targets.open_for(officer.agency) if one.pk == pk), None)
    if not text or found is None:
        return None
    try:
        return read(text, sets.shipped(found.indicators).indicator(found.code))
    except Invalid as refused:
        raise Invalid(fields={"value": [refused.message]}) from refused


def _answer(
    request: HttpRequest,
    officer: Officer,
    pk: int = 0,
    typed: Mapping[str, str] | None = None,
    errors: Fields | None = None,
    status: int = 200,
) -> HttpResponse:
    rows = targets.open_for(officer.agency)
    said = targets.remarks(rows[:MOST])
    refused: dict[int, tuple[Mapping[str, str], Fields]] = {pk: (typed or UNTYPED, errors or {})}
    lines = [
        _waiting(row, officer, said.get(row.pk, []), *refused.get(row.pk, (UNTYPED, {})))
        for row in rows[:MOST]
    ]
    told = {
        "unit": words.agency(officer.agency),
        "lines": lines,
        "errors": {f"{name}-{pk}": found for name, found in (errors or {}).items()},
        "overview": target_words.overview_url(
            officer.agency.code, target_words.USUAL, target_words.period_of(request)
        ),
    }
    return render(request, "operations/target_waiting.html", told, status=status)


def _waiting(
    row: Target, officer: Officer, said: list[Remark], typed: Mapping[str, str], errors: Fields
) -> Waiting:
    found = sets.shipped(row.indicators)
    indicator = found.indicator(row.code)
    asked = Asked(officer.agency, found, indicator, row.period)
    rows = [
        Row(_("Mức dự thảo"), target_words.amount(row.value, indicator)),
        Row(_("Kỳ"), target_periods.named(row.period)),
        Row(_("Bộ chỉ số"), str(found.title)),
    ]
    if row.revises:
        rows.append(Row(_("Thay cho mức"), target_words.amount(row.revises.value, indicator)))
        rows.append(Row(_("Lý do điều chỉnh"), words.as_typed(row.reason)))
    return Waiting(
        pk=row.pk,
        code=row.code,
        name=str(indicator.name),
        state=STATE_NAMES[State(row.state)],
        tone=target_words.TONES[State(row.state)],
        rows=rows,
        exact=str(row.value),
        agreed=row.state == State.AGREED,
        remarks=[(target_words.remark(one, indicator), words.moment(one.at)) for one in said],
        history=asked.url("target_history"),
        typed=typed,
        errors=errors,
    )


@require_safe
@for_leaders
def history(request: HttpRequest, officer: Officer, unit: str, indicators: str, code: str) -> HttpResponse:
    """Every step of a unit's target of one indicator and period, from the journal, the newest first."""
    asked = target_words.asked(request, officer, unit, indicators, code)
    rows = targets.history(asked.unit, indicators, code, asked.period)
    entries = [entry for row in rows for entry in reversed(journal.of(row.subject))]
    page = {
        "unit": words.agency(asked.unit),
        "name": str(asked.indicator.name),
        "code": asked.indicator.code,
        "period": target_periods.named(asked.period),
        "events": [_event(entry, asked.indicator) for entry in entries],
        "back": asked.back,
    }
    return render(request, "operations/target_history.html", {"page": page})


# What an entry tells, in the order in which it is read.
TOLD: Mapping[str, StrOrPromise] = {
    "value": _("Mức"),
    "before": _("Trước đó"),
    "proposed": _("Mức đề nghị"),
    "reason": _("Lý do điều chỉnh"),
    "text": _("Góp ý"),
    "source": _("Căn cứ"),
    "whole": _("Chỉ tiêu chung"),
    "together": _("Các đơn vị gộp lại"),
    "shortfall_reason": _("Lý do ban hành khi chưa bảo đảm chỉ tiêu chung"),
    "unagreed_reason": _("Lý do ban hành khi có đơn vị chưa thống nhất"),
}
VALUES = frozenset({"value", "before", "proposed", "whole", "together"})


def _event(entry: Entry, indicator: Indicator) -> Event:
    verb = Verb(entry.verb)
    title = _("Điều chỉnh chỉ tiêu") if verb is Verb.DRAFT and "revises" in entry.body else VERB_NAMES[verb]
    lines = [
        (label, _shown(name, entry.body[name], indicator))
        for name, label in TOLD.items()
        if entry.body.get(name)
    ]
    return Event(
        at=clock.local(entry.at),
        title=title,
        who=words.as_typed(entry.actor_name),
        note=format_html_join("\n", "{}: {}", lines),
    )


def _shown(name: str, what: Any, indicator: Indicator) -> StrOrPromise:
    if name in VALUES:
        return target_words.amount(Decimal(what), indicator)
    return words.as_typed(str(what))
