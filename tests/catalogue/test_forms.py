"""A form with a field of every kind: what it accepts, refuses, hides, keeps and says."""

import json
import math
from copy import deepcopy
from typing import Any

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from motcua.catalogue.rules import forms, reading
from motcua.catalogue.rules.definition import FieldKind
from motcua.kernel.errors import Invalid
from tests.catalogue.specimens import TODAY, exists, small, text

PROCEDURE = reading.accept(small())[1]
GOOD = forms.example(PROCEDURE, TODAY)
PERSON = GOOD["all"]["person"]


def check(answers: Any, **more: Any) -> dict[str, list[str]]:
    found = forms.check(PROCEDURE, answers, today=TODAY, unit_exists=exists, **more)
    return {path: [str(sentence) for sentence in sentences] for path, sentences in found.items()}


def changed(**values: Any) -> dict[str, Any]:
    made: dict[str, Any] = deepcopy(GOOD)
    made["all"] |= values
    return made


def test_right_answers() -> None:
    assert check(GOOD) == {}
    assert forms.prune(PROCEDURE, GOOD) == GOOD


def test_every_kind_is_asked() -> None:
    assert {field.kind for field in PROCEDURE.form.sections[0].fields} == set(FieldKind)
    missing = check({})
    assert set(missing) == {f"all.{kind}" for kind in FieldKind}
    assert missing["all.text"] == ["Vui lòng nhập “Mục text”."]
    assert missing["all.unit"] == ["Vui lòng chọn “Mục unit”."]
    assert missing["all.file"] == ["Vui lòng tải lên “Mục file”."]


@pytest.mark.parametrize(
    ("field", "value", "path"),
    [
        ("text", "x" * 21, "all.text"),
        ("text", 7, "all.text"),
        ("text", "\ud800", "all.text"),
        ("text", "a\x00b", "all.text"),
        ("long_text", "x" * 5001, "all.long_text"),
        ("number", 0, "all.number"),
        ("number", 10, "all.number"),
        ("number", "5", "all.number"),
        ("number", 1.5, "all.number"),
        ("number", True, "all.number"),
        ("number", math.nan, "all.number"),
        ("number", math.inf, "all.number"),
        ("number", 10**400, "all.number"),
        ("date", "2026-02-30", "all.date"),
        ("date", "2026-11-22", "all.date"),
        ("date", "21/11/2026", "all.date"),
        ("choice", "c", "all.choice"),
        ("choice", {"a": 1}, "all.choice"),
        ("choices", "a", "all.choices"),
        ("choices", ["a", "a"], "all.choices"),
        ("choices", ["c"], "all.choices.0"),
        ("yes_no", "yes", "all.yes_no"),
        ("unit", {"province": "22", "commune": "00001", "detail": "x"}, "all.unit.commune"),
        ("unit", {"province": "22", "detail": "x"}, "all.unit.commune"),
        ("unit", "22", "all.unit"),
        ("person", PERSON | {"full_name": "Nguyễn 😀"}, "all.person.full_name"),
        ("person", PERSON | {"full_name": "<b>Lan</b>"}, "all.person.full_name"),
        ("person", PERSON | {"personal_id": "000000000000"}, "all.person.personal_id"),
        ("person", PERSON | {"birth_date": "1900-01-01"}, "all.person.personal_id"),
        ("person", PERSON | {"sex": "x"}, "all.person.sex"),
        ("person", PERSON | {"age": 3}, "all.person.age"),
        ("person", ["Lan"], "all.person"),
        ("personal_id", "12345", "all.personal_id"),
        ("personal_id", 22190000123, "all.personal_id"),
        ("tax_code", "0100109107", "all.tax_code"),
        ("phone", "12345", "all.phone"),
        ("email", "lan@", "all.email"),
        ("money", -1, "all.money"),
        ("money", 1.5, "all.money"),
        ("file", ["../../etc/passwd"], "all.file.0"),
        ("file", ["1"] * 2, "all.file"),
        ("table", [{"area": 1}], "all.table.0.name"),
        ("table", [{"name": "Lan", "area": 1.234}], "all.table.0.area"),
        ("table", [{"name": "Lan", "area": 1}, 3], "all.table.1"),
        ("table", [{"name": "Lan", "area": 1}] * 51, "all.table"),
        ("table", {"name": "Lan"}, "all.table"),
        ("surprise", 1, "all.surprise"),
    ],
)
def test_wrong_answers(field: str, value: Any, path: str) -> None:
    found = check(changed(**{field: value}))
    assert list(found) == [path]
    assert all("Vui lòng" in sentence or "phải" in sentence for sentence in found[path])


@pytest.mark.parametrize(
    "odd", [None, [], "x", 7, {"all": 3}, {"all": [1]}, {1: 2}, {"none": {}, "x\ud800": 1}]
)
def test_answers_of_another_shape(odd: Any) -> None:
    assert check(odd)


def test_too_large_and_too_deep() -> None:
    huge = check(changed(long_text="ạ" * 200_000))
    assert list(huge) == [""]
    with pytest.raises(Invalid) as refused:
        forms.prune(PROCEDURE, changed(long_text="ạ" * 200_000))
    assert refused.value.code == "too-large"
    deep: Any = "x"
    for _level in range(3000):
        deep = [deep]
    assert check(changed(text=deep))


