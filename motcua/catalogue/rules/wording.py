"""Faults of the words of a procedure: what is said in one language only."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any

Finding = tuple[str, str]
"""Path in the file, and what is wrong there."""

_QUOTED = re.compile("“[^”]*”")
_WORD = re.compile(r"[^\W\d_]+")
_MARKS = frozenset("\u0300\u0301\u0302\u0303\u0306\u0309\u031b\u0323")  # tones, and the signs on â, ă, ơ
_CURRENCY = "đồng"  # keeps its name
_LANGUAGES = {"vi", "en"}
_SHORTEST = 3  # letters of a word; less is a unit such as "m"


def faults(written: Any, path: str = "") -> Iterator[Finding]:
    """Texts whose English is Vietnamese. Names, words with a capital, and what is “quoted” may be."""
    if isinstance(written, Mapping):
        if set(written) == _LANGUAGES:
            yield from _text(path, str(written["vi"]), str(written["en"]))
            return
        for key, value in written.items():
            yield from faults(value, f"{path}.{key}" if path else str(key))
    elif isinstance(written, list):
        for number, value in enumerate(written):
            yield from faults(value, f"{path}.{number}")


def _text(path: str, vi: str, en: str) -> Iterator[Finding]:
    words = [word for word in _WORD.findall(_QUOTED.sub("", en)) if word[0].islower() and word != _CURRENCY]
    strange = sorted({word for word in words if _vietnamese(word)})
    if strange:
        yield f"{path}.en", f"is not English: {', '.join(strange)}"
    elif vi == en and any(len(word) >= _SHORTEST for word in words):
        yield f"{path}.en", "is the Vietnamese again, not a translation"


def _vietnamese(word: str) -> bool:
    decomposed = unicodedata.normalize("NFD", word)
    return "đ" in decomposed or not _MARKS.isdisjoint(decomposed)
