"""Which uploaded files belong to which component or question; others' files are refused."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from motcua.catalogue.rules.definition import FieldKind, Procedure
from motcua.kernel.errors import Invalid
from motcua.people.models import Account
from motcua.vault import queries as vault
from motcua.vault.models import Document


def owned_documents(
    procedure: Procedure,
    files: Mapping[str, Sequence[Any]],
    answers: Mapping[str, Mapping[str, Any]],
    *,
    by: Account,
) -> list[tuple[str, Document]]:
    """(component or path of a file field, document) for each file. Raises Invalid for another account's."""
    in_fields = {path: answered(answers, path) or () for path in file_fields(procedure)}
    return owned({**files, **in_fields}, by=by)


def owned(named: Mapping[str, Sequence[Any]], *, by: Account) -> list[tuple[str, Document]]:
    """The same of ids by component or path of a file field."""
    there = vault.owned({_id(pk) for ids in named.values() for pk in ids}, by=by)
    for name, ids in named.items():
        if any(_id(pk) not in there for pk in ids):
            raise unknown_file(name)
    return [(name, there[pk]) for name, ids in named.items() for pk in dict.fromkeys(map(_id, ids))]


def unknown_file(name: str) -> Invalid:
    """What to raise for a file of this component, or of the file field with this path."""
    path = name if "." in name else f"files.{name}"
    return Invalid(code="unknown-file", fields={path: [_("Không tìm thấy tệp này. Vui lòng tải lên lại.")]})


def file_fields(procedure: Procedure) -> list[str]:
    """The paths of the questions that are answered with files."""
    return [
        f"{section.id}.{field.id}"
        for section in procedure.form.sections
        for field in section.fields
        if field.kind is FieldKind.FILE
    ]


def answered(answers: Mapping[str, Mapping[str, Any]], path: str) -> Any:
    """What was answered under this path, or None."""
    section, _dot, name = path.partition(".")
    return answers.get(section, {}).get(name)


def _id(given: object) -> int:
    """The number of a document as somebody gave it; 0, which no document has, for what cannot be one."""
    text = str(given)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0
