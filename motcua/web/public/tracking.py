"""Looking up a dossier by its code and the last digits of the applicant's number, without signing in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods

from motcua.catalogue import queries as catalogue
from motcua.dossiers import queries as dossiers
from motcua.dossiers.models import Dossier
from motcua.dossiers.rules.process import STATE_NAMES, State
from motcua.kernel.clock import now
from motcua.kernel.errors import NotFound
from motcua.people.rules import masked_name
from motcua.web.ui import errors, limits, words
from motcua.web.ui.shapes import Clock, Row, Step

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

DIGITS = 4
TRIES, MINUTES = 20, 10  # wrong ones, from one address


@dataclass(frozen=True, slots=True)
class Standing:
    """What anybody who knows code and digits may see: no full name, no answers, no officers."""

    code: str
    state: StrOrPromise
    clock: Clock
    pace: StrOrPromise
    rows: list[Row]
    steps: list[Step]
    returned: bool


def standing(dossier: Dossier, at: datetime) -> Standing:
    """The public view of this dossier."""
    clock, pace = words.clock(dossier, at)
    due = _("Hẹn trả kết quả") if dossier.received_at else _("Dự kiến trả kết quả")
    return Standing(
        code=dossier.code,
        state=STATE_NAMES[State(dossier.state)],
        clock=clock,
        pace=pace,
        rows=[
            Row(_("Thủ tục"), str(catalogue.version(dossier.version_id).name)),
            Row(_("Cơ quan giải quyết"), words.agency(dossier.agency)),
            Row(_("Người nộp"), words.vietnamese(masked_name(dossier.applicant_name))),
            Row(_("Nộp lúc"), words.moment(dossier.submitted_at)),
            Row(due, words.moment(dossier.due_at)),
        ],
        steps=words.steps(dossier, dossiers.history(dossier)),
        returned=dossier.state == State.RETURNED,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@cache_control(private=True, no_store=True)
def show(request: HttpRequest) -> HttpResponse:
    """The form, and what it found. The digits travel by POST, so that no address or log keeps them."""
    code = request.POST.get("code", request.GET.get("code", "")).strip()[:80]
    digits = request.POST.get("digits", "").strip()[:20]
    found: dict[str, list[StrOrPromise]] = {}
    shown: Standing | None = None
    if request.method == "POST":
        if limits.too_many(request, "tracking", most=TRIES):
            return errors.respond(request, 429)
        found = faults(code, digits)
        if not found:
            try:
                shown = standing(dossiers.tracked(code, digits), now())
            except NotFound:
                limits.count(request, "tracking", minutes=MINUTES)
                found["code"] = [
                    _("Không có hồ sơ nào khớp với mã và 4 số cuối này. Vui lòng kiểm tra lại trên giấy hẹn.")
                ]
    page = {"code": code, "digits": digits, "errors": found, "found": shown}
    return render(request, "public/tracking.html", page, status=422 if found else 200)


def faults(code: str, digits: str) -> dict[str, list[StrOrPromise]]:
    """What is wrong with the shape of what was typed."""
    wrong: dict[str, list[StrOrPromise]] = {}
    if not code:
        wrong["code"] = [_("Vui lòng nhập mã hồ sơ, ví dụ H49.06685-261121-0001.")]
    if len(digits) != DIGITS or not (digits.isascii() and digits.isdecimal()):
        wrong["digits"] = [_("Vui lòng nhập đúng 4 chữ số cuối của số định danh cá nhân hoặc mã số thuế.")]
    return wrong
