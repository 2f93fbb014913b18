"""Submitting: what is checked once for all, whichever door it came through, and stored in one transaction."""

import hashlib
import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from motcua.agencies import queries as agencies
from motcua.agencies.models import Agency
from motcua.agencies.rules import worktime
from motcua.catalogue import queries as catalogue
from motcua.catalogue.rules import forms
from motcua.catalogue.rules.definition import Channel, FieldKind, Procedure
from motcua.dossiers import queries
from motcua.dossiers.models import Attachment, Counter, Dossier, Draft
from motcua.dossiers.rules import codes
from motcua.dossiers.rules.process import State, Verb, waiting_role
from motcua.journal import actions as journal
from motcua.journal.rules import Actor
from motcua.kernel import clock
from motcua.kernel.errors import Invalid, WrongState
from motcua.kernel.queue import enqueue
from motcua.people.models import Account, Person
from motcua.vault import queries as vault


@dataclass(frozen=True, slots=True)
class Application:
    """What is handed in. `files` maps a component, or the path of a file field, to document ids."""

    version: int
    procedure: Procedure
    channel: Channel
    agency: Agency
    applicant: Person
    answers: Mapping[str, Any]
    files: Mapping[str, Sequence[int]]
    handed: Sequence[str] = ()

    def digest(self) -> bytes:
        """SHA-256 over all of it: a replay with other content is told apart from a true repetition."""
        return hashlib.sha256(
            json.dumps(  # not RFC 8785, which refuses what a wrong application may hold; that is judged later
                {
                    "procedure": self.procedure.code,
                    "version": self.version,
                    "channel": self.channel.value,
                    "agency": self.agency.code,
                    "applicant": self.applicant.pk,
                    "answers": dict(self.answers),
                    "files": {name: list(ids) for name, ids in self.files.items()},
                    "handed": list(self.handed),
                },
                sort_keys=True,
            ).encode()
        ).digest()


def check(application: Application, *, at: datetime) -> dict[str, Any]:
    """The answers as they are kept, hidden ones dropped. Raises Invalid with every fault by its path."""
    procedure = application.procedure
    if procedure.terms(application.channel) is None:
        raise Invalid(_("Thủ tục này không nhận hồ sơ theo hình thức bạn chọn."), code="channel-not-offered")
    if application.applicant.kind not in procedure.applicants:
        raise Invalid(
            _("Thủ tục này không dành cho đối tượng của bạn. Vui lòng xem mục “Ai được nộp”."),
            code="applicant-kind",
        )
    if not agencies.decides(application.agency, field_code=procedure.field_code, levels=procedure.levels):
        raise Invalid(
            code="wrong-agency",
            fields={"agency": [_("Cơ quan này không giải quyết thủ tục bạn chọn. Vui lòng chọn lại.")]},
        )
    faults = forms.check(
        procedure, application.answers, today=clock.day(at), unit_exists=agencies.unit_exists
    )
    known = {component.code for component in procedure.components}
    for code in {*application.files, *application.handed} - known:
        faults[f"files.{code}"] = [_("Thủ tục này không yêu cầu giấy tờ nào có mã này.")]
    for component, needed in forms.components(procedure, application.answers):
        given = application.files.get(component.code) or component.code in application.handed
        if needed and not given:
            faults[f"files.{component.code}"] = [_("Vui lòng đính kèm giấy tờ này.")]
    if faults:
        raise Invalid(fields=faults)
    return forms.prune(procedure, application.answers)


def submit(
    *, application: Application, key: str, by: Account, actor: Actor | None = None, at: datetime
) -> Dossier:
    """Hands the application in; it has its code when this returns.

    `key` names this one submission: handing the same in again returns the dossier that is there, other
    content under the same key raises WrongState. `actor` is the officer who types at a counter.
    Raises Invalid with every fault by its path.
    """
    digest = application.digest()
    try:
        return _store(application, key, digest, by, actor, at)
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
    *, draft: Draft, applicant: Person, by: Account, actor: Actor | None = None, at: datetime
) -> Dossier:
    """Hands in a draft and clears it away. Submitting it twice gives the same dossier."""
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
        )
        dossier = submit(application=application, key=key, by=by, actor=actor, at=at)
        kept.delete()
    return dossier


@transaction.atomic
def _store(
    application: Application, key: str, digest: bytes, by: Account, actor: Actor | None, at: datetime
) -> Dossier:
    answers = check(application, at=at)
    attachments = _attachments(application, by)
    agency, procedure = application.agency, application.procedure
    day = clock.day(at)
    # The counter's row is locked until commit, so it is taken last.
    sequence = Counter.advance(agency.pk, f"dossier:{day:%y%m%d}")
    dossier = Dossier(
        code=codes.dossier_code(agency.code, day, sequence),
        submission_key=key,
        submission_digest=digest,
        secret=secrets.token_urlsafe(16),
        version_id=application.version,
        procedure_code=procedure.code,
        process=procedure.process,
        agency=agency,
        desk=agency.desk,
        applicant=application.applicant,
        applicant_name=application.applicant.name,
        channel=application.channel,
        typed_by=by,
        typed_by_officer=actor is not None,
        answers=answers,
        handed=list(application.handed),
        state=State.SUBMITTED,
        waiting_role=waiting_role(procedure.process, State.SUBMITTED) or "",
        waiting_at=agency.desk,
        submitted_at=at,
        due_at=due_date(procedure, application.channel, at),
    )
    dossier.save(force_insert=True)
    for attachment in attachments:
        attachment.dossier = dossier
    Attachment.objects.bulk_create(attachments)
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
            "documents": [attachment.document.sha256 for attachment in attachments],
        },
    )
    enqueue("dossiers.make_confirmation", code=dossier.code)
    return dossier


def _attachments(application: Application, by: Account) -> list[Attachment]:
    """A row for each file, of a component or of the form. Raises Invalid for another account's."""
    wanted = {f"files.{code}": (code, ids) for code, ids in application.files.items()}
    for section in application.procedure.form.sections:
        for field in section.fields:
            if field.kind is FieldKind.FILE:
                path = f"{section.id}.{field.id}"
                wanted[path] = (path, application.answers.get(section.id, {}).get(field.id) or ())
    owned = vault.owned({_id(pk) for _code, ids in wanted.values() for pk in ids}, by=by)
    made: list[Attachment] = []
    for path, (component, ids) in wanted.items():
        if any(_id(pk) not in owned for pk in ids):
            raise Invalid(
                code="unknown-file", fields={path: [_("Không tìm thấy tệp này. Vui lòng tải lên lại.")]}
            )
        made += [Attachment(component=component, document=owned[pk]) for pk in dict.fromkeys(map(_id, ids))]
    return made


def _id(given: object) -> int:
    """The number of a document as somebody gave it; 0, which no document has, for what cannot be one."""
    text = str(given)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


def due_date(procedure: Procedure, channel: Channel, start: datetime) -> datetime:
    """When the result is due for a dossier received at `start`, by the channel's limit."""
    terms = procedure.terms(channel)
    if terms is None:
        raise Invalid(code="channel-not-offered")
    calendar = agencies.calendar(clock.local(start).year)
    return worktime.due(calendar, start, terms.limit.amount, terms.limit.unit, procedure.cut_off)
