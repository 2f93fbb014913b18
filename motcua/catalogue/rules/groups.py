"""The kinds of fields that hold several values under one label: a person, a unit, a table of rows."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from motcua.catalogue.rules import kinds
from motcua.catalogue.rules.definition import Field, FieldKind
from motcua.catalogue.rules.kinds import Facts, Finding, Kind, Names
from motcua.catalogue.rules.parsing import Getter
from motcua.catalogue.rules.plain import PLAIN
from motcua.people import rules as identity


def titled(field: Field, kind: Kind, language: str) -> dict[str, Any]:
    """The JSON Schema of the field's value with its label and its help."""
    made = {"title": kinds.pick(field.label, language), **kind.schema(field, language)}
    return made | ({"description": kinds.pick(field.help, language)} if field.help else {})


def _object(fields: dict[str, Field], language: str) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {name: titled(part, PLAIN[part.kind], language) for name, part in fields.items()},
        "required": [name for name, part in fields.items() if part.required],
        "additionalProperties": False,
    }


def _parse(fields: dict[str, Field], name: str, get: Getter) -> dict[str, Any] | None:
    values = {part: PLAIN[made.kind].parse(made, f"{name}.{part}", get) for part, made in fields.items()}
    return {part: value for part, value in values.items() if value is not None} or None


def _typed(fields: dict[str, Field], value: Any) -> dict[str, Any]:
    given = value if isinstance(value, dict) else {}
    return {name: PLAIN[part.kind].typed(part, given.get(name)) for name, part in fields.items()}


def _check(fields: dict[str, Field], value: dict[str, Any], facts: Facts) -> Iterator[Finding]:
    for name, part in fields.items():
        if name in value:
            for _where, what in PLAIN[part.kind].check(part, value[name], facts):
                yield name, what


def _listed(fields: dict[str, Field], value: dict[str, Any], names: Names) -> str:
    return "; ".join(
        f"{part.label}: {PLAIN[part.kind].show(part, value[name], names)}"
        for name, part in fields.items()
        if value.get(name) not in (None, [])
    )


# A person -----------------------------------------------------------------------------------------


def _agreement(person: dict[str, Any]) -> Iterator[Finding]:
    """Where the personal ID says another sex or year of birth than what was entered beside it."""
    read = identity.read_personal_id(person["personal_id"])
    if read is None:
        return
    year = person["birth_date"][:4]
    if int(year) != read.birth_year:
        yield (
            "personal_id",
            format_lazy(
                _(
                    "Theo số định danh, người này sinh năm {stated}, nhưng ngày sinh đã nhập là năm "
                    "{entered}. Vui lòng kiểm tra lại số định danh và ngày sinh."
                ),
                stated=read.birth_year,
                entered=year,
            ),
        )
    if person["sex"] != read.sex:
        yield (
            "sex",
            format_lazy(
                _(
                    "Theo số định danh, giới tính của người này là {stated}. "
                    "Vui lòng kiểm tra lại số định danh và giới tính."
                ),
                stated=_("nam") if read.sex == "male" else _("nữ"),
            ),
        )


def _check_person(field: Field, value: Any, facts: Facts) -> Iterator[Finding]:
    yield from list(_check(kinds.PERSON, value, facts)) or _agreement(value)


def _show_person(field: Field, value: Any, names: Names) -> str:
    if None in value.values():
        return _listed(kinds.PERSON, value, names)
    words = {name: PLAIN[part.kind].show(part, value[name], names) for name, part in kinds.PERSON.items()}
    return gettext("{full_name} ({sex}), sinh ngày {birth_date}, số định danh {personal_id}").format(
        **words | {"sex": words["sex"].lower()}
    )


def _example_person(field: Field, seed: str, today: date) -> dict[str, Any]:
    """A grown-up whose ID, sex and birth date agree; another one for each seed."""
    number = kinds.seeded(seed, 1_000_000)
    sex = ("male", "female")[number % 2]
    name = ("Nguyễn Văn Minh", "Trần Thị Hương", "Lê Văn Bình", "Phạm Thị Lan")[number % 4]
    year = 1960 + number % 40
    return {
        "full_name": name,
        "personal_id": f"022{number % 2}{year % 100:02}{number:06}",
        "birth_date": f"{year}-05-18",
        "sex": sex,
    }


