"""Programs that speak to the API with the token of one of the fixed characters."""

import json
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from motcua.catalogue import queries as catalogue
from motcua.catalogue.rules import forms
from motcua.kernel import clock
from motcua.people import actions as people
from tests.country import SETUP, WARD

JSON = "application/json"
V1 = "/api/v1"


class Program(Client):
    """A program with or without a token. Paths begin behind /api/v1; bodies are JSON, mostly."""

    def ask(self, method: str, path: str, body: Any = None, **more: Any) -> Any:
        """One request. The answer's `.json()` is what came back."""
        if body is not None:
            data = body if isinstance(body, str | bytes) else json.dumps(body)
            more = {"data": data, "content_type": JSON, **more}
        return self.generic(method, V1 + path, **more)

    def headers_of(self) -> str:
        """What it sends as Authorization."""
        return str(self.defaults["HTTP_AUTHORIZATION"])


@pytest.fixture
def program(db: None) -> Callable[..., Program]:
    """A program that acts for this login; without one it has no token."""

    def start(login: str = "", **headers: str) -> Program:
        if login:
            token = people.issue_token(login=login, at=clock.now(), by=SETUP)
            headers = {"Authorization": f"Bearer {token}", **headers}
        return Program(headers=headers)

    return start


@pytest.fixture
def application(db: None) -> Callable[..., dict[str, Any]]:
    """The body of a right application to the ward, changed by name."""
    return partial(_application)


def _application(procedure: str = "1.004873", **changes: Any) -> dict[str, Any]:
    today = clock.day(clock.now())
    found = catalogue.current(procedure, on=today).procedure
    return {
        "procedure": procedure,
        "agency": WARD,
        "answers": forms.example(found, today),
        "handed": [component.code for component in found.components],
        **changes,
    }


@pytest.fixture(autouse=True)
def _no_tries_left_over() -> None:
    """Wrong guesses are counted in the process."""
    cache.clear()


def problem(answer: Any, status: int, code: str = "") -> dict[str, Any]:
    """The problem that this answer is, with this status and code."""
    assert answer.status_code == status, answer.content[:500]
    assert answer["Content-Type"] == "application/problem+json"
    told: dict[str, Any] = answer.json()
    assert told["status"] == status
    assert told["detail"]
    assert told["type"] == f"urn:motcua:problem:{told['code']}"
    if code:
        assert told["code"] == code
    return told
