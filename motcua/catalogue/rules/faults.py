"""Every fault of a procedure file at once, in plain English with the path, for those who publish it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import jsonschema_rs

from motcua.catalogue.rules import logic, usage, vocabulary, wording


@dataclass(frozen=True, slots=True)
class Fault:
    """Where in the file ("form.sections.0.fields.2.show_when"), and what is wrong there."""

    path: str
    what: str


@cache
def _validator() -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator(vocabulary.procedure_schema(), validate_formats=True)


def faults(definition: Any) -> list[Fault]:
    """All faults of a definition whose shared lists are written out; empty when it can be published."""
    found = [
        Fault(".".join(str(part) for part in error.instance_path) or "(file)", error.message)
        for error in _validator().iter_errors(definition)
    ]
    # The second look takes the right shape for granted.
    return found or list(_meaning(definition))


def _meaning(definition: Mapping[str, Any]) -> Iterator[Fault]:
    sections = definition["form"]["sections"]
    yield from _doubles("form.sections", (section["id"] for section in sections))
    yield from _doubles("components", (component["code"] for component in definition["components"]))
    for event in definition.get("life_events", ()):
        if event not in vocabulary.life_events():
            yield Fault("life_events", f"{event} is not in life_events.yaml")
    for number, section in enumerate(sections):
        path = f"form.sections.{number}.fields"
        yield from _doubles(path, (field["id"] for field in section["fields"]))
        for index, field in enumerate(section["fields"]):
            yield from _field(f"{path}.{index}", field)
    if not definition["channels"].get("online") and definition["service_level"] != "information":
        yield Fault("service_level", "is online, but there is no online channel")
    yield from (Fault(*finding) for finding in logic.faults(definition))
    yield from (Fault(*finding) for finding in wording.faults(definition))
    yield from (Fault(*finding) for finding in usage.faults(definition))


def _doubles(path: str, names: Iterable[str]) -> Iterator[Fault]:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            yield Fault(path, f"{name} stands twice")
        seen.add(name)


def _field(path: str, field: Mapping[str, Any]) -> Iterator[Fault]:
    if isinstance(field.get("options"), str):
        yield Fault(f"{path}.options", f"there is no list {field['options']} in motcua/data/options/")
    else:
        yield from _doubles(f"{path}.options", (option["value"] for option in field.get("options", ())))
    if field.get("minimum", 0) > field.get("maximum", field.get("minimum", 0)):
        yield Fault(path, "minimum is above maximum")
    if field.get("past") and field.get("future"):
        yield Fault(path, "a date cannot be both past and future")
    if "pattern" in field:
        try:
            jsonschema_rs.Draft202012Validator(
                {"pattern": field["pattern"]}, pattern_options=jsonschema_rs.RegexOptions()
            )
        except ValueError as error:
            yield Fault(f"{path}.pattern", str(error))
    yield from _doubles(f"{path}.columns", (column["id"] for column in field.get("columns", ())))
    for index, column in enumerate(field.get("columns", ())):
        yield from _field(f"{path}.columns.{index}", column)
