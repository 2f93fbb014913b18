"""A look at a PDF's cross-references before it is parsed: a small file can ask for endless work.

pyHanko bounds how much a stream unpacks to, but not how many entries a table says it has.
"""

from collections.abc import Iterable
from io import BytesIO

from pyhanko.pdf_utils import generic, misc
from pyhanko.pdf_utils.decode_limits import DecodeLimits, DocumentDecodeBudget
from pyhanko.pdf_utils.reader import PdfFileReader, process_data_at_eof
from pyhanko.pdf_utils.rw_common import PdfHandler
from pyhanko.pdf_utils.xref import XRefBuilder

MAX_ENTRIES = 200_000  # objects in all revisions together: a 20 MB scan has a few thousand
MAX_REVISIONS = 128
_LINE = 20  # bytes of one entry in a classic table (ISO 32000-2, 7.5.4)

LIMITS = DecodeLimits(document_budget=DocumentDecodeBudget(base_allowance=64 * 1024 * 1024, max_ratio=4))


class Excessive(ValueError):
    """More objects or revisions than a document can have that people read."""


def read(pdf: bytes) -> PdfFileReader:
    """The PDF, parsed with limits. Raises Excessive, and what pyHanko raises for what is no PDF."""
    stream = BytesIO(pdf)
    stream.seek(-1, 2)
    _Skeleton(PdfHandler(), stream, True, process_data_at_eof(stream)).read_xrefs()  # type: ignore[no-untyped-call]
    return PdfFileReader(BytesIO(pdf), decode_limits=LIMITS)


class _Skeleton(XRefBuilder):
    """Walks from one cross-reference section to the one before, counting entries without reading them."""

    entries = 0
    revisions = 0

    def _read_xref_stream(self, declared_startxref: int) -> int | None:
        _reference, stream = self._read_xref_stream_object()  # type: ignore[no-untyped-call]
        return self._passed(stream, self._declared(stream))

    def _read_xref_table(self, declared_startxref: int) -> int | None:
        begin = self.stream.tell()
        room = _LINE * (MAX_ENTRIES + MAX_REVISIONS)
        length = self.stream.read(room).find(b"trailer")
        if length < 0:
            raise Excessive
        self.stream.seek(begin + length + len(b"trailer"))
        misc.read_non_whitespace(self.stream, seek_back=True)
        trailer = generic.DictionaryObject.read_from_stream(
            self.stream, generic.TrailerReference(self.handler)
        )
        entries = length // _LINE
        if "/XRefStm" in trailer:
            self.stream.seek(int(trailer.raw_get("/XRefStm")))
            _reference, stream = self._read_xref_stream_object()  # type: ignore[no-untyped-call]
            entries += self._declared(stream)
        return self._passed(trailer, entries)

    def _declared(self, stream: generic.StreamObject) -> int:
        index: Iterable[object] = stream.get("/Index", (0, stream.get("/Size", 0)))
        return sum(int(str(size)) for size in list(index)[1::2])

    def _passed(self, trailer: generic.DictionaryObject, entries: int) -> int | None:
        self.entries += entries
        self.revisions += 1
        if not 0 <= self.entries <= MAX_ENTRIES or self.revisions > MAX_REVISIONS:
            raise Excessive
        previous = trailer.get("/Prev")
        return None if previous is None else int(previous)
