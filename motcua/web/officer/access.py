"""Who may come in: an officer in office, and who receives at a counter."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from motcua.agencies.models import Officer
from motcua.agencies.rules.kinds import Role
from motcua.kernel.errors import NotAllowed
from motcua.web.ui.access import View, for_officers

P = ParamSpec("P")


def for_reception(view: View[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """The view is called with the officer who is signed in, if they receive at a counter."""

    @for_officers
    @wraps(view)
    def guarded(request: HttpRequest, officer: Officer, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if Role.RECEPTION not in officer.roles:
            raise NotAllowed(
                _("Việc tiếp nhận tại quầy thuộc về cán bộ Bộ phận Một cửa."), code="reception-only"
            )
        return view(request, officer, *args, **kwargs)

    return guarded
