"""The files of the demonstration's past: one scan and, for each office, one signed result stand for all.

A signature takes a third of a second, and there are thousands of dossiers. Each file says on its face that it
is a specimen; the signature in a result is that of the office's seal.
"""

from dataclasses import dataclass
from datetime import datetime

from motcua.agencies.models import Agency
from motcua.config import paths
from motcua.dossiers.adapters.typst import Typst
from motcua.people.models import Account
from motcua.signing import actions as signing
from motcua.signing.rules.values import Box
from motcua.vault import actions as vault
from motcua.vault.models import Document

TEMPLATES = paths.PACKAGE / "data" / "demonstration"
SCAN = "giay-to-minh-hoa.pdf"
_SEAL = Box(page=0, left=330, bottom=150, right=525, top=215)


@dataclass(frozen=True)
class Kept:
    """Content that the vault keeps, of which there may be many documents."""

    sha256: str
    size: int

    def document(self, name: str, *, owner: Account | None, at: datetime) -> Document:
        """One more of this content, not yet kept."""
        return Document(
            sha256=self.sha256,
            name=name,
            media_type="application/pdf",
            size=self.size,
            owner=owner,
            kept_at=at,
        )


class Papers:
    """Makes each file when it is first asked for."""

    def __init__(self, at: datetime) -> None:
        self._at = at
        self._results: dict[str, Kept] = {}
        self._scan: Kept | None = None

    def scan(self) -> Kept:
        """In the place of everything that applicants gave."""
        self._scan = self._scan or self._keep(SCAN, specimen_scan())
        return self._scan

    def result(self, office: Agency) -> Kept:
        """In the place of what this office issued, signed by its seal."""
        if office.code not in self._results:
            printed = Typst(TEMPLATES).print("result", {"agency": office.name_vi})
            pdf = signing.sign_document(
                printed.pdf, holder=office.holder, field="seal", box=_SEAL, at=self._at, reason="Minh họa"
            )
            self._results[office.code] = self._keep("ket-qua-minh-hoa.pdf", pdf)
        return self._results[office.code]

    def _keep(self, name: str, content: bytes) -> Kept:
        document = vault.keep_made(name=name, content=content, at=self._at)
        return Kept(document.sha256, document.size)


def specimen_scan() -> bytes:
    """A page that says it is nobody's paper, in the place of a scan."""
    text = b"BT /F 20 Tf 90 700 Td (Giay to minh hoa / Specimen) Tj ET"
    objects = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 5 0 R/Resources<</Font<</F 4 0 R>>>>>>",
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(text), text),
    )
    made, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(made))
        made += b"%d 0 obj%s endobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return made + (
        b"xref\n0 6\n0000000000 65535 f \n%strailer<</Root 1 0 R/Size 6>>\nstartxref\n%d\n%%%%EOF\n"
        % (table, len(made))
    )
