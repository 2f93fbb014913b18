"""Who somebody is, as they or an officer type it: read, checked, and told to the forms that can use it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from motcua.catalogue.rules import fields as kinds_of_fields
from motcua.catalogue.rules import kinds
from motcua.catalogue.rules.definition import Field, FieldKind, Text
from motcua.kernel.errors import Invalid
from motcua.kernel.text import clean
from motcua.people import rules as identity
from motcua.people.models import Person
from motcua.people.rules import PersonKind, Sex

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

KINDS: Mapping[str, StrOrPromise] = {
    PersonKind.CITIZEN: _("Công dân"),
    PersonKind.BUSINESS: _("Doanh nghiệp"),
    PersonKind.STATE_AGENCY: _("Cơ quan nhà nước"),
    PersonKind.ORGANISATION: _("Tổ chức khác"),
}
SEXES: Mapping[str, StrOrPromise] = {Sex.MALE: _("Nam"), Sex.FEMALE: _("Nữ")}
EARLIEST = date(kinds.EARLIEST_YEAR, 1, 1)
LONGEST = 300  # characters of anything typed here
_READ_AS = {
    "personal_id": FieldKind.PERSONAL_ID,
    "tax_code": FieldKind.TAX_CODE,
    "birth_date": FieldKind.DATE,
    "phone": FieldKind.PHONE,
    "email": FieldKind.EMAIL,
}

Errors = dict[str, list["StrOrPromise"]]


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed, each as text, cleaned."""

    kind: str = PersonKind.CITIZEN
    name: str = ""
    personal_id: str = ""
    tax_code: str = ""
    birth_date: str = ""
    sex: str = ""
    phone: str = ""
    email: str = ""

    @property
    def natural(self) -> bool:
        """Whether this is a human being."""
        return self.kind == PersonKind.CITIZEN

    @property
    def number(self) -> str:
        """The number that names this person."""
        return self.personal_id if self.natural else self.tax_code

    @property
    def day_of_birth(self) -> date | None:
        """The birth date, where what was typed is one."""
        try:
            return date.fromisoformat(self.birth_date)
        except ValueError:
            return None

    def kept(self) -> dict[str, str]:
        """As a draft keeps it."""
        return asdict(self)

    def facts(self) -> dict[str, Any]:
        """What `people.actions.register` takes of it: only what belongs to this kind of person."""
        return {
            "kind": PersonKind(self.kind),
            "name": self.name,
            "personal_id": self.personal_id if self.natural else "",
            "tax_code": "" if self.natural else self.tax_code,
            "birth_date": self.day_of_birth if self.natural else None,
            "sex": self.sex if self.natural else "",
            "phone": self.phone,
            "email": self.email,
        }


NAMES = tuple(one.name for one in fields(Typed))


def read(get: Callable[[str], Sequence[str]]) -> Typed:
    """What was posted under the names of `Typed`, less the characters that no keyboard types."""
    values: dict[str, str] = {}
    for name in NAMES:
        field = Field(name, _READ_AS.get(name, FieldKind.TEXT), Text("", ""))
        text = str(kinds_of_fields.parse(field, name, get) or "")[:LONGEST]
        try:
            values[name] = clean(text)
        except Invalid:
            values[name] = clean("".join(char for char in text if char.isprintable()))
    return Typed(**values)


def of_draft(kept: Mapping[str, Any]) -> Typed:
    """What a draft kept of it."""
    return Typed(**{name: str(kept[name]) for name in NAMES if name in kept})


def of_person(person: Person) -> Typed:
    """Somebody who is known, as if typed."""
    return Typed(
        kind=person.kind,
        name=person.name,
        personal_id=person.personal_id,
        tax_code=person.tax_code,
        birth_date=person.birth_date.isoformat() if person.birth_date else "",
        sex=person.sex,
        phone=person.phone,
        email=person.email,
    )


def faults(given: Typed, today: date, *, phone: bool = True) -> Errors:
    """What must be put right, by field. `phone`: it must be given."""
    wrong: Errors = {}
    if given.kind not in KINDS:
        wrong["kind"] = [_("Vui lòng chọn loại người nộp.")]
    if not given.name:
        wrong["name"] = [_("Vui lòng nhập họ tên hoặc tên tổ chức.")]
    elif len(given.name) > 200 or not any(char.isalpha() for char in given.name):
        wrong["name"] = [_("Tên này không đúng. Vui lòng nhập như trên giấy tờ, nhiều nhất 200 ký tự.")]
    wrong |= _human(given, today) if given.natural else _legal(given, today)
    if (phone or given.phone) and not re.fullmatch(kinds.PHONE_PATTERN, given.phone):
        wrong["phone"] = [_("Vui lòng nhập số điện thoại tại Việt Nam, ví dụ 0912 345 678.")]
    if given.email and not re.fullmatch(kinds.EMAIL_PATTERN, given.email):
        wrong["email"] = [_("Địa chỉ thư điện tử chưa đúng, ví dụ ten@example.com.")]
    return wrong


def _human(given: Typed, today: date) -> Errors:
    wrong: Errors = {}
    number = identity.read_personal_id(given.personal_id)
    if number is None or not identity.possible_personal_id(given.personal_id, today):
        wrong["personal_id"] = [
            _("Số định danh phải gồm 12 chữ số như trên thẻ căn cước. Vui lòng kiểm tra lại.")
        ]
        number = None
    born = given.day_of_birth
    if born is None or not EARLIEST <= born <= today:
        wrong["birth_date"] = [_("Vui lòng nhập ngày sinh, ví dụ 31/12/1990, không sau hôm nay.")]
    elif number and number.birth_year != born.year:
        wrong["personal_id"] = [_("Số định danh không khớp với năm sinh. Vui lòng kiểm tra lại cả hai.")]
    if given.sex not in SEXES:
        wrong["sex"] = [_("Vui lòng chọn giới tính.")]
    elif number and "personal_id" not in wrong and number.sex != given.sex:
        wrong["sex"] = [_("Giới tính không khớp với số định danh. Vui lòng kiểm tra lại.")]
    return wrong


def _legal(given: Typed, today: date) -> Errors:
    if identity.valid_tax_code(given.tax_code, today):
        return {}
    return {"tax_code": [_("Mã số thuế không đúng. Vui lòng kiểm tra lại 10 hoặc 13 chữ số.")]}


def known(person: Person) -> dict[str, Any]:
    """What is known of a person, by the names that `autofill` of a form uses; a form asks for the rest."""
    born = person.birth_date.isoformat() if person.birth_date else ""
    citizen = person.kind == PersonKind.CITIZEN
    natural = {
        "full_name": person.name,
        "personal_id": person.personal_id,
        "birth_date": born,
        "sex": person.sex,
    }
    address = {"province": person.province, "commune": person.commune, "detail": person.address}
    return {
        "person": _filled(natural) if citizen else {},
        "name": person.name,
        "organisation": "" if citizen else person.name,
        "personal_id": person.personal_id,
        "tax_code": person.tax_code,
        "birth_date": born,
        "sex": person.sex,
        "phone": person.phone,
        "email": person.email,
        "address": _filled(address),
    }


def _filled(parts: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in parts.items() if value}
