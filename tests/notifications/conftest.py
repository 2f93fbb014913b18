"""A postman who can be told to fail, and what readers are told."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings

from motcua.journal.rules import Actor
from motcua.notifications import ports
from motcua.notifications.ports import Mail
from motcua.notifications.rules import Notice
from motcua.notifications.rules.templates import names, template
from motcua.people.models import Account

BY = Actor("system:test", "Kiểm thử")


class Postman:
    """A mailer that keeps what it was given, after the refusals that it was told to make."""

    def __init__(self) -> None:
        self.sent: list[Mail] = []
        self.refusals: list[Exception] = []

    def send(self, mail: Mail) -> None:
        if self.refusals:
            raise self.refusals.pop(0)
        self.sent.append(mail)


@pytest.fixture
def postman(monkeypatch: pytest.MonkeyPatch) -> Postman:
    made = Postman()
    monkeypatch.setattr(ports, "mailer", lambda: made)
    return made


@pytest.fixture
def caught(tmp_path: Path) -> Iterator[Path]:
    """Where the demonstration's adapters put what they send."""
    with override_settings(MAIL_ROOT=tmp_path):
        yield tmp_path


@pytest.fixture
def reachable(account: Callable[[str], Account]) -> Account:
    """The citizen, with an e-mail address and a telephone."""
    citizen = account("citizen")
    citizen.person.email, citizen.person.phone = "hoa@example.test", "0912 345 678"
    citizen.person.save()
    return citizen


def notice(event: str = "dossier.receive", key: str = "one", **changes: Any) -> Notice:
    """Something said with the example data of the preview."""
    data = {name: names()[name]["vi"] for name in template(event).data}
    return Notice(**{"key": key, "event": event, "data": data, "path": "/my/dossiers/x", **changes})
