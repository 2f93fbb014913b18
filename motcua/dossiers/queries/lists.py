"""Lists: of an officer's home page and of an applicant; pages by key, never by number."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db.models import Q, QuerySet, Subquery

from motcua.agencies import queries as agencies
from motcua.agencies.models import Officer
from motcua.agencies.rules.kinds import AgencyKind, Role
from motcua.dossiers.models import Dossier, DossierQuerySet, Opinion, Proposal
from motcua.dossiers.queries import finding
from motcua.dossiers.rules.codes import normal_code
from motcua.dossiers.rules.process import APPLICANT, BEFORE_RECEPTION
from motcua.kernel import clock
from motcua.people.models import Person

LISTED = (
    "code", "revision", "procedure_code", "version_id", "applicant_name", "channel", "state", "waiting_role",
    "waiting_at_id", "desk_id", "submitted_at", "received_at", "due_at", "paused_at", "settled_at",
    "returned_at", "proposals", "opinions", "agency_id", "assignee_id",
    "agency__code", "agency__name_vi", "agency__name_en", "assignee__account__name",
)  # fmt: skip


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


class Queue(StrEnum):
    """The lists of an officer's home page."""

    WAITING = "waiting"
    MINE = "mine"
    UNIT = "unit"
    DUE_SOON = "due_soon"
    LATE = "late"
    PROPOSALS = "proposals"  # what the officer has to agree to
    APOLOGIES = "apologies"  # drafted by the system, their reason still to be given
    OPINIONS = "opinions"  # other agencies ask the officer's
    APPLICANT = "applicant"  # of the unit, waiting for the applicant


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
        .only(*LISTED)
        .order_by("due_at", "pk")[: limit + 1]
    )
    more = len(rows) > limit
    rows = rows[:limit]
    return Page(rows, Position(rows[-1].due_at, rows[-1].pk) if more else None)


def _queue(officer: Officer, which: Queue, now: datetime) -> DossierQuerySet:
    return LISTS[which](officer, now)


def _waiting(officer: Officer, now: datetime) -> DossierQuerySet:
    """On the desks of the officer's positions, and of those they stand in for."""
    seen = finding.hand(officer, on=clock.day(now))
    return Dossier.objects.open().waiting_for(officer, {*seen.roles, *seen.lent})


def _proposals(officer: Officer, now: datetime) -> DossierQuerySet:
    """Of the deciding agency, until reception of the desk: where the approver sits who has to agree."""
    seen = finding.hand(officer, on=clock.day(now))
    if not seen.has(Role.APPROVER):
        return Dossier.objects.none()
    before = Q(state__in=BEFORE_RECEPTION)
    here = before & Q(desk=officer.agency_id) | ~before & Q(agency=officer.agency_id)
    return Dossier.objects.open().filter(here, proposals__gt=0)


def _apologies(officer: Officer, now: datetime) -> DossierQuerySet:
    if Role.CASE not in officer.roles:
        return Dossier.objects.none()
    drafted = Proposal.objects.filter(decided_at=None, proposed_at=None).values("dossier")
    return Dossier.objects.open().filter(agency=officer.agency_id, pk__in=drafted)


def _opinions(officer: Officer, now: datetime) -> DossierQuerySet:
    if Role.CASE not in officer.roles:
        return Dossier.objects.none()
    asked = Opinion.objects.filter(agency=officer.agency_id, answered_at=None).values("dossier")
    return Dossier.objects.open().filter(pk__in=asked)


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


LISTS: Mapping[Queue, Callable[[Officer, datetime], DossierQuerySet]] = {
    Queue.WAITING: _waiting,
    Queue.MINE: lambda officer, now: Dossier.objects.open().assigned_to(officer),
    Queue.UNIT: lambda officer, now: _unit(officer),
    Queue.DUE_SOON: lambda officer, now: _unit(officer).due_soon(now),
    Queue.LATE: lambda officer, now: _unit(officer).late(now),
    Queue.PROPOSALS: _proposals,
    Queue.APOLOGIES: _apologies,
    Queue.OPINIONS: _opinions,
    Queue.APPLICANT: lambda officer, now: _unit(officer).filter(waiting_role=APPLICANT),
}
