"""How often one address may try what invites guessing or costs much."""

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest

MINUTE = 60  # seconds


def too_many(request: HttpRequest, what: str, *, most: int) -> bool:
    """Whether this address has used up its tries at `what`."""
    return int(cache.get(_key(request, what), 0)) >= most


def count(request: HttpRequest, what: str, *, minutes: int) -> None:
    """Notes one try; the first one starts the minutes."""
    key = _key(request, what)
    cache.add(key, 0, timeout=minutes * MINUTE)
    try:
        cache.incr(key)
    except ValueError:  # the minutes ended between the two lines
        cache.add(key, 1, timeout=minutes * MINUTE)


def _key(request: HttpRequest, what: str) -> str:
    return f"tries:{what}:{get_adapter(request).get_client_ip(request)}"
