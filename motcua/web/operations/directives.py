"""Directives: what the agency wrote, writing one, sending it, taking it back."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from motcua.agencies import queries as agencies
from motcua.agencies.models import Agency, Officer
from motcua.agencies.rules import worktime
from motcua.agencies.rules.kinds import AgencyKind
from motcua.directives import actions, queries
from motcua.directives.models import Directive
from motcua.directives.rules.given import Order
from motcua.directives.rules.process import STATE_NAMES, State
from motcua.kernel import clock
from motcua.kernel.errors import Invalid, MotcuaError
from motcua.web.operations import asked, shown
from motcua.web.operations.access import for_leaders
from motcua.web.ui import words

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Errors = Mapping[str, Sequence["StrOrPromise"]]
USUAL_DAYS = 5  # working days that are proposed where nothing else is
GROUPS: tuple[tuple[str, StrOrPromise, StrOrPromise, frozenset[str]], ...] = (
    (
        "departments",
        _("Sở, ngành và trung tâm"),
        _("Tất cả sở, ngành và trung tâm"),
        frozenset({AgencyKind.MINISTRY, AgencyKind.PROVINCE, AgencyKind.DEPARTMENT, AgencyKind.CENTRE}),
    ),
    ("communes", _("Xã, phường, đặc khu"), _("Tất cả xã, phường, đặc khu"), frozenset({AgencyKind.COMMUNE})),
)


@dataclass(frozen=True, slots=True)
class Written:
    """What stands in the form."""

    subject: str = ""
    text: str = ""
    evidence: str = ""
    due_on: str = ""
    units: frozenset[str] = frozenset()
    revision: int = 0
    suggestion: int = 0


@dataclass(frozen=True, slots=True)
class UnitChoice:
    code: str
    name: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class UnitGroup:
    """Units of a kind; `all` is the value that stands for each of them."""

    name: str
    title: StrOrPromise
    all: StrOrPromise
    units: tuple[UnitChoice, ...]
    chosen: int


@dataclass(frozen=True, slots=True)
class DirectiveRow:
    """A directive in the list."""

    title: StrOrPromise
    number: str
    url: str
    state: StrOrPromise
    tone: str
    due_at: datetime
    units: int
    done: int
    waiting: int
    overdue: bool


@dataclass(frozen=True, slots=True)
class FormPage:
    """The form. `why_not`: nobody is below, so nothing can be written."""

    title: StrOrPromise
    action: str
    back: str
    typed: Written
    groups: tuple[UnitGroup, ...]
    sentence: StrOrPromise = ""
    why_not: StrOrPromise = ""
    errors: Errors = field(default_factory=dict)


@require_safe
@for_leaders
def index(request: HttpRequest, officer: Officer) -> HttpResponse:
    """What the officer's agency wrote, the latest first."""
    at = clock.now()
    found, before = queries.directives_of(officer, before=asked.number(request.GET.get("before", "")))
    page = {
        "rows": [_row(one, at) for one in found],
        "next": asked.address("directives", before=before) if before else "",
        "writes": _has_units(officer.agency),
    }
    return render(request, "operations/directives.html", {"page": page})


def _has_units(agency: Agency) -> bool:
    return Agency.objects.filter(path__startswith=agency.path).exclude(pk=agency.pk).exists()


