"""From a catalogue field, what was answered and what is wrong, to the question that a template shows."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from motcua.catalogue.rules.definition import Field, FieldKind, Section
from motcua.kernel.money import format_dong
from motcua.web.ui.shapes import File

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Errors = Mapping[str, Sequence["StrOrPromise"]]
Units = Callable[[], Iterable[Any]]  # things with code and name

UNNAMED = File(name="…")
RADIOS_UP_TO = 6  # more options than this become a select
ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True)
class Choice:
    """One option of a question."""

    value: str
    label: StrOrPromise
    chosen: bool = False
    lang: str = ""  # of a label that exists in one language only


@dataclass(frozen=True, slots=True)
class Question:
    """One question as its template needs it. `name` is its path and its HTML name at once."""

    name: str
    template: str
    label: StrOrPromise
    value: str = ""
    help: StrOrPromise = ""
    required: bool = True
    errors: tuple[StrOrPromise, ...] = ()
    choices: tuple[Choice, ...] = ()
    attributes: Mapping[str, str | int] = field(default_factory=dict)
    affix: StrOrPromise = ""
    parts: tuple[Question, ...] = ()
    rows: tuple[tuple[Question, ...], ...] = ()
    files: tuple[File, ...] = ()
    reloads: bool = False  # other questions depend on this answer
    can_add: bool = True
    ids: tuple[str, ...] = ()  # of uploaded documents, posted again with the form

    @property
    def id(self) -> str:
        """The element's id, to which the error summary links."""
        return "f-" + self.name.replace(".", "-")

    @property
    def described_by(self) -> str:
        """Ids of the help and the error that belong to the input."""
        ids = [f"{self.id}-help"] if self.help else []
        return " ".join([*ids, f"{self.id}-error"] if self.errors else ids)

    @property
    def target(self) -> str:
        """The id of the first thing that can take the focus."""
        if self.template in {"radios", "checks"}:
            return f"{self.id}-0"
        return self.parts[0].target if self.parts else self.id


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a form's questions need to know besides their own definition."""

    errors: Errors = field(default_factory=dict)
    files: Mapping[str, File] = field(default_factory=dict)  # by document id
    provinces: Units = tuple
    communes: Callable[[str], Iterable[Any]] = lambda province: ()


# Kinds that are one line of text: HTML attributes of each. Limits of length come from the definition.
LINES: Mapping[FieldKind, Mapping[str, str | int]] = {
    FieldKind.TEXT: {},
    FieldKind.NUMBER: {"inputmode": "numeric", "size": 12, "autocomplete": "off"},
    FieldKind.MONEY: {"inputmode": "numeric", "size": 18, "autocomplete": "off"},
    FieldKind.PERSONAL_ID: {"inputmode": "numeric", "size": 16, "maxlength": 20, "autocomplete": "off"},
    FieldKind.TAX_CODE: {"inputmode": "numeric", "size": 18, "maxlength": 20, "autocomplete": "off"},
    FieldKind.PHONE: {"type": "tel", "size": 18, "maxlength": 20, "autocomplete": "tel"},
    FieldKind.EMAIL: {"type": "email", "maxlength": 254, "autocomplete": "email"},
}

HINTS: Mapping[FieldKind, StrOrPromise] = {
    FieldKind.DATE: _("Ví dụ: ngày 31 tháng 12 năm 1990."),
    FieldKind.PERSONAL_ID: _("12 chữ số in trên thẻ căn cước."),
    FieldKind.TAX_CODE: _("10 hoặc 13 chữ số."),
    FieldKind.PHONE: _("Ví dụ 0912 345 678."),
}


def section_questions(
    section: Section,
    answers: Mapping[str, Any],
    visible: Iterable[str] | None,
    around: Surroundings,
    watched: Iterable[str] = (),
) -> list[Question]:
    """The questions of one section in order, without those hidden by its conditions.

    `answers` is {section: {field: value}}; `visible` holds the paths to ask, None for all of them;
    `watched` those on whose answers other questions depend.
    """
    shown = None if visible is None else set(visible)
    reloading = set(watched)
    given = answers.get(section.id)
    given = given if isinstance(given, Mapping) else {}
    return [
        replace(
            question(one, f"{section.id}.{one.id}", given.get(one.id), around),
            reloads=f"{section.id}.{one.id}" in reloading,
        )
        for one in section.fields
        if shown is None or f"{section.id}.{one.id}" in shown
    ]


