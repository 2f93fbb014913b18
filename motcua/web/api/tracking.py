"""Following a dossier without signing in."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router
from ninja.params.functions import Query

from motcua.catalogue import queries as catalogue
from motcua.dossiers import queries as dossiers
from motcua.kernel.errors import NotFound
from motcua.people.rules import masked_name
from motcua.web.api.shapes import TrackingOut, problems
from motcua.web.ui import errors, limits

router = Router()
TRIES = 20
MINUTES = 10


@router.get("/{code}", response={200: TrackingOut, **problems(404, 422, 429)}, url_name="tracking")
def track_dossier(
    request: HttpRequest,
    code: str,
    digits: str = Query(..., pattern=r"^[0-9]{4}$", description="last four digits of the applicant's number"),
) -> dict[str, Any] | HttpResponse:
    """Where a dossier stands. Wrong guesses are counted: twenty in ten minutes, then 429."""
    if limits.too_many(request, "tracking", most=TRIES):
        answer = errors.respond(request, 429)
        answer["Retry-After"] = str(MINUTES * limits.MINUTE)
        return answer
    try:
        dossier = dossiers.tracked(code, digits)
    except NotFound:
        limits.count(request, "tracking", minutes=MINUTES)
        raise
    return {
        "code": dossier.code,
        "procedure": str(catalogue.version(dossier.version_id).name),
        "agency": dossier.agency.name_vi,
        "applicant": masked_name(dossier.applicant_name),
        "state": dossier.state,
        "submitted_at": dossier.submitted_at,
        "received_at": dossier.received_at,
        "due_at": dossier.due_at,
        "first_due_at": dossier.first_due_at,
        "paused_at": dossier.paused_at,
        "steps": [
            {"step": step.verb, "done_at": step.at, "current": step.current}
            for step in dossiers.progress(dossier, dossiers.history(dossier))
        ],
    }
