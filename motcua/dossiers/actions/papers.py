"""Making papers: set in type, signed, kept. Jobs call these after the act; twice changes nothing."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from motcua.agencies import queries as agencies
from motcua.agencies.models import Agency, Officer
from motcua.catalogue import queries as catalogue
from motcua.catalogue.rules import forms
from motcua.catalogue.rules.definition import Channel
from motcua.dossiers import ports, queries
from motcua.dossiers.models import Dossier, Notice
from motcua.dossiers.rules import notices, papers
from motcua.dossiers.rules.choices import Delivery
from motcua.dossiers.rules.notices import TEMPLATES, Form
from motcua.dossiers.rules.process import BEFORE_RECEPTION, State, Verb
from motcua.journal import actions as journal
from motcua.journal.rules import Actor
from motcua.kernel import clock
from motcua.kernel.queue import enqueue
from motcua.people.models import Person
from motcua.signing import actions as signing
from motcua.signing import queries as signing_queries
from motcua.vault import actions as vault
from motcua.vault import queries as vault_queries
from motcua.vault.models import Document

PRINTER = Actor("system:papers", "Motcua")


def make_confirmation(*, code: str, at: datetime) -> Dossier:
    """The sealed confirmation that a dossier was submitted."""
    dossier = _dossier(code)
    if dossier.confirmation_id:
        return dossier
    return _keep_sealed(dossier, "confirmation", "xac-nhan-nop-ho-so", at)


def make_receipt(*, code: str, at: datetime) -> Dossier:
    """Form 01, Giấy tiếp nhận hồ sơ và hẹn trả kết quả, sealed by the agency that received."""
    dossier = _dossier(code)
    if dossier.receipt_id:
        return dossier
    return _keep_sealed(dossier, "receipt", "giay-tiep-nhan", at)


def make_notice(*, notice: int, at: datetime) -> Notice:
    """The paper of a form that was sent: signed by the officer who answers for it, sealed by the agency."""
    sent = Notice.objects.select_related(
        "officer__account", "absent", "issuer__unit", "issuer__parent", "dossier", "document"
    ).get(pk=notice)
    if sent.document_id:
        return sent
    dossier, form = _dossier(sent.dossier.code), Form(sent.form)
    printed = _print_form(
        dossier, form, sent.body, issuer=sent.issuer, signatory=_signatory(sent.officer, sent.absent),
        number=sent.number, at=sent.made_at,
    )  # fmt: skip
    pdf = _signed_and_sealed(printed, sent, at)
    with transaction.atomic():
        sent = Notice.objects.select_for_update(of=("self",)).get(pk=notice)
        if sent.document_id is None:
            sent.document = vault.keep_made(name=f"{dossier.code}-{TEMPLATES[form]}.pdf", content=pdf, at=at)
            sent.save(update_fields=["document"])
            journal.record(
                by=PRINTER,
                verb="make-notice",
                subject=dossier.subject,
                at=at,
                revision=sent.revision,
                agency=dossier.agency.code,
                body={"form": form.value, "number": sent.number, "document": sent.document.sha256},
            )
    return sent


def print_notice(
    dossier: Dossier, form: Form, body: Mapping[str, Any], *, officer: Officer | None, at: datetime
) -> ports.Printed:
    """The paper of a form as it would go out now, unsigned and without its number: what is looked at before
    somebody agrees. `officer` is who would answer for it."""
    dossier = _dossier(dossier.code)
    issuer = dossier.desk if dossier.state in BEFORE_RECEPTION else dossier.agency
    signatory = _signatory(officer, None) if officer else papers.Signatory("", "")
    return _print_form(dossier, form, body, issuer=issuer, signatory=signatory, at=at)


def _print_form(
    dossier: Dossier,
    form: Form,
    body: Mapping[str, Any],
    *,
    issuer: Agency,
    signatory: papers.Signatory,
    number: str = "",
    at: datetime,
) -> ports.Printed:
    data = paper_data(dossier, issuer, signatory=signatory, at=at)
    contents = notices.printed(form, body, number=number)
    return ports.typesetter().print(TEMPLATES[form], {**data, "notice": contents})


def _signed_and_sealed(printed: ports.Printed, sent: Notice, at: datetime) -> bytes:
    """First the officer, where the form has a place for them, then the seal with its time stamp."""
    personal = "approver" in printed.boxes
    fields = [("seal", printed.boxes.get("seal"), True)]
    if personal:
        fields.insert(0, ("approver", printed.boxes["approver"], False))
    pdf, reason = signing.reserve_fields(printed.pdf, fields=fields), f"{sent.number}, {sent.dossier.code}"
    if personal:
        pdf = signing.sign_document(pdf, holder=sent.officer.holder, field="approver", at=at, reason=reason)
    return signing.sign_document(pdf, holder=sent.issuer.holder, field="seal", at=at, reason=reason)


def make_decision(*, code: str, revision: int, officer: int, absent: int = 0, at: datetime) -> Dossier:
    """The result's text with the approver's personal signature; its number and seal are still to come.

    `revision` is that of the approval: if the dossier went on or back since, nothing is made.
    """
    dossier = _dossier(code)
    if not _awaits_decision(dossier, revision):
        return dossier
    approver = Officer.objects.select_related("account", "agency").get(pk=officer)
    printed = print_result(dossier, approver=approver, absent=_officer(absent), at=at)
    pdf = signing.reserve_fields(
        printed.pdf,
        fields=[
            ("approver", printed.boxes.get("approver"), False),
            ("seal", printed.boxes.get("seal"), True),
        ],
    )
    pdf = signing.sign_document(
        pdf,
        holder=approver.holder,
        field="approver",
        at=at,
        reason=f"Phê duyệt hồ sơ {dossier.code}",
        location=dossier.agency.name_vi,
    )
    with transaction.atomic():
        dossier = queries.locked(code)
        if _awaits_decision(dossier, revision):
            _keep(dossier, "decision", f"{dossier.code}-du-thao.pdf", pdf, at, signed_by=approver.holder)
    return dossier


def make_result(*, code: str, revision: int, at: datetime) -> Dossier:
    """The decision with its number, its date and the organisation's time-stamped seal: the result."""
    dossier = _dossier(code)
    if not _awaits_result(dossier, revision) or dossier.decision is None or dossier.issued_on is None:
        return dossier
    pdf = signing.sign_document(
        vault_queries.content(dossier.decision),
        holder=dossier.agency.holder,
        field="seal",
        at=at,
        lines=(
            f"Số: {dossier.number}",
            papers.place_and_date(office_of(dossier.agency).place, dossier.issued_on),
        ),
        reason=f"Ban hành {dossier.number}",
        location=dossier.agency.name_vi,
    )
    with transaction.atomic():
        dossier = queries.locked(code)
        if _awaits_result(dossier, revision):
            _keep(dossier, "result", f"{dossier.code}.pdf", pdf, at, signed_by=dossier.agency.holder)
            if dossier.delivery == Delivery.ONLINE:
                enqueue("dossiers.return_online", code=code)
    return dossier


