"""What else an act changes, beside where the dossier stands: one small function for each verb."""

from collections.abc import Callable, Mapping
from datetime import datetime

from motcua.agencies import queries as agencies
from motcua.agencies.rules import worktime
from motcua.catalogue.rules.definition import Consultation
from motcua.dossiers.actions import supplements
from motcua.dossiers.actions.doing import Doing, calendar_of
from motcua.dossiers.models import Counter, Notice, Opinion, Pause, Replaced
from motcua.dossiers.rules import codes
from motcua.dossiers.rules.codes import ABBREVIATIONS
from motcua.dossiers.rules.grounds import ground_of
from motcua.dossiers.rules.notices import Form
from motcua.dossiers.rules.process import Clock, Verb
from motcua.kernel import clock
from motcua.kernel.queue import enqueue


def _take(doing: Doing) -> None:
    doing.dossier.assignee = doing.officer


def _hand_over(doing: Doing) -> None:
    doing.dossier.assignee = agencies.officer(doing.given["officer"])


def _receive(doing: Doing) -> None:
    """The receipt names the due date, so it is made once: a dossier that was sent back keeps both."""
    if doing.dossier.receipt_id is None:
        enqueue("dossiers.make_receipt", code=doing.dossier.code)


def _ask_supplement(doing: Doing) -> None:
    doing.dossier.supplements += 1


def _consult(doing: Doing) -> None:
    """A row for each agency; none of them owes an earlier answer, see the reader."""
    dossier = doing.dossier
    assert doing.officer
    rows = [
        Opinion(
            dossier=dossier,
            agency=agencies.agency(code),
            question=doing.given["question"],
            asked_by=doing.officer,
            asked_at=doing.at,
            due_at=datetime.fromisoformat(doing.given["due"]),
        )
        for code in doing.given["agencies"]
    ]
    Opinion.objects.bulk_create(rows)
    dossier.opinions += len(rows)
    if doing.procedure.consultation == Consultation.WAIT:
        dossier.awaited += len(rows)


def _answer(doing: Doing) -> None:
    dossier = doing.dossier
    assert doing.officer
    opinion = dossier.asked.get(answered_at=None, agency=doing.officer.agency_id)
    opinion.answered_by, opinion.answered_at = doing.officer, doing.at
    opinion.stance, opinion.answer = doing.given["stance"], doing.given["answer"]
    opinion.save(update_fields=["answered_by", "answered_at", "stance", "answer"])
    dossier.opinions -= 1
    if opinion.silent_at is None:
        dossier.awaited = max(0, dossier.awaited - 1)


def _show_draft(doing: Doing) -> None:
    """One working day, say, in which the applicant may object; silence agrees.

    What is shown is the result asked for, also where it was first proposed not to settle.
    """
    time = doing.procedure.confirm_draft
    assert time  # the need DRAFT_WANTED says so
    calendar = calendar_of(doing.dossier, doing.at)
    doing.dossier.negative = False
    doing.dossier.draft_due_at = worktime.due(calendar, doing.at, time.amount, time.unit)


def _confirm(doing: Doing) -> None:
    doing.dossier.draft_confirmed_at, doing.dossier.draft_due_at = doing.at, None


def _object(doing: Doing) -> None:
    doing.dossier.draft_due_at = None


def _appraise(doing: Doing) -> None:
    doing.dossier.proposal, doing.dossier.negative = doing.note, False


def _deny(doing: Doing) -> None:
    doing.dossier.proposal, doing.dossier.negative = doing.given["reason"], True


def _approve(doing: Doing) -> None:
    assert doing.officer
    enqueue(
        "dossiers.make_decision",
        code=doing.dossier.code,
        revision=doing.revision,
        officer=doing.officer.pk,
        absent=doing.lent.officer if doing.lent else 0,
    )


