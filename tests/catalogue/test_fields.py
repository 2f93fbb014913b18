"""Reading what a browser posts, and saying it in words again."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from motcua.catalogue.rules import fields
from motcua.catalogue.rules.definition import Field, FieldKind, Option, Text
from motcua.catalogue.rules.fields import Facts, Names

TODAY = date(2026, 11, 21)
FACTS = Facts(TODAY, lambda province, commune: commune == "06688")
NAMES = Names(
    unit={"22": "tỉnh Quảng Ninh", "06688": "phường Hạ Long"}.__getitem__, file=lambda one: f"{one}.pdf"
)
OPTIONS = (Option("a", Text("Một", "One")), Option("b", Text("Hai", "Two")))
PERSON = {
    "full_name": "Nguyễn Thị Lan",
    "personal_id": "022190000123",
    "birth_date": "1990-02-01",
    "sex": "female",
}


def one(kind: FieldKind, **settings: Any) -> Field:
    return Field("f", kind, Text("Mục", "Item"), **settings)


def parse(field: Field, posted: Mapping[str, str | Sequence[str]]) -> Any:
    lists = {name: [value] if isinstance(value, str) else list(value) for name, value in posted.items()}
    return fields.parse(field, "s.f", lambda name: lists.get(name, []))


def wrong(field: Field, value: Any) -> list[str]:
    return [where for where, _sentence in fields.check(field, value, FACTS)]


TABLE = one(
    FieldKind.TABLE,
    columns=(
        Field("name", FieldKind.TEXT, Text("Tên", "Name")),
        Field("born", FieldKind.DATE, Text("Sinh", "Born"), required=False, past=True),
    ),
)


@pytest.mark.parametrize(
    ("field", "posted", "value", "words"),
    [
        (one(FieldKind.TEXT), "  Hạ\n Long ", "Hạ Long", "Hạ Long"),
        (one(FieldKind.LONG_TEXT), "a\r\nb", "a\nb", "a\nb"),
        (one(FieldKind.NUMBER), "1.200", 1200, "1.200"),
        (one(FieldKind.NUMBER), "-3", -3, "-3"),
        (one(FieldKind.NUMBER, decimals=2), "85,5", 85.5, "85,5"),
        (one(FieldKind.NUMBER, decimals=2), "85.5", 85.5, "85,5"),
        (one(FieldKind.NUMBER, decimals=2), "1.200,25", 1200.25, "1.200,25"),
        (one(FieldKind.NUMBER, decimals=2), "12", 12, "12"),
        (one(FieldKind.DATE), "2026-11-01", "2026-11-01", "01/11/2026"),
        (one(FieldKind.DATE), "1/11/2026", "2026-11-01", "01/11/2026"),
        (one(FieldKind.CHOICE, options=OPTIONS), "b", "b", "Hai"),
        (one(FieldKind.CHOICES, options=OPTIONS), ["b", "a", "b"], ["b", "a"], "Hai; Một"),
        (one(FieldKind.YES_NO), "yes", True, "Có"),
        (one(FieldKind.YES_NO), "no", False, "Không"),
        (one(FieldKind.PERSONAL_ID), "022 190 000 123", "022190000123", "022190000123"),
        (one(FieldKind.TAX_CODE), "0100109106001", "0100109106-001", "0100109106-001"),
        (one(FieldKind.PHONE), "+84 912 345 678", "0912345678", "0912345678"),
        (one(FieldKind.PHONE), "0203.3456.789", "02033456789", "02033456789"),
        (one(FieldKind.EMAIL), " lan@example.vn ", "lan@example.vn", "lan@example.vn"),
        (one(FieldKind.MONEY), "1.500.000 đ", 1_500_000, "1.500.000 đ"),
        (one(FieldKind.MONEY), "0", 0, "0 đ"),
        (one(FieldKind.FILE), ["7", "8"], ["7", "8"], "7.pdf, 8.pdf"),
    ],
)
def test_what_is_typed_is_read_and_said(
    field: Field, posted: str | list[str], value: Any, words: str
) -> None:
    assert parse(field, {"s.f": posted}) == value
    assert fields.typed(field, value) == value
    assert not wrong(field, value)
    with override("vi"):
        assert fields.show(field, value, NAMES) == words


@pytest.mark.parametrize(
    ("field", "posted"),
    [
        (one(FieldKind.DATE), "31/02/2026"),
        (one(FieldKind.DATE), "hôm qua"),
        (one(FieldKind.NUMBER, decimals=2), "1.200"),  # 1200 or 1,2?
        (one(FieldKind.NUMBER), "mười"),
        (one(FieldKind.NUMBER), "9" * 400),
        (one(FieldKind.MONEY), "1,5 triệu"),
        (one(FieldKind.YES_NO), "maybe"),
    ],
)
def test_what_cannot_be_read_stays_as_typed(field: Field, posted: str) -> None:
    assert parse(field, {"s.f": posted}) == posted
    assert fields.typed(field, posted) != posted
    assert fields.show(field, posted) == posted


@pytest.mark.parametrize("kind", FieldKind)
def test_nothing_posted_is_no_answer(kind: FieldKind) -> None:
    field = one(kind, options=OPTIONS, columns=TABLE.columns)
    assert parse(field, {}) is None
    assert parse(field, {"s.f": "  "}) is None
    assert fields.show(field, None) == ""
    assert fields.show(field, fields.typed(field, None)) == ""


def test_a_person_is_read_from_its_parts() -> None:
    field = one(FieldKind.PERSON)
    posted = {f"s.f.{part}": value for part, value in PERSON.items()} | {"s.f.birth_date": "01/02/1990"}
    assert parse(field, posted) == PERSON
    with override("vi"):
        words = "Nguyễn Thị Lan (nữ), sinh ngày 01/02/1990, số định danh 022190000123"
        assert fields.show(field, PERSON, NAMES) == words
        assert "Nguyễn Thị Lan" in fields.show(field, {"full_name": "Nguyễn Thị Lan"}, NAMES)


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({}, []),
        ({"birth_date": "1991-02-01"}, ["personal_id"]),
        ({"sex": "male"}, ["sex"]),
        ({"birth_date": "1989-12-31", "sex": "male"}, ["personal_id", "sex"]),
        ({"personal_id": "003190000123"}, ["personal_id"]),
        ({"birth_date": "2026-11-22"}, ["birth_date"]),
    ],
)
def test_a_person_agrees_with_the_id(change: dict[str, str], where: list[str]) -> None:
    assert wrong(one(FieldKind.PERSON), PERSON | change) == where


def test_a_unit() -> None:
    field = one(FieldKind.UNIT)
    value = {"province": "22", "commune": "06688", "detail": "Số 12, tổ 5"}
    assert parse(field, {f"s.f.{part}": text for part, text in value.items()}) == value
    assert fields.show(field, value, NAMES) == "Số 12, tổ 5, phường Hạ Long, tỉnh Quảng Ninh"
    assert wrong(field, value) == []
    assert wrong(field, value | {"commune": "00001"}) == ["commune"]
    short = one(FieldKind.UNIT, detail=False)
    assert parse(short, {f"s.f.{part}": text for part, text in value.items()}) == {
        "province": "22",
        "commune": "06688",
    }


def test_a_table() -> None:
    posted = {"s.f.0.name": "Lan", "s.f.0.born": "01/02/1990", "s.f.3.name": "Bình", "s.f.4.name": " "}
    rows = parse(TABLE, posted)
    assert rows == [{"name": "Lan", "born": "1990-02-01"}, {"name": "Bình"}]
    with override("vi"):
        assert fields.show(TABLE, rows) == "1. Tên: Lan; Sinh: 01/02/1990\n2. Tên: Bình"
    assert wrong(TABLE, [{"name": "Lan"}, {"name": "Bình", "born": "2027-01-01"}]) == ["1.born"]


def test_too_many_rows_are_seen() -> None:
    assert len(parse(TABLE, {f"s.f.{row}.name": "x" for row in range(80)})) == 51


@pytest.mark.parametrize(
    ("field", "value"),
    [
        (one(FieldKind.DATE, past=True), "2026-11-22"),
        (one(FieldKind.DATE, future=True), "2026-11-20"),
        (one(FieldKind.DATE), "0026-11-20"),
        (one(FieldKind.PERSONAL_ID), "003190000001"),
        (one(FieldKind.TAX_CODE), "0100109107"),
        (one(FieldKind.NUMBER, decimals=1), 1.25),
    ],
)
def test_what_a_schema_cannot_see(field: Field, value: Any) -> None:
    assert wrong(field, value) == [""]


@pytest.mark.parametrize("kind", FieldKind)
def test_examples_are_right(kind: FieldKind) -> None:
    field = one(kind, options=OPTIONS, columns=TABLE.columns)
    value = fields.example(field, "seed", TODAY)
    assert wrong(field, value) == []
    assert fields.show(field, value, NAMES)


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
    max_leaves=8,
)


@pytest.mark.parametrize("kind", FieldKind)
@given(value=anything, part=st.sampled_from(["full_name", "province", "birth_date", "name", "born"]))
def test_showing_never_fails(kind: FieldKind, value: Any, part: str) -> None:
    field = one(kind, options=OPTIONS, columns=TABLE.columns)
    for odd in (value, [value], {part: value}, [{part: value}]):
        assert isinstance(fields.show(field, odd), str)
        fields.typed(field, odd)


@given(
    st.dictionaries(st.sampled_from(["s.f", "s.f.full_name", "s.f.0.name"]), st.lists(st.text(), max_size=2))
)
def test_parsing_never_fails(posted: dict[str, list[str]]) -> None:
    for kind in FieldKind:
        parse(one(kind, options=OPTIONS, columns=TABLE.columns), posted)
