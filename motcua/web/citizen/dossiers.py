"""The page of one dossier that was handed in."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from motcua.agencies import queries as agencies
from motcua.catalogue import queries as catalogue
from motcua.catalogue.rules import forms
from motcua.catalogue.rules.definition import Channel, Procedure
from motcua.dossiers import queries
from motcua.dossiers.models import Attachment, Dossier, Notice
from motcua.dossiers.rules.choices import DELIVERY_NAMES, Delivery
from motcua.dossiers.rules.papers import qr_svg
from motcua.dossiers.rules.process import (
    AS_STEP,
    STATE_NAMES,
    STEPS,
    VERB_NAMES,
    WITH_APPLICANT,
    State,
    Verb,
)
from motcua.dossiers.rules.processes import transition
from motcua.journal.models import Entry
from motcua.kernel.clock import now
from motcua.web.citizen import papers, todo
from motcua.web.citizen.access import Citizen, for_citizens
from motcua.web.citizen.boxes import Seen, Todo
from motcua.web.ui import deadline, words
from motcua.web.ui.deadline import DeadlineStory
from motcua.web.ui.shapes import Event, File, Row, Step, Tone

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# What officers do among themselves (asking each other, sending back, taking over) is not told here.
TOLD = frozenset(
    {
        Verb.SUBMIT, *STEPS, Verb.DENY, Verb.ASK_SUPPLEMENT, Verb.ASK_AGAIN, Verb.SUPPLEMENT, Verb.REFUSE,
        Verb.CHARGE, Verb.SETTLE, Verb.SUSPEND, Verb.RESUME, Verb.STOP, Verb.WITHDRAW, Verb.EXTEND,
        Verb.SHOW_DRAFT, Verb.CONFIRM, Verb.OBJECT, Verb.DISPATCH, Verb.CORRECT,
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class DossierPage:
    """One dossier as its applicant sees it. `pending` names papers that are being made."""

    code: str
    procedure: Procedure
    state: StrOrPromise
    tone: Tone
    todos: list[Todo]
    story: DeadlineStory
    settled: bool
    steps: list[Step]
    facts: list[Row]
    papers: list[File]
    pending: list[StrOrPromise]
    given: list[tuple[StrOrPromise, list[File]]]
    sections: list[words.Answered]
    history: list[Event]
    qr: str
    withdraw: str


@require_safe
@for_citizens
def show(request: HttpRequest, who: Citizen, code: str) -> HttpResponse:
    """One dossier: what to do now, where it stands, what there is to download, how its date was counted."""
    dossier = queries.dossier_of(who.person, code)
    at = now()
    procedure = catalogue.version(dossier.version_id)
    attachments = queries.attachments(dossier)
    seen = Seen(
        dossier=dossier,
        procedure=procedure,
        notices=queries.notices(dossier),
        entries=queries.history(dossier),
        at=at,
        withdrawal=queries.withdrawal(dossier),
        replaced=queries.replaced(dossier),
    )
    page = DossierPage(
        code=dossier.code,
        procedure=procedure,
        state=STATE_NAMES[State(dossier.state)],
        tone=Tone.WARNING if dossier.state in WITH_APPLICANT else Tone.INFO,
        todos=todo.of(seen),
        story=deadline.story(
            dossier, at, to_applicant=True, sent=seen.notices, paper=lambda notice: _address(seen, notice)
        ),
        settled=dossier.settled_at is not None,
        steps=words.steps(dossier, seen.entries),
        facts=_facts(dossier, procedure),
        papers=papers.files(seen),
        pending=papers.pending(seen),
        given=papers.given(dossier, procedure, attachments),
        sections=shown(dossier, procedure, attachments),
        history=_history(seen.entries),
        qr=_qr(dossier),
        withdraw=seen.address("withdraw") if _may_withdraw(seen) else "",
    )
    return render(request, "citizen/dossier.html", {"page": page})


def _may_withdraw(seen: Seen) -> bool:
    """Where the process allows it, and no wish waits already."""
    dossier, asked = seen.dossier, seen.withdrawal
    waits = asked is not None and asked.decided_at is None
    return not waits and transition(dossier.process, State(dossier.state), Verb.WITHDRAW) is not None


def _address(seen: Seen, notice: Notice) -> str:
    """Where the paper of this form is shown, once it is made."""
    places = {sent.pk: number for number, sent in enumerate(seen.notices, start=1) if sent.document_id}
    return seen.address("notice", places[notice.pk]) if notice.pk in places else ""


def _facts(dossier: Dossier, procedure: Procedure) -> list[Row]:
    rows = [
        Row(_("Thủ tục"), str(procedure.name), reverse("procedure", args=[procedure.code])),
        Row(_("Cơ quan giải quyết"), words.agency(dossier.agency)),
        Row(_("Người nộp"), words.as_typed(dossier.applicant_name)),
        Row(_("Cách nộp"), words.CHANNELS[Channel(dossier.channel)]),
        Row(_("Cách nhận kết quả"), DELIVERY_NAMES[Delivery(dossier.delivery)]),
        Row(_("Nộp lúc"), words.moment(dossier.submitted_at)),
    ]
    if dossier.desk_id != dossier.agency_id:
        rows.insert(2, Row(_("Nơi tiếp nhận và trả kết quả"), words.agency(dossier.desk)))
    if dossier.received_at:
        rows.append(Row(_("Tiếp nhận lúc"), words.moment(dossier.received_at)))
    if dossier.number and dossier.issued_on:
        number = f"{dossier.number} · {words.day(dossier.issued_on)}"
        rows.append(Row(_("Số của kết quả"), words.as_typed(number)))
    return rows


def shown(dossier: Dossier, procedure: Procedure, attachments: Sequence[Attachment]) -> list[words.Answered]:
    """What was answered, section by section."""
    names = {str(one.document_id): one.document.name for one in attachments}
    return words.answers(
        forms.shown(
            procedure,
            dossier.answers,
            unit_name=agencies.unit_name,
            file_name=lambda pk: names.get(pk, "…"),
        )
    )


def _history(entries: Sequence[Entry]) -> list[Event]:
    """The acts, the latest first, without what officers wrote to each other."""
    return [
        Event(
            entry.at,
            VERB_NAMES[Verb(AS_STEP.get(entry.verb, entry.verb))],
            words.as_typed(entry.actor_name),
            signed=bool(entry.signature),
        )
        for entry in reversed(entries)
        if entry.verb in TOLD
    ]


def _qr(dossier: Dossier) -> str:
    drawn = qr_svg(f"{settings.BASE_URL}{reverse('verify_secret', args=[dossier.secret])}")
    return f"data:image/svg+xml;base64,{b64encode(drawn.encode()).decode()}"
