"""What every test stands on: databases, quick passwords, strict templates, a browser."""

import copy
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import Any, cast

import pytest
from django.conf import settings
from django.test import Client, TransactionTestCase, override_settings
from django.utils import translation
from playwright.sync_api import Browser, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer
from pytest_django.plugin import DjangoDbBlocker

from motcua.config import paths
from tests import clones

pytest_plugins = ["tests.cast"]

CHROMIUM = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome-stable",
    "google-chrome",
)
CHROMIUM_OPTIONS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whoever uses a page needs a browser, and says so by its marker.

    These take longest, so each process begins with its share: none is left with one of them at the end.
    """
    for item in items:
        if "page" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)
    long = [item for item in items if item.get_closest_marker("browser")]
    short = [item for item in items if not item.get_closest_marker("browser")]
    processes = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    items[:] = [one for n in range(processes) for one in (*long[n::processes], *short[n::processes])]


@pytest.fixture(autouse=True)
def _own_language() -> Iterator[None]:
    """A request in English leaves its thread in English: the next test begins in Vietnamese."""
    yield
    translation.deactivate()


# Databases


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """A database of its own for each process."""
    with django_db_blocker.unblock():
        clones.use_fresh()
    yield
    with django_db_blocker.unblock():
        clones.drop()


@pytest.fixture(scope="session", autouse=True)
def _no_flush() -> Iterator[None]:
    """After a test with real transactions the database is copied anew.

    Flushing would need TRUNCATE, which append-only tables refuse, and would lose what migrations wrote.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda case: clones.use_fresh())
        yield


@pytest.fixture
def client(db: None) -> Client:
    """A browser without a browser. Every page has a frame, and the frame asks the database who serves."""
    return Client()


# Settings


@pytest.fixture(scope="session", autouse=True)
def _test_settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Passwords cost nothing, static files need no collecting, documents go to a temporary directory."""
    templates = cast(list[dict[str, Any]], copy.deepcopy(settings.TEMPLATES))
    templates[0]["OPTIONS"]["string_if_invalid"] = Undefined()
    with override_settings(
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        MEDIA_ROOT=str(tmp_path_factory.mktemp("documents")),
        STORAGES={
            **settings.STORAGES,
            "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
        },
        TEMPLATES=templates,
    ):
        yield


class Undefined:
    """Django puts this in place of a variable that does not exist: in our templates that is a defect."""

    def __contains__(self, text: str) -> bool:
        return True  # Django asks whether there is a %s to fill

    def __mod__(self, variable: object) -> str:
        frame: FrameType | None = sys._getframe(1)
        while frame is not None:
            origin = getattr(frame.f_locals.get("self"), "origin", None)
            if frame.f_code.co_name == "render" and origin is not None:
                if Path(origin.name).is_relative_to(paths.PACKAGE):
                    pytest.fail(f"{origin.template_name} uses {variable}, which does not exist.")
                return ""
            frame = frame.f_back
        return ""


# A browser


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One Chromium for the session. Skips without one, fails if MOTCUA_BROWSER=required."""
    program = os.environ.get("MOTCUA_CHROMIUM") or next(filter(None, map(shutil.which, CHROMIUM)), None)
    if program is None:
        why = "no Chromium found (MOTCUA_CHROMIUM names one that is not on PATH)"
        if os.environ.get("MOTCUA_BROWSER") == "required":
            pytest.fail(why)
        pytest.skip(why)
    # Playwright keeps an event loop in this thread; Django would refuse the database beside it.
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        browser = playwright.chromium.launch(executable_path=program, args=CHROMIUM_OPTIONS)
        yield browser
        browser.close()


@pytest.fixture
def page(chromium: Browser, live_server: LiveServer) -> Iterator[Page]:
    """A fresh window on the live server, 1280 wide; a script error on any of its pages fails the test."""
    context = chromium.new_context(
        base_url=live_server.url, locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh",
        viewport={"width": 1280, "height": 800},
    )  # fmt: skip
    errors: list[str] = []
    opened = context.new_page()
    opened.on("pageerror", lambda error: errors.append(str(error)))
    opened.set_default_timeout(10_000)
    yield opened
    context.close()
    assert not errors
