"""Numbers that name people, and what may be shown of them."""

import hashlib
from enum import StrEnum


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
