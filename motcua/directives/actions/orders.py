"""Directives as a whole: drafted, changed, sent, withdrawn."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from motcua.agencies.models import Agency, Officer
from motcua.directives.actions.evaluating import undecided
from motcua.directives.actions.telling import told
from motcua.directives.actions.writing import acting, leading, write
from motcua.directives.models import Directive, Task
from motcua.directives.models.orders import hand
from motcua.directives.queries import orders, suggesting
from motcua.directives.rules import given, process
from motcua.directives.rules.given import MOST_UNITS, Order
from motcua.directives.rules.process import OPEN, State, Verb
from motcua.dossiers.models import Counter
from motcua.kernel import clock
from motcua.kernel.errors import Invalid, WrongState

NEEDED = frozenset({"subject", "text"})


@transaction.atomic
def draft(
    *, order: Order, units: Collection[str], by: Officer, at: datetime, suggestion: int | None = None
) -> Directive:
    """A directive that nobody sees but its writers, to these units (their codes), perhaps from a suggestion.

    Raises NotAllowed for who does not lead, Invalid with every fault of what was written, NotFound and
    WrongState for a suggestion that is not theirs or was decided.
    """
    leading(by, at)
    found = suggesting.suggestion_for(by, suggestion, lock=True) if suggestion else None
    if found:
        undecided(found)
    directive = Directive(agency=by.agency, state=State.DRAFT, drafted_at=at, drafted_by=by, suggestion=found)
    _fill(directive, order, units, at)
    write(directive, "draft", by=by, at=at, body={"suggestion": found.pk} if found else {})
    return directive


@transaction.atomic
def revise(
    *,
    directive: int,
    order: Order,
    units: Collection[str],
    by: Officer,
    at: datetime,
    revision: int | None = None,
) -> Directive:
    """The draft, written anew. Raises NotFound, NotAllowed, WrongState when it was sent or changed by another
    since `revision`, Invalid as `draft`."""
    leading(by, at)
    found = orders.directive_for(by, directive, lock=True)
    _draft(found, revision)
    found.revision += 1
    _fill(found, order, units, at)
    write(found, "revise", by=by, at=at)
    return found


@transaction.atomic
def send(*, directive: int, by: Officer, at: datetime, revision: int | None = None) -> Directive:
    """Sends the draft to its units, numbered and signed with the officer's certificate.

    Raises NotFound, NotAllowed, WrongState, and Invalid where its deadline has passed meanwhile.
    """
    found = orders.directive_for(acting(by, at), directive, lock=True)
    _draft(found, revision)
    tasks = _tasks(found)
    _may(tasks, Verb.SEND, by)
    if wrong := given.ahead(found.due_at, at):
        raise Invalid(fields={"due_on": [wrong]})
    year = clock.local(at).year
    number = Counter.advance(found.agency_id, f"directive:{year}")
    found.number = f"{number:02}/CĐ-{year}"
    found.state, found.sent_at, found.sent_by = State.SENT, at, by
    _move(found, tasks, State.SENT, at)
    body = _body(State.DRAFT, State.SENT, tasks)
    text = {"subject": found.subject, "text": found.text, "evidence": found.evidence}
    body |= {"number": found.number, "due_at": found.due_at.isoformat(), **text}
    write(found, Verb.SEND, by=by, at=at, body=body)
    told(found, tasks, Verb.SEND, by=by, at=at)
    return found


@transaction.atomic
def withdraw(
    *, directive: int, reason: str, by: Officer, at: datetime, revision: int | None = None
) -> Directive:
    """Takes back what no unit has finished; a draft is thrown away.

    Raises NotFound, NotAllowed, WrongState, and Invalid without a reason where it was sent.
    """
    found = orders.directive_for(acting(by, at), directive, lock=True)
    tasks = [one for one in _tasks(found) if one.state == State.DRAFT or one.state in OPEN]
    if not tasks:
        raise WrongState(_("Chỉ đạo này không còn nhiệm vụ nào đang mở."), code="directive-ended")
    _may(tasks, Verb.WITHDRAW, by)
    sent = found.sent_at is not None
    reason = given.checked({"reason": reason}, needed=frozenset({"reason"} if sent else ()))["reason"]
    before = State(found.state)
    _move(found, tasks, State.WITHDRAWN, at)
    found.revision += 1
    found.state = process.of_directive([State(one.state) for one in _tasks(found)])
    body = {**_body(before, State.WITHDRAWN, tasks), "note": reason}
    write(found, Verb.WITHDRAW, by=by, at=at, body=body)
    if sent:
        told(found, tasks, Verb.WITHDRAW, by=by, at=at, reason=reason)
    return found


def _draft(found: Directive, revision: int | None) -> None:
    if found.state != State.DRAFT or (revision is not None and revision != found.revision):
        raise WrongState(
            _("Dự thảo này đã được sửa hoặc ban hành sau khi bạn mở trang. Vui lòng xem lại."), code="stale"
        )


def _tasks(found: Directive) -> list[Task]:
    """Its tasks, their rows locked."""
    rows = found.tasks.select_for_update(of=("self",)).select_related("agency").order_by("pk")
    tasks = list(rows)
    for one in tasks:
        one.directive = found
    return tasks


def _may(tasks: Collection[Task], verb: Verb, by: Officer) -> None:
    for one in tasks:
        case = one.case()
        if refused := process.refusal(process.row_for(case.state, verb), case, hand(by)):
            raise refused


def _move(found: Directive, tasks: Collection[Task], to: State, at: datetime) -> None:
    ended = at if to == State.WITHDRAWN else None
    Task.objects.filter(pk__in=[one.pk for one in tasks]).update(state=to, ended_at=ended)
    for one in tasks:
        one.state, one.ended_at = to, ended


def _body(before: State, after: State, tasks: Collection[Task]) -> dict[str, Any]:
    return {"from": before.value, "to": after.value, "units": [one.agency.code for one in tasks]}


def _fill(directive: Directive, order: Order, units: Collection[str], at: datetime) -> None:
    """Puts what was written into the draft. Raises Invalid with every fault."""
    faults: dict[str, Any] = {}
    typed: Mapping[str, str] = {
        "subject": " ".join(order.subject.split()), "text": order.text, "evidence": order.evidence,
    }  # fmt: skip
    cleaned: Mapping[str, str] = {}
    try:
        cleaned = given.checked(typed, needed=NEEDED)
    except Invalid as refused:
        faults |= refused.fields
    if wrong := given.ahead(order.due_at, at):
        faults["due_on"] = [wrong]
    to = _addressed(directive.agency, units)
    if not to:
        faults["units"] = [_("Vui lòng chọn ít nhất một đơn vị trực thuộc.")]
    if faults:
        raise Invalid(fields=faults)
    directive.subject, directive.text, directive.evidence = (
        cleaned[name] for name in ("subject", "text", "evidence")
    )
    directive.due_at = order.due_at
    directive.save()
    directive.tasks.exclude(agency__in=to).delete()
    there = set(directive.tasks.values_list("agency", flat=True))
    Task.objects.bulk_create(
        Task(directive=directive, agency=one, state=State.DRAFT) for one in to if one.pk not in there
    )


def _addressed(sender: Agency, units: Collection[str]) -> list[Agency]:
    """The units below the sender with these codes; none where one is no such unit, or they are too many."""
    wanted = set(units)
    if not 0 < len(wanted) <= MOST_UNITS or not all(one.isprintable() for one in wanted):
        return []
    below = Agency.objects.filter(path__startswith=sender.path, code__in=wanted).exclude(pk=sender.pk)
    found = list(below.order_by("pk"))
    return found if len(found) == len(wanted) else []
