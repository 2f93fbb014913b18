"""How often one address, or one person, may try what invites guessing or costs much."""

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest

MINUTE = 60  # seconds


def too_many(request: HttpRequest, what: str, *, most: int, person: bool = False) -> bool:
    """Whether this address, or the `person` who is signed in, has used up their tries at `what`."""
    return int(cache.get(_key(request, what, person), 0)) >= most


def count(request: HttpRequest, what: str, *, minutes: int, person: bool = False) -> None:
    """Notes one try; the first one starts the minutes."""
    key = _key(request, what, person)
    cache.add(key, 0, timeout=minutes * MINUTE)
    try:
        cache.incr(key)
    except ValueError:  # the minutes ended between the two lines
        cache.add(key, 1, timeout=minutes * MINUTE)


def _key(request: HttpRequest, what: str, person: bool) -> str:
    who = f"account:{request.user.pk}" if person else get_adapter(request).get_client_ip(request)
    return f"tries:{what}:{who}"  # a whole office may come from one address
