"""The kinds of fields of an e-form, one row of `KINDS` each, and what one can do with any of them."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from motcua.catalogue.rules import groups
from motcua.catalogue.rules.definition import Field, FieldKind
from motcua.catalogue.rules.groups import GROUPS
from motcua.catalogue.rules.kinds import Facts, Finding, Kind, Names
from motcua.catalogue.rules.parsing import Getter
from motcua.catalogue.rules.plain import PLAIN

__all__ = ["KINDS", "Facts", "Names", "check", "example", "parse", "schema", "show", "typed"]

KINDS: dict[FieldKind, Kind] = PLAIN | GROUPS
_NO_NAMES = Names()


def schema(field: Field, language: str) -> dict[str, Any]:
    """The JSON Schema of the field's value, with its label as title and its help as description."""
    return groups.titled(field, KINDS[field.kind], language)


def parse(field: Field, name: str, get: Getter) -> Any:
    """The value posted under the HTML name "section.field", as it is kept; None when nothing was given.

    What cannot be read comes back as typed, for the check to refuse and the form to show again.
    """
    return KINDS[field.kind].parse(field, name, get)


def typed(field: Field, value: Any) -> Any:
    """The value where it has the shape of the field, and what stands for no answer otherwise.

    That is null; an empty list for several choices, files and tables; all parts null for a person or unit.
    """
    return KINDS[field.kind].typed(field, value)


def show(field: Field, value: Any, names: Names | None = None) -> str:
    """The value in words and Vietnamese notation, for review pages, officers and documents; "" for none.

    Never fails: what does not fit the field is shown as it was typed.
    """
    shaped = typed(field, value)
    if _bare(shaped) != _bare(value):
        return _flat(value)
    return KINDS[field.kind].show(field, shaped, names or _NO_NAMES) if _bare(shaped) is not None else ""


def check(field: Field, value: Any, facts: Facts) -> Iterator[Finding]:
    """What is wrong with a value that already fits its JSON Schema."""
    yield from KINDS[field.kind].check(field, value, facts)


def example(field: Field, seed: str, today: date) -> Any:
    """A value that the field accepts; the first option of a choice, another person for each seed."""
    return KINDS[field.kind].example(field, seed, today)


def _bare(value: Any) -> Any:
    """The value without its unanswered parts; None when nothing is left. False and 0 are answers."""
    if isinstance(value, dict):
        return {key: bare for key, part in value.items() if (bare := _bare(part)) is not None} or None
    if isinstance(value, list):
        return [_bare(part) for part in value] or None
    return None if value == "" else value


def _flat(value: Any) -> str:
    """Whatever was typed, in one line."""
    if isinstance(value, dict):
        return "; ".join(_flat(part) for part in value.values())
    if isinstance(value, list):
        return "; ".join(_flat(part) for part in value)
    return "" if value is None else str(value)
