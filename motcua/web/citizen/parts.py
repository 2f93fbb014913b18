"""The parts of an application, what is done of each, and where to go next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from motcua.agencies import queries as agencies
from motcua.catalogue import queries as catalogue
from motcua.catalogue.rules import forms
from motcua.catalogue.rules.definition import Component, Level, Procedure, Section
from motcua.dossiers.models import Draft
from motcua.kernel import clock
from motcua.web.ui import words
from motcua.web.ui.shapes import Progress, Task

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

FILES = "files."  # before a component's code in the path of a finding


@dataclass(frozen=True, slots=True)
class Parts:
    """A draft taken apart. `findings` is what must be put right before it can be submitted, by path."""

    draft: Draft
    procedure: Procedure
    sections: list[Section]
    components: list[tuple[Component, bool]]
    called: frozenset[str]  # codes of the documents that have to do with what was answered
    findings: Mapping[str, list[StrOrPromise]]
    tasks: list[Task]

    @property
    def ready(self) -> bool:
        """Whether nothing stands against submitting."""
        return not self.findings

    @property
    def next(self) -> str:
        """Where the first part is that is not done."""
        undone = (task.url for task in self.tasks if task.progress is not Progress.DONE)
        return next(undone, self.tasks[-1].url)

    def after(self, section: str) -> str:
        """The address of the part that follows this section."""
        names = [one.id for one in self.sections]
        following = names[names.index(section) + 1 :] if section in names else []
        if following:
            return reverse("citizen:section", args=[self.draft.pk, following[0]])
        return reverse("citizen:documents" if self.components else "citizen:review", args=[self.draft.pk])

    def before(self, section: str) -> str:
        """The address of the part before this section."""
        names = [one.id for one in self.sections]
        place = names.index(section) if section in names else 0
        if place:
            return reverse("citizen:section", args=[self.draft.pk, names[place - 1]])
        return reverse("citizen:draft", args=[self.draft.pk])


def of(draft: Draft, at: datetime) -> Parts:
    """The parts of this draft as they stand."""
    procedure = catalogue.version(draft.version_id)
    visible = forms.visible(procedure, draft.answers)
    sections = [one for one in procedure.form.sections if one.id in visible]
    called = forms.called_for(procedure, draft.answers)
    # A document given for what was answered before is shown too, so that nothing is sent unseen.
    components = [
        (component, needed)
        for component, needed in forms.components(procedure, draft.answers)
        if component.code in called or draft.files.get(component.code)
    ]
    findings: dict[str, list[StrOrPromise]] = dict(
        forms.check(procedure, draft.answers, today=clock.day(at), unit_exists=agencies.unit_exists)
    )
    for component, needed in components:
        if needed and not draft.files.get(component.code):
            findings[FILES + component.code] = [_("Vui lòng đính kèm giấy tờ này.")]
    if draft.agency is None:
        findings["agency"] = [_("Vui lòng chọn nơi giải quyết hồ sơ.")]
    tasks = [*_where(draft, procedure), *(_section(draft, one, findings) for one in sections)]
    if components:
        tasks.append(_documents(draft, components, findings))
    review = reverse("citizen:review", args=[draft.pk])
    tasks.append(Task(_("Xem lại và nộp"), review, note=_("Nộp khi mọi phần đã xong.")))
    return Parts(draft, procedure, sections, components, called, findings, _with_current(tasks))


def _where(draft: Draft, procedure: Procedure) -> list[Task]:
    by_commune = Level.COMMUNE in procedure.levels
    return [
        Task(
            _("Nơi giải quyết"),
            reverse("citizen:where", args=[draft.pk]) if by_commune else "",
            Progress.DONE if draft.agency else Progress.NEXT,
            words.agency(draft.agency) if draft.agency else "",
        )
    ]


def _section(draft: Draft, section: Section, findings: Mapping[str, Any]) -> Task:
    wrong = sum(path.split(".")[0] == section.id for path in findings)
    seen = section.id in draft.answers
    note = ngettext("Còn %(n)d mục cần sửa", "Còn %(n)d mục cần sửa", wrong) % {"n": wrong}
    progress = Progress.NEXT if not seen else Progress.ERROR if wrong else Progress.DONE
    return Task(
        str(section.title),
        reverse("citizen:section", args=[draft.pk, section.id]),
        progress,
        note if seen and wrong else "",
    )


def _documents(draft: Draft, components: list[tuple[Component, bool]], findings: Mapping[str, Any]) -> Task:
    missing = sum(path.startswith(FILES) for path in findings)
    given = sum(bool(draft.files.get(component.code)) for component, _needed in components)
    note: StrOrPromise = _("Không có giấy tờ nào bắt buộc")
    if missing:
        note = ngettext("Còn thiếu %(n)d giấy tờ", "Còn thiếu %(n)d giấy tờ", missing) % {"n": missing}
    elif given:
        note = ngettext("Đã đính kèm %(n)d giấy tờ", "Đã đính kèm %(n)d giấy tờ", given) % {"n": given}
    return Task(
        _("Giấy tờ kèm theo"),
        reverse("citizen:documents", args=[draft.pk]),
        Progress.NEXT if missing else Progress.DONE,
        note,
    )


def _with_current(tasks: list[Task]) -> list[Task]:
    """The first part that was not begun is the one to do now."""
    for place, task in enumerate(tasks):
        if task.progress is Progress.NEXT:
            now = Task(task.title, task.url, Progress.CURRENT, task.note)
            return [*tasks[:place], now, *tasks[place + 1 :]]
    return tasks
