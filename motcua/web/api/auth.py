"""Bearer tokens, made by `motcua token LOGIN`."""

from typing import cast

from django.http import HttpRequest
from ninja.security import HttpBearer

from motcua.agencies import queries as agencies
from motcua.agencies.models import Officer
from motcua.kernel import clock
from motcua.kernel.errors import NotAllowed
from motcua.people import queries as people
from motcua.people.models import Account

LONGEST = 200  # characters; ours have 50


class Bearer(HttpBearer):
    """Whose token it is becomes `request.auth`, an Account."""

    def authenticate(self, request: HttpRequest, token: str) -> Account | None:
        if not token.isascii() or len(token) > LONGEST:
            return None
        return people.account_of_token(token, at=clock.now())


bearer = Bearer()


def account(request: HttpRequest) -> Account:
    """The account of this request's token."""
    return cast(Account, getattr(request, "auth"))  # noqa: B009 ninja adds it


def officer(request: HttpRequest) -> Officer:
    """The officer of this request's token. Raises NotAllowed for anyone else."""
    found = agencies.officer_of(account(request))
    if found is None:
        raise NotAllowed(code="not-an-officer")
    return found
