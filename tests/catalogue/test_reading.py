"""Faults of procedure files: all of them, each with its path."""

from copy import deepcopy
from typing import Any

import pytest
import yaml

from motcua.catalogue.rules import reading, vocabulary
from motcua.catalogue.rules.definition import Consultation, Limit, TimeUnit
from motcua.catalogue.rules.faults import Fault, faults
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


def case(when: str, limit: str = "9wd") -> dict[str, Any]:
    return {"when": when, "limit": limit, "legal": "Nghị định số 1", "note": text("Ở đảo")}


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
        (f"{FIELD}.16.show_when", "answers.all.choice == 'c'", f"{FIELD}.16.show_when"),
        (
            f"{FIELD}.16.show_when",
            "answers.all.choice == 'a' && answers.all.choice == 'b'",
            f"{FIELD}.16.show_when",
        ),
        (
            f"{FIELD}.16.show_when",
            "answers.all.yes_no == true && !answers.all.yes_no",
            f"{FIELD}.16.show_when",
        ),
        (
            "form.sections.1.show_when",
            "'a' in answers.all.choices && size(answers.all.choices) == 0",
            "form.sections.1.show_when",
        ),
        ("form.sections.1.fields", [], "form.sections.1.fields"),
        (f"{FIELD}.4.options", [], f"{FIELD}.4.options"),
        ("components.0.needed_when", "answers.all.nothing == null", "components.0.needed_when"),
        ("calendar", "sunday", "calendar"),
        ("process", "Five steps", "process"),
        ("budgets", {"receive": "2d"}, "budgets.receive"),
        ("budgets", {}, "budgets"),
        ("consultation", "perhaps", "consultation"),
        ("confirm_draft", "soon", "confirm_draft"),
        ("not_counted", [{"vi": "Thời gian"}], "not_counted.0"),
        ("place_independent", "anywhere", "place_independent"),
        ("channels.online.cases", [case("answers.all.nothing == null")], "channels.online.cases.0.when"),
        ("channels.online.cases", [case("answers.all.choice == 'c'")], "channels.online.cases.0.when"),
        ("channels.online.cases", [case("remote == true")], "channels.online.cases.0.when"),
        ("channels.online.cases", [{"when": "true", "limit": "9wd"}], "channels.online.cases.0"),
        ("result.template", "no_such_paper", "result.template"),
        ("name.en", "Thủ tục thử", "name.en"),
        ("summary.en", "A test of thủ tục", "summary.en"),
        (
            f"{FIELD}.4.options.0.label",
            {"vi": "mot hai ba", "en": "mot hai ba"},
            f"{FIELD}.4.options.0.label.en",
        ),
        ("form.checks.0.field", "more.nothing", "form.checks.0.field"),
        ("form.checks.0.field", "all.person.age", "form.checks.0.field"),
        ("form.checks.0.rule", "answers.more.until > answers.all.date", "form.checks.0.rule"),
    ],
)
def test_a_planted_fault_is_found_where_it_is(path: str, value: Any, where: str) -> None:
    found = faults(reading.expand(planted(path, value)))
    assert where in {fault.path for fault in found}, found


@pytest.mark.parametrize(
    ("path", "value", "sentence"),
    [
        ("channels.online.cases", [case("answers.all.nothing == null")], "the form has no all.nothing"),
        ("channels.online.cases", [case("remote == true")], "knows no remote"),
        (f"{FIELD}.16.show_when", "answers.all.choice == 'c'", "'c' is no option of all.choice"),
        (f"{FIELD}.16.show_when", "answers.all.yes_no == null && answers.all.yes_no == true",
         "can never be true, whatever is answered"),
        ("result.template", "no_such_paper", "there is no no_such_paper.typ in motcua/data/documents/"),
        ("summary.en", "A test of thủ tục", "is not English: thủ, tục"),
        ("summary.en", "de thu", "is the Vietnamese again, not a translation"),
    ],
)  # fmt: skip
def test_a_fault_says_what_is_wrong(path: str, value: Any, sentence: str) -> None:
    written = planted(path, value)
    if path == "summary.en":
        written["summary"]["vi"] = "de thu"
    assert [fault.what for fault in faults(written)] == [sentence]


