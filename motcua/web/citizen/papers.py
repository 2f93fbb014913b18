"""The papers of a dossier: those made for it, the forms sent in it, what the applicant gave."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from motcua.catalogue.rules.definition import Procedure
from motcua.dossiers import queries
from motcua.dossiers.models import Attachment, Dossier, Notice
from motcua.dossiers.rules.notices import TITLES, Form
from motcua.dossiers.rules.process import State, Verb
from motcua.journal.models import Entry
from motcua.kernel.errors import NotFound
from motcua.vault.models import Document
from motcua.web.citizen.access import Citizen, for_citizens
from motcua.web.citizen.boxes import Seen
from motcua.web.ui import downloads, words
from motcua.web.ui.shapes import File

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# How long a paper is said to be in the making; after that somebody must look after it.
PATIENCE = timedelta(hours=1)

PAPERS: dict[str, StrOrPromise] = {
    "result": _("Kết quả, bản điện tử có chữ ký số và con dấu"),
    "receipt": _("Giấy tiếp nhận hồ sơ và hẹn trả kết quả"),
    "confirmation": _("Xác nhận đã nộp hồ sơ"),
}


def paper_of(dossier: Dossier, name: str) -> Document | None:
    """A paper that the applicant may have: the result once it was returned, its draft never."""
    if name == "result" and dossier.state != State.RETURNED:
        return None
    return getattr(dossier, name) if name in PAPERS else None


def files(seen: Seen) -> list[File]:
    """Everything there is to download: the result first, then forms, the latest first, then the rest."""
    made = {name: _made(seen.dossier, name) for name in PAPERS}
    found = [made["result"], *_replaced(seen), *_sent(seen), made["receipt"], made["confirmation"]]
    return [one for one in found if one]


def _made(dossier: Dossier, name: str) -> File | None:
    paper = paper_of(dossier, name)
    if paper is None:
        return None
    address = reverse("citizen:paper", args=[dossier.code, name])
    return File(str(PAPERS[name]), paper.size, address, note="PDF")


def _sent(seen: Seen) -> list[File]:
    return [
        File(
            str(TITLES[Form(notice.form)]),
            notice.document.size,
            seen.address("notice", number),
            note=_numbered(notice),
        )
        for number, notice in reversed(list(enumerate(seen.notices, start=1)))
        if notice.document
    ]


def _numbered(notice: Notice) -> StrOrPromise:
    return words.as_typed(f"{notice.number} · {words.moment(notice.made_at)}")


def _replaced(seen: Seen) -> list[File]:
    """Results that the applicant had before they were corrected."""
    return [
        File(
            str(_("Kết quả cũ, đã được thay thế")),
            old.document.size,
            seen.address("replaced", number),
            note=words.as_typed(old.number),
        )
        for number, old in enumerate(seen.replaced, start=1)
        if had(seen.entries, old.replaced_at)
    ]


def had(entries: Sequence[Entry], until: datetime) -> bool:
    """Whether a result was returned before this moment: one that was only sealed never reached anybody."""
    return any(entry.verb == Verb.RETURN and entry.at <= until for entry in entries)


def pending(seen: Seen) -> list[StrOrPromise]:
    """Papers that a job is making. After an hour the page no longer promises them."""
    dossier = seen.dossier
    begun = {"confirmation": dossier.submitted_at, "receipt": dossier.received_at}
    made = [
        PAPERS[name]
        for name, since in begun.items()
        if since and seen.at - since < PATIENCE and getattr(dossier, f"{name}_id") is None
    ]
    sent = [
        TITLES[Form(notice.form)]
        for notice in seen.notices
        if notice.document_id is None and seen.at - notice.made_at < PATIENCE
    ]
    return [*sent, *made]


def given(
    dossier: Dossier, procedure: Procedure, attachments: Sequence[Attachment]
) -> list[tuple[StrOrPromise, list[File]]]:
    """What the applicant gave, by document; what was handed over on paper says so."""
    found: list[tuple[StrOrPromise, list[File]]] = []
    for component in procedure.components:
        files = [
            given_file(dossier, one, place)
            for place, one in enumerate(attachments, start=1)
            if one.component == component.code
        ]
        if component.code in dossier.handed:
            files.append(File(str(_("Bản giấy, đã nhận tại quầy"))))
        if files:
            found.append((str(component.name), files))
    return found


def given_file(dossier: Dossier, one: Attachment, place: int) -> File:
    """A file that the applicant gave, by its place among those of the dossier."""
    address = reverse("citizen:document", args=[dossier.code, place])
    return File(one.document.name, one.document.size, address)


@require_safe
@for_citizens
def show_paper(request: HttpRequest, who: Citizen, code: str, name: str) -> HttpResponse:
    """One of the papers made for this dossier."""
    paper = paper_of(queries.dossier_of(who.person, code), name)
    if paper is None:
        raise NotFound(code="no-such-document")
    return downloads.serve(paper, attachment="download" in request.GET)


@require_safe
@for_citizens
def show_notice(request: HttpRequest, who: Citizen, code: str, number: int) -> HttpResponse:
    """One of the forms that were sent, by its place in their order."""
    sent = queries.notices(queries.dossier_of(who.person, code))
    document = sent[number - 1].document if 1 <= number <= len(sent) else None
    if document is None:
        raise NotFound(code="no-such-document")
    return downloads.serve(document, attachment="download" in request.GET)


@require_safe
@for_citizens
def show_replaced(request: HttpRequest, who: Citizen, code: str, number: int) -> HttpResponse:
    """A result that was corrected since, if the applicant ever had it."""
    dossier = queries.dossier_of(who.person, code)
    found = queries.replaced(dossier)
    if not 1 <= number <= len(found) or not had(queries.history(dossier), found[number - 1].replaced_at):
        raise NotFound(code="no-such-document")
    return downloads.serve(found[number - 1].document)


@require_safe
@for_citizens
def show_document(request: HttpRequest, who: Citizen, code: str, number: int) -> HttpResponse:
    """What the applicant gave, by its place in the list."""
    attachments = queries.attachments(queries.dossier_of(who.person, code))
    if not 1 <= number <= len(attachments):
        raise NotFound(code="no-such-document")
    return downloads.serve(attachments[number - 1].document)
