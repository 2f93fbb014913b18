"""The documents of a draft: what each is for, whether it is needed and why, what was given."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from motcua.catalogue.rules.definition import Component
from motcua.dossiers import actions as dossiers
from motcua.dossiers import queries
from motcua.kernel.clock import now
from motcua.kernel.errors import NotFound
from motcua.vault import queries as vault
from motcua.web.citizen import parts
from motcua.web.citizen.access import Citizen, for_citizens
from motcua.web.citizen.parts import Parts
from motcua.web.ui import applying, downloads
from motcua.web.ui.questions import Question
from motcua.web.ui.shapes import File

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, slots=True)
class Asked:
    """One document as the page asks for it."""

    question: Question
    unneeded: StrOrPromise
    electronic: bool


@require_http_methods(["GET", "HEAD", "POST"])
@for_citizens
def show(request: HttpRequest, who: Citizen, pk: UUID) -> HttpResponse:
    """Takes files and takes them out again; goes on when nothing that is needed is missing."""
    draft = queries.draft(pk, by=who.account)
    at = now()
    seen = parts.of(draft, at)
    errors: dict[str, list[StrOrPromise]] = {}
    if request.method == "POST":
        removed, _colon, document = request.POST.get("remove", "").partition(":")
        if document.isdecimal():
            dossiers.detach(
                draft=draft,
                component=removed.removeprefix(parts.FILES),
                document=int(document),
                by=who.account,
                at=at,
            )
        for component, _needed in seen.components:
            name = parts.FILES + component.code
            refused = applying.keep_files(
                request, f"{name}.file", draft=draft, component=component.code, by=who.account, at=at
            )
            if refused:
                errors[name] = refused
        draft = queries.draft(pk, by=who.account)
        seen = parts.of(draft, at)
        if not errors and "later" in request.POST:
            return redirect("citizen:draft", draft.pk)
        if "next" in request.POST:
            missing = {path: found for path, found in seen.findings.items() if path.startswith(parts.FILES)}
            errors = missing | errors
            if not errors:
                return redirect("citizen:review", draft.pk)
    files = applying.files_of(
        draft, by=who.account, address=lambda document: reverse("citizen:file", args=[draft.pk, document])
    )
    asked = [_asked(component, needed, seen, files, errors) for component, needed in seen.components]
    context = {
        "draft": draft,
        "procedure": seen.procedure,
        "asked": asked,
        "questions": [one.question for one in asked],
        "errors": errors,
        "back": reverse("citizen:section", args=[draft.pk, seen.sections[-1].id]),
    }
    return render(request, "citizen/documents.html", context, status=422 if errors else 200)


def _asked(
    component: Component,
    needed: bool,
    seen: Parts,
    files: dict[str, File],
    errors: dict[str, list[StrOrPromise]],
) -> Asked:
    name = parts.FILES + component.code
    ids = [pk for pk in seen.draft.files.get(component.code, []) if str(pk) in files]
    question = Question(
        name=name,
        template="file",
        label=str(component.name),
        help=str(_("PDF, JPG hoặc PNG, mỗi tệp không quá 20 MB.")) if component.electronic else "",
        required=needed,
        errors=tuple(errors.get(name, ())),
        files=tuple(replace(files[str(pk)], remove=f"{name}:{pk}") for pk in ids),
    )
    note: StrOrPromise = str(component.unneeded_note or "")
    if component.code not in seen.called:
        note = _("Theo những gì bạn đã khai, giấy tờ này không còn cần. Bạn có thể xóa tệp.")
    return Asked(question, note, component.electronic)


@require_safe
@for_citizens
def show_file(request: HttpRequest, who: Citizen, pk: UUID, document: int) -> HttpResponse:
    """A file of one's own draft."""
    named = applying.document_ids(queries.draft(pk, by=who.account))
    found = vault.owned(named & {document}, by=who.account).get(document)
    if found is None:
        raise NotFound(code="no-such-document")
    return downloads.serve(found)
