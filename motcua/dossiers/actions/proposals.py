"""Deciding on what was proposed: the approver agrees, and the row of the table happens, or declines."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from motcua.agencies.models import Officer
from motcua.dossiers import queries
from motcua.dossiers.actions import readers
from motcua.dossiers.actions.clocks import extension
from motcua.dossiers.actions.doing import Doing
from motcua.dossiers.actions.steps import checked_note, perform, row_for, write
from motcua.dossiers.models import Dossier, Proposal
from motcua.dossiers.rules import acts
from motcua.dossiers.rules.inputs import Reader
from motcua.dossiers.rules.notices import Apology
from motcua.dossiers.rules.process import State, Verb
from motcua.dossiers.rules.processes import transition
from motcua.journal import actions as journal
from motcua.journal.models import Entry
from motcua.journal.rules import Actor
from motcua.kernel.errors import NotAllowed

TIMEKEEPER = Actor("system:time", "Motcua")


@transaction.atomic
def agree(
    *, verb: Verb, code: str, by: Officer, at: datetime, revision: int | None = None, note: str = ""
) -> Dossier:
    """Does what was proposed under this verb; the agreeing officer answers for it and signs.

    Raises NotFound when nothing was proposed, NotAllowed (their own proposal, another's position),
    WrongState or Invalid (what was proposed no longer fits); then nothing has changed.
    """
    doing, proposal = _deciding(verb, code, by, at, revision, note)
    proposal.decided_at, proposal.decided_by, proposal.agreed, proposal.answer = at, by, True, doing.note
    # Read again: a date that was right when it was proposed may have passed.
    doing = replace(doing, note=proposal.note)
    given = readers.read(replace(doing, given=proposal.body))
    proposal.save()
    doing.body["proposed_by"] = proposal.proposed_by.account.name if proposal.proposed_by else ""
    return perform(replace(doing, given=given), agreed=True)


@transaction.atomic
def decline(
    *, verb: Verb, code: str, by: Officer, at: datetime, revision: int | None = None, note: str = ""
) -> Dossier:
    """Refuses what was proposed, with a reason; the dossier stays where it is. Raises as `agree` does."""
    doing, proposal = _deciding(verb, code, by, at, revision, note)
    reader = Reader({"note": note})
    reader.text("note", _("Vui lòng ghi vì sao bạn không đồng ý."))
    reader.done()
    proposal.decided_at, proposal.decided_by, proposal.agreed, proposal.answer = at, by, False, doing.note
    proposal.save()
    dossier = doing.dossier
    dossier.proposals -= 1
    write(doing, Verb.DECLINE, {"verb": verb.value, "note": doing.note})
    dossier.revision = doing.revision
    dossier.save(update_fields=["revision", "proposals"])
    return dossier


def _deciding(
    verb: Verb, code: str, by: Officer, at: datetime, revision: int | None, note: str
) -> tuple[Doing, Proposal]:
    dossier = queries.dossier_for(by, code, lock=True)
    row = row_for(dossier, verb, revision)
    hand = queries.hand_for(by, row.agrees, at)
    refused = acts.refusal(row, dossier.case(), hand, agreeing=True)
    if refused:
        raise refused
    proposal = queries.proposal(dossier, verb)
    if proposal.proposed_by_id == by.pk:
        raise NotAllowed(
            _("Đây là đề nghị của chính bạn. Vui lòng để người khác duyệt."), code="own-proposal"
        )
    lent = hand.lent.get(row.agrees or "") if row.agrees not in hand.roles else None
    doing = Doing(dossier, row, by.actor, by, by.account, at, checked_note(note), {}, lent)
    return doing, proposal


def draft_apologies(dossiers: Sequence[Dossier], *, at: datetime) -> int:
    """An apology for each that can be extended and has none, its reason left to the case officer; how many.

    Where one was declined none is drafted again. The dossiers are locked by the caller.
    """
    possible = [one for one in dossiers if extendable(one)]
    has = set(
        Proposal.objects.filter(
            Q(decided_at=None) | Q(agreed=False), dossier__in=[one.pk for one in possible], verb=Verb.EXTEND
        ).values_list("dossier", flat=True)
    )
    drafted = [one for one in possible if one.pk not in has]
    Proposal.objects.bulk_create(
        Proposal(
            dossier=one,
            verb=Verb.EXTEND,
            body=Apology("", one.due_at, extension(one, at)).as_data(),
            drafted_at=at,
        )
        for one in drafted
    )
    by_the_clock(drafted, "draft-apology", at)
    return len(drafted)


def extendable(dossier: Dossier) -> bool:
    """Whether its due date can be put off where it stands."""
    return transition(dossier.process, State(dossier.state), Verb.EXTEND) is not None


def by_the_clock(dossiers: Iterable[Dossier], verb: str, at: datetime) -> None:
    """A journal row for each, of what time did by itself."""
    Entry.objects.bulk_create(
        journal.compose(
            by=TIMEKEEPER,
            verb=verb,
            subject=one.subject,
            at=at,
            revision=one.revision,
            agency=one.agency.code,
            body={"due_at": one.due_at.isoformat()},
        )
        for one in dossiers
    )
