"""Reads: each fetches and authorises in one, so a page cannot hold what its reader may not see."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.db.models import Q, QuerySet, Subquery

from motcua.agencies import queries as agencies
from motcua.agencies.models import Officer
from motcua.agencies.rules.kinds import AgencyKind, Role
from motcua.catalogue.rules.definition import Channel
from motcua.dossiers.models import Attachment, Dossier, DossierQuerySet, Draft
from motcua.dossiers.rules.acts import Hand, may_see
from motcua.dossiers.rules.codes import normal_code
from motcua.dossiers.rules.process import STEPS, State, Verb, step_of
from motcua.journal import queries as journal
from motcua.journal.models import Entry
from motcua.kernel import canonical
from motcua.kernel.errors import NotFound
from motcua.kernel.rows import only
from motcua.people.models import Account, Person
from motcua.signing import queries as signing
from motcua.signing.rules.values import ActSignature
from motcua.vault.models import Document

NEAR = ("agency", "desk", "assignee__account", "applicant")
LISTED = (
    "code", "revision", "procedure_code", "version_id", "applicant_name", "channel", "state", "waiting_role",
    "waiting_at_id", "desk_id", "submitted_at", "received_at", "due_at", "settled_at", "returned_at",
    "agency__code", "agency__name_vi", "agency__name_en", "assignee__account__name",
)  # fmt: skip


def draft(pk: UUID, *, by: Account, lock: bool = False) -> Draft:
    """This account's draft. Raises NotFound, for others' drafts too."""
    drafts = Draft.objects.select_related("agency")
    if lock:
        drafts = drafts.select_for_update(of=("self",))
    found = only(drafts.filter(pk=pk, account=by))
    if found is None:
        raise NotFound(code="no-such-draft")
    return found


def drafts_of(account: Account, *, at_counter: bool = False) -> list[Draft]:
    """This account's own drafts, or those it types for others at the counter; the latest first."""
    drafts = Draft.objects.filter(account=account)
    wanted = drafts.filter(channel=Channel.DIRECT) if at_counter else drafts.exclude(channel=Channel.DIRECT)
    return list(wanted.order_by("-updated_at"))


def submitted_under(key: str) -> Dossier | None:
    """The dossier that was submitted under this key, or None."""
    return only(Dossier.objects.select_related(*NEAR).filter(submission_key=key))


def hand(officer: Officer) -> Hand:
    """The officer as the rules see them."""
    return Hand(officer.pk, officer.account_id, officer.agency_id, officer.roles)


def dossier_for(officer: Officer, code: str, *, lock: bool = False) -> Dossier:
    """The dossier with this code, if this officer may see it. Raises NotFound."""
    dossiers = Dossier.objects.select_related(*NEAR)
    if lock:
        dossiers = dossiers.select_for_update(of=("self",))
    found = only(dossiers.filter(code=normal_code(code)))
    if found is None or not may_see(
        found.case(), hand(officer), leads=found.agency.path.startswith(officer.agency.path)
    ):
        raise NotFound(code="no-such-dossier")
    return found


def locked(code: str) -> Dossier:
    """The dossier with this code, its row locked until the transaction ends. For jobs, which see all."""
    return Dossier.objects.select_related(*NEAR).select_for_update(of=("self",)).get(code=code)


def of_code(code: str) -> Dossier:
    """The dossier with this code, for the command line, which sees all. Raises NotFound."""
    found = Dossier.objects.select_related(*NEAR, "result").filter(code=normal_code(code)).first()
    if found is None:
        raise NotFound(code="no-such-dossier")
    return found


def dossier_of(person: Person | None, code: str) -> Dossier:
    """The dossier with this code, if this person applied for it. Raises NotFound."""
    found = (
        only(Dossier.objects.select_related(*NEAR).filter(code=normal_code(code), applicant=person))
        if person
        else None
    )
    if found is None:
        raise NotFound(code="no-such-dossier")
    return found


