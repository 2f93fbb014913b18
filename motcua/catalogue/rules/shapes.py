"""Fields that hold one value or several alike: their JSON Schemas, and the values that have their shape."""

from collections.abc import Callable
from datetime import date
from typing import Any

from motcua.catalogue.rules import kinds
from motcua.catalogue.rules.definition import Field

_SAFE = 2**53  # beyond it JSON readers disagree; NaN and infinity fail the comparison too

# Schemas ------------------------------------------------------------------------------------------


def text_schema(default: int) -> Callable[[Field, str], dict[str, Any]]:
    """Text of at most so many characters, in the field's pattern."""

    def schema(field: Field, language: str) -> dict[str, Any]:
        made: dict[str, Any] = {"type": "string", "minLength": 1, "maxLength": field.max_length or default}
        return made | ({"pattern": field.pattern} if field.pattern else {})

    return schema


def string(**keywords: Any) -> Callable[[Field, str], dict[str, Any]]:
    """A string with these keywords, whatever the field says."""
    return lambda field, language: {"type": "string", **keywords}


def day_schema(field: Field, language: str) -> dict[str, Any]:
    """A date as 2026-11-21."""
    made: dict[str, Any] = {"type": "string", "format": "date", "pattern": kinds.DATE_PATTERN}
    return made | ({"x-past": True} if field.past else {}) | ({"x-future": True} if field.future else {})


def number_schema(field: Field, language: str) -> dict[str, Any]:
    """A whole number, or one with decimals, within the field's bounds."""
    low, high = kinds.bounds(field, -kinds.LARGEST_NUMBER, kinds.LARGEST_NUMBER)
    return {"type": "number" if field.decimals else "integer", "minimum": low, "maximum": high}


def money_schema(field: Field, language: str) -> dict[str, Any]:
    """Whole đồng."""
    low, high = kinds.bounds(field, 0, kinds.LARGEST_MONEY)
    return {"type": "integer", "minimum": low, "maximum": high, "x-currency": "VND"}


def choice_schema(field: Field, language: str) -> dict[str, Any]:
    """One of the options; their labels stand in x-labels."""
    labels = {option.value: kinds.pick(option.label, language) for option in field.options}
    return {"type": "string", "enum": list(labels), "x-labels": labels}


def choices_schema(field: Field, language: str) -> dict[str, Any]:
    """Several of the options, each once."""
    return {
        "type": "array",
        "items": choice_schema(field, language),
        "minItems": 1,
        "maxItems": len(field.options),
        "uniqueItems": True,
    }


def file_schema(field: Field, language: str) -> dict[str, Any]:
    """Ids of uploaded documents."""
    return {
        "type": "array",
        "items": {"type": "string", "pattern": kinds.FILE_PATTERN},
        "minItems": 1,
        "maxItems": field.maximum or kinds.MOST_FILES,
        "uniqueItems": True,
    }


# Shape -------------------------------------------------------------------------------------------


def typed_text(field: Field, value: Any) -> str | None:
    """Text, or None."""
    return value if isinstance(value, str) and value else None


def typed_day(field: Field, value: Any) -> str | None:
    """A day that exists, as 2026-11-21, or None."""
    if not isinstance(value, str):
        return None
    try:
        return value if date.fromisoformat(value).isoformat() == value else None
    except ValueError:
        return None


def typed_choice(field: Field, value: Any) -> str | None:
    """One of the options, or None."""
    return (
        value if isinstance(value, str) and any(option.value == value for option in field.options) else None
    )


def typed_choices(field: Field, value: Any) -> list[str]:
    """Those that are among the options."""
    return [one for one in value if typed_choice(field, one)] if isinstance(value, list) else []


def typed_number(field: Field, value: Any) -> int | float | None:
    """A number that every reader keeps, or None; true and false are no numbers."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not -_SAFE < value < _SAFE:
        return None
    return float(value) if field.decimals else value


def typed_yes_no(field: Field, value: Any) -> bool | None:
    """True, False or None."""
    return value if isinstance(value, bool) else None


def typed_files(field: Field, value: Any) -> list[str]:
    """The ids, whether or not such documents exist."""
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []
