"""Where somebody can be reached, from what they wrote."""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

_MOBILE = re.compile(r"(?:\+?84|0)([35789][0-9]{8})")


def email(written: str) -> str:
    """The address if mail can be sent there, otherwise ""."""
    try:
        validate_email(written)
    except ValidationError:
        return ""
    return written


def mobile(written: str) -> str:
    """A Vietnamese mobile number as gateways want it, "84912345678"; "" where it is none.

    Mobile numbers have ten digits and begin with 03, 05, 07, 08 or 09 (numbering plan, Circular
    22/2014/TT-BTTTT and the change of prefixes of 2018).
    """
    found = _MOBILE.fullmatch(re.sub(r"[\s.()-]", "", written))
    return f"84{found[1]}" if found else ""


def without_marks(text: str) -> str:
    """The text in ASCII: with diacritics an SMS holds 70 characters instead of 160 (3GPP TS 23.038)."""
    plain = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return plain.encode("ascii", "ignore").decode()


def hidden(address: str) -> str:
    """An address for those whom it does not concern: "h•••@example.test", "84•••678"."""
    local, at, host = address.rpartition("@")
    return f"{local[:1]}•••@{host}" if at else f"{address[:2]}•••{address[-3:]}"
