"""Time-stamp tokens made in this process (RFC 3161, RFC 5816), for the test authority.

The token is put together from DER by hand: all but the imprint, the moment and the signature is the same
each time, and building it from objects takes a hundred times as long.
"""

import secrets
from datetime import UTC, datetime
from functools import lru_cache

from asn1crypto import cms, core, tsp, x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from pyhanko.sign.general import as_signing_certificate_v2
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.sign.timestamps.common_utils import dummy_digest

from motcua.kernel import canonical

_POLICY = "1.3.6.1.4.1.32473.1.1"  # an arc kept for examples (RFC 5612): this is no real policy
_INTEGER, _OCTETS, _OID, _SEQUENCE, _SET, _CONTEXT_0 = 0x02, 0x04, 0x06, 0x30, 0x31, 0xA0
_UTC_TIME = 0x17


def _der(tag: int, *parts: bytes) -> bytes:
    body = b"".join(parts)
    if len(body) < 128:
        return bytes((tag, len(body))) + body
    size = len(body).to_bytes((len(body).bit_length() + 7) // 8)
    return bytes((tag, 0x80 | len(size))) + size + body


def _oid(dotted: str) -> bytes:
    return bytes(core.ObjectIdentifier(dotted).dump())


_SHA256 = _der(_SEQUENCE, _oid("2.16.840.1.101.3.4.2.1"))
_ECDSA_SHA256 = _der(_SEQUENCE, _oid("1.2.840.10045.4.3.2"))
_SIGNED_DATA = _oid("1.2.840.113549.1.7.2")
_TST_INFO = _oid("1.2.840.113549.1.9.16.1.4")
_CONTENT_TYPE = _der(_SEQUENCE, _oid("1.2.840.113549.1.9.3"), _der(_SET, _TST_INFO))
_MESSAGE_DIGEST = _oid("1.2.840.113549.1.9.4")
_SIGNING_TIME = _oid("1.2.840.113549.1.9.5")
_SIGNING_CERTIFICATE_V2 = _oid("1.2.840.113549.1.9.16.2.47")


class LocalTimeStamper(TimeStamper):
    """Answers every request at once, with the moment it was given."""

    def __init__(self, certificate: bytes, key: ec.EllipticCurvePrivateKey, at: datetime) -> None:
        super().__init__(include_nonce=True)  # type: ignore[no-untyped-call]
        self._certificate = certificate
        self._key = key
        self._at = at.astimezone(UTC).replace(microsecond=0)

    async def async_dummy_response(self, md_algorithm: str) -> cms.ContentInfo:
        """A token of the usual size, the same each time, from which room is reserved."""
        return _sample(self._certificate, self._key, md_algorithm)

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        """The answer to this request, always granted."""
        info = tsp.TSTInfo(
            {
                "version": "v1",
                "policy": _POLICY,
                "message_imprint": req["message_imprint"],
                "serial_number": secrets.randbits(127),
                "gen_time": self._at,
                "nonce": req["nonce"],
            }
        ).dump()
        status = _der(_SEQUENCE, _der(_INTEGER, b"\x00"))
        token = _token(info, self._certificate, self._key, self._at)
        response: tsp.TimeStampResp = tsp.TimeStampResp.load(_der(_SEQUENCE, status, token))
        return response


@lru_cache(maxsize=16)
def _sample(certificate: bytes, key: ec.EllipticCurvePrivateKey, md_algorithm: str) -> cms.ContentInfo:
    moment = datetime(2000, 1, 1, tzinfo=UTC)
    info = tsp.TSTInfo(
        {
            "version": "v1",
            "policy": _POLICY,
            "message_imprint": {
                "hash_algorithm": {"algorithm": md_algorithm},
                "hashed_message": dummy_digest(md_algorithm),
            },
            "serial_number": 2**127 - 1,
            "gen_time": moment,
            "nonce": 2**63 - 1,
        }
    ).dump()
    token: cms.ContentInfo = cms.ContentInfo.load(_token(info, certificate, key, moment))
    return token


def _token(info: bytes, certificate: bytes, key: ec.EllipticCurvePrivateKey, at: datetime) -> bytes:
    """CMS SignedData (RFC 5652) over this TSTInfo, by this TSA certificate (DER)."""
    signer, signing_certificate = _known(certificate)
    attributes = b"".join(
        sorted(
            (
                _CONTENT_TYPE,
                _der(
                    _SEQUENCE,
                    _MESSAGE_DIGEST,
                    _der(_SET, _der(_OCTETS, canonical.digest(info))),
                ),
                _der(
                    _SEQUENCE,
                    _SIGNING_TIME,
                    _der(_SET, _der(_UTC_TIME, at.strftime("%y%m%d%H%M%SZ").encode())),
                ),
                signing_certificate,
            )
        )
    )
    signature = key.sign(_der(_SET, attributes), ec.ECDSA(hashes.SHA256()))
    return _der(
        _SEQUENCE,
        _SIGNED_DATA,
        _der(
            _CONTEXT_0,
            _der(
                _SEQUENCE,
                _der(_INTEGER, b"\x03"),
                _der(_SET, _SHA256),
                _der(_SEQUENCE, _TST_INFO, _der(_CONTEXT_0, _der(_OCTETS, info))),
                _der(_CONTEXT_0, certificate),
                _der(
                    _SET,
                    _der(
                        _SEQUENCE,
                        _der(_INTEGER, b"\x01"),
                        signer,
                        _SHA256,
                        _der(_CONTEXT_0, attributes),
                        _ECDSA_SHA256,
                        _der(_OCTETS, signature),
                    ),
                ),
            ),
        ),
    )


@lru_cache(maxsize=16)
def _known(certificate: bytes) -> tuple[bytes, bytes]:
    """The signer's issuer and serial number, and the signing-certificate attribute, both DER."""
    parsed = x509.Certificate.load(certificate)
    serial = parsed["tbs_certificate"]["serial_number"].dump()
    return (
        _der(_SEQUENCE, parsed.issuer.dump(), serial),
        _der(_SEQUENCE, _SIGNING_CERTIFICATE_V2, _der(_SET, as_signing_certificate_v2(parsed).dump())),
    )
