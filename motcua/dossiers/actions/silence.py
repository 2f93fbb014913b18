"""Silence that counts: an applicant's about a draft result, an agency's that was asked for its opinion."""

import logging
from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Greatest

from motcua.dossiers.actions.doing import Doing
from motcua.dossiers.actions.proposals import TIMEKEEPER
from motcua.dossiers.actions.steps import perform, row_for
from motcua.dossiers.actions.telling import to_officers, whose_turn
from motcua.dossiers.models import Dossier, Opinion
from motcua.dossiers.queries import NEAR
from motcua.dossiers.queries import telling as queries
from motcua.dossiers.rules import telling
from motcua.dossiers.rules.process import State, Verb
from motcua.journal import actions as journal
from motcua.journal.models import Entry
from motcua.kernel import clock
from motcua.kernel.errors import MotcuaError
from motcua.notifications import actions as notifications
from motcua.notifications.rules import Notice

BATCH = 500
_log = logging.getLogger(__name__)


def confirm_silent(*, at: datetime) -> int:
    """Takes the draft results for confirmed whose applicants let the time pass; how many."""
    codes = list(
        Dossier.objects.filter(state=State.CONFIRMING, draft_due_at__lt=at)
        .order_by("draft_due_at")
        .values_list("code", flat=True)
    )
    return sum(_confirm(code, at) for code in codes)


def _confirm(code: str, at: datetime) -> bool:
    """Through the table, as the applicant would; the journal says that it was silence."""
    with transaction.atomic():
        wanted = Dossier.objects.select_related(*NEAR).filter(
            code=code, state=State.CONFIRMING, draft_due_at__lt=at
        )
        dossier = wanted.select_for_update(of=("self",), skip_locked=True).first()
        if dossier is None:
            return False
        try:
            row = row_for(dossier, Verb.CONFIRM, None)
        except MotcuaError:
            _log.exception("Dossier %s cannot be confirmed by silence.", code)
            return False
        perform(Doing(dossier, row, TIMEKEEPER, None, None, at, "", {}, body={"silence": True}))
    return True


@transaction.atomic
def note_silence(*, at: datetime) -> int:
    """Notes which agencies let the time for their opinion pass: nobody has to wait for them any longer.

    Tells who had asked; how many, at most a batch.
    """
    found = list(
        Opinion.objects.filter(answered_at=None, silent_at=None, due_at__lt=at)
        .select_related("agency", "dossier__agency", "dossier__desk", "dossier__applicant")
        .defer("dossier__answers")
        .select_for_update(of=("self", "dossier"), skip_locked=True)
        .order_by("due_at")[:BATCH]
    )
    if not found:
        return 0
    Opinion.objects.filter(pk__in=[one.pk for one in found]).update(silent_at=at)
    silent = Counter(one.dossier_id for one in found)
    for count in set(silent.values()):  # how many agencies of one dossier are silent at once: one or two
        some = [pk for pk, number in silent.items() if number == count]
        Dossier.objects.filter(pk__in=some).update(awaited=Greatest(F("awaited") - count, 0))
    going = [one for one in found if one.dossier.waiting_role]
    Entry.objects.bulk_create(
        journal.compose(
            by=TIMEKEEPER,
            verb="opinion-silent",
            subject=one.dossier.subject,
            at=at,
            revision=one.dossier.revision,
            agency=one.agency.code,
            body={"agency": one.agency.code, "due_at": one.due_at.isoformat()},
        )
        for one in found
    )
    colleagues = queries.colleagues_of([one.dossier for one in going], on=clock.day(at))
    notifications.post([n for one in going for n in _silence(one, colleagues)], by=TIMEKEEPER, at=at)
    return len(found)


def _silence(opinion: Opinion, colleagues: telling.Colleagues) -> Iterable[Notice]:
    dossier = opinion.dossier
    said = telling.general(queries.facts(dossier))
    said |= telling.both("agency", queries.name_of(opinion.agency)) | telling.at("deadline", opinion.due_at)
    readers = telling.hearing(colleagues, opinion.asked_by_id) or whose_turn(dossier, colleagues)
    return to_officers(dossier, telling.SILENT_OPINION, said, readers, stamp=f"opinion-{opinion.pk}")
