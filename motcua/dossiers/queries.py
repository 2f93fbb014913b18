"""Reads: each fetches and authorises in one, so a page cannot hold what its reader may not see."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.db.models import Q, QuerySet

from motcua.agencies import queries as agencies
from motcua.agencies.models import Officer
from motcua.agencies.rules.kinds import AgencyKind, Role
from motcua.dossiers.models import Attachment, Dossier, Draft
from motcua.dossiers.rules.acts import Hand, may_see
from motcua.dossiers.rules.codes import normal_code
from motcua.dossiers.rules.process import STEPS, State, Verb, step_of
from motcua.journal import queries as journal
from motcua.journal.models import Entry
from motcua.kernel.errors import NotFound
from motcua.people.models import Account, Person
from motcua.vault.models import Document

NEAR = ("agency", "desk", "assignee__account", "applicant")


def draft(pk: UUID, *, by: Account, lock: bool = False) -> Draft:
    """This account's draft. Raises NotFound, for others' drafts too."""
    drafts = Draft.objects.select_related("agency")
    if lock:
        drafts = drafts.select_for_update(of=("self",))
    found = drafts.filter(pk=pk, account=by).first()
    if found is None:
        raise NotFound(code="no-such-draft")
    return found


def drafts_of(account: Account) -> list[Draft]:
    """This account's drafts, the latest first."""
    return list(Draft.objects.filter(account=account).order_by("-updated_at"))


def submitted_under(key: str) -> Dossier | None:
    """The dossier that was submitted under this key, or None."""
    return Dossier.objects.select_related(*NEAR).filter(submission_key=key).first()


def hand(officer: Officer) -> Hand:
    """The officer as the rules see them."""
    return Hand(officer.pk, officer.account_id, officer.agency_id, officer.roles)


def dossier_for(officer: Officer, code: str, *, lock: bool = False) -> Dossier:
    """The dossier with this code, if this officer may see it. Raises NotFound."""
    dossiers = Dossier.objects.select_related(*NEAR)
    if lock:
        dossiers = dossiers.select_for_update(of=("self",))
    found = dossiers.filter(code=normal_code(code)).first()
    if found is None or not may_see(
        found.case(), hand(officer), leads=found.agency.path.startswith(officer.agency.path)
    ):
        raise NotFound(code="no-such-dossier")
    return found


def locked(code: str) -> Dossier:
    """The dossier with this code, its row locked until the transaction ends. For jobs, which see all."""
    return Dossier.objects.select_related(*NEAR).select_for_update(of=("self",)).get(code=code)


def dossier_of(person: Person | None, code: str) -> Dossier:
    """The dossier with this code, if this person applied for it. Raises NotFound."""
    found = (
        Dossier.objects.select_related(*NEAR).filter(code=normal_code(code), applicant=person).first()
        if person
        else None
    )
    if found is None:
        raise NotFound(code="no-such-dossier")
    return found


def tracked(code: str, digits: str) -> Dossier:
    """The dossier with this code whose applicant's number ends with these four digits. Raises NotFound.

    A wrong code and wrong digits are refused in the same words, so that codes cannot be tried out.
    """
    found = Dossier.objects.select_related(*NEAR).filter(code=normal_code(code)).first()
    if found is None or len(digits) != 4 or found.applicant.number[-4:] != digits:
        raise NotFound(code="no-such-dossier")
    return found


def by_secret(secret: str) -> Dossier:
    """The dossier whose verification address carries this secret. Raises NotFound."""
    found = Dossier.objects.select_related(*NEAR, "result").filter(secret=secret[:32]).first()
    if found is None:
        raise NotFound(code="no-such-result")
    return found


def by_result(sha256: str) -> Dossier | None:
    """The dossier whose result is exactly the file with this digest, or None."""
    return Dossier.objects.select_related(*NEAR, "result").filter(result__sha256=sha256).first()


def history(dossier: Dossier) -> list[Entry]:
    """Every act on this dossier, in order."""
    return journal.of(dossier.subject)


def attachments(dossier: Dossier) -> list[Attachment]:
    """What the applicant gave, with its documents."""
    return list(Attachment.objects.filter(dossier=dossier).select_related("document").order_by("component", "pk"))


