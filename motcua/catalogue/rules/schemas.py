"""The JSON Schema of a form's answers, and its validator, made once for each procedure."""

from typing import Any

import jsonschema_rs

from motcua.catalogue.rules import fields
from motcua.catalogue.rules.definition import Field, Procedure, Section
from motcua.catalogue.rules.kinds import pick

# By identity: a procedure is a deep frozen value, and hashing one costs more than the look-up saves.
_compiled: dict[int, tuple[Procedure, jsonschema_rs.Draft202012Validator, dict[str, Field]]] = {}
_MOST_COMPILED = 512


def schema(procedure: Procedure, language: str = "vi") -> dict[str, Any]:
    """The JSON Schema 2020-12 of the answers, titles and help in this language ("vi" or "en").

    What is asked only sometimes is not in `required`: it carries its CEL condition in `x-show-when`, and
    `x-required: true` where it must be answered when asked.
    """
    sections = {section.id: _section_schema(section, language) for section in procedure.form.sections}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": pick(procedure.name, language),
        "type": "object",
        "properties": sections,
        "required": [
            section.id
            for section in procedure.form.sections
            if not section.show_when and sections[section.id]["required"]
        ],
        "additionalProperties": False,
        "x-checks": [
            {"rule": check.rule, "message": pick(check.message, language), "field": check.field}
            for check in procedure.form.checks
        ],
    }


def _section_schema(section: Section, language: str) -> dict[str, Any]:
    made: dict[str, Any] = {"title": pick(section.title, language), "type": "object"}
    if section.help:
        made["description"] = pick(section.help, language)
    if section.show_when:
        made["x-show-when"] = section.show_when
    made["properties"] = {}
    for field in section.fields:
        made["properties"][field.id] = fields.schema(field, language)
        if field.show_when:
            made["properties"][field.id] |= {"x-show-when": field.show_when, "x-required": field.required}
    made["required"] = [field.id for field in section.fields if field.required and not field.show_when]
    made["additionalProperties"] = False
    return made


def validator(procedure: Procedure) -> tuple[jsonschema_rs.Draft202012Validator, dict[str, Field]]:
    """The validator of the answers, and the fields by "section.field", to tell what its errors are about."""
    found = _compiled.get(id(procedure))
    if found is None or found[0] is not procedure:
        if len(_compiled) >= _MOST_COMPILED:
            _compiled.clear()
        made = jsonschema_rs.Draft202012Validator(
            schema(procedure),
            validate_formats=True,
            pattern_options=jsonschema_rs.RegexOptions(),  # linear time, whatever pattern and text
        )
        known = {
            f"{section.id}.{field.id}": field
            for section in procedure.form.sections
            for field in section.fields
        }
        found = _compiled[id(procedure)] = (procedure, made, known)
    return found[1], found[2]
