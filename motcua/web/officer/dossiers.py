"""The page of one dossier as officers work on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from motcua.agencies import queries as agencies
from motcua.agencies.models import Officer
from motcua.agencies.rules.kinds import ROLE_NAMES, Role
from motcua.catalogue import queries as catalogue
from motcua.catalogue.rules import forms
from motcua.catalogue.rules.definition import Channel, Procedure
from motcua.dossiers import queries
from motcua.dossiers.models import Attachment, Dossier
from motcua.dossiers.rules.process import STATE_NAMES, State
from motcua.kernel.clock import now
from motcua.people.rules import Sex
from motcua.web.officer import contents, documents, history, offers
from motcua.web.officer.access import for_officers
from motcua.web.officer.offers import Offered
from motcua.web.ui import words
from motcua.web.ui.shapes import Clock, Event, File, Row, Step

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

SEXES = {Sex.MALE: _("Nam"), Sex.FEMALE: _("Nữ")}


@dataclass(frozen=True, slots=True)
class Turn:
    """Whose turn it is, for those whose turn it is not."""

    who: StrOrPromise
    where: StrOrPromise
    name: StrOrPromise  # of the officer who took it


@dataclass(frozen=True, slots=True)
class DossierPage:
    """One dossier as an officer sees it."""

    code: str
    revision: int
    procedure: StrOrPromise
    state: StrOrPromise
    ended: bool
    clock: Clock
    pace: StrOrPromise
    due: str
    due_note: StrOrPromise
    applicant: list[Row]
    facts: list[Row]
    steps: list[Step]
    sections: list[words.Answered]
    given: list[contents.Given]
    papers: list[File]
    old: bool  # its result was never kept here as a file
    preview: str
    judges: bool  # the preview is what this officer is about to sign
    history: list[Event]
    altered: bool
    proposal: str
    offers: list[Offered]
    turn: Turn | None


@require_safe
@for_officers
def show(request: HttpRequest, officer: Officer, code: str) -> HttpResponse:
    """One dossier and what this officer may do with it now."""
    return answer(request, officer, queries.dossier_for(officer, code))


def answer(
    request: HttpRequest,
    officer: Officer,
    dossier: Dossier,
    *,
    status: int = 200,
    refusal: StrOrPromise = "",
    verb: str = "",
    note: str = "",
    errors: Mapping[str, Sequence[StrOrPromise]] | None = None,
) -> HttpResponse:
    """The page. After an act was refused: why, and the note that was written for it."""
    page = of(dossier, officer, verb=verb, note=note, errors=errors or {})
    kept = note if note and not any(one.note == note and not one.why_not for one in page.offers) else ""
    context = {"page": page, "refusal": refusal, "kept": kept, "errors": errors or {}}
    return render(request, "officer/dossier.html", context, status=status)


def of(
    dossier: Dossier,
    officer: Officer,
    *,
    verb: str = "",
    note: str = "",
    errors: Mapping[str, Sequence[StrOrPromise]],
) -> DossierPage:
    """Everything the page shows. Six queries, whatever there is in the dossier."""
    procedure = catalogue.version(dossier.version_id)
    acts = queries.checked_history(dossier)
    attachments = queries.attachments(dossier)
    clock, pace = words.clock(dossier, now())
    offered = offers.of(dossier, officer, verb=verb, note=note, errors=errors)
    return DossierPage(
        code=dossier.code,
        revision=dossier.revision,
        procedure=words.as_typed(str(procedure.name)),
        state=STATE_NAMES[State(dossier.state)],
        ended=dossier.state == State.RETURNED,
        clock=clock,
        pace=pace,
        due=words.moment(dossier.due_at),
        due_note=_due_note(dossier, procedure),
        applicant=_applicant(dossier),
        facts=_facts(dossier, procedure),
        steps=words.steps(dossier, [act.entry for act in acts], names=True),
        sections=_answers(dossier, procedure, attachments),
        given=contents.given(dossier, procedure, attachments),
        papers=contents.papers(dossier),
        old=dossier.state == State.RETURNED and dossier.result_id is None,
        preview=reverse("officer:preview", args=[dossier.code])
        if documents.may_preview(dossier, officer)
        else "",
        judges=dossier.state == State.APPRAISED and Role.APPROVER in officer.roles,
        history=history.of(acts),
        altered=any(not act.holds for act in acts),
        proposal=dossier.proposal,
        offers=offered,
        turn=None if offered or not dossier.waiting_role else _turn(dossier),
    )


def _turn(dossier: Dossier) -> Turn:
    at_desk = dossier.waiting_at_id == dossier.desk_id
    return Turn(
        who=ROLE_NAMES[Role(dossier.waiting_role)],
        where=words.as_typed(words.agency(dossier.desk if at_desk else dossier.agency)),
        name=words.as_typed(dossier.assignee.account.name) if dossier.assignee else "",
    )


def _due_note(dossier: Dossier, procedure: Procedure) -> StrOrPromise:
    terms = procedure.terms(Channel(dossier.channel))
    if terms is None:
        return ""
    limit = words.limit(terms.limit)
    if dossier.received_at is None:
        return _("Dự kiến %(limit)s kể từ khi tiếp nhận.") % {"limit": limit}
    return _("%(limit)s kể từ khi tiếp nhận.") % {"limit": limit}


def _applicant(dossier: Dossier) -> list[Row]:
    person = dossier.applicant
    place = ", ".join(agencies.unit_name(code) for code in (person.commune, person.province) if code)
    rows = [
        Row(_("Họ và tên") if person.kind == "citizen" else _("Tên tổ chức"), words.as_typed(person.name)),
        Row(_("Số định danh cá nhân"), person.personal_id),
        Row(_("Mã số thuế"), person.tax_code),
        Row(_("Ngày sinh"), f"{person.birth_date:%d/%m/%Y}" if person.birth_date else ""),
        Row(_("Giới tính"), SEXES[Sex(person.sex)] if person.sex else ""),
        Row(_("Số điện thoại"), person.phone),
        Row(_("Thư điện tử"), person.email),
        Row(_("Nơi ở"), words.as_typed(", ".join(part for part in (person.address, place) if part))),
        Row(
            _("Định danh"),
            _("Đã xác thực") if person.verified else _("Tự khai, cần đối chiếu giấy tờ"),
        ),
    ]
    return [row for row in rows if row.value]


def _facts(dossier: Dossier, procedure: Procedure) -> list[Row]:
    rows = [
        Row(_("Mã thủ tục"), procedure.code),
        Row(_("Cơ quan giải quyết"), words.as_typed(words.agency(dossier.agency))),
        Row(_("Cách nộp"), words.CHANNELS[Channel(dossier.channel)]),
        Row(_("Người nhập"), _("Cán bộ tại quầy") if dossier.typed_by_officer else _("Chính người nộp")),
        Row(_("Nộp lúc"), words.moment(dossier.submitted_at)),
    ]
    if dossier.desk_id != dossier.agency_id:
        rows.insert(2, Row(_("Nơi tiếp nhận và trả kết quả"), words.as_typed(words.agency(dossier.desk))))
    if dossier.received_at:
        rows.append(Row(_("Tiếp nhận lúc"), words.moment(dossier.received_at)))
    if dossier.assignee:
        rows.append(Row(_("Đang xử lý"), words.as_typed(dossier.assignee.account.name)))
    if dossier.number and dossier.issued_on:
        rows.append(
            Row(_("Số, ngày văn bản"), words.as_typed(f"{dossier.number}, {dossier.issued_on:%d/%m/%Y}"))
        )
    return rows


def _answers(dossier: Dossier, procedure: Procedure, attachments: list[Attachment]) -> list[words.Answered]:
    names = {str(one.document_id): one.document.name for one in attachments}
    return words.answers(
        forms.shown(
            procedure,
            dossier.answers,
            unit_name=agencies.unit_name,
            file_name=lambda pk: names.get(pk, "…"),
        )
    )
