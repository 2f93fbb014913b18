"""Keys in software: in the database at rest, in this process's memory while they sign."""

import time
from dataclasses import dataclass
from datetime import datetime

from asn1crypto import pem as asn1_pem
from asn1crypto import x509 as asn1_x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from pyhanko.sign.signers import Signer
from pyhanko_certvalidator.registry import SimpleCertificateStore

from motcua.kernel.errors import NotFound
from motcua.signing.adapters import keybox, testauthority
from motcua.signing.models import Certificate, SoftwareKey
from motcua.signing.rules.values import Evidence, Identity, Kind

_ECDSA = ec.ECDSA(hashes.SHA256())
_FRESH = 60.0  # seconds: after that a process sees that another one revoked a key


@dataclass(frozen=True, slots=True)
class _Loaded:
    identity: Identity
    key: ec.EllipticCurvePrivateKey
    pem: str
    chain: str
    since: float  # of the monotonic clock


class SoftwareKeys:
    """The default key store: elliptic-curve keys, certified by the test authority."""

    def __init__(self) -> None:
        self._loaded: dict[str, _Loaded] = {}

    @transaction.atomic
    def create(
        self, holder: str, *, common_name: str, organisation: str, kind: Kind, at: datetime
    ) -> Identity:
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = testauthority.issue(
            key.public_key(), kind=kind, name=common_name, organisation=organisation, at=at
        )
        row = Certificate.of(
            certificate,
            holder=holder,
            kind=kind,
            name=common_name,
            organisation=organisation,
            chain=testauthority.authority().chain,
            is_test=True,
        )
        keybox.store(row, key)
        self._loaded.pop(holder, None)
        return row.identity()

    def identity(self, holder: str) -> Identity:
        return self._load(holder).identity

    def sign_es256(self, holder: str, data: bytes) -> bytes:
        r, s = decode_dss_signature(self._load(holder).key.sign(data, _ECDSA))
        return r.to_bytes(32) + s.to_bytes(32)

    def pyhanko_signer(self, holder: str) -> Signer:
        return _Signer(self._load(holder))

    def evidence(self, holder: str, *, at: datetime) -> Evidence:
        own = Evidence(certificates=tuple(_ders(self._load(holder).pem)))
        return own | testauthority.evidence(testauthority.authority(), at=at)

    def forget(self, holder: str) -> None:
        self._loaded.pop(holder, None)

    def _load(self, holder: str) -> _Loaded:
        found = self._loaded.get(holder)
        if found is not None and time.monotonic() - found.since < _FRESH:
            return found
        self._loaded.pop(holder, None)
        row = (
            SoftwareKey.objects.select_related("certificate")
            .filter(certificate__holder=holder, certificate__revoked_at=None)
            .first()
        )
        if row is None:
            raise NotFound(
                _("Chưa có chứng thư số để ký. Vui lòng liên hệ bộ phận quản trị để được cấp chứng thư số."),
                code="no-key",
            )
        certificate = row.certificate
        self._loaded[holder] = found = _Loaded(
            identity=certificate.identity(),
            key=keybox.unseal(bytes(row.sealed), certificate.fingerprint),
            pem=certificate.pem,
            chain=certificate.chain,
            since=time.monotonic(),
        )
        return found


class _Signer(Signer):
    """pyHanko's signer over a key that is already in memory, instead of one it decodes each time."""

    def __init__(self, loaded: _Loaded) -> None:
        store = SimpleCertificateStore()
        store.register_multiple(asn1_x509.Certificate.load(der) for der in _ders(loaded.chain))
        (own,) = _ders(loaded.pem)
        super().__init__(signing_cert=asn1_x509.Certificate.load(own), cert_registry=store, embed_roots=False)
        self._key = loaded.key

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        assert digest_algorithm == "sha256"
        return self._key.sign(data, _ECDSA)


def _ders(pem: str) -> list[bytes]:
    return [der for _name, _headers, der in asn1_pem.unarmor(pem.encode(), multiple=True)]
