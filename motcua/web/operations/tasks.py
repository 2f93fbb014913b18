"""Tasks: all that this leader may see, one of them, and what is done with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from motcua.agencies import queries as agencies
from motcua.agencies.models import Agency, Officer
from motcua.directives import actions, queries
from motcua.directives.models import Report, Task
from motcua.directives.models.orders import hand
from motcua.directives.rules import process
from motcua.directives.rules.given import LONGEST, MOST_FILES
from motcua.directives.rules.process import STATE_NAMES, VERB_NAMES, Side, State, Verb
from motcua.kernel import clock
from motcua.kernel.errors import MotcuaError, NotFound, WrongState
from motcua.web.operations import asked, shown
from motcua.web.operations.access import for_leaders
from motcua.web.ui import downloads, words
from motcua.web.ui.shapes import File, Row

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Errors = Mapping[str, Sequence["StrOrPromise"]]
EVIDENCE = frozenset({Verb.TELL, Verb.REPORT})  # come with documents
FILTERS = (State.SENT, State.ACKNOWLEDGED, State.REPORTED, State.CLOSED, State.WITHDRAWN)
SAYS: Mapping[Verb, StrOrPromise] = {
    Verb.TELL: _("Tiến độ"),
    Verb.REPORT: _("Kết quả thực hiện"),
    Verb.RETURN: _("Việc còn phải làm"),
    Verb.CLOSE: _("Nhận xét"),
    Verb.WITHDRAW: _("Lý do thu hồi"),
    Verb.ACKNOWLEDGE: _("Ghi chú"),
}


@dataclass(frozen=True, slots=True)
class ActForm:
    """An act that is offered, with what was typed when it was refused."""

    verb: str
    label: StrOrPromise
    says: StrOrPromise
    needed: bool
    evidence: bool
    first: bool
    why_not: StrOrPromise
    note: str
    reference: str
    errors: Errors
    danger: bool


@dataclass(frozen=True, slots=True)
class ReportShown:
    """What the unit said."""

    title: StrOrPromise
    when: str
    who: StrOrPromise
    text: StrOrPromise
    reference: str
    files: list[File]


@require_safe
@for_leaders
def index(request: HttpRequest, officer: Officer) -> HttpResponse:
    """The tasks of a unit and all below it, by state; the sums of each unit above."""
    at = clock.now()
    unit = asked.unit(request, officer)
    state = asked.choice(request.GET.get("state", ""), State)
    overdue = request.GET.get("overdue") == "1"
    below = agencies.subtree(unit)
    found, before = queries.tasks(
        officer,
        below=below,
        states=(state,) if state in FILTERS and state else (),
        overdue_at=at if overdue else None,
        before=asked.number(request.GET.get("before", "")),
    )
    kept = {"unit": unit.code, "state": state or "", "overdue": "1" if overdue else ""}
    tallies = queries.tally(officer, below=below, now=at)
    page = {
        "unit": words.agency(unit),
        "centre": asked.address("centre", unit="" if unit.pk == officer.agency_id else unit.code),
        "rows": [shown.task_row(one, at) for one in found],
        "next": asked.address("tasks", **kept, before=before) if before else "",
        "first": asked.address("tasks", **kept) if request.GET.get("before") else "",
        "tallies": [
            (words.agency(one.agency), asked.address("tasks", unit=one.agency.code), one) for one in tallies
        ],
        "done": sum(one.done for one in tallies),
        "total": sum(one.total for one in tallies),
        "overdue": sum(one.overdue for one in tallies),
        "states": [(one.value, STATE_NAMES[one], one is state) for one in FILTERS],
        "units": [(one.code, _plain(one), one.pk == unit.pk) for one in _units(officer, unit, tallies)],
        "only_overdue": overdue,
        "filtered": bool(state or overdue),
    }
    return render(request, "operations/tasks.html", {"page": page})


def _units(officer: Officer, unit: Agency, tallies: Sequence[queries.Tally]) -> list[Agency]:
    """What can be chosen: the officer's own, the one shown, and those that have tasks."""
    known = {one.pk: one for one in (officer.agency, unit, *(one.agency for one in tallies))}
    return list(known.values())


def _plain(one: Agency) -> str:
    return one.name_en if words.english() else one.name_vi


@require_safe
@for_leaders
def show(request: HttpRequest, officer: Officer, pk: int) -> HttpResponse:
    """A task: what is asked, what was reported, and what this officer may do."""
    return _answer(request, officer, queries.task_for(officer, pk))


