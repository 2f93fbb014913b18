"""One act on several dossiers: asked once, then done one by one, each with its own answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from motcua.agencies.models import Officer
from motcua.agencies.rules.kinds import Role
from motcua.catalogue import queries as catalogue
from motcua.dossiers import actions as dossiers
from motcua.dossiers import queries
from motcua.dossiers.models import Dossier
from motcua.dossiers.queries import Queue
from motcua.dossiers.rules import acts
from motcua.dossiers.rules.acts import Hand
from motcua.dossiers.rules.process import STATE_NAMES, State, Verb
from motcua.dossiers.rules.processes import transition
from motcua.kernel import clock
from motcua.kernel.clock import now
from motcua.kernel.errors import MotcuaError
from motcua.web.officer import offers
from motcua.web.officer.described import ACTS
from motcua.web.ui import words
from motcua.web.ui.access import for_officers

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

MOST = 50  # at once


@dataclass(frozen=True, slots=True)
class Kind:
    """An act that can be done on many: `agreeing` says yes to what was proposed under this verb."""

    verb: Verb
    label: StrOrPromise
    agreeing: bool = False

    @property
    def name(self) -> str:
        """As the form names it."""
        return f"agree-{self.verb}" if self.agreeing else str(self.verb)


KINDS: Mapping[str, Kind] = {
    kind.name: kind
    for kind in (
        *(
            Kind(verb, ACTS[verb].button)
            for verb in (Verb.TAKE, Verb.RECEIVE, Verb.APPROVE, Verb.SEAL, Verb.RETURN)
        ),
        Kind(Verb.EXTEND, _("Đồng ý xin lỗi, gia hạn"), agreeing=True),
    )
}
_STEPS: Mapping[Role, tuple[str, ...]] = {
    Role.RECEPTION: ("receive", "return"),
    Role.CASE: (),
    Role.APPROVER: ("approve",),
    Role.CLERK: ("seal",),
}


def kinds_for(which: Queue, roles: Sequence[str]) -> list[Kind]:
    """What can be done on many dossiers of this list at once, by who holds these positions."""
    if which == Queue.PROPOSALS:
        return [KINDS["agree-extend"]]
    if which not in (Queue.WAITING, Queue.MINE):
        return []
    steps = [KINDS[name] for role in _STEPS if role in roles for name in _STEPS[role]]
    return [KINDS["take"], *steps] if which == Queue.WAITING else steps


@dataclass(frozen=True, slots=True)
class Line:
    """A dossier among those chosen. `said` is why it cannot be done, or what came of it."""

    code: str
    url: str
    procedure: StrOrPromise
    applicant: StrOrPromise
    state: StrOrPromise
    ticket: str  # code and revision, as the form sends them
    done: bool
    said: StrOrPromise


@require_POST
@for_officers
def show(request: HttpRequest, officer: Officer) -> HttpResponse:
    """Lists what would be done and asks; confirmed, does it and tells what came of each."""
    kind = KINDS.get(request.POST.get("act", ""))
    tickets = dict(_ticket(one) for one in request.POST.getlist("dossier"))
    back = reverse("officer:queue")
    if kind is None or not tickets:
        messages.warning(request, _("Vui lòng đánh dấu ít nhất một hồ sơ rồi chọn việc cần làm."))
        return redirect(back)
    if len(tickets) > MOST:
        messages.warning(request, _("Mỗi lần chỉ làm được tối đa 50 hồ sơ."))
        return redirect(back)
    at = now()
    hand = queries.hand(officer, on=clock.day(at))
    found = queries.chosen(officer, tickets)
    if "confirm" in request.POST:
        lines = [_do(kind, one, tickets[one.code], officer) for one in found]
        context = {
            "kind": kind,
            "lines": lines,
            "done": sum(line.done for line in lines),
            "total": len(lines),
        }
        return render(request, "officer/bulk_done.html", context)
    lines = [_line(one, tickets[one.code], *_foreseen(kind, one, hand)) for one in found]
    context = {
        "kind": kind,
        "ready": [line for line in lines if line.done],
        "refused": [line for line in lines if not line.done],
        "instead": _instead(kind, found, hand),
        "back": back,
    }
    return render(request, "officer/bulk.html", context)


def _ticket(text: str) -> tuple[str, int]:
    code, _colon, revision = text.rpartition(":")
    known = revision.isascii() and revision.isdigit() and len(revision) < 9
    return code, int(revision) if known else 0


def _foreseen(kind: Kind, dossier: Dossier, hand: Hand) -> tuple[bool, StrOrPromise]:
    """Whether it can be done as things stand, or the sentence that refuses it."""
    row = transition(dossier.process, State(dossier.state), kind.verb)
    if row is None:
        return False, _("Hồ sơ không ở bước này.")
    if kind.agreeing and not dossier.proposals:
        return False, _("Không có đề nghị nào chờ duyệt.")
    refused = acts.refusal(row, dossier.case(), hand, agreeing=kind.agreeing)
    return (False, refused.message) if refused else (True, "")


def _do(kind: Kind, dossier: Dossier, revision: int, officer: Officer) -> Line:
    """One dossier, in a transaction of its own."""
    act = dossiers.agree if kind.agreeing else dossiers.act
    try:
        after = act(verb=kind.verb, code=dossier.code, by=officer, at=now(), revision=revision)
    except MotcuaError as refused:
        faults = [sentence for found in refused.fields.values() for sentence in found]
        return _line(dossier, revision, False, faults[0] if faults else refused.message)
    return _line(after, after.revision, True, "")


def _line(dossier: Dossier, revision: int, done: bool, said: StrOrPromise) -> Line:
    return Line(
        code=dossier.code,
        url=reverse("officer:dossier", args=[dossier.code]),
        procedure=words.as_typed(str(catalogue.version(dossier.version_id).name)),
        applicant=words.as_typed(dossier.applicant_name),
        state=STATE_NAMES[State(dossier.state)],
        ticket=f"{dossier.code}:{revision}",
        done=done,
        said=said,
    )


def _instead(kind: Kind, found: Sequence[Dossier], hand: Hand) -> StrOrPromise:
    """For whom the officer would act, where they do not hold the position themselves."""
    for one in found:
        row = transition(one.process, State(one.state), kind.verb)
        if row:
            return offers.instead_of(row, hand, agreeing=kind.agreeing)
    return ""
