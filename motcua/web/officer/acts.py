"""Doing one act: from the dossier's own page, or from the page that the act has for itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from motcua.agencies.models import Officer
from motcua.dossiers import actions as dossiers
from motcua.dossiers import queries
from motcua.dossiers.models import Dossier
from motcua.dossiers.rules import acts
from motcua.dossiers.rules.process import VERB_NAMES, State, Transition, Verb
from motcua.dossiers.rules.processes import transition
from motcua.kernel import clock
from motcua.kernel.clock import now
from motcua.kernel.errors import Invalid, MotcuaError, NotAllowed, NotFound, WrongState
from motcua.web.officer import offers
from motcua.web.officer.blocks import NOTE, SMALL_BUTTONS, Scene
from motcua.web.officer.described import ACTS, follows
from motcua.web.officer.dossiers import answer
from motcua.web.ui import words
from motcua.web.ui.access import for_officers
from motcua.web.ui.errors import STATUS

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@require_POST
@for_officers
def do(request: HttpRequest, officer: Officer, code: str) -> HttpResponse:
    """Does it and goes back to the dossier. Refused: the page as it is now, why, and what was typed."""
    dossier = queries.dossier_for(officer, code)
    verb = request.POST.get("verb", "")
    row = _row(dossier, verb)
    scene = Scene(dossier, officer, row, now(), request.POST.copy(), posted=True) if row else None
    try:
        revision = revision_of(request)
        if verb not in set(Verb):
            raise Invalid(_UNREADABLE, code="unknown-act")
        if scene is None:  # the page is older than that: the act says what happened since
            done = dossiers.act(verb=Verb(verb), code=code, by=officer, at=now(), revision=revision)
        else:
            done = _perform(scene, revision, _given(scene))
    except NotFound:
        raise
    except MotcuaError as refused:
        return answer(
            request,
            officer,
            queries.dossier_for(officer, code),
            status=status_of(refused),
            refusal="" if refused.fields else refused.message,
            scenes={row.verb: _again(scene, refused)} if scene and row else {},
            kept=request.POST.get(NOTE, ""),
        )
    messages.success(request, _told(Verb(verb), row))
    return redirect("officer:dossier", done.code)


@require_http_methods(["GET", "HEAD", "POST"])
@for_officers
def show(request: HttpRequest, officer: Officer, code: str, verb: str) -> HttpResponse:
    """The page of an act: what it asks and what follows; by POST, does it and goes back to the dossier."""
    dossier = queries.dossier_for(officer, code)
    if verb not in ACTS:
        raise NotFound(code="no-such-page")
    row = _row(dossier, verb)
    if row is None:
        raise WrongState(code="act-out-of-order")
    at = now()
    hand = queries.hand(officer, on=clock.day(at))
    _refuse_strangers(dossier, row, hand)
    if request.method != "POST":
        return _page(request, Scene(dossier, officer, row, at), hand)
    scene = Scene(dossier, officer, row, at, request.POST.copy(), request.FILES.copy(), posted=True)
    try:
        given = _given(scene)
        if any(name in request.POST for name in SMALL_BUTTONS):
            return _page(request, scene, hand)
        done = _perform(scene, revision_of(request), given)
    except NotFound:
        raise
    except MotcuaError as refused:
        fresh = queries.dossier_for(officer, code)
        return _page(
            request,
            _again(scene, refused, fresh),
            hand,
            refusal="" if refused.fields else refused.message,
            status=status_of(refused),
        )
    messages.success(request, _told(row.verb, row))
    return redirect("officer:dossier", done.code)


_UNREADABLE: StrOrPromise = _("Yêu cầu không đọc được. Vui lòng dùng các nút trên trang.")


def revision_of(request: HttpRequest) -> int:
    """What the page showed. Raises Invalid for what no page of ours sends."""
    revision = request.POST.get("revision", "")
    if not (revision.isascii() and revision.isdigit() and len(revision) < 9):
        raise Invalid(_UNREADABLE, code="unknown-act")
    return int(revision)


def status_of(refused: MotcuaError) -> int:
    """The HTTP status of this refusal."""
    return next(status for kind, status in STATUS.items() if isinstance(refused, kind))


def _row(dossier: Dossier, verb: str) -> Transition | None:
    known = verb in ACTS
    return transition(dossier.process, State(dossier.state), Verb(verb)) if known else None


def _refuse_strangers(dossier: Dossier, row: Transition, hand: acts.Hand) -> None:
    """An act of another position has no page for this officer. Raises NotAllowed."""
    if row.role is None:
        if not offers.may_type_for(dossier, hand):
            raise NotAllowed(
                _("Chỉ cán bộ tiếp nhận nơi nhận hồ sơ nhập thay người nộp được."), code="wrong-role"
            )
        return
    refused = acts.refusal(row, dossier.case(), hand)
    if refused and refused.code in ("wrong-role", "wrong-agency", "not-asked"):
        raise refused


def _given(scene: Scene) -> dict[str, Any]:
    given: dict[str, Any] = {}
    for block in ACTS[scene.row.verb].blocks:
        given |= block.read(scene)
    return given


def _perform(scene: Scene, revision: int, given: Mapping[str, Any]) -> Dossier:
    row, rest = scene.row, dict(given)
    note = str(rest.pop(NOTE, scene.text(NOTE)))
    if row.role is None:
        if not offers.may_type_for(scene.dossier, queries.hand(scene.officer)):
            raise NotAllowed(code="wrong-role")
        return dossiers.act_as_applicant(
            verb=row.verb,
            dossier=scene.dossier,
            by=scene.officer.account,
            officer=scene.officer,
            at=scene.at,
            revision=revision,
            note=note,
            given=rest,
        )
    return dossiers.act(
        verb=row.verb,
        code=scene.dossier.code,
        by=scene.officer,
        at=scene.at,
        revision=revision,
        note=note,
        given=rest,
    )


def _again(scene: Scene, refused: MotcuaError, dossier: Dossier | None = None) -> Scene:
    return Scene(
        dossier or scene.dossier,
        scene.officer,
        scene.row,
        scene.at,
        scene.typed,
        errors=refused.fields,
        posted=True,
    )


def _told(verb: Verb, row: Transition | None) -> StrOrPromise:
    if row and row.agrees:
        return format_lazy(_("Đã trình: {act}. Chờ người phê duyệt đồng ý."), act=VERB_NAMES[verb])
    return format_lazy(_("Đã thực hiện: {act}."), act=VERB_NAMES[verb])


def _page(
    request: HttpRequest,
    scene: Scene,
    hand: acts.Hand,
    *,
    refusal: StrOrPromise = "",
    status: int = 200,
) -> HttpResponse:
    dossier, row = scene.dossier, _row(scene.dossier, scene.row.verb)
    act = ACTS[scene.row.verb]
    why_not: StrOrPromise = ""
    if row is None:
        why_not = VERB_NAMES[scene.row.verb]  # somebody else moved the dossier on: `refusal` says who
    else:
        refused = (
            acts.unmet(row, dossier.case()) if row.role is None else acts.refusal(row, dossier.case(), hand)
        )
        why_not = refused.message if refused else ""
    mark, pace = words.clock(dossier, scene.at)
    context = {
        "code": dossier.code,
        "revision": dossier.revision,
        "verb": scene.row.verb,
        "title": VERB_NAMES[scene.row.verb],
        "procedure": words.as_typed(str(scene.procedure.name)),
        "applicant": words.as_typed(dossier.applicant_name),
        "act": act,
        "follows": follows(scene.row),
        "instead": offers.instead_of(scene.row, hand) if scene.row.role else "",
        "parts": [] if why_not else offers.parts_of(act.blocks, scene),
        "errors": {path: list(found) for path, found in scene.errors.items()},
        "why_not": why_not,
        "refusal": refusal,
        "kept": _kept(scene) if why_not else [],
        "clock": mark,
        "pace": pace,
        "due": words.moment(dossier.due_at),
    }
    return render(request, "officer/act.html", context, status=status)


def _kept(scene: Scene) -> list[str]:
    """What was typed, where there is no form to show it in."""
    own = ("csrfmiddlewaretoken", "revision", "verb", "do")
    return [text for name in scene.typed if name not in own and (text := scene.text(name).strip())]
