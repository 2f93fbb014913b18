"""Bytes that are no document: refused at once and kindly, whatever they claim to be."""

import zlib
from io import BytesIO

import pytest
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import copy_into_new_writer

from motcua.kernel.errors import Invalid
from motcua.signing import actions as signing
from motcua.signing import queries
from tests.signing.conftest import APPROVER, AT, FIELDS, Stages
from tests.signing.test_document import passes, verify


def bomb(size: int, widths: bytes, unpacked: int) -> bytes:
    """A cross-reference stream that says it has so many entries of these widths."""
    packed = zlib.compress(bytes(unpacked), 9)
    body = b"%PDF-1.5\n"
    head = b"1 0 obj\n<</Type/XRef/Size %d/W[%b]/Root 2 0 R/Filter/FlateDecode/Length %d>>\nstream\n" % (
        size,
        widths,
        len(packed),
    )
    return body + head + packed + b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % len(body)


def table(entries: int) -> bytes:
    rows = b"0000000009 00000 n \n" * entries
    end = b"trailer\n<</Root 1 0 R/Size %d>>\nstartxref\n9\n%%%%EOF\n" % entries
    return b"%%PDF-1.7\nxref\n0 %d\n" % entries + rows + end


HOSTILE = {
    "empty": b"",
    "one byte": b"%",
    "text": b"Toi la cong dan",
    "only a header": b"%PDF-1.7\n%%EOF\n",
    "a loop of tables": b"%PDF-1.7\nxref\n0 0\ntrailer\n<</Root 1 0 R/Size 1/Prev 9>>\nstartxref\n9\n%%EOF\n",
    "a table that points nowhere": table(10),
    "a huge table": table(900_000),
    "deep nesting": b"%PDF-1.7\n1 0 obj\n" + b"[" * 100_000 + b"\nstartxref\n9\n%%EOF\n",
    "ten million entries": bomb(10_000_000, b"1 2 2", 50_000_000),
    "entries without end, of no width": bomb(10**15, b"0 0 0", 0),
    "less than no entries": bomb(-(10**9), b"0 0 0", 0),
    "zip": b"PK\x03\x04" + bytes(200),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_no_pdf_is_refused_kindly(db: None, name: str) -> None:
    with pytest.raises(Invalid) as refused:
        verify(HOSTILE[name])
    assert refused.value.code == "not-a-pdf"


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_no_pdf_is_not_signed(keys: None, name: str) -> None:
    with pytest.raises(Invalid) as refused:
        signing.sign_document(HOSTILE[name], holder=APPROVER, field="approver", at=AT)
    assert refused.value.code == "not-a-pdf"


def test_a_locked_document_is_refused(db: None, blank: bytes) -> None:
    writer = copy_into_new_writer(PdfFileReader(BytesIO(blank)))
    writer.encrypt("bí mật")
    output = BytesIO()
    writer.write(output)
    for call in (
        lambda: verify(output.getvalue()),
        lambda: signing.reserve_fields(output.getvalue(), fields=FIELDS),
    ):
        with pytest.raises(Invalid) as refused:
            call()
        assert refused.value.code == "encrypted-pdf"


def test_a_huge_file_is_refused_unread(db: None) -> None:
    with pytest.raises(Invalid) as refused:
        verify(b"%PDF" + bytes(queries.MAX_PDF))
    assert refused.value.code == "too-large"


def test_every_truncation_is_answered(stages: Stages) -> None:
    """Wherever a download breaks off: refused, or reported as not ok; never another error."""
    for length in range(0, len(stages.sealed), 997):
        assert not passes(stages.sealed[:length])
