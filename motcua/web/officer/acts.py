"""Doing one act."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from motcua.agencies.models import Officer
from motcua.dossiers import actions as dossiers
from motcua.dossiers import queries
from motcua.dossiers.rules.process import VERB_NAMES, Verb
from motcua.kernel.clock import now
from motcua.kernel.errors import Invalid, MotcuaError, NotFound
from motcua.web.officer.access import for_officers
from motcua.web.officer.dossiers import answer
from motcua.web.ui.errors import STATUS


@require_POST
@for_officers
def do(request: HttpRequest, officer: Officer, code: str) -> HttpResponse:
    """Does it and goes back to the dossier. Refused: the page as it is now, why, and the note as written."""
    verb, note = request.POST.get("verb", ""), request.POST.get("note", "")
    revision = request.POST.get("revision", "")
    try:
        if verb not in set(Verb) or not (revision.isascii() and revision.isdigit() and len(revision) < 9):
            raise Invalid(_("Yêu cầu không đọc được. Vui lòng dùng các nút trên trang."), code="unknown-act")
        dossier = dossiers.act(
            verb=Verb(verb), code=code, by=officer, at=now(), revision=int(revision), note=note
        )
    except NotFound:
        raise
    except MotcuaError as refused:
        return answer(
            request,
            officer,
            queries.dossier_for(officer, code),
            status=next(status for kind, status in STATUS.items() if isinstance(refused, kind)),
            refusal="" if refused.fields else refused.message,
            verb=verb,
            note=note,
            errors=refused.fields,
        )
    messages.success(request, format_lazy(_("Đã thực hiện: {act}."), act=VERB_NAMES[Verb(verb)]))
    return redirect("officer:dossier", dossier.code)
