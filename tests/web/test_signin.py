"""Signing in: citizens through a real OpenID Connect provider, officers by password and code."""

import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import requests
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpResponse
from django.test import Client, override_settings

from motcua.config import openid
from motcua.config.signin import login_name
from motcua.dossiers.models import Draft
from motcua.people.models import Account, Person

pytestmark = pytest.mark.django_db

PEOPLE: list[dict[str, Any]] = [
    {"sub": "mau", "name": "Nguyễn Thị Mẫu", "email": "nha@example.vn"},
    {"sub": "muon", "name": "Trần Văn Mượn", "email": "nha@example.vn", "preferred_username": "leader"},
    {
        "sub": "that", "name": "Lê Thị Thật", "gender": "female", "birthdate": "1990-05-17",
        "citizenPid": "022190009876",
    },
    {"sub": "gia", "name": "Kẻ Giả", "citizenPid": "000000000000", "birthdate": "someday"},
    {"sub": "markup", "name": "<script>alert(1)</script>\x00" + "x" * 300, "email": ["a"]},
]  # fmt: skip
START = "/accounts/oidc/mock/login/"
CALLBACK = "/accounts/oidc/mock/login/callback/"
PASSWORD = "mot cua dien tu 2026"


@pytest.fixture(scope="session")
def provider() -> Iterator[str]:
    """A provider in a process of its own; its address."""
    given = [f"--user-claims={json.dumps(person)}" for person in PEOPLE]
    command = [sys.executable, "-m", "oidc_provider_mock", "--port", "0", *given]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        try:
            address = next(
                filter(None, (re.search(r"http://[0-9.]+:[0-9]+", line) for line in process.stderr))
            )[0]
            yield address
        finally:
            process.terminate()


@pytest.fixture
def site(provider: str) -> Iterator[Client]:
    """A browser at a site that trusts the provider, for personal IDs too."""
    given = {
        "id": "mock", "name": "Thử", "issuer": provider, "client_id": "motcua", "secret": "s",
        "claims": {"personal_id": "citizenPid"},
    }  # fmt: skip
    with override_settings(SOCIALACCOUNT_PROVIDERS=openid.providers(json.dumps(given))):
        yield Client()


@pytest.fixture(autouse=True)
def _no_tries_left_over() -> None:
    cache.clear()


def granted(site: Client, subject: str, after: str = "") -> str:
    """The address to which the provider sends the browser back, the person having agreed."""
    away = site.post(START + (f"?{urlencode({'next': after})}" if after else ""))
    assert away.status_code == 302
    asked = parse_qs(urlsplit(away["Location"]).query)
    assert asked["code_challenge_method"] == ["S256"]
    answer = requests.post(away["Location"], data={"sub": subject}, allow_redirects=False, timeout=10)
    back = urlsplit(answer.headers["Location"])
    assert back.path == CALLBACK
    return f"{back.path}?{back.query}"


def sign_in(site: Client, subject: str, after: str = "") -> HttpResponse:
    return site.get(granted(site, subject, after))  # type: ignore[return-value]  # the client's own subclass


def test_the_first_visit_makes_an_account_that_says_who_it_is_and_can_apply(site: Client) -> None:
    assert sign_in(site, "mau", "/procedures/1.004873")["Location"] == "/procedures/1.004873"
    account = Account.objects.get(username="mock+mau")
    assert (account.name, account.email) == ("Nguyễn Thị Mẫu", "nha@example.vn")
    assert not account.has_usable_password()
    assert not account.is_staff
    asked = site.get("/my/", follow=True)
    assert asked.redirect_chain[-1][0].startswith("/my/profile")
    told = site.post(
        "/my/profile",
        {
            "kind": "citizen", "name": "Nguyễn Thị Mẫu", "personal_id": "022190001111", "sex": "female",
            "birth_date": "17/05/1990",
            "phone": "0912345678", "email": "nha@example.vn",
        },
    )  # fmt: skip
    assert told.status_code == 302, told.content.decode()
    person = Person.objects.get(account=account)
    assert person.personal_id == "022190001111"
    assert not person.verified
    begun = site.post("/my/apply/1.004873")
    assert begun.status_code == 302
    assert Draft.objects.filter(account=account).count() == 1


def test_the_second_visit_finds_the_same_account(site: Client) -> None:
    sign_in(site, "mau")
    before = Account.objects.count()
    site.logout()
    sign_in(site, "mau")
    assert Account.objects.count() == before
    assert site.session["_auth_user_id"] == str(Account.objects.get(username="mock+mau").pk)


def test_a_vouched_number_makes_a_verified_person_at_once(site: Client) -> None:
    sign_in(site, "that")
    person = Person.objects.get(account__username="mock+that")
    assert person.verified
    assert (person.personal_id, person.name, person.sex) == ("022190009876", "Lê Thị Thật", "female")
    assert f"{person.birth_date}" == "1990-05-17"
    assert site.get("/my/").status_code == 200


def test_a_vouched_number_takes_over_what_the_counter_knows(site: Client) -> None:
    known = Person.objects.create(
        kind="citizen", name="Lê Thị Thật", personal_id="022190009876", verified=True
    )
    sign_in(site, "that")
    assert Person.objects.get(account__username="mock+that") == known


def test_a_number_of_another_account_makes_nothing(site: Client, account: Callable[[str], Account]) -> None:
    Person.objects.filter(account=account("neighbour")).update(personal_id="022190009876", verified=True)
    refused = sign_in(site, "that")
    assert refused.status_code == 422
    assert "đã gắn với một tài khoản khác" in refused.content.decode()
    assert not Account.objects.filter(username__startswith="mock").exists()
    assert "_auth_user_id" not in site.session


