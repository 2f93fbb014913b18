"""The list of what was handed in, below what is still being filled in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from motcua.catalogue import queries as catalogue
from motcua.dossiers import queries
from motcua.dossiers.models import Dossier
from motcua.dossiers.rules.process import STATE_NAMES, WITH_APPLICANT, State
from motcua.kernel.clock import now
from motcua.web.citizen import drafts
from motcua.web.citizen.access import Citizen, for_citizens
from motcua.web.ui import words
from motcua.web.ui.shapes import Clock, Tone

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

DRAFTS_ABOVE = 3


@dataclass(frozen=True, slots=True)
class DossierLine:
    """A dossier in the list."""

    code: str
    name: StrOrPromise
    agency: str
    state: StrOrPromise
    tone: Tone
    submitted_at: datetime
    due_at: datetime
    clock: Clock
    pace: StrOrPromise
    url: str


@require_safe
@for_citizens
def show_list(request: HttpRequest, who: Citizen) -> HttpResponse:
    """The citizen's dossiers, the latest first, below what is still being filled in."""
    at = now()
    before = request.GET.get("before", "")
    found, more = queries.dossiers_of(who.person, before=before)
    begun = [] if before else queries.drafts_of(who.account)
    address = reverse("citizen:dossiers")
    page = {
        "drafts": drafts.lines(begun[:DRAFTS_ABOVE]),
        "more_drafts": len(begun) > DRAFTS_ABOVE,
        "dossiers": [_line(dossier, at) for dossier in found],
        "first": address if before else "",
        "next": f"{address}?{urlencode({'before': more})}" if more else "",
    }
    return render(request, "citizen/dossiers.html", page)


def _line(dossier: Dossier, at: datetime) -> DossierLine:
    clock, pace = words.clock(dossier, at)
    return DossierLine(
        code=dossier.code,
        name=str(catalogue.version(dossier.version_id).name),
        agency=words.agency(dossier.agency),
        state=STATE_NAMES[State(dossier.state)],
        tone=Tone.WARNING if dossier.state in WITH_APPLICANT else Tone.INFO,
        submitted_at=dossier.submitted_at,
        due_at=dossier.due_at,
        clock=clock,
        pace=pace,
        url=reverse("citizen:dossier", args=[dossier.code]),
    )
