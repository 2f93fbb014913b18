"""Acts: one function runs a row of the table. Clocks, effects and readers say what else a verb does."""

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from motcua.agencies.models import Officer
from motcua.agencies.rules.kinds import Role
from motcua.dossiers import queries
from motcua.dossiers.actions import effects, readers
from motcua.dossiers.actions.clocks import CLOCKS, step_due
from motcua.dossiers.actions.doing import Doing
from motcua.dossiers.models import Dossier, Proposal
from motcua.dossiers.rules import acts
from motcua.dossiers.rules.acts import Authority
from motcua.dossiers.rules.process import VERB_NAMES, State, Transition, Verb
from motcua.dossiers.rules.processes import step_of, transition, transitions_from, waiting_for
from motcua.journal import actions as journal
from motcua.journal import queries as journal_queries
from motcua.kernel.errors import Invalid, NotAllowed, NotFound, WrongState
from motcua.kernel.text import clean
from motcua.people.models import Account
from motcua.signing import actions as signing

MAX_NOTE = 2000
CHANGING = (
    "revision", "answers", "handed", "state", "waiting_role", "waiting_at", "assignee", "received_at",
    "first_due_at", "due_at", "step_due_at", "paused_at", "settled_at", "returned_at", "warned",
    "supplements", "proposals", "opinions", "awaited", "draft_due_at", "draft_confirmed_at", "negative",
    "tracking_number", "handed_to", "proposal", "number", "issued_on", "decision", "result",
)  # fmt: skip
UNANSWERED = tuple(name for name in CHANGING if name not in ("answers", "handed"))


@transaction.atomic
def act(
    *,
    verb: Verb,
    code: str,
    by: Officer,
    at: datetime,
    revision: int | None = None,
    note: str = "",
    given: Mapping[str, Any] | None = None,
) -> Dossier:
    """Does one act of the table on a dossier, signed with the officer's certificate.

    `revision` is what the officer's page showed: if others acted since, WrongState says who did what.
    `note` and `given` are what the act needs, see `readers`. Where the table says that somebody else must
    agree, the act is only proposed (`agree` and `decline` follow). Raises NotFound, NotAllowed,
    WrongState or Invalid; then nothing has changed.
    """
    dossier = queries.dossier_for(by, code, lock=True)
    row = row_for(dossier, verb, revision)
    hand = queries.hand_for(by, row.role, at)
    refused = acts.refusal(row, dossier.case(), hand)
    if refused:
        raise refused
    lent = hand.lent.get(row.role or "") if row.role not in hand.roles else None
    doing = Doing(dossier, row, by.actor, by, by.account, at, checked_note(note), given or {}, lent)
    return perform(doing)


@transaction.atomic
def act_as_applicant(
    *,
    verb: Verb,
    dossier: Dossier,
    by: Account,
    at: datetime,
    officer: Officer | None = None,
    revision: int | None = None,
    note: str = "",
    given: Mapping[str, Any] | None = None,
) -> Dossier:
    """What the applicant does with their own dossier, or an officer at the counter for them.

    `dossier` is as somebody may see it (`queries.dossier_of`, `dossier_for`). Raises NotFound for anybody
    else's dossier, NotAllowed for an officer of another counter, WrongState or Invalid.
    """
    dossier = queries.locked(dossier.code)
    lent = None
    if officer:
        lent = _at_counter(officer, dossier, at)
    elif dossier.applicant.account_id != by.pk:
        raise NotFound(code="no-such-dossier")
    row = row_for(dossier, verb, revision)
    if row.role is not None:
        raise WrongState(code="act-out-of-order")
    refused = acts.unmet(row, dossier.case())
    if refused:
        raise refused
    actor = officer.actor if officer else by.actor
    doing = Doing(dossier, row, actor, officer, by, at, checked_note(note), given or {}, lent)
    return perform(doing)


def _at_counter(officer: Officer, dossier: Dossier, at: datetime) -> Authority | None:
    """For which absent colleague this officer types for the applicant, if for one. Raises NotAllowed."""
    hand = queries.hand_for(officer, Role.RECEPTION, at)
    if not hand.has(Role.RECEPTION) or officer.agency_id != dossier.desk_id:
        raise NotAllowed(
            _("Chỉ cán bộ tiếp nhận của nơi nhận hồ sơ được làm thay người nộp tại quầy."),
            code="not-reception",
        )
    return None if Role.RECEPTION in hand.roles else hand.lent[Role.RECEPTION]


def row_for(dossier: Dossier, verb: Verb, revision: int | None) -> Transition:
    """The row of the table for this act now. Raises WrongState."""
    if revision is not None and revision != dossier.revision:
        raise WrongState(_changed(dossier, revision), code="stale")
    row = transition(dossier.process, State(dossier.state), verb)
    if row is None:
        raise WrongState(code="act-out-of-order")
    return row


