"""Documents of a dossier for its officers, and the result as it would be signed."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from motcua.agencies import queries as agencies
from motcua.agencies.models import Officer
from motcua.agencies.rules.kinds import Role
from motcua.dossiers import queries
from motcua.dossiers.actions.papers import print_result
from motcua.dossiers.models import Dossier
from motcua.dossiers.rules.acts import Hand
from motcua.dossiers.rules.process import State
from motcua.kernel import clock
from motcua.kernel.clock import now
from motcua.kernel.errors import NotFound, WrongState
from motcua.vault.models import Document
from motcua.web.ui import downloads
from motcua.web.ui.access import for_officers

IMAGES = frozenset({"image/jpeg", "image/png"})


def kind(document: Document) -> str:
    """How a page shows it: "image", "pdf", or "" where it can only be saved."""
    if document.media_type in IMAGES:
        return "image"
    return "pdf" if document.media_type == "application/pdf" else ""


@require_safe
@for_officers
def show(request: HttpRequest, officer: Officer, code: str, pk: int) -> HttpResponse:
    """A document that was given or made for this dossier."""
    dossier = queries.dossier_for(officer, code)
    if is_guest(dossier, officer) and pk not in {one.document_id for one in queries.attachments(dossier)}:
        raise NotFound(code="no-such-document")
    document = queries.document_in(dossier, pk)
    return downloads.serve(document, attachment="download" in request.GET)


def is_guest(dossier: Dossier, officer: Officer) -> bool:
    """Whether this officer's agency was only asked for its opinion: it sees what the applicant gave."""
    near = (dossier.agency_id, dossier.desk_id, dossier.helper_id)
    above = Role.LEADER in officer.roles and dossier.agency.path.startswith(officer.agency.path)
    return officer.agency_id not in near and not above


def may_preview(dossier: Dossier, hand: Hand) -> bool:
    """Whether this officer judges the result before it is signed."""
    return (
        dossier.state in (State.RECEIVED, State.APPRAISED)
        and hand.agency == dossier.agency_id
        and (hand.has(Role.CASE) or hand.has(Role.APPROVER))
    )


@require_safe
@for_officers
def show_preview(request: HttpRequest, officer: Officer, code: str) -> HttpResponse:
    """The result as it would be printed now, unsigned. Nothing is kept."""
    dossier = queries.dossier_for(officer, code)
    if officer.agency_id != dossier.agency_id:
        raise NotFound(code="no-preview")
    at = now()
    hand = queries.hand(officer, on=clock.day(at))
    if not may_preview(dossier, hand):
        raise WrongState(
            _("Bản xem trước chỉ có khi hồ sơ đang được thẩm định hoặc chờ phê duyệt."), code="no-preview"
        )
    lent = hand.lent.get(Role.APPROVER)
    printed = print_result(
        dossier,
        approver=officer if hand.has(Role.APPROVER) else None,
        absent=agencies.officer(lent.officer) if lent else None,
        at=at,
    )
    return downloads.serve_made(printed.pdf, name=f"{dossier.code}-xem-truoc.pdf")
