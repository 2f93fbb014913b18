"""Who may come in: leaders, and whoever approves."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from motcua.agencies import queries as agencies
from motcua.agencies.models import Officer
from motcua.agencies.rules.kinds import LEADING
from motcua.indicators.rules.targets import ASSIGNING
from motcua.kernel import clock
from motcua.kernel.errors import NotAllowed
from motcua.web.ui.access import View, for_officers

P = ParamSpec("P")


def leads(officer: Officer) -> bool:
    """Whether this officer answers for the work of an agency, or stands in for who does."""
    return not LEADING.isdisjoint(officer.held)


def for_leaders(view: View[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """The view is called with the leader who is signed in."""

    @for_officers
    @wraps(view)
    def guarded(request: HttpRequest, officer: Officer, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        agencies.acting(officer, ASSIGNING, on=clock.day(clock.now()))
        if not leads(officer):
            raise NotAllowed(_("Trang này dành cho lãnh đạo cơ quan."), code="leaders-only")
        return view(request, officer, *args, **kwargs)

    return guarded