def dossiers_of(
    person: Person, *, before: str = "", limit: int = 20, procedure: str = ""
) -> tuple[list[Dossier], str]:
    """This person's dossiers, the latest first, and the code to go on before; "" at the end. One query."""
    found = Dossier.objects.of_applicant(person)
    if before:
        found = found.filter(pk__lt=Subquery(found.filter(code=normal_code(before)).values("pk")))
    if procedure:
        found = found.filter(procedure_code=procedure)
    rows = list(
        found.select_related("agency", "assignee__account").only(*LISTED).order_by("-pk")[: limit + 1]
    )
    return rows[:limit], rows[limit - 1].code if len(rows) > limit else ""


def tracked(code: str, digits: str) -> Dossier:
    """The dossier with this code whose applicant's number ends with these four digits. Raises NotFound.

    A wrong code and wrong digits are refused in the same words, so that codes cannot be tried out.
    """
    found = only(Dossier.objects.select_related(*NEAR).filter(code=normal_code(code)))
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


@dataclass(frozen=True, slots=True)
class CheckedAct:
    """An act and what its signature is worth. `signature` is None where the act needs none."""

    entry: Entry
    intact: bool  # the row says what its digest says
    signature: ActSignature | None

    @property
    def holds(self) -> bool:
        """Nothing altered, and whoever needed to sign did, with their own key."""
        if self.signature is None:
            # An officer who files for somebody at the counter signs nothing: the application is not theirs.
            officers = self.entry.actor.startswith("officer:") and self.entry.verb != Verb.SUBMIT
            return self.intact and not officers
        return self.intact and self.signature.valid and self.signature.holder == self.entry.actor


def checked_history(dossier: Dossier) -> list[CheckedAct]:
    """Every act on this dossier with its signature re-checked. Two queries."""
    entries = history(dossier)
    altered = {fault.entry for fault in journal.altered(entries)}
    signed = [entry for entry in entries if entry.signature]
    found = signing.verify_acts(
        (canonical.encode(entry.statement()), entry.signature, entry.at) for entry in signed
    )
    of = {entry.pk: signature for entry, signature in zip(signed, found, strict=True)}
    return [CheckedAct(entry, entry.pk not in altered, of.get(entry.pk)) for entry in entries]


def attachments(dossier: Dossier) -> list[Attachment]:
    """What the applicant gave, with its documents."""
    return list(
        Attachment.objects.filter(dossier=dossier).select_related("document").order_by("component", "pk")
    )


PAPERS = ("confirmation", "receipt", "decision", "result")


def papers(dossier: Dossier) -> dict[str, Document]:
    """The papers made for this dossier so far, by name. One query."""
    ids = {name: getattr(dossier, f"{name}_id") for name in PAPERS}
    made = Document.objects.in_bulk([pk for pk in ids.values() if pk])
    return {name: made[pk] for name, pk in ids.items() if pk}


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
    officer: Officer,
    which: Queue,
    *,
    now: datetime,
    after: Position | None = None,
    limit: int = 50,
    procedure: str = "",
) -> Page:
    """A page of this officer's list, what is due first on top. One query, whatever the size of the table."""
    found = _queue(officer, which, now)
    if procedure:
        found = found.filter(procedure_code=procedure)
    return page(found, after=after, limit=limit)


def page(found: QuerySet[Dossier], *, after: Position | None, limit: int) -> Page:
    """The next `limit` of these by due date and id: the hundredth page costs what the first does."""
    if after:
        found = found.filter(Q(due_at__gt=after.due_at) | Q(due_at=after.due_at, pk__gt=after.pk)).filter(
            due_at__gte=after.due_at
        )
    rows = list(
        found.select_related("agency", "assignee__account")
        .defer("answers")
        .order_by("due_at", "pk")[: limit + 1]
    )
    more = len(rows) > limit
    rows = rows[:limit]
    return Page(rows, Position(rows[-1].due_at, rows[-1].pk) if more else None)


def _queue(officer: Officer, which: Queue, now: datetime) -> DossierQuerySet:
    if which == Queue.WAITING:
        return Dossier.objects.open().waiting_for(officer)
    if which == Queue.MINE:
        return Dossier.objects.open().assigned_to(officer)
    unit = _unit(officer)
    if which == Queue.UNIT:
        return unit
    return unit.late(now) if which == Queue.LATE else unit.due_soon(now)


def _unit(officer: Officer) -> DossierQuerySet:
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
