"""Beginning an application: a draft is made, and the agency that will decide is found."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from motcua.agencies import queries as agencies
from motcua.agencies.models import Agency
from motcua.catalogue import queries as catalogue
from motcua.catalogue.rules.definition import Level, Procedure
from motcua.dossiers import actions as dossiers
from motcua.dossiers import queries
from motcua.dossiers.models import Draft
from motcua.kernel import clock
from motcua.kernel.errors import Invalid
from motcua.people.models import Person
from motcua.web.citizen.access import Citizen, for_citizens


@require_http_methods(["GET", "HEAD", "POST"])
@for_citizens
def show(request: HttpRequest, who: Citizen, code: str) -> HttpResponse:
    """Before starting: drafts of this procedure that are already there. By POST, begins a new one."""
    at = clock.now()
    version, procedure = catalogue.current(code, on=clock.day(at))
    begun = [draft for draft in queries.drafts_of(who.account) if draft.version_id == version]
    if request.method == "POST":
        # Pressed twice, or in two windows: a draft in which nothing was done yet is as good as a new one.
        fresh = next((draft for draft in begun if draft.updated_at == draft.created_at), None)
        draft = fresh or dossiers.start(
            procedure_code=code, by=who.account, at=at, agency=likely_agency(procedure, who.person)
        )
        return redirect("citizen:draft", draft.pk)
    page = {"procedure": procedure, "drafts": begun, "person": who.person}
    return render(request, "citizen/start.html", page)


def likely_agency(procedure: Procedure, person: Person) -> Agency | None:
    """Where the person lives, or the department of the province; None where that must be asked."""
    here = person.province == settings.SITE
    return deciding(procedure, person.commune if here else "")


def deciding(procedure: Procedure, commune: str) -> Agency | None:
    """The agency that decides for this commune of the province, or None."""
    if Level.COMMUNE in procedure.levels and not commune:
        return None
    try:
        return agencies.deciding(
            province=settings.SITE,
            field_code=procedure.field_code,
            levels=procedure.levels,
            commune=commune if Level.COMMUNE in procedure.levels else "",
        )
    except Invalid:
        return None


@require_http_methods(["GET", "HEAD", "POST"])
@for_citizens
def choose_place(request: HttpRequest, who: Citizen, pk: UUID) -> HttpResponse:
    """Which commune handles the application; only where communes do."""
    draft = queries.draft(pk, by=who.account)
    procedure = catalogue.version(draft.version_id)
    if Level.COMMUNE not in procedure.levels:
        return redirect("citizen:draft", draft.pk)
    chosen = request.POST.get("commune", "")
    wrong: list[object] = []
    if request.method == "POST":
        found = deciding(procedure, chosen) if _is_ours(chosen) else None
        if found:
            dossiers.save(draft=draft, by=who.account, at=clock.now(), agency=found)
            return HttpResponseRedirect(next_address(draft, procedure))
        wrong.append(_("Vui lòng chọn xã, phường, đặc khu giải quyết hồ sơ."))
    elif draft.agency and draft.agency.unit_id:
        chosen = draft.agency.unit_id
    page = {
        "draft": draft,
        "procedure": procedure,
        "chosen": chosen,
        "communes": [(unit.code, unit.name) for unit in agencies.communes(settings.SITE)],
        "errors": {"commune": wrong} if wrong else {},
    }
    return render(request, "citizen/where.html", page, status=422 if wrong else 200)


def _is_ours(commune: str) -> bool:
    return any(unit.code == commune for unit in agencies.communes(settings.SITE))


def next_address(draft: Draft, procedure: Procedure) -> str:
    """After the place: the first section if nothing was answered yet, otherwise the list of parts."""
    if draft.answers:
        return reverse("citizen:draft", args=[draft.pk])
    return reverse("citizen:section", args=[draft.pk, procedure.form.sections[0].id])
