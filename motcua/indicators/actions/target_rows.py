"""Rows of targets and their journal entries: no row changes without one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from motcua.agencies.models import Agency, Officer
from motcua.indicators.models import Publication, Target
from motcua.indicators.queries.sharing import Line
from motcua.indicators.rules.periods import Period
from motcua.indicators.rules.target_periods import written
from motcua.indicators.rules.targets import ANSWERING, ASSIGNING, MOST_TEXT, MOVES, REPLIES, State, Verb
from motcua.journal import actions as journal
from motcua.kernel import text
from motcua.kernel.errors import Invalid, WrongState

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

WANTED: Mapping[str, StrOrPromise] = {
    "reason": _("Vui lòng ghi lý do điều chỉnh chỉ tiêu đã ban hành."),
    "source": _("Vui lòng ghi số, ngày của văn bản giao chỉ tiêu."),
    "shortfall_reason": _("Vui lòng ghi lý do ban hành khi các đơn vị chưa bảo đảm chỉ tiêu chung."),
    "unagreed_reason": _("Vui lòng ghi lý do ban hành khi có đơn vị chưa thống nhất."),
    "words": _("Vui lòng ghi nội dung góp ý."),
}


@dataclass(frozen=True, slots=True)
class Work:
    """Writes rows of one indicator and period, each with its journal entry."""

    by: Officer
    at: datetime
    indicators: str
    indicator: str
    period: Period

    @classmethod
    def on(cls, row: Target, by: Officer, at: datetime) -> Work:
        return cls(by, at, row.indicators, row.code, row.period)

    def draft(self, line: Line, value: Decimal | None, why: str) -> Target | None:
        """The draft that changed; None where all stays as it is."""
        held = line.held if line.held and line.held.period == self.period else None
        if value is None or (held and held.value == value):
            gone = {"withdrawn_at": self.at, "withdrawn_by": self.by.actor.ref}
            return self.move(line.draft, Verb.WITHDRAW, {}, **gone) if line.draft else None
        if line.draft:
            if line.draft.value == value:
                return None
            before = {"before": str(line.draft.value)}
            return self.move(line.draft, Verb.CHANGE, before, value=value, agreed_at=None, agreed_by="")
        if held and not why:
            raise Invalid(code="reason-wanted", fields={"reason": [WANTED["reason"]]})
        return self.create(Verb.DRAFT, line.unit, value, held, why, state=State.DRAFTED)

    def create(
        self,
        verb: Verb,
        unit: Agency,
        value: Decimal,
        held: Target | None,
        why: str,
        *,
        state: State,
        publication: Publication | None = None,
    ) -> Target:
        row = Target.objects.create(
            unit=unit, indicators=self.indicators, code=self.indicator,
            first=self.period.first, last=self.period.last, value=value, state=state,
            revises=held, reason=why if held else "",
            drafted_at=self.at, drafted_by=self.by.actor.ref, publication=publication,
        )  # fmt: skip
        revised = {"revises": held.subject, "before": str(held.value), "reason": why} if held else {}
        self._record(verb, row, revised)
        return row

    def move(self, row: Target, verb: Verb, more: Mapping[str, Any], **news: Any) -> Target:
        """Raises WrongState where the verb does not start from where the target stands."""
        starts, end = MOVES[verb]
        if row.state not in starts:
            raise WrongState(
                _("Chỉ tiêu này không còn ở bước đó. Vui lòng tải lại trang."), code="target-moved-on"
            )
        for name, value in {**news, "state": end}.items():
            setattr(row, name, value)
        row.save()
        self._record(verb, row, more)
        return row

    def _record(self, verb: Verb, row: Target, more: Mapping[str, Any]) -> None:
        body = {
            "unit": row.unit.code,
            "indicators": row.indicators,
            "code": row.code,
            "period": written(row.period),
            "value": str(row.value),
            **more,
            **(_of(row.publication) if row.publication else {}),
            **self.by.said_for(ANSWERING if verb in REPLIES else ASSIGNING),
        }
        journal.record(
            by=self.by.actor,
            verb=verb,
            subject=row.subject,
            at=self.at,
            agency=self.by.agency.code,
            body=body,
        )


def _of(publication: Publication) -> dict[str, Any]:
    """What is told of how it was published; what does not apply is left out."""
    told = {
        "publication": publication.pk,
        "source": publication.source,
        "whole": publication.whole,
        "together": publication.together,
        "weighing": str(publication.weighing),
        "lacking": publication.lacking,
        "shortfall_reason": publication.shortfall_reason,
        "unagreed_reason": publication.unagreed_reason,
    }
    return {
        name: str(what) if isinstance(what, Decimal) else what
        for name, what in told.items()
        if what is not None and what != ""
    }


def said(typed: str, field: str) -> str:
    """What was typed, cleaned. Raises Invalid under `field` where it is too long."""
    cleaned = text.clean(typed)
    if len(cleaned) > MOST_TEXT:
        sentence = _("Vui lòng viết ngắn hơn, nhiều nhất %(most)d ký tự.") % {"most": MOST_TEXT}
        raise Invalid(code="too-long", fields={field: [sentence]})
    return cleaned
