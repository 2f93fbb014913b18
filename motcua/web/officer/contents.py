"""What is in a dossier: what the applicant gave, and the papers that were made of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from motcua.catalogue.rules import forms
from motcua.catalogue.rules.definition import Component, Procedure
from motcua.dossiers import queries
from motcua.dossiers.models import Attachment, Dossier, Notice
from motcua.dossiers.rules.notices import TITLES, Form
from motcua.kernel.clock import local
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


def address(dossier: Dossier, document: int | None) -> str:
    """Where this document is shown; "" where there is none yet."""
    return reverse("officer:document", args=[dossier.code, document]) if document else ""


def given(dossier: Dossier, procedure: Procedure, attachments: list[Attachment]) -> list[Given]:
    """Each document of the procedure that this case needs or that came, then the files of the form itself."""
    found = [
        one
        for component, one in by_component(dossier, procedure, attachments)
        if one.required or not one.missing
    ]
    files = _shown(dossier, attachments)
    for component in procedure.components:
        files.pop(component.code, None)
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


def by_component(
    dossier: Dossier, procedure: Procedure, attachments: list[Attachment]
) -> list[tuple[Component, Given]]:
    """Every document of the procedure that has to do with this case, with what came of it."""
    files = _shown(dossier, attachments)
    called = forms.called_for(procedure, dossier.answers)
    return [
        (
            component,
            Given(
                words.as_typed(str(component.name)),
                needed,
                component.code in dossier.handed,
                files.get(component.code, []),
            ),
        )
        for component, needed in forms.components(procedure, dossier.answers)
        if component.code in called or component.code in files or component.code in dossier.handed
    ]


def _shown(dossier: Dossier, attachments: list[Attachment]) -> dict[str, list[Shown]]:
    """The files by component or path."""
    files: dict[str, list[Shown]] = {}
    for one in attachments:
        shown = Shown(_file(dossier, one.document), documents.kind(one.document))
        files.setdefault(one.component, []).append(shown)
    return files


def papers(dossier: Dossier, sent: list[Notice]) -> list[File]:
    """What was made: the papers of the five steps, then each form that was sent."""
    made = queries.papers(dossier)
    found = [_file(dossier, made[name], str(title)) for name, title in PAPERS.items() if name in made]
    return found + [_notice(dossier, one) for one in sent]


def _notice(dossier: Dossier, one: Notice) -> File:
    """Without an address while its paper is being made."""
    title, about = str(paper(Form(one.form))), words.as_typed(f"{one.number}, {local(one.made_at):%d/%m/%Y}")
    if one.document is None:
        return File(title, note=format_html("{} · {}", about, _("đang được lập và ký số")))
    shown = _file(dossier, one.document, title)
    return File(shown.name, shown.size, shown.url, note=about)


def paper(form: Form) -> StrOrPromise:
    """A form by its title, and its number in the circular where it has one."""
    if form.value.isdigit():
        return format_lazy(_("{title} (mẫu {number})"), title=TITLES[form], number=form.value)
    return TITLES[form]
