"""What nobody should send to a page: each is answered in words, and nothing of it becomes markup."""

import io
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from django.test import Client
from django.utils.http import url_has_allowed_host_and_scheme

from motcua.dossiers import actions as dossiers
from motcua.dossiers import queries
from motcua.dossiers.models import Dossier, Draft
from motcua.dossiers.rules.process import Verb
from motcua.kernel import clock
from motcua.people.models import Account, Person
from motcua.vault.models import Document
from motcua.vault.queries import content
from tests.cast import application

pytestmark = pytest.mark.django_db
Accounts = Callable[[str], Account]
Browsers = Callable[[str], Client]

MARKUP = "<script>alert(1)</script><img src=x onerror=alert(1)>"
VALUES = {
    "nul": "%00",
    "surrogate": "%ed%a0%80",
    "emoji": "%F0%9F%98%80",
    "sql": "'; DROP TABLE dossiers_dossier; --",
    "markup": MARKUP,
    "long": "x" * 20_000,
    "number": "9" * 400,
    "path": "../../etc/passwd",
    "newline": "a%0d%0aSet-Cookie: x=1",
    "template": "{{ settings.SECRET_KEY }}{% debug %}",
}
PDF = b"%PDF-1.7\n%%EOF"


@pytest.fixture
def as_(account: Accounts) -> Browsers:
    """A browser in which this person is signed in; nobody for an empty login."""

    def sign_in(login: str) -> Client:
        client = Client()
        if login:
            client.force_login(account(login), backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in


def harmless(answer: Any) -> None:
    """The answer is a page or a redirect, in which nothing of the markup is markup."""
    assert answer.status_code < 500
    assert b"<script>alert" not in answer.content
    assert b"<img src=x" not in answer.content
    assert "Set-Cookie: x" not in str(answer.headers)
    if answer.status_code == 302:
        assert url_has_allowed_host_and_scheme(answer["Location"], {"testserver"})


ADDRESSES = {
    "": (
        "/procedures?q={}", "/procedures?field={}", "/procedures?level={}", "/procedures?life_event={}",
        "/procedures?after={}", "/procedures?online={}", "/procedures/{}", "/tracking?code={}", "/verify/{}",
        "/ui/communes?province={}", "/ui/communes?field={}", "/demo?next={}", "/accounts/login/?next={}",
        "/my/dossiers/{}", "/office/dossiers/{}", "/{}",
    ),
    "citizen": (
        "/my/?before={}", "/my/dossiers/{}", "/my/apply/{}", "/my/profile?next={}",
        "/my/dossiers/x/papers/{}", "/accounts/login/?next={}", "/office/?list={}",
    ),
    "reception": (
        "/office/?list={}", "/office/?after={}", "/office/?procedure={}", "/office/?code={}",
        "/office/dossiers/{}", "/office/next?after={}", "/office/dossiers/{}/preview",
        "/office/counter/?q={}", "/office/counter/?after={}", "/staff/jobs/?before={}",
    ),
}  # fmt: skip


@pytest.mark.parametrize(
    ("login", "address"), [(login, address) for login, found in ADDRESSES.items() for address in found]
)
def test_addresses(login: str, address: str, as_: Browsers) -> None:
    browser = as_(login)
    for value in VALUES.values():
        harmless(browser.get(address.format(value)))


FIELDS = (
    ("", "/tracking", ("code", "digits")),
    ("", "/demo", ("login", "next")),
    ("", "/accounts/login/", ("login", "password", "next")),
    ("", "/i18n/setlang/", ("language", "next")),
    ("citizen", "/my/apply/1.004873", ("x",)),
    ("citizen", "/office/counter/", ("procedure",)),
    ("fresh", "/my/profile", ("kind", "name", "personal_id", "tax_code", "birth_date", "phone", "next")),
    ("reception", "/office/counter/", ("procedure",)),
    ("reception", "/office/next", ("procedure", "list")),
)  # fmt: skip


@pytest.mark.parametrize(("login", "address", "fields"), FIELDS)
def test_forms(login: str, address: str, fields: tuple[str, ...], as_: Browsers) -> None:
    Account.objects.create(username="fresh", name="Người Mới")
    people = Person.objects.count()
    browser = as_(login)
    for field in fields:
        for value in VALUES.values():
            body = f"{field}={value}"
            harmless(browser.generic("POST", address, body, "application/x-www-form-urlencoded"))
    assert Person.objects.count() == people


FORM = "application/x-www-form-urlencoded"
BODIES = (
    ("multipart/form-data; boundary=x", b"garbage"),
    ("multipart/form-data", b"garbage"),
    (
        "multipart/form-data; boundary=x",
        b'--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n',
    ),
    ("application/json", b"[" * 100_000),
    ("text/plain; charset=nonsense", b"x"),
    (f"{FORM}; charset=utf-16", b"a=b"),
    (FORM, b"&".join(b"f%d=x" % number for number in range(5_000))),
    (FORM, b"q=" + b"x" * 3_000_000),
)


@pytest.mark.parametrize(
    ("login", "address"),
    [("", "/tracking"), ("", "/verify"), ("fresh", "/my/profile"), ("reception", "/office/counter/")],
)
def test_bodies(login: str, address: str, as_: Browsers) -> None:
    Account.objects.create(username="fresh", name="Người Mới")
    browser = as_(login)
    for kind, body in BODIES:
        harmless(browser.generic("POST", address, body, kind))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"%PDF-1.7",
        PDF,
        b"%PDF-1.7\n" + b"1 0 obj<</Type/Catalog>>" * 2_000 + b"%%EOF",
        b"<html>",
        b"\x00" * 10_000,
        b"PK\x03\x04",
    ],
)
def test_verifying_what_is_no_result(content: bytes, client: Client) -> None:
    given = io.BytesIO(content)
    given.name = MARKUP + ".pdf"
    harmless(client.post("/verify", {"file": given}))


