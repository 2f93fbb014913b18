"""The page of one dossier as officers work on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from motcua.agencies.models import Officer
from motcua.agencies.rules.kinds import ROLE_NAMES, Role
from motcua.catalogue import queries as catalogue
from motcua.dossiers import queries
from motcua.dossiers.models import Dossier
from motcua.dossiers.rules.process import APPLICANT, ENDS, STATE_NAMES, State, Verb
from motcua.kernel import clock
from motcua.kernel.clock import now
from motcua.web.officer import asked, contents, documents, facts, history, offers, proposed
from motcua.web.officer.blocks import Scene
from motcua.web.officer.proposed import Drafted, Proposed
from motcua.web.ui import deadline, words
from motcua.web.ui.access import for_officers
from motcua.web.ui.deadline import DeadlineStory
from motcua.web.ui.shapes import Event, File, Row, Step

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Declining = tuple[str, str, Sequence["StrOrPromise"]]  # verb, why as it was written, what is wrong with that


@dataclass(frozen=True, slots=True)
class Turn:
    """Whose turn it is, for those whose turn it is not."""

    who: StrOrPromise
    where: StrOrPromise
    name: StrOrPromise  # of the officer who took it


@dataclass(frozen=True, slots=True)
class DossierPage:
    """One dossier as an officer sees it. Who was only asked for an opinion sees what that needs."""

    code: str
    revision: int
    procedure: StrOrPromise
    state: StrOrPromise
    ended: bool
    returned: bool
    story: DeadlineStory
    step_due: str
    guest: bool
    applicant: list[Row]
    facts: list[Row]
    steps: list[Step]
    sections: list[words.Answered]
    given: list[contents.Given]
    papers: list[File]
    old: bool  # its result was never kept here as a file
    preview: str
    judges: bool  # the preview is what this officer is about to sign
    history: list[Event]
    altered: bool
    proposal: str
    negative: bool
    offers: offers.Offers
    proposed: list[Proposed]
    drafted: Drafted | None
    opinions: list[asked.Asked]
    sheet: str  # address of form 06
    turn: Turn | None


@require_safe
@for_officers
def show(request: HttpRequest, officer: Officer, code: str) -> HttpResponse:
    """One dossier and what this officer may do with it now."""
    return answer(request, officer, queries.dossier_for(officer, code))


def answer(
    request: HttpRequest,
    officer: Officer,
    dossier: Dossier,
    *,
    status: int = 200,
    refusal: StrOrPromise = "",
    scenes: Mapping[Verb, Scene] | None = None,
    declining: Declining = ("", "", ()),
    kept: str = "",
) -> HttpResponse:
    """The page. After an act was refused: why, and what was typed, in its form if that is still there."""
    scenes = scenes or {}
    page = of(dossier, officer, now(), scenes=scenes, declining=declining)
    shown = any(one.parts for one in page.offers.own if one.verb in scenes) or any(
        one.answer and not one.why_not for one in page.proposed
    )
    errors = {path: found for scene in scenes.values() for path, found in scene.errors.items()}
    wrong = bool(refusal or errors or declining[2])
    context = {"page": page, "refusal": refusal, "kept": "" if shown else kept, "wrong": wrong}
    return render(request, "officer/dossier.html", context, status=status)


def of(
    dossier: Dossier, officer: Officer, at: datetime, *, scenes: Mapping[Verb, Scene], declining: Declining
) -> DossierPage:
    """Everything the page shows: as many queries, whatever there is in the dossier."""
    procedure = catalogue.version(dossier.version_id)
    hand = queries.hand(officer, on=clock.day(at))
    guest = documents.is_guest(dossier, officer)
    acts = queries.checked_history(dossier)
    attachments = queries.attachments(dossier)
    sent = queries.notices(dossier)
    waiting = [] if guest else queries.proposals(dossier)
    offered = offers.of(dossier, officer, hand, scenes, at)
    verb, why, wrong = declining
    decided = proposed.of(dossier, hand, waiting, refused=verb, answer=why, errors=wrong)
    busy = any(one.verb != Verb.TAKE for one in offered.own) or any(one.decides for one in decided)
    return DossierPage(
        code=dossier.code,
        revision=dossier.revision,
        procedure=words.as_typed(str(procedure.name)),
        state=STATE_NAMES[State(dossier.state)],
        ended=dossier.state in ENDS,
        returned=dossier.state == State.RETURNED,
        story=deadline.story(
            dossier, at, sent=sent, paper=lambda one: contents.address(dossier, one.document_id)
        ),
        step_due=words.moment(dossier.step_due_at) if dossier.step_due_at else "",
        guest=guest,
        applicant=facts.applicant(dossier),
        facts=facts.of(dossier, procedure),
        steps=words.steps(dossier, [act.entry for act in acts], names=not guest),
        sections=facts.answers(dossier, procedure, attachments),
        given=contents.given(dossier, procedure, attachments),
        papers=[] if guest else contents.papers(dossier, sent),
        old=dossier.state == State.RETURNED and dossier.result_id is None,
        preview=reverse("officer:preview", args=[dossier.code])
        if documents.may_preview(dossier, hand)
        else "",
        judges=dossier.state == State.APPRAISED and hand.has(Role.APPROVER),
        history=[] if guest else history.of(acts),
        altered=any(not act.holds for act in acts),
        proposal="" if guest else dossier.proposal,
        negative=dossier.negative,
        offers=offered,
        proposed=decided,
        drafted=proposed.drafted(dossier, hand, waiting),
        opinions=asked.of(queries.opinions(dossier), at, only=officer.agency_id if guest else None),
        sheet="" if guest else reverse("officer:sheet", args=[dossier.code]),
        turn=_turn(dossier) if dossier.waiting_role and not busy and not guest else None,
    )


def _turn(dossier: Dossier) -> Turn:
    if dossier.waiting_role == APPLICANT:
        return Turn(_("Người nộp hồ sơ"), "", "")
    at_desk = dossier.waiting_at_id == dossier.desk_id
    return Turn(
        who=ROLE_NAMES[Role(dossier.waiting_role)],
        where=words.as_typed(words.agency(dossier.desk if at_desk else dossier.agency)),
        name=words.as_typed(dossier.assignee.account.name) if dossier.assignee else "",
    )
