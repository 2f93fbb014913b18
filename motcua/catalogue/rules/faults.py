"""Every fault of a procedure file at once, in plain English with the path, for those who publish it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

import jsonschema_rs

from motcua.catalogue.rules import conditions, fields, kinds, vocabulary
from motcua.catalogue.rules import definition as d

# Any day will do: conditions are only tried, their outcome does not matter.
_SOME_DAY = date(2026, 7, 1)


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
    yield from _conditions(definition)


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


def _conditions(definition: Mapping[str, Any]) -> Iterator[Fault]:
    known: dict[tuple[str, str], d.Field] = {}
    everything = {
        (section["id"], field["id"]): _probe(field)
        for section in definition["form"]["sections"]
        for field in section["fields"]
    }
    for number, section in enumerate(definition["form"]["sections"]):
        path = f"form.sections.{number}"
        if "show_when" in section:
            yield from _condition(f"{path}.show_when", section["show_when"], known, everything, today=False)
        for index, field in enumerate(section["fields"]):
            where = f"{path}.fields.{index}.show_when"
            if "show_when" in field:
                yield from _condition(where, field["show_when"], known, everything, today=False)
            known[section["id"], field["id"]] = everything[section["id"], field["id"]]
    for index, component in enumerate(definition["components"]):
        if "needed_when" in component:
            where = f"components.{index}.needed_when"
            yield from _condition(where, component["needed_when"], known, everything, today=False)
    for index, check in enumerate(definition["form"].get("checks", ())):
        where = f"form.checks.{index}"
        yield from _condition(f"{where}.rule", check["rule"], known, everything, today=True)
        section_id, field_id, *part = check["field"].split(".")
        marked = everything.get((section_id, field_id))
        if marked is None or (part and part[0] not in kinds.parts(marked)):
            yield Fault(f"{where}.field", f"the form has no {check['field']}")


def _probe(field: Mapping[str, Any]) -> d.Field:
    """The field as far as conditions care: its kind and what decides the shape of its values."""
    return d.Field(
        field["id"],
        d.FieldKind(field["kind"]),
        d.Text("", ""),
        # A list that does not exist is a fault of its own; conditions are tried with some option still.
        options=tuple(
            d.Option(option["value"] if isinstance(option, Mapping) else "unknown", d.Text("", ""))
            for option in field.get("options", ())
        ),
        decimals=field.get("decimals", 0),
        detail=field.get("detail", True),
        columns=tuple(_probe(column) for column in field.get("columns", ())),
    )


def _condition(
    path: str,
    source: str,
    known: Mapping[tuple[str, str], d.Field],
    everything: Mapping[tuple[str, str], d.Field],
    *,
    today: bool,
) -> Iterator[Fault]:
    try:
        condition = conditions.compiled(source)
    except ValueError as error:
        yield Fault(path, f"is not CEL: {' '.join(str(error).split())}")
        return
    strange = [f"knows no {name}" for name in condition.unknown]
    if "today" in condition.program.variables() and not today:
        strange.append("may use today only in checks")
    for read in condition.reads:
        place = (read.section, read.field)
        if place not in everything:
            strange.append(f"the form has no {read.section}.{read.field}")
        elif place not in known:
            strange.append(f"reads {read.section}.{read.field}, which stands below it")
        elif read.part and read.part not in kinds.parts(known[place]):
            strange.append(f"{read.section}.{read.field} has no part {read.part}")
    yield from (Fault(path, what) for what in strange)
    if not strange:
        yield from _trials(path, condition, known)


def _trials(
    path: str, condition: conditions.Condition, known: Mapping[tuple[str, str], d.Field]
) -> Iterator[Fault]:
    """Tries the condition on a filled form, an empty one, and with each field it reads empty in turn."""
    reads = list(dict.fromkeys((read.section, read.field) for read in condition.reads))
    for empty in [set(), set(reads), *({read} for read in reads)]:
        answers: dict[str, dict[str, Any]] = {}
        for section, name in reads:
            field = known[section, name]
            value = (
                None if (section, name) in empty else fields.example(field, f"{section}.{name}", _SOME_DAY)
            )
            answers.setdefault(section, {})[name] = fields.typed(field, value)
        names = ", ".join(f"{section}.{name}" for section, name in sorted(empty))
        when = f"when {names} is not answered" if empty else "on a filled form"
        try:
            outcome = conditions.evaluate(condition.source, answers, _SOME_DAY)
        except Exception as error:  # CEL raises whatever fits the fault
            yield Fault(path, f"fails {when} (guard with != null): {str(error).split('.')[0]}")
            return
        if not isinstance(outcome, bool):
            yield Fault(path, f"is {outcome!r} {when}, neither true nor false")
            return
