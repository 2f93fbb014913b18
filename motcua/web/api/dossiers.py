"""Applications and acts: the same actions as the pages, the same refusals."""

import secrets
from contextlib import nullcontext
from datetime import datetime
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from ninja import Router, Status
from ninja.params.functions import Header, Query

from motcua.agencies import queries as agencies
from motcua.agencies.models import Agency, Officer
from motcua.agencies.rules.kinds import Role
from motcua.catalogue import queries as catalogue
from motcua.catalogue.rules.definition import Channel
from motcua.dossiers import actions, queries
from motcua.dossiers.models import Dossier
from motcua.dossiers.rules import acts
from motcua.dossiers.rules.process import State
from motcua.kernel import clock
from motcua.kernel.errors import Invalid, NotAllowed, NotFound
from motcua.people import actions as people
from motcua.people import queries as people_queries
from motcua.people.models import Account, Person
from motcua.people.rules import PersonKind
from motcua.vault import queries as vault
from motcua.web.api.auth import account, bearer, officer
from motcua.web.api.bodies import ActIn
from motcua.web.api.cursors import decoded, encoded
from motcua.web.api.shapes import ApplicantIn, DossierIn, DossierOut, DossierPage, problems, row, whole

router = Router(auth=bearer)


@router.post(
    "", response={201: DossierOut, **problems(400, 401, 403, 404, 409, 413, 422)}, url_name="dossiers"
)
def submit_dossier(
    request: HttpRequest,
    body: DossierIn,
    idempotency_key: str | None = Header(
        None,
        alias="Idempotency-Key",
        pattern=r"^[!-~]{1,100}$",
        description="a word of yours for this one submission: sending the same again gives the same dossier, "
        "another body under the same key is refused (409, code `key-reused`)",
    ),
) -> Status[dict[str, Any]]:
    """Submits an application and gives its dossier, which has a code and a due date from now on."""
    now, by = clock.now(), account(request)
    typist = agencies.officer_of(by) if body.applicant else None
    if body.channel == Channel.DIRECT and body.applicant is None:
        raise Invalid(
            code="counter-only",
            fields={"channel": [_("Chỉ cán bộ tiếp nhận được nộp hồ sơ trực tiếp tại quầy.")]},
        )
    published = catalogue.current(body.procedure, on=clock.day(now))
    agency = agencies.agency(body.agency)
    # At the counter a refused application leaves nobody registered.
    with transaction.atomic() if body.applicant else nullcontext():
        application = actions.Application(
            version=published.version_id,
            procedure=published.procedure,
            channel=body.channel,
            agency=agency,
            applicant=_registered(body.applicant, typist, now) if body.applicant else _self(by),
            answers=body.answers,
            files=body.files,
            handed=body.handed,
            delivery=body.delivery,
            delivery_address=body.delivery_address,
            desk=_desk(body, typist),
            helper=typist.agency if typist else None,
        )
        dossier = actions.submit(
            application=application,
            key=f"api:{by.pk}:{idempotency_key or secrets.token_urlsafe(16)}",
            by=by,
            actor=typist.actor if typist else None,
            at=now,
        )
    return Status(201, whole(dossier))


@router.get("", response={200: DossierPage, **problems(401, 403, 422)}, url_name="dossiers")
def list_dossiers(
    request: HttpRequest,
    queue: queries.Queue | None = None,
    procedure: str = Query("", pattern=r"^[0-9A-Za-z.\-]{0,50}$", description="only this procedure's"),
    after: str = Query("", max_length=200, description="`next` of the page before"),
    limit: int = Query(50, ge=1, le=100),
) -> dict[str, Any]:
    """An officer's queue, due first on top; without `queue`, what the account applied for."""
    if queue is None:
        person = people_queries.person_of(account(request))
        if person is None:
            return {"items": [], "next": None}
        found, more = queries.dossiers_of(person, before=after, limit=limit, procedure=procedure)
        return {"items": [row(dossier) for dossier in found], "next": more or None}
    page = queries.queue(
        officer(request),
        queue,
        now=clock.now(),
        after=decoded(after),
        limit=limit,
        procedure=procedure,
    )
    return {
        "items": [row(dossier) for dossier in page.dossiers],
        "next": encoded(page.after),
    }


