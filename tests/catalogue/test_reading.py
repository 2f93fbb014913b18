"""Faults of procedure files: all of them, each with its path."""

from copy import deepcopy
from typing import Any

import pytest
import yaml

from motcua.catalogue.rules import reading, vocabulary
from motcua.catalogue.rules.definition import Limit, TimeUnit
from motcua.catalogue.rules.faults import faults
from motcua.kernel.errors import Invalid
from tests.catalogue.specimens import small, text


def planted(path: str, value: Any) -> dict[str, Any]:
    """The small procedure with this value at this path; ... takes it away."""
    made = deepcopy(small())
    *way, last = path.split(".")
    place: Any = made
    for step in way:
        place = place[int(step) if isinstance(place, list) else step]
    key = int(last) if isinstance(place, list) else last
    if value is ...:
        del place[key]
    else:
        place[key] = value
    return made


FIELD = "form.sections.0.fields"


def test_the_small_one_is_right() -> None:
    assert faults(small()) == []


@pytest.mark.parametrize(
    ("path", "value", "where"),
    [
        ("code", "1.1", "code"),
        ("number", 0, "number"),
        ("valid_from", "2026-02-30", "valid_from"),
        ("name.en", ..., "name"),
        ("name.en", "  ", "name.en"),
        ("surprise", 1, "(file)"),
        ("summary", ..., "(file)"),
        ("channels.online.limit", "3 days", "channels.online.limit"),
        ("channels", {}, "channels"),
        ("life_events", ["holiday"], "life_events"),
        ("service_level", "half", "service_level"),
        ("channels", {"direct": {"limit": "3wd"}}, "service_level"),
        (f"{FIELD}.0.kind", "colour", f"{FIELD}.0.kind"),
        (f"{FIELD}.0.id", "long_text", FIELD),
        (f"{FIELD}.0.id", "Text", f"{FIELD}.0.id"),
        (f"{FIELD}.0.options", [{"value": "a", "label": text("x")}], f"{FIELD}.0.options"),
        (f"{FIELD}.0.pattern", "([a-z]", f"{FIELD}.0.pattern"),
        (f"{FIELD}.0.pattern", "(a)\\1", f"{FIELD}.0.pattern"),
        (f"{FIELD}.2.minimum", 10, f"{FIELD}.2"),
        (f"{FIELD}.3.future", True, f"{FIELD}.3"),
        (f"{FIELD}.4.options", ..., f"{FIELD}.4"),
        (f"{FIELD}.4.options", "planets", f"{FIELD}.4.options"),
        (f"{FIELD}.4.options.1.value", "a", f"{FIELD}.4.options"),
        (f"{FIELD}.15.columns.0.kind", "table", f"{FIELD}.15.columns.0.kind"),
        (f"{FIELD}.15.columns.1.id", "name", f"{FIELD}.15.columns"),
        (f"{FIELD}.16.show_when", "answers.all.choice ==", f"{FIELD}.16.show_when"),
        (f"{FIELD}.16.show_when", "answers.all.chioce == 'b'", f"{FIELD}.16.show_when"),
        (f"{FIELD}.16.show_when", "answers.all.hidden == 'b'", f"{FIELD}.16.show_when"),
        (f"{FIELD}.16.show_when", "answers.more.until == 'b'", f"{FIELD}.16.show_when"),
        (f"{FIELD}.16.show_when", "answers.all.number > 3", f"{FIELD}.16.show_when"),
        (f"{FIELD}.16.show_when", "answers.all.number", f"{FIELD}.16.show_when"),
        (f"{FIELD}.16.show_when", "answers.all.date == today", f"{FIELD}.16.show_when"),
        (f"{FIELD}.16.show_when", "answers.all.person.age == null", f"{FIELD}.16.show_when"),
        (f"{FIELD}.16.show_when", "choice == 'b'", f"{FIELD}.16.show_when"),
        (f"{FIELD}.16.show_when", "answers['all'].choice == 'b'", f"{FIELD}.16.show_when"),
        (f"{FIELD}.16.show_when", "answers.all.table.all(row, row.size > 1)", f"{FIELD}.16.show_when"),
        ("components.0.needed_when", "answers.all.nothing == null", "components.0.needed_when"),
        ("form.checks.0.field", "more.nothing", "form.checks.0.field"),
        ("form.checks.0.field", "all.person.age", "form.checks.0.field"),
        ("form.checks.0.rule", "answers.more.until > answers.all.date", "form.checks.0.rule"),
    ],
)
def test_a_planted_fault_is_found_where_it_is(path: str, value: Any, where: str) -> None:
    found = faults(reading.expand(planted(path, value)))
    assert where in {fault.path for fault in found}, found


