"""What travels: kinds of certificates, identities of signers, places on a page, reports."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Kind(StrEnum):
    """What a certificate is for."""

    PERSONAL = "personal"  # an officer signs
    SEAL = "seal"  # an organisation's seal (Decree 30/2020, annex I, on electronic seals)
    ROOT = "root"  # where trust begins
    ISSUING = "issuing"  # the authority that issues to officers and organisations
    TIMESTAMPS = "timestamps"  # a time-stamp authority (RFC 3161)


SIGNERS = (Kind.PERSONAL, Kind.SEAL)


@dataclass(frozen=True, slots=True)
class Identity:
    """Whose key it is; `fingerprint` is the SHA-256 of the certificate (DER) in hexadecimal."""

    holder: str
    kind: Kind
    name: str
    organisation: str
    fingerprint: str
    not_before: datetime
    not_after: datetime
    is_test: bool


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in PDF points from the lower left corner; page 0 is the first, -1 the last."""

    page: int
    left: float
    bottom: float
    right: float
    top: float

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.top - self.bottom


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a reader needs to check a chain years later, all DER; without CRLs and OCSP answers: B-T only."""

    roots: tuple[bytes, ...] = ()
    certificates: tuple[bytes, ...] = ()
    crls: tuple[bytes, ...] = ()
    ocsps: tuple[bytes, ...] = ()

    def __or__(self, other: "Evidence") -> "Evidence":
        """Both together, each item once."""
        return Evidence(
            *(
                tuple(dict.fromkeys(mine + theirs))
                for mine, theirs in (
                    (self.roots, other.roots),
                    (self.certificates, other.certificates),
                    (self.crls, other.crls),
                    (self.ocsps, other.ocsps),
                )
            )
        )


@dataclass(frozen=True, slots=True)
class ActSignature:
    """Who signed an act, and whether it holds; `why` is a sentence where it does not."""

    valid: bool
    why: str | None = None
    holder: str = ""
    name: str = ""
    organisation: str = ""
    fingerprint: str = ""
    is_test: bool = False


@dataclass(frozen=True, slots=True)
class DocumentSignature:
    """One signature in a PDF.

    `intact`: the bytes it covers are as signed. `trusted`: its certificate leads to a root we know and
    was good when it signed. `covers_whole`: nothing but proofs of time came after it. `level` is the
    PAdES baseline (ETSI EN 319 142-1): B-B, B-T, B-LT, B-LTA.
    """

    name: str
    organisation: str
    kind: Kind | None
    signed_at: datetime | None
    timestamped: bool
    intact: bool
    trusted: bool
    covers_whole: bool
    level: str
    is_test: bool
    fingerprint: str
    field: str
    why: str | None = None


@dataclass(frozen=True, slots=True)
class DocumentReport:
    """All signatures of a PDF, first to last. `ok`: signed, unaltered, every signature intact and trusted."""

    signatures: tuple[DocumentSignature, ...]
    altered: bool
    ok: bool
