"""What a PDF's signatures are worth, from the file and known roots alone: no network, no table."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from asn1crypto import x509 as asn1_x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import fields
from pyhanko.sign.diff_analysis.policy_api import ModificationLevel
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.errors import NoDSSFoundError
from pyhanko.sign.validation.generic_cms import extract_tst_data_iter
from pyhanko.sign.validation.pdf_embedded import (
    EmbeddedPdfSignature,
    async_validate_pdf_signature,
    async_validate_pdf_timestamp,
)
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko.sign.validation.status import ModificationInfo, SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from motcua.signing.rules import guard
from motcua.signing.rules.document import run

MAX_SIGNATURES = 32  # each is compared with every later revision: more is an attack, not a document

_MAX_TRAILER = 2048  # bytes: what follows the last table when nothing is hidden there
_USAGE = KeyUsageConstraints(key_usage={"non_repudiation", "digital_signature"}, match_all_key_usages=False)


class Unreadable(ValueError):
    """No PDF, or one too broken to look into."""


class Encrypted(ValueError):
    """The PDF is locked with a password."""


class TooMany(ValueError):
    """More signatures than any document of ours or of a partner has."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One signature, as the file itself shows it; `certificate` is DER, empty where none can be read."""

    field: str
    revision: int  # of the file, 0 the first
    certificate: bytes = b""
    signed_at: datetime | None = None
    timestamped: bool = False
    intact: bool = False
    allowed: bool = False  # nothing came after it but what it and the format allow
    trusted: bool = False
    covers_file: bool = False  # to its last byte
    covers_whole: bool = False  # and what came after are proofs of time only
    level: str = "B-B"


@dataclass(frozen=True, slots=True)
class Stamp:
    """A time stamp over the whole document as it was then."""

    revision: int
    holds: bool = False
    covers_file: bool = False


def inspect(pdf: bytes, *, roots: Sequence[bytes], at: datetime) -> tuple[tuple[Finding, ...], bool]:
    """Every signature, first to last, and whether all else is sound: time stamps and the file's end.

    `at` is the moment of the check: it counts for signatures that carry no time stamp.
    """
    try:
        reader = guard.read(pdf)
        if reader.encrypted:
            raise Encrypted
        filled = list(fields.enumerate_sig_fields(reader, filled_status=True))
        if len(filled) > MAX_SIGNATURES:
            raise TooMany
        trusted = [asn1_x509.Certificate.load(der) for der in roots]
        findings, stamps = run(_inspect(reader, filled, trusted, at))
        sound = all(stamp.holds for stamp in stamps) and _complete(reader, len(pdf), findings + stamps)
        return findings, sound
    except (Encrypted, TooMany):
        raise
    except Exception as error:  # hostile bytes break a parser in more ways than it documents
        raise Unreadable from error


async def _inspect(
    reader: PdfFileReader, filled: Sequence[Any], roots: list[asn1_x509.Certificate], at: datetime
) -> tuple[tuple[Finding, ...], tuple[Stamp, ...]]:
    found: list[Finding] = []
    stamps: list[Stamp] = []
    store = _store(reader)
    for name, _value, reference in filled:
        revision = _revision(reader, reference)
        try:
            signature = EmbeddedPdfSignature(reader, reference, name)
        except Exception:  # one broken signature must not hide what the others say
            found.append(Finding(name, revision))
            continue
        if signature.sig_object_type == "/DocTimeStamp":
            stamps.append(await _stamp(signature, revision, store, roots))
        else:
            found.append(await _examine(signature, revision, store, roots, at))
    found.sort(key=lambda finding: finding.revision)
    lasting = store is not None and bool(store.crls or store.ocsps)
    findings = tuple(
        _with_level(
            finding, lasting, any(stamp.holds and stamp.revision > finding.revision for stamp in stamps)
        )
        for finding in found
    )
    return findings, tuple(stamps)


