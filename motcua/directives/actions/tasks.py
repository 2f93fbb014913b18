"""What is done with one task: taken on, reported with evidence, accepted or returned."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from motcua.agencies import queries as agencies
from motcua.agencies.models import Officer
from motcua.agencies.rules import worktime
from motcua.directives.actions.telling import remind, told
from motcua.directives.actions.writing import acting, write
from motcua.directives.models import Evidence, Report, Task
from motcua.directives.models.orders import hand
from motcua.directives.queries import orders
from motcua.directives.rules import given, process
from motcua.directives.rules.given import MOST_FILES
from motcua.directives.rules.process import State, Transition, Verb
from motcua.kernel.errors import Invalid, NotFound, WrongState
from motcua.vault import actions as vault
from motcua.vault.models import Document

WARNED_BEFORE = 1  # working days


@transaction.atomic
def act(
    *,
    verb: Verb,
    task: int,
    by: Officer,
    at: datetime,
    revision: int | None = None,
    note: str = "",
    reference: str = "",
    files: Sequence[tuple[str, bytes]] = (),
) -> Task:
    """Does one act of the table on a task, signed with the officer's certificate.

    `note` is what is said; with a report come the number of a document (`reference`) and files, each checked
    by its content. `revision` is what the officer's page showed of the task.
    Raises NotFound, NotAllowed, WrongState or Invalid; then nothing has changed.
    """
    found = orders.task_for(acting(by, at), task, lock=True)
    case = found.case()
    if verb is Verb.SEND or case.state is State.DRAFT:
        raise NotFound(code="no-such-task")
    row = process.row_for(case.state, verb)
    if refused := process.refusal(row, case, hand(by)):
        raise refused
    directive = found.directive
    if revision is not None and revision != found.revision:
        raise WrongState(
            _("Nhiệm vụ đã thay đổi sau khi bạn mở trang. Vui lòng xem lại rồi thao tác tiếp."), code="stale"
        )
    said = given.checked(
        {"note": note, "reference": reference}, needed=frozenset({"note"}) if row.says else frozenset()
    )
    body: dict[str, object] = {
        "from": row.source.value, "to": row.target.value, "task": found.pk, "units": [found.agency.code],
        **{name: text for name, text in said.items() if text},
    }  # fmt: skip
    if verb in (Verb.TELL, Verb.REPORT):
        documents = _kept(files, by, at)
        _report(found, verb, said, documents, by, at)
        body["documents"] = [{"name": one.name, "sha256": one.sha256} for one in documents]
    elif files:
        raise Invalid(fields={"files": [_("Bước này không kèm tệp.")]})
    _move(found, row, at)
    directive.revision += 1
    states = [State(one) for one in directive.tasks.values_list("state", flat=True)]
    directive.state = process.of_directive(states)
    write(directive, verb, by=by, at=at, body=body)
    told(directive, [found], verb, by=by, at=at, reason=said["note"])
    return found


def _kept(files: Sequence[tuple[str, bytes]], by: Officer, at: datetime) -> list[Document]:
    """The files, kept in the vault. Raises Invalid for too many, and for any that may not be kept."""
    if len(files) > MOST_FILES:
        most = _("Mỗi lần gửi tối đa %(most)s tệp.") % {"most": MOST_FILES}
        raise Invalid(fields={"files": [most]})
    documents = []
    for name, content in files:
        try:
            documents.append(vault.keep(name=name, content=content, by=by.account, at=at))
        except Invalid as refused:
            raise Invalid(code=refused.code, fields={"files": [refused.message]}) from refused
    return documents


def _report(
    task: Task, verb: Verb, said: dict[str, str], documents: Sequence[Document], by: Officer, at: datetime
) -> None:
    report = Report.objects.create(
        task=task, at=at, by=by, done=verb is Verb.REPORT, text=said["note"], reference=said["reference"]
    )
    Evidence.objects.bulk_create(Evidence(report=report, document=one) for one in documents)


def _move(task: Task, row: Transition, at: datetime) -> None:
    task.state = row.target
    task.revision += 1
    if row.target is State.ACKNOWLEDGED and task.acknowledged_at is None:
        task.acknowledged_at = at
    if row.target is State.REPORTED:
        task.reported_at = at
    if row.target in (State.CLOSED, State.WITHDRAWN):
        task.ended_at = at
    task.save(update_fields=["revision", "state", "acknowledged_at", "reported_at", "ended_at"])


def warn(*, at: datetime) -> int:
    """Tells units, once, of tasks that are due within a working day and not reported; how many were told."""
    until = worktime.due(agencies.working_calendar(agencies.site(), at=at), at, WARNED_BEFORE, "wd")
    return remind(orders.due_between(at, until), at=at)