def question(one: Field, name: str, value: Any, around: Surroundings) -> Question:
    """The question that asks `one` under the HTML name `name`, with what was already answered."""
    base = Question(
        name=name,
        template="text",
        label=str(one.label),
        value=_plain(value),
        help=str(one.help) if one.help else HINTS.get(one.kind, ""),
        required=one.required,
        errors=tuple(around.errors.get(name, ())),
    )
    match one.kind:
        case FieldKind.LONG_TEXT:
            return replace(base, template="long_text", attributes=_length(one) | {"rows": 4})
        case FieldKind.DATE:
            known = not base.value or ISO_DAY.fullmatch(base.value)
            # A date input would show nothing for what it cannot read, and what was typed would be lost.
            return replace(base, attributes={"type": "date" if known else "text", "size": 12})
        case FieldKind.CHOICE:
            return _choose(base, [(option.value, option.label) for option in one.options], {base.value})
        case FieldKind.CHOICES:
            chosen = {str(item) for item in value} if isinstance(value, (list, tuple)) else {base.value}
            pairs = [(option.value, option.label) for option in one.options]
            return replace(base, template="checks", choices=_choices(pairs, chosen))
        case FieldKind.YES_NO:
            return _choose(base, [("yes", _("Có")), ("no", _("Không"))], {base.value})
        case FieldKind.UNIT:
            return _unit(base, one, value, around)
        case FieldKind.PERSON:
            return _person(base, value, around)
        case FieldKind.TABLE:
            return _table(base, one, value, around)
        case FieldKind.FILE:
            ids = tuple(str(item) for item in value) if isinstance(value, (list, tuple)) else ()
            files = tuple(replace(around.files.get(item, UNNAMED), remove=f"{name}:{item}") for item in ids)
            return replace(base, template="file", files=files, ids=ids)
        case _:
            attributes = {**LINES[one.kind], **_length(one)}
            if one.kind is FieldKind.MONEY:
                amount = format_dong(value).removesuffix(" đ") if type(value) is int else base.value
                return replace(base, value=amount, attributes=attributes, affix="đ")
            return replace(base, attributes=attributes)


def _plain(value: Any) -> str:
    match value:
        case True:
            return "yes"
        case False:
            return "no"
        case None | list() | tuple() | dict():
            return ""
        case _:
            return str(value)


def _length(one: Field) -> dict[str, str | int]:
    return {"maxlength": one.max_length} if one.max_length else {}


def _choices(pairs: Iterable[tuple[str, Any]], chosen: set[str], lang: str = "") -> tuple[Choice, ...]:
    return tuple(Choice(value, str(label), value in chosen, lang) for value, label in pairs)


def _choose(base: Question, pairs: Sequence[tuple[str, Any]], chosen: set[str]) -> Question:
    template = "radios" if len(pairs) <= RADIOS_UP_TO else "select"
    return replace(base, template=template, choices=_choices(pairs, chosen))


def _part(base: Question, key: str, label: StrOrPromise, value: Any, around: Surroundings) -> Question:
    name = f"{base.name}.{key}"
    given = value.get(key) if isinstance(value, Mapping) else None
    errors = tuple(around.errors.get(name, ()))
    return Question(
        name=name, template="text", label=label, value=_plain(given), required=base.required, errors=errors
    )


def _unit(base: Question, one: Field, value: Any, around: Surroundings) -> Question:
    province = _part(base, "province", _("Tỉnh, thành phố"), value, around)
    commune = _part(base, "commune", _("Xã, phường, đặc khu"), value, around)
    provinces = [(unit.code, unit.name) for unit in around.provinces()]
    communes = [(unit.code, unit.name) for unit in around.communes(province.value)] if province.value else []
    province = replace(province, template="province", choices=_choices(provinces, {province.value}, "vi"))
    commune = replace(commune, template="select", choices=_choices(communes, {commune.value}, "vi"))
    parts = [province, commune]
    if one.detail:
        detail = _part(base, "detail", _("Số nhà, đường, thôn, tổ dân phố"), value, around)
        parts.append(replace(detail, required=False, attributes={"maxlength": 200}))
    return replace(base, template="group", parts=tuple(parts))


def _person(base: Question, value: Any, around: Surroundings) -> Question:
    name = _part(base, "full_name", _("Họ, chữ đệm và tên"), value, around)
    number = _part(base, "personal_id", _("Số định danh cá nhân"), value, around)
    born = _part(base, "birth_date", _("Ngày sinh"), value, around)
    sex = _part(base, "sex", _("Giới tính"), value, around)
    day = "date" if not born.value or ISO_DAY.fullmatch(born.value) else "text"
    parts = (
        replace(name, attributes={"maxlength": 200}),
        replace(number, help=HINTS[FieldKind.PERSONAL_ID], attributes=LINES[FieldKind.PERSONAL_ID]),
        replace(born, help=HINTS[FieldKind.DATE], attributes={"type": day, "size": 12}),
        _choose(sex, [("male", _("Nam")), ("female", _("Nữ"))], {sex.value}),
    )
    return replace(base, template="group", parts=parts)


def _table(base: Question, one: Field, value: Any, around: Surroundings) -> Question:
    given = list(value) if isinstance(value, (list, tuple)) else []
    wanted = max(len(given), one.minimum or 0, 1 if one.required else 0)
    rows = []
    for index in range(wanted):
        row = given[index] if index < len(given) and isinstance(given[index], Mapping) else {}
        rows.append(
            tuple(
                question(column, f"{base.name}.{index}.{column.id}", row.get(column.id), around)
                for column in one.columns
            )
        )
    limit = one.maximum or 50
    return replace(base, template="table", rows=tuple(rows), can_add=len(rows) < limit)


def paths(questions: Iterable[Question]) -> dict[str, Question]:
    """Every question, parts and cells included, by its path: where an error's link leads."""
    found: dict[str, Question] = {}
    for one in questions:
        found[one.name] = one
        found |= paths(one.parts)
        for row in one.rows:
            found |= paths(row)
    return found
