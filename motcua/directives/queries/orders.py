"""Directives and tasks: each read fetches and authorises in one."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, F, Q

from motcua.agencies.models import Agency, Officer
from motcua.directives.models import Directive, Report, Task
from motcua.directives.rules.process import UNDONE, State
from motcua.journal import queries as journal
from motcua.journal.models import Entry
from motcua.kernel.errors import NotFound
from motcua.kernel.rows import only

_NEAR = ("agency", "directive__agency", "directive__sent_by__account")


def directive_for(officer: Officer, pk: int, *, lock: bool = False) -> Directive:
    """The directive with this id, if the officer's agency writes it, tasks and all. Raises NotFound."""
    found = Directive.objects.of(officer).filter(pk=pk)
    if lock:
        found = found.select_for_update(of=("self",))
    directive = only(found.select_related("agency", "suggestion", "sent_by__account", "drafted_by__account"))
    if directive is None:
        raise NotFound(code="no-such-directive")
    return directive


def directives_of(officer: Officer, *, before: int = 0, limit: int = 50) -> tuple[list[Directive], int]:
    """What the officer's agency wrote, the latest first, and the id to go on before; 0 at the end.

    Each has `units`, `closed` and `late` counted. One query.
    """
    found = Directive.objects.of(officer)
    if before:
        found = found.filter(pk__lt=before)
    rows = list(
        found.annotate(
            units=Count("tasks"),
            done=Count("tasks", filter=Q(tasks__state=State.CLOSED)),
            waiting=Count("tasks", filter=Q(tasks__state=State.REPORTED)),
        ).order_by("-pk")[: limit + 1]
    )
    return rows[:limit], rows[limit - 1].pk if len(rows) > limit else 0


def task_for(officer: Officer, pk: int, *, lock: bool = False) -> Task:
    """The task with this id, if this officer may see it. Raises NotFound.

    With `lock` neither it nor its directive changes until the transaction ends.
    """
    found = Task.objects.visible_to(officer).filter(pk=pk).select_related(*_NEAR)
    if lock:
        found = found.select_for_update(of=("self", "directive"))
    task = only(found)
    if task is None:
        raise NotFound(code="no-such-task")
    return task


def reports(task: Task) -> list[Report]:
    """What the unit said, the earliest first, with its files. Two queries."""
    return list(
        task.reports.select_related("by__account").prefetch_related("evidence__document").order_by("pk")
    )


def tasks_of(directive: Directive) -> list[Task]:
    """Its tasks, by the names of their units. One query."""
    rows = list(directive.tasks.select_related("agency").order_by("agency__name_vi", "pk"))
    for one in rows:
        one.directive = directive
    return rows


def acts_of(directive: Directive) -> list[Entry]:
    """Every act on it and on its tasks, in their order."""
    return journal.of(directive.journal_subject)


def history(task: Task) -> list[Entry]:
    """What happened to this task since it was sent, by acts on it alone and on the whole directive."""
    code = task.agency.code
    return [entry for entry in acts_of(task.directive) if code in entry.body.get("units", ())]


def tasks(
    officer: Officer,
    *,
    below: Collection[int] | None = None,
    states: Collection[State] = (),
    overdue_at: datetime | None = None,
    given: bool = False,
    before: int = 0,
    limit: int = 50,
) -> tuple[list[Task], int]:
    """Tasks that this officer may see, the latest first, and the id to go on before; 0 at the end. One query.

    `below`: of these agencies; `overdue_at`: only what is overdue then; `given`: by the officer's own agency.
    """
    found = Task.objects.visible_to(officer).sent()
    if below is not None:
        found = found.below(below)
    if given:
        found = found.filter(directive__agency=officer.agency_id)
    if states:
        found = found.filter(state__in=list(states))
    if overdue_at:
        found = found.overdue(overdue_at)
    if before:
        found = found.filter(pk__lt=before)
    rows = list(found.select_related(*_NEAR).order_by("-pk")[: limit + 1])
    return rows[:limit], rows[limit - 1].pk if len(rows) > limit else 0


@dataclass(frozen=True, slots=True)
class Tally:
    """Tasks of one unit, withdrawn ones left out: "17/17 done, 2 overdue"."""

    agency: Agency
    total: int
    done: int
    overdue: int
    waiting: int  # reported, for whoever gave them to look at

    @property
    def open(self) -> int:
        return self.total - self.done


def tally(officer: Officer, *, below: Collection[int], now: datetime) -> list[Tally]:
    """The tasks of these units that this officer may see, unit by unit, worst first. Two queries."""
    counted: list[Any] = list(
        Task.objects.visible_to(officer)
        .sent()
        .below(below)
        .exclude(state=State.WITHDRAWN)
        .order_by()
        .values("agency")
        .annotate(
            total=Count("pk"),
            done=Count("pk", filter=Q(state=State.CLOSED)),
            waiting=Count("pk", filter=Q(state=State.REPORTED)),
            overdue=Count("pk", filter=Q(state__in=sorted(UNDONE), directive__due_at__lt=now)),
        )
    )
    known = Agency.objects.in_bulk([row["agency"] for row in counted])
    found = [
        Tally(known[row["agency"]], row["total"], row["done"], row["overdue"], row["waiting"])
        for row in counted
    ]
    return sorted(found, key=lambda one: (-one.overdue, -one.open, one.agency.name_vi))


def due_between(first: datetime, last: datetime) -> list[Task]:
    """The tasks whose unit still has to report and whose deadline ends from `first` to `last`. One query."""
    found = Task.objects.filter(
        state__in=sorted(UNDONE), directive__due_at__gte=first, directive__due_at__lte=last
    )
    return list(found.select_related(*_NEAR).order_by("pk"))


def addressable(sender: Agency) -> list[Agency]:
    """Whom this agency may give tasks to: every unit below it, departments before communes, by name."""
    found = Agency.objects.filter(path__startswith=sender.path).exclude(pk=sender.pk)
    return list(found.order_by(F("kind").desc(), "name_vi"))