@pytest.mark.parametrize(
    ("login", "address"), [("", "/"), ("", "/tracking"), ("citizen", "/my/"), ("reception", "/office/")]
)
def test_methods(login: str, address: str, as_: Browsers) -> None:
    browser = as_(login)
    for method in ("PUT", "DELETE", "PATCH", "OPTIONS", "BREW"):
        harmless(browser.generic(method, address))


# Somebody else's


def test_nothing_of_the_neighbours_opens(
    account: Accounts, as_: Browsers, advanced: Callable[..., Dossier]
) -> None:
    citizen, neighbour = account("citizen"), as_("neighbour")
    draft = draft_of(citizen)
    file = dossiers.attach(
        draft=draft, component="relation_proof", name="a.pdf", content=PDF, by=citizen, at=clock.now()
    )
    dossier = advanced(Verb.RETURN)
    theirs = [
        f"/my/dossiers/{dossier.code}",
        f"/my/dossiers/{dossier.code}/papers/result",
        f"/my/dossiers/{dossier.code}/documents/{dossier.result_id}",
        f"/my/drafts/{draft.pk}/",
        f"/my/drafts/{draft.pk}/where",
        f"/my/drafts/{draft.pk}/sections/requester",
        f"/my/drafts/{draft.pk}/documents",
        f"/my/drafts/{draft.pk}/files/{file.pk}",
        f"/my/drafts/{draft.pk}/review",
        f"/my/drafts/{draft.pk}/discard",
    ]
    for address in theirs:
        assert neighbour.get(address).status_code == 404, address
        assert neighbour.post(address).status_code in (404, 405), address
    mine = draft_of(account("neighbour"))
    assert neighbour.get(f"/my/drafts/{mine.pk}/files/{file.pk}").status_code == 404
    assert Draft.objects.filter(pk=draft.pk).exists()
    for address in (
        "/office/",
        f"/office/dossiers/{dossier.code}",
        "/office/counter/",
        "/staff/",
        "/staff/jobs/",
    ):
        assert neighbour.get(address).status_code in (302, 403, 404), address


@pytest.mark.parametrize("number", [0, 1, 2**31, 2**63 - 1, 2**63, 10**30])
def test_numbers_of_documents_that_are_none(
    number: int, account: Accounts, as_: Browsers, submitted: Callable[..., Dossier]
) -> None:
    dossier, citizen, officer = submitted(), as_("citizen"), as_("reception")
    draft = draft_of(account("citizen"))
    for address in (
        f"/my/dossiers/{dossier.code}/documents/{number}",
        f"/my/drafts/{draft.pk}/files/{number}",
    ):
        assert citizen.get(address).status_code == 404
    assert officer.get(f"/office/dossiers/{dossier.code}/documents/{number}").status_code == 404
    assert citizen.get(f"/my/drafts/{uuid4()}/").status_code == 404


# Applying


