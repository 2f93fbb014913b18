"""One act on several dossiers."""

from collections.abc import Callable
from html import unescape
from typing import Any

from motcua.agencies.models import Officer
from motcua.dossiers import actions as dossiers
from motcua.dossiers.models import Dossier
from motcua.dossiers.rules.process import Verb
from motcua.kernel import clock
from tests.web.officer.conftest import As

Submitted = Callable[..., Dossier]


def text(response: Any) -> str:
    found: str = unescape(response.content.decode())
    return found


def tickets(*chosen: Dossier) -> list[str]:
    return [f"{one.code}:{one.revision}" for one in chosen]


def test_the_list_offers_what_its_reader_may_do(as_: As, submitted: Submitted) -> None:
    dossier = submitted()
    page = text(as_("reception").get("/office/"))
    assert f'value="{dossier.code}:1"' in page
    assert 'name="act" value="receive"' in page.replace("\n", "")
    assert 'value="approve"' not in page
    assert 'name="dossier"' not in text(as_("reception").get("/office/?list=unit"))


def test_asks_first_and_then_tells_of_each(
    as_: As, submitted: Submitted, officer: Callable[[str], Officer]
) -> None:
    first, second, third = submitted(), submitted(), submitted()
    dossiers.act(verb=Verb.RECEIVE, code=third.code, by=officer("reception"), at=clock.now())
    client = as_("reception")
    sent = {"act": "receive", "dossier": tickets(first, second, third)}
    page = text(client.post("/office/bulk", sent))
    assert "Sẽ thực hiện với 2 hồ sơ" in page
    assert "Hồ sơ không ở bước này." in page
    first.refresh_from_db()
    assert first.state == "submitted"
    # One changes while the page is being read: only the others are done.
    dossiers.act(verb=Verb.TAKE, code=second.code, by=officer("reception"), at=clock.now())
    done = text(client.post("/office/bulk", {**sent, "dossier": tickets(first, second), "confirm": "1"}))
    assert "Đã thực hiện 1 trên 2 hồ sơ." in done
    assert "đã thực hiện “Nhận xử lý”" in done
    states = {one.code: one.state for one in Dossier.objects.all()}
    assert (states[first.code], states[second.code]) == ("received", "submitted")


def test_nothing_strange_is_done(as_: As, submitted: Submitted) -> None:
    dossier = submitted()
    client = as_("reception")
    for sent in (
        {}, {"act": "receive"}, {"act": "burn", "dossier": tickets(dossier)},
        {"act": "receive", "dossier": [f"X-{n}:1" for n in range(51)], "confirm": "1"},
    ):  # fmt: skip
        assert client.post("/office/bulk", sent).status_code == 302
    assert client.get("/office/bulk").status_code == 405
    elsewhere = as_("reception.06673")
    page = text(
        elsewhere.post("/office/bulk", {"act": "receive", "dossier": tickets(dossier), "confirm": "1"})
    )
    assert dossier.code not in page
    refused = text(
        as_("case").post("/office/bulk", {"act": "receive", "dossier": tickets(dossier), "confirm": "1"})
    )
    assert "Bước này thuộc về vị trí khác" in refused
    dossier.refresh_from_db()
    assert dossier.state == "submitted"


def test_apologies_are_agreed_to_together(
    as_: As, advanced: Callable[..., Dossier], officer: Callable[[str], Officer]
) -> None:
    late = [advanced(Verb.RECEIVE) for _one in range(2)]
    given = {"reason": "Chờ xác minh."}
    late = [
        dossiers.act(verb=Verb.EXTEND, code=one.code, by=officer("case"), at=clock.now(), given=given)
        for one in late
    ]
    client = as_("approver")
    assert 'value="agree-extend"' in text(client.get("/office/?list=proposals"))
    sent = {"act": "agree-extend", "dossier": tickets(*late)}
    assert "Sẽ thực hiện với 2 hồ sơ" in text(client.post("/office/bulk", sent))
    assert "Đã thực hiện 2 trên 2 hồ sơ." in text(client.post("/office/bulk", {**sent, "confirm": "1"}))
    assert all(Dossier.objects.get(pk=one.pk).due_at > one.first_due_at for one in late)


def test_queries_do_not_grow_with_the_choice(
    as_: As, submitted: Submitted, django_assert_num_queries: Any
) -> None:
    client = as_("reception")
    few = tickets(submitted())
    many = tickets(*[submitted() for _one in range(5)])
    client.post("/office/bulk", {"act": "receive", "dossier": few})
    for chosen in (few, many):
        # session, account, officer, whom they stand in for, the dossiers, unread
        with django_assert_num_queries(6):
            client.post("/office/bulk", {"act": "receive", "dossier": chosen})