def test_messages_speak_both_languages_and_never_the_validators() -> None:
    answers = changed(number="5", date="x", person=PERSON | {"sex": "x"}, table=[])
    with override("en"):
        found = forms.check(PROCEDURE, answers, today=TODAY, unit_exists=exists)
    with override("vi"):
        words = [str(sentence) for sentences in found.values() for sentence in sentences]
    assert words
    assert not [sentence for sentence in words if " is not " in sentence or "'" in sentence]


def test_hidden_answers_are_neither_asked_nor_kept() -> None:
    answers = changed(choice="a", hidden="bí mật", yes_no=False) | {"more": {"until": "1800-01-01"}}
    shown = forms.visible(PROCEDURE, answers)
    assert "all.hidden" not in shown
    assert "more" not in shown
    assert check(answers) == {}
    kept = forms.prune(PROCEDURE, answers)
    assert "hidden" not in kept["all"]
    assert "more" not in kept
    said = json.dumps(forms.shown(PROCEDURE, answers), ensure_ascii=False)
    assert "bí mật" not in said


def test_what_a_condition_shows_is_asked() -> None:
    assert check(changed(choice="b")) == {"all.hidden": ["Vui lòng nhập “Ẩn”."]}
    assert check(changed(choice="b", hidden="x")) == {}


def test_a_rule_across_fields() -> None:
    late = changed(date="2020-05-18") | {"more": {"until": "2020-05-17"}}
    assert check(late) == {"more.until": ["Phải sau ngày kia."]}
    with override("en"):
        assert check(late) == {"more.until": ["Must come later."]}
    assert check(late, sections=["all"]) == {}
    # Nothing is said about fields that are wrong by themselves.
    assert set(check(late | {"more": {"until": "x"}})) == {"more.until"}
    assert "Phải sau ngày kia." not in str(check(late | {"more": {"until": "x"}}))


def test_a_page_is_checked_alone() -> None:
    assert check({}, sections=["more"]) == {}
    assert set(check({}, sections=["all"])) == {f"all.{kind}" for kind in FieldKind}


def test_components_follow_the_answers() -> None:
    assert [needed for _component, needed in forms.components(PROCEDURE, GOOD)] == [False]
    assert [needed for _component, needed in forms.components(PROCEDURE, changed(choice="b"))] == [True]
    assert forms.called_for(PROCEDURE, changed(choice="b")) == {"paper"}


def test_a_page_is_read_from_what_was_posted() -> None:
    section = PROCEDURE.form.sections[0]
    posted = {"all.text": ["  Lan\x00 "], "all.table.0.area": ["85,5"], "all.date": ["31/02/2026"]}
    parsed = forms.parse(section, lambda name: posted.get(name, []))
    assert parsed == {"text": "Lan", "table": [{"area": 85.5}], "date": "31/02/2026"}


def test_text_is_cleaned_when_kept() -> None:
    kept = forms.prune(PROCEDURE, changed(text=" Hạ Long ", long_text="a\x00\ud800b", number=3.0))
    assert kept["all"]["text"] == "Hạ Long"
    assert kept["all"]["long_text"] == "ab"
    assert repr(kept["all"]["number"]) == "3"


def test_shown_in_words() -> None:
    with override("en"):
        sections = forms.shown(PROCEDURE, GOOD, unit_name=lambda code: f"<{code}>", language="vi")
    assert [section["id"] for section in sections] == ["all", "more"]
    rows = {row["path"]: row["value"] for row in sections[0]["rows"]}
    assert rows["all.yes_no"] == "Có"
    assert rows["all.unit"] == "Số 12, tổ 5, <06688>, <22>"
    assert sections[0]["tables"][0]["head"] == ["Tên", "Diện tích", "Ghi chú"]
    assert sections[0]["tables"][0]["rows"][0][0] == "Nguyễn Văn Minh"


def test_prefill() -> None:
    fields = [
        {"id": "who", "kind": "person", "label": text("Ai"), "autofill": "person"},
        {"id": "tel", "kind": "phone", "label": text("Số"), "autofill": "phone"},
    ]
    form = {"sections": [{"id": "me", "title": text("Tôi"), "fields": fields}]}
    procedure = reading.accept(small(form=form, components=[]))[1]
    known = {"person": PERSON, "phone": "", "email": "lan@example.vn"}
    assert forms.prefill(procedure, known) == {"me": {"who": PERSON}}


def test_the_schema_says_what_the_check_does() -> None:
    schema = forms.schema(PROCEDURE, "en")
    assert schema["required"] == ["all"]
    hidden = schema["properties"]["all"]["properties"]["hidden"]
    assert hidden["x-show-when"] == 'answers.all.choice == "b"'
    assert "hidden" not in schema["properties"]["all"]["required"]
    assert json.loads(json.dumps(schema)) == schema


anything = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.just("\ud800")
    | st.binary(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9) | st.integers(), inner, max_size=3)
    ),
    max_leaves=10,
)
names = st.sampled_from([*FieldKind, "hidden", "other"])


@given(
    st.fixed_dictionaries(
        {"all": st.dictionaries(names, anything, max_size=6) | anything},
        optional={"more": st.fixed_dictionaries({"until": anything}) | anything, "else": anything},
    )
    | anything
)
def test_nothing_makes_it_fail(answers: Any) -> None:
    found = check(answers)
    assert found  # something is always missing
    try:
        kept = forms.prune(PROCEDURE, answers)
    except Invalid:
        return
    json.dumps(kept, allow_nan=False, ensure_ascii=False).encode()
    assert forms.prune(PROCEDURE, kept) == kept
    forms.shown(PROCEDURE, answers)
    forms.components(PROCEDURE, answers)
