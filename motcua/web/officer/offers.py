"""The acts that an officer is offered on a dossier: the step itself, and links to all the others by group."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from motcua.agencies.models import Officer
from motcua.agencies.rules.kinds import Role
from motcua.dossiers.models import Dossier
from motcua.dossiers.rules import acts
from motcua.dossiers.rules.acts import UNMET, Hand, Offer
from motcua.dossiers.rules.process import VERB_NAMES, Need, Transition, Verb
from motcua.dossiers.rules.processes import transitions_from
from motcua.web.officer.blocks import Block, Scene
from motcua.web.officer.described import ACTS, GROUP_NAMES, Group
from motcua.web.ui import words

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# Refusals that a job is about to lift: the page looks again by itself.
SOON_OVER = frozenset(UNMET[need][0] for need in (Need.DECISION_SIGNED, Need.RESULT_SEALED))
FOR_APPLICANT = frozenset({Verb.SUPPLEMENT, Verb.CONFIRM, Verb.OBJECT, Verb.WITHDRAW})


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a form and the template that shows it."""

    template: str
    block: Any


@dataclass(frozen=True, slots=True)
class Offered:
    """An act that is done on the dossier's own page."""

    verb: Verb
    button: StrOrPromise
    icon: str
    means: StrOrPromise
    variant: str
    why_not: StrOrPromise
    soon: bool  # refused only until a job has done its part
    instead: StrOrPromise  # for which absent colleague
    parts: list[Part]


@dataclass(frozen=True, slots=True)
class Linked:
    """An act with a page of its own."""

    name: StrOrPromise
    url: str
    why_not: StrOrPromise
    agreed_by_other: bool


@dataclass(frozen=True, slots=True)
class Offers:
    """What the dossier's page offers. `own` is empty where it is not this officer's turn."""

    own: list[Offered] = field(default_factory=list)
    groups: list[tuple[StrOrPromise, list[Linked]]] = field(default_factory=list)


def of(dossier: Dossier, officer: Officer, hand: Hand, scenes: Mapping[Verb, Scene], at: datetime) -> Offers:
    """What this officer is offered. `scenes` holds forms that were refused and are shown again as typed."""
    case = dossier.case()
    found = acts.offers(case, hand)
    own = [
        _offered(offer, hand, scenes.get(offer.row.verb) or Scene(dossier, officer, offer.row, at))
        for offer in found
        if ACTS[offer.row.verb].group is None
    ]
    if any(one.verb == Verb.SHOW_DRAFT for one in own):  # until that is answered there is nothing to propose
        own = [one for one in own if one.verb != Verb.APPRAISE]
    own.sort(key=lambda one: (one.verb == Verb.TAKE,))
    grouped: dict[Group, list[Linked]] = {group: [] for group in Group}
    for offer in found:
        group = ACTS[offer.row.verb].group
        if group:
            refused = offer.refusal.message if offer.refusal else ""
            grouped[group].append(_linked(dossier, offer.row, refused))
    if may_type_for(dossier, hand):
        for row in transitions_from(dossier.process, case.state):
            if row.verb in FOR_APPLICANT and row.role is None:
                refused_too = acts.unmet(row, case)
                grouped[Group.APPLICANT].append(
                    _linked(dossier, row, refused_too.message if refused_too else "")
                )
    return Offers(own, [(GROUP_NAMES[group], links) for group, links in grouped.items() if links])


def may_type_for(dossier: Dossier, hand: Hand) -> bool:
    """Whether this officer may type what an applicant brings: at the desk that receives, or that helped."""
    return (
        Role.RECEPTION in hand.roles
        and hand.agency in (dossier.desk_id, dossier.helper_id)
        and dossier.applicant.account_id != hand.account
    )


def parts_of(blocks: Sequence[Block], scene: Scene) -> list[Part]:
    """The parts of a form as they are shown."""
    shown = [Part(block.template, block.show(scene)) for block in blocks]
    return [part for part in shown if part.block is not None]


def instead_of(row: Transition, hand: Hand, *, agreeing: bool = False) -> StrOrPromise:
    """For whom the officer acts here, as a sentence; empty where they hold the position themselves."""
    role = row.agrees if agreeing else row.role
    lent = hand.lent.get(role or "") if role not in hand.roles else None
    if lent is None:
        return ""
    return format_html(
        str(_("Bạn ký tên mình, thay mặt {name} ({title}) đang vắng mặt.")),
        name=words.as_typed(lent.name),
        title=words.as_typed(lent.title),
    )


def _offered(offer: Offer, hand: Hand, scene: Scene) -> Offered:
    row, act = offer.row, ACTS[offer.row.verb]
    return Offered(
        verb=row.verb,
        button=act.button,
        icon=act.icon,
        means=act.means,
        variant="secondary" if row.verb == Verb.TAKE else "primary",
        why_not=offer.refusal.message if offer.refusal else "",
        soon=offer.refusal is not None and offer.refusal.code in SOON_OVER,
        instead="" if offer.refusal or row.verb == Verb.TAKE else instead_of(row, hand),
        parts=[] if offer.refusal else parts_of(act.blocks, scene),
    )


def _linked(dossier: Dossier, row: Transition, why_not: StrOrPromise) -> Linked:
    url = reverse("officer:act_page", args=[dossier.code, row.verb])
    return Linked(VERB_NAMES[row.verb], url, why_not, row.agrees is not None)
