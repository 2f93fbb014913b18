"""Publishing drafts, after one page that says what they come to and asks for the reasons that are wanted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from motcua.agencies.models import Officer
from motcua.indicators.actions import targets as actions
from motcua.indicators.queries import sharing
from motcua.indicators.queries.sharing import Sharing
from motcua.indicators.rules import target_periods
from motcua.indicators.rules.targets import State, may_assign
from motcua.kernel import clock
from motcua.kernel.errors import Fields, Invalid, NotAllowed, WrongState
from motcua.web.operations import target_words
from motcua.web.operations.access import for_leaders
from motcua.web.operations.target_words import Asked, Verdict, verdict_of
from motcua.web.ui import words

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, slots=True)
class Draft:
    unit: StrOrPromise
    value: str
    before: str
    agreed: bool
    reason: StrOrPromise


@dataclass(frozen=True, slots=True)
class Confirmation:
    unit: StrOrPromise
    name: StrOrPromise
    code: str
    period: StrOrPromise
    verdict: Verdict
    drafts: list[Draft]
    falls_short: bool
    unagreed: int
    seen: str
    back: str


@require_http_methods(["GET", "HEAD", "POST"])
@for_leaders
def publish(request: HttpRequest, officer: Officer, unit: str, indicators: str, code: str) -> HttpResponse:
    """Asks, then publishes all drafts of the indicator and period. Refused: the page with why."""
    asked = target_words.asked(request, officer, unit, indicators, code)
    if not may_assign(roles=officer.held, agency=officer.agency.code, unit=asked.unit.code):
        raise NotAllowed(code="not-yours")
    typed = {name: request.POST.get(name, "").strip() for name in ("shortfall_reason", "unagreed_reason")}
    if request.method != "POST":
        return _ask(request, asked, typed, {})
    try:
        kept = actions.publish(
            unit=asked.unit,
            indicators=asked.indicators,
            code=code,
            period=asked.period,
            seen=request.POST.get("seen", ""),
            by=officer,
            at=clock.now(),
            **typed,
        )
    except Invalid as refused:
        return _ask(request, asked, typed, refused.fields or {"": [refused.message]}, status=422)
    except WrongState as refused:
        messages.warning(request, refused.message)
        return redirect(asked.url("target_parts"))
    count = kept.targets.count()
    sentence = ngettext(
        "Đã ban hành chỉ tiêu cho %(n)d đơn vị.", "Đã ban hành chỉ tiêu cho %(n)d đơn vị.", count
    )
    messages.success(request, sentence % {"n": count})
    return redirect(asked.url("target_parts"))


def _ask(
    request: HttpRequest, asked: Asked, typed: dict[str, str], errors: Fields, status: int = 200
) -> HttpResponse:
    shared = sharing.sharing(
        asked.unit, asked.indicators, asked.indicator.code, asked.period, clock.day(clock.now())
    )
    if not shared.drafts:
        messages.info(request, _("Không còn dự thảo nào chờ ban hành."))
        return redirect(asked.url("target_parts"))
    page = Confirmation(
        unit=words.agency(asked.unit),
        name=str(asked.indicator.name),
        code=asked.indicator.code,
        period=target_periods.named(asked.period),
        verdict=verdict_of(shared, shared.then),
        drafts=_drafts(shared),
        falls_short=not shared.then.holds,
        unagreed=sum(one.state != State.AGREED for one in shared.drafts),
        seen=shared.seen,
        back=asked.url("target_parts"),
    )
    told = {"page": page, "typed": typed, "errors": errors}
    return render(request, "operations/target_publish.html", told, status=status)


def _drafts(shared: Sharing) -> list[Draft]:
    return [
        Draft(
            unit=words.agency(one.unit),
            value=target_words.amount(one.draft.value, shared.indicator),
            before=target_words.amount(one.held.value, shared.indicator) if one.held else "",
            agreed=one.draft.state == State.AGREED,
            reason=words.as_typed(one.draft.reason),
        )
        for one in shared.lines
        if one.draft
    ]
