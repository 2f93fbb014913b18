"""The scoreboard of any unit, for officers: each figure leads to what is behind it, where they may look."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from motcua.agencies.models import Officer
from motcua.indicators.queries import places
from motcua.indicators.queries.places import Place
from motcua.kernel import clock
from motcua.web.operations.exports import LABELS
from motcua.web.ui import asking, scoreboards
from motcua.web.ui.access import for_officers
from motcua.web.ui.asking import Asked
from motcua.web.ui.boardrows import Addresses
from motcua.web.ui.shapes import Link


@require_safe
@for_officers
def show(request: HttpRequest, officer: Officer, unit: str = "") -> HttpResponse:
    """The board of this unit, by default of the officer's own agency."""
    now = clock.now()
    code = unit or officer.agency.code
    asked = asking.read(request.GET, now)
    near = places.around(code)
    page = scoreboards.page(near, asked, now, addresses(officer, near.own, asked))
    context: dict[str, Any] = {"page": page, "links": _links(code, asked), "free": True}
    return render(request, "operations/board.html", context, status=422 if page.form.errors else 200)


def addresses(officer: Officer, place: Place, asked: Asked) -> Addresses:
    """Figures are public; whose dossiers they count is for those to whom the unit belongs."""

    def unit(other: str) -> str:
        return reverse("operations:board", args=[other]) + asked.plain

    def behind(indicator: str, which: str) -> str:
        query, code = asked.plain, place.unit.code
        where = reverse("operations:behind", args=[code, asked.indicators.name, indicator])
        return f"{where}{query}{'&' if query else '?'}list={which}"

    return Addresses(unit, behind if place.path.startswith(officer.agency.path) else None)


def _links(code: str, asked: Asked) -> tuple[Link, ...]:
    return tuple(
        Link(label, reverse("operations:board_export", args=[code, what, ending]) + asked.query)
        for (what, ending), label in LABELS.items()
    )
