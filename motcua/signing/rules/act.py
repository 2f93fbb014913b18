"""An act's signature: a detached compact JWS, ES256 (RFC 7515 appendix F, RFC 7518 section 3.4)."""

import binascii
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from functools import lru_cache

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

TYPE = "motcua-act+jws"


class Malformed(ValueError):
    """These characters are not a signature of ours."""


@lru_cache(maxsize=4096)
def _header(fingerprint: str) -> bytes:
    """The protected header; `kid` is the certificate's x5t#S256 (RFC 7515 section 4.1.8)."""
    kid = _encode(bytes.fromhex(fingerprint)).decode()
    return _encode(json.dumps({"alg": "ES256", "kid": kid, "typ": TYPE}, separators=(",", ":")).encode())


def sign(payload: bytes, *, fingerprint: str, es256: Callable[[bytes], bytes]) -> str:
    """`header..signature` over these bytes; `es256` signs and returns R and S, 64 bytes."""
    header = _header(fingerprint)
    return f"{header.decode()}..{_encode(es256(header + b'.' + _encode(payload))).decode()}"


def signer(jws: str) -> str:
    """The fingerprint (hexadecimal SHA-256) of the certificate that this signature names.

    Raises Malformed for anything but a detached ES256 signature of an act.
    """
    header, _ = _split(jws)
    try:
        fields = json.loads(_decode(header))
        kid = _decode(fields["kid"])
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise Malformed from error
    if fields != {"alg": "ES256", "kid": fields["kid"], "typ": TYPE} or len(kid) != 32:
        raise Malformed
    return kid.hex()


def holds(payload: bytes, jws: str, certificate: x509.Certificate) -> bool:
    """Whether this certificate's key made this signature over exactly these bytes."""
    header, signature = _split(jws)
    raw = _decode(signature)
    key = certificate.public_key()
    if len(raw) != 64 or not isinstance(key, ec.EllipticCurvePublicKey):
        return False
    der = encode_dss_signature(int.from_bytes(raw[:32]), int.from_bytes(raw[32:]))
    try:
        key.verify(der, header.encode() + b"." + _encode(payload), ec.ECDSA(hashes.SHA256()))
    except InvalidSignature:
        return False
    return True


def _split(jws: str) -> tuple[str, str]:
    parts = jws.split(".")
    if len(parts) != 3 or parts[1] or not jws.isascii():
        raise Malformed
    return parts[0], parts[2]


def _encode(data: bytes) -> bytes:
    return urlsafe_b64encode(data).rstrip(b"=")


def _decode(text: str) -> bytes:
    """Strict: one signature has one spelling, so padding and stray characters are refused."""
    try:
        data = urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (binascii.Error, ValueError) as error:
        raise Malformed from error
    if _encode(data).decode() != text:
        raise Malformed
    return data
