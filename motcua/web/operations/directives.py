"""Directives: what the agency wrote, writing one, sending it, taking it back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from motcua.agencies.models import Agency, Officer
from motcua.directives import actions, queries
from motcua.directives.models import Directive
from motcua.directives.rules.process import STATE_NAMES, State
from motcua.kernel import clock
from motcua.kernel.errors import Invalid, MotcuaError
from motcua.web.operations import asked, shown
from motcua.web.operations import directive_forms as forms
from motcua.web.operations.access import for_leaders
from motcua.web.operations.directive_forms import Errors
from motcua.web.ui import words

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


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
        typed, sentence = forms.suggested(officer, chosen, at) if chosen else (forms.empty(officer, at), "")
        return forms.form(request, officer, typed, sentence=sentence)
    typed = forms.typed(request.POST, officer)
    try:
        made = actions.draft(
            order=forms.order(typed, officer, at),
            units=typed.units,
            by=officer,
            at=at,
            suggestion=typed.suggestion or None,
        )
    except Invalid as refused:
        return forms.form(request, officer, typed, errors=refused.fields)
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
        return forms.form(request, officer, forms.kept(found), directive=found)
    typed = forms.typed(request.POST, officer)
    try:
        order = forms.order(typed, officer, at)
        actions.revise(
            directive=pk, order=order, units=typed.units, by=officer, at=at, revision=typed.revision
        )
    except MotcuaError as refused:
        if isinstance(refused, Invalid):
            return forms.form(request, officer, typed, directive=found, errors=refused.fields)
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
