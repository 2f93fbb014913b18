"""Every page, for everyone who uses it: no barrier, nothing sticking out, light, English where it says so."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.urls import reverse
from playwright.sync_api import Page

from motcua.agencies import queries as agencies
from motcua.catalogue import queries as catalogue
from motcua.catalogue.rules import forms
from motcua.catalogue.rules.definition import Channel
from motcua.dossiers import actions as dossiers
from motcua.dossiers.models import Dossier, Draft
from motcua.dossiers.rules.process import Verb
from motcua.kernel import clock, queue
from motcua.people.models import Account
from motcua.vault import queries as vault
from tests.country import WARD
from tests.journeys.conftest import Open
from tests.journeys.looking import look
from tests.journeys.ways import CERTIFIED_COPY, MARITAL_STATUS, PDF, TEMPORARY_RESIDENCE

pytestmark = pytest.mark.browser

MOST_QUESTIONS = "1.013978"


@pytest.fixture
def draft(account: Callable[[str], Account]) -> Callable[..., Draft]:
    """A draft of this account's, every question answered."""

    def begin(login: str, code: str, channel: Channel = Channel.ONLINE) -> Draft:
        at, who = clock.now(), account(login)
        procedure = catalogue.current(code, on=clock.day(at)).procedure
        begun = dossiers.start(
            procedure_code=code, by=who, at=at, channel=channel, agency=agencies.agency(WARD)
        )
        return dossiers.save(draft=begun, answers=forms.example(procedure, clock.day(at)), by=who, at=at)

    return begin


def sections(draft: Draft) -> list[str]:
    return [section.id for section in catalogue.version(draft.version_id).form.sections]


def test_everyone(
    open_window: Open, advanced: Callable[..., Dossier], submitted: Callable[..., Dossier]
) -> None:
    done, new = advanced(Verb.RETURN), submitted()
    assert done.result is not None
    result = vault.content(done.result)

    def track(digits: str) -> Callable[[Page], None]:
        def way(page: Page) -> None:
            page.goto("/tracking")
            page.locator("#f-code").fill(done.code)
            page.locator("#f-digits").fill(digits)
            page.locator("main form button").click()

        return way

    def verify(content: bytes) -> Callable[[Page], None]:
        def way(page: Page) -> None:
            page.goto("/verify")
            given = {"name": "kết quả.pdf", "mimeType": "application/pdf", "buffer": content}
            page.locator("#f-file").set_input_files(given)  # type: ignore[arg-type]
            page.locator("main form button").click()

        return way

    look(
        open_window,
        "",
        (
            "/",
            "/help",
            "/procedures",
            "/procedures?q=khai+sinh&online=1",
            "/procedures?q=zzzz",
            f"/procedures/{MARITAL_STATUS}",
            f"/procedures/{CERTIFIED_COPY}",
            f"/procedures/{MOST_QUESTIONS}",
            "/tracking",
            track("0001"),
            track("9"),
            "/verify",
            verify(result),
            verify(PDF),
            verify(b"not a PDF"),
            reverse("verify_secret", args=[done.secret]),
            reverse("verify_secret", args=[new.secret]),
            "/demo",
            "/accounts/login/",
            "/no/such/page",
        ),
    )


def test_citizen(
    open_window: Open,
    draft: Callable[..., Draft],
    advanced: Callable[..., Dossier],
    submitted: Callable[..., Dossier],
) -> None:
    done, new = advanced(Verb.RETURN), submitted()
    begun, whole = draft("citizen", TEMPORARY_RESIDENCE), draft("citizen", MARITAL_STATUS)
    address = f"/my/drafts/{begun.pk}/"

    def wrong(page: Page) -> None:
        page.goto(f"{address}sections/declarant")
        page.locator("[name='declarant.phone']").fill("12")
        page.locator(".m-actions button").first.click()

    look(
        open_window,
        "citizen",
        (
            "/my/",
            "/my/drafts/",
            "/my/profile",
            f"/my/apply/{MARITAL_STATUS}",
            address,
            f"{address}where",
            *(f"{address}sections/{section}" for section in sections(begun)),
            wrong,
            f"{address}documents",
            f"{address}review",
            f"{address}discard",
            f"/my/drafts/{whole.pk}/review",
            f"/my/dossiers/{new.code}",
            f"/my/dossiers/{done.code}",
            "/accounts/2fa/",
            "/accounts/logout/",
            "/office/",  # not for her
        ),
    )


def test_the_first_time(open_window: Open) -> None:
    Account.objects.create(username="newcomer", name="Người Mới")
    look(open_window, "newcomer", ("/my/", "/my/dossiers/H49.06685-000000-0000"))


def test_counter(open_window: Open, draft: Callable[..., Draft], submitted: Callable[..., Dossier]) -> None:
    new = submitted()
    begun = draft("reception", CERTIFIED_COPY, Channel.DIRECT)
    address = f"/office/counter/{begun.pk}/"

    def wrong(page: Page) -> None:
        page.goto(f"{address}person")
        page.locator(".m-actions button").first.click()

    look(
        open_window,
        "reception",
        (
            "/office/",
            "/office/?list=late",
            "/office/?code=khong-co",
            "/office/?procedure=khai+sinh",
            "/office/me",
            "/office/counter/",
            f"{address}person",
            wrong,
            *(f"{address}sections/{section}" for section in sections(begun)),
            f"{address}documents",
            f"{address}review",
            f"{address}discard",
            f"/office/dossiers/{new.code}",
            f"/office/dossiers/{new.code}/filed",
        ),
    )


def test_the_other_officers(open_window: Open, advanced: Callable[..., Dossier]) -> None:
    received, appraised, approved = (
        f"/office/dossiers/{advanced(verb).code}" for verb in (Verb.RECEIVE, Verb.APPRAISE, Verb.APPROVE)
    )

    def without_reason(page: Page) -> None:
        page.goto(f"{approved}/acts/send_back")
        page.locator("main .m-actions button").click()

    look(open_window, "case", (received, appraised))
    look(open_window, "approver", ("/office/", appraised))
    look(open_window, "clerk", (approved, without_reason))
    look(open_window, "leader", ("/office/", approved))


def test_the_engine_room(open_window: Open) -> None:
    """Only our own pages there: how Django's admin looks is Django's."""
    Account.objects.create_superuser("admin", "", name="Quản Trị")
    queue.enqueue("dossiers.make_receipt", code="H49.06685-000000-0000")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'failed', attempts = 8")
    look(open_window, "admin", ("/staff/jobs/",))


def test_when_it_breaks(open_window: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(**_: object) -> None:
        raise RuntimeError("on purpose")

    monkeypatch.setattr(catalogue, "facets", fail)
    look(open_window, "", ("/",))
