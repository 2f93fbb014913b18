"""The scoreboard for everybody: the same figures as leaders see, without whose dossiers they count."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from motcua.agencies.rules.kinds import AgencyKind
from motcua.indicators.queries import places, scoreboard
from motcua.indicators.queries.places import Surroundings
from motcua.indicators.rules import series
from motcua.indicators.rules.periods import Period
from motcua.indicators.rules.series import Span
from motcua.kernel import clock
from motcua.web.ui import asking, errors, figures, limits, scoreboards
from motcua.web.ui.asking import Asked
from motcua.web.ui.boardrows import Addresses

NATION = "VN"
FRESH = 60  # seconds that a copy of a page may be shown: facts are no fresher
MOST, MINUTES = 120, 1  # pages for one address; a figure that nobody asked for before costs seconds


@require_safe
def show(request: HttpRequest, unit: str = "") -> HttpResponse:
    """The board of this unit, of the nation where none is named."""
    if limits.too_many(request, "scoreboard", most=MOST):
        return errors.respond(request, 429)
    limits.count(request, "scoreboard", minutes=MINUTES)
    wanted = request.GET.get("unit", "").strip()
    if wanted and not unit:
        return redirect("scoreboard_unit", unit=scoreboard.unit(wanted).code)
    now = clock.now()
    asked = _offered(asking.read(_without_days(request), now))
    code = unit or NATION
    near = places.around(code)
    page = scoreboards.page(near, asked, now, _addresses(asked))
    written = {figures.written(one) for one in _periods(asked.today)}
    shown = [one for one in page.form.periods if one[0] in written]
    page = replace(page, form=replace(page.form, periods=shown))
    context = {"page": page, "provinces": _provinces(near), "chosen": code, "free": False}
    response = render(request, "public/scoreboard.html", context, status=422 if page.form.errors else 200)
    if not request.user.is_authenticated:
        patch_cache_control(response, public=True, max_age=FRESH)
    patch_vary_headers(response, ("Cookie", "Accept-Language"))
    return response


def _provinces(near: Surroundings) -> list[tuple[str, str]]:
    """By name."""
    if near.own.unit.code != NATION:
        near = places.around(NATION)
    units = (one.unit for one in near.below)
    return [(one.code, one.name.vi) for one in units if one.kind == AgencyKind.PROVINCE]


def _without_days(request: HttpRequest) -> dict[str, str]:
    """No range and no past day: each would be counted anew for whoever asks."""
    return {name: value for name, value in request.GET.dict().items() if name not in ("from", "to", "as_of")}


def _offered(asked: Asked) -> Asked:
    if asked.period in _periods(asked.today) or asked.errors:
        return asked
    return asked.refused(
        {"period": [_("Kỳ này không có ở trang công khai. Vui lòng chọn một kỳ trong danh sách.")]}
    )


def _periods(today: date) -> list[Period]:
    """No single days: what a ward counts on a day are one or two people."""
    return [one for one in asking.offered(today) if series.span(one) is not Span.DAY]


def _addresses(asked: Asked) -> Addresses:
    return Addresses(lambda code: reverse("scoreboard_unit", args=[code]) + asked.plain)
