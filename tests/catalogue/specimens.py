"""Procedures to test with: the real ones as they are written, and a small one with every kind of field."""

from copy import deepcopy
from datetime import date
from functools import cache
from typing import Any

from motcua.catalogue.actions import PROCEDURES
from motcua.catalogue.rules import forms, reading, vocabulary
from motcua.catalogue.rules.definition import Procedure
from motcua.kernel.text import fold

TODAY = date(2026, 11, 21)
CODES = sorted(path.stem for path in PROCEDURES.glob("*.yaml"))

# Where a rule across fields refuses what is right for each field alone.
_FITTING: dict[str, dict[str, Any]] = {
    "1.001193": {
        "child.birth_date": "2026-11-10",
        "child.birth_time": "08:35",
        "father.personal_id": "022090004321",
    },
    "1.004194": {"home.address": {"province": "22", "commune": "06673", "detail": "Số 5"}},
}


def exists(province: str, commune: str) -> bool:
    """The communes that the examples use."""
    return (province, commune) in {("22", "06688"), ("22", "06673")}


@cache
def definition(code: str) -> dict[str, Any]:
    """A real procedure as it is written."""
    written: dict[str, Any] = vocabulary.load_file(PROCEDURES / f"{code}.yaml")
    return written


@cache
def procedure(code: str) -> Procedure:
    """A real procedure."""
    return reading.accept(definition(code))[1]


def answers(code: str) -> forms.Answers:
    """Answers to its form with which it can be submitted; a copy for each caller."""
    return deepcopy(_answers(code))


@cache
def _answers(code: str) -> forms.Answers:
    made = forms.example(procedure(code), TODAY)
    for path, value in _FITTING.get(code, {}).items():
        section, field = path.split(".")
        made[section][field] = value
    return made


def text(words: str) -> dict[str, str]:
    """These words, and the same in capitals without diacritics for their English."""
    return {"vi": words, "en": fold(words).upper()}


def small(**changes: Any) -> dict[str, Any]:
    """A definition with one field of every kind, conditions and a check; `changes` replace its keys."""
    option = [{"value": "a", "label": text("Một")}, {"value": "b", "label": text("Hai")}]
    fields: list[dict[str, Any]] = [
        {"kind": "text", "max_length": 20},
        {"kind": "long_text"},
        {"kind": "number", "minimum": 1, "maximum": 9},
        {"kind": "date", "past": True},
        {"kind": "choice", "options": option},
        {"kind": "choices", "options": option},
        {"kind": "yes_no"},
        {"kind": "unit"},
        {"kind": "person"},
        {"kind": "personal_id"},
        {"kind": "tax_code"},
        {"kind": "phone"},
        {"kind": "email"},
        {"kind": "money"},
        {"kind": "file"},
        {
            "kind": "table",
            "columns": [
                {"id": "name", "kind": "text", "label": text("Tên"), "pattern": "name"},
                {"id": "area", "kind": "number", "label": text("Diện tích"), "decimals": 2},
                {"id": "note", "kind": "text", "label": text("Ghi chú"), "required": False},
            ],
        },
    ]
    for field in fields:
        field |= {"id": field["kind"], "label": text(f"Mục {field['kind']}")}
    hidden = {
        "id": "hidden", "kind": "text", "label": text("Ẩn"), "show_when": 'answers.all.choice == "b"',
    }  # fmt: skip
    made: dict[str, Any] = {
        "code": "9.000001",
        "number": 1,
        "valid_from": "2026-01-01",
        "name": text("Thủ tục thử"),
        "field": {"code": "G15-HT", "name": text("Hộ tịch")},
        "levels": ["commune"],
        "channels": {"online": {"limit": "3wd"}},
        "service_level": "whole",
        "applicants": ["citizen"],
        "process": "five-step",
        "decision": "-",
        "summary": text("Để thử"),
        "legal_basis": [],
        "components": [{"code": "paper", "name": text("Giấy"), "needed_when": 'answers.all.choice == "b"'}],
        "result": {"code": "-", "name": text("Giấy"), "template": "certificate", "abbreviation": "GXN"},
        "form": {
            "sections": [
                {"id": "all", "title": text("Tất cả"), "fields": [*fields, hidden]},
                {
                    "id": "more",
                    "title": text("Thêm"),
                    "show_when": "answers.all.yes_no == true",
                    "fields": [
                        {"id": "until", "kind": "date", "label": text("Đến ngày"), "required": False},
                    ],
                },
            ],
            "checks": [
                {
                    "rule": "answers.more.until == null || answers.all.date == null "
                    "|| answers.all.date <= answers.more.until",
                    "message": {"vi": "Phải sau ngày kia.", "en": "Must come later."},
                    "field": "more.until",
                }
            ],
        },
    }
    return made | changes
