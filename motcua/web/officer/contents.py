"""What is in a dossier: what the applicant gave, and the papers that were made of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from motcua.catalogue.rules import forms
from motcua.catalogue.rules.definition import Procedure
from motcua.dossiers import queries
from motcua.dossiers.models import Attachment, Dossier
from motcua.vault.models import Document
from motcua.web.officer import documents
from motcua.web.ui import words
from motcua.web.ui.shapes import File

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

PAPERS: Mapping[str, StrOrPromise] = {
    "result": _("Kết quả đã ký số và đóng dấu"),
    "decision": _("Văn bản đã được phê duyệt, chưa đóng dấu"),
    "receipt": _("Giấy tiếp nhận hồ sơ và hẹn trả kết quả (mẫu 01)"),
    "confirmation": _("Xác nhận đã nộp hồ sơ"),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A file and how to look at it: "image", "pdf", or "" where a browser shows neither."""

    file: File
    kind: str

    @property
    def alone(self) -> list[File]:
        """For a list of one."""
        return [self.file]


@dataclass(frozen=True, slots=True)
class Given:
    """A document that was asked for: what came of it, each file with how to look at it."""

    name: StrOrPromise
    required: bool
    handed: bool
    files: list[Shown]

    @property
    def missing(self) -> bool:
        """Neither on paper nor as a file."""
        return not self.handed and not self.files


def _file(dossier: Dossier, document: Document, name: str = "") -> File:
    return File(
        name or document.name, document.size, reverse("officer:document", args=[dossier.code, document.pk])
    )


def given(dossier: Dossier, procedure: Procedure, attachments: list[Attachment]) -> list[Given]:
    """Each document of the procedure that this case needs or that came, then the files of the form itself."""
    files: dict[str, list[Shown]] = {}
    for one in attachments:
        shown = Shown(_file(dossier, one.document), documents.kind(one.document))
        files.setdefault(one.component, []).append(shown)
    found = [
        Given(
            words.as_typed(str(component.name)),
            needed,
            component.code in dossier.handed,
            files.pop(component.code, []),
        )
        for component, needed in forms.components(procedure, dossier.answers)
        if needed or component.code in files or component.code in dossier.handed
    ]
    labels = {
        f"{section.id}.{field.id}": field.label
        for section in procedure.form.sections
        for field in section.fields
    }
    found += [
        Given(words.as_typed(str(labels.get(path, path))), False, False, shown)
        for path, shown in files.items()
    ]
    return found


def papers(dossier: Dossier) -> list[File]:
    made = queries.papers(dossier)
    return [_file(dossier, made[name], str(title)) for name, title in PAPERS.items() if name in made]