# An administrative unit ---------------------------------------------------------------------------


def _check_unit(field: Field, value: Any, facts: Facts) -> Iterator[Finding]:
    if not facts.unit_exists(value["province"], value["commune"]):
        yield "commune", _("Không có xã, phường này trong tỉnh, thành phố đã chọn. Vui lòng chọn lại.")


def _show_unit(field: Field, value: Any, names: Names) -> str:
    places = [names.unit(code) for code in (value["commune"], value["province"]) if code]
    return ", ".join([value["detail"], *places] if value.get("detail") else places)


def _example_unit(field: Field, seed: str, today: date) -> dict[str, Any]:
    # The demo province: Quảng Ninh, ward Hạ Long.
    return {"province": "22", "commune": "06688"} | ({"detail": "Số 12, tổ 5"} if field.detail else {})


# A table ------------------------------------------------------------------------------------------


def _columns(field: Field) -> dict[str, Field]:
    return {column.id: column for column in field.columns}


def _table_schema(field: Field, language: str) -> dict[str, Any]:
    low, high = kinds.bounds(field, 1, kinds.MOST_ROWS)
    return {
        "type": "array",
        "items": _object(_columns(field), language),
        "minItems": max(low, 1),
        "maxItems": high,
    }


def _parse_table(field: Field, name: str, get: Getter) -> list[dict[str, Any]] | None:
    # One row more than there may be is read, so that the check sees it and says so.
    rows = (_parse(_columns(field), f"{name}.{index}", get) for index in range(kinds.MOST_ROWS + 1))
    return [row for row in rows if row] or None


def _typed_table(field: Field, value: Any) -> list[dict[str, Any]]:
    columns = _columns(field)
    return [_typed(columns, row) for row in value] if isinstance(value, list) else []


def _check_table(field: Field, value: Any, facts: Facts) -> Iterator[Finding]:
    columns = _columns(field)
    for index, row in enumerate(value):
        for where, what in _check(columns, row, facts):
            yield f"{index}.{where}", what


def _show_table(field: Field, value: Any, names: Names) -> str:
    columns = _columns(field)
    return "\n".join(f"{number}. {_listed(columns, row, names)}" for number, row in enumerate(value, start=1))


def _example_table(field: Field, seed: str, today: date) -> list[dict[str, Any]]:
    rows = max(kinds.bounds(field, 1, kinds.MOST_ROWS)[0], 1)
    return [
        {
            column.id: PLAIN[column.kind].example(column, f"{seed}.{index}.{column.id}", today)
            for column in field.columns
        }
        for index in range(rows)
    ]


GROUPS: dict[FieldKind, Kind] = {
    FieldKind.PERSON: Kind(
        schema=lambda field, language: _object(kinds.PERSON, language),
        parse=lambda field, name, get: _parse(kinds.PERSON, name, get),
        typed=lambda field, value: _typed(kinds.PERSON, value),
        show=_show_person,
        example=_example_person,
        check=_check_person,
        wrong=_("Vui lòng nhập họ tên, số định danh, ngày sinh và giới tính."),
    ),
    FieldKind.UNIT: Kind(
        schema=lambda field, language: _object(kinds.parts(field), language),
        parse=lambda field, name, get: _parse(kinds.parts(field), name, get),
        typed=lambda field, value: _typed(kinds.parts(field), value),
        show=_show_unit,
        example=_example_unit,
        check=_check_unit,
        wrong=_("Vui lòng chọn tỉnh, thành phố rồi chọn xã, phường."),
    ),
    FieldKind.TABLE: Kind(
        schema=_table_schema,
        parse=_parse_table,
        typed=_typed_table,
        show=_show_table,
        example=_example_table,
        check=_check_table,
        wrong=_("Vui lòng nhập từng dòng của bảng."),
    ),
}
