"""Faults of a form that asks for what nobody uses: people are asked for no more than the case needs."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from motcua.catalogue.rules import conditions, vocabulary

Finding = tuple[str, str]
"""Path in the file, and what is wrong there."""

_CONTACT = {"phone", "email"}  # read by whoever sends word to the applicant
_PRINTS_ALL = re.compile(r"\banswered\(")
_PATH = re.compile(r'"([a-z][a-z0-9_]*\.[a-z][a-z0-9_]*)')


def faults(definition: Mapping[str, Any]) -> Iterator[Finding]:
    """Optional questions that nothing reads.

    What is required is examined, else it would not be required. An optional answer has a reader where a
    condition or a check names it, where the paper of the result prints it or prints all, where it is a way
    to reach somebody, or where the file says that an officer examines it (`reviewed: true`).
    """
    template = definition["result"]["template"]
    try:
        printed = _printed(template)
    except FileNotFoundError:
        yield "result.template", f"there is no {template}.typ in motcua/data/documents/"
        return
    if printed is None:
        return
    read = set(printed)
    for source in _sources(definition):
        read |= _reads(source)
    for number, section in enumerate(definition["form"]["sections"]):
        for index, field in enumerate(section["fields"]):
            optional = not field.get("required", True) and not field.get("reviewed")
            if optional and field["kind"] not in _CONTACT and f"{section['id']}.{field['id']}" not in read:
                yield (
                    f"form.sections.{number}.fields.{index}",
                    f"nothing reads {section['id']}.{field['id']}: no condition, no check, not the paper "
                    f"{template}.typ; leave it out, or say reviewed: true",
                )


@cache
def _printed(template: str) -> frozenset[str] | None:
    """The answers that the paper of the result names, or None where it prints all."""
    text = (vocabulary.DATA / "documents" / f"{template}.typ").read_text(encoding="utf-8")
    return None if _PRINTS_ALL.search(text) else frozenset(_PATH.findall(text))


def _sources(definition: Mapping[str, Any]) -> Iterator[str]:
    for section in definition["form"]["sections"]:
        yield section.get("show_when", "")
        yield from (field.get("show_when", "") for field in section["fields"])
    yield from (component.get("needed_when", "") for component in definition["components"])
    yield from (check["rule"] for check in definition["form"].get("checks", ()))
    for terms in definition["channels"].values():
        yield from (case["when"] for case in terms.get("cases", ()))


def _reads(source: str) -> set[str]:
    """The fields that a condition names; none of one that is no CEL, which is a fault of its own."""
    if not source:
        return set()
    try:
        return {f"{read.section}.{read.field}" for read in conditions.compiled(source).reads}
    except ValueError:
        return set()
