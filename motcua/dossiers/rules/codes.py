"""Dossier codes and document numbers."""

import re
from datetime import date

from motcua.dossiers.rules.notices import Form

CODE = re.compile(r"^[0-9A-Z]+(\.[0-9A-Z]+)*-\d{6}-\d{4,}$")


def dossier_code(agency: str, day: date, sequence: int) -> str:
    """`{agency}-{yyMMdd}-{nnnn}` (Circular 03/2025/TT-VPCP): "H49.13-261121-0001". The day is Vietnam's."""
    return f"{agency}-{day:%y%m%d}-{sequence:04d}"


def document_number(sequence: int, abbreviation: str) -> str:
    """As the clerk writes it: "123/GXN-UBND". Numbers run through a calendar year."""
    return f"{sequence}/{abbreviation}"


def normal_code(text: str) -> str:
    """A code as somebody typed it, in capitals; without spaces, and without NUL, which no query takes."""
    return re.sub(r"[^!-~]", "", text[:200]).upper()[:60]


# What the clerk writes behind the number, by form. No source gives the official ones: (unverified).
ABBREVIATIONS = {
    Form.SUPPLEMENT: "PBS-MC",
    Form.REFUSAL: "PTC-MC",
    Form.APOLOGY: "XL-GH",
    Form.STOP: "TB-DGQ",
    Form.RESUME: "TB-TTGQ",
    Form.OBLIGATION: "TB-NVTC",
    Form.NEGATIVE: "TB-KGQ",
    Form.WITHDRAWAL: "TB-RHS",
}