def _seal(doing: Doing) -> None:
    dossier = doing.dossier
    day = clock.day(doing.at)
    abbreviation = ABBREVIATIONS[Form.NEGATIVE] if dossier.negative else doing.procedure.result.abbreviation
    sequence = Counter.advance(dossier.agency_id, f"{abbreviation}:{day.year}")
    dossier.number = codes.document_number(sequence, abbreviation)
    dossier.issued_on = day
    doing.body.update(number=dossier.number, issued_on=day.isoformat())
    enqueue("dossiers.make_result", code=dossier.code, revision=doing.revision)


def _dispatch(doing: Doing) -> None:
    doing.dossier.tracking_number = doing.given["tracking"]


def _return(doing: Doing) -> None:
    doing.dossier.returned_at = doing.at
    doing.dossier.handed_to = doing.given.get("handed_to", "")


def _send_back(doing: Doing) -> None:
    """Back to whoever did the step before; a decision that was signed meanwhile no longer counts."""
    doing.dossier.decision = None
    doing.dossier.draft_confirmed_at = None


def _correct(doing: Doing) -> None:
    """The result that was issued is kept as it is; the next one replaces it."""
    dossier = doing.dossier
    assert dossier.result_id
    assert dossier.issued_on
    Replaced.objects.create(
        dossier=dossier,
        number=dossier.number,
        issued_on=dossier.issued_on,
        document_id=dossier.result_id,
        reason=doing.note,
        replaced_at=doing.at,
    )
    doing.body["replaces"] = dossier.number
    dossier.number, dossier.issued_on = "", None
    dossier.decision = dossier.result = None
    dossier.draft_confirmed_at = None
    dossier.tracking_number = dossier.handed_to = ""


EFFECTS: Mapping[Verb, Callable[[Doing], None]] = {
    Verb.TAKE: _take,
    Verb.HAND_OVER: _hand_over,
    Verb.RECEIVE: _receive,
    Verb.ASK_SUPPLEMENT: _ask_supplement,
    Verb.ASK_AGAIN: _ask_supplement,
    Verb.SUPPLEMENT: supplements.give,
    Verb.CONSULT: _consult,
    Verb.ANSWER: _answer,
    Verb.SHOW_DRAFT: _show_draft,
    Verb.CONFIRM: _confirm,
    Verb.OBJECT: _object,
    Verb.APPRAISE: _appraise,
    Verb.DENY: _deny,
    Verb.APPROVE: _approve,
    Verb.SEAL: _seal,
    Verb.DISPATCH: _dispatch,
    Verb.RETURN: _return,
    Verb.SEND_BACK: _send_back,
    Verb.CORRECT: _correct,
}


def apply(doing: Doing) -> None:
    """Changes what this act changes, and makes out the form that it sends."""
    effect = EFFECTS.get(doing.row.verb)
    if effect:
        effect(doing)
    if doing.row.form not in (None, Form.RECEIPT):
        _notify(doing)


def _notify(doing: Doing) -> None:
    """The form's row now, its paper in a job; where the clock stops, the pause that it is the ground of."""
    dossier, form = doing.dossier, doing.row.form
    assert form
    assert doing.officer  # nothing goes out that no officer answers for
    year = clock.day(doing.at).year
    abbreviation = ABBREVIATIONS[form]
    body = dict(doing.given)
    if form == Form.RESUME:
        body["new_due"] = dossier.due_at.isoformat()
    notice = Notice.objects.create(
        dossier=dossier,
        form=form,
        issuer=doing.issuer,
        number=codes.document_number(
            Counter.advance(doing.issuer.pk, f"{abbreviation}:{year}"), abbreviation
        ),
        revision=doing.revision,
        made_at=doing.at,
        officer=doing.officer,
        absent_id=doing.lent.officer if doing.lent else None,
        body=body,
    )
    doing.body["notice"] = notice.number
    enqueue("dossiers.make_notice", notice=notice.pk)
    if doing.row.clock == Clock.PAUSES:
        Pause.objects.create(
            dossier=dossier,
            reason=doing.row.target,
            ground=body.get("ground") or ground_of(doing.row.target),
            notice=notice,
            started_at=doing.at,
            due_before=dossier.due_at,
        )
