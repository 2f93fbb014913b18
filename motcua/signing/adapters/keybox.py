"""Private keys at rest: PKCS#8 in the database, each under a passphrase of its own."""

import hmac
from functools import lru_cache

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    load_der_private_key,
)
from django.conf import settings

from motcua.signing.models import Certificate, SoftwareKey


def store(row: Certificate, key: ec.EllipticCurvePrivateKey) -> None:
    """Keeps the certificate's row and, encrypted, its key."""
    row.save(force_insert=True)
    sealed = key.private_bytes(
        Encoding.DER, PrivateFormat.PKCS8, BestAvailableEncryption(_passphrase(row.fingerprint))
    )
    SoftwareKey.objects.create(certificate=row, sealed=sealed)


@lru_cache(maxsize=4096)
def unseal(sealed: bytes, fingerprint: str) -> ec.EllipticCurvePrivateKey:
    """The key again. It stays in this process's memory, for decryption is slow on purpose."""
    key = load_der_private_key(sealed, _passphrase(fingerprint))
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    return key


def _passphrase(fingerprint: str) -> bytes:
    return hmac.digest(settings.KEY_SECRET.encode(), f"motcua signing key {fingerprint}".encode(), "sha256")
