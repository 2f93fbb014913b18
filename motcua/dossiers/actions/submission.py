"""Submitting: what was handed in is stored in one transaction and has its code."""

import secrets
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from motcua.agencies.models import Agency
from motcua.catalogue import queries as catalogue
from motcua.catalogue.rules.definition import Channel
from motcua.dossiers import queries
from motcua.dossiers.actions.application import Application, check
from motcua.dossiers.actions.attaching import owned_documents
from motcua.dossiers.actions.clocks import step_due
from motcua.dossiers.actions.doing import due_date
from motcua.dossiers.models import Attachment, Counter, Dossier, Draft
from motcua.dossiers.rules import codes
from motcua.dossiers.rules.choices import Delivery
from motcua.dossiers.rules.devices import Device
from motcua.dossiers.rules.process import State, Verb
from motcua.dossiers.rules.processes import waiting_for
from motcua.journal import actions as journal
from motcua.journal.rules import Actor
from motcua.kernel import clock
from motcua.kernel.errors import Invalid, WrongState
from motcua.kernel.queue import enqueue
from motcua.people.models import Account, Person


def submit(
    *,
    application: Application,
    key: str,
    by: Account,
    actor: Actor | None = None,
    device: Device | None = None,
    at: datetime,
) -> Dossier:
    """Hands the application in; it has its code when this returns.

    `key` names this one submission: handing the same in again returns the dossier that is there, other
    content under the same key raises WrongState. `actor` is the officer who types at a counter; `device` the
    browser it came from, where one did.
    Raises Invalid with every fault by its path.
    """
    digest = application.digest()
    try:
        return _store(application, key, digest, by, actor, device, at)
    except IntegrityError:
        found = queries.submitted_under(key)
        if found is None:
            raise
    if bytes(found.submission_digest) != digest:
        raise WrongState(
            _("Mã chống gửi trùng này đã dùng cho một hồ sơ khác. Vui lòng dùng mã mới."), code="key-reused"
        )
    return found


def submit_draft(
    *,
    draft: Draft,
    applicant: Person,
    by: Account,
    actor: Actor | None = None,
    helper: Agency | None = None,
    device: Device | None = None,
    at: datetime,
) -> Dossier:
    """Hands in a draft and clears it away. Submitting it twice gives the same dossier.

    `helper` is the agency of the officer who typed it, at a counter.
    """
    key = f"draft:{draft.pk}"
    with transaction.atomic():
        kept = Draft.objects.select_for_update().filter(pk=draft.pk, account=by).first()
        if kept is None:
            found = queries.submitted_under(key)
            if found is None or found.typed_by_id != by.pk:
                raise WrongState(
                    _("Bản nháp này không còn. Có thể bạn đã xóa hoặc đã nộp."), code="draft-gone"
                )
            return found
        if kept.agency is None:
            raise Invalid(_("Vui lòng chọn nơi giải quyết hồ sơ."), code="no-agency", fields={"agency": []})
        application = Application(
            version=kept.version_id,
            procedure=catalogue.version(kept.version_id),
            channel=Channel(kept.channel),
            agency=kept.agency,
            applicant=applicant,
            answers=kept.answers,
            files=kept.files,
            handed=kept.handed,
            delivery=Delivery(kept.delivery["method"]) if kept.delivery.get("method") else None,
            delivery_address=kept.delivery.get("address", ""),
            desk=kept.desk,
            helper=helper,
        )
        dossier = submit(application=application, key=key, by=by, actor=actor, device=device, at=at)
        kept.delete()
    return dossier


@transaction.atomic
def _store(
    application: Application,
    key: str,
    digest: bytes,
    by: Account,
    actor: Actor | None,
    device: Device | None,
    at: datetime,
) -> Dossier:
    answers = check(application, at=at)
    documents = owned_documents(application.procedure, application.files, application.answers, by=by)
    agency, procedure = application.agency, application.procedure
    day = clock.day(at)
    # The counter's row is locked until commit, so it is taken last.
    sequence = Counter.advance(agency.pk, f"dossier:{day:%y%m%d}")
    desk = application.desk or agency.desk
    delivery = application.delivery or (
        Delivery.ONLINE if application.channel is Channel.ONLINE else Delivery.COUNTER
    )
    dossier = Dossier(
        code=codes.dossier_code(agency.code, day, sequence),
        submission_key=key,
        submission_digest=digest,
        secret=secrets.token_urlsafe(16),
        version_id=application.version,
        procedure_code=procedure.code,
        process=procedure.process,
        agency=agency,
        desk=desk,
        helper=application.helper,
        applicant=application.applicant,
        applicant_name=application.applicant.name,
        channel=application.channel,
        typed_by=by,
        typed_by_officer=actor is not None,
        answers=answers,
        handed=list(application.handed),
        state=State.SUBMITTED,
        waiting_role=waiting_for(procedure.process, State.SUBMITTED),
        waiting_at=desk,
        submitted_at=at,
        confirms_draft=procedure.confirm_draft is not None and application.channel is Channel.ONLINE,
        delivery=delivery,
        delivery_address=application.delivery_address.strip(),
    )
    dossier.due_at = dossier.first_due_at = due_date(dossier, at)
    dossier.step_due_at = step_due(dossier, State.SUBMITTED, at)
    dossier.save(force_insert=True)
    Attachment.objects.bulk_create(
        Attachment(dossier=dossier, component=component, document=document)
        for component, document in documents
    )
    journal.record(
        by=actor or by.actor,
        verb=Verb.SUBMIT,
        subject=dossier.subject,
        at=at,
        revision=dossier.revision,
        agency=agency.code,
        body={
            "procedure": procedure.code,
            "version": procedure.number,
            "channel": application.channel.value,
            "typed_by": "officer" if actor else "applicant",
            "application": digest.hex(),
            "documents": [document.sha256 for _component, document in documents],
            "components": [component for component, _document in documents],  # of each of these
            **({"helper": application.helper.code} if application.helper else {}),
            **({"desk": desk.code} if application.desk else {}),
            **({"device": device.pseudonym, "office": device.office} if device else {}),
        },
    )
    enqueue("dossiers.make_confirmation", code=dossier.code)
    return dossier
