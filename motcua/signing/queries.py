"""Whose key it is, what signatures are worth, and where trust begins. Works offline."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from motcua.kernel.errors import Invalid, NotFound
from motcua.signing import ports
from motcua.signing.models import Certificate
from motcua.signing.rules import act, timestamps, verification
from motcua.signing.rules.values import ActSignature, DocumentReport, DocumentSignature, Kind

MAX_PDF = 20 * 1024 * 1024  # bytes


def active_certificate(holder: str) -> Certificate | None:
    """The certificate this holder signs with now, if any."""
    return Certificate.objects.active().filter(holder=holder).first()


def signs_as_test(holder: str) -> bool:
    """Whether what this holder signs now carries a test certificate; false for a holder without a key."""
    try:
        return ports.keys().identity(holder).is_test
    except NotFound:
        return False


def root_certificates() -> str:
    """The roots we trust, in PEM: what a reader imports to check our documents elsewhere."""
    return "".join(Certificate.objects.roots().order_by("pk").values_list("pem", flat=True))


def verify_act(payload: bytes, jws: str, *, at: datetime | None = None) -> ActSignature:
    """Who signed these bytes, and whether the signature holds.

    `at` is the moment of the act: the certificate must have been in force then.
    """
    return verify_acts([(payload, jws, at)])[0]


def verify_acts(acts: Iterable[tuple[bytes, str, datetime | None]]) -> list[ActSignature]:
    """The same for many (payload, signature, moment), with one query for all certificates."""
    acts = list(acts)
    named = [_signer(jws) for _payload, jws, _at in acts]
    rows = Certificate.objects.in_bulk({name for name in named if name}, field_name="fingerprint")
    known = {name: (row, x509.load_pem_x509_certificate(row.pem.encode())) for name, row in rows.items()}
    return [
        _act(payload, jws, at, name, known.get(name))
        for (payload, jws, at), name in zip(acts, named, strict=True)
    ]


def verify_document(pdf: bytes, *, at: datetime) -> DocumentReport:
    """Who signed this PDF, when, and whether anything was altered; no signatures is a report too.

    `at` is the moment of the check. Raises Invalid: too-large, not-a-pdf, encrypted-pdf,
    too-many-signatures.
    """
    if len(pdf) > MAX_PDF:
        raise Invalid(gettext_lazy("Tệp quá lớn. Vui lòng chọn tệp PDF không quá 20 MB."), code="too-large")
    try:
        findings, sound = verification.inspect(pdf, roots=_roots(), at=at)
    except verification.Encrypted as error:
        raise Invalid(
            gettext_lazy("Tệp PDF được bảo vệ bằng mật khẩu. Vui lòng gỡ mật khẩu rồi thử lại."),
            code="encrypted-pdf",
        ) from error
    except verification.TooMany as error:
        raise Invalid(
            gettext_lazy("Tệp PDF có quá nhiều chữ ký nên không thể kiểm tra."), code="too-many-signatures"
        ) from error
    except verification.Unreadable as error:
        raise Invalid(
            gettext_lazy("Không đọc được tệp này. Vui lòng chọn đúng tệp PDF kết quả, chưa qua chỉnh sửa."),
            code="not-a-pdf",
        ) from error
    names = [_fingerprint(finding.certificate) for finding in findings]
    rows = Certificate.objects.in_bulk({name for name in names if name}, field_name="fingerprint")
    signatures = tuple(
        _signature(finding, name, rows.get(name)) for finding, name in zip(findings, names, strict=True)
    )
    # The last signature, or a proof of time after it, must reach to the end of the file.
    whole = not findings or any(finding.covers_whole for finding in findings)
    altered = not (sound and whole and all(finding.intact and finding.allowed for finding in findings))
    return DocumentReport(
        signatures=signatures,
        altered=altered,
        ok=bool(signatures) and not altered and all(signature.trusted for signature in signatures),
    )


def check_timestamp(token: bytes, digest: bytes) -> datetime:
    """The moment that this RFC 3161 token gives to this SHA-256 digest. Raises Invalid("bad-timestamp")."""
    try:
        return timestamps.check(token, digest, roots=_roots())
    except timestamps.BadToken as error:
        raise Invalid(gettext_lazy("Dấu thời gian không hợp lệ."), code="bad-timestamp") from error


def _signer(jws: str) -> str:
    try:
        return act.signer(jws)
    except act.Malformed:
        return ""


def _no_act() -> str:
    return _("Đây không phải là chữ ký số của một bước xử lý.")


def _act(
    payload: bytes,
    jws: str,
    at: datetime | None,
    name: str,
    known: tuple[Certificate, x509.Certificate] | None,
) -> ActSignature:
    if not name:
        return ActSignature(False, _no_act())
    if known is None:
        return ActSignature(False, _("Chữ ký thuộc về một chứng thư số không có trong hệ thống."))
    row, certificate = known
    try:
        holds = act.holds(payload, jws, certificate)
    except act.Malformed:
        return ActSignature(False, _no_act())
    why = None
    if not holds:
        why = _("Nội dung đã bị thay đổi sau khi ký.")
    elif at is not None and not row.good_at(at):
        why = _("Chứng thư số không có hiệu lực vào thời điểm ký.")
    return ActSignature(
        valid=why is None,
        why=why,
        holder=row.holder,
        name=row.name,
        organisation=row.organisation,
        fingerprint=row.fingerprint,
        is_test=row.is_test,
    )


def _signature(finding: verification.Finding, fingerprint: str, row: Certificate | None) -> DocumentSignature:
    """The finding with the signer's full name from our row, or from the certificate itself."""
    trusted = finding.trusted
    why = None
    if not finding.certificate:
        why = _("Không đọc được chữ ký này; tệp có thể đã bị chỉnh sửa.")
    elif not finding.intact:
        why = _("Nội dung đã bị thay đổi sau khi ký.")
    elif not finding.allowed:
        why = _("Tệp đã bị bổ sung nội dung sau khi ký.")
    elif row is not None and finding.signed_at is not None and not row.good_at(finding.signed_at):
        trusted, why = False, _("Chứng thư số không có hiệu lực vào thời điểm ký.")
    elif not trusted:
        why = _("Chứng thư số không do một tổ chức chứng thực mà hệ thống tin cậy cấp.")
    name, organisation = (row.name, row.organisation) if row else _subject(finding.certificate)
    return DocumentSignature(
        name=name,
        organisation=organisation,
        kind=Kind(row.kind) if row else None,
        signed_at=finding.signed_at,
        timestamped=finding.timestamped,
        intact=finding.intact,
        trusted=trusted,
        covers_whole=finding.covers_whole,
        level=finding.level,
        is_test=row.is_test if row else False,
        fingerprint=fingerprint,
        field=finding.field,
        why=why,
    )


def _roots() -> Sequence[bytes]:
    pems = Certificate.objects.roots().values_list("pem", flat=True)
    return [x509.load_pem_x509_certificate(pem.encode()).public_bytes(Encoding.DER) for pem in pems]


def _fingerprint(der: bytes) -> str:
    try:
        return x509.load_der_x509_certificate(der).fingerprint(SHA256()).hex()
    except ValueError:
        return ""


def _subject(der: bytes) -> tuple[str, str]:
    """Common name and organisation from a certificate that is not one of ours."""
    try:
        subject = x509.load_der_x509_certificate(der).subject
    except ValueError:
        return "", ""
    names = {attribute.oid: str(attribute.value) for attribute in subject}
    return names.get(NameOID.COMMON_NAME, ""), names.get(NameOID.ORGANIZATION_NAME, "")
