"""Signing a PDF: reserved fields first, then one incremental revision for each signature (PAdES).

Baselines are those of ETSI EN 319 142-1. Whoever reads the file needs nothing from us but the root.
"""

import asyncio
from collections.abc import Coroutine, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from io import BytesIO
from typing import Any, TypeVar

from asn1crypto import crl as asn1_crl
from asn1crypto import ocsp as asn1_ocsp
from asn1crypto import x509 as asn1_x509
from pyhanko.pdf_utils.content import PdfContent
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import AxisAlignment, BoxConstraints, Margins, SimpleBoxLayoutRule
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import fields, signers
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes, Signer
from pyhanko.sign.signers.pdf_signer import PdfTimeStamper
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.stamp import StaticStampStyle

from motcua.signing.rules import guard
from motcua.signing.rules.values import Box, Evidence

DIGEST = "sha256"

Result = TypeVar("Result")


class _Page(PdfContent):
    """The one page of a small PDF, as the content of an appearance."""

    def __init__(self, pdf: bytes) -> None:
        super().__init__()
        self._pdf = pdf

    def render(self) -> bytes:
        assert self.writer is not None
        page = self.writer.import_page_as_xobject(PdfFileReader(BytesIO(self._pdf)))
        self.resources.xobject["/Page"] = page
        left, bottom, right, top = page.get_object()["/BBox"]
        self.box = BoxConstraints(width=right - left, height=top - bottom)
        return b"/Page Do"


def open_for_update(pdf: bytes) -> IncrementalPdfFileWriter:
    """The document, ready to be appended to. Raises what pyHanko raises for what is no PDF."""
    return IncrementalPdfFileWriter.from_reader(guard.read(pdf))


def reserve(writer: IncrementalPdfFileWriter, boxes: Sequence[tuple[str, Box | None, bool]]) -> bytes:
    """The PDF with an empty signature field for each (name, box, locks); no box: an invisible one.

    All fields are there before the first signature, so that signing later changes nothing else. A field
    that locks allows nothing after it but proofs of time (ISO 32000-2, 12.8.2.4, /P 1).
    """
    for name, box, locks in boxes:
        fields.append_signature_field(writer, _field(name, box, locks=locks))
    output = BytesIO()
    writer.write(output)
    return output.getvalue()


def empty_field(writer: IncrementalPdfFileWriter, name: str) -> tuple[bool, Box | None]:
    """Whether this field is there and empty, and its place; (False, None) when signed or absent."""
    for found, value, reference in fields.enumerate_sig_fields(writer):
        if found == name and value is None:
            left, bottom, right, top = (float(x) for x in reference.get_object().get("/Rect", (0, 0, 0, 0)))
            visible = right > left and top > bottom
            return True, Box(0, left, bottom, right, top) if visible else None
    return False, None


def field_names(writer: IncrementalPdfFileWriter) -> set[str]:
    """Names of all signature fields, signed or not."""
    return {name for name, _, _ in fields.enumerate_sig_fields(writer)}


def is_locked(writer: IncrementalPdfFileWriter) -> bool:
    """Whether someone signed in a field that locks, so that another signature would break theirs."""
    for _name, value, reference in fields.enumerate_sig_fields(writer):
        field = reference.get_object()
        if (
            value is not None
            and "/Lock" in field
            and field["/Lock"].get("/P") == fields.MDPPerm.NO_CHANGES.value
        ):
            return True
    return False


def is_encrypted(writer: IncrementalPdfFileWriter) -> bool:
    """Whether a password keeps the document closed."""
    return bool(writer.prev.encrypted)


def sign(
    writer: IncrementalPdfFileWriter,
    *,
    field: str,
    box: Box | None,
    signer: Signer,
    timestamper: TimeStamper,
    evidence: Evidence,
    stamp: bytes | None,
    reason: str,
    location: str,
    at: datetime,
    archival: bool,
) -> bytes:
    """The PDF with this field signed and time-stamped: B-LT, with `archival` B-LTA, without evidence B-T.

    `box` makes the field where it is not reserved; `stamp` is a PDF page of the box's size.
    """
    if evidence.crls or evidence.ocsps:
        DocumentSecurityStore.supply_dss_in_writer(
            writer,
            None,
            certs=[asn1_x509.Certificate.load(der) for der in evidence.certificates],
            crls=[asn1_crl.CertificateList.load(der) for der in evidence.crls],
            ocsps=[asn1_ocsp.OCSPResponse.load(der) for der in evidence.ocsps],
        )
    pdf_signer = signers.PdfSigner(
        signers.PdfSignatureMetadata(
            field_name=field,
            md_algorithm=DIGEST,
            subfilter=fields.SigSeedSubFilter.PADES,
            reason=reason or None,
            location=location or None,
            docmdp_permissions=fields.MDPPerm.NO_CHANGES,  # asked for only by a field that locks
        ),
        signer,
        timestamper=timestamper,
        stamp_style=_style(stamp),
        new_field_spec=_field(field, box, locks=False) if box else None,
    )
    return run(_sign(pdf_signer, writer, timestamper, at, archival=archival and bool(evidence.crls)))


async def _sign(
    pdf_signer: signers.PdfSigner,
    writer: IncrementalPdfFileWriter,
    timestamper: TimeStamper,
    at: datetime,
    *,
    archival: bool,
) -> bytes:
    session = pdf_signer.init_signing_session(writer)
    session.system_time = at
    document = session.prepare_tbs_document(None, await _room(pdf_signer.signer, timestamper))
    prepared, output = document.digest_tbs_document()
    await document.perform_signature(prepared.document_digest, PdfCMSSignedAttributes(signing_time=at))
    if archival:
        await PdfTimeStamper(timestamper).async_timestamp_pdf(
            IncrementalPdfFileWriter(output), DIGEST, in_place=True
        )
    output.seek(0)
    return bytes(output.read())


async def _room(signer: Signer, timestamper: TimeStamper) -> int:
    """Hexadecimal digits to keep free for a signature: its certificates, its token, and the rest.

    pyHanko's own estimate makes a whole signature to measure it, a quarter of all the time spent.
    """
    token = await timestamper.async_dummy_response(DIGEST)
    certificates = sum(
        len(certificate.dump()) for certificate in (signer.signing_cert, *signer.cert_registry)
    )
    return 2 * (len(token.dump()) + certificates + 2048)


def run(work: Coroutine[Any, Any, Result]) -> Result:
    """The result of this coroutine, also where the caller's thread already runs an event loop."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(work)
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, work).result()


def _field(name: str, box: Box | None, *, locks: bool) -> fields.SigFieldSpec:
    return fields.SigFieldSpec(
        name,
        on_page=box.page if box else 0,
        box=(round(box.left), round(box.bottom), round(box.right), round(box.top)) if box else None,
        field_mdp_spec=fields.FieldMDPSpec(fields.FieldMDPAction.ALL) if locks else None,
        doc_mdp_update_value=fields.MDPPerm.NO_CHANGES if locks else None,
    )


def _style(stamp: bytes | None) -> StaticStampStyle:
    return StaticStampStyle(
        border_width=0,
        background=_Page(stamp) if stamp else None,
        background_opacity=1.0,
        background_layout=SimpleBoxLayoutRule(
            x_align=AxisAlignment.ALIGN_MIN, y_align=AxisAlignment.ALIGN_MIN, margins=Margins.uniform(0)
        ),
    )
