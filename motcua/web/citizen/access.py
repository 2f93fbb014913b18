"""Who may come in: an account behind which stands a person."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Concatenate, ParamSpec
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import cache_control

from motcua.kernel.errors import NotAllowed
from motcua.people import queries as people
from motcua.people.models import Account, Person
from motcua.web.ui.context import officer_of

P = ParamSpec("P")


@dataclass(frozen=True, slots=True)
class Citizen:
    """Who is signed in: the account that types, the person who applies."""

    account: Account
    person: Person


def private(view: Callable[P, HttpResponse]) -> Callable[P, HttpResponse]:
    """A page that no cache keeps."""
    return cache_control(private=True, no_store=True)(view)


def for_citizens(
    view: Callable[Concatenate[HttpRequest, Citizen, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """The view is called with the citizen who is signed in, its answer kept in no cache.

    Who is not signed in goes to sign in; who signed in for the first time says who they are. An officer
    without a person of their own is refused: they serve others at the counter.
    """

    @private
    @login_required
    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        account = request.user
        assert isinstance(account, Account)
        person = people.person_of(account)
        if person is None:
            if officer_of(request):
                raise NotAllowed(
                    _(
                        "Tài khoản này là của cán bộ, không có hồ sơ cá nhân. Để nộp thay người dân, hãy dùng"
                        " “Tiếp nhận tại quầy”; để nộp cho chính mình, hãy đăng nhập bằng tài khoản công dân."
                    ),
                    code="officer-account",
                )
            address = reverse("citizen:profile")
            return HttpResponseRedirect(f"{address}?{urlencode({'next': request.get_full_path()})}")
        return view(request, Citizen(account, person), *args, **kwargs)

    return guarded
