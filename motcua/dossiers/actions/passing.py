"""What time does by itself: warns, drafts apologies, and (see `silence`) takes silence for an answer.

Each pass reads only what is due, by partial indexes, in batches of short transactions. A pass that was missed
is caught up by the next.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from motcua.agencies.rules.kinds import Role
from motcua.dossiers.actions.clocks import short_of_time
from motcua.dossiers.actions.proposals import TIMEKEEPER, by_the_clock, draft_apologies, extendable
from motcua.dossiers.actions.silence import BATCH, confirm_silent, note_silence
from motcua.dossiers.actions.telling import to_officers, whose_turn
from motcua.dossiers.models import Dossier, Proposal
from motcua.dossiers.queries import telling as queries
from motcua.dossiers.rules import telling
from motcua.dossiers.rules.deadlines import SOON, Warned
from motcua.dossiers.rules.process import APPLICANT, State, Verb
from motcua.kernel import clock
from motcua.notifications import actions as notifications


@dataclass(frozen=True, slots=True)
class Passed:
    """How many each part of a pass found; `foreseen` are apologies drafted before the date has passed."""

    soon: int
    late: int
    foreseen: int
    confirmed: int
    silent: int


def pass_time(*, at: datetime) -> Passed:
    """One pass: everything that became due since the last, whenever that was. Doing it twice changes nothing.

    A dossier that somebody is at work on is left for the next pass.
    """
    return Passed(
        late=_until_done(warn_late, at),
        soon=_until_done(warn_soon, at),
        foreseen=foresee(at=at),
        confirmed=confirm_silent(at=at),
        silent=_until_done(note_silence, at),
    )


def _until_done(batch: Callable[..., int], at: datetime) -> int:
    total = 0
    while found := batch(at=at):
        total += found
        if found < BATCH:
            break
    return total


def warn_soon(*, at: datetime) -> int:
    """Tells whose turn it is that these are due within three days; how many, at most a batch."""
    due = Q(warned=Warned.NOTHING, due_at__gte=at, due_at__lte=at + SOON)
    return _warn(due, Warned.SOON, "due-soon", telling.DUE_SOON, at)


def warn_late(*, at: datetime) -> int:
    """Tells whose turn it is, and who leads, that these are late, and drafts the apology; at most a batch."""
    due = Q(warned__in=[Warned.NOTHING, Warned.SOON], due_at__lt=at)
    return _warn(due, Warned.LATE, "late", telling.LATE, at)


@transaction.atomic
def _warn(due: Q, warned: Warned, verb: str, event: str, at: datetime) -> int:
    found = list(_free(queries.tellable().running().filter(due))[:BATCH])
    if not found:
        return 0
    Dossier.objects.filter(pk__in=[one.pk for one in found]).update(warned=warned)
    told = [one for one in found if one.state != State.INCOMPLETE]  # its clock has not started
    by_the_clock(told, verb, at)
    colleagues = queries.colleagues_of(told, on=clock.day(at))
    notifications.post(
        [
            notice
            for one in told
            for notice in to_officers(
                one,
                event,
                telling.general(queries.facts(one)),
                _warned_officers(one, warned, colleagues),
                stamp=f"{one.due_at:%y%m%d%H%M}",
            )
        ],
        by=TIMEKEEPER,
        at=at,
    )
    if warned == Warned.LATE:
        draft_apologies(told, at=at)
    return len(found)


def _free(dossiers: QuerySet[Dossier]) -> QuerySet[Dossier]:
    """Locked for this transaction, without those that somebody else has locked."""
    return dossiers.select_for_update(of=("self",), skip_locked=True)


def _warned_officers(
    dossier: Dossier, warned: Warned, colleagues: telling.Colleagues
) -> list[telling.Colleague]:
    found = whose_turn(dossier, colleagues) if dossier.waiting_role != APPLICANT else []
    found += telling.hearing(colleagues, dossier.assignee_id)
    if warned == Warned.LATE:
        leading = [Role.APPROVER, Role.LEADER]
        found += telling.holding(
            colleagues, leading, place=dossier.agency_id, without=dossier.applicant.account_id
        )
    return list({one.officer: one for one in found}.values())


def foresee(*, at: datetime) -> int:
    """Drafts the apology for those that are due soon and cannot be done in time; how many.

    Where one was declined none is drafted again for the same date.
    """
    total = 0
    near = Dossier.objects.running().filter(
        ~Exists(_apologies_of(OuterRef("pk"))), warned=Warned.SOON, due_at__gte=at, due_at__lte=at + SOON
    )
    after = 0
    while found := list(near.select_related("agency").filter(pk__gt=after).order_by("pk")[:BATCH]):
        short = [one.pk for one in found if extendable(one) and short_of_time(one, at)]
        if short:
            with transaction.atomic():
                locked = list(_free(near.select_related("agency").filter(pk__in=short)))
                total += draft_apologies(locked, at=at)
        after = found[-1].pk
    return total


def _apologies_of(dossier: OuterRef) -> QuerySet[Proposal]:
    """Those that wait, and those that were declined."""
    return Proposal.objects.filter(Q(decided_at=None) | Q(agreed=False), dossier=dossier, verb=Verb.EXTEND)