def document_in(dossier: Dossier, pk: int) -> Document:
    """A document of this dossier, given or made. Raises NotFound for any other."""
    made = (dossier.confirmation_id, dossier.receipt_id, dossier.decision_id, dossier.result_id)
    found = (
        Document.objects.filter(pk=pk)
        .filter(Q(pk__in=[pk for pk in made if pk]) | Q(pk__in=dossier.attachments.values("document")))
        .first()
    )
    if found is None:
        raise NotFound(code="no-such-document")
    return found


def who_did_step_of(dossier: Dossier) -> Officer | None:
    """The officer who did the step that is to be done again now, if still in office."""
    step = step_of(dossier.process, State(dossier.state))
    done = [entry for entry in history(dossier) if entry.verb == step]
    if not done:
        return None
    return Officer.objects.filter(pk=int(done[-1].actor.removeprefix("officer:")), active=True).first()


class Queue(StrEnum):
    """The lists of an officer's home page."""

    WAITING = "waiting"
    MINE = "mine"
    UNIT = "unit"
    DUE_SOON = "due_soon"
    LATE = "late"


@dataclass(frozen=True, slots=True)
class Position:
    """Where a page of a list ends: the due date and id of its last row."""

    due_at: datetime
    pk: int


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a list and where the next begins; None at the end."""

    dossiers: list[Dossier]
    after: Position | None


def queue(
    officer: Officer, which: Queue, *, now: datetime, after: Position | None = None, limit: int = 50, procedure: str = ""
) -> Page:
    """A page of this officer's list, what is due first on top. One query, whatever the size of the table."""
    found = _queue(officer, which, now)
    if procedure:
        found = found.filter(procedure_code=procedure)
    return page(found, after=after, limit=limit)


def page(found: QuerySet[Dossier], *, after: Position | None, limit: int) -> Page:
    """The next `limit` of these by due date and id: keyset pages, so the hundredth costs what the first does."""
    if after:
        found = found.filter(Q(due_at__gt=after.due_at) | Q(due_at=after.due_at, pk__gt=after.pk)).filter(
            due_at__gte=after.due_at
        )
    rows = list(
        found.select_related("agency", "assignee__account").defer("answers").order_by("due_at", "pk")[: limit + 1]
    )
    more = len(rows) > limit
    rows = rows[:limit]
    return Page(rows, Position(rows[-1].due_at, rows[-1].pk) if more else None)


def _queue(officer: Officer, which: Queue, now: datetime) -> QuerySet[Dossier]:
    if which == Queue.WAITING:
        return Dossier.objects.open().waiting_for(officer)
    if which == Queue.MINE:
        return Dossier.objects.open().assigned_to(officer)
    unit = _unit(officer)
    if which == Queue.UNIT:
        return unit
    return unit.late(now) if which == Queue.LATE else unit.due_soon(now)


def _unit(officer: Officer) -> QuerySet[Dossier]:
    """The open dossiers of the officer's unit; a leader's includes all units below."""
    found = Dossier.objects.open()
    if Role.LEADER in officer.roles and officer.agency.kind in (AgencyKind.PROVINCE, AgencyKind.NATION):
        return found.filter(agency__in=agencies.subtree(officer.agency))
    if officer.agency.kind == AgencyKind.CENTRE:
        return found.filter(desk=officer.agency_id)
    return found.filter(agency=officer.agency_id)


CAP = 100


def counts(officer: Officer, *, now: datetime) -> dict[Queue, int]:
    """How many wait in each list, counted up to 100 ("99+"): a list of millions costs no more."""
    return {which: _queue(officer, which, now)[:CAP].count() for which in Queue}


@dataclass(frozen=True, slots=True)
class StepDone:
    """One of the five steps: when it was done last, and by whom; both empty while it is to come."""

    verb: Verb
    at: datetime | None
    name: str
    current: bool


def progress(dossier: Dossier, entries: list[Entry]) -> tuple[StepDone, ...]:
    """The five steps of this dossier. A step that was sent back is to be done again."""
    current = step_of(dossier.process, State(dossier.state))
    reached = STEPS.index(current) if current else len(STEPS)
    done = {entry.verb: entry for entry in entries}
    return tuple(
        StepDone(
            verb,
            done[verb].at if place < reached and verb in done else None,
            done[verb].actor_name if place < reached and verb in done else "",
            verb == current,
        )
        for place, verb in enumerate(STEPS)
    )
