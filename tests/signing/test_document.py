"""Signatures in documents: approver, then seal; whatever is changed afterwards is found out."""

import re
from datetime import timedelta
from io import BytesIO

import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader

from motcua.kernel.errors import Invalid, NotFound, WrongState
from motcua.signing import actions as signing
from motcua.signing import queries
from motcua.signing.models import Certificate
from motcua.signing.rules.values import Box, DocumentReport, Kind
from tests.signing.conftest import AGENCY, APPROVER, AT, BY, SEAL, Stages

LATER = AT + timedelta(days=400)


def verify(pdf: bytes) -> DocumentReport:
    return queries.verify_document(pdf, at=LATER)


def passes(pdf: bytes) -> bool:
    """Whether it is accepted: not when reported, not when refused as unreadable; other errors are errors."""
    try:
        return verify(pdf).ok
    except Invalid as refused:
        if refused.code != "not-a-pdf":
            raise
        return False


def appended(pdf: bytes, change: str) -> bytes:
    """The PDF with an incremental update that a signature does not allow."""
    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    page, _ = writer.find_page_for_modification(0)
    name = generic.pdf_name
    if change == "annotation":
        note = generic.DictionaryObject(
            {
                name("/Type"): name("/Annot"),
                name("/Subtype"): name("/FreeText"),
                name("/Rect"): generic.ArrayObject([generic.NumberObject(x) for x in (60, 400, 300, 420)]),
                name("/Contents"): generic.pdf_string("Số: 999"),
                name("/DA"): generic.pdf_string("/Helv 12 Tf"),
            }
        )
        page.get_object()["/Annots"].append(writer.add_object(note))
        writer.update_container(page.get_object()["/Annots"])
    else:
        stream = generic.StreamObject(stream_data=b"0 0 500 500 re f")
        writer.add_stream_to_page(0, writer.add_object(stream))
    writer.update_container(page.get_object())
    output = BytesIO()
    writer.write(output)
    return output.getvalue()


def test_both_signatures_hold(stages: Stages) -> None:
    report = verify(stages.sealed)
    assert (report.ok, report.altered) == (True, False)
    approver, seal = report.signatures
    assert (approver.name, approver.organisation, approver.kind) == (
        "Nguyễn Thị Hồng Phượng",
        AGENCY,
        Kind.PERSONAL,
    )
    assert (seal.name, seal.kind, seal.field) == (AGENCY, Kind.SEAL, "seal")
    assert (approver.signed_at, seal.signed_at) == (AT, AT + timedelta(minutes=4))
    for signature in report.signatures:
        assert signature.timestamped
        assert signature.intact
        assert signature.trusted
        assert signature.is_test
        assert signature.level == "B-LTA"
        assert signature.why is None
    assert (approver.covers_whole, seal.covers_whole) == (False, True)


def test_the_approved_document_holds_before_the_seal(stages: Stages) -> None:
    report = verify(stages.approved)
    assert report.ok
    assert [signature.level for signature in report.signatures] == ["B-LT"]
    assert report.signatures[0].covers_whole


def test_signing_only_appends(stages: Stages) -> None:
    assert stages.approved.startswith(stages.reserved)
    assert stages.sealed.startswith(stages.approved)


def test_number_date_and_signer_are_on_the_page(stages: Stages) -> None:
    """The appearance is a form of its own, with the font inside: what is not embedded is not shown."""
    fields = PdfFileReader(BytesIO(stages.sealed)).root["/AcroForm"]["/Fields"]
    shown = {field.get_object()["/T"]: field.get_object() for field in fields}
    for name in ("approver", "seal"):
        form = shown[name]["/AP"]["/N"]["/Resources"]["/XObject"]["/Page"]
        fonts = form["/Resources"]["/Font"]
        assert fonts
        for font in fonts.values():
            (descendant,) = font.get_object()["/DescendantFonts"]
            assert {"/FontFile3", "/FontFile2"} & set(descendant.get_object()["/FontDescriptor"])
    assert shown["seal"]["/Lock"]["/P"] == 1


@pytest.mark.parametrize("place", [0.05, 0.3, 0.5, 0.9])
def test_one_changed_byte_is_found_out(stages: Stages, place: float) -> None:
    """Inside stream data, where the file stays readable."""
    streams = [match.span(1) for match in re.finditer(rb"stream\r?\n(.*?)endstream", stages.approved, re.S)]
    begin, end = streams[int(place * len(streams))]
    position = (begin + end) // 2
    altered = bytearray(stages.sealed)
    altered[position] ^= 0x01
    assert not passes(bytes(altered))


def test_a_changed_byte_of_text_breaks_both_signatures(stages: Stages) -> None:
    position = stages.sealed.index(b"/MediaBox") + len(b"/MediaBox[0 0 5")
    altered = bytearray(stages.sealed)
    altered[position] = ord("1") if altered[position] != ord("1") else ord("2")
    report = verify(bytes(altered))
    assert report.altered
    assert [signature.intact for signature in report.signatures] == [False, False]
    assert {signature.why for signature in report.signatures} == {"Nội dung đã bị thay đổi sau khi ký."}


