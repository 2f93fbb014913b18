"""The operations centre: how a unit and those below it stand now, on one screen that renews itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from motcua.agencies import queries as agencies
from motcua.agencies.models import Agency, Officer
from motcua.directives import actions, queries
from motcua.directives.queries import Tally, Waiting
from motcua.dossiers.rules.process import STEP_NAMES
from motcua.kernel import clock
from motcua.kernel.errors import MotcuaError, WrongState
from motcua.web.operations import asked, live
from motcua.web.operations.access import for_leaders
from motcua.web.operations.attention import Notice, notices
from motcua.web.operations.decimals import decimal
from motcua.web.operations.live import LivePart
from motcua.web.ui import words

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


HOUR = 3600


@dataclass(frozen=True, slots=True)
class StepRow:
    """A step with its mean times, in working hours as they are read."""

    name: StrOrPromise
    count: int
    whole: str
    waited: str  # "" where nobody knows, as for the two that follow
    worked: str
    share: str
    meter: str
    worst: bool


@dataclass(frozen=True, slots=True)
class Steps:
    """The steps, or why there are none to show."""

    rows: tuple[StepRow, ...] = ()
    as_of: str = ""
    missing: StrOrPromise = ""


@dataclass(frozen=True, slots=True)
class SuggestionShown:
    """What a scenario suggests."""

    pk: int
    name: str
    sentence: str
    draft_url: str


@dataclass(frozen=True, slots=True)
class TasksShown:
    """Tasks in one line: "17/17 done, 2 overdue"."""

    name: StrOrPromise
    url: str
    done: int
    total: int
    overdue: int


@dataclass(frozen=True, slots=True)
class PastPart:
    """What facts say. It takes longer, so it comes after the page, or with it where no script runs."""

    steps: Steps
    notices: tuple[Notice, ...]


@dataclass(frozen=True, slots=True)
class CentrePage:
    """The screen."""

    unit: StrOrPromise
    live: LivePart
    past: PastPart | None
    past_url: str
    suggestions: tuple[SuggestionShown, ...]
    tasks: tuple[TasksShown, ...]
    all_tasks: TasksShown
    choices: tuple[tuple[str, str, bool], ...]  # code, name, chosen
    evaluates: bool  # there are units below the officer's own
    up: str


@require_safe
@for_leaders
def show(request: HttpRequest, officer: Officer) -> HttpResponse:
    """The screen of the officer's own unit, or of the one below that is asked for; with `part`, what renews
    itself of it."""
    unit, at = asked.unit(request, officer), clock.now()
    part = request.GET.get("part", "")
    if part == "live":
        return render(request, "operations/_live.html", {"live": live.part(unit, at)})
    if part == "past" and "HX-Request" in request.headers:
        return render(request, "operations/_past.html", {"past": _past(unit, at)})
    page = _page(officer, unit, at, past=part == "past")
    return render(request, "operations/centre.html", {"page": page})


@require_POST
@for_leaders
def evaluate(request: HttpRequest, officer: Officer) -> HttpResponse:
    """Measures and compares with the scenarios now, without waiting for tomorrow morning."""
    try:
        raised = actions.evaluate_now(by=officer, at=clock.now())
    except WrongState as refused:
        messages.warning(request, refused.message)
        return redirect(reverse("operations:centre") + "#suggestions")
    said = ngettext("Đã đánh giá: có %(count)s gợi ý mới.", "Đã đánh giá: có %(count)s gợi ý mới.", raised)
    messages.success(request, said % {"count": raised})
    return redirect(reverse("operations:centre") + "#suggestions")


@require_POST
@for_leaders
def dismiss(request: HttpRequest, officer: Officer, pk: int) -> HttpResponse:
    """Nothing is to be done about a suggestion, and why."""
    reason = request.POST.get("reason", "")
    try:
        actions.dismiss(suggestion=pk, reason=reason, by=officer, at=clock.now())
    except MotcuaError as refused:
        if not refused.fields:
            raise
        page = _page(officer, officer.agency, clock.now())
        again = {"page": page, "refused": pk, "reason": reason, "faults": refused.fields["reason"]}
        return render(request, "operations/centre.html", again, status=422)
    messages.success(request, _("Đã bỏ qua gợi ý."))
    return redirect(reverse("operations:centre") + "#suggestions")


def _page(officer: Officer, unit: Agency, at: datetime, *, past: bool = False) -> CentrePage:
    tallies = queries.tally(officer, below=agencies.subtree(unit), now=at)
    return CentrePage(
        unit=words.agency(unit),
        live=live.part(unit, at),
        past=_past(unit, at) if past else None,
        past_url=asked.address("centre", unit=unit.code, part="past"),
        suggestions=tuple(
            SuggestionShown(
                one.suggestion.pk,
                str(one.scenario.name),
                words.named(one.sentence),
                asked.address("new_directive", suggestion=one.suggestion.pk),
            )
            for one in queries.suggested(officer, unit)
        ),
        tasks=tuple(_tasks(one, words.agency(one.agency), one.agency.code) for one in tallies if one.open),
        all_tasks=_all_tasks(tallies, unit),
        choices=_choices(officer, unit),
        evaluates=len(agencies.subtree(officer.agency)) > 1,
        up=_up(officer, unit),
    )


def _past(unit: Agency, at: datetime) -> PastPart:
    return PastPart(_steps(unit, at), notices(unit, at))


def _steps(unit: Agency, at: datetime) -> Steps:
    try:
        found, known_at = queries.waiting(unit, at=at)
    except MotcuaError:
        return Steps(missing=_("Chưa có dữ liệu lịch sử để tính thời gian chờ ở từng bước."))
    if not found:
        return Steps(missing=_("Trong 28 ngày qua chưa có bước nào được thực hiện ở đơn vị này."))
    worst = max(found, key=lambda one: one.whole)
    return Steps(tuple(_step(one, one is worst) for one in found), words.moment(known_at))


def _step(one: Waiting, worst: bool) -> StepRow:
    known = one.share is not None
    return StepRow(
        name=STEP_NAMES[one.step],
        count=one.count,
        whole=decimal(one.whole / HOUR),
        waited=decimal(one.waited / HOUR) if known else "",
        worked=decimal(one.worked / HOUR) if known else "",
        share=decimal(one.share) if one.share is not None else "",
        meter=f"{one.share or 0:.1f}",
        worst=worst and one.whole > 0,
    )


def _tasks(one: Tally, name: StrOrPromise, code: str) -> TasksShown:
    return TasksShown(name, asked.address("tasks", unit=code), one.done, one.total, one.overdue)


def _all_tasks(tallies: list[Tally], unit: Agency) -> TasksShown:
    return TasksShown(
        "",
        asked.address("tasks", unit=unit.code),
        sum(one.done for one in tallies),
        sum(one.total for one in tallies),
        sum(one.overdue for one in tallies),
    )


def _choices(officer: Officer, unit: Agency) -> tuple[tuple[str, str, bool], ...]:
    """The officer's own unit and those directly below; and the one shown, if it is further down."""
    own = officer.agency
    below = list(Agency.objects.filter(parent=own).order_by("name_vi"))
    if unit.pk not in {own.pk, *(one.pk for one in below)}:
        below.append(unit)
    return tuple((one.code, _plain(one), one.pk == unit.pk) for one in (own, *below))


def _plain(one: Agency) -> str:
    return one.name_en if words.english() else one.name_vi


def _up(officer: Officer, unit: Agency) -> str:
    if unit.pk == officer.agency_id:
        return ""
    parent = unit.path.rstrip("/").split("/")[-2]
    return asked.address("centre", unit="" if parent == officer.agency.code else parent)
