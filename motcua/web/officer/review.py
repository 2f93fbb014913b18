"""Everything once more before it is handed in at the counter, and the code afterwards."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from motcua.agencies import queries as agencies
from motcua.agencies.models import Officer
from motcua.catalogue import queries as catalogue
from motcua.catalogue.rules import forms
from motcua.dossiers import actions as dossiers
from motcua.dossiers import queries
from motcua.dossiers.models import Dossier, Draft
from motcua.dossiers.rules.devices import Device
from motcua.dossiers.rules.papers import qr_svg
from motcua.dossiers.rules.process import STATE_NAMES, State, Verb
from motcua.kernel.clock import day, now
from motcua.kernel.errors import Invalid, MotcuaError, NotFound
from motcua.people import actions as people
from motcua.web.officer import parts, places
from motcua.web.officer.access import for_reception
from motcua.web.officer.parts import FILES, PERSON, PLACE, Errors, Parts
from motcua.web.ui import applying, devices, persons, words
from motcua.web.ui.shapes import Row

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, slots=True)
class Fault:
    """Something to put right, and where."""

    where: StrOrPromise
    sentence: StrOrPromise
    url: str


@require_http_methods(["GET", "HEAD", "POST"])
@for_reception
def show(request: HttpRequest, officer: Officer, pk: UUID) -> HttpResponse:
    """All of it once more; by POST, hands it in and, if asked, receives it in the same breath."""
    try:
        draft = parts.draft_of(pk, officer)
    except NotFound:
        done = queries.submitted_under(f"draft:{pk}")
        if done is None or done.typed_by_id != officer.account_id:
            raise
        return redirect("officer:filed", done.code)
    at = now()
    seen = parts.of(draft, at)
    errors: Errors = {}
    if request.method == "POST":
        try:
            dossier = _submit(draft, officer, devices.of(request, office=True).device, at)
        except Invalid as refusal:
            errors = {path: list(found) for path, found in refusal.fields.items()} or {"": [refusal.message]}
        else:
            if "receive" in request.POST and dossier.desk_id == officer.agency_id:
                _receive(request, dossier, officer, at)
            return redirect("officer:filed", dossier.code)
    files = applying.files_of(draft, by=officer.account, address=lambda one: seen.url("file", str(one)))
    context = {
        "parts": seen,
        "person": _person(seen),
        "place": places.rows(draft),
        "place_url": seen.url("place"),
        "receives": places.desk_of(draft) == officer.agency_id,
        "sections": words.answers(
            forms.shown(
                seen.procedure,
                draft.answers,
                unit_name=agencies.unit_name,
                file_name=lambda one: files[one].name if one in files else "…",
            )
        ),
        "papers": [
            (
                words.as_typed(str(component.name)),
                [files[str(one)] for one in draft.files.get(component.code, []) if str(one) in files],
                component.code in draft.handed,
            )
            for component, _needed in seen.components
        ],
        "faults": _faults(seen, errors),
    }
    return render(request, "officer/review.html", context, status=422 if errors else 200)


def _submit(draft: Draft, officer: Officer, device: Device, at: datetime) -> Dossier:
    """The person and the dossier, or neither. The officer held the card, so the number is vouched for."""
    given = persons.of_draft(draft.applicant)
    wrong = persons.faults(given, day(at), phone=False)
    if wrong:
        raise Invalid(fields={f"{PERSON}.{name}": found for name, found in wrong.items()})
    with transaction.atomic():
        person = people.register(**given.facts(), verified=True, by=officer.actor, at=at)
        return dossiers.submit_draft(
            draft=draft,
            applicant=person,
            by=officer.account,
            actor=officer.actor,
            helper=officer.agency,
            device=device,
            at=at,
        )


def _receive(request: HttpRequest, dossier: Dossier, officer: Officer, at: datetime) -> None:
    """Handed in it is already: a refusal now is told and changes nothing of that."""
    try:
        dossiers.act(verb=Verb.RECEIVE, code=dossier.code, by=officer, at=at, revision=dossier.revision)
    except MotcuaError as refusal:
        messages.warning(request, refusal.message)


def _person(seen: Parts) -> list[Row]:
    given = seen.applicant
    born = given.day_of_birth
    rows = [
        Row(_("Họ tên hoặc tên tổ chức"), words.as_typed(given.name)),
        Row(_("Số định danh cá nhân"), given.personal_id if given.natural else ""),
        Row(_("Mã số thuế"), "" if given.natural else given.tax_code),
        Row(_("Ngày sinh"), f"{born:%d/%m/%Y}" if born and given.natural else ""),
        Row(_("Giới tính"), persons.SEXES.get(given.sex, "") if given.natural else ""),
        Row(_("Số điện thoại"), given.phone),
        Row(_("Thư điện tử"), given.email),
    ]
    return [row for row in rows if row.value]


def _faults(seen: Parts, errors: Errors) -> list[Fault]:
    """Each with the page on which it is put right."""
    titles = {section.id: words.as_typed(str(section.title)) for section in seen.sections}
    found: list[Fault] = []
    for path, sentences in {**seen.findings, **errors}.items():
        first, mark = path.split(".")[0], "#f-" + path.replace(".", "-")
        where: tuple[StrOrPromise, str] = (_("Hồ sơ"), seen.url("person"))
        if first == PERSON or path in persons.NAMES:
            where = (_("Người nộp hồ sơ"), f"{seen.url('person')}#f-{path.removeprefix(PERSON + '.')}")
        elif path == PLACE:
            where = (_("Nơi giải quyết và nhận kết quả"), seen.url("place"))
        elif path.startswith(FILES):
            where = (_("Thành phần hồ sơ"), seen.url("documents") + mark)
        elif first in titles:
            where = (titles[first], seen.url("section", first) + mark)
        found += [Fault(where[0], sentence, where[1]) for sentence in sentences]
    return found


@dataclass(frozen=True, slots=True)
class FiledPage:
    """What the officer reads out and hands over."""

    code: str
    procedure: StrOrPromise
    applicant: StrOrPromise
    state: StrOrPromise
    due: str
    received: bool
    receipt: str
    qr: str


@require_safe
@for_reception
def show_filed(request: HttpRequest, officer: Officer, code: str) -> HttpResponse:
    """The code, and the receipt to be printed once it is made."""
    dossier = queries.dossier_for(officer, code)
    drawn = qr_svg(f"{settings.BASE_URL}{reverse('verify_secret', args=[dossier.secret])}")
    receipt = dossier.receipt_id
    page = FiledPage(
        code=dossier.code,
        procedure=words.as_typed(str(catalogue.version(dossier.version_id).name)),
        applicant=words.as_typed(dossier.applicant_name),
        state=STATE_NAMES[State(dossier.state)],
        due=words.moment(dossier.due_at),
        received=dossier.received_at is not None,
        receipt=reverse("officer:document", args=[dossier.code, receipt]) if receipt else "",
        qr=f"data:image/svg+xml;base64,{b64encode(drawn.encode()).decode()}",
    )
    return render(request, "officer/filed.html", {"page": page})
