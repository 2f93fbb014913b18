"""What a kind of field is made of, and what kinds need of each other: bounds, patterns, names."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any
from zlib import crc32

from django.utils.translation import get_language

from motcua.catalogue.rules.definition import Field, FieldKind, Option, Text
from motcua.catalogue.rules.parsing import Getter

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

NAME_PATTERN = r"^[\p{L}\p{M}][\p{L}\p{M} .'’-]*$"
DATE_PATTERN = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
PHONE_PATTERN = "^0([35789][0-9]{8}|2[0-9]{9})$"
EMAIL_PATTERN = r"^[^@\s,;<>()]+@[^@\s,;<>()]+\.[^@\s,;<>()]+$"
FILE_PATTERN = "^[A-Za-z0-9_-]{1,64}$"

_VIETNAMESE = str.maketrans(",.", ".,")

TEXT_LENGTH, LONG_TEXT_LENGTH = 500, 5_000
LARGEST_NUMBER = 999_999_999_999
LARGEST_MONEY = 999_999_999_999_999  # below 2**53: every JSON reader keeps it exact
MOST_ROWS, MOST_FILES = 50, 10
EARLIEST_YEAR = 1850


@dataclass(frozen=True, slots=True)
class Facts:
    """What checks need to know of the world: the day, and which communes there are."""

    today: date
    unit_exists: Callable[[str, str], bool]


@dataclass(frozen=True, slots=True)
class Names:
    """How to call what answers only point to: the unit with this code, the document with this id."""

    unit: Callable[[str], str] = str
    file: Callable[[str], str] = str


Finding = tuple[str, "StrOrPromise"]
"""Where in the value ("" or "part" or "0.column") and what to do about it."""


def _no_findings(field: Field, value: Any, facts: Facts) -> Iterable[Finding]:
    return ()


@dataclass(frozen=True, slots=True)
class Kind:
    """One row of the table of kinds.

    `schema` gives the JSON Schema of a value, titles in the language given; `parse` reads a posted form,
    None when nothing was given; `typed` is the value where it has the right shape and `blank` otherwise,
    for conditions; `show` is for people; `check` finds what a schema cannot; `example` makes a valid
    value, another one for each seed; `wrong` says what to enter.
    """

    schema: Callable[[Field, str], dict[str, Any]]
    parse: Callable[[Field, str, Getter], Any]
    typed: Callable[[Field, Any], Any]
    show: Callable[[Field, Any, Names], str]
    example: Callable[[Field, str, date], Any]
    wrong: "StrOrPromise"
    check: Callable[[Field, Any, Facts], Iterable[Finding]] = _no_findings


def pick(text: Text, language: str) -> str:
    """The words in this language: "vi" or "en"."""
    return text.en if language.startswith("en") else text.vi


def bounds(field: Field, low: int, high: int) -> tuple[int, int]:
    """The least and the most that the field takes, never more than `high`."""
    return (
        low if field.minimum is None else field.minimum,
        high if field.maximum is None else min(field.maximum, high),
    )


def written(number: float) -> str:
    """The number as the reader's language writes it: 1.200,5 in Vietnamese, 1,200.5 in English."""
    text = f"{int(number):,}" if number == int(number) else f"{number:,}"
    # Django knows no grouping for Vietnamese.
    return text if (get_language() or "vi").startswith("en") else text.translate(_VIETNAMESE)


def seeded(seed: str, count: int) -> int:
    """A number below `count` that is always the same for the same seed."""
    return crc32(seed.encode()) % count


# The parts of a person and of an administrative unit are fields themselves.
PERSON: dict[str, Field] = {
    "full_name": Field(
        "full_name",
        FieldKind.TEXT,
        Text("Họ, chữ đệm và tên", "Full name"),
        max_length=100,
        pattern=NAME_PATTERN,
    ),
    "personal_id": Field(
        "personal_id", FieldKind.PERSONAL_ID, Text("Số định danh cá nhân", "Personal ID number")
    ),
    "birth_date": Field(
        "birth_date", FieldKind.DATE, Text("Ngày, tháng, năm sinh", "Date of birth"), past=True
    ),
    "sex": Field(
        "sex",
        FieldKind.CHOICE,
        Text("Giới tính", "Sex"),
        options=(Option("male", Text("Nam", "Male")), Option("female", Text("Nữ", "Female"))),
    ),
}
UNIT: dict[str, Field] = {
    "province": Field(
        "province", FieldKind.TEXT, Text("Tỉnh, thành phố", "Province or city"), pattern="^[0-9]{2}$"
    ),
    "commune": Field(
        "commune", FieldKind.TEXT, Text("Xã, phường, đặc khu", "Commune or ward"), pattern="^[0-9]{5}$"
    ),
    "detail": Field(
        "detail",
        FieldKind.TEXT,
        Text("Số nhà, đường, thôn, tổ", "House number, street, hamlet"),
        max_length=200,
    ),
}


def parts(field: Field) -> dict[str, Field]:
    """The fields that a person or a unit consists of; none for other kinds."""
    if field.kind is FieldKind.PERSON:
        return PERSON
    if field.kind is FieldKind.UNIT:
        return UNIT if field.detail else {name: UNIT[name] for name in ("province", "commune")}
    return {}
