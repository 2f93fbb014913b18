"""Conditions of forms, written in CEL: compiled once, checked when a procedure is read, then trusted.

An expression sees `answers.<section>.<field>` and `today` ("2026-11-21"). Every section and field of the
form is always there: what is unanswered or hidden is null, a person or a unit has all its parts null, a
list is empty. So a condition never misses a key, only guards what it compares: `x != null && x > 2`.
"""

import logging
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

import cel

from motcua.people import rules as identity

log = logging.getLogger(__name__)

_STRINGS = re.compile(r'"(?:\\.|[^"\\])*"|\'(?:\\.|[^\'\\])*\'')
_ANSWERS = re.compile(r"(?<![\w.])answers\b((?:\s*\.\s*\w+\b(?!\s*\())*)")
_BOUND = re.compile(r"\.\s*(?:all|exists|exists_one|map|filter)\s*\(\s*(\w+)\s*,")
_VARIABLES = {"answers", "today"}


@dataclass(frozen=True, slots=True)
class Reference:
    """A field that an expression names, and the part of it where it names one."""

    section: str
    field: str
    part: str | None = None


@dataclass(frozen=True, slots=True)
class Condition:
    """A compiled expression with the fields it reads; `unknown` are names that nothing gives a value."""

    source: str
    program: cel.Program
    reads: tuple[Reference, ...]
    unknown: tuple[str, ...]


def _years(start: str | None, end: str | None) -> int | None:
    """CEL `years(a, b)`: whole years between two dates, null where one is missing."""
    if not start or not end:
        return None
    return identity.whole_years(date.fromisoformat(start), date.fromisoformat(end))


def _id_agrees(personal_id: str | None, birth_date: str | None, sex: str | None) -> bool:
    """CEL `id_agrees(id, birth_date, sex)`: true unless the ID says another year or sex. Nulls agree."""
    read = identity.read_personal_id(personal_id) if personal_id else None
    if read is None:
        return True
    return (not birth_date or birth_date[:4] == f"{read.birth_year:04}") and (not sex or sex == read.sex)


_FUNCTIONS: dict[str, Callable[..., Any]] = {"years": _years, "id_agrees": _id_agrees}


@lru_cache(maxsize=20_000)
def compiled(source: str) -> Condition:
    """The condition ready to run. Raises ValueError with the parser's words for what is not CEL."""
    program = cel.compile(source)
    bare = _STRINGS.sub('""', source)
    reads, unknown = [], []
    for match in _ANSWERS.finditer(bare):
        names = re.findall(r"\w+", match[1])
        if len(names) in (2, 3):
            reads.append(Reference(*names))
        else:
            unknown.append("answers" + "".join(f".{name}" for name in names))
    known = _VARIABLES | set(_BOUND.findall(bare))
    unknown += [name for name in program.variables() if name not in known]
    return Condition(source, program, tuple(dict.fromkeys(reads)), tuple(unknown))


def evaluate(source: str, answers: Mapping[str, Mapping[str, Any]], today: date | None) -> Any:
    """The value of the expression over complete answers. Raises what CEL raises."""
    condition = compiled(source)
    # Only what it reads is handed over: converting a whole form for each of its conditions would be slow.
    read: dict[str, dict[str, Any]] = {}
    for name in condition.reads:
        read.setdefault(name.section, {})[name.field] = answers[name.section][name.field]
    variables = {"answers": read, "today": today.isoformat() if today else None}
    return condition.program.execute(cel.Context(variables, _FUNCTIONS))


def holds(
    source: str, answers: Mapping[str, Mapping[str, Any]], today: date | None, *, otherwise: bool
) -> bool:
    """Whether the condition is true; `otherwise` where it cannot be told, which is logged.

    Conditions are tried on empty and on filled forms before a procedure is published, so the second
    case is a fault of the procedure that got through; it must not cost the citizen the application.
    """
    try:
        value = evaluate(source, answers, today)
    except Exception:  # CEL raises whatever fits the fault: TypeError, KeyError, ValueError, RuntimeError
        log.warning("condition cannot be evaluated: %s", source, exc_info=True)
        return otherwise
    if not isinstance(value, bool):
        log.warning("condition is neither true nor false: %s", source)
        return otherwise
    return value
