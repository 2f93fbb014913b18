"""Who may come in: an officer in office."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import cache_control

from motcua.agencies.models import Officer
from motcua.agencies.rules.kinds import Role
from motcua.kernel.errors import NotAllowed
from motcua.web.ui.context import officer_of

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, Officer, P], HttpResponse]


def for_officers(view: View[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """The view is called with the officer who is signed in, its answer kept in no cache."""

    @cache_control(private=True, no_store=True)
    @login_required
    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        officer = officer_of(request)
        if officer is None:
            raise NotAllowed(
                _("Trang này dành cho cán bộ. Hồ sơ của bạn ở mục “Hồ sơ của tôi”."), code="officers-only"
            )
        return view(request, officer, *args, **kwargs)

    return guarded


def for_reception(view: View[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """The same for who receives at a counter."""

    @for_officers
    @wraps(view)
    def guarded(request: HttpRequest, officer: Officer, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if Role.RECEPTION not in officer.roles:
            raise NotAllowed(
                _("Việc tiếp nhận tại quầy thuộc về cán bộ Bộ phận Một cửa."), code="reception-only"
            )
        return view(request, officer, *args, **kwargs)

    return guarded