def print_result(
    dossier: Dossier, *, approver: Officer | None, absent: Officer | None = None, at: datetime
) -> ports.Printed:
    """The result as it would be signed now, unsigned: what case officer and approver look at first.

    Where the appraisal was negative, the notice that says so with its reasons. `absent` is for whom the
    approver acts.
    """
    signatory = _signatory(approver, absent) if approver else papers.Signatory("", "")
    data = paper_data(dossier, dossier.agency, signatory=signatory, at=at)
    if not dossier.negative:
        return ports.typesetter().print(catalogue.version(dossier.version_id).result.template, data)
    reasons = notices.printed(Form.NEGATIVE, _why_not(dossier))
    return ports.typesetter().print(TEMPLATES[Form.NEGATIVE], {**data, "notice": reasons})


def _why_not(dossier: Dossier) -> dict[str, Any]:
    """Reason and legal ground, as the case officer gave them."""
    given: dict[str, Any] = [e for e in queries.history(dossier) if e.verb == Verb.DENY][-1].body["given"]
    return given


def _officer(pk: int) -> Officer | None:
    return Officer.objects.filter(pk=pk).first() if pk else None


def _signatory(officer: Officer, absent: Officer | None) -> papers.Signatory:
    return papers.Signatory(
        officer.account.name, officer.title_vi, on_behalf=absent.title_vi if absent else ""
    )


