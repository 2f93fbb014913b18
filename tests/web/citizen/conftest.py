"""Clients that are somebody, and the answers of a form as a browser posts them."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from django.test import Client

from motcua.people.models import Account


@pytest.fixture
def as_(account: Callable[[str], Account]) -> Callable[[str], Client]:
    """A browser in which this person is signed in."""

    def sign_in(login: str) -> Client:
        client = Client()
        client.force_login(account(login), backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in


def posted(value: Any, name: str) -> dict[str, Any]:
    """What a browser posts for this answer: {"child.name": ...} for {"name": ...} under "child"."""
    if isinstance(value, Mapping):
        parts = [posted(part, f"{name}.{key}") for key, part in value.items()]
    elif isinstance(value, list) and value and isinstance(value[0], Mapping):
        parts = [posted(row, f"{name}.{index}") for index, row in enumerate(value)]
    else:
        plain = {True: "yes", False: "no"}.get(value, value) if isinstance(value, bool) else value
        return {name: plain}
    return {key: one for part in parts for key, one in part.items()}