def _row(one: Any, at: datetime) -> DirectiveRow:
    state = State(one.state)
    return DirectiveRow(
        title=words.as_typed(one.subject),
        number=one.number,
        url=asked.address_of("directive", one.pk),
        state=STATE_NAMES[state],
        tone=shown.TONES[state],
        due_at=one.due_at,
        units=one.units,
        done=one.done,
        waiting=one.waiting,
        overdue=state is State.SENT and one.due_at < at,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@for_leaders
def new(request: HttpRequest, officer: Officer) -> HttpResponse:
    """An empty form, or one filled by a suggestion; posted, a draft."""
    at = clock.now()
    if request.method != "POST":
        chosen = asked.number(request.GET.get("suggestion", ""))
        typed, sentence = _suggested(officer, chosen, at) if chosen else (_empty(officer, at), "")
        return _form(request, officer, typed, sentence=sentence)
    typed = _typed(request.POST, officer)
    try:
        made = actions.draft(
            order=_order(typed, officer, at),
            units=typed.units,
            by=officer,
            at=at,
            suggestion=typed.suggestion or None,
        )
    except Invalid as refused:
        return _form(request, officer, typed, errors=refused.fields)
    messages.success(request, _("Đã lưu dự thảo. Đơn vị nhận chưa thấy cho đến khi ban hành."))
    return redirect("operations:directive", made.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@for_leaders
def edit(request: HttpRequest, officer: Officer, pk: int) -> HttpResponse:
    """The form of a draft; posted, the draft written anew."""
    at = clock.now()
    found = queries.directive_for(officer, pk)
    if request.method != "POST":
        if found.state != State.DRAFT:
            return redirect("operations:directive", pk)
        return _form(request, officer, _kept(found), directive=found)
    typed = _typed(request.POST, officer)
    try:
        order = _order(typed, officer, at)
        actions.revise(
            directive=pk, order=order, units=typed.units, by=officer, at=at, revision=typed.revision
        )
    except MotcuaError as refused:
        if isinstance(refused, Invalid):
            return _form(request, officer, typed, directive=found, errors=refused.fields)
        messages.warning(request, refused.message)
        return redirect("operations:directive", pk)
    messages.success(request, _("Đã lưu dự thảo. Đơn vị nhận chưa thấy cho đến khi ban hành."))
    return redirect("operations:directive", pk)


@require_safe
@for_leaders
def show(request: HttpRequest, officer: Officer, pk: int) -> HttpResponse:
    """A directive with its tasks, for the agency that writes it."""
    return _answer(request, officer, queries.directive_for(officer, pk))


@require_POST
@for_leaders
def send(request: HttpRequest, officer: Officer, pk: int) -> HttpResponse:
    """Sends the draft as it was when the page was opened."""
    try:
        sent = actions.send(directive=pk, by=officer, at=clock.now(), revision=_revision(request))
    except MotcuaError as refused:
        return _refused(request, officer, pk, refused)
    messages.success(request, _("Đã ban hành chỉ đạo %(number)s.") % {"number": sent.number})
    return redirect("operations:directive", pk)


@require_POST
@for_leaders
def withdraw(request: HttpRequest, officer: Officer, pk: int) -> HttpResponse:
    """Takes back what is open of it; a draft is thrown away."""
    reason = request.POST.get("reason", "")
    try:
        actions.withdraw(directive=pk, reason=reason, by=officer, at=clock.now(), revision=_revision(request))
    except MotcuaError as refused:
        return _refused(request, officer, pk, refused, reason=reason)
    messages.success(request, _("Đã thu hồi."))
    return redirect("operations:directive", pk)


def _refused(
    request: HttpRequest, officer: Officer, pk: int, refused: MotcuaError, *, reason: str = ""
) -> HttpResponse:
    """The page again with why; what this officer may not see is not found."""
    found = queries.directive_for(officer, pk)
    errors: dict[str, Sequence[StrOrPromise]] = dict(refused.fields) or {"": [refused.message]}
    return _answer(request, officer, found, errors=errors, reason=reason, status=422)


def _answer(
    request: HttpRequest,
    officer: Officer,
    found: Directive,
    *,
    errors: Errors | None = None,
    reason: str = "",
    status: int = 200,
) -> HttpResponse:
    at = clock.now()
    tasks = queries.tasks_of(found)
    rows = [shown.task_row(one, at) for one in tasks]
    open_ = [one for one in tasks if State(one.state) not in (State.CLOSED, State.WITHDRAWN)]
    page = {
        "pk": found.pk,
        "title": words.as_typed(found.subject),
        "number": words.as_typed(found.number),
        "state": STATE_NAMES[State(found.state)],
        "tone": shown.TONES[State(found.state)],
        "draft": found.state == State.DRAFT,
        "due": words.moment(found.due_at),
        "text": words.as_typed(found.text),
        "evidence": words.as_typed(found.evidence),
        "sent_by": words.as_typed(found.sent_by.account.name) if found.sent_by else "",
        "sent_at": words.moment(found.sent_at) if found.sent_at else "",
        "rows": rows,
        "done": sum(one.state == State.CLOSED for one in tasks),
        "overdue": sum(row.overdue for row in rows),
        "total": sum(one.state != State.WITHDRAWN for one in tasks),
        "withdrawable": bool(open_),
        "revision": found.revision,
        "events": [shown.event(entry) for entry in queries.acts_of(found)],
        "errors": errors or {},
        "reason": reason,
    }
    return render(request, "operations/directive.html", {"page": page}, status=status)


def _revision(request: HttpRequest) -> int | None:
    return asked.number(request.POST.get("revision", "")) or None


# The form


def _typed(given: QueryDict, officer: Officer) -> Written:
    """What was typed; a group that is ticked as a whole stands for each of its units."""
    units = set(given.getlist("units"))
    if whole := set(given.getlist("groups")):
        for name, _title, _all, kinds in GROUPS:
            if name in whole:
                units |= {one.code for one in queries.addressable(officer.agency) if one.kind in kinds}
    return Written(
        **{name: given.get(name, "") for name in ("subject", "text", "evidence", "due_on")},
        units=frozenset(units),
        revision=asked.number(given.get("revision", "")),
        suggestion=asked.number(given.get("suggestion", "")),
    )


def _order(typed: Written, officer: Officer, at: datetime) -> Order:
    """What the action needs: the deadline is the end of that day's work at the sender's. Raises Invalid."""
    try:
        day = date.fromisoformat(typed.due_on)
        if not 0 <= (day - clock.day(at)).days < 4000:
            raise ValueError("no working calendar reaches so far")
        due_at = agencies.working_calendar(officer.agency, at=at).close_of(day)
    except ValueError:
        sentence = _("Vui lòng chọn hạn là một ngày từ hôm nay trở đi, ví dụ 30/11/2026.")
        raise Invalid(fields={"due_on": [sentence]}) from None
    return Order(typed.subject, typed.text, typed.evidence, due_at)


def _empty(officer: Officer, at: datetime) -> Written:
    return Written(due_on=_ahead(officer, USUAL_DAYS, at))


def _ahead(officer: Officer, days: int, at: datetime) -> str:
    calendar = agencies.working_calendar(officer.agency, at=at)
    return clock.day(worktime.due(calendar, at, days, "wd")).isoformat()


def _kept(found: Directive) -> Written:
    return Written(
        subject=found.subject,
        text=found.text,
        evidence=found.evidence,
        due_on=clock.day(found.due_at).isoformat(),
        units=frozenset(found.tasks.values_list("agency__code", flat=True)),
        revision=found.revision,
    )


def _suggested(officer: Officer, pk: int, at: datetime) -> tuple[Written, StrOrPromise]:
    """The directive that a scenario proposes, in Vietnamese, as directives are written."""
    one = queries.worded(queries.suggestion_for(officer, pk))
    own = officer.agency.path
    to = {unit.code for unit in one.to if unit.path.startswith(own) and unit.path != own}
    typed = Written(
        subject=one.subject.vi,
        text=one.text.vi.strip(),
        evidence=one.evidence.vi.strip(),
        due_on=_ahead(officer, one.scenario.directive.working_days, at),
        units=frozenset(to),
        suggestion=pk,
    )
    return typed, words.named(one.sentence)


def _form(
    request: HttpRequest,
    officer: Officer,
    typed: Written,
    *,
    directive: Directive | None = None,
    sentence: StrOrPromise = "",
    errors: Errors | None = None,
) -> HttpResponse:
    units = queries.addressable(officer.agency)
    page = FormPage(
        title=_("Sửa dự thảo chỉ đạo") if directive else _("Soạn chỉ đạo, giao nhiệm vụ"),
        action=asked.address_of("edit_directive", directive.pk)
        if directive
        else asked.address("new_directive"),
        back=asked.address_of("directive", directive.pk) if directive else asked.address("directives"),
        typed=typed,
        groups=tuple(_groups(units, typed.units)),
        sentence=sentence,
        why_not="" if units else _("Đơn vị của bạn không có đơn vị trực thuộc để giao nhiệm vụ."),
        errors={name: list(found) for name, found in (errors or {}).items()},
    )
    return render(request, "operations/directive_form.html", {"page": page}, status=422 if errors else 200)


def _groups(units: Sequence[Agency], chosen: Collection[str]) -> list[UnitGroup]:
    found = []
    for name, title, whole, kinds in GROUPS:
        choices = tuple(
            UnitChoice(one.code, words.agency(one), one.code in chosen) for one in units if one.kind in kinds
        )
        if choices:
            found.append(UnitGroup(name, title, whole, choices, sum(one.chosen for one in choices)))
    return found
