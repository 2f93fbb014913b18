"""What an applicant brings to the counter for their dossier, typed and scanned by reception."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from motcua.agencies import queries as agencies
from motcua.catalogue.rules import fields
from motcua.catalogue.rules.definition import Field, FieldKind
from motcua.dossiers import queries
from motcua.dossiers.rules.supplementing import FILES, opened
from motcua.kernel.errors import Invalid
from motcua.vault import actions as vaults
from motcua.vault import queries as vault
from motcua.web.officer.blocks import Scene
from motcua.web.ui import words
from motcua.web.ui.questions import Question, Surroundings, question
from motcua.web.ui.shapes import File

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, slots=True)
class AskedFor:
    """One item of form 02: what is wrong with it, and the question for the new answer or paper."""

    question: Question
    fault: StrOrPromise
    component: str  # of a paper, which may be handed over instead
    handed: bool
    electronic: bool


@dataclass(frozen=True, slots=True)
class AmendedShown:
    items: list[AskedFor]
    errors: Sequence[StrOrPromise]


@dataclass(frozen=True, slots=True)
class Amended:
    """The items that the last form 02 marked, each to be answered anew."""

    template = "officer/blocks/amended.html"

    def read(self, scene: Scene) -> dict[str, Any]:
        """Answers, files and papers handed over. Files that were posted are kept, and named from then on."""
        files: dict[str, list[int]] = {}
        paths, answers = _opened(scene)
        questions = _fields(scene)
        for path in paths:
            if path.startswith(FILES):
                files[path.removeprefix(FILES)] = _keep(scene, path)
            elif path in questions and questions[path].kind is FieldKind.FILE:
                section, _dot, name = path.partition(".")
                answers.setdefault(section, {})[name] = [str(pk) for pk in _keep(scene, path)]
        return {"answers": answers, "files": files, "handed": scene.typed.getlist("handed")}

    def show(self, scene: Scene) -> AmendedShown:
        """Each item with the fault that was found, filled as it is in the dossier."""
        given = _given(scene)
        shown = []
        questions = _fields(scene)
        components = {FILES + one.code: one for one in scene.procedure.components}
        around = Surroundings(
            errors=scene.errors, files=given, provinces=agencies.provinces, communes=agencies.communes
        )
        faults = _faults(scene)
        for path in _opened(scene)[0]:
            fault = faults.get(path, "")
            if path in components:
                component = components[path]
                asked = _file(path, words.as_typed(str(component.name)), given, scene)
                handed = component.code in scene.typed.getlist("handed")
                shown.append(AskedFor(asked, fault, component.code, handed, component.electronic))
            elif path in questions:
                shown.append(
                    AskedFor(self._question(scene, path, questions[path], around), fault, "", False, True)
                )
        return AmendedShown(shown, scene.wrong(""))

    def _question(self, scene: Scene, path: str, field: Field, around: Surroundings) -> Question:
        if field.kind is FieldKind.FILE:
            return _file(path, str(field.label), dict(around.files), scene)
        section, _dot, name = path.partition(".")
        value = (
            fields.parse(field, path, scene.typed.getlist)
            if scene.posted
            else scene.dossier.answers.get(section, {}).get(name)
        )
        return question(field, path, value, around)


def _faults(scene: Scene) -> dict[str, StrOrPromise]:
    """What the officer said is wrong, by path."""
    items = queries.asked_for(scene.dossier).body["items"]
    return {str(item["path"]): words.as_typed(str(item["fault"])) for item in items}


def _opened(scene: Scene) -> tuple[list[str], dict[str, dict[str, Any]]]:
    """The paths that may be answered, and what was typed there: an answer may call for further questions."""
    asked = list(_faults(scene))
    paths = asked
    while True:
        answers = _typed(scene, paths)
        more = opened(scene.procedure, scene.dossier.answers, answers, asked)
        if more <= set(paths):
            return paths, answers
        paths = [*paths, *sorted(more - set(paths))]


def _typed(scene: Scene, paths: Sequence[str]) -> dict[str, dict[str, Any]]:
    answers: dict[str, dict[str, Any]] = {}
    if scene.posted:
        questions = _fields(scene)
        for path in paths:
            if path in questions and questions[path].kind is not FieldKind.FILE:
                section, _dot, name = path.partition(".")
                value = fields.parse(questions[path], path, scene.typed.getlist)
                answers.setdefault(section, {})[name] = value
    return answers


def _fields(scene: Scene) -> dict[str, Field]:
    return {
        f"{section.id}.{field.id}": field
        for section in scene.procedure.form.sections
        for field in section.fields
    }


def _given(scene: Scene) -> dict[str, File]:
    """The officer's own uploads that are named in what was typed."""
    named = {pk for path in _opened(scene)[0] for pk in _numbers(scene.typed.getlist(path))}
    found = vault.owned(named, by=scene.officer.account)
    return {str(one.pk): File(one.name, one.size) for one in found.values()}


def _file(path: str, label: StrOrPromise, given: dict[str, File], scene: Scene) -> Question:
    ids = [str(pk) for pk in _numbers(scene.typed.getlist(path)) if str(pk) in given]
    files = tuple(File(given[pk].name, given[pk].size, remove=f"{path}:{pk}") for pk in ids)
    return Question(
        name=path,
        template="file",
        label=label,
        help=_("PDF, JPG hoặc PNG. Bản đã nộp trước được thay bằng bản này."),
        required=False,
        errors=tuple(scene.wrong(path)),
        files=files,
        ids=tuple(ids),
    )


def _keep(scene: Scene, path: str) -> list[int]:
    """The documents named under this path, and those that come with this request. Raises Invalid."""
    gone_path, _colon, gone = str(scene.typed.get("remove", "")).partition(":")
    owned = vault.owned(_numbers(scene.typed.getlist(path)), by=scene.officer.account)
    ids = [pk for pk in owned if not (gone_path == path and str(pk) == gone)]
    refused: list[StrOrPromise] = []
    for given in scene.files.getlist(f"{path}.file"):
        try:
            kept = vaults.keep(
                name=given.name or "", content=given.read(), by=scene.officer.account, at=scene.at
            )
            ids.append(kept.pk)
        except Invalid as refusal:
            refused.append(f"{given.name}: {refusal.message}")
    typed = scene.typed
    typed.setlist(path, [str(pk) for pk in ids])  # a copy of the request's, shown again if something is wrong
    scene.files.setlist(f"{path}.file", [])
    if refused:
        raise Invalid(fields={path: refused})
    return ids


def _numbers(given: Sequence[Any]) -> list[int]:
    texts = [str(one) for one in given]
    return [int(text) for text in texts if text.isascii() and text.isdigit() and len(text) < 19]
