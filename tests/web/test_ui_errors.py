"""Errors as pages and as problems, and the headers of every answer. None of this may touch the database."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.test import RequestFactory
from django.utils import translation

from motcua.agencies import queries as agencies
from motcua.kernel.errors import Invalid, MotcuaError, NotAllowed, NotFound, Unavailable, WrongState
from motcua.web import middleware
from motcua.web.ui import context, errors


@pytest.fixture(autouse=True)
def _alone(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.ROOT_URLCONF = "tests.web.ui_urls"
    monkeypatch.setattr(context, "officer_of", lambda request: None)
    monkeypatch.setattr(agencies, "provinces", tuple)
    monkeypatch.setattr("django.contrib.messages.context_processors.get_messages", lambda request: ())


class Citizen(AnonymousUser):
    """Someone who is signed in, without a row in the database."""

    is_authenticated = True  # type: ignore[assignment]

    def get_full_name(self) -> str:
        return "Nguyễn Thị Hạnh"


HOST = "motcua.example"


def ask(path: str, exception: Exception, *, signed_in: bool = True, **headers: str) -> HttpResponse:
    request = RequestFactory().get(path, headers=headers)
    request.user = Citizen() if signed_in else AnonymousUser()
    answer = middleware.errors(lambda request: HttpResponse()).process_exception(request, exception)
    assert answer is not None
    return answer


@pytest.mark.parametrize(
    ("exception", "status"),
    [
        (NotFound(), 404),
        (NotAllowed(), 403),
        (WrongState(), 409),
        (Invalid(fields={"sample.copies": ["Vui lòng nhập một số."]}), 422),
        (Unavailable(), 503),
        (MotcuaError(), 500),
        (RequestDataTooBig(), 413),
        (TooManyFieldsSent(), 413),
    ],
)
def test_each_error_is_a_page_with_its_status(exception: Exception, status: int) -> None:
    page = ask("/my/dossiers/1", exception)
    assert page.status_code == status
    text = page.content.decode()
    assert "<h1" in text
    assert str(errors.WORDS[status].title) in text
    if isinstance(exception, MotcuaError):
        assert str(exception.message) in text
        assert all(line in text for lines in exception.fields.values() for line in map(str, lines))


def test_a_program_gets_a_problem() -> None:
    answer = ask("/api/v1/dossiers", Invalid(code="bad-id", fields={"a.b": ["Sai số."]}))
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert json.loads(answer.content) == {
        "type": "urn:motcua:problem:bad-id",
        "title": "Thông tin chưa hợp lệ",
        "status": 422,
        "detail": str(Invalid.message),
        "code": "bad-id",
        "fields": {"a.b": ["Sai số."]},
    }


def test_a_stranger_is_asked_to_sign_in_and_comes_back() -> None:
    answer = ask("/my/dossiers/1?tab=2", NotAllowed(), signed_in=False)
    assert answer.status_code == 302
    assert answer.headers["Location"].endswith("?next=/my/dossiers/1%3Ftab%3D2")
    assert ask("/api/v1/dossiers", NotAllowed(), signed_in=False).status_code == 403


def test_other_exceptions_are_left_to_django() -> None:
    request = RequestFactory().get("/")
    assert middleware.errors(lambda request: HttpResponse()).process_exception(request, ValueError()) is None


@pytest.mark.parametrize("status", [500, 503])
def test_the_page_of_a_broken_system_asks_nobody(
    status: int, monkeypatch: pytest.MonkeyPatch, rf: RequestFactory
) -> None:
    def down() -> None:
        raise AssertionError("the database was asked")

    monkeypatch.setattr(agencies, "provinces", down)
    request = rf.get("/")  # has neither session nor user
    answer = errors.respond(request, status)
    assert answer.status_code == status
    assert 'href="/"' in answer.content.decode()


@pytest.mark.parametrize("status", sorted(errors.WORDS))
@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_status_has_words_in_both_languages(status: int, language: str) -> None:
    words = errors.WORDS[status]
    with translation.override(language):
        assert str(words.title)
        assert str(words.detail)[-1] == "."


@pytest.mark.parametrize(
    ("handler", "status"),
    [
        (lambda request: errors.bad_request(request, ValueError()), 400),
        (lambda request: errors.bad_request(request, RequestDataTooBig()), 413),
        (lambda request: errors.forbidden(request, ValueError()), 403),
        (lambda request: errors.too_many(request), 429),
        (lambda request: errors.server_error(request), 500),
        (lambda request: errors.csrf_failure(request, "no cookie"), 403),
    ],
)
def test_handlers_answer_pages_and_problems(
    handler: Callable[[HttpRequest], HttpResponse], status: int, rf: RequestFactory
) -> None:
    for path, kind in (("/x", "text/html"), ("/api/v1/x", "application/problem+json")):
        answer = handler(rf.get(path))
        assert answer.status_code == status
        assert answer.headers["Content-Type"].startswith(kind)


def test_the_way_back_leads_only_to_our_own_pages() -> None:
    assert (
        'href="/my/?page=2"'
        in ask("/my/1", WrongState(), referer=f"https://{HOST}/my/?page=2", host=HOST).content.decode()
    )
    assert (
        "evil.example"
        not in ask("/my/1", WrongState(), referer="https://evil.example/x", host=HOST).content.decode()
    )


def test_every_answer_carries_a_strict_policy(settings: Any) -> None:
    settings.SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {"APPS": [{"settings": {"server_url": "https://id.example.vn/realms/a"}}]}
    }
    answer = middleware.errors(lambda request: HttpResponse())(RequestFactory().get("/"))
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert "form-action 'self' https://id.example.vn" in policy
    assert answer.headers["Referrer-Policy"] == "same-origin"


def test_a_page_may_be_stricter_than_the_policy() -> None:
    own = HttpResponse(headers={"Content-Security-Policy": "sandbox"})
    answer = middleware.errors(lambda request: own)(RequestFactory().get("/"))
    assert answer.headers["Content-Security-Policy"] == "sandbox"


def test_a_redirect_is_followed_by_the_whole_page_under_htmx() -> None:
    def leave(request: HttpRequest) -> HttpResponse:
        answer = redirect("/account_login/")
        answer.set_cookie("kept", "1")
        return answer

    respond = middleware.errors(leave)
    partial = respond(RequestFactory().post("/x", headers={"HX-Request": "true"}))
    assert (partial.status_code, partial.headers["HX-Redirect"]) == (200, "/account_login/")
    assert partial.cookies["kept"].value == "1"
    assert respond(RequestFactory().post("/x")).status_code == 302
