"""Applications being filled in: found again, gone on with, given up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from motcua.catalogue import queries as catalogue
from motcua.dossiers import actions as dossiers
from motcua.dossiers import queries
from motcua.dossiers.models import Draft
from motcua.kernel.clock import now
from motcua.web.citizen import parts
from motcua.web.citizen.access import Citizen, for_citizens
from motcua.web.ui import pages

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, slots=True)
class DraftLine:
    """A draft in a list."""

    title: StrOrPromise
    url: str
    saved_at: datetime
    discard: str


def lines(drafts: list[Draft]) -> list[DraftLine]:
    """The drafts as lists show them. Procedures are kept in the process: this asks the database nothing."""
    return [
        DraftLine(
            str(catalogue.version(draft.version_id).name),
            reverse("citizen:draft", args=[draft.pk]),
            draft.updated_at,
            reverse("citizen:discard", args=[draft.pk]),
        )
        for draft in drafts
    ]


@require_safe
@for_citizens
def show_list(request: HttpRequest, who: Citizen) -> HttpResponse:
    """All drafts, the latest first; there are fifty at most."""
    return render(request, "citizen/drafts.html", {"drafts": lines(queries.drafts_of(who.account))})


@require_safe
@for_citizens
def show(request: HttpRequest, who: Citizen, pk: UUID) -> HttpResponse:
    """The parts of one draft and what is done of each."""
    draft = queries.draft(pk, by=who.account)
    return render(request, "citizen/draft.html", {"parts": parts.of(draft, now())})


@require_http_methods(["GET", "HEAD", "POST"])
@for_citizens
def discard(request: HttpRequest, who: Citizen, pk: UUID) -> HttpResponse:
    """Asks, then gives the draft up."""
    draft = queries.draft(pk, by=who.account)
    if request.method == "POST":
        dossiers.discard(draft=draft, by=who.account, at=now())
        messages.success(request, _("Đã xóa bản nháp."))
        return redirect("citizen:drafts")
    return pages.confirm(
        request,
        title=_("Xóa bản nháp này?"),
        question=_("Mọi nội dung đã khai và tệp đã tải lên trong “%(name)s” sẽ bị xóa, không lấy lại được.")
        % {"name": str(catalogue.version(draft.version_id).name)},
        yes=_("Xóa bản nháp"),
        no=_("Giữ lại"),
        back=reverse("citizen:draft", args=[draft.pk]),
        danger=True,
    )
