"""Supplementing: only what was marked is asked again, with the officer's words beside it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from motcua.dossiers import actions as dossiers
from motcua.dossiers import queries
from motcua.dossiers.rules.process import State, Verb
from motcua.kernel.clock import now
from motcua.kernel.errors import Invalid, NotFound, WrongState
from motcua.vault import queries as vault
from motcua.web.citizen import marked, remarks
from motcua.web.citizen.access import Citizen, for_citizens
from motcua.web.citizen.marked import Marked
from motcua.web.citizen.requests import revision_of
from motcua.web.ui import downloads, words

SMALL_BUTTONS = ("refresh", "add", "remove", "upload", "change")


@require_http_methods(["GET", "HEAD", "POST"])
@for_citizens
def show(request: HttpRequest, who: Citizen, code: str) -> HttpResponse:
    """Asks, shows what changed, hands it in. What was typed travels with the form until it is handed in."""
    dossier = queries.dossier_of(who.person, code)
    if dossier.state not in (State.INCOMPLETE, State.SUPPLEMENTING):
        messages.info(request, _("Hồ sơ này không chờ bạn bổ sung."))
        return redirect("citizen:dossier", dossier.code)
    at = now()
    found = marked.read(request, dossier, by=who.account, at=at)
    asking = request.method != "POST" or any(name in request.POST for name in SMALL_BUTTONS)
    errors = dict(found.refused)
    if not asking:
        errors = marked.check(found, at=at) | errors
    if not asking and not errors:
        if "send" not in request.POST:
            return _review(request, found)
        try:
            dossiers.act_as_applicant(
                verb=Verb.SUPPLEMENT,
                dossier=dossier,
                by=who.account,
                at=at,
                revision=revision_of(request),
                given={"answers": found.answers, "files": found.files},
            )
        except Invalid as refusal:
            errors = {path: list(said) for path, said in refusal.fields.items()} or {"": [refusal.message]}
        except WrongState:
            messages.info(request, _("Hồ sơ đã thay đổi hoặc đã được bổ sung. Vui lòng xem lại."))
            return redirect("citizen:dossier", dossier.code)
        else:
            messages.success(request, _("Đã gửi bổ sung. Cơ quan sẽ xem và giải quyết tiếp."))
            return redirect("citizen:dossier", dossier.code)
    items = remarks.items(found, errors)
    page = {
        **_frame(found),
        "items": items,
        "questions": [one.question for one in items],
        "errors": errors,
    }
    return render(request, "citizen/supplement.html", page, status=422 if errors else 200)


def _frame(found: Marked) -> dict[str, object]:
    return {
        "dossier": found.dossier,
        "name": str(found.procedure.name),
        "until": words.day(found.asked.deadline),
        "note": words.as_typed(found.asked.note) if found.asked.note else "",
    }


def _review(request: HttpRequest, found: Marked) -> HttpResponse:
    """What changed, old beside new, with everything typed in hidden fields."""
    kept = [
        (name, value)
        for name in request.POST
        if name not in ("csrfmiddlewaretoken", "next", "send", "revision")
        and not marked.holds_files(found, name)
        for value in request.POST.getlist(name)
    ]
    kept += [(path, str(pk)) for path, ids in found.uploaded.items() for pk in ids]
    page = {**_frame(found), "changes": remarks.changes(found), "kept": kept}
    return render(request, "citizen/supplement_review.html", page)


@require_safe
@for_citizens
def show_file(request: HttpRequest, who: Citizen, code: str, document: int) -> HttpResponse:
    """A file of one's own, uploaded for a supplement and not handed in yet."""
    queries.dossier_of(who.person, code)
    found = vault.owned({document}, by=who.account).get(document)
    if found is None:
        raise NotFound(code="no-such-document")
    return downloads.serve(found)
