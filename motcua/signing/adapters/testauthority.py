"""A local authority for tests and demonstrations: root, issuing CA, TSA; it says so in every name.

Made once in the database's life, whichever process is first.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from django.db import connection, transaction
from pyhanko.sign.timestamps import TimeStamper

from motcua.kernel import clock
from motcua.signing.adapters import keybox, tsa
from motcua.signing.models import Certificate, SoftwareKey
from motcua.signing.rules.values import Evidence, Kind

MARK = "THỬ NGHIỆM / TEST ONLY"
_BEGIN, _END = datetime(2020, 1, 1, tzinfo=UTC), datetime(2050, 1, 1, tzinfo=UTC)
_YEARS = timedelta(days=5 * 365)
_NAMES = {
    Kind.ROOT: f"Motcua Root CA - {MARK}",
    Kind.ISSUING: f"Motcua Issuing CA - {MARK}",
    Kind.TIMESTAMPS: f"Motcua TSA - {MARK}",
}
_LOCK = 0x6D6F7463  # "motc": PostgreSQL's advisory lock while the authority is made


@dataclass(frozen=True, slots=True)
class Part:
    """One certificate of the authority with its key."""

    row: Certificate
    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey

    @property
    def der(self) -> bytes:
        return self.certificate.public_bytes(Encoding.DER)


@dataclass(frozen=True, slots=True)
class Authority:
    root: Part
    issuing: Part
    timestamps: Part

    @property
    def chain(self) -> str:
        """PEM of what stands above an issued certificate, nearest first."""
        return self.issuing.row.pem + self.root.row.pem


class TestTimeStamps:
    """The time-stamp authority of the test authority: it trusts the moment it is told."""

    def timestamper(self, *, at: datetime) -> TimeStamper:
        part = authority().timestamps
        return tsa.LocalTimeStamper(part.der, part.key, at)

    def evidence(self, *, at: datetime) -> Evidence:
        return evidence(authority(), at=at)


def authority() -> Authority:
    """The authority of this database; made now if there is none."""
    root = _root()
    if root is None:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
            root = _root() or _make()
    return _load(root)


def issue(
    public: ec.EllipticCurvePublicKey, *, kind: Kind, name: str, organisation: str, at: datetime
) -> x509.Certificate:
    """A certificate for an officer's or an organisation's key, good for five years."""
    issuer = authority().issuing
    return _certify(
        public,
        _subject(name, organisation),
        issuer.certificate.subject,
        issuer.key,
        kind=kind,
        begin=at.replace(microsecond=0),
        end=at.replace(microsecond=0) + _YEARS,
    )


def evidence(of: Authority, *, at: datetime) -> Evidence:
    """The authority's certificates and the two revocation lists of that day."""
    revoked = tuple(
        Certificate.objects.filter(is_test=True, kind__in=(Kind.PERSONAL, Kind.SEAL), revoked_at__lte=at)
        .order_by("pk")
        .values_list("serial", "revoked_at")
    )
    today = datetime.combine(clock.day(at), datetime.min.time(), tzinfo=clock.HANOI)
    return Evidence(
        roots=(of.root.der,),
        certificates=(of.root.der, of.issuing.der, of.timestamps.der),
        crls=(_crl(of.root, today, ()), _crl(of.issuing, today, revoked)),
    )


@lru_cache(maxsize=64)
def _crl(issuer: Part, today: datetime, revoked: tuple[tuple[str, datetime], ...]) -> bytes:
    number = today.toordinal() * 100_000 + len(revoked)
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(issuer.certificate.subject)
        .last_update(today)
        .next_update(today + timedelta(days=7))
        .add_extension(x509.CRLNumber(number), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.key.public_key()), critical=False
        )
    )
    for serial, moment in revoked:
        entry = x509.RevokedCertificateBuilder().serial_number(int(serial, 16)).revocation_date(moment)
        builder = builder.add_revoked_certificate(entry.build())
    return builder.sign(issuer.key, hashes.SHA256()).public_bytes(Encoding.DER)


def _root() -> str | None:
    """The fingerprint of the root: asked each time, so that memory never outlives the database's truth."""
    roots = Certificate.objects.filter(kind=Kind.ROOT, is_test=True, revoked_at=None)
    return roots.values_list("fingerprint", flat=True).first()


@lru_cache(maxsize=4)
def _load(root: str) -> Authority:
    keys = SoftwareKey.objects.select_related("certificate").filter(
        certificate__kind__in=list(_NAMES), certificate__is_test=True, certificate__revoked_at=None
    )
    parts = {Kind(key.certificate.kind): _part(key) for key in keys}
    return Authority(parts[Kind.ROOT], parts[Kind.ISSUING], parts[Kind.TIMESTAMPS])


def _make() -> str:
    """Root first, then what it certifies. Returns the root's fingerprint."""
    root_key = ec.generate_private_key(ec.SECP256R1())
    root_name = _subject(_NAMES[Kind.ROOT], "")
    root = None
    for kind, name in _NAMES.items():
        key = root_key if kind is Kind.ROOT else ec.generate_private_key(ec.SECP256R1())
        certificate = _certify(
            key.public_key(), _subject(name, ""), root_name, root_key, kind=kind, begin=_BEGIN, end=_END
        )
        row = Certificate.of(
            certificate,
            holder=f"authority:{kind}",
            kind=kind,
            name=name,
            organisation="",
            chain=root.pem if root else "",
            is_test=True,
        )
        keybox.store(row, key)
        root = root or row
    assert root is not None
    return root.fingerprint


def _part(key: SoftwareKey) -> Part:
    row = key.certificate
    return Part(
        row,
        x509.load_pem_x509_certificate(row.pem.encode()),
        keybox.unseal(bytes(key.sealed), row.fingerprint),
    )


def _subject(name: str, organisation: str) -> x509.Name:
    """X.520 allows 64 characters; the row keeps the whole name."""
    parts = [x509.NameAttribute(NameOID.COUNTRY_NAME, "VN")]
    if organisation:
        parts.append(x509.NameAttribute(NameOID.ORGANIZATION_NAME, _short(organisation)))
    if MARK not in name:
        parts.append(x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, MARK))
    return x509.Name([*parts, x509.NameAttribute(NameOID.COMMON_NAME, _short(name))])


def _short(name: str) -> str:
    """At most 64 bytes: the limit is on characters, but some readers count bytes."""
    while len(name.encode()) > 64:
        name = name.rstrip("…")[:-1] + "…"
    return name


def _certify(
    public: ec.EllipticCurvePublicKey,
    subject: x509.Name,
    issuer: x509.Name,
    issuer_key: ec.EllipticCurvePrivateKey,
    *,
    kind: Kind,
    begin: datetime,
    end: datetime,
) -> x509.Certificate:
    is_ca = kind in (Kind.ROOT, Kind.ISSUING)
    length = {Kind.ROOT: 1, Kind.ISSUING: 0}.get(kind)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(begin)
        .not_valid_after(end)
        .add_extension(x509.BasicConstraints(is_ca, length), critical=True)
        .add_extension(
            x509.KeyUsage(
                digital_signature=not is_ca,
                content_commitment=not is_ca,
                key_encipherment=False,
                data_encipherment=False,
                key_agreement=False,
                key_cert_sign=is_ca,
                crl_sign=is_ca,
                encipher_only=False,
                decipher_only=False,
            ),
            critical=True,
        )
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), critical=False
        )
    )
    if kind is Kind.TIMESTAMPS:
        usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
        builder = builder.add_extension(usage, critical=True)  # RFC 3161 section 2.3
    return builder.sign(issuer_key, hashes.SHA256())
