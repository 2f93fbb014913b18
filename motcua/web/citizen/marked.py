"""What a form 02 marked: read from a request, checked with the whole application, shown as questions."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from motcua.agencies import queries as agencies
from motcua.catalogue import queries as catalogue
from motcua.catalogue.rules import fields, forms
from motcua.catalogue.rules.definition import Component, Field, FieldKind, Procedure, Section
from motcua.dossiers import queries
from motcua.dossiers.models import Attachment, Dossier
from motcua.dossiers.rules.notices import Supplement
from motcua.dossiers.rules.supplementing import FILES, merged, opened, places
from motcua.kernel import clock
from motcua.kernel.errors import Invalid
from motcua.people.models import Account
from motcua.vault import actions as vaults
from motcua.vault import queries as vault
from motcua.vault.models import Document

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Errors = dict[str, list["StrOrPromise"]]
MOST_FILES = 20
LONGEST_ID = 19


@dataclass(frozen=True, slots=True)
class Marked:
    """What was asked for and what was given, `answers` and `files` as the action takes them.

    `fields` and `components` are by path: those that were marked, and those for which the new answers call.
    `uploaded` are the ids of new documents by path, `whole` the application as it would be.
    """

    dossier: Dossier
    procedure: Procedure
    asked: Supplement
    fields: Mapping[str, tuple[Section, Field]]
    components: Mapping[str, Component]
    attachments: Sequence[Attachment]
    posted: bool
    answers: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    uploaded: Mapping[str, list[int]] = field(default_factory=dict)
    documents: Mapping[int, Document] = field(default_factory=dict)
    refused: Errors = field(default_factory=dict)
    adding: str = ""  # the table that is to have one more row

    @property
    def files(self) -> dict[str, list[int]]:
        """New documents by component."""
        return {
            path.removeprefix(FILES): list(ids)
            for path, ids in self.uploaded.items()
            if path in self.components
        }

    @property
    def whole(self) -> dict[str, Any]:
        """The answers of the application with those given now."""
        return merged(self.dossier.answers, self.answers, self.fields)

    @property
    def faults(self) -> dict[str, str]:
        """What the officer says, by path; in the officer's order."""
        return {item.path: item.fault for item in self.asked.items}

    @property
    def paths(self) -> list[str]:
        """All that may be given: what was marked, then what was called for."""
        marked = [path for path in self.faults if path in self.fields or path in self.components]
        return [*marked, *(path for path in (*self.fields, *self.components) if path not in marked)]


def read(request: HttpRequest, dossier: Dossier, *, by: Account, at: datetime) -> Marked:
    """What the last form 02 marked, and what was posted of it; files that came along are kept."""
    procedure = catalogue.version(dossier.version_id)
    asked = Supplement.from_data(queries.asked_for(dossier).body)
    posted = request.method == "POST"
    refused: Errors = {}
    paths = {item.path for item in asked.items}
    answers = _typed(request, procedure, paths, refused) if posted else {}
    open_ = opened(procedure, dossier.answers, answers, paths)
    found = Marked(
        dossier=dossier,
        procedure=procedure,
        asked=asked,
        fields={
            f"{section.id}.{one.id}": (section, one)
            for section in procedure.form.sections
            for one in section.fields
            if f"{section.id}.{one.id}" in open_
        },
        components={FILES + one.code: one for one in procedure.components if FILES + one.code in open_},
        attachments=queries.attachments(dossier),
        posted=posted,
        answers=answers,
        refused=refused,
        adding=request.POST.get("add", ""),
    )
    return _with_files(request, found, by, at) if posted else found


def holds_files(found: Marked, name: str) -> bool:
    """Whether documents are posted under this name."""
    return name in found.components or (name in found.fields and found.fields[name][1].kind is FieldKind.FILE)


