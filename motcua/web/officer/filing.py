"""Filing for somebody at the counter: the form and the documents."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from motcua.agencies.models import Officer
from motcua.catalogue.rules.definition import Component
from motcua.dossiers import actions as dossiers
from motcua.dossiers.models import Draft
from motcua.kernel.clock import now
from motcua.kernel.errors import NotFound
from motcua.vault import queries as vault
from motcua.web.officer import parts
from motcua.web.officer.access import for_reception
from motcua.web.officer.parts import FILES, Errors, Parts
from motcua.web.ui import applying, downloads, persons, words
from motcua.web.ui.questions import Question
from motcua.web.ui.shapes import File

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@require_http_methods(["GET", "HEAD", "POST"])
@for_reception
def show_section(request: HttpRequest, officer: Officer, pk: UUID, section: str) -> HttpResponse:
    """One page of the form: keeps what was typed, right or wrong, and goes on when it is right."""
    draft = parts.draft_of(pk, officer)
    asked = applying.section_of(draft, section)
    at, turn = now(), None
    if request.method == "POST":
        turn = applying.take(request, draft=draft, section=asked, by=officer.account, at=at)
        draft = turn.draft
        if turn.done:
            return HttpResponseRedirect(parts.of(draft, at).after(section))
    seen = parts.of(draft, at)
    page = applying.page(
        draft,
        asked,
        by=officer.account,
        known=persons.known(parts.person_of(seen.applicant)),
        address=lambda document: seen.url("file", str(document)),
        turn=turn,
    )
    context = {"parts": seen, "page": page, "back": seen.before(section)}
    return render(request, "officer/section.html", context, status=422 if page.errors else 200)


@dataclass(frozen=True, slots=True)
class Asked:
    """One document as the page asks for it."""

    question: Question
    code: str
    copies: StrOrPromise
    unneeded: StrOrPromise
    electronic: bool
    handed: bool


@require_http_methods(["GET", "HEAD", "POST"])
@for_reception
def show_documents(request: HttpRequest, officer: Officer, pk: UUID) -> HttpResponse:
    """Each document: scanned, or on paper in the officer's hand."""
    draft = parts.draft_of(pk, officer)
    at = now()
    seen = parts.of(draft, at)
    errors: Errors = {}
    if request.method == "POST":
        errors = _take_documents(request, officer, seen, at)
        draft = parts.draft_of(pk, officer)
        seen = parts.of(draft, at)
        if "next" in request.POST:
            errors = {path: found for path, found in seen.findings.items() if path.startswith(FILES)} | errors
            if not errors:
                return redirect("officer:review", draft.pk)
    files = applying.files_of(draft, by=officer.account, address=lambda one: seen.url("file", str(one)))
    asked = [_asked(component, needed, draft, files, errors) for component, needed in seen.components]
    context = {
        "parts": seen,
        "asked": asked,
        "questions": [one.question for one in asked],
        "errors": errors,
        "back": seen.url("section", seen.sections[-1].id) if seen.sections else seen.url("person"),
    }
    return render(request, "officer/documents.html", context, status=422 if errors else 200)


def _take_documents(request: HttpRequest, officer: Officer, seen: Parts, at: datetime) -> Errors:
    """Keeps the ticks and the files that were posted, and drops the file whose removal was pressed."""
    known = {component.code for component, _needed in seen.components}
    handed = [code for code in request.POST.getlist("handed") if code in known]
    dossiers.save(draft=seen.draft, handed=handed, by=officer.account, at=at)
    removed, _colon, document = request.POST.get("remove", "").partition(":")
    if document.isascii() and document.isdigit():
        component = removed.removeprefix(FILES)
        dossiers.detach(
            draft=seen.draft, component=component, document=int(document), by=officer.account, at=at
        )
    errors: Errors = {}
    for code in known:
        name = FILES + code
        if refused := applying.keep_files(
            request, f"{name}.file", draft=seen.draft, component=code, by=officer.account, at=at
        ):
            errors[name] = refused
    return errors


def _asked(component: Component, needed: bool, draft: Draft, files: dict[str, File], errors: Errors) -> Asked:
    name = FILES + component.code
    given = [(pk, files[str(pk)]) for pk in draft.files.get(component.code, []) if str(pk) in files]
    question = Question(
        name=name,
        template="file",
        label=words.as_typed(str(component.name)),
        required=needed,
        errors=tuple(errors.get(name, ())),
        files=tuple(File(file.name, file.size, file.url, remove=f"{name}:{pk}") for pk, file in given),
    )
    return Asked(
        question=question,
        code=component.code,
        copies=_copies(component),
        unneeded=words.as_typed(str(component.unneeded_note)) if component.unneeded_note else "",
        electronic=component.electronic,
        handed=component.code in draft.handed,
    )


def _copies(component: Component) -> StrOrPromise:
    if component.originals and component.copies:
        return _("%(originals)d bản chính, %(copies)d bản sao") % {
            "originals": component.originals,
            "copies": component.copies,
        }
    if component.copies:
        return _("%(copies)d bản sao") % {"copies": component.copies}
    return _("%(originals)d bản chính") % {"originals": component.originals}


@require_safe
@for_reception
def show_file(request: HttpRequest, officer: Officer, pk: UUID, document: int) -> HttpResponse:
    """A file of a draft of one's own."""
    draft = parts.draft_of(pk, officer)
    found = vault.owned([document], by=officer.account)
    if not found or not any(document in given for given in draft.files.values()):
        raise NotFound(code="no-such-document")
    return downloads.serve(found[document])
