"""From the flat form that a browser posts to the values that are kept.

What cannot be read is returned as typed, so that the form can show it again beside what to do.
"""

import re
from collections.abc import Callable, Sequence
from datetime import date

from motcua.catalogue.rules.definition import Field

Getter = Callable[[str], Sequence[str]]
"""All values posted under an HTML name, in order; empty where there are none."""

_DAY_FIRST = re.compile(r"(\d{1,2})\s*[/.\-]\s*(\d{1,2})\s*[/.\-]\s*(\d{4})")
_GROUPED = re.compile(r"\d{1,3}([. ]\d{3})+|\d{1,3}(,\d{3})+|\d{1,3}(\u00a0\d{3})+")
_LONGEST = 20  # digits that a number can have and still be one


def one(get: Getter, name: str) -> str:
    """The single value under this name, trimmed; "" where there is none."""
    values = get(name)
    return values[-1].strip() if values else ""


def line(field: Field, name: str, get: Getter) -> str | None:
    """One line of text: line ends and runs of blanks become one blank."""
    return " ".join(one(get, name).split()) or None


def lines(field: Field, name: str, get: Getter) -> str | None:
    """Text of several lines."""
    return one(get, name).replace("\r\n", "\n") or None


def digits(field: Field, name: str, get: Getter) -> str | None:
    """A number that is a name, without the blanks and dots that people put for reading."""
    return re.sub(r"[\s.]", "", one(get, name)) or None


def tax_code(field: Field, name: str, get: Getter) -> str | None:
    """Ten digits, or ten and a branch's three: 0100109106-001."""
    text = re.sub(r"[\s.]", "", one(get, name))
    if re.fullmatch(r"[0-9]{13}", text):
        text = f"{text[:10]}-{text[10:]}"
    return text or None


def phone(field: Field, name: str, get: Getter) -> str | None:
    """A number of Vietnam in its national form: +84 912 345 678 becomes 0912345678."""
    text = re.sub(r"[\s.()\-]", "", one(get, name))
    return re.sub(r"^(\+84|0084)0?", "0", text) or None


def day(field: Field, name: str, get: Getter) -> str | None:
    """A date as 2026-11-21, also from 21/11/2026."""
    text = one(get, name)
    if match := _DAY_FIRST.fullmatch(text):
        try:
            return date(int(match[3]), int(match[2]), int(match[1])).isoformat()
        except ValueError:
            return text
    return text or None


def number(field: Field, name: str, get: Getter) -> int | float | str | None:
    """A number as it is written in Vietnam (1.200 or 85,5) or by a browser (85.5).

    Where decimals are allowed, "1.200" is left as text, for it is 1200 to one reader and 1,2 to another.
    """
    text = one(get, name)
    if len(text) > _LONGEST:
        return text
    if re.fullmatch(r"-?[0-9]+", text):
        return int(text)
    if re.fullmatch(r"-?[0-9]{1,3}([. ][0-9]{3})+", text) and not field.decimals:
        return int(re.sub(r"[. ]", "", text))
    if re.fullmatch(r"-?[0-9]{1,3}([. ][0-9]{3})+,[0-9]+", text):
        return float(re.sub(r"[. ]", "", text).replace(",", "."))
    if re.fullmatch(r"-?[0-9]+[,.][0-9]+", text) and not _ambiguous(field, text):
        return float(text.replace(",", "."))
    return text or None


def _ambiguous(field: Field, text: str) -> bool:
    """Whether the dot may stand between thousands as well as before decimals."""
    return field.decimals < 3 and bool(re.fullmatch(r"-?[1-9][0-9]{0,2}\.[0-9]{3}", text))


def money(field: Field, name: str, get: Getter) -> int | str | None:
    """Whole đồng, also from "1.500.000 đ"."""
    text = re.sub(r"\s*(đ|đồng|vnđ|vnd|₫)\s*$", "", one(get, name), flags=re.IGNORECASE)
    if len(text) > 2 * _LONGEST:
        return text
    if _GROUPED.fullmatch(text) or re.fullmatch(r"[0-9]+", text):
        return int(re.sub(r"[^0-9]", "", text))
    return text or None


def choices(field: Field, name: str, get: Getter) -> list[str] | None:
    """What was ticked, once each, in the order of the form."""
    return list(dict.fromkeys(value.strip() for value in get(name) if value.strip())) or None


def yes_no(field: Field, name: str, get: Getter) -> bool | str | None:
    """True or false; a ticked box posts "on"."""
    text = one(get, name)
    known = {"true": True, "yes": True, "on": True, "1": True, "false": False, "no": False, "0": False}
    return known.get(text.lower(), text or None)
