"""At the counter: which procedure, and who stands there."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from motcua.agencies import queries as agencies
from motcua.agencies.models import Agency, Officer
from motcua.agencies.rules.kinds import AgencyKind
from motcua.catalogue import queries as catalogue
from motcua.catalogue.queries import Hit
from motcua.catalogue.rules.definition import Channel, Level
from motcua.dossiers import actions as dossiers
from motcua.dossiers import queries
from motcua.dossiers.models import Draft
from motcua.kernel import clock
from motcua.kernel.errors import Invalid
from motcua.kernel.text import fold
from motcua.people import queries as people
from motcua.people.models import Person
from motcua.web.officer import parts
from motcua.web.officer.access import for_reception
from motcua.web.ui import pages, persons, words
from motcua.web.ui.persons import Typed

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, slots=True)
class Choice:
    """A procedure in the list; `why_not` where this counter cannot take it."""

    code: str
    name: StrOrPromise
    field: StrOrPromise
    why_not: StrOrPromise


@dataclass(frozen=True, slots=True)
class Begun:
    """An application that was begun here and not handed in."""

    procedure: StrOrPromise
    applicant: StrOrPromise
    updated_at: datetime
    url: str
    discard: str


@dataclass(frozen=True, slots=True)
class CounterPage:
    """Which procedure it may be, and what was begun before."""

    text: str
    choices: list[Choice]
    next: str
    begun: list[Begun]


@require_http_methods(["GET", "HEAD", "POST"])
@for_reception
def show(request: HttpRequest, officer: Officer) -> HttpResponse:
    """Finds the procedure; by POST, begins an application for whoever stands there."""
    at = clock.now()
    if request.method == "POST":
        return redirect("officer:person", _start(officer, request.POST.get("procedure", ""), at).pk)
    text = request.GET.get("q", "").strip()
    level = Level.COMMUNE if officer.agency.kind == AgencyKind.COMMUNE else Level.PROVINCE
    found = catalogue.search(
        on=clock.day(at), text=text, level="" if text else level, after=request.GET.get("after", "")
    )
    page = CounterPage(
        text=text,
        choices=[_choice(hit, level) for hit in found.hits],
        next=found.next or "",
        begun=[_begun(one) for one in queries.drafts_of(officer.account, at_counter=True)],
    )
    return render(request, "officer/counter.html", {"page": page})


def _choice(hit: Hit, level: Level) -> Choice:
    procedure = catalogue.version(hit.version_id)
    why_not: StrOrPromise = ""
    if Channel.DIRECT not in hit.channels:
        why_not = _("Thủ tục này không nhận trực tiếp.")
    elif level not in procedure.levels and not procedure.place_independent:
        why_not = _("Thủ tục này do cấp khác tiếp nhận.")
    return Choice(
        hit.code,
        words.as_typed(str(hit.name)),
        words.as_typed(str(hit.field_name)),
        why_not,
    )


def _begun(draft: Draft) -> Begun:
    return Begun(
        procedure=words.as_typed(str(catalogue.version(draft.version_id).name)),
        applicant=words.as_typed(persons.of_draft(draft.applicant).name),
        updated_at=draft.updated_at,
        url=reverse("officer:review" if draft.applicant else "officer:person", args=[draft.pk]),
        discard=reverse("officer:discard", args=[draft.pk]),
    )


def _start(officer: Officer, code: str, at: datetime) -> Draft:
    """A draft with the agency that decides, received here. Raises Invalid where only another counter may."""
    procedure = catalogue.current(code, on=clock.day(at)).procedure
    commune = officer.agency.unit_id if officer.agency.kind == AgencyKind.COMMUNE else None
    decider: Agency | None = None
    with suppress(Invalid):
        decider = agencies.deciding(
            province=settings.SITE,
            field_code=procedure.field_code,
            levels=procedure.levels,
            commune=commune or "",
        )
    own = decider is not None and decider.desk.pk == officer.agency_id
    if not own and not procedure.place_independent:
        raise Invalid(
            _("Bộ phận của bạn không tiếp nhận thủ tục này. Vui lòng chọn thủ tục khác."),
            code="not-at-this-desk",
        )
    draft = dossiers.start(
        procedure_code=code, by=officer.account, at=at, channel=Channel.DIRECT, agency=decider
    )
    if own:
        return draft
    return dossiers.save(draft=draft, desk=officer.agency, by=officer.account, at=at)


@require_http_methods(["GET", "HEAD", "POST"])
@for_reception
def ask_person(request: HttpRequest, officer: Officer, pk: UUID) -> HttpResponse:
    """Who applies, by the card they show. Somebody known is found again by number."""
    draft = parts.draft_of(pk, officer)
    at = clock.now()
    given = persons.of_draft(draft.applicant)
    errors: persons.Errors = {}
    found: Person | None = None
    sought = "find" in request.POST
    if request.method == "POST":
        given = persons.read(request.POST.getlist)
        found = people.verified_with(**_number(given))
        if sought and found:
            given = persons.of_person(found)
        elif "next" in request.POST:
            errors = persons.faults(given, clock.day(at), phone=False) | _clash(given, found)
        draft = dossiers.save(draft=draft, applicant=given.kept(), by=officer.account, at=at)
        if "next" in request.POST and not errors:
            return HttpResponseRedirect(parts.of(draft, at).after(""))
    seen = parts.of(draft, at)
    kinds = [(kind, name) for kind, name in persons.KINDS.items() if kind in set(seen.procedure.applicants)]
    page = {
        "parts": seen,
        "given": given,
        "errors": errors,
        "found": sought and found is not None,
        "unknown": sought and found is None,
        "kinds": kinds,
        "sexes": list(persons.SEXES.items()),
    }
    return render(request, "officer/person.html", page, status=422 if errors else 200)


def _number(given: Typed) -> dict[str, str]:
    return {"personal_id": given.personal_id} if given.natural else {"tax_code": given.tax_code}


def _clash(given: Typed, found: Person | None) -> persons.Errors:
    """The number of somebody else: a mistyped digit must not put the dossier into another's name."""
    if found is None or fold(found.name).split() == fold(given.name).split():
        return {}
    return {"name": [_("Số này đã xác thực cho một người có tên khác. Bấm “Tìm” rồi đối chiếu lại với thẻ.")]}


@require_http_methods(["GET", "HEAD", "POST"])
@for_reception
def discard(request: HttpRequest, officer: Officer, pk: UUID) -> HttpResponse:
    """Gives an application up, after asking."""
    draft = parts.draft_of(pk, officer)
    if request.method == "POST":
        dossiers.discard(draft=draft, by=officer.account, at=clock.now())
        messages.success(request, _("Đã xóa bản nháp."))
        return redirect("officer:counter")
    return pages.confirm(
        request,
        title=_("Xóa bản nháp này?"),
        question=_("Những gì đã nhập và tệp đã tải lên sẽ mất. Hồ sơ đã nộp không bị ảnh hưởng."),
        yes=_("Xóa bản nháp"),
        no=_("Giữ lại"),
        back=reverse("officer:counter"),
        danger=True,
    )
