"""Drafts: begun, saved at every step, given files, discarded. Nothing typed is lost."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from motcua.agencies.models import Agency
from motcua.catalogue import queries as catalogue
from motcua.catalogue.rules.definition import Channel
from motcua.dossiers import queries
from motcua.dossiers.models import Draft
from motcua.journal import actions as journal
from motcua.kernel import clock
from motcua.kernel.errors import Invalid
from motcua.people.models import Account
from motcua.vault import actions as vault
from motcua.vault.models import Document

MAX_DRAFTS = 50
MAX_FILES = 20


@transaction.atomic
def start(
    *,
    procedure_code: str,
    by: Account,
    at: datetime,
    channel: Channel = Channel.ONLINE,
    agency: Agency | None = None,
    applicant: Mapping[str, Any] | None = None,
    answers: Mapping[str, Any] | None = None,
) -> Draft:
    """A new draft of the version valid today. Raises Invalid for a channel that the procedure lacks.

    An account keeps at most fifty drafts: whoever has more is asked to tidy up.
    """
    version_id, procedure = catalogue.current(procedure_code, on=clock.day(at))
    if procedure.terms(channel) is None:
        raise Invalid(_("Thủ tục này không nhận hồ sơ theo hình thức bạn chọn."), code="channel-not-offered")
    if Draft.objects.filter(account=by).count() >= MAX_DRAFTS:
        raise Invalid(
            _("Bạn đang có quá nhiều bản nháp. Vui lòng nộp hoặc xóa bớt trước khi tạo thêm."),
            code="too-many-drafts",
        )
    return Draft.objects.create(
        account=by,
        version_id=version_id,
        agency=agency,
        channel=channel,
        applicant=dict(applicant or {}),
        answers=dict(answers or {}),
        created_at=at,
        updated_at=at,
    )


def save(
    *,
    draft: Draft,
    by: Account,
    at: datetime,
    answers: Mapping[str, Any] | None = None,
    agency: Agency | None = None,
    applicant: Mapping[str, Any] | None = None,
    handed: Sequence[str] | None = None,
    delivery: Mapping[str, str] | None = None,
    desk: Agency | None = None,
) -> Draft:
    """Keeps what was typed, right or wrong: sections given replace those kept, others stay.

    `delivery` is how the result is wanted ({"method", "address"}), `desk` where it is received.
    """
    with transaction.atomic():
        draft = queries.draft(draft.pk, by=by, lock=True)
        draft.answers = {**draft.answers, **(answers or {})}
        draft.agency = agency or draft.agency
        draft.applicant = dict(applicant) if applicant is not None else draft.applicant
        draft.handed = list(handed) if handed is not None else draft.handed
        draft.delivery = dict(delivery) if delivery is not None else draft.delivery
        draft.desk = desk or draft.desk
        draft.updated_at = at
        draft.save()
    return draft


def attach(*, draft: Draft, component: str, name: str, content: bytes, by: Account, at: datetime) -> Document:
    """Keeps a file for this component of the draft. Raises Invalid (vault.rules.check, or too many files)."""
    with transaction.atomic():
        draft = queries.draft(draft.pk, by=by, lock=True)
        if sum(len(ids) for ids in draft.files.values()) >= MAX_FILES:
            raise Invalid(
                _("Hồ sơ đã có đủ 20 tệp. Vui lòng xóa bớt tệp không cần thiết."), code="too-many-files"
            )
        document = vault.keep(name=name, content=content, by=by, at=at)
        draft.files[component] = [*draft.files.get(component, []), document.pk]
        draft.updated_at = at
        draft.save()
    return document


def detach(*, draft: Draft, component: str, document: int, by: Account, at: datetime) -> None:
    """Takes a file out of the draft; nothing happens if it is not there."""
    with transaction.atomic():
        draft = queries.draft(draft.pk, by=by, lock=True)
        if component in draft.files:
            draft.files[component] = [pk for pk in draft.files[component] if pk != document]
        draft.updated_at = at
        draft.save()


@transaction.atomic
def discard(*, draft: Draft, by: Account, at: datetime) -> None:
    """The applicant gives the draft up."""
    draft = queries.draft(draft.pk, by=by, lock=True)
    subject = f"draft:{draft.pk}"
    draft.delete()
    journal.record(by=by.actor, verb="discard-draft", subject=subject, at=at)
