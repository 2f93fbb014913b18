"""What a dossier's page reads, and the boxes in which it says what is to be done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from motcua.agencies import queries as agencies
from motcua.catalogue.rules.definition import Procedure
from motcua.dossiers.models import Dossier, Notice, Proposal, Replaced
from motcua.dossiers.rules.notices import Form
from motcua.journal.models import Entry
from motcua.kernel import clock
from motcua.web.ui import words
from motcua.web.ui.shapes import Row, Tone

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

COMPLAINT = _(
    "Nếu không đồng ý, bạn có quyền khiếu nại tới cơ quan đã ra văn bản hoặc khởi kiện tại tòa án;"
    " Tổng đài 1022 nhận phản ánh, kiến nghị."
)


@dataclass(frozen=True, slots=True)
class Action:
    """A button: the first of a box is the one to press."""

    label: StrOrPromise
    url: str
    icon: str = ""


@dataclass(frozen=True, slots=True)
class Todo:
    """A box on the dossier's page: sentences, facts, and where to go."""

    tone: Tone
    title: StrOrPromise
    sentences: Sequence[StrOrPromise] = ()
    rows: Sequence[Row] = ()
    actions: Sequence[Action] = ()


@dataclass(frozen=True, slots=True)
class Seen:
    """What the page has read of the dossier."""

    dossier: Dossier
    procedure: Procedure
    notices: Sequence[Notice]
    entries: Sequence[Entry]
    at: datetime
    withdrawal: Proposal | None = None
    replaced: Sequence[Replaced] = field(default=())

    def last(self, form: Form) -> Mapping[str, Any]:
        """What the latest notice of this form says; nothing where there is none."""
        found = [notice for notice in self.notices if notice.form == form]
        return found[-1].body if found else {}

    def address(self, name: str, *more: object) -> str:
        """A page of this dossier."""
        return reverse(f"citizen:{name}", args=[self.dossier.code, *more])


def hours(seen: Seen) -> str:
    """When the section that receives and returns is open."""
    calendar = agencies.working_calendar(seen.dossier.desk, at=seen.at, pattern=seen.procedure.calendar)
    return words.opening(calendar, clock.day(seen.at))


def reasons(reason: str, ground: str = "") -> list[Row]:
    """Why, and on which legal ground, as far as it is known."""
    rows = [Row(_("Lý do"), words.as_typed(reason))] if reason else []
    return [*rows, *([Row(_("Căn cứ"), words.as_typed(ground))] if ground else [])]
