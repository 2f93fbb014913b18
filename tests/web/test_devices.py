"""The mark of a browser: set by handing in or by an officer, never by reading; a pseudonym is journaled."""

from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client

from motcua.catalogue import queries as catalogue
from motcua.catalogue.rules import forms
from motcua.journal.models import Entry
from motcua.kernel import clock
from motcua.people.models import Account
from motcua.web.ui import devices
from tests.web.citizen.conftest import posted

CODE = "1.004873"


def request(cookie: str = "") -> HttpRequest:
    asked = HttpRequest()
    if cookie:
        asked.COOKIES[devices.COOKIE] = cookie
    return asked


def kept(browser: devices.Browser) -> str:
    """What the browser holds after this answer."""
    return browser.keep(HttpResponse()).cookies[devices.COOKIE].value


def test_a_browser_is_known_again() -> None:
    first = devices.of(request())
    again = devices.of(request(kept(first)))
    assert first.device == again.device
    assert devices.COOKIE not in again.keep(HttpResponse()).cookies
    assert devices.of(request()).device.pseudonym != first.device.pseudonym


def test_the_pseudonym_is_short_and_not_the_mark() -> None:
    browser = devices.of(request())
    assert len(browser.device.pseudonym) == 16
    int(browser.device.pseudonym, 16)
    assert browser.device.pseudonym not in kept(browser)
    assert browser.mark not in browser.device.pseudonym


def test_a_forged_mark_is_a_new_browser() -> None:
    honest = kept(devices.of(request()))
    forged = devices.of(request("0" * 32 + honest[32:]))
    assert not forged.kept
    assert forged.mark != "0" * 32


def test_once_an_officer_signed_in_it_stays_an_office_browser() -> None:
    plain = kept(devices.of(request()))
    seen = devices.of(request(plain), office=True)
    assert (seen.device.office, seen.kept) == (True, False)
    later = devices.of(request(kept(seen)))
    assert later.device.office
    assert later.device.pseudonym == devices.of(request(plain)).device.pseudonym


def test_the_cookie_is_for_no_script_and_no_other_site() -> None:
    cookie = devices.of(request()).keep(HttpResponse()).cookies[devices.COOKIE]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")


def sign_in(client: Client, who: Account) -> None:
    client.force_login(who, backend="django.contrib.auth.backends.ModelBackend")


def hand_in(client: Client) -> dict[str, Any]:
    """Applies through the pages; what the journal says of it."""
    procedure = catalogue.current(CODE, on=clock.day(clock.now())).procedure
    draft = client.post(f"/my/apply/{CODE}")["Location"]
    for section, values in forms.example(procedure, clock.day(clock.now())).items():
        client.post(f"{draft}sections/{section}", posted(values, section) | {"next": "1"})
    client.post(f"{draft}documents", {"next": "1"})
    assert client.post(f"{draft}review", {"declared": "yes"}).status_code == 302
    body: dict[str, Any] = Entry.objects.filter(verb="submit").latest("pk").body
    return body


def test_who_only_reads_gets_no_mark(client: Client) -> None:
    for page in ("/", "/procedures/"):
        client.get(page)
    assert devices.COOKIE not in client.cookies


def test_handed_in_at_home(client: Client, account: Callable[[str], Account]) -> None:
    sign_in(client, account("citizen"))
    client.get("/my/")
    assert devices.COOKIE not in client.cookies
    first, second = hand_in(client), hand_in(client)
    assert first["device"] == second["device"]
    assert (first["office"], second["office"]) == (False, False)


def test_handed_in_where_an_officer_had_signed_in(client: Client, account: Callable[[str], Account]) -> None:
    sign_in(client, account("reception"))
    client.get("/office/")
    assert devices.COOKIE in client.cookies
    sign_in(client, account("citizen"))
    assert hand_in(client)["office"] is True


@pytest.mark.parametrize("page", ["/office/", "/my/"])
def test_a_refused_citizen_is_not_marked(
    client: Client, account: Callable[[str], Account], page: str
) -> None:
    sign_in(client, account("citizen"))
    client.get(page)
    assert devices.COOKIE not in client.cookies