@router.get("/{code}", response={200: DossierOut, **problems(401, 404)}, url_name="dossier")
def get_dossier(request: HttpRequest, code: str) -> dict[str, Any]:
    """One dossier, with the acts that the reading officer may do now and why not the others."""
    dossier, reader = seen(account(request), code)
    shown = whole(dossier)
    if reader:
        shown["acts"] = [
            {
                "act": offer.row.verb,
                "allowed": offer.refusal is None,
                "code": offer.refusal.code if offer.refusal else None,
                "why": str(offer.refusal.message) if offer.refusal else None,
            }
            for offer in acts.offers(dossier.case(), queries.hand(reader, on=clock.day(clock.now())))
        ]
    return shown


@router.post(
    "/{code}/acts",
    response={200: DossierOut, **problems(400, 401, 403, 404, 409, 413, 422)},
    url_name="acts",
)
def do_act(request: HttpRequest, code: str, body: ActIn) -> dict[str, Any]:
    """Does one act of the process, signed with the officer's certificate.

    Where somebody else has to agree, it is only proposed: the dossier's state does not change yet.
    """
    dossier = actions.act(
        verb=body.act,
        code=code,
        by=officer(request),
        at=clock.now(),
        revision=body.revision,
        note=body.note,
        given=body.taken(),
    )
    return whole(dossier)


@router.get("/{code}/result", response={200: None, **problems(401, 404, 503)}, url_name="result")
def get_result(request: HttpRequest, code: str) -> HttpResponse:
    """The signed result as PDF: for officers once sealed, for the applicant once returned."""
    dossier, reader = seen(account(request), code)
    if dossier.result_id is None or (reader is None and dossier.state != State.RETURNED):
        raise NotFound(
            _("Hồ sơ chưa có kết quả. Vui lòng xem tiến độ và quay lại sau."), code="no-result-yet"
        )
    document = queries.document_in(dossier, dossier.result_id)
    answer = HttpResponse(vault.content(document), content_type=document.media_type)
    answer["Content-Disposition"] = f'attachment; filename="{dossier.code}.pdf"'
    answer["Cache-Control"] = "private, no-store"
    return answer


def seen(reader: Account, code: str) -> tuple[Dossier, Officer | None]:
    """The dossier as an officer sees it, or as its applicant. Raises NotFound."""
    found = agencies.officer_of(reader)
    if found is not None:
        try:
            return queries.dossier_for(found, code), found
        except NotFound:
            pass
    return queries.dossier_of(people_queries.person_of(reader), code), None


def _desk(body: DossierIn, typist: Officer | None) -> Agency | None:
    """Where it is received, if elsewhere than usual: at the section of the officer who types."""
    if body.desk is None:
        return None
    if typist is None or typist.agency.code != body.desk:
        raise NotAllowed(_("Chỉ cán bộ của Bộ phận Một cửa đó được nhận hồ sơ tại đó."), code="not-that-desk")
    return typist.agency


def _self(by: Account) -> Person:
    person = people_queries.person_of(by)
    if person is None:
        raise NotAllowed(
            _("Tài khoản này chưa khai thông tin người nộp. Vui lòng bổ sung thông tin trước khi nộp hồ sơ."),
            code="no-person",
        )
    return person


def _registered(applicant: ApplicantIn, typist: Officer | None, now: datetime) -> Person:
    """Who stands at the counter, vouched for by the reception officer who saw their card."""
    if typist is None or Role.RECEPTION not in typist.roles:
        raise NotAllowed(
            _("Chỉ cán bộ tiếp nhận được nộp hồ sơ thay người khác tại quầy."), code="not-reception"
        )
    try:
        return people.register(
            kind=PersonKind(applicant.kind),
            name=applicant.name,
            personal_id=applicant.personal_id,
            tax_code=applicant.tax_code,
            birth_date=applicant.birth_date,
            sex=applicant.sex or "",
            phone=applicant.phone,
            email=applicant.email,
            verified=True,
            by=typist.actor,
            at=now,
        )
    except Invalid as error:
        fields = {f"applicant.{path}": lines for path, lines in error.fields.items()}
        raise Invalid(error.message, code=error.code, fields=fields) from error
