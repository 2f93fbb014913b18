"""The real procedures, one by one: no faults, a form that can be filled in, and refuses what is wrong."""

from copy import deepcopy
from functools import partial
from typing import Any

import jsonschema_rs
import pytest

from motcua.catalogue.rules import forms, vocabulary
from motcua.catalogue.rules.definition import Channel, Field, FieldKind
from motcua.catalogue.rules.faults import faults
from motcua.catalogue.rules.reading import expand
from tests.catalogue.specimens import CODES, TODAY, answers, definition, exists, procedure

WRONG: dict[FieldKind, Any] = {
    FieldKind.TEXT: "x" * 20_001,
    FieldKind.LONG_TEXT: 7,
    FieldKind.NUMBER: "mười",
    FieldKind.DATE: "2026-02-30",
    FieldKind.CHOICE: "no such option",
    FieldKind.CHOICES: ["no such option"],
    FieldKind.YES_NO: "maybe",
    FieldKind.UNIT: {"province": "22", "commune": "99999", "detail": "x"},
    FieldKind.PERSON: {"full_name": "Lan"},
    FieldKind.PERSONAL_ID: "000000000000",
    FieldKind.TAX_CODE: "0100109107",
    FieldKind.PHONE: "113",
    FieldKind.EMAIL: "lan",
    FieldKind.MONEY: -1,
    FieldKind.TABLE: [{"no such column": 1}],
    FieldKind.FILE: ["a b"],
}

pytestmark = pytest.mark.parametrize("code", CODES)


def found(code: str, given: Any) -> dict[str, Any]:
    return forms.check(procedure(code), given, today=TODAY, unit_exists=exists)


def asked(code: str) -> list[tuple[str, Field]]:
    given = answers(code)
    return [
        (section.id, field)
        for section in procedure(code).form.sections
        for field in section.fields
        if field.id in given.get(section.id, {})
    ]


def test_it_has_no_faults(code: str) -> None:
    assert faults(expand(definition(code))) == []
    assert definition(code)["code"] == code


def test_its_form_can_be_filled_in(code: str) -> None:
    given = answers(code)
    assert found(code, given) == {}
    assert forms.prune(procedure(code), given) == given
    assert forms.shown(procedure(code), given)


def test_its_schema_is_json_schema_and_takes_the_same_answers(code: str) -> None:
    for language in ("vi", "en"):
        schema = forms.schema(procedure(code), language)
        assert jsonschema_rs.meta.is_valid(schema)
        validator = jsonschema_rs.Draft202012Validator(schema, validate_formats=True)
        assert validator.is_valid(answers(code))


def test_each_required_answer_is_missed(code: str) -> None:
    full = answers(code)
    for section, field in asked(code):
        given = deepcopy(full)
        del given[section][field.id]
        path = f"{section}.{field.id}"
        # What is not required by itself may be by a rule across fields.
        assert path in found(code, given) or not field.required


def test_each_wrong_answer_is_refused(code: str) -> None:
    full = answers(code)
    for section, field in asked(code):
        given = deepcopy(full)
        given[section][field.id] = WRONG[field.kind]
        path = f"{section}.{field.id}"
        assert any(where == path or where.startswith(f"{path}.") for where in found(code, given)), path


def test_what_a_page_posts_is_what_is_kept(code: str) -> None:
    given = answers(code)
    for section in procedure(code).form.sections:
        posted: dict[str, list[str]] = {}
        for name, value in given.get(section.id, {}).items():
            _post(posted, f"{section.id}.{name}", value)
        read = forms.parse(section, partial(_values, posted))
        assert read == given.get(section.id, {})


def _values(posted: dict[str, list[str]], name: str) -> list[str]:
    return posted.get(name, [])


def _post(posted: dict[str, list[str]], name: str, value: Any) -> None:
    if isinstance(value, dict):
        for part, inner in value.items():
            _post(posted, f"{name}.{part}", inner)
    elif isinstance(value, list) and value and isinstance(value[0], dict):
        for index, row in enumerate(value):
            _post(posted, f"{name}.{index}", row)
    elif isinstance(value, list):
        posted[name] = value
    else:
        posted[name] = [
            {True: "yes", False: "no"}.get(value, str(value)) if isinstance(value, bool) else str(value)
        ]


def test_every_choice_can_be_made(code: str, caplog: pytest.LogCaptureFixture) -> None:
    """No option hides its own question, and none leads to a condition that fails."""
    full = answers(code)
    for section, field in asked(code):
        # Long lists are plain data: no condition looks at each of them.
        for option in field.options[:12]:
            value = [option.value] if field.kind is FieldKind.CHOICES else option.value
            given = full | {section: full[section] | {field.id: value}}
            where = found(code, given)
            assert f"{section}.{field.id}" in forms.visible(procedure(code), given)
            assert not [path for path in where if path.startswith(f"{section}.{field.id}.")]
    assert not caplog.records


def test_what_it_promises(code: str) -> None:
    made = procedure(code)
    assert made.terms(Channel.DIRECT) or made.terms(Channel.ONLINE)
    assert made.result.template in {
        "marital_status", "birth_certificate", "civil_status_extract", "certificate", "permit", "decision",
    }  # fmt: skip
    assert set(made.life_events) <= set(vocabulary.life_events())
    assert made.legal_basis
