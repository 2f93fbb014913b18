"""Deciding on what was proposed: its paper as it will be, then agreeing, which signs it, or declining."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from motcua.agencies.models import Officer
from motcua.dossiers import actions as dossiers
from motcua.dossiers import queries
from motcua.dossiers.actions.papers import print_notice
from motcua.dossiers.rules.process import VERB_NAMES, State, Verb
from motcua.dossiers.rules.processes import transition
from motcua.kernel import clock
from motcua.kernel.clock import now
from motcua.kernel.errors import MotcuaError, NotFound
from motcua.web.officer.acts import revision_of, status_of
from motcua.web.officer.dossiers import answer
from motcua.web.ui import downloads
from motcua.web.ui.access import for_officers

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@require_POST
@for_officers
def decide(request: HttpRequest, officer: Officer, code: str, verb: str) -> HttpResponse:
    """Agrees, or declines with a reason. Refused: the dossier's page with why, and the reason as written."""
    note = request.POST.get("note", "")
    agrees = request.POST.get("decision") == "agree"
    dossier = queries.dossier_for(officer, code)
    if verb not in set(Verb):
        raise NotFound(code="no-such-proposal")
    try:
        chosen = dossiers.agree if agrees else dossiers.decline
        chosen(
            verb=Verb(verb),
            code=dossier.code,
            by=officer,
            at=now(),
            revision=revision_of(request),
            note="" if agrees else note,
        )
    except MotcuaError as refused:
        return answer(
            request,
            officer,
            queries.dossier_for(officer, code),
            status=status_of(refused),
            refusal="" if "note" in refused.fields else _why(refused),
            declining=(verb, note, list(refused.fields.get("note", ()))),
            kept=note,
        )
    told = _("Đã đồng ý: {act}.") if agrees else _("Không đồng ý: {act}. Người trình đã được báo lại.")
    messages.success(request, format_lazy(told, act=VERB_NAMES[Verb(verb)]))
    return redirect("officer:dossier", dossier.code)


def _why(refused: MotcuaError) -> StrOrPromise:
    """What was proposed may no longer fit; then its faults are the sentence."""
    faults = [sentence for found in refused.fields.values() for sentence in found]
    return format_lazy("{} " * len(faults), *faults) if faults else refused.message


@require_safe
@for_officers
def preview(request: HttpRequest, officer: Officer, code: str, verb: str) -> HttpResponse:
    """The paper as it would go out, signed by this officer: not signed, not numbered, kept nowhere."""
    dossier = queries.dossier_for(officer, code)
    at = now()
    row = transition(dossier.process, State(dossier.state), Verb(verb)) if verb in set(Verb) else None
    if row is None or row.form is None or officer.agency_id != dossier.place_of(row.agrees or ""):
        raise NotFound(code="no-preview")
    found = queries.proposal(dossier, row.verb)
    hand = queries.hand(officer, on=clock.day(at))
    signatory = officer if hand.has(row.agrees or "") else None
    pdf = print_notice(dossier, row.form, found.body, officer=signatory, at=at).pdf
    return downloads.serve_made(pdf, name=f"{dossier.code}-xem-truoc.pdf")
