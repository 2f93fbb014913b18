"""Browsers in which officers are signed in, and what they send."""

from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from motcua.dossiers.models import Dossier
from motcua.dossiers.rules.process import Verb
from motcua.people.models import Account

As = Callable[[str], Client]
Act = Callable[..., HttpResponse]


@pytest.fixture
def as_(account: Callable[[str], Account]) -> As:
    """A browser in which this person is signed in."""

    def sign_in(login: str) -> Client:
        client = Client()
        client.force_login(account(login), backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in


@pytest.fixture
def act(as_: As) -> Act:
    """Presses a button on the page of a dossier, as it was when this dossier was read."""

    def press(login: str, dossier: Dossier, verb: Verb | str, **more: Any) -> Any:
        sent = {"verb": str(verb), "revision": str(dossier.revision), **more}
        return as_(login).post(f"/office/dossiers/{dossier.code}/acts", sent)

    return press


@pytest.fixture
def do(as_: As) -> Act:
    """Fills the page that an act has for itself and sends it, as the dossier was when it was read."""

    def fill(login: str, dossier: Dossier, verb: Verb, **typed: Any) -> Any:
        sent = {"revision": str(dossier.revision), "do": "1"}
        sent |= {name.replace("__", "."): value for name, value in typed.items()}
        return as_(login).post(f"/office/dossiers/{dossier.code}/acts/{verb}", sent)

    return fill
