"""The open dossiers behind a number of the operations centre."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from motcua.agencies.models import Agency, Officer
from motcua.agencies.rules.kinds import AgencyKind
from motcua.catalogue import queries as catalogue
from motcua.directives import queries as directives
from motcua.dossiers import queries
from motcua.dossiers.models import Dossier, DossierQuerySet
from motcua.dossiers.queries import Position
from motcua.dossiers.rules.process import STATE_NAMES, State
from motcua.kernel import clock
from motcua.web.operations import asked
from motcua.web.operations.access import for_leaders
from motcua.web.ui import words
from motcua.web.ui.shapes import Clock, Link

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class Which(StrEnum):
    LATE = "late"
    SOON = "soon"
    OPEN = "open"


NAMES: Mapping[Which, StrOrPromise] = {
    Which.LATE: _("Quá hạn"),
    Which.SOON: _("Đến hạn trong 3 ngày làm việc"),
    Which.OPEN: _("Đang giải quyết"),
}
# The same as the numbers of the centre count.
LISTS: Mapping[Which, Callable[[DossierQuerySet, datetime, datetime], DossierQuerySet]] = {
    Which.LATE: lambda found, at, until: found.late(at),
    Which.SOON: lambda found, at, until: found.running().filter(due_at__gte=at, due_at__lte=until),
    Which.OPEN: lambda found, at, until: found.open().filter(settled_at=None),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A dossier in the table; `url` is empty where this reader may not open it."""

    code: str
    url: str
    procedure: StrOrPromise
    agency: str
    state: StrOrPromise
    holder: StrOrPromise
    due_at: datetime
    clock: Clock
    pace: StrOrPromise


@require_safe
@for_leaders
def show(request: HttpRequest, officer: Officer) -> HttpResponse:
    """A page of the list, what is due first on top. One query, whatever the size of the table."""
    unit, at = asked.unit(request, officer), clock.now()
    which = asked.choice(request.GET.get("list", ""), Which) or Which.LATE
    until = directives.soon_until(unit, at)
    after = _position(request.GET.get("after", ""))
    found = LISTS[which](_of(unit), at, until)
    page = queries.page(found, after=after, limit=50)
    readable = set(
        Dossier.objects.visible_to(officer)
        .filter(pk__in=[one.pk for one in page.dossiers])
        .values_list("pk", flat=True)
    )
    shown = {
        "unit": words.agency(unit),
        "title": NAMES[which],
        "centre": asked.address("centre", unit="" if unit.pk == officer.agency_id else unit.code),
        "tabs": tuple(
            Link(NAMES[one], asked.address("dossiers", unit=unit.code, list=one.value), one == which)
            for one in Which
        ),
        "lines": [_line(one, at, one.pk in readable) for one in page.dossiers],
        "first": asked.address("dossiers", unit=unit.code, list=which.value) if after else "",
        "next": asked.address("dossiers", unit=unit.code, list=which.value, after=_mark(page.after))
        if page.after
        else "",
    }
    return render(request, "operations/dossiers.html", {"page": shown})


def _of(unit: Agency) -> DossierQuerySet:
    """What this unit and all below it decide; for a centre, what it receives."""
    if unit.kind == AgencyKind.CENTRE:
        return Dossier.objects.filter(desk=unit)
    below = Agency.objects.filter(path__startswith=unit.path).values_list("pk", flat=True)
    return Dossier.objects.filter(agency__in=list(below))


def _line(dossier: Dossier, at: datetime, readable: bool) -> Line:
    mark, pace = words.clock(dossier, at)
    return Line(
        code=dossier.code,
        url=reverse("officer:dossier", args=[dossier.code]) if readable else "",
        procedure=words.as_typed(str(catalogue.version(dossier.version_id).name)),
        agency=words.agency(dossier.agency),
        state=STATE_NAMES[State(dossier.state)],
        holder=words.as_typed(dossier.assignee.account.name) if dossier.assignee else "",
        due_at=dossier.due_at,
        clock=mark,
        pace=pace,
    )


def _mark(position: Position) -> str:
    return f"{position.due_at.astimezone(UTC):%Y%m%dT%H%M%S.%f}-{position.pk}"


def _position(text: str) -> Position | None:
    """Where a page begins, from an address that anybody can write; None for what cannot be one."""
    moment, _dash, pk = text.partition("-")
    try:
        due_at = datetime.strptime(moment, "%Y%m%dT%H%M%S.%f").replace(tzinfo=UTC)
    except ValueError:
        return None
    return Position(due_at, asked.number(pk)) if asked.number(pk) else None
