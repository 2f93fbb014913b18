"""From a catalogue field and what was answered to the question on the page."""

from types import SimpleNamespace

import pytest

from motcua.catalogue.rules.definition import Field, FieldKind, Option, Section, Text
from motcua.web.ui.questions import Surroundings, paths, question, section_questions
from motcua.web.ui.shapes import File

PROVINCES = (SimpleNamespace(code="22", name="Tỉnh Quảng Ninh"), SimpleNamespace(code="01", name="Hà Nội"))
COMMUNES = {"22": (SimpleNamespace(code="06721", name="Phường Hạ Long"),)}


def both(text: str) -> Text:
    return Text(vi=text, en=text)


def make(kind: FieldKind, **more: object) -> Field:
    return Field("f", kind, both("Câu hỏi"), **more)  # type: ignore[arg-type]


def options(count: int) -> tuple[Option, ...]:
    return tuple(Option(str(number), both(f"Số {number}")) for number in range(count))


def around(**errors: list[str]) -> Surroundings:
    return Surroundings(
        errors={path.replace("__", "."): lines for path, lines in errors.items()},
        files={"7": File("giay.pdf", 2000)},
        provinces=lambda: PROVINCES,
        communes=lambda province: COMMUNES.get(province, ()),
    )


@pytest.mark.parametrize("kind", list(FieldKind))
@pytest.mark.parametrize(
    "value",
    [None, "", "chữ", 7, True, ["7", 8], {"province": "22"}, [{"a": 1}, "x", None], {"sex": ["male"]}],
)
def test_every_kind_shows_whatever_was_posted(kind: FieldKind, value: object) -> None:
    one = make(kind, options=options(2), columns=(Field("a", FieldKind.TEXT, both("Cột")),))
    shown = question(one, "s.f", value, around())
    assert shown.id == "f-s-f"
    assert all(name.startswith("s.f") for name in paths([shown]))


def test_few_options_are_radios_and_many_a_list() -> None:
    assert question(make(FieldKind.CHOICE, options=options(6)), "s.f", "3", around()).template == "radios"
    many = question(make(FieldKind.CHOICE, options=options(7)), "s.f", "3", around())
    assert many.template == "select"
    assert [choice.value for choice in many.choices if choice.chosen] == ["3"]


@pytest.mark.parametrize(
    ("typed", "shown_as"), [("", "date"), ("1999-02-28", "date"), ("31/02/1999", "text"), ("hôm qua", "text")]
)
def test_a_date_that_cannot_be_read_stays_visible(typed: str, shown_as: str) -> None:
    shown = question(make(FieldKind.DATE), "s.f", typed, around())
    assert (shown.value, shown.attributes["type"]) == (typed, shown_as)


@pytest.mark.parametrize(("kept", "chosen"), [(True, "yes"), (False, "no"), ("yes", "yes"), (None, None)])
def test_yes_or_no(kept: object, chosen: str | None) -> None:
    shown = question(make(FieldKind.YES_NO), "s.f", kept, around())
    assert next((choice.value for choice in shown.choices if choice.chosen), None) == chosen


@pytest.mark.parametrize(
    ("kept", "shown_as"), [(1_500_000, "1.500.000"), ("hai triệu", "hai triệu"), (None, "")]
)
def test_money_is_grouped_for_reading(kept: object, shown_as: str) -> None:
    assert question(make(FieldKind.MONEY), "s.f", kept, around()).value == shown_as


def test_a_unit_lists_the_communes_of_its_province() -> None:
    shown = question(make(FieldKind.UNIT), "s.f", {"province": "22", "commune": "06721"}, around())
    province, commune, detail = shown.parts
    assert [choice.value for choice in province.choices if choice.chosen] == ["22"]
    assert [(choice.value, choice.chosen) for choice in commune.choices] == [("06721", True)]
    assert not detail.required
    assert len(question(make(FieldKind.UNIT, detail=False), "s.f", None, around()).parts) == 2


def test_an_unknown_province_has_no_communes() -> None:
    shown = question(make(FieldKind.UNIT), "s.f", {"province": "99"}, around())
    assert shown.parts[1].choices == ()


def test_errors_of_a_part_are_shown_at_the_part() -> None:
    shown = question(
        make(FieldKind.PERSON), "s.f", {"personal_id": "12"}, around(s__f__personal_id=["Sai số."])
    )
    number = shown.parts[1]
    assert (number.value, number.errors) == ("12", ("Sai số.",))
    assert number.described_by == "f-s-f-personal_id-help f-s-f-personal_id-error"
    assert shown.errors == ()


def test_a_group_and_radios_are_reached_at_what_takes_the_focus() -> None:
    assert question(make(FieldKind.PERSON), "s.f", None, around()).target == "f-s-f-full_name"
    assert question(make(FieldKind.YES_NO), "s.f", None, around()).target == "f-s-f-0"


def test_a_table_keeps_its_rows_and_starts_with_one() -> None:
    columns = (Field("a", FieldKind.TEXT, both("Cột")),)
    empty = question(make(FieldKind.TABLE, columns=columns), "s.f", None, around())
    assert [[cell.name for cell in row] for row in empty.rows] == [["s.f.0.a"]]
    optional = question(make(FieldKind.TABLE, columns=columns, required=False), "s.f", None, around())
    assert optional.rows == ()
    full = question(
        make(FieldKind.TABLE, columns=columns, maximum=2), "s.f", [{"a": "x"}, {"a": "y"}], around()
    )
    assert [row[0].value for row in full.rows] == ["x", "y"]
    assert not full.can_add


def test_uploaded_files_are_posted_again_and_can_be_removed() -> None:
    shown = question(make(FieldKind.FILE), "s.f", ["7", "8"], around())
    assert shown.ids == ("7", "8")
    assert [(file.name, file.remove) for file in shown.files] == [("giay.pdf", "s.f:7"), ("…", "s.f:8")]


def test_hidden_questions_are_left_out_and_deciding_ones_marked() -> None:
    section = Section("s", both("Phần"), (make(FieldKind.YES_NO), Field("g", FieldKind.TEXT, both("Sau"))))
    shown = section_questions(section, {"s": {"g": "giữ"}}, ["s.f"], around(), watched=["s.f"])
    assert [(one.name, one.reloads) for one in shown] == [("s.f", True)]
    everything = section_questions(section, {"s": "không phải bảng"}, None, around())
    assert [one.name for one in everything] == ["s.f", "s.g"]