async def _examine(
    signature: EmbeddedPdfSignature,
    revision: int,
    store: DocumentSecurityStore | None,
    roots: list[asn1_x509.Certificate],
    at: datetime,
) -> Finding:
    certificate = b""
    try:
        certificate = signature.signer_cert.dump()
        token = next(extract_tst_data_iter(signature.signer_info, signed=False), None)
        stamped_at = (
            token["encap_content_info"]["content"].parsed["gen_time"].native if token is not None else None
        )
        context = _context(store, roots, stamped_at or at)
        status = await async_validate_pdf_signature(
            signature, context, _context(store, roots, stamped_at or at), key_usage_settings=_USAGE
        )
    except Exception:
        return Finding(signature.field_name, revision, certificate)
    stamp = status.timestamp_validity
    timestamped = bool(stamp is not None and stamp.valid and stamp.intact and stamp.trusted)
    return Finding(
        field=signature.field_name,
        revision=revision,
        certificate=certificate,
        signed_at=stamped_at or signature.self_reported_timestamp,
        timestamped=timestamped,
        intact=bool(status.intact and status.valid),
        allowed=bool(status.docmdp_ok),
        trusted=bool(status.trusted and (stamp is None or timestamped)),
        covers_file=status.coverage is SignatureCoverageLevel.ENTIRE_FILE,
        covers_whole=_covers_whole(status),
        level="B-T" if timestamped else "B-B",
    )


async def _stamp(
    signature: EmbeddedPdfSignature,
    revision: int,
    store: DocumentSecurityStore | None,
    roots: list[asn1_x509.Certificate],
) -> Stamp:
    try:
        info = signature.signed_data["encap_content_info"]["content"].parsed
        context = _context(store, roots, info["gen_time"].native)
        status = await async_validate_pdf_timestamp(signature, context)
    except Exception:
        return Stamp(revision)
    level = status.modification_level
    unspoilt = level is not None and level is not ModificationLevel.OTHER
    return Stamp(
        revision=revision,
        holds=bool(status.intact and status.valid and status.trusted and unspoilt),
        covers_file=status.coverage is SignatureCoverageLevel.ENTIRE_FILE,
    )


def _revision(reader: PdfFileReader, field: Any) -> int:
    """The revision that holds this field's signature; the last one where that cannot be told."""
    try:
        return int(reader.xrefs.get_last_change(field.get_object().raw_get("/V").reference))
    except Exception:
        return int(reader.xrefs.total_revisions)


def _complete(reader: PdfFileReader, size: int, signed: Sequence["Finding | Stamp"]) -> bool:
    """Whether no bytes hang on behind: the last revision is signed to its end, or short and unsigned.

    A reader that repairs files may show what others skip.
    """
    last = reader.xrefs.total_revisions - 1
    closing = [one for one in signed if one.revision >= last]
    if closing or not signed:
        return all(one.covers_file for one in closing)
    return bool(size - reader.xrefs.get_xref_container_info(last).end_location <= _MAX_TRAILER)


def _covers_whole(status: ModificationInfo) -> bool:
    if status.coverage is SignatureCoverageLevel.ENTIRE_FILE:
        return True
    level = status.modification_level
    return (
        status.coverage is SignatureCoverageLevel.ENTIRE_REVISION
        and level is not None
        and level.value <= ModificationLevel.LTA_UPDATES.value
    )


def _with_level(finding: Finding, lasting: bool, archived: bool) -> Finding:
    if not (finding.timestamped and lasting):
        return finding
    return replace(finding, level="B-LTA" if archived else "B-LT")


def _store(reader: PdfFileReader) -> DocumentSecurityStore | None:
    try:
        return DocumentSecurityStore.read_dss(reader)
    except NoDSSFoundError:
        return None


def _context(
    store: DocumentSecurityStore | None, roots: list[asn1_x509.Certificate], moment: datetime
) -> ValidationContext:
    known: dict[str, Any] = {"trust_roots": roots, "moment": moment, "allow_fetching": False}
    return store.as_validation_context(known) if store is not None else ValidationContext(**known)
