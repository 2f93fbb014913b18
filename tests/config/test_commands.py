"""The command line, and what it says when it cannot."""

import os
import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string

from motcua.config import commands, openid, paths
from motcua.config.commands import run, setup


def motcua(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "motcua.config.commands", *arguments],
        env={**os.environ, **environment}, cwd=paths.ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_help_lists_every_command() -> None:
    done = motcua("--help")
    assert done.returncode == 0
    for name in commands.COMMANDS:
        assert re.search(rf"\n    {name}\s", done.stdout), name


def test_an_unknown_command_is_a_usage_error() -> None:
    done = motcua("fly")
    assert done.returncode == 2
    assert "fly" in done.stderr


@pytest.mark.parametrize("name", commands.COMMANDS)
def test_every_command_exists(name: str) -> None:
    assert callable(import_string(commands.COMMANDS[name].run))


@pytest.mark.parametrize("step", [*setup.STEPS_WITHOUT_DATABASE, *setup.STEPS], ids=lambda step: step.label)
def test_every_step_exists(step: setup.Step) -> None:
    assert callable(import_string(step.do))


def test_an_unreachable_database_is_said_in_one_sentence(tmp_path: Path) -> None:
    done = motcua("setup", DATABASE_URL=f"postgresql:///motcua?host={tmp_path}", MOTCUA_VAR=str(tmp_path))
    assert done.returncode == 1
    assert done.stderr.startswith("The database does not answer")
    assert "Traceback" not in done.stderr


def test_a_busy_port_is_named_with_the_way_out() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        why = run.busy("127.0.0.1", port)
    assert why is not None
    assert str(port) in why
    assert f"MOTCUA_PORT={port + 1}" in why
    assert run.busy("127.0.0.1", port) is None


def test_host_and_port_reach_the_children(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOTCUA_PORT", "8000")
    monkeypatch.setenv("MOTCUA_HOST", "127.0.0.1")
    commands._place_from(commands.parser().parse_args(["run", "--port", "8123", "--host", "::1"]))
    assert (os.environ["MOTCUA_PORT"], os.environ["MOTCUA_HOST"]) == ("8123", "::1")


def test_a_provider_comes_from_the_environment() -> None:
    given = '{"id": "vneid", "name": "VNeID", "issuer": "https://id.vn", "client_id": "a", "secret": "b"}'
    for text in (given, f"[{given}]"):
        (app,) = openid.providers(text)["openid_connect"]["APPS"]
        assert (app["provider_id"], app["settings"]["server_url"]) == ("vneid", "https://id.vn")
    assert openid.providers("") == {}


@pytest.mark.parametrize("text", ["{", "[1]", '{"id": "x"}', '"x"'])
def test_a_provider_that_cannot_be_read_says_how(text: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="client_id"):
        openid.providers(text)
