"""Who may come in: an officer in office, and what of the tree of agencies is theirs to look into."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import cache_control

from motcua.agencies import queries as agencies
from motcua.agencies.models import Agency, Officer
from motcua.kernel.errors import NotAllowed, NotFound
from motcua.web.ui import devices
from motcua.web.ui.context import officer_of

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, Officer, P], HttpResponse]


def for_officers(view: View[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """The view is called with the officer who is signed in, its answer kept in no cache.

    Its browser is marked as one of the office: what is handed in there later was hardly typed at home.
    """

    @cache_control(private=True, no_store=True)
    @login_required
    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        officer = officer_of(request)
        if officer is None:
            raise NotAllowed(
                _("Trang này dành cho cán bộ. Hồ sơ của bạn ở mục “Hồ sơ của tôi”."), code="officers-only"
            )
        return devices.of(request, office=True).keep(view(request, officer, *args, **kwargs))

    return guarded


def within(officer: Officer, code: str) -> Agency:
    """The agency with this identifier, if it is this officer's own or below it. Raises NotFound."""
    found = agencies.agency(code)
    if not found.path.startswith(officer.agency.path):
        raise NotFound(code="no-such-agency")
    return found
