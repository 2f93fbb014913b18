"""Search by the beginnings of words, diacritics aside: what is stored to be found, what is asked for."""

import re
from dataclasses import dataclass

from motcua.catalogue.rules import vocabulary
from motcua.catalogue.rules.definition import Procedure
from motcua.kernel.errors import Invalid
from motcua.kernel.text import fold

_WORD = re.compile(r"[a-z0-9]+")
_CODE = re.compile(r"[0-9A-Za-z.-]{1,50}")
_LONGEST = 200  # characters of a question that are read
_MOST_WORDS = 10
_CURSOR = re.compile(r"(-?[0-9]{1,9})_([0-9A-Za-z.]{1,50})")


def words(text: str) -> str:
    """The words of the text, folded, with one blank between: "Đăng ký kết hôn!" becomes "dang ky ket hon"."""
    return " ".join(_WORD.findall(fold(text)))


@dataclass(frozen=True, slots=True)
class Indexed:
    """What can be found of a procedure, from the most to the least telling; names and keywords padded."""

    names: str
    keywords: str
    field: str
    summary: str


def indexed(procedure: Procedure) -> Indexed:
    """The words under which this procedure is found, in both languages."""
    events = vocabulary.life_events()
    named = [events[event] for event in procedure.life_events if event in events]
    result = procedure.result.name
    return Indexed(
        names=f" {words(f'{procedure.name.vi} {procedure.name.en} {procedure.code}')} ",
        keywords=f" {words(' | '.join([*procedure.keywords, result.vi, result.en]))} ",
        field=words(
            " ".join(
                [
                    procedure.field_name.vi,
                    procedure.field_name.en,
                    *(f"{text.vi} {text.en}" for text in named),
                ]
            )
        ),
        summary=words(f"{procedure.summary.vi} {procedure.summary.en}"),
    )


@dataclass(frozen=True, slots=True)
class Question:
    """The words that somebody looks for; letters and digits only, so none is an operator of a tsquery."""

    words: tuple[str, ...]

    @property
    def phrase(self) -> str:
        """The words as they stand."""
        return " ".join(self.words)

    def tsquery(self, places: str = "") -> str:
        """All the words by their beginnings: anywhere, or in these places (A names to D summary)."""
        return " & ".join(f"{word}:*{places}" for word in self.words)


def question(text: str) -> Question | None:
    """What the text asks for, or None where there is no word in it, only blanks and punctuation."""
    found = _WORD.findall(fold(text[:_LONGEST]))[:_MOST_WORDS]
    return Question(tuple(found)) if found else None


@dataclass(frozen=True, slots=True)
class Cursor:
    """The last hit of a page: its rank and its code."""

    rank: int
    code: str

    def __str__(self) -> str:
        return f"{self.rank}_{self.code}"


def as_code(text: str) -> str:
    """The text as a code, "" where it cannot be one."""
    code = text.strip().upper()
    return code if possible_code(code) else ""


def possible_code(text: str) -> bool:
    """Whether this can be the code of a procedure at all; nothing else is asked of the database."""
    return bool(_CODE.fullmatch(text))


def cursor(text: str) -> Cursor:
    """The cursor as it stood in an address. Raises Invalid for one that is none."""
    match = _CURSOR.fullmatch(text)
    if not match:
        raise Invalid(code="bad-cursor")
    return Cursor(int(match[1]), match[2])
