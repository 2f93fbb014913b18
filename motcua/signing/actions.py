"""Issuing and revoking keys, signing acts and documents, asking for time stamps."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from motcua.journal import actions as journal
from motcua.journal.models import Seal
from motcua.journal.rules import Actor
from motcua.kernel.errors import Invalid, NotFound, Unavailable, WrongState
from motcua.signing import ports, queries
from motcua.signing.models import Certificate
from motcua.signing.rules import act, appearance, document, timestamps
from motcua.signing.rules.values import SIGNERS, Box, Identity, Kind


@transaction.atomic
def issue_key(
    *, holder: str, common_name: str, organisation: str, kind: Kind, at: datetime, by: Actor
) -> Certificate:
    """The certificate this holder signs with; a new key is made only where there is none in force."""
    if kind not in SIGNERS or not holder or not common_name:
        raise Invalid(code="bad-holder")
    ports.keys().forget(holder)
    active = Certificate.objects.select_for_update().active().filter(holder=holder).first()
    if active is not None:
        return active
    made = ports.keys().create(holder, common_name=common_name, organisation=organisation, kind=kind, at=at)
    journal.record(
        by=by,
        verb="issue-key",
        subject=f"certificate:{made.fingerprint}",
        at=at,
        body={"holder": holder, "name": common_name, "organisation": organisation, "kind": str(kind)},
    )
    return Certificate.objects.get(fingerprint=made.fingerprint)


@transaction.atomic
def revoke_key(*, holder: str, why: str, at: datetime, by: Actor) -> Certificate:
    """The certificate, from now on no longer good: what it signed before stays so. Raises NotFound.

    Other processes stop using the key within a minute.
    """
    row = Certificate.objects.select_for_update().active().filter(holder=holder, kind__in=SIGNERS).first()
    if row is None:
        raise NotFound(_("Không có chứng thư số đang hiệu lực."), code="no-key")
    if not why.strip():
        raise Invalid(_("Vui lòng nêu lý do thu hồi chứng thư số."), code="no-reason")
    row.revoked_at, row.revoked_why = at, why.strip()
    row.save(update_fields=["revoked_at", "revoked_why"])
    ports.keys().forget(holder)
    journal.record(
        by=by,
        verb="revoke-key",
        subject=f"certificate:{row.fingerprint}",
        at=at,
        body={"holder": holder, "why": row.revoked_why},
    )
    return row


def sign_act(payload: bytes, *, holder: str) -> str:
    """A detached compact JWS (ES256) over these bytes, naming the holder's certificate.

    Raises NotFound("no-key"). Asks the database nothing while the key is in memory.
    """
    keys = ports.keys()
    return act.sign(
        payload,
        fingerprint=keys.identity(holder).fingerprint,
        es256=lambda data: keys.sign_es256(holder, data),
    )


def reserve_fields(pdf: bytes, *, fields: Sequence[tuple[str, Box | None, bool]]) -> bytes:
    """The PDF with an empty signature field for each (name, box, locks), before anyone signs.

    The last to sign locks: after it only proofs of time may be appended. Raises Invalid("not-a-pdf").
    """
    return document.reserve(_open(pdf), fields)


def sign_document(
    pdf: bytes,
    *,
    holder: str,
    field: str,
    at: datetime,
    box: Box | None = None,
    lines: Sequence[str] = (),
    reason: str = "",
    location: str = "",
) -> bytes:
    """The PDF with one more revision: this holder's PAdES signature, time-stamped, chain and CRLs inside.

    `field` is one reserved with reserve_fields; otherwise it is made, visible with a `box`. `lines` appear
    in it before the signer's name: the number and date that a seal brings. A seal also time-stamps the
    whole document (B-LTA). Raises NotFound("no-key"), Invalid("not-a-pdf" or "encrypted-pdf"),
    WrongState("already-signed", "sealed" or "certificate-expired"), Unavailable("timestamps").
    """
    keys, stamps = ports.keys(), ports.timestamps()
    signer = keys.identity(holder)
    if not signer.not_before <= at <= signer.not_after:
        raise WrongState(
            _("Chứng thư số đã hết hạn. Vui lòng liên hệ bộ phận quản trị để được cấp chứng thư số mới."),
            code="certificate-expired",
        )
    writer = _open(pdf)
    place = _place(writer, field, box)
    try:
        return document.sign(
            writer,
            field=field,
            box=box,
            signer=keys.pyhanko_signer(holder),
            timestamper=stamps.timestamper(at=at),
            evidence=keys.evidence(holder, at=at) | stamps.evidence(at=at),
            stamp=_stamp(place, signer, lines, at),
            reason=reason,
            location=location,
            at=at,
            archival=signer.kind is Kind.SEAL,
        )
    except OSError as error:
        raise Unavailable(code="timestamps") from error


def timestamp(digest: bytes, *, at: datetime) -> bytes:
    """An RFC 3161 token (DER) over this SHA-256 digest. Raises Unavailable("timestamps")."""
    try:
        return timestamps.ask(digest, ports.timestamps().timestamper(at=at))
    except OSError as error:
        raise Unavailable(code="timestamps") from error


def _open(pdf: bytes) -> IncrementalPdfFileWriter:
    if len(pdf) > queries.MAX_PDF:
        raise Invalid(_("Tệp quá lớn. Vui lòng chọn tệp PDF không quá 20 MB."), code="too-large")
    try:
        writer = document.open_for_update(pdf)
    except Exception as error:  # pyHanko's parser fails in more ways than it documents
        raise Invalid(_("Tệp này không phải là PDF có thể ký."), code="not-a-pdf") from error
    if document.is_encrypted(writer):
        raise Invalid(
            _("Tệp PDF được bảo vệ bằng mật khẩu. Vui lòng gỡ mật khẩu rồi thử lại."), code="encrypted-pdf"
        )
    return writer


def _place(writer: IncrementalPdfFileWriter, field: str, box: Box | None) -> Box | None:
    if document.is_locked(writer):
        raise WrongState(_("Văn bản đã được đóng dấu nên không thể ký thêm."), code="sealed")
    reserved, place = document.empty_field(writer, field)
    if reserved:
        return place
    if field in document.field_names(writer):
        raise WrongState(_("Văn bản này đã được ký ở vị trí này."), code="already-signed")
    return box


def _stamp(place: Box | None, signer: Identity, lines: Sequence[str], at: datetime) -> bytes | None:
    return appearance.draw(place, signer, lines, at) if place else None


@transaction.atomic
def seal_journal(*, day: date, holder: str, at: datetime, by: Actor) -> Seal | None:
    """The journal sealed up to now, signed by this holder and time-stamped; None when nothing is new."""
    return journal.seal(
        day=day,
        at=at,
        by=by,
        sign=lambda payload: sign_act(payload, holder=holder),
        stamp=lambda root: timestamp(root, at=at),
    )
