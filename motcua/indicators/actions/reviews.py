"""Writing what a leader makes of a finding."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from motcua.agencies import queries as agencies
from motcua.agencies.models import Agency, Officer
from motcua.agencies.rules.kinds import Role
from motcua.indicators.models import Review
from motcua.indicators.rules import honesty
from motcua.indicators.rules.honesty import MOST_NOTE, Finding, Verdict
from motcua.journal import actions as journal
from motcua.kernel import clock
from motcua.kernel.errors import Invalid, NotAllowed, NotFound
from motcua.kernel.text import clean
from motcua.signing import actions as signing

REVIEWING = frozenset({Role.LEADER, Role.APPROVER})


@transaction.atomic
def review(
    *, finding: Finding, unit: Agency, verdict: Verdict, note: str, by: Officer, at: datetime
) -> Review:
    """Says what a leader makes of this finding at this unit; it stays listed, with the review beside it.

    Earlier reviews stay too. Raises NotFound where the unit is not below the leader's, NotAllowed for whoever
    leads nobody, is the subject or stands in for it, Invalid without a note.
    """
    if unit.code != finding.unit or not unit.path.startswith(by.agency.path):
        raise NotFound(_("Không có phát hiện này."), code="no-such-finding")
    if REVIEWING.isdisjoint(agencies.acting(by, REVIEWING, on=clock.day(at)).held):
        raise NotAllowed(_("Chỉ lãnh đạo cơ quan được kết luận về phát hiện."), code="leaders-only")
    absent = by.instead_of(REVIEWING)
    if finding.who in (by.actor.ref, absent.actor.ref if absent else None):
        raise NotAllowed(_("Phát hiện này nói về chính bạn. Người khác sẽ xem xét."), code="own-finding")
    made = Review.objects.create(
        key=finding.key,
        rule=finding.rule,
        rule_version=honesty.rule(finding.rule).version,
        unit=unit.code,
        verdict=verdict,
        note=_note(note),
        numbers=dict(finding.numbers),
        dossiers=len(finding.codes),
        by=by.actor.ref,
        by_name=by.actor.name,
        for_name=by.name_instead_of(REVIEWING),
        at=at,
    )
    journal.record(
        by=by.actor,
        verb="review-finding",
        subject=f"finding:{finding.key}",
        at=at,
        agency=by.agency.code,
        body={
            "verdict": verdict.value,
            "note": made.note,
            "numbers": made.numbers,
            "dossiers": made.dossiers,
            "rule_version": made.rule_version,
            **by.said_for(REVIEWING),
        },
        sign=lambda payload: signing.sign_act(payload, holder=by.holder),
    )
    return made


def _note(text: str) -> str:
    said = clean(text)
    if not said:
        raise Invalid(fields={"note": [_("Vui lòng ghi lý do hoặc kết quả kiểm tra.")]})
    if len(said) > MOST_NOTE:
        raise Invalid(fields={"note": [_("Nội dung quá dài. Vui lòng ghi tối đa 2000 ký tự.")]})
    return said
