"""The list, and the page of one dossier."""

import re
from collections.abc import Callable

from django.test import Client
from pytest_django import DjangoAssertNumQueries

from motcua.agencies.models import Officer
from motcua.dossiers import actions as dossiers
from motcua.dossiers.models import Dossier
from motcua.dossiers.rules.process import Verb
from motcua.kernel import clock

As = Callable[[str], Client]
Advanced = Callable[..., Dossier]


def links(page: str) -> list[str]:
    """The codes to whose pages this page leads, in order."""
    return re.findall(r'href="/my/dossiers/([^"/]+)"', page)


def test_empty_list_says_what_to_do(as_: As) -> None:
    page = as_("citizen").get("/my/").content.decode()
    assert "Bạn chưa nộp hồ sơ nào" in page


def test_list_goes_on_by_keyset(
    as_: As, submitted: Callable[..., Dossier], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    codes = [submitted().code for _one in range(22)]
    client = as_("citizen")
    client.get("/my/")
    with django_assert_num_queries(7):  # session, account, person, dossiers, drafts; officer, unread
        first = client.get("/my/").content.decode()
    assert links(first) == codes[:1:-1]
    assert links(client.get(f"/my/?before={codes[2]}").content.decode()) == codes[1::-1]


def test_strange_cursor_finds_nothing(as_: As, submitted: Callable[..., Dossier]) -> None:
    code = submitted().code
    response = as_("citizen").get("/my/?before=%27%00x")
    assert response.status_code == 200
    assert code not in response.content.decode()


def test_neighbour_sees_nothing_of_it(as_: As, advanced: Advanced) -> None:
    dossier = advanced(Verb.RETURN)
    client = as_("neighbour")
    for page in ("", "/papers/result", "/documents/1"):
        assert client.get(f"/my/dossiers/{dossier.code}{page}").status_code == 404
    assert dossier.code not in client.get("/my/").content.decode()


def test_new_dossier_says_that_its_paper_is_being_made(as_: As, submitted: Callable[..., Dossier]) -> None:
    dossier = submitted()
    client = as_("citizen")
    page = client.get(f"/my/dossiers/{dossier.code}").content.decode()
    assert "đang được lập" in page
    dossiers.make_confirmation(code=dossier.code, at=clock.now())
    page = client.get(f"/my/dossiers/{dossier.code}").content.decode()
    assert "đang được lập" not in page
    paper = client.get(f"/my/dossiers/{dossier.code}/papers/confirmation")
    assert paper.content.startswith(b"%PDF")


def test_result_is_given_only_when_returned(
    as_: As, advanced: Advanced, officer: Callable[[str], Officer]
) -> None:
    dossier = advanced(Verb.SEAL)
    address = f"/my/dossiers/{dossier.code}/papers/result"
    client = as_("citizen")
    assert client.get(address).status_code == 404
    assert client.get(f"/my/dossiers/{dossier.code}/papers/decision").status_code == 404
    dossiers.act(
        verb=Verb.RETURN,
        code=dossier.code,
        by=officer("reception"),
        at=clock.now(),
    )
    assert client.get(address).content.startswith(b"%PDF")
    assert "Đã có kết quả" in client.get(f"/my/dossiers/{dossier.code}").content.decode()


def test_what_officers_wrote_to_each_other_is_not_shown(
    as_: As, advanced: Advanced, officer: Callable[[str], Officer]
) -> None:
    dossier = advanced(Verb.APPRAISE)
    dossiers.act(
        verb=Verb.SEND_BACK,
        code=dossier.code,
        by=officer("approver"),
        at=clock.now(),
        note="Cần xem lại mục hai.",
    )
    page = as_("citizen").get(f"/my/dossiers/{dossier.code}").content.decode()
    assert "Cần xem lại mục hai" not in page
    assert "Đủ điều kiện." not in page
