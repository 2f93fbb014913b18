"""Directives and tasks in words: tags, deadlines, who did what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from motcua.directives.models import Task
from motcua.directives.rules import process
from motcua.directives.rules.process import STATE_NAMES, VERB_NAMES, State, Verb
from motcua.journal.models import Entry
from motcua.web.operations import asked
from motcua.web.ui import words
from motcua.web.ui.shapes import Event, Tone

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

TONES: Mapping[State, Tone] = {
    State.DRAFT: Tone.NEUTRAL,
    State.SENT: Tone.INFO,
    State.ACKNOWLEDGED: Tone.INFO,
    State.REPORTED: Tone.WARNING,
    State.CLOSED: Tone.SUCCESS,
    State.WITHDRAWN: Tone.NEUTRAL,
}
_BESIDE: Mapping[str, StrOrPromise] = {"draft": _("Lập dự thảo"), "revise": _("Sửa dự thảo")}


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A task in a table."""

    pk: int
    number: StrOrPromise
    subject: StrOrPromise
    url: str
    agency: str
    sender: str
    state: StrOrPromise
    tone: Tone
    due_at: datetime
    overdue: bool
    late: bool  # reported, but after the deadline


def task_row(task: Task, at: datetime) -> TaskRow:
    """Select its agency, its directive and the directive's agency."""
    directive, state = task.directive, State(task.state)
    return TaskRow(
        pk=task.pk,
        number=words.as_typed(directive.number),
        subject=words.as_typed(directive.subject),
        url=asked.address_of("task", task.pk),
        agency=words.agency(task.agency),
        sender=words.agency(directive.agency),
        state=STATE_NAMES[state],
        tone=TONES[state],
        due_at=directive.due_at,
        overdue=process.overdue(state, directive.due_at, at),
        late=task.reported_at is not None and task.reported_at > directive.due_at,
    )


def signed(name: str, instead_of: str) -> StrOrPromise:
    """Who acted, and in whose stead: "Phạm Văn Xét thay Đặng Quốc Lãnh"."""
    if not instead_of:
        return words.as_typed(name)
    return format_html("{} {} {}", words.as_typed(name), _("thay"), words.as_typed(instead_of))


def event(entry: Entry) -> Event:
    """An act of the journal, for a timeline."""
    verb = entry.verb
    known = verb in set(Verb)
    return Event(
        entry.at,
        VERB_NAMES[Verb(verb)] if known else _BESIDE.get(verb, verb),
        signed(entry.actor_name, str(entry.body.get("for", {}).get("name", ""))),
        words.as_typed(str(entry.body.get("note", ""))),
        bool(entry.signature),
    )
