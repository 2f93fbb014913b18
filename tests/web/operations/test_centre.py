"""The operations centre: its numbers, whose it is, what it says without facts, suggestions."""

from collections.abc import Callable
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from motcua.agencies.models import Agency, Officer
from motcua.directives.models import Measured, Suggestion
from motcua.directives.rules.measures import MEASURES
from motcua.dossiers.models import Dossier
from motcua.dossiers.rules.process import Verb
from motcua.kernel import clock
from motcua.kernel.errors import NotFound
from motcua.people.models import Account
from tests.country import WARD

pytestmark = pytest.mark.django_db
As = Callable[[str], Client]
Submitted = Callable[..., Dossier]


@pytest.fixture(autouse=True)
def _no_facts(monkeypatch: pytest.MonkeyPatch) -> None:
    """There are no facts yet."""

    def missing() -> Any:
        raise NotFound(code="no-facts")

    monkeypatch.setattr("motcua.indicators.ports.facts", missing)


@pytest.fixture
def as_(account: Callable[[str], Account]) -> As:
    """A browser in which this person is signed in."""

    def sign_in(login: str) -> Client:
        client = Client()
        client.force_login(account(login), backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in


def text(response: Any) -> str:
    return unescape(response.content.decode())


@pytest.fixture
def late(submitted: Submitted) -> Dossier:
    """A dossier of the ward that is late."""
    dossier = submitted()
    Dossier.objects.filter(pk=dossier.pk).update(due_at=clock.now() - timedelta(days=1))
    return dossier


def test_a_leader_sees_their_units_and_the_way_to_the_dossiers(as_: As, late: Dossier) -> None:
    shown = as_("leader").get("/operations/")
    assert shown.status_code == 200
    assert "Ủy ban nhân dân phường Hồng Gai" in text(shown)
    assert f"/operations/dossiers?unit={WARD}&list=late" in text(shown)
    behind = as_("leader").get(f"/operations/dossiers?unit={WARD}&list=late")
    assert late.code in text(behind)
    assert f"/office/dossiers/{late.code}" in text(behind)
    assert as_("leader").get(f"/office/dossiers/{late.code}").status_code == 200


def test_it_renews_itself_and_says_when_it_was_made(as_: As) -> None:
    shown = text(as_("leader").get("/operations/"))
    assert 'hx-trigger="every 60s"' in shown
    assert f"ngày {clock.day(clock.now()):%d/%m/%Y}, tự làm mới mỗi phút" in shown


def test_without_facts_it_says_so_and_shows_the_rest(as_: As) -> None:
    shown = text(as_("leader").get("/operations/?part=past"))
    assert "Chưa có dữ liệu lịch sử" in shown
    assert "Tiếp nhận hôm nay" in shown  # without a script it is the whole page
    part = text(as_("leader").get("/operations/?part=past", headers={"HX-Request": "true"}))
    assert "Chưa có dữ liệu lịch sử" in part
    assert "Tiếp nhận hôm nay" not in part


def test_what_renews_itself_is_all_that_is_asked_for(
    as_: As, late: Dossier, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = as_("leader")
    client.get("/operations/")
    with django_assert_max_num_queries(9):
        part = client.get("/operations/?part=live")
    assert "Ủy ban nhân dân phường Hồng Gai" in text(part)
    assert "<html" not in text(part)


def test_an_approver_sees_the_own_ward_and_no_other(as_: As, late: Dossier) -> None:
    assert "Ủy ban nhân dân phường Hồng Gai" in text(as_("approver").get("/operations/"))
    other = as_("approver.06673")
    assert late.code not in text(other.get("/operations/dossiers?list=late"))
    for path in ("/operations/", "/operations/dossiers", "/operations/tasks"):
        for unit in (WARD, "H49", "H99", "a\0b", "x" * 50, "' or 1=1"):
            assert other.get(path, {"unit": unit}).status_code == 404, (path, unit)


@pytest.mark.parametrize("login", ["case", "reception", "clerk", "citizen"])
def test_only_leaders_come_in(as_: As, login: str) -> None:
    for path in ("/operations/", "/operations/dossiers", "/operations/directives", "/operations/tasks"):
        assert as_(login).get(path).status_code == 403


def test_nobody_comes_in_unknown(client: Client) -> None:
    assert client.get("/operations/").status_code == 302


def test_the_number_of_queries_does_not_grow_with_the_units(
    as_: As, submitted: Submitted, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = as_("leader")
    client.get("/operations/")
    submitted()
    submitted(code="3.000333", agency=Agency.objects.get(code="H49.01"))
    with django_assert_max_num_queries(18):
        client.get("/operations/")
    with django_assert_max_num_queries(9):
        client.get("/operations/dossiers?list=open")


@pytest.mark.parametrize(
    "query", ["list=nothing", "after=x", "after=20261122T100000.000000-99999999999999999999", "after=%00-1"]
)
def test_any_address_of_a_list_is_answered(as_: As, query: str) -> None:
    assert as_("leader").get(f"/operations/dossiers?{query}").status_code == 200


# Suggestions


@pytest.fixture
def suggestion(as_: As, submitted: Submitted) -> Suggestion:
    """That the ward is late, raised by the button."""
    made = [submitted() for _one in range(3)]
    at = clock.now()
    Dossier.objects.filter(pk__in=[one.pk for one in made]).update(due_at=at - timedelta(days=1))
    usual = {name: kind(0) for name, kind in MEASURES.items()}
    for back in range(1, 6):
        Measured.objects.create(
            agency=Agency.objects.get(code=WARD),
            day=clock.day(at) - timedelta(days=back),
            at=at,
            measures={**usual, "open": 9, "late": 5, "late_share": 55.6},
        )
    answer = as_("leader").post("/operations/evaluate", follow=True)
    assert "có 1 gợi ý mới" in text(answer)
    return Suggestion.objects.get()


def test_evaluating_again_at_once_is_refused_and_who_has_no_units_is_not_offered_it(
    as_: As, suggestion: Suggestion
) -> None:
    assert "Các đơn vị vừa được đánh giá lúc" in text(as_("leader").post("/operations/evaluate", follow=True))
    assert "/operations/evaluate" in as_("leader").get("/operations/").content.decode()
    assert "/operations/evaluate" not in as_("approver").get("/operations/").content.decode()
    assert as_("approver").post("/operations/evaluate").status_code == 403
    assert as_("clerk").post("/operations/evaluate").status_code == 403


def test_a_suggestion_is_shown_with_its_numbers(as_: As, suggestion: Suggestion) -> None:
    shown = text(as_("leader").get("/operations/"))
    assert "3 trên 3 hồ sơ đang giải quyết quá hạn (100,0 %), đã 6 ngày liên tiếp" in shown
    assert f"/operations/directives/new?suggestion={suggestion.pk}" in shown
    assert "Hồ sơ quá hạn kéo dài" not in text(as_("approver").get("/operations/"))


def test_dismissing_needs_a_reason_and_keeps_the_page(as_: As, suggestion: Suggestion) -> None:
    path = f"/operations/suggestions/{suggestion.pk}/dismiss"
    refused = as_("leader").post(path, {"reason": "x" * 1001})
    assert refused.status_code == 422
    assert "x" * 1001 in text(refused)
    assert as_("leader").post(path, {"reason": "Đã bố trí người."}).status_code == 302
    assert "Hồ sơ quá hạn kéo dài" not in text(as_("leader").get("/operations/"))
    assert as_("leader").post(path, {"reason": "Lần nữa."}).status_code == 409


def test_others_find_no_suggestion(
    as_: As, suggestion: Suggestion, officer: Callable[[str], Officer]
) -> None:
    for login in ("approver.06673", "approver"):
        path = f"/operations/suggestions/{suggestion.pk}/dismiss"
        assert as_(login).post(path, {"reason": "Thôi."}).status_code == 404
        assert as_(login).get(f"/operations/directives/new?suggestion={suggestion.pk}").status_code == 404


def test_the_form_is_filled_by_the_suggestion(as_: As, suggestion: Suggestion) -> None:
    shown = text(as_("leader").get(f"/operations/directives/new?suggestion={suggestion.pk}"))
    assert "Tập trung giải quyết 3 hồ sơ quá hạn tại Ủy ban nhân dân phường Hồng Gai" in shown
    assert f'value="{WARD}" checked' in shown


def test_what_is_settled_is_no_longer_open(as_: As, advanced: Callable[..., Dossier]) -> None:
    dossier = advanced(Verb.SEAL)
    assert dossier.code not in text(as_("leader").get("/operations/dossiers?list=open"))
