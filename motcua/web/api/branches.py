"""What happens beside the straight way: agreeing, what applicants do, forms sent, deadline, opinions."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from ninja import Router

from motcua.agencies.models import Officer
from motcua.agencies.rules.kinds import Role
from motcua.dossiers import actions, queries
from motcua.dossiers.models import Dossier
from motcua.dossiers.rules.notices import TITLES, Form
from motcua.kernel import clock
from motcua.kernel.errors import NotAllowed, NotFound
from motcua.vault import queries as vault
from motcua.web.api.auth import account, bearer, officer
from motcua.web.api.bodies import ApplicantActIn, DecisionIn
from motcua.web.api.deadlines import explained
from motcua.web.api.dossiers import seen
from motcua.web.api.shapes import (
    DeadlineOut,
    DossierOut,
    NoticeOut,
    OpinionOut,
    problems,
    whole,
)

router = Router(auth=bearer)
REFUSED = problems(400, 401, 403, 404, 409, 413, 422)


@router.post("/{code}/agree", response={200: DossierOut, **REFUSED}, url_name="agree")
def agree_to_act(request: HttpRequest, code: str, body: DecisionIn) -> dict[str, Any]:
    """Agrees to what was proposed: the act happens, and the agreeing officer signs it."""
    dossier = actions.agree(
        verb=body.act, code=code, by=officer(request), at=clock.now(), revision=body.revision, note=body.note
    )
    return whole(dossier)


@router.post("/{code}/decline", response={200: DossierOut, **REFUSED}, url_name="decline")
def decline_act(request: HttpRequest, code: str, body: DecisionIn) -> dict[str, Any]:
    """Declines what was proposed, with a reason; the dossier stays where it is."""
    dossier = actions.decline(
        verb=body.act, code=code, by=officer(request), at=clock.now(), revision=body.revision, note=body.note
    )
    return whole(dossier)


@router.post("/{code}/applicant-acts", response={200: DossierOut, **REFUSED}, url_name="applicant_acts")
def do_applicant_act(request: HttpRequest, code: str, body: ApplicantActIn) -> dict[str, Any]:
    """What the applicant does, or the reception officer for whoever stands at the counter."""
    by = account(request)
    dossier, reader = seen(by, code)
    if reader and not _receives(reader, dossier):
        raise NotAllowed(
            _("Chỉ cán bộ tiếp nhận của nơi nhận hồ sơ được thao tác thay người nộp."), code="not-reception"
        )
    done = actions.act_as_applicant(
        verb=body.act,
        dossier=dossier,
        by=by,
        at=clock.now(),
        officer=reader,
        revision=body.revision,
        note=body.note,
        given=body.taken(),
    )
    return whole(done)


def _receives(reader: Officer, dossier: Dossier) -> bool:
    return Role.RECEPTION in reader.roles and reader.agency_id == dossier.desk_id


@router.get("/{code}/notices", response={200: list[NoticeOut], **problems(401, 404)}, url_name="notices")
def list_notices(request: HttpRequest, code: str) -> list[dict[str, Any]]:
    """The forms that were sent (Circular 03/2025/TT-VPCP), in order."""
    dossier, _reader = seen(account(request), code)
    return [
        {
            "revision": notice.revision,
            "form": notice.form,
            "title": str(TITLES[Form(notice.form)]),
            "number": notice.number,
            "made_at": notice.made_at,
            "body": notice.body,
            "ready": notice.document_id is not None,
        }
        for notice in queries.notices(dossier)
    ]


@router.get(
    "/{code}/notices/{revision}", response={200: None, **problems(401, 404, 422, 503)}, url_name="notice"
)
def get_notice(request: HttpRequest, code: str, revision: int) -> HttpResponse:
    """The signed paper of one form, as PDF."""
    dossier, _reader = seen(account(request), code)
    sent = [notice for notice in queries.notices(dossier) if notice.revision == revision]
    if not sent or sent[0].document is None:
        raise NotFound(code="no-such-document")
    answer = HttpResponse(vault.content(sent[0].document), content_type=sent[0].document.media_type)
    answer["Content-Disposition"] = f'attachment; filename="{dossier.code}-{sent[0].form}.pdf"'
    answer["Cache-Control"] = "private, no-store"
    return answer


@router.get("/{code}/deadline", response={200: DeadlineOut, **problems(401, 404)}, url_name="deadline")
def explain_deadline(request: HttpRequest, code: str) -> dict[str, Any]:
    """How the due date came about: step by step, with what is not counted, and in one sentence."""
    dossier, _reader = seen(account(request), code)
    return explained(dossier)


@router.get(
    "/{code}/opinions", response={200: list[OpinionOut], **problems(401, 403, 404)}, url_name="opinions"
)
def list_opinions(request: HttpRequest, code: str) -> list[dict[str, Any]]:
    """Which agencies were asked and what they say; for officers."""
    dossier = queries.dossier_for(officer(request), code)
    return [
        {
            "agency": one.agency.code,
            "question": one.question,
            "asked_at": one.asked_at,
            "due_at": one.due_at,
            "answered_at": one.answered_at,
            "stance": one.stance or None,
            "answer": one.answer,
        }
        for one in queries.opinions(dossier)
    ]
