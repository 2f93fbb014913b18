"""Form 06 of a dossier, form 07 of a unit over a period: on the screen, and printed and sealed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from motcua.agencies import queries as agencies
from motcua.agencies.models import Agency, Officer
from motcua.agencies.rules.kinds import Role
from motcua.catalogue import queries as catalogue
from motcua.dossiers import queries
from motcua.dossiers.actions import books
from motcua.dossiers.models import Dossier
from motcua.dossiers.rules.choices import DELIVERY_NAMES, Delivery
from motcua.dossiers.rules.process import STATE_NAMES, State
from motcua.kernel import clock
from motcua.kernel.errors import Invalid, NotFound
from motcua.web.officer.documents import is_guest
from motcua.web.ui import downloads, words
from motcua.web.ui.access import for_officers

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

PAGE = 100
USUAL = timedelta(days=30)


@require_POST
@for_officers
def show_sheet(request: HttpRequest, officer: Officer, code: str) -> HttpResponse:
    """Form 06 of this dossier as it stands now, sealed."""
    dossier = queries.dossier_for(officer, code)
    if is_guest(dossier, officer):
        raise NotFound(code="no-such-document")
    pdf = books.print_control_sheet(dossier=dossier, by=officer, at=clock.now())
    return downloads.serve_made(pdf, name=f"{dossier.code}-phieu-kiem-soat.pdf")


@dataclass(frozen=True, slots=True)
class Asked:
    """Which book: `errors` says what is wrong with the days."""

    unit: Agency
    start: date
    end: date
    errors: Mapping[str, Sequence[StrOrPromise]]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the book."""

    code: str
    url: str
    procedure: StrOrPromise
    applicant: StrOrPromise
    received: str
    due: str
    result: str
    state: StrOrPromise
    delivered: StrOrPromise
    number: StrOrPromise


@dataclass(frozen=True, slots=True)
class BookPage:
    unit: StrOrPromise
    unit_code: str
    chooses: bool
    start: str
    end: str
    lines: list[Line]
    next: str
    first: str
    pdf: str
    errors: dict[str, list[StrOrPromise]]


@require_safe
@for_officers
def show(request: HttpRequest, officer: Officer) -> HttpResponse:
    """The book on the screen, a hundred lines a page."""
    asked = _asked(request.GET, officer)
    after = request.GET.get("after", "")
    begin = int(after) if after.isascii() and after.isdigit() and len(after) < 19 else 0
    found: list[Dossier] = []
    if not asked.errors:
        start, end = books.period(asked.start, asked.end)
        found = queries.book(asked.unit.pk, start=start, end=end, after=begin, limit=PAGE + 1)
    chosen = {"unit": asked.unit.code, "start": asked.start.isoformat(), "end": asked.end.isoformat()}
    here = reverse("officer:book")
    page = BookPage(
        unit=words.as_typed(words.agency(asked.unit)),
        unit_code=asked.unit.code,
        chooses=Role.LEADER in officer.roles,
        start=chosen["start"],
        end=chosen["end"],
        lines=[_line(one) for one in found[:PAGE]],
        next=f"{here}?{urlencode({**chosen, 'after': found[PAGE - 1].pk})}" if len(found) > PAGE else "",
        first=f"{here}?{urlencode(chosen)}" if begin else "",
        pdf=reverse("officer:book_pdf"),
        errors={name: list(sentences) for name, sentences in asked.errors.items()},
    )
    return render(request, "officer/book.html", {"page": page}, status=422 if asked.errors else 200)


@require_POST
@for_officers
def show_pdf(request: HttpRequest, officer: Officer) -> HttpResponse:
    """The book printed and sealed."""
    asked = _asked(request.POST, officer)
    if asked.errors:
        raise Invalid(fields=asked.errors)
    pdf = books.print_tracking_book(
        agency=asked.unit, start=asked.start, end=asked.end, by=officer, at=clock.now()
    )
    return downloads.serve_made(pdf, name=f"so-theo-doi-{asked.unit.code}.pdf")


def _asked(given: Mapping[str, str], officer: Officer) -> Asked:
    """Which book is wanted: the officer's own unit and the last month where nothing is said."""
    today = clock.day(clock.now())
    errors: dict[str, Sequence[StrOrPromise]] = {}
    days = {"start": today - USUAL, "end": today}
    for name in days:
        if typed := given.get(name, "").strip():
            try:
                days[name] = date.fromisoformat(typed)
            except ValueError:
                errors[name] = [_("Vui lòng nhập ngày, ví dụ 30/11/2026.")]
    unit = officer.agency
    if code := given.get("unit", "").strip():
        try:
            unit = _unit(code, officer)
        except NotFound:
            errors["unit"] = [_("Không có đơn vị nào mang mã này dưới quyền theo dõi của bạn.")]
    if not errors:
        try:
            books.period(days["start"], days["end"])
        except Invalid as refused:
            errors |= refused.fields
    return Asked(unit, days["start"], days["end"], errors)


def _unit(code: str, officer: Officer) -> Agency:
    """One's own unit; a leader's, any below it. Raises NotFound."""
    if code == officer.agency.code:
        return officer.agency
    found = agencies.agency(code)
    if Role.LEADER not in officer.roles or not found.path.startswith(officer.agency.path):
        raise NotFound(code="no-such-agency")
    return found


def _line(one: Dossier) -> Line:
    row = books.book_row(one)
    return Line(
        code=row.code,
        url=reverse("officer:dossier", args=[row.code]),
        procedure=words.as_typed(str(catalogue.version(one.version_id).name)),
        applicant=words.as_typed(row.applicant),
        received=words.moment(row.received_at),
        due=words.moment(row.due_at),
        result=words.moment(row.result_at) if row.result_at else "",
        state=STATE_NAMES[State(one.state)],
        delivered=DELIVERY_NAMES[Delivery(row.signed)] if row.signed else "",
        number=words.as_typed(row.note),
    )
