"""An application typed at the counter, taken apart: what is done, what is missing, what is next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from motcua.agencies import queries as agencies
from motcua.agencies.models import Officer
from motcua.catalogue import queries as catalogue
from motcua.catalogue.rules import forms
from motcua.catalogue.rules.definition import Channel, Component, Procedure, Section
from motcua.dossiers import queries
from motcua.dossiers.models import Draft
from motcua.kernel import clock
from motcua.kernel.errors import NotFound
from motcua.people import queries as people
from motcua.people.models import Person
from motcua.web.ui import persons
from motcua.web.ui.persons import Typed
from motcua.web.ui.shapes import Progress, Task

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

FILES = "files."  # before a component's code in the path of a finding
PLACE = "place"
PERSON = "person"  # before a field of the applicant

Errors = dict[str, list["StrOrPromise"]]


@dataclass(frozen=True, slots=True)
class Parts:
    """A draft taken apart. `findings` is what must be put right before it can be submitted, by path."""

    draft: Draft
    procedure: Procedure
    applicant: Typed
    sections: list[Section]
    components: list[tuple[Component, bool]]
    findings: Errors
    tasks: list[Task]

    def url(self, part: str, *more: str) -> str:
        """The address of a part of this draft."""
        return reverse(f"officer:{part}", args=[self.draft.pk, *more])

    def after(self, section: str) -> str:
        """The address of what follows this section; of the first one for ""."""
        names = [one.id for one in self.sections]
        following = names[names.index(section) + 1 :] if section in names else names
        if following:
            return self.url("section", following[0])
        return self.url("documents" if self.components else "review")

    def before(self, section: str) -> str:
        """The address of what comes before this section."""
        names = [one.id for one in self.sections]
        place = names.index(section) if section in names else 0
        return self.url("section", names[place - 1]) if place else self.url("person")


def draft_of(pk: UUID, officer: Officer) -> Draft:
    """This officer's draft at the counter. Raises NotFound, for others' and for online ones too."""
    draft = queries.draft(pk, by=officer.account)
    if draft.channel != Channel.DIRECT:
        raise NotFound(code="no-such-draft")
    return draft


def of(draft: Draft, at: datetime) -> Parts:
    """The parts of this draft as they stand."""
    procedure = catalogue.version(draft.version_id)
    visible = forms.visible(procedure, draft.answers)
    sections = [one for one in procedure.form.sections if one.id in visible]
    called = forms.called_for(procedure, draft.answers)
    components = [pair for pair in forms.components(procedure, draft.answers) if pair[0].code in called]
    today = clock.day(at)
    applicant = persons.of_draft(draft.applicant)
    findings: Errors = {
        f"{PERSON}.{name}": found for name, found in persons.faults(applicant, today, phone=False).items()
    }
    findings |= forms.check(procedure, draft.answers, today=today, unit_exists=agencies.unit_exists)
    for component, needed in components:
        if needed and not draft.files.get(component.code) and component.code not in draft.handed:
            findings[FILES + component.code] = [_("Vui lòng đính kèm tệp hoặc đánh dấu đã nhận bản giấy.")]
    tasks = [
        _task(draft, PERSON, _("Người nộp hồ sơ"), "person", findings, seen=bool(draft.applicant)),
        *(
            _task(draft, one.id, str(one.title), "section", findings, one.id, seen=one.id in draft.answers)
            for one in sections
        ),
    ]
    if components:
        seen = bool(draft.files or draft.handed)
        tasks.append(_task(draft, "files", _("Thành phần hồ sơ"), "documents", findings, seen=seen))
    if draft.agency is None:
        findings[PLACE] = [_("Vui lòng chọn cơ quan giải quyết.")]
    tasks.append(_task(draft, PLACE, _("Nơi giải quyết và nhận kết quả"), "place", findings, seen=True))
    tasks.append(Task(_("Kiểm tra và nộp"), reverse("officer:review", args=[draft.pk])))
    return Parts(draft, procedure, applicant, sections, components, findings, tasks)


def _task(
    draft: Draft,
    path: str,
    title: StrOrPromise,
    page: str,
    findings: Mapping[str, list[StrOrPromise]],
    *more: str,
    seen: bool,
) -> Task:
    wrong = sum(found.split(".")[0] == path for found in findings)
    url = reverse(f"officer:{page}", args=[draft.pk, *more])
    if not wrong:
        return Task(title, url, Progress.DONE if seen or path == "files" else Progress.NEXT)
    if not seen:
        return Task(title, url, Progress.NEXT)
    note = ngettext("Còn %(n)d mục cần sửa", "Còn %(n)d mục cần sửa", wrong) % {"n": wrong}
    return Task(title, url, Progress.ERROR, note)


def person_of(given: Typed) -> Person:
    """The applicant as forms can use them: who is known by this number, else what was typed. Not stored."""
    facts = given.facts()
    number = {name: facts[name] for name in ("personal_id", "tax_code")}
    return people.verified_with(**number) or Person(**facts)