def test_a_number_that_cannot_be_vouches_for_nobody(site: Client) -> None:
    sign_in(site, "gia")
    assert Account.objects.get(username="mock+gia").name == "Kẻ Giả"
    assert not Person.objects.filter(account__username="mock+gia").exists()


def test_a_family_shares_an_address_and_nobody_gets_an_officers_login(site: Client) -> None:
    sign_in(site, "mau")
    site.logout()
    sign_in(site, "muon")
    assert Account.objects.get(pk=site.session["_auth_user_id"]).username == "mock+muon"
    assert Account.objects.get(username="leader").name != "Trần Văn Mượn"


def test_what_a_provider_says_is_only_text(site: Client) -> None:
    sign_in(site, "markup")
    account = Account.objects.get(username="mock+markup")
    assert len(account.name) == 200
    assert account.email == ""
    page = site.get("/").content.decode()
    assert "<script>alert(1)" not in page


def test_a_login_is_ours_whatever_the_subject_is() -> None:
    assert login_name("vneid", "0123-ab") == "vneid+0123-ab"
    odd = login_name("vneid", "a b/\x00")
    assert re.fullmatch(r"vneid\+[0-9a-f]{32}", odd)
    assert odd != login_name("vneid", "a b/")


@pytest.mark.parametrize(
    "change", [{"state": "forged"}, {"state": ""}, {"code": "forged"}, {"error": "access_denied"}]
)
def test_a_forged_answer_signs_nobody_in(site: Client, change: dict[str, str]) -> None:
    back = urlsplit(granted(site, "mau"))
    query = {name: values[0] for name, values in parse_qs(back.query).items()} | change
    answer = site.get(back.path, query)
    assert answer.status_code in (200, 302, 400, 401, 403)
    assert "_auth_user_id" not in site.session
    assert not Account.objects.filter(username__startswith="mock").exists()


def test_an_answer_counts_once_and_only_for_who_asked(site: Client) -> None:
    back = granted(site, "mau")
    Client().get(back)
    assert not Account.objects.filter(username="mock+mau").exists()
    site.get(back)
    site.logout()
    site.get(back)
    assert "_auth_user_id" not in site.session


def test_one_is_never_sent_to_another_site(site: Client) -> None:
    for elsewhere in ("https://evil.example/", "//evil.example", "javascript:alert(1)"):
        assert not sign_in(site, "mau", elsewhere)["Location"].startswith(("http", "//", "javascript"))
        site.logout()


def test_starting_needs_a_click(site: Client) -> None:
    """A foreign page could otherwise sign somebody in as somebody else."""
    assert site.get(START).status_code == 200
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(START).status_code == 403


def test_a_provider_speaks_over_tls() -> None:
    given = {"id": "x", "name": "X", "issuer": "http://id.example.vn", "client_id": "c", "secret": "s"}
    with pytest.raises(ImproperlyConfigured):
        openid.providers(json.dumps(given))
    assert openid.providers(json.dumps({**given, "issuer": "https://id.example.vn"}))


# Officers


@pytest.fixture
def reception(account: Callable[[str], Account]) -> Account:
    """An officer with a password."""
    officer = account("reception")
    officer.set_password(PASSWORD)
    officer.save()
    return officer


def enter(client: Client, password: str = PASSWORD, login: str = "reception") -> Any:
    return client.post("/accounts/login/", {"login": login, "password": password})


def signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_an_officer_enters_by_password(reception: Account, client: Client) -> None:
    assert enter(client).status_code == 302
    assert signed_in(client)
    assert client.get("/office/").status_code == 200


@pytest.mark.parametrize("wrong", ["", "x", PASSWORD.upper(), "\x00", "\ud800", "x" * 100_000])
def test_a_wrong_password_is_refused(wrong: str, reception: Account, client: Client) -> None:
    answer = client.generic(
        "POST", "/accounts/login/",
        urlencode({"login": "reception", "password": wrong}, errors="surrogatepass"),
        "application/x-www-form-urlencoded",
    )  # fmt: skip
    assert answer.status_code in (200, 422)
    assert not signed_in(client)


def test_one_cannot_tell_whether_a_login_exists(reception: Account, client: Client) -> None:
    def words(login: str) -> str:
        return re.sub(r'value="[^"]*"', "", enter(client, "wrong", login).content.decode())

    assert words("reception") == words("nobody")


def test_guessing_passwords_ends(reception: Account, client: Client) -> None:
    for _ in range(5):
        enter(client, "wrong")
    enter(client)
    assert not signed_in(client)


def test_nobody_registers_with_a_password(client: Client) -> None:
    client.post("/accounts/signup/", {"username": "new", "password1": PASSWORD, "password2": PASSWORD})
    assert not Account.objects.filter(username="new").exists()


def test_with_a_second_factor_the_password_alone_is_not_enough(reception: Account, client: Client) -> None:
    secret = generate_totp_secret()
    TOTP.activate(reception, secret)
    assert enter(client)["Location"].startswith("/accounts/2fa/authenticate/")
    assert not signed_in(client)
    assert client.get("/office/").status_code == 302
    right = format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))
    wrong = f"{(int(right) + 1) % 1_000_000:06}"
    refused = client.post("/accounts/2fa/authenticate/", {"code": wrong})
    assert refused.status_code == 200
    assert not signed_in(client)
    assert client.post("/accounts/2fa/authenticate/", {"code": right}).status_code == 302
    assert signed_in(client)
    assert Authenticator.objects.filter(user=reception).count() == 1
    assert secret not in json.dumps(list(Authenticator.objects.values("data")))


def test_a_closed_account_cannot_enter(reception: Account, client: Client) -> None:
    Account.objects.filter(pk=reception.pk).update(is_active=False)
    enter(client)
    assert not signed_in(client)
