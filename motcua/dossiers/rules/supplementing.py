"""What can be asked for again, and what of it was given."""

from collections.abc import Collection, Mapping
from typing import Any

from motcua.catalogue.rules import forms
from motcua.catalogue.rules.definition import Procedure, Text

FILES = "files."  # before a component's code in a path


def places(procedure: Procedure) -> dict[str, Text]:
    """Every question and every document of the procedure, by its path."""
    questions = {
        f"{section.id}.{field.id}": field.label
        for section in procedure.form.sections
        for field in section.fields
    }
    return questions | {FILES + component.code: component.name for component in procedure.components}


def opened(
    procedure: Procedure, answers: Mapping[str, Any], given: Mapping[str, Any], asked: Collection[str]
) -> frozenset[str]:
    """The paths that may be answered: those asked for, and what their new answers call for in turn.

    Whoever must say that they are married after all is asked for their spouse, too.
    """
    before = forms.visible(procedure, answers)
    needed = _needed(procedure, answers)
    paths = frozenset(asked)
    while True:
        after = merged(answers, given, paths)
        more = (forms.visible(procedure, after) - before) | (_needed(procedure, after) - needed)
        if more <= paths:
            return paths
        paths |= more


def _needed(procedure: Procedure, answers: Mapping[str, Any]) -> frozenset[str]:
    found = forms.components(procedure, answers)
    return frozenset(FILES + component.code for component, needed in found if needed)


def merged(
    answers: Mapping[str, Any], given: Mapping[str, Any], open_paths: Collection[str]
) -> dict[str, Any]:
    """The answers with those replaced that were asked for; whatever else was given is left out."""
    result = {section: dict(values) for section, values in answers.items() if isinstance(values, Mapping)}
    for path in open_paths:
        section, _dot, name = path.partition(".")
        values = given.get(section)
        if not path.startswith(FILES) and isinstance(values, Mapping) and name in values:
            result.setdefault(section, {})[name] = values[name]
    return result
