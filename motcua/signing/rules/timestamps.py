"""Time-stamp tokens over a digest (RFC 3161): asked for, and checked."""

from collections.abc import Sequence
from datetime import datetime

from asn1crypto import cms, tsp
from asn1crypto import x509 as asn1_x509
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.sign.validation.generic_cms import validate_tst_signed_data
from pyhanko.sign.validation.status import TimestampSignatureStatus
from pyhanko_certvalidator import ValidationContext

from motcua.signing.rules.document import DIGEST, run


class BadToken(ValueError):
    """No time-stamp token, one over something else, or one from an authority we do not know."""


def ask(digest: bytes, timestamper: TimeStamper) -> bytes:
    """A DER token over this SHA-256 digest. Raises OSError when the authority does not answer."""
    token: cms.ContentInfo = run(timestamper.async_timestamp(digest, DIGEST))
    return bytes(token.dump())


def check(token: bytes, digest: bytes, *, roots: Sequence[bytes]) -> datetime:
    """The moment that this token gives to this SHA-256 digest. Raises BadToken."""
    try:
        signed = _signed_data(token)
        moment: datetime = signed["encap_content_info"]["content"].parsed["gen_time"].native
        context = ValidationContext(
            trust_roots=[asn1_x509.Certificate.load(der) for der in roots],
            moment=moment,
            allow_fetching=False,
        )
        found = run(validate_tst_signed_data(signed, context, lambda name: _same(name, digest)))
        status = TimestampSignatureStatus(**found)
    except Exception as error:  # whatever a parser says about bytes from outside
        raise BadToken from error
    if not (status.intact and status.valid and status.trusted):
        raise BadToken
    return moment


def _signed_data(token: bytes) -> cms.SignedData:
    content = cms.ContentInfo.load(token, strict=True)
    signed: cms.SignedData = content["content"]
    if not isinstance(signed["encap_content_info"]["content"].parsed, tsp.TSTInfo):
        raise BadToken
    return signed


def _same(algorithm: str, digest: bytes) -> bytes:
    if algorithm != DIGEST:
        raise BadToken
    return digest
