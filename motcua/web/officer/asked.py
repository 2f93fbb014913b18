"""Opinions of other agencies: who was asked what, until when, and what they said or that they are silent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from motcua.dossiers.models import Opinion
from motcua.dossiers.rules.choices import STANCE_NAMES, Stance
from motcua.web.ui import words
from motcua.web.ui.shapes import Tone

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, slots=True)
class Asked:
    """One agency that was asked."""

    agency: StrOrPromise
    question: StrOrPromise
    asked_by: StrOrPromise
    asked_at: str
    due: str
    status: StrOrPromise
    tone: Tone
    answer: StrOrPromise
    answered_by: StrOrPromise
    answered_at: str


def of(found: Sequence[Opinion], at: datetime, *, only: int | None = None) -> list[Asked]:
    """Every agency that was asked, in order; with `only`, what this one was."""
    return [_asked(one, at) for one in found if only is None or one.agency_id == only]


def _asked(one: Opinion, at: datetime) -> Asked:
    status, tone = _status(one, at)
    return Asked(
        agency=words.as_typed(words.agency(one.agency)),
        question=words.as_typed(one.question),
        asked_by=words.as_typed(one.asked_by.account.name),
        asked_at=words.moment(one.asked_at),
        due=words.moment(one.due_at),
        status=status,
        tone=tone,
        answer=words.as_typed(one.answer),
        answered_by=words.as_typed(one.answered_by.account.name) if one.answered_by else "",
        answered_at=words.moment(one.answered_at) if one.answered_at else "",
    )


def _status(one: Opinion, at: datetime) -> tuple[StrOrPromise, Tone]:
    if one.answered_at:
        tone = Tone.SUCCESS if one.stance == Stance.AGREES else Tone.WARNING
        return STANCE_NAMES[Stance(one.stance)], tone
    if one.silent_at or at > one.due_at:
        return _("Quá hạn, chưa trả lời"), Tone.DANGER
    return _("Chưa trả lời"), Tone.INFO