@require_POST
@for_leaders
def act(request: HttpRequest, officer: Officer, pk: int) -> HttpResponse:
    """Does one act. Refused: the page with why, and what was typed."""
    verb = asked.choice(request.POST.get("verb", ""), Verb)
    if verb is None:
        raise NotFound(code="no-such-act")
    try:
        actions.act(
            verb=verb,
            task=pk,
            by=officer,
            at=clock.now(),
            revision=asked.number(request.POST.get("revision", "")) or None,
            note=request.POST.get(f"note-{verb}", ""),
            reference=request.POST.get(f"reference-{verb}", ""),
            files=[
                (one.name or "", one.read())
                for one in request.FILES.getlist(f"files-{verb}")[: MOST_FILES + 1]
            ],
        )
    except MotcuaError as refused:
        if isinstance(refused, NotFound):
            raise
        errors = dict(refused.fields) or {"": [refused.message]}
        status = 409 if isinstance(refused, WrongState) else 422
        return _answer(request, officer, queries.task_for(officer, pk), verb, errors, status)
    messages.success(request, _("Đã thực hiện: %(act)s.") % {"act": VERB_NAMES[verb]})
    return redirect("operations:task", pk)


@require_safe
@for_leaders
def show_file(request: HttpRequest, officer: Officer, pk: int, document: int) -> HttpResponse:
    """A file that was given as evidence for a task that this officer may see."""
    task = queries.task_for(officer, pk)
    for report in queries.reports(task):
        for one in report.evidence.all():
            if one.document_id == document:
                return downloads.serve(one.document)
    raise NotFound(code="no-such-document")


def _answer(
    request: HttpRequest,
    officer: Officer,
    task: Task,
    refused: Verb | None = None,
    errors: Errors | None = None,
    status: int = 200,
) -> HttpResponse:
    at, directive = clock.now(), task.directive
    row = shown.task_row(task, at)
    forms = [
        _form(request, offer, n == 0, refused, errors or {}) for n, offer in enumerate(_offers(task, officer))
    ]
    writes = directive.agency_id == officer.agency_id
    page = {
        "pk": task.pk,
        "row": row,
        "facts": [
            Row(_("Đơn vị thực hiện"), row.agency),
            Row(_("Đơn vị giao"), row.sender, asked.address_of("directive", directive.pk) if writes else ""),
            Row(_("Hạn báo cáo"), words.moment(directive.due_at)),
            *(
                [Row(_("Bằng chứng cần có"), words.as_typed(directive.evidence))]
                if directive.evidence
                else []
            ),
        ],
        "text": words.as_typed(directive.text),
        "reports": [_report(task, one) for one in queries.reports(task)],
        "events": [shown.event(entry) for entry in queries.history(task)],
        "forms": forms,
        "general": list((errors or {}).get("", ())) if not any(form.errors for form in forms) else [],
        "revision": task.revision,
        "most": MOST_FILES,
        "longest": LONGEST["note"],
        "ended": State(task.state) in (State.CLOSED, State.WITHDRAWN),
    }
    return render(request, "operations/task.html", {"page": page}, status=status)


def _offers(task: Task, officer: Officer) -> list[process.Offer]:
    """What leads on comes first, taking back last."""
    found = process.offers(task.case(), hand(officer))
    order = (Verb.ACKNOWLEDGE, Verb.REPORT, Verb.TELL, Verb.CLOSE, Verb.RETURN, Verb.WITHDRAW)
    return sorted((one for one in found if one.row.verb in order), key=lambda one: order.index(one.row.verb))


def _form(
    request: HttpRequest, offer: process.Offer, first: bool, refused: Verb | None, errors: Errors
) -> ActForm:
    verb = offer.row.verb
    again = verb is refused
    return ActForm(
        verb=verb.value,
        label=VERB_NAMES[verb],
        says=SAYS[verb] if offer.row.says or verb is Verb.CLOSE else "",
        needed=offer.row.says,
        evidence=verb in EVIDENCE,
        first=first or again,
        why_not=offer.refusal.message if offer.refusal else "",
        note=request.POST.get(f"note-{verb}", "") if again else "",
        reference=request.POST.get(f"reference-{verb}", "") if again else "",
        errors={f"{name}-{verb}" if name else "": list(what) for name, what in errors.items()}
        if again
        else {},
        danger=verb is Verb.WITHDRAW and offer.row.side is Side.SENDER,
    )


def _report(task: Task, one: Report) -> ReportShown:
    documents = [given.document for given in one.evidence.all()]
    files = [
        File(file.name, file.size, reverse("operations:task_file", args=[task.pk, file.pk]))
        for file in documents
    ]
    return ReportShown(
        title=VERB_NAMES[Verb.REPORT if one.done else Verb.TELL],
        when=words.moment(one.at),
        who=words.as_typed(one.by.account.name),
        text=words.as_typed(one.text),
        reference=one.reference,
        files=files,
    )