@pytest.mark.parametrize(
    "condition",
    [
        "answers.all.number != null && answers.all.number > 3",
        "answers.all.person.sex == 'female'",
        "answers.all.unit.province in ['22', '01']",
        "'a' in answers.all.choices",
        "size(answers.all.table) > 1",
        "answers.all.table.exists(row, row.area != null && row.area > 10.5)",
        "answers.all.table.all(row, row.area == null || row.area > 10)",
        "years(answers.all.date, answers.all.date) == 0 || answers.all.date == null",
        "id_agrees(answers.all.personal_id, answers.all.date, null)",
        'answers.all.text == "answers.no.such"',
    ],
)
def test_conditions_that_may_be_written(condition: str) -> None:
    assert faults(planted(f"{FIELD}.16.show_when", condition)) == []


def test_all_faults_come_at_once() -> None:
    written = planted(f"{FIELD}.16.show_when", "answers.all.nothing == 1")
    written["life_events"] = ["holiday"]
    written["components"][0]["needed_when"] = "=="
    with pytest.raises(Invalid) as refused:
        reading.accept(written)
    assert set(refused.value.fields) == {"life_events", f"{FIELD}.16.show_when", "components.0.needed_when"}


@pytest.mark.parametrize("odd", [None, 3, "x", [], {"code": []}, {"form": {"sections": 3}}])
def test_what_is_no_definition_at_all(odd: Any) -> None:
    with pytest.raises(Invalid):
        reading.accept(odd)


def test_shared_lists_and_patterns_are_written_out() -> None:
    written = planted(f"{FIELD}.4.options", "ethnicities")
    written["form"]["sections"][0]["fields"][0]["pattern"] = "name"
    definition, procedure = reading.accept(written)
    assert len(procedure.form.sections[0].fields[4].options) == 55
    assert definition["form"]["sections"][0]["fields"][4]["options"][0]["value"] == "kinh"
    assert definition["form"]["sections"][0]["fields"][0]["pattern"].startswith("^")
    # The stored definition stands by itself: reading it again changes nothing.
    assert reading.accept(definition) == (definition, procedure)


def test_yaml_is_read_as_json_knows_it() -> None:
    read = vocabulary.load("{day: 2026-01-01, at: 15:00, code: 1.004873, no: no, yes: true, n: 3, nil: null}")
    assert read == {
        "day": "2026-01-01", "at": "15:00", "code": "1.004873", "no": "no", "yes": True, "n": 3, "nil": None,
    }  # fmt: skip
    with pytest.raises(yaml.YAMLError, match="stands twice"):
        vocabulary.load("a: 1\nb: 2\na: 3")
    with pytest.raises(yaml.YAMLError):
        vocabulary.load("!!python/object/apply:os.getcwd []")


def test_time_limits() -> None:
    assert reading.limit("3wd") == Limit(3, TimeUnit.WORKING_DAY)
    assert reading.limit("15d") == Limit(15, TimeUnit.DAY)
    assert reading.limit("8h") == Limit(8, TimeUnit.HOUR)
    assert reading.limit("1mo") == Limit(1, TimeUnit.MONTH)
