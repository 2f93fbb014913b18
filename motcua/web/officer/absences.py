"""When the officer is away, and who acts for them meanwhile."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from motcua.agencies import actions, queries
from motcua.agencies.models import Officer
from motcua.kernel import clock
from motcua.kernel.errors import Invalid, MotcuaError
from motcua.web.officer import me
from motcua.web.ui import pages
from motcua.web.ui.access import for_officers

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

REQUIRED: StrOrPromise = _("Vui lòng nhập ngày, ví dụ 30/11/2026.")


@require_http_methods(["GET", "HEAD", "POST"])
@for_officers
def declare(request: HttpRequest, officer: Officer) -> HttpResponse:
    """Says when the officer is away. Refused: their page with why, and what was typed."""
    if request.method != "POST":
        return redirect("officer:me")
    at = clock.now()
    typed = {
        name: request.POST.get(name, "").strip() for name in ("starts_on", "ends_on", "delegate", "reason")
    }
    starts, ends = _day(typed["starts_on"]), _day(typed["ends_on"])
    errors: dict[str, list[StrOrPromise]] = {
        name: [REQUIRED] for name, day in (("starts_on", starts), ("ends_on", ends)) if day is None
    }
    try:
        if errors or starts is None or ends is None:
            raise Invalid(fields=errors)
        actions.declare_absence(
            officer=officer,
            delegate=_delegate(typed["delegate"]),
            starts_on=starts,
            ends_on=ends,
            reason=typed["reason"],
            by=officer.actor,
            at=at,
        )
    except Invalid as refused:
        return me.answer(request, officer, typed=typed, errors=refused.fields, status=422)
    messages.success(request, _("Đã ghi nhận ngày vắng mặt."))
    return redirect("officer:me")


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _delegate(text: str) -> Officer | None:
    """Who was chosen. Raises Invalid for somebody who cannot be."""
    if not text:
        return None
    found = queries.officer(int(text)) if text.isascii() and text.isdigit() and len(text) < 19 else None
    if found is None:
        raise Invalid(fields={"delegate": [_("Vui lòng chọn một đồng nghiệp trong danh sách.")]})
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@for_officers
def cancel(request: HttpRequest, officer: Officer, pk: int) -> HttpResponse:
    """Takes an absence back, or ends it early, after asking."""
    if request.method != "POST":
        return pages.confirm(
            request,
            title=_("Hủy lần vắng mặt này?"),
            question=_("Người được ủy quyền thôi thay bạn ngay; việc họ đã làm vẫn có hiệu lực."),
            yes=_("Hủy vắng mặt"),
            no=_("Giữ nguyên"),
            back=reverse("officer:me"),
        )
    try:
        actions.cancel_absence(absence=pk, officer=officer, by=officer.actor, at=clock.now())
    except MotcuaError as refused:
        messages.warning(request, refused.message)
    else:
        messages.success(request, _("Đã hủy lần vắng mặt."))
    return redirect("officer:me")
