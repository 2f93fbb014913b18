"""What everyone may read: the first page, the catalogue, signing in, being a person of the demonstration."""

from collections.abc import Callable

import pytest
from django.test import Client, override_settings
from pytest_django import DjangoAssertNumQueries

from motcua.people.models import Account

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "page", ["/", "/help", "/procedures", "/tracking", "/verify", "/demo", "/accounts/login/"]
)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_pages_answer_in_both_languages(client: Client, page: str, language: str) -> None:
    client.cookies["django_language"] = language
    response = client.get(page)
    assert response.status_code == 200
    assert f'<html lang="{language}"' in response.content.decode()


@pytest.mark.parametrize(
    ("query", "found", "not_found"),
    [
        ("q=dang+ky+ket+hon", "1.000894", "1.013225"),
        ("q=đăng+ký+kết+hôn", "1.000894", "1.013225"),
        ("q=1.004873", "1.004873", "1.013225"),
        ("event=death", "1.000656", "1.013225"),
        ("level=province", "3.000333", "1.004873"),
        ("field=G15-HT", "1.004873", "1.013225"),
        ("online=1", "1.004873", "2.000815"),
    ],
)
def test_search_and_filters(client: Client, query: str, found: str, not_found: str) -> None:
    page = client.get(f"/procedures?{query}").content.decode()
    assert f'href="/procedures/{found}"' in page
    assert f'href="/procedures/{not_found}"' not in page


@pytest.mark.parametrize(
    "query", ["q=%00", "q='%3B--", "q=%3A*%26|!", "event=x", "field=%00", "level=%27", "q=" + "a" * 9000]
)
def test_nonsense_finds_nothing_and_says_what_to_do(client: Client, query: str) -> None:
    response = client.get(f"/procedures?{query}")
    assert response.status_code == 200
    assert "Không tìm thấy thủ tục nào" in response.content.decode()


def test_markup_in_a_search_is_text(client: Client) -> None:
    page = client.get("/procedures?q=<script>alert(1)</script>").content.decode()
    assert "<script>alert" not in page


def test_wrong_cursor_is_refused_in_words(client: Client) -> None:
    assert client.get("/procedures?after=nonsense").status_code == 422


def test_queries_of_the_catalogue(client: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    client.get("/procedures?q=khai+sinh")
    with django_assert_num_queries(3):  # hits, fields, life events
        client.get("/procedures?q=khai+sinh")


def test_procedure_says_all_before_starting(client: Client) -> None:
    page = client.get("/procedures/1.004873").content.decode()
    for words in (
        "3 ngày làm việc",
        "Luật Hộ tịch",
        "Tiếp nhận",
        "Nộp hồ sơ trực tuyến",
        "1 bản sao",
        "chưa được đối chiếu",
    ):
        assert words in page


def test_counter_only_procedure_says_why_not(client: Client) -> None:
    page = client.get("/procedures/2.000815").content.decode()
    assert "chỉ nhận hồ sơ tại quầy" in page
    assert "/my/apply/2.000815" not in page


def test_officer_is_not_offered_to_apply(client: Client, account: Callable[[str], Account]) -> None:
    client.force_login(account("reception"), backend="django.contrib.auth.backends.ModelBackend")
    assert "/my/apply/" not in client.get("/procedures/1.004873").content.decode()


@pytest.mark.parametrize("code", ["9.999999", "%00", "a b", "..%2f"])
def test_unknown_procedure(client: Client, code: str) -> None:
    assert client.get(f"/procedures/{code}").status_code == 404


@pytest.mark.parametrize(("login", "place"), [("citizen", "/"), ("reception", "/office/")])
def test_one_click_is_signed_in(client: Client, login: str, place: str) -> None:
    assert client.post("/demo", {"login": login})["Location"] == place
    assert client.session["_auth_user_id"]


@pytest.mark.parametrize("after", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_one_click_leads_nowhere_else(client: Client, after: str) -> None:
    assert client.post("/demo", {"login": "citizen", "next": after})["Location"] == "/"
    assert client.post("/demo", {"login": "citizen", "next": "/my/"})["Location"] == "/my/"


@pytest.mark.parametrize("login", ["reception.06673", "nobody", "", "\x00"])
def test_only_the_people_of_the_list(client: Client, login: str) -> None:
    assert client.post("/demo", {"login": login}).status_code == 404
    assert "_auth_user_id" not in client.session


def test_looking_at_the_people_signs_nobody_in(client: Client) -> None:
    client.get("/demo?login=citizen")
    assert "_auth_user_id" not in client.session


def test_without_demonstration_there_is_no_one_click(client: Client) -> None:
    with override_settings(DEMO=False):
        assert client.get("/demo").status_code == 404
        assert client.post("/demo", {"login": "citizen"}).status_code == 404
        page = client.get("/accounts/login/").content.decode()
    assert 'value="citizen"' not in page
    assert "_auth_user_id" not in client.session


def test_wrong_password_is_said_in_vietnamese_and_keeps_the_name(client: Client) -> None:
    response = client.post("/accounts/login/", {"login": "reception", "password": "khong-dung"})
    page = response.content.decode()
    assert 'role="alert"' in page
    assert 'value="reception"' in page
    assert "khong-dung" not in page


def test_sign_in_page_has_our_frame(client: Client) -> None:
    page = client.get("/accounts/login/?next=/my/").content.decode()
    assert '<html lang="vi"' in page
    assert "Tỉnh Quảng Ninh" in page
    assert 'name="next" value="/my/"' in page


def test_nobody_registers_with_a_password(client: Client) -> None:
    body = {"username": "moi", "password1": "mot-mat-khau-dai", "password2": "mot-mat-khau-dai"}
    client.post("/accounts/signup/", body)
    assert not Account.objects.filter(username="moi").exists()


@pytest.mark.parametrize("page", ["/accounts/password/reset/", "/accounts/email/"])
def test_nothing_here_sends_mail(client: Client, page: str) -> None:
    assert client.post(page, {"email": "mau@example.test"}).status_code == 404
