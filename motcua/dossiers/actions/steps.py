"""The acts of officers: one function runs a row of the table, a small effect says what else it changes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from motcua.agencies.models import Officer
from motcua.catalogue import queries as catalogue
from motcua.catalogue.rules.definition import Channel
from motcua.dossiers import queries
from motcua.dossiers.actions.submission import due_date
from motcua.dossiers.models import Counter, Dossier
from motcua.dossiers.rules import acts, codes
from motcua.dossiers.rules.process import VERB_NAMES, Clock, State, Verb, transition, waiting_role
from motcua.journal import actions as journal
from motcua.journal import queries as journal_queries
from motcua.kernel import clock
from motcua.kernel.errors import Invalid, WrongState
from motcua.kernel.queue import enqueue
from motcua.kernel.text import clean
from motcua.signing import actions as signing

MAX_NOTE = 2000
CHANGING = (
    "revision", "state", "waiting_role", "waiting_at", "assignee", "received_at", "due_at", "settled_at",
    "returned_at", "proposal", "number", "issued_on", "decision",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Doing:
    """One act under way: what an effect may read and what it adds to the journal row."""

    dossier: Dossier
    officer: Officer
    at: datetime
    note: str
    body: dict[str, Any]
    revision: int


def _take(doing: Doing) -> None:
    doing.dossier.assignee = doing.officer


def _receive(doing: Doing) -> None:
    """The receipt names the due date, so it is made once: a dossier that was sent back keeps both."""
    if doing.dossier.receipt_id is None:
        enqueue("dossiers.make_receipt", code=doing.dossier.code)


def _appraise(doing: Doing) -> None:
    if not doing.note:
        raise Invalid(fields={"note": [_("Vui lòng ghi ý kiến thẩm định và đề xuất.")]})
    doing.dossier.proposal = doing.note


def _approve(doing: Doing) -> None:
    enqueue(
        "dossiers.make_decision", code=doing.dossier.code, revision=doing.revision, officer=doing.officer.pk
    )


def _seal(doing: Doing) -> None:
    dossier = doing.dossier
    day = clock.day(doing.at)
    abbreviation = catalogue.version(dossier.version_id).result.abbreviation
    sequence = Counter.advance(dossier.agency_id, f"{abbreviation}:{day.year}")
    dossier.number = codes.document_number(sequence, abbreviation)
    dossier.issued_on = day
    doing.body.update(number=dossier.number, issued_on=day.isoformat())
    enqueue("dossiers.make_result", code=dossier.code, revision=doing.revision)


def _return(doing: Doing) -> None:
    doing.dossier.returned_at = doing.at


def _send_back(doing: Doing) -> None:
    """Back to whoever did the step before; a decision that was signed meanwhile no longer counts."""
    if not doing.note:
        raise Invalid(fields={"note": [_("Vui lòng ghi lý do chuyển lại.")]})
    doing.dossier.decision = None


def _start_clock(doing: Doing) -> None:
    """At the first reception: from now on the due date is no longer expected, but legal."""
    dossier = doing.dossier
    if dossier.received_at is None:
        procedure = catalogue.version(dossier.version_id)
        dossier.received_at = doing.at
        dossier.due_at = due_date(procedure, Channel(dossier.channel), doing.at)
    doing.body["due_at"] = dossier.due_at.isoformat()


def _stop_clock(doing: Doing) -> None:
    doing.dossier.settled_at = doing.at


CLOCKS: Mapping[Clock, Callable[[Doing], None]] = {
    Clock.STARTS: _start_clock,
    Clock.STOPS: _stop_clock,
    Clock.GOES_ON: lambda doing: None,
}
EFFECTS: Mapping[Verb, Callable[[Doing], None]] = {
    Verb.TAKE: _take,
    Verb.RECEIVE: _receive,
    Verb.APPRAISE: _appraise,
    Verb.APPROVE: _approve,
    Verb.SEAL: _seal,
    Verb.RETURN: _return,
    Verb.SEND_BACK: _send_back,
}


@transaction.atomic
def act(
    *, verb: Verb, code: str, by: Officer, at: datetime, revision: int | None = None, note: str = ""
) -> Dossier:
    """Does one act of the table on a dossier, signed with the officer's certificate.

    `revision` is what the officer's page showed: if others acted since, WrongState says who did what.
    `note` is the proposal of an appraisal, the reason of a send-back, else free. Raises NotFound,
    NotAllowed, WrongState or Invalid; then nothing has changed.
    """
    note = clean(note)
    if len(note) > MAX_NOTE:
        raise Invalid(fields={"note": [_("Nội dung quá dài. Vui lòng viết tối đa 2000 ký tự.")]})
    dossier = queries.dossier_for(by, code, lock=True)
    if revision is not None and revision != dossier.revision:
        raise WrongState(_changed(dossier, revision), code="stale")
    state = State(dossier.state)
    row = transition(dossier.process, state, verb)
    if row is None:
        raise WrongState(code="act-out-of-order")
    refused = acts.refusal(row, dossier.case(), queries.hand(by))
    if refused:
        raise refused
    doing = Doing(dossier, by, at, note, {}, dossier.revision + 1)
    if note:
        doing.body["note"] = note
    if row.target != state:
        dossier.assignee = None
    CLOCKS[row.clock](doing)
    EFFECTS[verb](doing)
    _move(dossier, row.target)
    if verb == Verb.SEND_BACK:
        dossier.assignee = queries.who_did_step_of(dossier)
    dossier.revision = doing.revision
    dossier.save(update_fields=CHANGING)
    journal.record(
        by=by.actor,
        verb=verb,
        subject=dossier.subject,
        at=at,
        revision=dossier.revision,
        agency=by.agency.code,
        body={"from": row.source.value, "to": row.target.value, **doing.body},
        sign=lambda payload: signing.sign_act(payload, holder=by.holder),
    )
    return dossier


def _move(dossier: Dossier, target: State) -> None:
    role = waiting_role(dossier.process, target)
    dossier.state = target
    dossier.waiting_role = role or ""
    dossier.waiting_at_id = dossier.case().place(role) if role else None


def _changed(dossier: Dossier, seen: int) -> Any:
    """What happened since the page was opened: the last act, and by whom."""
    last = [
        entry
        for entry in journal_queries.of(dossier.subject)
        if entry.revision > seen and entry.verb in VERB_NAMES
    ]
    if not last:
        return None
    return format_lazy(
        _(
            "Hồ sơ đã thay đổi sau khi bạn mở trang: {name} đã thực hiện “{act}”. "
            "Vui lòng xem lại rồi thao tác tiếp."
        ),
        name=last[-1].actor_name,
        act=VERB_NAMES[Verb(last[-1].verb)],
    )
