"""What was marked, as pages show it: questions with the officer's words, then old beside new."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from motcua.agencies import queries as agencies
from motcua.catalogue.rules import fields, forms
from motcua.catalogue.rules.definition import FieldKind
from motcua.dossiers.rules.supplementing import FILES, places
from motcua.vault.models import Document
from motcua.web.citizen import papers
from motcua.web.citizen.marked import Marked, holds_files
from motcua.web.ui import words
from motcua.web.ui.questions import Question, Surroundings, question
from motcua.web.ui.shapes import File

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, slots=True)
class Item:
    """One marked thing: what the officer says of it, how it is now, and the question that asks it anew."""

    name: StrOrPromise
    question: Question
    fault: StrOrPromise
    before: StrOrPromise
    files: list[File]
    paper_only: bool


def items(found: Marked, errors: Mapping[str, Sequence[StrOrPromise]]) -> list[Item]:
    """The marked things that are still asked for, in the officer's order."""
    visible, names = forms.visible(found.procedure, found.whole), places(found.procedure)
    around = Surroundings(
        errors=errors,
        files={str(one.pk): _file(found, one) for one in found.documents.values()},
        provinces=agencies.provinces,
        communes=agencies.communes,
    )
    shown: list[Item] = []
    for path in found.paths:
        component = found.components.get(path)
        if component is None and path not in visible:
            continue
        asked = _paper(found, path, errors) if holds_files(found, path) else _asked(found, path, around)
        item = Item(
            name=str(names[path]),
            question=asked,
            fault=words.as_typed(found.faults.get(path, "")),
            before=_before(found, path) if path in found.faults else "",
            files=_present(found, path),
            paper_only=component is not None and not component.electronic,
        )
        shown.append(item)
    return shown


def _file(found: Marked, one: Document) -> File:
    return File(one.name, one.size, reverse("citizen:supplement_file", args=[found.dossier.code, one.pk]))


def _paper(found: Marked, path: str, errors: Mapping[str, Sequence[StrOrPromise]]) -> Question:
    ids = found.uploaded.get(path, [])
    return Question(
        name=path,
        template="file",
        label=str(found.components[path].name if path in found.components else found.fields[path][1].label),
        help=_("PDF, JPG hoặc PNG, mỗi tệp không quá 20 MB. Tệp mới thay cho tệp đã nộp."),
        errors=tuple(errors.get(path, ())),
        files=tuple(replace(_file(found, found.documents[pk]), remove=f"{path}:{pk}") for pk in ids),
        ids=tuple(str(pk) for pk in ids),
    )


def _asked(found: Marked, path: str, around: Surroundings) -> Question:
    section, one = found.fields[path]
    given = found.answers if found.posted else found.dossier.answers
    value = given.get(section.id, {}).get(one.id)
    if one.kind is FieldKind.TABLE and found.adding == path:
        rows = list(value or [])
        least = max(one.minimum or 0, 1 if one.required else 0)
        value = [*rows, *({} for _row in range(max(1, least - len(rows) + 1)))]
    return question(replace(one, show_when=None), path, value, around)


def _before(found: Marked, path: str) -> StrOrPromise:
    """The present answer in words; "" of documents, which are listed."""
    if holds_files(found, path):
        return ""
    return _in_words(found, path, found.dossier.answers) or _("Chưa trả lời")


def _in_words(found: Marked, path: str, answers: Mapping[str, Any]) -> StrOrPromise:
    section, one = found.fields[path]
    names = fields.Names(agencies.unit_name, str)
    return words.as_typed(fields.show(one, answers.get(section.id, {}).get(one.id), names))


def _present(found: Marked, path: str) -> list[File]:
    """The files that the dossier has for this; paper that was handed over says so."""
    name = path.removeprefix(FILES)
    files = [
        papers.given_file(found.dossier, one, place)
        for place, one in enumerate(found.attachments, start=1)
        if one.component == name
    ]
    if path in found.components and name in found.dossier.handed:
        files.append(File(str(_("Bản giấy, đã nhận tại quầy"))))
    return files


@dataclass(frozen=True, slots=True)
class Change:
    """One marked thing as the review shows it: before and after."""

    name: StrOrPromise
    before: StrOrPromise
    after: StrOrPromise
    old: list[File]
    new: list[File]
    changed: bool


def changes(found: Marked) -> list[Change]:
    """Each marked thing with what becomes of it."""
    names, kept = places(found.procedure), forms.prune(found.procedure, found.whole)
    shown: list[Change] = []
    for path in found.paths:
        name, new = str(names[path]), found.uploaded.get(path, [])
        if holds_files(found, path):
            files = [_file(found, found.documents[pk]) for pk in new]
            shown.append(Change(name, "", "", _present(found, path), files, bool(files)))
            continue
        section, one = found.fields[path]
        had, has = (every.get(section.id, {}).get(one.id) for every in (found.dossier.answers, kept))
        before, after = _before(found, path), _in_words(found, path, kept) or _("Chưa trả lời")
        shown.append(Change(name, before, after, [], [], had != has))
    return shown
