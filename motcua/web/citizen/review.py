"""Everything once more before it is handed in."""

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
from django.views.decorators.http import require_http_methods

from motcua.agencies import queries as agencies
from motcua.catalogue.rules import forms
from motcua.catalogue.rules.definition import Channel, Procedure
from motcua.dossiers import actions as dossiers
from motcua.dossiers import queries
from motcua.dossiers.models import Draft
from motcua.dossiers.rules.choices import DELIVERY_NAMES, Delivery
from motcua.kernel.clock import now
from motcua.kernel.errors import Invalid, NotFound
from motcua.kernel.text import clean
from motcua.people.models import Person
from motcua.web.citizen import parts
from motcua.web.citizen.access import Citizen, for_citizens
from motcua.web.citizen.parts import Parts
from motcua.web.ui import applying, devices, words
from motcua.web.ui.shapes import File, Row

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


ASKED_HERE = frozenset({"declared", "delivery", "delivery_address"})
LONGEST_ADDRESS = 300


@dataclass(frozen=True, slots=True)
class Reviewed:
    """One section as it was answered, with the way back to change it."""

    title: StrOrPromise
    edit: str
    answered: words.Answered | None


@dataclass(frozen=True, slots=True)
class Fault:
    """Something to put right, and where."""

    where: StrOrPromise
    sentence: StrOrPromise
    url: str


@require_http_methods(["GET", "HEAD", "POST"])
@for_citizens
def show(request: HttpRequest, who: Citizen, pk: UUID) -> HttpResponse:
    """Shows all that was answered and given; by POST, hands it in. Handing in twice gives one dossier."""
    try:
        draft = queries.draft(pk, by=who.account)
    except NotFound:
        done = queries.submitted_under(f"draft:{pk}")
        if done is None or done.applicant_id != who.person.pk:
            raise
        return redirect("citizen:dossier", done.code)
    at = now()
    seen = parts.of(draft, at)
    errors: dict[str, list[StrOrPromise]] = {}
    ways = deliveries(seen.procedure)
    if request.method == "POST":
        draft = _keep_delivery(request, who, draft, at)
        errors = _delivery_faults(draft, ways)
        if request.POST.get("declared") != "yes":
            errors["declared"] = [_("Vui lòng xác nhận lời cam đoan trước khi nộp.")]
        if not errors and seen.ready:
            try:
                browser = devices.of(request)
                dossier = dossiers.submit_draft(
                    draft=draft, applicant=who.person, by=who.account, device=browser.device, at=at
                )
            except Invalid as refusal:
                errors = {path: list(sentences) for path, sentences in refusal.fields.items()}
                errors = errors or {"": [refusal.message]}
            else:
                messages.success(request, _("Đã nộp hồ sơ. Hãy ghi lại mã hồ sơ để tra cứu."))
                return browser.keep(redirect("citizen:dossier", dossier.code))
    files = applying.files_of(
        draft, by=who.account, address=lambda document: reverse("citizen:file", args=[draft.pk, document])
    )
    context = {
        "draft": draft,
        "parts": seen,
        "place": _place(seen),
        "sections": _sections(seen, files),
        "papers": _papers(seen, files),
        "faults": _faults(seen, errors),
        "errors": {path: found for path, found in errors.items() if path in ASKED_HERE},
        "due": queries.expected_due(draft, at=at),
        "deliveries": [(way.value, DELIVERY_NAMES[way]) for way in ways],
        "by_post": Delivery.POST in ways,
        "delivery": draft.delivery.get("method", Delivery.ONLINE),
        "address": draft.delivery.get("address", _address(who.person)),
    }
    failed = request.method == "POST"
    return render(request, "citizen/review.html", context, status=422 if failed else 200)


def deliveries(procedure: Procedure) -> list[Delivery]:
    """How a result of this procedure can reach an applicant: by post where the procedure has the post."""
    ways = [Delivery.ONLINE, Delivery.COUNTER]
    return [*ways, Delivery.POST] if procedure.terms(Channel.POSTAL) else ways


def _keep_delivery(request: HttpRequest, who: Citizen, draft: Draft, at: datetime) -> Draft:
    """What was chosen stays with the draft, right or wrong."""
    method = request.POST.get("delivery", draft.delivery.get("method", Delivery.ONLINE))
    chosen = {
        "method": method if method in set(Delivery) else "",
        "address": _typed_address(request.POST.get("delivery_address", ""))[:LONGEST_ADDRESS],
    }
    return dossiers.save(draft=draft, by=who.account, at=at, delivery=chosen)


def _typed_address(text: str) -> str:
    try:
        return clean(text)
    except Invalid:  # what no keyboard types is no address
        return ""


def _delivery_faults(draft: Draft, ways: list[Delivery]) -> dict[str, list[StrOrPromise]]:
    method = draft.delivery["method"]
    if method not in ways:
        return {"delivery": [_("Vui lòng chọn cách nhận kết quả.")]}
    if method == Delivery.POST and not draft.delivery["address"]:
        return {"delivery_address": [_("Vui lòng ghi địa chỉ nhận kết quả qua bưu chính.")]}
    return {}


def _address(person: Person) -> str:
    """Where the applicant lives, as it is written on an envelope."""
    units = [agencies.unit_name(code) for code in (person.commune, person.province) if code]
    return ", ".join(part for part in (person.address, *units) if part)


def _place(seen: Parts) -> list[Row]:
    draft = seen.draft
    return [
        Row(_("Thủ tục"), str(seen.procedure.name)),
        Row(_("Nơi giải quyết"), words.agency(draft.agency) if draft.agency else _("Chưa chọn")),
    ]


def _sections(seen: Parts, files: dict[str, File]) -> list[Reviewed]:
    shown = forms.shown(
        seen.procedure,
        seen.draft.answers,
        unit_name=agencies.unit_name,
        file_name=lambda pk: files[pk].name if pk in files else pk,
    )
    by_name = {one.name: one for one in words.answers(shown)}
    return [
        Reviewed(
            str(section.title),
            reverse("citizen:section", args=[seen.draft.pk, section.id]),
            by_name.get(section.id),
        )
        for section in seen.sections
    ]


def _papers(seen: Parts, files: dict[str, File]) -> list[tuple[StrOrPromise, list[File]]]:
    given = seen.draft.files
    return [
        (str(component.name), [files[pk] for pk in map(str, given.get(component.code, ())) if pk in files])
        for component, _needed in seen.components
    ]


def _faults(seen: Parts, errors: dict[str, list[StrOrPromise]]) -> list[Fault]:
    """Each with the page on which it is put right."""
    titles = {section.id: str(section.title) for section in seen.sections}
    pk = seen.draft.pk
    found: list[Fault] = []
    for path, sentences in {**seen.findings, **errors}.items():
        if path in ASKED_HERE:
            continue
        first, mark = path.split(".")[0], "#f-" + path.replace(".", "-")
        where: tuple[StrOrPromise, str] = (_("Hồ sơ"), reverse("citizen:draft", args=[pk]))
        if path == "agency":
            where = (_("Nơi giải quyết"), reverse("citizen:where", args=[pk]))
        elif path.startswith(parts.FILES):
            where = (_("Giấy tờ kèm theo"), reverse("citizen:documents", args=[pk]) + mark)
        elif first in titles:
            where = (titles[first], reverse("citizen:section", args=[pk, first]) + mark)
        found += [Fault(where[0], sentence, where[1]) for sentence in sentences]
    return found
