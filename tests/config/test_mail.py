"""In a demonstration the mail stays in the house."""

import os

import pytest
from django.conf import settings
from django.test import override_settings

from motcua.config.commands import mail, run


@pytest.fixture(autouse=True)
def _as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    """What `run` tells everybody is forgotten after each test."""
    monkeypatch.setenv("MOTCUA_SMTP_URL", "")
    monkeypatch.setattr(settings, "MAIL_URL", settings.MAIL_URL)


def test_a_demonstration_catches_its_mail_on_a_free_port(monkeypatch: pytest.MonkeyPatch) -> None:
    with mail.listen() as listening, override_settings(DEMO=True):
        monkeypatch.setattr(mail, "listen", lambda: listening)
        assert set(run.catcher()) == {"mail"}
        assert mail.address(listening) == settings.MAIL_URL
        assert os.environ["MOTCUA_SMTP_URL"] == settings.MAIL_URL


@pytest.mark.parametrize(("demo", "url"), [(True, "smtp://mail.example"), (False, "")])
def test_elsewhere_mail_goes_where_it_is_told(demo: bool, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOTCUA_SMTP_URL", url)
    with override_settings(DEMO=demo):
        assert run.catcher() == {}
    assert os.environ["MOTCUA_SMTP_URL"] == url


def test_only_this_machine_can_reach_it() -> None:
    with mail.listen() as listening:
        assert listening.getsockname()[0] == "127.0.0.1"
        assert mail.address(listening) == f"smtp://127.0.0.1:{listening.getsockname()[1]}"
