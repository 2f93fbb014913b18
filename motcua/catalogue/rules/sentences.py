"""What a JSON Schema validator found, said to the person who filled in the form."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from jsonschema_rs import ValidationError, ValidationErrorKind

from motcua.catalogue.rules import kinds
from motcua.catalogue.rules.definition import Field, FieldKind
from motcua.catalogue.rules.fields import KINDS

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from motcua.catalogue.rules.answers import Findings

_CHOSEN = {FieldKind.CHOICE, FieldKind.CHOICES, FieldKind.YES_NO, FieldKind.UNIT}
_Path = Sequence[str | int]


def required(field: Field) -> "StrOrPromise":
    """That this must be answered."""
    if field.kind in _CHOSEN:
        sentence = _("Vui lòng chọn “{label}”.")
    elif field.kind is FieldKind.FILE:
        sentence = _("Vui lòng tải lên “{label}”.")
    else:
        sentence = _("Vui lòng nhập “{label}”.")
    return format_lazy(sentence, label=field.label)


def of(errors: Iterable[ValidationError], known: Mapping[str, Field]) -> "Findings":
    """Path to sentences; `known` are the fields by "section.field". Each sentence once per path."""
    found: Findings = {}
    for error in errors:
        for path, sentence in _read(error, known):
            at = found.setdefault(".".join(str(part) for part in path), [])
            if sentence not in at:
                at.append(sentence)
    return found


def _read(error: ValidationError, known: Mapping[str, Field]) -> Iterator[tuple[_Path, "StrOrPromise"]]:
    path, kind = error.instance_path, error.kind
    if isinstance(kind, ValidationErrorKind.AdditionalProperties):
        for name in kind.unexpected:
            yield [*path, name], _("Biểu mẫu không có mục này. Vui lòng bỏ đi rồi gửi lại.")
    elif isinstance(kind, ValidationErrorKind.Required):
        missing = [*path, kind.property]
        field = _field(missing, known)
        yield missing, required(field) if field else _("Vui lòng điền phần này của biểu mẫu.")
    else:
        field = _field(path, known)
        yield path, _wrong(kind, field) if field else _("Phần này của biểu mẫu không đúng cấu trúc.")


def _field(path: _Path, known: Mapping[str, Field]) -> Field | None:
    """The field, part or column that the path leads to."""
    field = known.get(".".join(str(part) for part in path[:2]))
    if field is None:
        return None
    inside = [part for part in path[2:] if isinstance(part, str)]
    if not inside:
        return field
    members = kinds.parts(field) or {column.id: column for column in field.columns}
    return members.get(inside[0], field)


def _wrong(kind: ValidationErrorKind, field: Field) -> "StrOrPromise":
    match kind:
        case ValidationErrorKind.MaxLength(limit):
            return format_lazy(
                _("Nội dung dài quá {limit} ký tự. Vui lòng viết ngắn lại."), limit=_Written(limit)
            )
        case ValidationErrorKind.Minimum(limit):
            return format_lazy(_("Vui lòng nhập số từ {limit} trở lên."), limit=_Written(limit))
        case ValidationErrorKind.Maximum(limit):
            return format_lazy(_("Vui lòng nhập số không quá {limit}."), limit=_Written(limit))
        case ValidationErrorKind.MinItems(limit):
            return format_lazy(_("Vui lòng nhập ít nhất {limit} dòng."), limit=limit)
        case ValidationErrorKind.MaxItems(limit):
            return format_lazy(_("Nhiều nhất {limit} mục. Vui lòng bỏ bớt."), limit=limit)
        case ValidationErrorKind.UniqueItems():
            return _("Có mục được nhập hai lần. Vui lòng bỏ bớt.")
        case ValidationErrorKind.Pattern(pattern) if pattern == kinds.NAME_PATTERN:
            return _("Chỉ dùng chữ cái, dấu cách, dấu chấm và dấu gạch nối. Vui lòng nhập lại.")
        case _:
            return KINDS[field.kind].wrong


class _Written:
    """A number that is written when the sentence is read, in the reader's language."""

    def __init__(self, number: Any) -> None:
        self.number = number

    def __str__(self) -> str:
        return kinds.written(self.number)
