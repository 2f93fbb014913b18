"""Forms 06 and 07: how one dossier passed from hand to hand, and the book of a unit over a period.

Both are printed from what is recorded, sealed by the agency, and kept nowhere: printing again prints what
is recorded then. That they were printed is journalled, for the seal is the agency's.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any, Literal

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from motcua.agencies.models import Agency, Officer
from motcua.agencies.rules.kinds import ROLE_NAMES, Role
from motcua.catalogue import queries as catalogue
from motcua.dossiers import ports, queries
from motcua.dossiers.actions.clocks import step_due
from motcua.dossiers.actions.papers import office_of, paper_data
from motcua.dossiers.models import ISSUED, Dossier
from motcua.dossiers.rules import notices, papers
from motcua.dossiers.rules.notices import (
    TEMPLATES,
    Body,
    BookRow,
    ControlRow,
    ControlSheet,
    Form,
    TrackingBook,
)
from motcua.dossiers.rules.process import APPLICANT, PAUSED, STATE_NAMES, STEP_NAMES, State
from motcua.dossiers.rules.processes import step_of, waiting_for
from motcua.journal import actions as journal
from motcua.journal.models import Entry
from motcua.kernel import clock
from motcua.kernel.clock import HANOI
from motcua.kernel.errors import Invalid
from motcua.signing import actions as signing
from motcua.signing import queries as signing_queries

LONGEST = timedelta(days=366)
MOST = 5000
NOTE = 200  # letters of a note that fit the table
Kept = Literal["before", "on time", "late", ""]


@transaction.atomic
def print_control_sheet(*, dossier: Dossier, by: Officer, at: datetime) -> bytes:
    """Form 06 of this dossier as it stands, a sealed PDF."""
    body = ControlSheet(handings(dossier, queries.history(dossier)))
    data = paper_data(dossier, dossier.agency, at=at)
    return _sealed(Form.CONTROL_SHEET, body, data, dossier.agency, f"sheet:{dossier.code}", by, at)


@transaction.atomic
def print_tracking_book(*, agency: Agency, start: date, end: date, by: Officer, at: datetime) -> bytes:
    """Form 07 of this agency from the first to the last day, a sealed PDF.

    Raises Invalid for a period that `period` refuses, and for more than 5,000 dossiers.
    """
    first, last = period(start, end)
    found = queries.book(agency.pk, start=first, end=last, limit=MOST + 1)
    if len(found) > MOST:
        raise Invalid(
            _("Kỳ này có hơn 5.000 hồ sơ, không in vừa một sổ. Vui lòng chọn kỳ ngắn hơn."), code="too-many"
        )
    with override("vi"):
        body = TrackingBook(agency.name_vi, start, end, tuple(map(book_row, found)))
    data = papers.of_office(
        office=office_of(agency),
        day=clock.day(at),
        test=signing_queries.signs_as_test(agency.holder),
    )
    return _sealed(Form.TRACKING_BOOK, body, data, agency, f"book:{agency.code}", by, at)


def period(start: date, end: date) -> tuple[datetime, datetime]:
    """From the first moment of a period until just after its last. Raises Invalid when it is no period."""
    if end < start:
        raise Invalid(fields={"end": [_("Ngày cuối phải từ ngày đầu trở đi.")]})
    if end - start > LONGEST:
        raise Invalid(fields={"end": [_("Vui lòng chọn kỳ dài nhất một năm.")]})
    return datetime.combine(start, time(), HANOI), datetime.combine(end + timedelta(days=1), time(), HANOI)


def book_row(dossier: Dossier) -> BookRow:
    """One line of the book, its state in the language that is active."""
    returned = dossier.state == State.RETURNED
    return BookRow(
        code=dossier.code,
        procedure=catalogue.version(dossier.version_id).name.vi,
        applicant=dossier.applicant_name,
        copies=1,
        received_at=dossier.received_at or dossier.submitted_at,
        due_at=dossier.due_at,
        handed_at=dossier.received_at,
        result_at=dossier.settled_at if dossier.state in ISSUED else None,
        state=str(STATE_NAMES[State(dossier.state)]),
        signed=dossier.delivery if returned else "",  # type: ignore[arg-type]
        note=dossier.number,
    )


def handings(dossier: Dossier, entries: Sequence[Entry]) -> tuple[ControlRow, ...]:
    """Each time the dossier went from one step to another: who gave, who took, until when, how that went.

    A pause begins the step's budget anew, as it does the dossier's clock.
    """
    rows: list[ControlRow] = []
    with override("vi"):
        for entry in entries:
            moved = _moved(entry)
            if moved is None:
                continue
            source, target = moved
            if rows:
                taker = entry.actor_name if entry.actor.startswith("officer:") else rows[-1].to_name
                rows[-1] = replace(rows[-1], to_name=taker)
            step, before = step_of(dossier.process, target), step_of(dossier.process, source)
            if rows and step is not None and step == before:
                due = step_due(dossier, target, entry.at)
                rows[-1] = replace(
                    rows[-1], due_at=due or rows[-1].due_at, note=_noted(target, rows[-1].note)
                )
                continue
            if rows:
                rows[-1] = replace(rows[-1], result=_kept(rows[-1].due_at, entry.at))
            rows.append(
                ControlRow(
                    step=str(STEP_NAMES[step]) if step else str(STATE_NAMES[target]),
                    from_name=entry.actor_name,
                    to_name=_taker(dossier, target),
                    at=entry.at,
                    due_at=step_due(dossier, target, entry.at),
                    note=str(entry.body.get("note", ""))[:NOTE],
                )
            )
    return tuple(rows)


def _moved(entry: Entry) -> tuple[State, State] | None:
    """From which state to which; None where the dossier stayed where it was."""
    if entry.verb == "submit":
        return State.DRAFT, State.SUBMITTED
    source, target = entry.body.get("from"), entry.body.get("to")
    if source not in set(State) or target not in set(State) or source == target:
        return None
    return State(source), State(target)


def _taker(dossier: Dossier, target: State) -> str:
    """Whoever has to act next, until somebody does."""
    waiting = waiting_for(dossier.process, target)
    if waiting in ("", APPLICANT):
        return dossier.handed_to or dossier.applicant_name
    return str(ROLE_NAMES[Role(waiting)])


def _noted(target: State, note: str) -> str:
    paused = str(STATE_NAMES[target]) if target in PAUSED else ""
    return "; ".join(part for part in (note, paused) if part)[:NOTE]


def _kept(due: datetime | None, done: datetime) -> Kept:
    if due is None:
        return ""
    if done > due:
        return "late"
    return "on time" if clock.day(done) == clock.day(due) else "before"


def _sealed(
    form: Form, body: Body, data: dict[str, Any], agency: Agency, subject: str, by: Officer, at: datetime
) -> bytes:
    printed = ports.typesetter().print(TEMPLATES[form], {**data, "notice": notices.printed(form, body)})
    pdf = signing.sign_document(
        printed.pdf, holder=agency.holder, field="seal", box=printed.boxes.get("seal"), at=at
    )
    journal.record(
        by=by.actor,
        verb="print-form",
        subject=subject,
        at=at,
        agency=agency.code,
        body={"form": form.value, "document": hashlib.sha256(pdf).hexdigest()},
        sign=partial(signing.sign_act, holder=by.holder),
    )
    return pdf