def draft_of(account: Account) -> Draft:
    """A draft of theirs, everything filled in."""
    given = application(account)
    draft = dossiers.start(
        procedure_code="1.004873", by=account, at=clock.now(), agency=given.agency, answers=given.answers
    )
    return dossiers.save(draft=draft, by=account, at=clock.now(), handed=given.handed)


@pytest.mark.parametrize(
    "value", [MARKUP, "\x00", "😀", "x" * 200_000, "{{ 7*7 }}", '#eval("1")', "\ud800"], ids=ascii
)
def test_whatever_is_typed_into_every_field(value: str, account: Accounts, as_: Browsers) -> None:
    who, citizen = account("citizen"), as_("citizen")
    draft = draft_of(who)
    procedure = application(who).procedure
    kept = value.encode(errors="replace").decode()
    for section in procedure.form.sections:
        address = f"/my/drafts/{draft.pk}/sections/{section.id}"
        names = {
            f"{section.id}.{field.id}{part}": value
            for field in section.fields
            for part in ("", ".full_name", ".detail", ".0.x", ".province")
        }
        sent = urlencode(names, errors="surrogatepass")
        harmless(citizen.generic("POST", address, sent, FORM))
        harmless(citizen.get(address))
    for page in ("", "documents", "review", "where"):
        harmless(citizen.get(f"/my/drafts/{draft.pk}/{page}"))
    harmless(citizen.post(f"/my/drafts/{draft.pk}/review", {"declared": "yes"}))
    harmless(citizen.post(f"/my/drafts/{draft.pk}/where", {"commune": kept}))
    harmless(citizen.post(f"/my/drafts/{draft.pk}/documents", {"remove": kept, "add": kept}))


def test_markup_comes_out_as_it_was_typed_everywhere(
    account: Accounts, as_: Browsers, advanced: Callable[..., Dossier], submitted: Callable[..., Dossier]
) -> None:
    who = account("citizen")
    Person.objects.filter(account=who).update(name=MARKUP)
    given = application(Account.objects.get(pk=who.pk))
    answers: dict[str, dict[str, Any]] = {name: dict(section) for name, section in given.answers.items()}
    answers["purpose"]["marriage_place"] = MARKUP
    dossier = advanced(Verb.RETURN, submitted(answers=answers))
    assert dossier.applicant_name == MARKUP
    citizen, officer = as_("citizen"), as_("leader")
    for browser, address in (
        (citizen, "/"), (citizen, "/my/"), (citizen, f"/my/dossiers/{dossier.code}"),
        (citizen, "/my/profile"),
        (officer, "/office/?list=unit"), (officer, f"/office/dossiers/{dossier.code}"),
        (citizen, f"/verify/{dossier.secret}"),
    ):  # fmt: skip
        page = browser.get(address)
        assert page.status_code == 200, address
        harmless(page)
    assert "&lt;script&gt;" in citizen.get(f"/my/dossiers/{dossier.code}").content.decode()
    assert "&lt;script&gt;" in officer.get(f"/office/dossiers/{dossier.code}").content.decode()
    for paper in queries.papers(dossier).values():
        assert content(paper).startswith(b"%PDF-")


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("a.pdf", b""), ("a.pdf", b"<html>"), ("a.pdf", b"PK\x03\x04"), ("a.png", PDF), ("a.exe", PDF),
        ("a.pdf", PDF[:9] + b"0" * (21 * 2**20) + PDF[9:]), ("x" * 200, PDF),
    ],
    ids=["empty", "html", "zip", "png", "exe", "large", "no extension"],
)  # fmt: skip
def test_files_that_are_not_kept(name: str, given: bytes, account: Accounts, as_: Browsers) -> None:
    who, citizen = account("citizen"), as_("citizen")
    draft = draft_of(who)
    sent = io.BytesIO(given)
    sent.name = name
    answer = citizen.post(f"/my/drafts/{draft.pk}/documents", {"files.residence_proof.file": sent})
    assert answer.status_code == 422
    assert not Document.objects.filter(owner=who).exists()
    assert Draft.objects.get(pk=draft.pk).answers == draft.answers


def test_a_form_sent_twice_is_one_dossier(account: Accounts, as_: Browsers) -> None:
    who, citizen = account("citizen"), as_("citizen")
    draft = draft_of(who)
    first, second = (citizen.post(f"/my/drafts/{draft.pk}/review", {"declared": "yes"}) for _ in range(2))
    assert first.status_code == 302
    assert first["Location"].split("?")[0].startswith("/my/dossiers/")
    assert second.status_code in (302, 404, 409)
    assert Dossier.objects.count() == 1
