"""An e-form and its answers: one JSON Schema for page and API, what is asked, what is wrong, what is kept."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import get_language, override

from motcua.catalogue.rules import answers as shapes
from motcua.catalogue.rules import conditions, fields, schemas, sentences
from motcua.catalogue.rules.answers import Findings, View
from motcua.catalogue.rules.definition import Component, FieldKind, Procedure, Section
from motcua.catalogue.rules.fields import Facts, Names
from motcua.catalogue.rules.parsing import Getter
from motcua.catalogue.rules.schemas import schema
from motcua.kernel.errors import Invalid

__all__ = [
    "Answers", "called_for", "check", "components", "example", "judge", "parse", "prefill", "prune", "schema",
    "shown", "visible",
]  # fmt: skip

Answers = dict[str, dict[str, Any]]


def parse(section: Section, get: Getter) -> dict[str, Any]:
    """The answers of one page of the form, from the values posted under "section.field" names.

    What cannot be read is kept as typed, less characters that no keyboard types. Raises Invalid where
    the whole is too large to keep.
    """
    values = {field.id: fields.parse(field, f"{section.id}.{field.id}", get) for field in section.fields}
    kept: dict[str, Any] = _keepable({section.id: values}).get(section.id, {})
    return kept


def _keepable(answers: Any) -> dict[str, Any]:
    tree, findings = shapes.scan(answers)
    if not tree and "" in findings:
        raise Invalid(findings[""][0], code="too-large" if isinstance(answers, Mapping) else "invalid")
    return tree


def visible(procedure: Procedure, answers: Any) -> frozenset[str]:
    """Paths of all that these answers ask for: "section" and "section.field"."""
    return shapes.view(procedure.form, shapes.scan(answers)[0]).shown


def prune(procedure: Procedure, answers: Any) -> Answers:
    """What is kept of these answers: text cleaned, nothing empty, hidden or unknown to the form.

    Values that are not right yet stay as typed, so that a draft loses nothing. Raises Invalid where the
    whole is too large to keep.
    """
    tree = _keepable(answers)
    return _kept(procedure, tree, shapes.view(procedure.form, tree).shown)


def _kept(procedure: Procedure, tree: Mapping[str, Any], shown: Collection[str]) -> Answers:
    kept: Answers = {}
    for section in procedure.form.sections:
        given = tree.get(section.id)
        if isinstance(given, Mapping):
            values = {
                field.id: given[field.id]
                for field in section.fields
                if field.id in given and f"{section.id}.{field.id}" in shown
            }
            if values:
                kept[section.id] = values
    return kept


def check(
    procedure: Procedure,
    answers: Any,
    *,
    today: date,
    unit_exists: Callable[[str, str], bool],
    sections: Collection[str] | None = None,
) -> Findings:
    """What must be put right before these answers can be submitted: path to sentences; empty means nothing.

    Paths are "section.field", "section.field.part", "section.field.0.column", or "" for the whole.
    `unit_exists(province, commune)` knows the communes. `sections` limits the findings to these pages.
    Never raises, whatever was given.
    """
    tree, findings = shapes.scan(answers)
    if not tree and "" in findings:
        return findings
    found = _findings(procedure, tree, findings, shapes.view(procedure.form, tree), Facts(today, unit_exists))
    if sections is None:
        return found
    return {path: what for path, what in found.items() if not path or path.split(".")[0] in sections}


@dataclass(frozen=True, slots=True)
class Judged:
    """All at once of an application: what `check` finds, what `prune` keeps, which documents it calls for."""

    findings: Findings
    kept: Answers
    components: tuple[tuple[Component, bool], ...]


def judge(
    procedure: Procedure, answers: Any, *, today: date, unit_exists: Callable[[str, str], bool]
) -> Judged:
    """`check`, `prune` and `components` of the same answers, read once."""
    tree, findings = shapes.scan(answers)
    view = shapes.view(procedure.form, tree)
    if tree or "" not in findings:
        findings = _findings(procedure, tree, findings, view, Facts(today, unit_exists))
    return Judged(
        findings, _kept(procedure, tree, view.shown), _components(procedure, _called(procedure, view))
    )


def _findings(
    procedure: Procedure, tree: dict[str, Any], findings: Findings, view: View, facts: Facts
) -> Findings:
    validator, known = schemas.validator(procedure)
    asked = _asked(procedure, tree, view.shown)
    _add(findings, sentences.of(validator.iter_errors(asked), known))
    for section in procedure.form.sections:
        given = asked.get(section.id)
        if not isinstance(given, Mapping):
            continue
        for field in section.fields:
            path = f"{section.id}.{field.id}"
            if path not in view.shown or _touched(findings, path):
                continue
            if field.id in given:
                for where, sentence in fields.check(field, given[field.id], facts):
                    findings.setdefault(f"{path}.{where}" if where else path, []).append(sentence)
            elif field.required and field.show_when:
                findings[path] = [sentences.required(field)]
    _add(findings, _rules(procedure, view, findings, facts.today))
    return findings


def _asked(procedure: Procedure, tree: dict[str, Any], shown: Collection[str]) -> dict[str, Any]:
    """The answers without what the form hides, but with what it does not know, for the schema to refuse."""
    asked = dict(tree)
    for section in procedure.form.sections:
        if section.id not in shown:
            asked.pop(section.id, None)
            continue
        given = asked.setdefault(section.id, {})
        if isinstance(given, Mapping):
            hidden = {field.id for field in section.fields if f"{section.id}.{field.id}" not in shown}
            asked[section.id] = {name: value for name, value in given.items() if name not in hidden}
    return asked


def _rules(procedure: Procedure, view: View, findings: Findings, today: date) -> Findings:
    """The rules across fields that are broken, where nothing they read is wrong already."""
    broken: Findings = {}
    for check in procedure.form.checks:
        reads = {f"{read.section}.{read.field}" for read in conditions.compiled(check.rule).reads}
        marked = ".".join(check.field.split(".")[:2])
        if marked not in view.shown or any(_touched(findings, path) for path in reads):
            continue
        if not conditions.holds(check.rule, view.answers, today, otherwise=True):
            broken.setdefault(check.field, []).append(format_lazy("{}", check.message))
    return broken


def _touched(findings: Findings, path: str) -> bool:
    return any(found == path or found.startswith(f"{path}.") for found in findings)


def _add(findings: Findings, more: Findings) -> None:
    """Findings of a later look are only for paths where an earlier one found nothing."""
    for path, found in more.items():
        findings.setdefault(path, found)


def components(procedure: Procedure, answers: Any) -> tuple[tuple[Component, bool], ...]:
    """Each document with whether it must be given, as far as these answers decide."""
    return _components(procedure, called_for(procedure, answers))


def _components(procedure: Procedure, called: Collection[str]) -> tuple[tuple[Component, bool], ...]:
    return tuple(
        (component, component.required and component.code in called) for component in procedure.components
    )


def called_for(procedure: Procedure, answers: Any) -> frozenset[str]:
    """Codes of the documents that have to do with this case, those that may be given included."""
    return _called(procedure, shapes.view(procedure.form, shapes.scan(answers)[0]))


def _called(procedure: Procedure, view: View) -> frozenset[str]:
    return frozenset(
        component.code
        for component in procedure.components
        if not component.needed_when
        or conditions.holds(component.needed_when, view.answers, None, otherwise=True)
    )


def shown(
    procedure: Procedure,
    answers: Any,
    *,
    unit_name: Callable[[str], str] = str,
    file_name: Callable[[str], str] = str,
    language: str | None = None,
) -> list[dict[str, Any]]:
    """What was answered, in words, for review pages, officers and papers.

    A list of sections {"id", "title", "rows": [{"path", "label", "value"}], "tables": [{"path", "label",
    "head": [...], "rows": [[...]]}]}, without what is hidden or not answered; in the reader's language
    unless another is given.
    """
    names = Names(unit_name, file_name)
    kept = _kept(procedure, tree := shapes.scan(answers)[0], shapes.view(procedure.form, tree).shown)
    with override(language or get_language()):
        return [
            _shown_section(section, kept[section.id], names)
            for section in procedure.form.sections
            if section.id in kept
        ]


def _shown_section(section: Section, values: Mapping[str, Any], names: Names) -> dict[str, Any]:
    made: dict[str, Any] = {"id": section.id, "title": str(section.title), "rows": [], "tables": []}
    for field in section.fields:
        if field.id not in values:
            continue
        row: dict[str, Any] = {"path": f"{section.id}.{field.id}", "label": str(field.label)}
        if field.kind is FieldKind.TABLE:
            row["head"] = [str(column.label) for column in field.columns]
            row["rows"] = [
                [fields.show(column, cells[column.id], names) for column in field.columns]
                for cells in fields.typed(field, values[field.id])
            ]
            made["tables"].append(row)
        else:
            row["value"] = fields.show(field, values[field.id], names)
            made["rows"].append(row)
    return made


def prefill(procedure: Procedure, known: Mapping[str, Any]) -> Answers:
    """What the form can take from what is known of the applicant, by the names that `autofill` uses."""
    filled = {
        section.id: {
            field.id: known[field.autofill]
            for field in section.fields
            if field.autofill and known.get(field.autofill) not in (None, "", {})
        }
        for section in procedure.form.sections
    }
    return {section: values for section, values in filled.items() if values}


def example(procedure: Procedure, today: date, *, seed: str = "") -> Answers:
    """Answers that fit every field that is asked; rules across fields may still refuse them."""
    made: Answers = {}
    for section in procedure.form.sections:
        for field in section.fields:
            path = f"{section.id}.{field.id}"
            if path in visible(procedure, made):
                made.setdefault(section.id, {})[field.id] = fields.example(field, seed + path, today)
    return made
