"""The form of a directive: what is typed, what a suggestion proposes, and to which units."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from motcua.agencies import queries as agencies
from motcua.agencies.models import Agency, Officer
from motcua.agencies.rules import worktime
from motcua.agencies.rules.kinds import AgencyKind
from motcua.directives import queries
from motcua.directives.models import Directive
from motcua.directives.rules.given import Order
from motcua.kernel import clock
from motcua.kernel.errors import Invalid
from motcua.web.operations import asked
from motcua.web.ui import words

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


Errors = Mapping[str, Sequence["StrOrPromise"]]
USUAL_DAYS = 5  # working days that are proposed where nothing else is
GROUPS: tuple[tuple[str, StrOrPromise, StrOrPromise, frozenset[str]], ...] = (
    (
        "departments",
        _("Sở, ngành và trung tâm"),
        _("Tất cả sở, ngành và trung tâm"),
        frozenset({AgencyKind.MINISTRY, AgencyKind.PROVINCE, AgencyKind.DEPARTMENT, AgencyKind.CENTRE}),
    ),
    ("communes", _("Xã, phường, đặc khu"), _("Tất cả xã, phường, đặc khu"), frozenset({AgencyKind.COMMUNE})),
)


@dataclass(frozen=True, slots=True)
class Written:
    """What stands in the form."""

    subject: str = ""
    text: str = ""
    evidence: str = ""
    due_on: str = ""
    units: frozenset[str] = frozenset()
    revision: int = 0
    suggestion: int = 0


@dataclass(frozen=True, slots=True)
class UnitChoice:
    code: str
    name: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class UnitGroup:
    """Units of a kind; `all` is the value that stands for each of them."""

    name: str
    title: StrOrPromise
    all: StrOrPromise
    units: tuple[UnitChoice, ...]
    chosen: int


@dataclass(frozen=True, slots=True)
class FormPage:
    """The form. `why_not`: nobody is below, so nothing can be written."""

    title: StrOrPromise
    action: str
    back: str
    typed: Written
    groups: tuple[UnitGroup, ...]
    sentence: StrOrPromise = ""
    why_not: StrOrPromise = ""
    errors: Errors = field(default_factory=dict)


def typed(given: QueryDict, officer: Officer) -> Written:
    """What was typed; a group that is ticked as a whole stands for each of its units."""
    units = set(given.getlist("units"))
    if whole := set(given.getlist("groups")):
        for name, _title, _all, kinds in GROUPS:
            if name in whole:
                units |= {one.code for one in queries.addressable(officer.agency) if one.kind in kinds}
    return Written(
        **{name: given.get(name, "") for name in ("subject", "text", "evidence", "due_on")},
        units=frozenset(units),
        revision=asked.number(given.get("revision", "")),
        suggestion=asked.number(given.get("suggestion", "")),
    )


def order(typed: Written, officer: Officer, at: datetime) -> Order:
    """What the action needs: the deadline is the end of that day's work at the sender's. Raises Invalid."""
    try:
        day = date.fromisoformat(typed.due_on)
        if not 0 <= (day - clock.day(at)).days < 4000:
            raise ValueError("no working calendar reaches so far")
        due_at = agencies.working_calendar(officer.agency, at=at).close_of(day)
    except ValueError:
        sentence = _("Vui lòng chọn hạn là một ngày từ hôm nay trở đi, ví dụ 30/11/2026.")
        raise Invalid(fields={"due_on": [sentence]}) from None
    return Order(typed.subject, typed.text, typed.evidence, due_at)


def empty(officer: Officer, at: datetime) -> Written:
    return Written(due_on=_ahead(officer, USUAL_DAYS, at))


def _ahead(officer: Officer, days: int, at: datetime) -> str:
    calendar = agencies.working_calendar(officer.agency, at=at)
    return clock.day(worktime.due(calendar, at, days, "wd")).isoformat()


def kept(found: Directive) -> Written:
    return Written(
        subject=found.subject,
        text=found.text,
        evidence=found.evidence,
        due_on=clock.day(found.due_at).isoformat(),
        units=frozenset(found.tasks.values_list("agency__code", flat=True)),
        revision=found.revision,
    )


def suggested(officer: Officer, pk: int, at: datetime) -> tuple[Written, StrOrPromise]:
    """The directive that a scenario proposes, in Vietnamese, as directives are written."""
    one = queries.worded(queries.suggestion_for(officer, pk))
    own = officer.agency.path
    to = {unit.code for unit in one.to if unit.path.startswith(own) and unit.path != own}
    typed = Written(
        subject=one.subject.vi,
        text=one.text.vi.strip(),
        evidence=one.evidence.vi.strip(),
        due_on=_ahead(officer, one.scenario.directive.working_days, at),
        units=frozenset(to),
        suggestion=pk,
    )
    return typed, words.named(one.sentence)


def form(
    request: HttpRequest,
    officer: Officer,
    typed: Written,
    *,
    directive: Directive | None = None,
    sentence: StrOrPromise = "",
    errors: Errors | None = None,
) -> HttpResponse:
    units = queries.addressable(officer.agency)
    page = FormPage(
        title=_("Sửa dự thảo chỉ đạo") if directive else _("Soạn chỉ đạo, giao nhiệm vụ"),
        action=asked.address_of("edit_directive", directive.pk)
        if directive
        else asked.address("new_directive"),
        back=asked.address_of("directive", directive.pk) if directive else asked.address("directives"),
        typed=typed,
        groups=tuple(_groups(units, typed.units)),
        sentence=sentence,
        why_not="" if units else _("Đơn vị của bạn không có đơn vị trực thuộc để giao nhiệm vụ."),
        errors={name: list(found) for name, found in (errors or {}).items()},
    )
    return render(request, "operations/directive_form.html", {"page": page}, status=422 if errors else 200)


def _groups(units: Sequence[Agency], chosen: Collection[str]) -> list[UnitGroup]:
    found = []
    for name, title, whole, kinds in GROUPS:
        choices = tuple(
            UnitChoice(one.code, words.agency(one), one.code in chosen) for one in units if one.kind in kinds
        )
        if choices:
            found.append(UnitGroup(name, title, whole, choices, sum(one.chosen for one in choices)))
    return found