def _typed(
    request: HttpRequest, procedure: Procedure, paths: set[str], refused: Errors
) -> dict[str, dict[str, Any]]:
    """The answers that were posted, files apart: of what was marked, and of whatever else was posted."""
    names = {".".join(name.split(".")[:2]) for name in request.POST}
    answers: dict[str, dict[str, Any]] = {}
    for section in procedure.form.sections:
        ours = tuple(
            one
            for one in section.fields
            if one.kind is not FieldKind.FILE and f"{section.id}.{one.id}" in paths | names
        )
        if ours:
            answers[section.id] = _answers(request, replace(section, fields=ours), refused)
    return answers


def _with_files(request: HttpRequest, found: Marked, by: Account, at: datetime) -> Marked:
    paths = [path for path in (*found.components, *found.fields) if holds_files(found, path)]
    uploaded = {path: _files(request, path, found.refused, by=by, at=at) for path in paths}
    answers = {section: dict(values) for section, values in found.answers.items()}
    for path, given in uploaded.items():
        if given and path in found.fields:
            section_id, _dot, name = path.partition(".")
            answers.setdefault(section_id, {})[name] = [str(one.pk) for one in given]
    return replace(
        found,
        answers=answers,
        uploaded={path: [one.pk for one in given] for path, given in uploaded.items() if given},
        documents={one.pk: one for given in uploaded.values() for one in given},
    )


def _answers(request: HttpRequest, section: Section, refused: Errors) -> dict[str, Any]:
    get = _without_row(request)
    try:
        return forms.parse(section, get)
    except Invalid as refusal:
        refused.setdefault("", []).append(refusal.message)
        return {one.id: fields.parse(one, f"{section.id}.{one.id}", get) for one in section.fields}


def _without_row(request: HttpRequest) -> Callable[[str], Sequence[str]]:
    """The posted values, without the row of a table whose removal was pressed."""
    removed = request.POST.get("remove", "")
    path, _dot, index = removed.rpartition(".")
    if not path or not index.isdecimal():
        return request.POST.getlist
    return lambda name: [] if name.startswith(f"{removed}.") else request.POST.getlist(name)


def _files(request: HttpRequest, path: str, refused: Errors, *, by: Account, at: datetime) -> list[Document]:
    """The account's own documents posted again under this path, less one removed, and new ones."""
    texts = [text for text in request.POST.getlist(path) if text.isascii() and text.isdecimal()]
    named = dict.fromkeys(int(text) for text in texts if len(text) < LONGEST_ID)
    owned = vault.owned(named, by=by)
    removed, _colon, gone = request.POST.get("remove", "").partition(":")
    found = [owned[pk] for pk in named if pk in owned and not (removed == path and str(pk) == gone)]
    for given in request.FILES.getlist(f"{path}.file"):
        if len(found) >= MOST_FILES:
            refused.setdefault(path, []).append(_("Mỗi mục tối đa 20 tệp."))
            break
        try:
            found.append(vaults.keep(name=given.name or "", content=given.read(), by=by, at=at))
        except Invalid as refusal:
            refused.setdefault(path, []).append(f"{given.name}: {refusal.message}")
    return found[:MOST_FILES]


def check(found: Marked, *, at: datetime) -> Errors:
    """What is wrong with what was given, by path; under "" what cannot be put right on this page."""
    errors: Errors = {}
    names = places(found.procedure)
    faults = forms.check(found.procedure, found.whole, today=clock.day(at), unit_exists=agencies.unit_exists)
    for path, sentences in faults.items():
        asked = ".".join(path.split(".")[:2])
        if asked in found.fields or path == "":
            errors[path] = list(sentences)
        else:
            errors.setdefault("", []).extend(
                format_lazy("{}: {}", str(names.get(asked, "…")), sentence) for sentence in sentences
            )
    for path in found.components:
        if path not in found.faults and path not in found.uploaded:
            errors[path] = [_("Vui lòng đính kèm giấy tờ này.")]
    kept = forms.prune(found.procedure, found.whole)
    if not errors and not found.uploaded and kept == found.dossier.answers:
        errors[""] = [_("Bạn chưa sửa hay bổ sung mục nào. Vui lòng bổ sung các mục được đánh dấu.")]
    return errors
