"""What an applicant may ask of a dossier that was handed in: to withdraw it, to have its draft put right."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from motcua.catalogue import queries as catalogue
from motcua.dossiers import actions as dossiers
from motcua.dossiers import queries
from motcua.dossiers.actions.papers import print_result
from motcua.dossiers.models import Dossier
from motcua.dossiers.rules.process import State, Verb
from motcua.dossiers.rules.processes import transition
from motcua.kernel.clock import now
from motcua.kernel.errors import Invalid, NotFound, WrongState
from motcua.web.citizen.access import Citizen, for_citizens
from motcua.web.ui import downloads, words

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

LONGEST_REVISION = 9  # digits


def revision_of(request: HttpRequest) -> int | None:
    """The revision that the posted page showed."""
    given = request.POST.get("revision", "")
    return int(given) if given.isascii() and given.isdecimal() and len(given) <= LONGEST_REVISION else None


@require_http_methods(["GET", "HEAD", "POST"])
@for_citizens
def withdraw(request: HttpRequest, who: Citizen, code: str) -> HttpResponse:
    """Asks why, and passes the wish on to the approver. Pressed twice, it is one wish."""
    dossier = queries.dossier_of(who.person, code)
    errors: dict[str, list[StrOrPromise]] = {}
    asked = queries.withdrawal(dossier)
    if asked and asked.decided_at is None:
        messages.info(request, _("Bạn đã xin rút hồ sơ, cơ quan chưa trả lời."))
        return redirect("citizen:dossier", dossier.code)
    if transition(dossier.process, State(dossier.state), Verb.WITHDRAW) is None:
        messages.info(request, _("Hồ sơ không còn rút được, vì đã có kết quả hoặc đã kết thúc."))
        return redirect("citizen:dossier", dossier.code)
    reason = request.POST.get("reason", "")
    if request.method == "POST":
        try:
            dossiers.act_as_applicant(
                verb=Verb.WITHDRAW,
                dossier=dossier,
                by=who.account,
                at=now(),
                given={"reason": reason},
            )
        except Invalid as refusal:
            errors = {path: list(sentences) for path, sentences in refusal.fields.items()}
        else:
            messages.success(request, _("Đã gửi đề nghị rút hồ sơ. Bạn sẽ nhận thông báo khi có trả lời."))
            return redirect("citizen:dossier", dossier.code)
    page = {
        "dossier": dossier,
        "name": str(catalogue.version(dossier.version_id).name),
        "reason": reason,
        "errors": errors,
    }
    return render(request, "citizen/withdraw.html", page, status=422 if errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@for_citizens
def show_draft(request: HttpRequest, who: Citizen, code: str) -> HttpResponse:
    """The draft of the result, to be confirmed or objected to. Pressed twice, it is answered once."""
    dossier = queries.dossier_of(who.person, code)
    if dossier.state != State.CONFIRMING:
        messages.info(request, _("Hồ sơ này không chờ bạn xác nhận dự thảo."))
        return redirect("citizen:dossier", dossier.code)
    errors: dict[str, list[StrOrPromise]] = {}
    if request.method == "POST":
        try:
            return _answered(request, who, dossier)
        except Invalid as refusal:
            errors = {path: list(sentences) for path, sentences in refusal.fields.items()}
    page = {
        "dossier": dossier,
        "name": str(catalogue.version(dossier.version_id).name),
        "until": words.moment(dossier.draft_due_at) if dossier.draft_due_at else "",
        "note": request.POST.get("note", ""),
        "errors": errors,
    }
    return render(request, "citizen/draft_result.html", page, status=422 if errors else 200)


def _answered(request: HttpRequest, who: Citizen, dossier: Dossier) -> HttpResponse:
    """Passes the answer on. Raises Invalid where it is not said what is wrong."""
    wrong = request.POST.get("answer") == "wrong"
    given: dict[str, Any] = {"note": request.POST.get("note", "")} if wrong else {}
    try:
        dossiers.act_as_applicant(
            verb=Verb.OBJECT if wrong else Verb.CONFIRM,
            dossier=dossier,
            by=who.account,
            at=now(),
            revision=revision_of(request),
            **given,
        )
    except WrongState:
        messages.info(request, _("Dự thảo này đã được trả lời hoặc đã thay đổi. Vui lòng xem lại hồ sơ."))
    else:
        sentence = _("Đã gửi chỗ cần sửa cho cán bộ.") if wrong else _("Đã xác nhận dự thảo.")
        messages.success(request, sentence)
    return redirect("citizen:dossier", dossier.code)


@require_safe
@for_citizens
def show_draft_pdf(request: HttpRequest, who: Citizen, code: str) -> HttpResponse:
    """The result as it would be signed now, without number, signature and seal."""
    dossier = queries.dossier_of(who.person, code)
    if dossier.state != State.CONFIRMING:
        raise NotFound(code="no-such-document")
    printed = print_result(dossier, approver=None, at=now())
    return downloads.serve_made(printed.pdf, name=f"DU-THAO-{dossier.code}.pdf")
