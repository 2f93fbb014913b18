"""Numbers that identify people and organisations, and what may be shown of them."""

import hashlib
import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from stdnum.exceptions import ValidationError
from stdnum.vn import mst

# Provinces and cities as they were numbered when personal IDs began (63 units); the 34 units of 2025
# keep the old codes. Numbers from 100 up stand for countries of birth.
_UNUSED = (3, 5, 7, 9, 13, 16, 18, 21, 23, 28, 29, 32, 39, 41, 43, 47, 50, 53, 55, 57, 59, 61, 63, 65)
_PLACES = frozenset(range(1, 97)) - {*_UNUSED, 69, 71, 73, 76, 78, 81, 85, 88, 90}
_FIRST_COUNTRY = 100
_PERSONAL_ID = re.compile(r"[0-9]{12}")
_TAX_CODE = re.compile(r"[0-9]{10}(-[0-9]{3})?")


class PersonKind(StrEnum):
    """In law a person is natural or legal (LoaiDoiTuong 1, 2, 3, 4)."""

    CITIZEN = "citizen"
    BUSINESS = "business"
    STATE_AGENCY = "state_agency"
    ORGANISATION = "organisation"


class Sex(StrEnum):
    MALE = "male"
    FEMALE = "female"


def masked(text: str, kept: int = 4) -> str:
    """All but the last `kept` characters hidden: "022199001234" becomes "••••••••1234"."""
    return "•" * max(0, len(text) - kept) + text[-kept:] if text else ""


def masked_name(name: str) -> str:
    """A name for the public: the family name and initials, "Nguyễn T. H."."""
    first, *rest = name.split()
    return " ".join([first, *(f"{word[0]}." for word in rest)])


def token_digest(secret: str) -> str:
    """What is kept of an API token: the hexadecimal SHA-256. It is long and random, so no salt is needed."""
    return hashlib.sha256(secret.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class PersonalId:
    """What a 12-digit personal ID encodes: PPP G YY and six serial digits; it has no check digit."""

    place: int
    sex: str
    birth_year: int


def read_personal_id(text: str) -> PersonalId | None:
    """What these 12 digits say, or None where they are not 12 digits or name a place that is none."""
    if not _PERSONAL_ID.fullmatch(text):
        return None
    place, century_and_sex = int(text[:3]), int(text[3])
    if place not in _PLACES and place < _FIRST_COUNTRY:
        return None
    year = 1900 + 100 * (century_and_sex // 2) + int(text[4:6])
    return PersonalId(place, "male" if century_and_sex % 2 == 0 else "female", year)


def possible_personal_id(text: str, today: date) -> bool:
    """Whether this can be the personal ID of somebody born by today."""
    read = read_personal_id(text)
    return read is not None and read.birth_year <= today.year


def valid_tax_code(text: str, today: date) -> bool:
    """Whether this is a tax code: 10 digits with a check digit, a branch's 10-3, or a person's own ID.

    Since 01/07/2025 the personal ID serves as the tax code of people and household businesses.
    """
    if _PERSONAL_ID.fullmatch(text):
        return possible_personal_id(text, today)
    if not _TAX_CODE.fullmatch(text):
        return False
    try:
        mst.validate(text)
    except ValidationError:
        return False
    return True


def whole_years(start: date, end: date) -> int:
    """Completed years from one day to another: the age on `end` of somebody born on `start`."""
    return end.year - start.year - ((end.month, end.day) < (start.month, start.day))
