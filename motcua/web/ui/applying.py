"""One page of an e-form, as citizens fill it online and officers at the counter.

A view that shows a section of a draft does, and nothing else:

    turn = applying.take(request, draft=draft, section=section, by=account, at=now()) if POST else None
    if turn and turn.done: redirect to the next part
    page = applying.page(draft, section, by=account, known={...}, address=..., turn=turn)
    render, with status 422 if page.errors, and in the template:
    {% form_section page.section page.answers page.errors visible=page.visible files=page.files %}

`take` keeps whatever was typed, right or wrong, and does the small buttons that the form itself carries:
`refresh`, `add`, `remove`, `upload`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest

from motcua.agencies import queries as agencies
from motcua.catalogue import queries as catalogue
from motcua.catalogue.rules import fields, forms
from motcua.catalogue.rules.definition import Field, FieldKind, Section
from motcua.dossiers import actions as dossiers
from motcua.dossiers.models import Draft
from motcua.kernel import clock
from motcua.kernel.errors import Invalid, NotFound
from motcua.people.models import Account
from motcua.vault import actions as vaults
from motcua.vault import queries as vault
from motcua.web.ui.shapes import File

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Errors = dict[str, list["StrOrPromise"]]
SMALL_BUTTONS = ("refresh", "add", "remove", "upload")
LONGEST_ID = 19  # digits: what a database id can hold


@dataclass(frozen=True, slots=True)
class Turn:
    """What one POST of a section came to. `done`: it was to be finished, and nothing is wrong with it."""

    draft: Draft
    answers: Mapping[str, Any]
    errors: Errors = field(default_factory=dict)
    done: bool = False


@dataclass(frozen=True, slots=True)
class SectionPage:
    """What `form_section` shows."""

    section: Section
    answers: Mapping[str, Any]
    errors: Errors
    visible: frozenset[str]
    files: Mapping[str, File]


def section_of(draft: Draft, name: str) -> Section:
    """The section with this id. Raises NotFound."""
    for section in catalogue.version(draft.version_id).form.sections:
        if section.id == name:
            return section
    raise NotFound(code="no-such-section")


def page(
    draft: Draft,
    section: Section,
    *,
    by: Account,
    known: Mapping[str, Any],
    address: Callable[[int], str],
    turn: Turn | None = None,
) -> SectionPage:
    """The section to be shown: as just posted, as kept, or filled from what is `known` of the applicant.

    `address` gives the address under which a document of this draft is shown.
    """
    procedure = catalogue.version(draft.version_id)
    answers = turn.answers if turn else draft.answers
    if section.id not in answers:
        answers = {**answers, section.id: forms.prefill(procedure, known).get(section.id, {})}
    return SectionPage(
        section=section,
        answers=answers,
        errors=turn.errors if turn else {},
        visible=forms.visible(procedure, answers),
        files=files_of(turn.draft if turn else draft, by=by, address=address),
    )


def files_of(draft: Draft, *, by: Account, address: Callable[[int], str]) -> dict[str, File]:
    """The files of this draft by document id: those of components and those of file fields."""
    found = vault.owned(document_ids(draft), by=by)
    return {
        str(document.pk): File(document.name, document.size, address(document.pk))
        for document in found.values()
    }


def document_ids(draft: Draft) -> set[int]:
    """All documents that this draft names."""
    named = [pk for given in draft.files.values() for pk in given]
    for section, one in _file_fields(draft):
        given = draft.answers.get(section.id)
        named += _numbers(given.get(one.id)) if isinstance(given, Mapping) else []
    return set(named)


def _file_fields(draft: Draft) -> Iterator[tuple[Section, Field]]:
    for section in catalogue.version(draft.version_id).form.sections:
        for one in section.fields:
            if one.kind is FieldKind.FILE:
                yield section, one


def _numbers(given: Any) -> list[int]:
    """The document ids among what a form posted or an earlier page kept."""
    texts = [str(one) for one in given] if isinstance(given, (list, tuple)) else []
    return [int(text) for text in texts if text.isascii() and text.isdecimal() and len(text) < LONGEST_ID]


def take(request: HttpRequest, *, draft: Draft, section: Section, by: Account, at: datetime) -> Turn:
    """Keeps what was posted of this section and does what was pressed."""
    procedure = catalogue.version(draft.version_id)
    try:
        values = forms.parse(section, _without_row(request))
    except Invalid as refusal:
        raw = {
            one.id: fields.parse(one, f"{section.id}.{one.id}", request.POST.getlist)
            for one in section.fields
        }
        return Turn(draft, {**draft.answers, section.id: raw}, {"": [refusal.message]})
    values = _hidden_ones(draft, section, values) | values
    errors = _take_files(request, section, values, by, at)
    draft = dossiers.save(draft=draft, answers={section.id: values}, by=by, at=at)
    if any(name in request.POST for name in SMALL_BUTTONS):
        return Turn(draft, _with_row(request, draft.answers, section), errors)
    found = forms.check(
        procedure, draft.answers, today=clock.day(at), unit_exists=agencies.unit_exists, sections={section.id}
    )
    errors = {**found, **errors}
    return Turn(draft, draft.answers, errors, done=not errors)


def keep_files(
    request: HttpRequest, name: str, *, draft: Draft, component: str, by: Account, at: datetime
) -> list[StrOrPromise]:
    """Keeps the files posted under this HTML name for a component; the sentences about those refused."""
    refused: list[StrOrPromise] = []
    for given in request.FILES.getlist(name):
        try:
            dossiers.attach(
                draft=draft, component=component, name=given.name or "", content=given.read(), by=by, at=at
            )
        except Invalid as refusal:
            refused.append(f"{given.name}: {refusal.message}")
    return refused


def _take_files(
    request: HttpRequest, section: Section, values: dict[str, Any], by: Account, at: datetime
) -> Errors:
    """Puts into `values` the documents of each file field: those posted again less one removed, and new ones.

    Only documents that this account gave count, whichever ids a browser sends.
    """
    errors: Errors = {}
    removed, _colon, gone = request.POST.get("remove", "").partition(":")
    for one in section.fields:
        if one.kind is not FieldKind.FILE:
            continue
        path = f"{section.id}.{one.id}"
        named = _numbers(values.pop(one.id, None))
        owned = vault.owned(named, by=by)
        ids = [str(pk) for pk in named if pk in owned and not (removed == path and str(pk) == gone)]
        for given in request.FILES.getlist(f"{path}.file"):
            try:
                ids.append(str(vaults.keep(name=given.name or "", content=given.read(), by=by, at=at).pk))
            except Invalid as refusal:
                errors.setdefault(path, []).append(f"{given.name}: {refusal.message}")
        if ids:
            values[one.id] = ids
    return errors


def _hidden_ones(draft: Draft, section: Section, values: Mapping[str, Any]) -> dict[str, Any]:
    """Earlier answers to questions that are not asked now: they come back if the condition does."""
    kept = draft.answers.get(section.id)
    if not isinstance(kept, Mapping):
        return {}
    procedure = catalogue.version(draft.version_id)
    asked = forms.visible(procedure, {**draft.answers, section.id: dict(values)})
    return {name: value for name, value in kept.items() if f"{section.id}.{name}" not in asked}


def _without_row(request: HttpRequest) -> Callable[[str], Sequence[str]]:
    """The posted values, without the row of a table whose removal was pressed."""
    removed = request.POST.get("remove", "")
    path, _dot, index = removed.rpartition(".")
    if not path or not index.isdecimal():
        return request.POST.getlist
    gone = f"{removed}."
    return lambda name: [] if name.startswith(gone) else request.POST.getlist(name)


def _with_row(request: HttpRequest, answers: Mapping[str, Any], section: Section) -> Mapping[str, Any]:
    """The answers with an empty row at the end of the table to which one was to be added. It is not kept."""
    of, _dot, name = request.POST.get("add", "").partition(".")
    table = next((one for one in section.fields if one.id == name and one.kind is FieldKind.TABLE), None)
    if of != section.id or table is None:
        return answers
    rows = answers.get(section.id, {}).get(name) or []
    shown = max(len(rows), table.minimum or 0, 1 if table.required else 0)
    empty: list[dict[str, Any]] = [{} for _row in range(shown - len(rows) + 1)]
    return {**answers, section.id: {**answers.get(section.id, {}), name: [*rows, *empty]}}
