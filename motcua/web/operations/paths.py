"""How procedures really go: the ways taken, what waits, what it costs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from motcua.agencies.models import Agency, Officer
from motcua.catalogue import queries as catalogue
from motcua.catalogue.rules import searching
from motcua.catalogue.rules.definition import Procedure
from motcua.dossiers.models import Dossier
from motcua.indicators import ports
from motcua.indicators.queries import answers
from motcua.indicators.queries import paths as queries
from motcua.indicators.rules import costs, periods
from motcua.indicators.rules.costs import Burden
from motcua.indicators.rules.paths import Summary
from motcua.indicators.rules.periods import Period
from motcua.kernel import clock
from motcua.kernel.errors import NotFound
from motcua.web.operations import asked, pathnames, pathwords, procedures
from motcua.web.operations.access import for_leaders
from motcua.web.operations.pathwords import Detail, Found
from motcua.web.ui import figures, words
from motcua.web.ui.access import within
from motcua.web.ui.shapes import Link

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

PAGE = 50  # lines of a page
KEPT = 128  # questions
SORTS: Mapping[str, StrOrPromise] = {"dossiers": _("Nhiều hồ sơ nhất"), "cost": _("Tốn kém nhất")}


@dataclass(frozen=True, slots=True)
class Choice:
    """What is looked at: the unit, the period as it was written, and what the form offers."""

    agency: Agency
    written: str
    period: Period
    units: list[tuple[str, StrOrPromise]]
    periods: list[tuple[str, str]]

    def address(self, name: str, *args: str, **more: str) -> str:
        """The address of a page about the same unit and period."""
        query = {"unit": self.agency.code, "period": self.written, **more}
        return f"{reverse(f'operations:{name}', args=args)}?{urlencode(query)}"


@dataclass(frozen=True, slots=True)
class Line:
    """A procedure in the list. Shares in per cent, time in hours, money in đồng a year."""

    name: StrOrPromise
    code: str
    url: str
    dossiers: str
    conforming: str
    looping: str
    median: str
    waiting: str
    cost: str


@dataclass(frozen=True, slots=True)
class ListPage:
    choice: Choice
    lines: list[Line]
    sorts: list[Link]
    previous: str
    next: str
    known_at: datetime | None
    total: int


@require_safe
@for_leaders
def show_list(request: HttpRequest, officer: Officer) -> HttpResponse:
    """Every procedure of the unit in the period, most dossiers or highest cost first."""
    choice = _choice(request, officer)
    sort = request.GET.get("sort", "")
    sort = sort if sort in SORTS else "dossiers"
    number = request.GET.get("page", "1")
    place = (int(number) - 1) if number.isascii() and number.isdigit() and 0 < len(number) < 5 else 0
    try:
        state = ports.facts().state()
        summaries = _summaries(choice.agency.code, choice.period)
        volumes = _volumes(choice.agency.code, _year(choice.period))
    except NotFound:
        return render(request, "operations/paths.html", {"page": _empty(choice)})
    today = clock.day(clock.now())
    known = procedures.known([one.procedure for one in summaries], today)
    burdens = {
        code: costs.burden(procedure, volumes.get(code, {}), costs.prices())
        for code, procedure in known.items()
    }
    ordered = sorted(summaries, key=lambda one: _rank(one, burdens, sort))
    shown = ordered[place * PAGE : (place + 1) * PAGE]
    page = ListPage(
        choice=choice,
        lines=[_line(one, known.get(one.procedure), burdens.get(one.procedure), choice) for one in shown],
        sorts=[
            Link(name, choice.address("paths", sort=key), current=key == sort) for key, name in SORTS.items()
        ],
        previous=choice.address("paths", sort=sort, page=str(place)) if place else "",
        next=choice.address("paths", sort=sort, page=str(place + 2))
        if len(ordered) > (place + 1) * PAGE
        else "",
        known_at=state.known_at,
        total=len(ordered),
    )
    return render(request, "operations/paths.html", {"page": page})


def _empty(choice: Choice) -> ListPage:
    return ListPage(choice, [], [], "", "", None, 0)


def _rank(one: Summary, burdens: Mapping[str, Burden], sort: str) -> tuple[object, ...]:
    burden = burdens.get(one.procedure)
    cost = burden.dong if burden else 0
    return (-cost if sort == "cost" else 0, -one.dossiers, one.procedure)


def _line(one: Summary, procedure: Procedure | None, burden: Burden | None, choice: Choice) -> Line:
    return Line(
        name=str(procedure.name) if procedure else one.procedure,
        code=one.procedure,
        url=choice.address("path", one.procedure),
        dossiers=figures.number(one.dossiers),
        conforming=pathnames.share(one.conforming, one.dossiers),
        looping=pathnames.share(one.looping, one.dossiers),
        median=pathnames.hours(one.median),
        waiting=pathnames.share(one.waiting, one.waiting + one.hand),
        cost=words.money(round(burden.dong)) if burden and burden.dossiers else "",
    )


@require_safe
@for_leaders
def show(request: HttpRequest, officer: Officer, code: str) -> HttpResponse:
    """One procedure: the published process with real counts, ways, loops, waiting and working, cost."""
    choice = _choice(request, officer)
    procedure = _procedure(code, clock.day(clock.now()))
    found = _found(choice.agency.code, choice.period, code)
    if not found.variants and procedure is None:
        raise NotFound(code="no-such-procedure")
    detail = Detail(
        found=found,
        procedure=procedure,
        volumes=_volumes(choice.agency.code, _year(choice.period)).get(code, {}),
        way=lambda name: choice.address("way", code, name),
        unit=_unit_name,
    )
    page = {
        "choice": choice,
        "code": code,
        "name": str(procedure.name) if procedure else code,
        "back": choice.address("paths"),
        "year": _year(choice.period),
        "detail": pathwords.page(detail),
    }
    return render(request, "operations/paths_procedure.html", {"page": page})


@require_safe
@for_leaders
def show_way(request: HttpRequest, officer: Officer, code: str, name: str) -> HttpResponse:
    """The dossiers that took one way, by code."""
    choice = _choice(request, officer)
    after = asked.after(request.GET.get("after", ""))
    found = _found(choice.agency.code, choice.period, code)
    variant = next((one for one in found.variants if one.name == name), None)
    if variant is None:
        raise NotFound(_("Không có hồ sơ nào đi đường này trong kỳ và đơn vị đã chọn."), code="no-such-way")
    table = ports.facts().table("acts")
    unit, period = choice.agency.code, choice.period
    with queries.Asked(table, unit=unit, period=period, procedure=code) as acts:
        codes = acts.codes(name, after=after, limit=PAGE + 1)
    shown = codes[:PAGE]
    ours = set(Dossier.objects.filter(code__in=shown).values_list("code", flat=True))
    procedure = _procedure(code, clock.day(clock.now()))
    page = {
        "choice": choice,
        "name": str(procedure.name) if procedure else code,
        "back": choice.address("path", code),
        "way": pathwords.way(variant),
        "left": pathwords.departed(variant),
        "total": variant.dossiers,
        "dossiers": [
            Link(one, reverse("officer:dossier", args=[one]) if one in ours else "") for one in shown
        ],
        "first": choice.address("way", code, name) if after else "",
        "next": choice.address("way", code, name, after=shown[-1]) if len(codes) > PAGE else "",
    }
    return render(request, "operations/paths_way.html", {"page": page})


def _choice(request: HttpRequest, officer: Officer) -> Choice:
    agency = within(officer, request.GET.get("unit", "") or officer.agency.code)
    offered = _periods(clock.day(clock.now()))
    written = request.GET.get("period", "").strip()[:30] or offered[0][0]
    period = periods.read(written)
    if written not in dict(offered):
        offered.insert(0, (written, written))
    near = [officer.agency, agency, *agency.children.order_by("name_vi")]
    units = {one.code: words.agency(one) for one in near}
    return Choice(agency, written, period, list(units.items()), offered)


def _periods(today: date) -> list[tuple[str, str]]:
    """This year, the last one, and twelve months back."""
    months = []
    first = today.replace(day=1)
    for _month in range(12):
        months.append((f"{first:%Y-%m}", f"{first:%m/%Y}"))
        first = (first - timedelta(days=1)).replace(day=1)
    return [(str(today.year), str(today.year)), (str(today.year - 1), str(today.year - 1)), *months]


def _year(period: Period) -> Period:
    """The twelve months up to the period's last day."""
    after = period.last + timedelta(days=1)
    first = (
        after.replace(year=after.year - 1, day=28) if after.month == 2 else after.replace(year=after.year - 1)
    )
    return Period(min(first, period.first), period.last)


@answers.kept(most=KEPT)
def _found(unit: str, period: Period, procedure: str) -> Found:
    if not searching.possible_code(procedure):
        raise NotFound(code="no-such-procedure")
    acts = ports.facts().table("acts")
    with queries.Asked(acts, unit=unit, period=period, procedure=procedure) as asked:
        return Found(
            variants=asked.variants(),
            summary=next(iter(asked.summaries()), None),
            counts=asked.counts(),
            stays=asked.stays(),
            loops=asked.loops(),
            below=asked.below(),
        )


@answers.kept(most=KEPT)
def _summaries(unit: str, period: Period) -> tuple[Summary, ...]:
    with queries.Asked(ports.facts().table("acts"), unit=unit, period=period) as asked:
        return asked.summaries()


@answers.kept(most=KEPT)
def _volumes(unit: str, period: Period) -> Mapping[str, Mapping[str, int]]:
    return queries.volumes(ports.facts().table("dossiers"), unit=unit, period=period)


def _procedure(code: str, on: date) -> Procedure | None:
    try:
        return catalogue.current(code, on=on).procedure
    except NotFound:
        return None


def _unit_name(code: str) -> str:
    found = Agency.objects.filter(code=code).first()
    return words.agency(found) if found else code
