"""The page of one dossier that was handed in."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from motcua.agencies import queries as agencies
from motcua.catalogue import queries as catalogue
from motcua.catalogue.rules import forms
from motcua.catalogue.rules.definition import Channel, Procedure
from motcua.dossiers import queries
from motcua.dossiers.models import Attachment, Dossier
from motcua.dossiers.rules.papers import qr_svg
from motcua.dossiers.rules.process import STATE_NAMES, STEPS, VERB_NAMES, State, Verb
from motcua.journal.models import Entry
from motcua.kernel.clock import now
from motcua.kernel.errors import NotFound
from motcua.vault.models import Document
from motcua.web.citizen.access import Citizen, for_citizens
from motcua.web.ui import downloads, words
from motcua.web.ui.shapes import Clock, Event, File, Row, Step

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# How long a paper is said to be in the making; after that somebody must look after it.
PATIENCE = timedelta(hours=1)

NEXT: dict[State, StrOrPromise] = {
    State.SUBMITTED: _(
        "Cơ quan đang kiểm tra hồ sơ. Khi tiếp nhận, Giấy tiếp nhận và hẹn trả kết quả sẽ có ở trang này."
    ),
    State.RECEIVED: _("Cán bộ chuyên môn đang thẩm định. Bạn chưa phải làm gì."),
    State.APPRAISED: _("Đã thẩm định xong, đang chờ người có thẩm quyền quyết định và ký số."),
    State.APPROVED: _("Kết quả đã được ký số, đang chờ văn thư cấp số và đóng dấu."),
    State.SEALED: _("Kết quả đã xong và sắp được trả cho bạn."),
    State.RETURNED: _("Kết quả đã trả. Bạn tải về ở mục “Giấy tờ của hồ sơ”."),
}


@dataclass(frozen=True, slots=True)
class DossierPage:
    """One dossier as its applicant sees it. `pending` names papers that are being made."""

    code: str
    procedure: Procedure
    state: StrOrPromise
    next: StrOrPromise
    clock: Clock
    pace: StrOrPromise
    steps: list[Step]
    facts: list[Row]
    due: str
    due_note: StrOrPromise
    papers: list[File]
    pending: list[StrOrPromise]
    given: list[tuple[StrOrPromise, list[File]]]
    sections: list[words.Answered]
    history: list[Event]
    qr: str
    returned: bool
    result: str


@require_safe
@for_citizens
def show(request: HttpRequest, who: Citizen, code: str) -> HttpResponse:
    """One dossier: where it stands, what comes next, what there is to download."""
    dossier = queries.dossier_of(who.person, code)
    at = now()
    procedure = catalogue.version(dossier.version_id)
    entries = queries.history(dossier)
    attachments = queries.attachments(dossier)
    clock, pace = words.clock(dossier, at)
    returned = dossier.state == State.RETURNED
    page = DossierPage(
        code=dossier.code,
        procedure=procedure,
        state=STATE_NAMES[State(dossier.state)],
        next=NEXT[State(dossier.state)],
        clock=clock,
        pace=pace,
        steps=words.steps(dossier, entries),
        facts=_facts(dossier, procedure),
        due=words.moment(dossier.due_at),
        due_note=_due_note(dossier, procedure),
        papers=_papers(dossier),
        pending=_pending(dossier, at),
        given=_given(dossier, procedure, attachments),
        sections=_shown(dossier, procedure, attachments),
        history=_history(entries),
        qr=_qr(dossier),
        returned=returned,
        result=_paper_url(dossier, "result") if returned and dossier.result_id else "",
    )
    return render(request, "citizen/dossier.html", {"page": page})


def _facts(dossier: Dossier, procedure: Procedure) -> list[Row]:
    rows = [
        Row(_("Thủ tục"), str(procedure.name), reverse("procedure", args=[procedure.code])),
        Row(_("Cơ quan giải quyết"), words.agency(dossier.agency)),
        Row(_("Người nộp"), words.as_typed(dossier.applicant_name)),
        Row(_("Cách nộp"), words.CHANNELS[Channel(dossier.channel)]),
        Row(_("Nộp lúc"), words.moment(dossier.submitted_at)),
    ]
    if dossier.desk_id != dossier.agency_id:
        rows.insert(2, Row(_("Nơi tiếp nhận và trả kết quả"), words.agency(dossier.desk)))
    if dossier.received_at:
        rows.append(Row(_("Tiếp nhận lúc"), words.moment(dossier.received_at)))
    if dossier.number and dossier.issued_on:
        number = f"{dossier.number} · {dossier.issued_on:%d/%m/%Y}"
        rows.append(Row(_("Số của kết quả"), words.as_typed(number)))
    return rows


def _due_note(dossier: Dossier, procedure: Procedure) -> StrOrPromise:
    terms = procedure.terms(Channel(dossier.channel))
    if terms is None:
        return ""
    limit = words.limit(terms.limit)
    if dossier.received_at is None:
        note = _("Đây là ngày dự kiến: %(limit)s, tính chính thức từ khi cơ quan tiếp nhận hồ sơ.")
    else:
        note = _("%(limit)s kể từ khi tiếp nhận, theo giờ làm việc, trừ ngày nghỉ và ngày lễ.")
    return note % {"limit": limit}


def _paper_url(dossier: Dossier, name: str) -> str:
    return reverse("citizen:paper", args=[dossier.code, name])


def _paper_of(dossier: Dossier, name: str) -> Document | None:
    """A paper that the applicant may have: the result once it was returned, its draft never."""
    if name == "result" and dossier.state != State.RETURNED:
        return None
    return getattr(dossier, name) if name in PAPERS else None


PAPERS: dict[str, StrOrPromise] = {
    "result": _("Kết quả, bản điện tử có chữ ký số và con dấu"),
    "receipt": _("Giấy tiếp nhận hồ sơ và hẹn trả kết quả"),
    "confirmation": _("Xác nhận đã nộp hồ sơ"),
}


def _papers(dossier: Dossier) -> list[File]:
    made = [(name, words_of, _paper_of(dossier, name)) for name, words_of in PAPERS.items()]
    return [
        File(str(words_of), paper.size, _paper_url(dossier, name), note="PDF")
        for name, words_of, paper in made
        if paper
    ]


def _pending(dossier: Dossier, at: datetime) -> list[StrOrPromise]:
    """Papers that a job is making. After an hour the page no longer promises them."""
    begun = {"confirmation": dossier.submitted_at, "receipt": dossier.received_at}
    return [
        PAPERS[name]
        for name, since in begun.items()
        if since and at - since < PATIENCE and getattr(dossier, f"{name}_id") is None
    ]


def _given(
    dossier: Dossier, procedure: Procedure, attachments: list[Attachment]
) -> list[tuple[StrOrPromise, list[File]]]:
    """What the applicant gave, by document; what was handed over on paper says so."""
    found: list[tuple[StrOrPromise, list[File]]] = []
    for component in procedure.components:
        files = [
            _file(dossier, one, place)
            for place, one in enumerate(attachments, start=1)
            if one.component == component.code
        ]
        if component.code in dossier.handed:
            files.append(File(str(_("Bản giấy, đã nhận tại quầy"))))
        if files:
            found.append((str(component.name), files))
    return found


def _file(dossier: Dossier, one: Attachment, place: int) -> File:
    address = reverse("citizen:document", args=[dossier.code, place])
    return File(one.document.name, one.document.size, address)


def _shown(dossier: Dossier, procedure: Procedure, attachments: list[Attachment]) -> list[words.Answered]:
    names = {str(one.document_id): one.document.name for one in attachments}
    return words.answers(
        forms.shown(
            procedure,
            dossier.answers,
            unit_name=agencies.unit_name,
            file_name=lambda pk: names.get(pk, "…"),
        )
    )


def _history(entries: list[Entry]) -> list[Event]:
    """The acts, the latest first, without what officers wrote to each other."""
    public = {Verb.SUBMIT, *STEPS}
    return [
        Event(
            entry.at,
            VERB_NAMES[Verb(entry.verb)],
            words.as_typed(entry.actor_name),
            signed=bool(entry.signature),
        )
        for entry in reversed(entries)
        if entry.verb in public
    ]


def _qr(dossier: Dossier) -> str:
    drawn = qr_svg(f"{settings.BASE_URL}{reverse('verify_secret', args=[dossier.secret])}")
    return f"data:image/svg+xml;base64,{b64encode(drawn.encode()).decode()}"


@require_safe
@for_citizens
def show_paper(request: HttpRequest, who: Citizen, code: str, name: str) -> HttpResponse:
    """One of the papers made for this dossier."""
    paper = _paper_of(queries.dossier_of(who.person, code), name)
    if paper is None:
        raise NotFound(code="no-such-document")
    return downloads.serve(paper, attachment="download" in request.GET)


@require_safe
@for_citizens
def show_document(request: HttpRequest, who: Citizen, code: str, number: int) -> HttpResponse:
    """What the applicant gave, by its place in the list."""
    attachments = queries.attachments(queries.dossier_of(who.person, code))
    if not 1 <= number <= len(attachments):
        raise NotFound(code="no-such-document")
    return downloads.serve(attachments[number - 1].document)