@pytest.mark.parametrize("change", ["annotation", "content"])
@pytest.mark.parametrize("stage", ["approved", "sealed"])
def test_what_is_appended_afterwards_is_found_out(stages: Stages, change: str, stage: str) -> None:
    report = verify(appended(getattr(stages, stage), change))
    assert (report.ok, report.altered) == (False, True)
    assert report.signatures[-1].intact  # the signed bytes are still there; what came after is the fault
    assert report.signatures[-1].why == "Tệp đã bị bổ sung nội dung sau khi ký."


@pytest.mark.parametrize("stage", ["approved", "sealed"])
def test_bytes_after_the_end_are_found_out(stages: Stages, stage: str) -> None:
    pdf = getattr(stages, stage)
    end = pdf[pdf.rindex(b"startxref") :]
    for extra in (b"\n", b"\n% Motcua\n", b"\n% Motcua\n%%EOF\n", b"\n9 0 obj\n<<>>\nendobj\n" + end):
        assert not passes(pdf + extra)


def test_after_the_seal_nobody_signs(stages: Stages) -> None:
    with pytest.raises(WrongState) as refused:
        signing.sign_document(stages.sealed, holder=APPROVER, field="more", at=AT + timedelta(hours=1))
    assert refused.value.code == "sealed"


def test_a_broken_signature_does_not_hide_the_others(stages: Stages) -> None:
    altered = bytearray(stages.sealed)
    position = stages.sealed.index(b"/Contents <", len(stages.approved)) + len(b"/Contents <") + 2
    altered[position : position + 8] = b"00000000"
    report = verify(bytes(altered))
    assert report.altered
    assert len(report.signatures) == 2
    assert report.signatures[0].intact
    assert not report.signatures[1].intact


def test_a_root_we_do_not_know_is_not_trusted(stages: Stages) -> None:
    Certificate.objects.filter(kind=Kind.ROOT).update(revoked_at=AT, revoked_why="Thử")
    report = verify(stages.sealed)
    assert not report.ok
    assert [signature.trusted for signature in report.signatures] == [False, False]
    assert all(signature.intact for signature in report.signatures)


def test_a_signer_we_do_not_know_is_named_from_the_certificate(stages: Stages) -> None:
    rows = Certificate.objects.filter(kind__in=(Kind.PERSONAL, Kind.SEAL))
    for row in rows:
        row.fingerprint = f"{row.pk:064x}"
        row.save()
    report = verify(stages.sealed)
    assert [signature.name for signature in report.signatures] == ["Nguyễn Thị Hồng Phượng", AGENCY]
    assert [signature.kind for signature in report.signatures] == [None, None]
    assert report.ok


def test_revocation_counts_from_its_moment(stages: Stages) -> None:
    signing.revoke_key(holder=APPROVER, why="Mất thiết bị", at=AT + timedelta(hours=1), by=BY)
    assert verify(stages.sealed).ok
    Certificate.objects.filter(holder=APPROVER).update(revoked_at=AT - timedelta(hours=1))
    report = verify(stages.sealed)
    assert not report.ok
    assert report.signatures[0].why == "Chứng thư số không có hiệu lực vào thời điểm ký."


def test_the_same_place_is_signed_once(stages: Stages) -> None:
    with pytest.raises(WrongState) as refused:
        signing.sign_document(stages.approved, holder=APPROVER, field="approver", at=AT)
    assert refused.value.code == "already-signed"


def test_an_expired_certificate_does_not_sign(stages: Stages) -> None:
    with pytest.raises(WrongState) as refused:
        signing.sign_document(
            stages.reserved, holder=APPROVER, field="approver", at=AT + timedelta(days=6 * 365)
        )
    assert refused.value.code == "certificate-expired"


def test_a_receipt_is_signed_in_a_field_made_at_once(keys: None, blank: bytes) -> None:
    visible = signing.sign_document(blank, holder=SEAL, field="seal", at=AT, box=Box(-1, 60, 60, 260, 110))
    invisible = signing.sign_document(blank, holder=SEAL, field="seal", at=AT)
    for pdf in (visible, invisible):
        report = verify(pdf)
        assert report.ok
        assert [signature.level for signature in report.signatures] == ["B-LTA"]


def test_without_a_key_nothing_is_signed(db: None, blank: bytes) -> None:
    with pytest.raises(NotFound):
        signing.sign_document(blank, holder="officer:0", field="approver", at=AT)


def test_a_document_without_signatures_is_neither_ok_nor_altered(db: None, blank: bytes) -> None:
    assert verify(blank) == DocumentReport(signatures=(), altered=False, ok=False)