def test_an_optional_question_has_a_reader() -> None:
    """The paper `marital_status` names what it prints, so what stands on no paper and in no rule is found."""
    written = planted("result.template", "marital_status")
    assert [(fault.path, fault.what.split(":")[0]) for fault in faults(written)] == []
    extra = {"id": "extra", "kind": "text", "label": text("Thêm"), "required": False}
    fields = written["form"]["sections"][0]["fields"]
    fields.append(extra)
    assert [(fault.path, fault.what) for fault in faults(written)] == [
        (
            "form.sections.0.fields.17",
            "nothing reads all.extra: no condition, no check, not the paper marital_status.typ; "
            "leave it out, or say reviewed: true",
        )
    ]
    for reader in (
        {"reviewed": True},
        {"required": True},
        {"kind": "phone"},
    ):
        fields[-1] = extra | reader
        assert faults(written) == []
    fields[-1] = extra
    written["channels"]["online"]["cases"] = [case('answers.all.extra == "x"')]
    assert faults(written) == []
    del written["channels"]["online"]["cases"]
    written["result"]["template"] = "certificate"  # prints all
    assert faults(written) == []


@pytest.mark.parametrize(
    ("vi", "en"),
    [
        ("Tại Hà Nội", "In Hà Nội"),
        ("Phí 8.000 đồng", "Costs 8,000 đồng"),
        ("Không ghi “công ty”", "Do not write “công ty”"),
        ("Email", "Email"),
        ("Tày", "Tày"),
        ("5 m", "5 m"),
    ],
)
def test_names_and_quotations_may_be_vietnamese(vi: str, en: str) -> None:
    assert faults(planted("summary", {"vi": vi, "en": en})) == []


def test_what_a_procedure_says_of_time() -> None:
    written = small(
        calendar="saturday",
        budgets={"receive": "2h", "appraise": "1wd"},
        consultation="go_on",
        confirm_draft="1wd",
        not_counted=[text("Thời gian nộp tiền")],
        place_independent=True,
        channels={"online": {"limit": "3wd", "cases": [case('answers.all.choice == "b"')]}},
    )
    _, procedure = reading.accept(written)
    assert procedure.calendar == "saturday"
    assert dict(procedure.budgets) == {
        "receive": Limit(2, TimeUnit.HOUR), "appraise": Limit(1, TimeUnit.WORKING_DAY),
    }  # fmt: skip
    assert procedure.consultation is Consultation.GO_ON
    assert procedure.confirm_draft == Limit(1, TimeUnit.WORKING_DAY)
    assert [one.vi for one in procedure.not_counted] == ["Thời gian nộp tiền"]
    assert procedure.place_independent
    (found,) = procedure.channels[0].cases
    assert (found.limit, found.legal) == (Limit(9, TimeUnit.WORKING_DAY), "Nghị định số 1")


def test_a_definition_that_says_nothing_of_it_reads_as_before() -> None:
    _, procedure = reading.accept(small())
    assert (procedure.calendar, dict(procedure.budgets), procedure.not_counted) == ("office", {}, ())
    assert procedure.consultation is Consultation.WAIT
    assert procedure.confirm_draft is None
    assert not procedure.place_independent
    assert procedure.channels[0].cases == ()


def test_what_a_higher_slice_finds_is_refused_with_its_path() -> None:
    with pytest.raises(Invalid) as refused:
        reading.accept(small(), lambda procedure: [Fault("process", f"{procedure.process} is not known")])
    assert refused.value.fields == {"process": ["five-step is not known"]}


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
    written["form"]["sections"][0]["fields"][16]["show_when"] = 'answers.all.choice == "kinh"'
    written["components"][0]["needed_when"] = 'answers.all.choice == "kinh"'
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
