"""Parts of forms that choose among what there is: questions and papers, agencies, colleagues, a new date."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from motcua.agencies import queries as agencies
from motcua.agencies.models import Agency, Officer
from motcua.catalogue.rules import forms
from motcua.dossiers import queries
from motcua.dossiers.actions.clocks import extension
from motcua.dossiers.actions.doing import calendar_of
from motcua.dossiers.rules.supplementing import FILES
from motcua.kernel import clock
from motcua.kernel.text import fold
from motcua.web.officer import contents
from motcua.web.officer.blocks import LineShown, Scene
from motcua.web.officer.contents import Shown
from motcua.web.ui import words

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, slots=True)
class Item:
    """A question or a document that can be marked, with what was given for it."""

    path: str
    name: StrOrPromise
    value: StrOrPromise
    files: Sequence[Shown]
    marked: bool
    fault: str
    errors: Sequence[StrOrPromise]

    @property
    def id(self) -> str:
        """Of its text, as error summaries link to it."""
        return "f-items-" + self.path.replace(".", "-")


@dataclass(frozen=True, slots=True)
class ItemsShown:
    """By section of the form, the documents last."""

    groups: list[tuple[StrOrPromise, list[Item]]]
    errors: Sequence[StrOrPromise]


@dataclass(frozen=True, slots=True)
class Items:
    """Every question and every document, each to be marked with what is wrong with it."""

    template = "officer/blocks/items.html"

    def read(self, scene: Scene) -> dict[str, Any]:
        """Those that are marked, or beside which something was written."""
        marked = dict.fromkeys(scene.typed.getlist("mark"))
        for name in scene.typed:
            if name.startswith("fault.") and scene.text(name).strip():
                marked.setdefault(name.removeprefix("fault."))
        return {"items": [{"path": path, "fault": scene.text(f"fault.{path}")} for path in marked]}

    def show(self, scene: Scene) -> ItemsShown:
        """The dossier as it is, to be marked."""
        dossier, procedure = scene.dossier, scene.procedure
        attachments = queries.attachments(dossier)
        names = {str(one.document_id): one.document.name for one in attachments}
        values: dict[str, StrOrPromise] = {}
        for section in forms.shown(
            procedure, dossier.answers, unit_name=agencies.unit_name, file_name=lambda pk: names.get(pk, "…")
        ):
            values |= {row["path"]: words.as_typed(row["value"]) for row in section["rows"]}
            for table in section["tables"]:
                count = len(table["rows"])
                values[table["path"]] = ngettext("%(n)d dòng", "%(n)d dòng", count) % {"n": count}
        visible = forms.visible(procedure, dossier.answers)
        groups: list[tuple[StrOrPromise, list[Item]]] = []
        for one in procedure.form.sections:
            items = [
                self._item(scene, f"{one.id}.{field.id}", str(field.label), values)
                for field in one.fields
                if f"{one.id}.{field.id}" in visible
            ]
            if items:
                groups.append((str(one.title), items))
        papers = [
            self._item(scene, FILES + component.code, str(component.name), {}, given)
            for component, given in contents.by_component(dossier, procedure, attachments)
        ]
        if papers:
            groups.append((_("Thành phần hồ sơ"), papers))
        return ItemsShown(groups, scene.wrong("items"))

    def _item(
        self,
        scene: Scene,
        path: str,
        name: str,
        values: Mapping[str, StrOrPromise],
        given: contents.Given | None = None,
    ) -> Item:
        value = values.get(path, "")
        if given:
            value = _("Bản giấy đã nhận") if given.handed else "" if given.files else _("Chưa có")
        return Item(
            path=path,
            name=words.as_typed(name),
            value=value,
            files=given.files if given else (),
            marked=path in scene.typed.getlist("mark"),
            fault=scene.text(f"fault.{path}"),
            errors=scene.wrong(f"items.{path}"),
        )


@dataclass(frozen=True, slots=True)
class AgencyChoice:
    code: str
    name: StrOrPromise
    chosen: bool


@dataclass(frozen=True, slots=True)
class AgenciesShown:
    """`groups` by kind; `filter` is the words that narrow them."""

    filter: str
    groups: list[tuple[StrOrPromise, list[AgencyChoice]]]
    errors: Sequence[StrOrPromise]


@dataclass(frozen=True, slots=True)
class Agencies:
    """Departments of the province and communes, by name; what was chosen stays whatever is looked for."""

    template = "officer/blocks/agencies.html"

    def read(self, scene: Scene) -> dict[str, Any]:
        """Their codes."""
        return {"agencies": scene.typed.getlist("agencies")}

    def show(self, scene: Scene) -> AgenciesShown:
        """Those that fit the words typed, and those that are chosen already."""
        chosen = set(scene.typed.getlist("agencies"))
        asked = agencies.consultable(but=scene.dossier.agency_id)
        wanted = fold(scene.text("filter")).split()
        shown = [one for one in asked if one.code in chosen or _fits(one, wanted)]
        groups: list[tuple[StrOrPromise, list[AgencyChoice]]] = []
        for title, kind in ((_("Sở, ngành của tỉnh"), "department"), (_("Xã, phường, đặc khu"), "commune")):
            found = [
                AgencyChoice(one.code, words.as_typed(words.agency(one)), one.code in chosen)
                for one in shown
                if one.kind == kind
            ]
            if found:
                groups.append((title, found))
        return AgenciesShown(scene.text("filter"), groups, scene.wrong("agencies"))


def _fits(one: Agency, wanted: Sequence[str]) -> bool:
    name = f"{fold(one.name_vi)} {fold(one.name_en)}"
    return all(word in name for word in wanted)


@dataclass(frozen=True, slots=True)
class Colleague:
    pk: int
    name: StrOrPromise
    title: StrOrPromise
    load: int
    away: bool
    chosen: bool


@dataclass(frozen=True, slots=True)
class ColleaguesShown:
    rows: list[Colleague]
    errors: Sequence[StrOrPromise]


@dataclass(frozen=True, slots=True)
class Colleagues:
    """Who else holds the position, with how many dossiers they have; who is away is marked, and last."""

    template = "officer/blocks/colleagues.html"

    def read(self, scene: Scene) -> dict[str, Any]:
        """Whose it is to be."""
        return {"officer": scene.text("officer")}

    def show(self, scene: Scene) -> ColleaguesShown:
        """Who may be chosen."""
        dossier = scene.dossier
        place, role = dossier.waiting_at_id, dossier.waiting_role
        others = [
            one
            for one in agencies.colleagues(place or 0)
            if role in one.roles and one.pk not in (dossier.assignee_id, scene.officer.pk)
        ]
        away = agencies.away(place or 0, on=clock.day(scene.at))
        loads = queries.loads(one.pk for one in others)
        rows = [self._row(one, loads.get(one.pk, 0), one.pk in away, scene) for one in others]
        return ColleaguesShown(
            sorted(rows, key=lambda row: (row.away, row.load, str(row.name))), scene.wrong("officer")
        )

    def _row(self, one: Officer, load: int, away: bool, scene: Scene) -> Colleague:
        title = one.title_en if words.english() else one.title_vi
        return Colleague(
            one.pk,
            words.as_typed(one.account.name),
            words.as_typed(title),
            load,
            away,
            scene.text("officer") == str(one.pk),
        )


@dataclass(frozen=True, slots=True)
class NewDueShown:
    """The first date that can be kept, in words, and the question for another."""

    computed: str
    old: str
    line: LineShown


@dataclass(frozen=True, slots=True)
class NewDue:
    """The new date of an apology: computed, and changeable to the end of another working day."""

    template = "officer/blocks/new_due.html"

    def read(self, scene: Scene) -> dict[str, Any]:
        """The moment, where another day than the computed one was typed."""
        typed = scene.text("new_due").strip()
        computed = extension(scene.dossier, scene.at)
        day = _day(typed)
        if not typed or day == clock.day(computed):
            return {}
        if day is None:
            return {"new_due": typed}  # the act says what is wrong with it
        calendar = calendar_of(scene.dossier, scene.at)
        close = calendar.close_of(day)
        return {"new_due": f"{day}T17:00" if clock.day(close) != day else close.isoformat()}

    def show(self, scene: Scene) -> NewDueShown:
        """Both dates in words."""
        computed = extension(scene.dossier, scene.at)
        line = LineShown(
            "new_due", _("Ngày hẹn trả mới"), "date",
            scene.text("new_due") or clock.day(computed).isoformat(),
            scene.wrong("new_due"), _("Hết giờ làm việc của ngày này."), True, (), None,
        )  # fmt: skip
        return NewDueShown(words.moment(computed), words.moment(scene.dossier.due_at), line)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