def paper_data(
    dossier: Dossier, issuer: Agency, *, at: datetime, signatory: papers.Signatory | None = None
) -> dict[str, Any]:
    """What templates print of this dossier, on the letterhead of `issuer`."""
    procedure = catalogue.version(dossier.version_id)
    given = {attachment.component for attachment in queries.attachments(dossier)}
    return papers.data(
        procedure=procedure,
        channel=Channel(dossier.channel),
        code=dossier.code,
        office=office_of(issuer),
        desk=office_of(dossier.desk),
        subject=_subject(dossier.applicant),
        answers=dossier.answers,
        shown=forms.shown(procedure, dossier.answers, unit_name=agencies.unit_name, language="vi"),
        components=[
            {
                "name": component.name.vi,
                "originals": component.originals,
                "copies": component.copies,
                "given": _given(component.code, given, dossier.handed),
            }
            for component, needed in forms.components(procedure, dossier.answers)
            if needed or component.code in given or component.code in dossier.handed
        ],
        submitted_at=dossier.submitted_at,
        received_at=dossier.received_at,
        due_at=dossier.due_at,
        day=clock.day(at),
        url=f"{settings.BASE_URL}/verify/{dossier.secret}",
        test=signing_queries.signs_as_test(issuer.holder),
        proposal=dossier.proposal,
        signatory=signatory,
    )


def _given(component: str, electronic: set[str], handed: Sequence[str]) -> str:
    if component in electronic:
        return "Bản điện tử"
    return "Bản giấy" if component in handed else ""


def office_of(agency: Agency) -> papers.Office:
    """The letterhead of this agency."""
    above = agency.parent
    place = agency.unit.bare if agency.unit else ""
    return papers.Office(agency.code, agency.name_vi, above.name_vi if above else "", place)


def _subject(person: Person) -> papers.Subject:
    parts = [
        person.address,
        *(agencies.unit_name(code) for code in (person.commune, person.province) if code),
    ]
    return papers.Subject(
        name=person.name,
        number=person.number,
        birth_date=person.birth_date,
        sex={"male": "Nam", "female": "Nữ"}.get(person.sex, ""),
        phone=person.phone,
        email=person.email,
        address=", ".join(part for part in parts if part),
    )


def _dossier(code: str) -> Dossier:
    return (
        Dossier.objects.select_related(
            *queries.NEAR, "agency__unit", "agency__parent", "desk__unit", "desk__parent", "decision"
        )
        .filter(code=code)
        .get()
    )


def _keep_sealed(dossier: Dossier, paper: str, name: str, at: datetime) -> Dossier:
    # What was promised then, though the job that prints it may come after a pause or an extension.
    promised = {"due_at": papers.moment(dossier.first_due_at)}
    printed = ports.typesetter().print(paper, paper_data(dossier, dossier.desk, at=at) | promised)
    pdf = signing.sign_document(
        printed.pdf, holder=dossier.desk.holder, field="seal", box=printed.boxes.get("seal"), at=at
    )
    with transaction.atomic():
        dossier = queries.locked(dossier.code)
        if getattr(dossier, f"{paper}_id") is None:
            _keep(dossier, paper, f"{dossier.code}-{name}.pdf", pdf, at, signed_by=dossier.desk.holder)
    return dossier


def _keep(dossier: Dossier, paper: str, name: str, pdf: bytes, at: datetime, *, signed_by: str) -> Document:
    document = vault.keep_made(name=name, content=pdf, at=at)
    setattr(dossier, paper, document)
    dossier.save(update_fields=[paper])
    journal.record(
        by=PRINTER,
        verb=f"make-{paper}",
        subject=dossier.subject,
        at=at,
        revision=dossier.revision,
        agency=dossier.agency.code,
        body={"document": document.sha256, "signed_by": signed_by},
    )
    return document


def _awaits_decision(dossier: Dossier, revision: int) -> bool:
    """Still approved by the act that asked for the decision; taking the dossier over changes nothing."""
    return (
        dossier.state == State.APPROVED
        and dossier.decision_id is None
        and revision == _revision_of(dossier, "approve")
    )


def _awaits_result(dossier: Dossier, revision: int) -> bool:
    return (
        dossier.state == State.SEALED
        and dossier.result_id is None
        and revision == _revision_of(dossier, "seal")
    )


def _revision_of(dossier: Dossier, verb: str) -> int:
    return max((entry.revision for entry in queries.history(dossier) if entry.verb == verb), default=0)
