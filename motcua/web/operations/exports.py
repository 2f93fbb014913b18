"""A board or a comparison to take away: CSV, XLSX, and a report as PDF."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from motcua.agencies.models import Officer
from motcua.dossiers import ports as dossiers
from motcua.indicators.queries import places, scoreboard
from motcua.indicators.queries.scoreboard import Overview
from motcua.kernel import clock
from motcua.kernel.errors import Invalid, NotFound
from motcua.web.operations import report, sheets
from motcua.web.operations.sheets import Sheet
from motcua.web.ui import asking, comparing, downloads, errors, figures, limits, scoreboards
from motcua.web.ui.access import for_officers
from motcua.web.ui.asking import Asked
from motcua.web.ui.boardrows import Addresses

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

LABELS: Mapping[tuple[str, str], StrOrPromise] = {
    ("report", "pdf"): _("Báo cáo (PDF)"),
    ("indicators", "xlsx"): _("Bảng chỉ tiêu (XLSX)"),
    ("indicators", "csv"): _("Bảng chỉ tiêu (CSV)"),
    ("units", "xlsx"): _("So sánh đơn vị (XLSX)"),
    ("units", "csv"): _("So sánh đơn vị (CSV)"),
}
MOST = {"report": 6, "export": 30}  # for one person in a minute: a report is typeset, with charts
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
WRITERS: Mapping[str, Callable[[Sheet], bytes]] = {"csv": sheets.csv_of, "xlsx": sheets.xlsx_of}


@require_safe
@for_officers
def show(request: HttpRequest, officer: Officer, unit: str, what: str, ending: str) -> HttpResponse:
    """The file. Raises NotFound for what is not offered, Invalid for an address that asks the impossible.

    Whoever asks too often is told to wait.
    """
    if (what, ending) not in LABELS:
        raise NotFound(code="no-such-export")
    door = "report" if what == "report" else "export"
    if limits.too_many(request, door, most=MOST[door], person=True):
        return errors.respond(request, 429)
    limits.count(request, door, minutes=1, person=True)
    now = clock.now()
    asked = asking.read(request.GET, now)
    if asked.errors:
        raise Invalid(fields=asked.errors)
    name = f"motcua-{unit}-{asked.indicators.name}-{figures.written(asked.period)}-{what}.{ending}"
    question: dict[str, Any] = {
        "indicators": asked.indicators,
        "period": asked.period,
        "now": now,
        "as_of": asked.as_of,
    }
    if what == "report":
        return downloads.serve_made(_report(unit, asked, now), name=name)
    near = places.around(unit)
    kinds = comparing.kinds_of(near) if what == "units" else []
    kind = asked.kind if asked.kind in kinds else next(iter(kinds), "")
    found = scoreboard.overview(near, **question, kind=kind)
    sheet = sheets.of_board(found.board) if what == "indicators" else _units(found)
    return downloads.serve_table(WRITERS[ending](sheet), TYPES[ending], name=name)


def _units(found: Overview) -> Sheet:
    """Raises NotFound where there are no units below."""
    if found.units is None:
        raise NotFound(_("Đơn vị này không có đơn vị trực thuộc để so sánh."), code="no-units")
    return sheets.of_comparison(found.units, found.board)


def _report(unit: str, asked: Asked, now: datetime) -> bytes:
    addresses = Addresses(lambda code: code)
    page = scoreboards.page(places.around(unit), asked, now, addresses)
    if page.form.errors:
        raise Invalid(fields=page.form.errors)
    return dossiers.typesetter().print("scoreboard_report", report.told(page, now)).pdf