def checked_note(note: str) -> str:
    """The note, clean. Raises Invalid when it is too long."""
    note = clean(note)
    if len(note) > MAX_NOTE:
        raise Invalid(fields={"note": [_("Nội dung quá dài. Vui lòng viết tối đa 2000 ký tự.")]})
    return note


def perform(doing: Doing, *, agreed: bool = False) -> Dossier:
    """Runs the row: reads what came with it, then proposes it or does it. The dossier is locked."""
    if not agreed:
        doing = doing.reading(readers.read(doing))
    if doing.row.agrees and not agreed:
        _propose(doing)
    else:
        _do(doing)
    dossier = doing.dossier
    dossier.revision = doing.revision
    dossier.save(update_fields=CHANGING if doing.row.verb == Verb.SUPPLEMENT else UNANSWERED)
    return dossier


def _do(doing: Doing) -> None:
    dossier, row = doing.dossier, doing.row
    if doing.note:
        doing.body["note"] = doing.note
    if step_of(dossier.process, row.target) != step_of(dossier.process, row.source):
        dossier.assignee = None  # whoever waits for the applicant keeps the dossier
    CLOCKS[row.clock](doing)
    effects.apply(doing)
    if row.target != row.source:
        _move(dossier, row.target, doing.at)
    if row.verb in (Verb.SEND_BACK, Verb.CORRECT):
        dossier.assignee = queries.who_did_step_of(dossier)
    if dossier.proposals or dossier.warned:  # an apology is drafted only for what was warned of
        _overtake(doing)
    write(doing, row.verb, {"from": row.source.value, "to": row.target.value, **_said(doing)})


def _said(doing: Doing) -> dict[str, Any]:
    """What came with the act, for the journal; a supplement's answers stay in the dossier."""
    return {"given": dict(doing.given)} if doing.given and doing.row.verb != Verb.SUPPLEMENT else {}


def _propose(doing: Doing) -> None:
    """Keeps what is proposed, once: the one who has to agree finds it in their list."""
    dossier, row = doing.dossier, doing.row
    found = Proposal.objects.filter(dossier=dossier, verb=row.verb, decided_at=None).first()
    if found and found.proposed_at:
        raise WrongState(_("Việc này đã được trình và đang chờ duyệt."), code="already-proposed")
    proposal = found or Proposal(dossier=dossier, verb=row.verb, drafted_at=doing.at)
    proposal.body, proposal.note = dict(doing.given), doing.note
    proposal.proposed_at, proposal.proposed_by = doing.at, doing.officer
    proposal.save()
    dossier.proposals += 1
    write(doing, Verb.PROPOSE, {"verb": row.verb.value, "proposed": dict(doing.given)})


def _overtake(doing: Doing) -> None:
    """What was proposed and can no longer happen, or just did, waits no more.

    Nor does what now only another position may propose, as reception's wish for one more supplement when
    the dossier has gone on to the case officer; nor a refusal or a stop that a supplement has answered.
    """
    dossier = doing.dossier
    answered = (Verb.REFUSE, Verb.STOP) if doing.row.verb == Verb.SUPPLEMENT else ()
    before = {row.verb: row.role for row in transitions_from(dossier.process, doing.row.source)}
    possible = [
        row.verb
        for row in transitions_from(dossier.process, State(dossier.state))
        if row.verb in before and row.role == before[row.verb] and row.verb not in answered
    ]
    Proposal.objects.filter(dossier=dossier, decided_at=None).exclude(verb__in=possible).update(
        decided_at=doing.at
    )
    dossier.proposals = Proposal.objects.filter(
        dossier=dossier, decided_at=None, proposed_at__isnull=False
    ).count()


def write(doing: Doing, verb: Verb, body: Mapping[str, Any]) -> None:
    """The journal row of this act, signed where an officer acts."""
    officer = doing.officer
    signs = officer is not None and doing.actor.ref == officer.actor.ref
    lent = {"officer": f"officer:{doing.lent.officer}", "name": doing.lent.name} if doing.lent else None
    journal.record(
        by=doing.actor,
        verb=verb,
        subject=doing.dossier.subject,
        at=doing.at,
        revision=doing.revision,
        agency=officer.agency.code if officer else doing.dossier.agency.code,
        body={**body, **({"for": lent} if lent else {}), **doing.body},
        sign=partial(signing.sign_act, holder=officer.holder) if officer and signs else None,
    )


def _move(dossier: Dossier, target: State, at: datetime) -> None:
    waiting = waiting_for(dossier.process, target)
    dossier.state = target
    dossier.waiting_role = waiting
    dossier.waiting_at_id = dossier.place_of(waiting)
    dossier.step_due_at = step_due(dossier, target, at)


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
