"""Windows that people look through, and the worker that makes the papers."""

import asyncio
import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from unittest.mock import patch

import pytest
from django.conf import settings
from django.db import connections
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Response, expect
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django.live_server_helper import LiveServer

from motcua.people.models import Account

# The browser itself writes this to the console for every page that is refused; which were, we see.
REFUSED_PAGE = re.compile("Failed to load resource")

Open = Callable[..., Page]

PATIENCE = 15_000  # milliseconds; a machine that runs everything at once is slow, which is no fault of a page
expect.set_options(timeout=PATIENCE)


@pytest.fixture
def open_window(
    chromium: Browser, live_server: LiveServer, account: Callable[[str], Account]
) -> Iterator[Open]:
    """Opens a window of its own for whoever has this login, or for nobody.

    Whatever goes wrong on any of its pages unseen (a script error, something that the content policy
    forbids, a part that cannot be loaded) fails the test.
    """
    opened: list[BrowserContext] = []
    faults: list[str] = []

    def tell(fault: str) -> None:
        faults.append(fault)

    def said(message: ConsoleMessage) -> None:
        if message.type == "error" and not REFUSED_PAGE.match(message.text):
            tell(f"{message.location['url']}: {message.text}")

    def answered(response: Response) -> None:
        if response.status >= 400 and response.request.resource_type != "document":
            tell(f"{response.url}: {response.status}")

    def open_(login: str = "", *, width: int = 1280, language: str = "vi", **options: Any) -> Page:
        context = chromium.new_context(
            base_url=live_server.url, locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh",
            viewport={"width": width, "height": 800}, **options,
        )  # fmt: skip
        opened.append(context)
        context.set_default_timeout(PATIENCE)
        cookies = {settings.LANGUAGE_COOKIE_NAME: language}
        if login:
            client = Client()
            client.force_login(account(login), backend="django.contrib.auth.backends.ModelBackend")
            cookies[settings.SESSION_COOKIE_NAME] = client.cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies(
            [{"name": name, "value": value, "url": live_server.url} for name, value in cookies.items()]
        )
        context.on("console", said)
        context.on("weberror", lambda error: tell(str(error.error)))
        context.on("response", answered)
        return context.new_page()

    yield open_
    for context in opened:
        context.close()
    assert not faults


@pytest.fixture
def work(transactional_db: None) -> Callable[[], None]:
    """The worker does what is queued, as it does beside the web, and stops; no job may fail."""

    def do() -> None:
        with ThreadPoolExecutor(1) as apart:  # Playwright has an event loop in this thread
            apart.submit(asyncio.run, _work()).result()
        left = list(ProcrastinateJob.objects.values_list("task_name", "args", "status"))
        assert not left, f"Jobs that did not succeed: {left}"

    return do


async def _work() -> None:
    connector = app.connector
    assert isinstance(connector, DjangoConnector)
    with (
        app.replace_connector(connector.get_worker_connector()) as working,
        # What comes by the hour would be queued at any moment, also when the worker has just stopped.
        patch.dict(working.periodic_registry.periodic_tasks, clear=True),
    ):
        async with working.open_async():
            await working.run_worker_async(
                wait=False,
                listen_notify=False,
                delete_jobs="successful",
                install_signal_handlers=False,
                task_middleware=[_leave_no_connection],
            )


def _leave_no_connection(do: Callable[[], Any], *_: Any) -> Any:
    """The thread of a job ends with the worker, and Django would leave its connection open."""
    try:
        return do()
    finally:
        connections.close_all()
