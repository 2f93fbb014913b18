"""The inbox, how one wants to be told, and what a demonstration caught."""

import json
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path

import pytest
from django.test import Client, override_settings
from pytest_django import DjangoAssertNumQueries

from motcua.journal.rules import Actor
from motcua.kernel import clock
from motcua.notifications import actions, queries
from motcua.notifications.models import Message
from motcua.notifications.rules import Notice, Wishes
from motcua.notifications.rules.templates import names, template
from motcua.people.models import Account

BY = Actor("system:test", "Kiểm thử")
As = Callable[[str], Client]


@pytest.fixture
def as_(account: Callable[[str], Account]) -> As:
    def sign_in(login: str) -> Client:
        client = Client()
        client.force_login(account(login), backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in


def tell(reader: Account, number: int = 1, event: str = "dossier.refuse", **changes: str) -> list[Message]:
    data = {name: names()[name]["vi"] for name in template(event).data} | changes
    notices = [Notice(f"{event}:{reader.pk}:{n}", event, data, "/my/", reader.pk) for n in range(number)]
    return actions.post(notices, by=BY, at=clock.now())


@pytest.mark.parametrize("page", ["/messages", "/messages/1", "/messages/preferences"])
def test_who_is_not_signed_in_goes_to_sign_in(client: Client, page: str) -> None:
    assert client.get(page)["Location"].startswith("/accounts/login/")


def test_the_inbox_says_in_words_what_is_unread(as_: As, account: Callable[[str], Account]) -> None:
    (message,) = tell(account("citizen"))
    page = as_("citizen").get("/messages").content.decode()
    assert "Hồ sơ H49.06685-261121-0007 không được tiếp nhận" in page
    assert "Chưa đọc" in page
    assert 'class="m-count">1<' in page
    opened = as_("citizen").get(f"/messages/{message.pk}").content.decode()
    assert "Cần xác minh nơi cư trú" in opened
    assert 'href="/my/"' in opened
    again = as_("citizen").get("/messages").content.decode()
    assert "Chưa đọc" not in again
    assert "m-count" not in again


def test_looking_without_opening_reads_nothing(as_: As, account: Callable[[str], Account]) -> None:
    (message,) = tell(account("citizen"))
    assert as_("citizen").head(f"/messages/{message.pk}").status_code == 200
    assert queries.unread(account("citizen")) == 1


def test_in_the_language_of_the_reader(as_: As, account: Callable[[str], Account]) -> None:
    (message,) = tell(account("citizen"))
    client = as_("citizen")
    client.cookies["django_language"] = "en"
    page = client.get(f"/messages/{message.pk}").content.decode()
    assert "Dossier H49.06685-261121-0007 was not accepted" in page


def test_a_neighbour_cannot_read_it(as_: As, account: Callable[[str], Account]) -> None:
    (message,) = tell(account("citizen"))
    answer = as_("neighbour").get(f"/messages/{message.pk}")
    assert answer.status_code == 404
    assert "H49.06685-261121-0007" not in answer.content.decode()
    assert "H49.06685" not in as_("neighbour").get("/messages").content.decode()
    as_("neighbour").post("/messages/read")
    assert queries.unread(account("citizen")) == 1


def test_markup_in_a_message_is_text(as_: As, account: Callable[[str], Account]) -> None:
    (message,) = tell(account("citizen"), reason="<script>alert(1)</script>")
    assert "<script>alert" not in as_("citizen").get(f"/messages/{message.pk}").content.decode()


def test_all_read_at_once(as_: As, account: Callable[[str], Account]) -> None:
    tell(account("citizen"), 3)
    assert as_("citizen").get("/messages/read").status_code == 405
    page = as_("citizen").post("/messages/read", follow=True).content.decode()
    assert "Đã đánh dấu 3 thông báo là đã đọc." in page
    assert queries.unread(account("citizen")) == 0


def test_pages_follow_each_other(as_: As, account: Callable[[str], Account]) -> None:
    tell(account("citizen"), 25)
    first = as_("citizen").get("/messages")
    assert first.content.decode().count("Chưa đọc") == 20
    rest = as_("citizen").get(first.context["next"])
    assert rest.content.decode().count("Chưa đọc") == 5
    for nonsense in ("x", "-1", "9" * 40, "%00"):
        assert as_("citizen").get(f"/messages?before={nonsense}").status_code == 200


@pytest.mark.parametrize("number", [1, 20])
def test_queries_of_the_inbox(
    as_: As, account: Callable[[str], Account], number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    tell(account("citizen"), number)
    client = as_("citizen")
    client.get("/messages")
    with django_assert_num_queries(5):  # session, account, messages, officer and unread for the frame
        client.get("/messages")


def test_a_hundred_unread_are_not_counted_further(as_: As, account: Callable[[str], Account]) -> None:
    tell(account("citizen"), 105)
    assert 'class="m-count">99+<' in as_("citizen").get("/messages").content.decode()


def test_preferences_are_kept(as_: As, account: Callable[[str], Account]) -> None:
    client = as_("citizen")
    page = client.get("/messages/preferences").content.decode()
    assert 'value="email" checked' in page
    assert 'value="zalo" checked' not in page
    assert "Bản tin đầu ngày" not in page
    answer = client.post("/messages/preferences", {"language": "en", "ways": ["zalo"]}, follow=True)
    assert "Đã lưu cách nhận thông báo." in answer.content.decode()
    citizen = account("citizen")
    assert queries.wishes([citizen.pk]) == {citizen.pk: Wishes("en", False, False, True, True)}


def test_an_officer_may_refuse_the_digest(as_: As, account: Callable[[str], Account]) -> None:
    page = as_("case").get("/messages/preferences").content.decode()
    assert "Bản tin đầu ngày" in page
    sent = {"language": "vi", "ways": ["email", "sms"], "digest": "no"}
    assert as_("case").post("/messages/preferences", sent).status_code == 302
    officer = account("case")
    assert queries.wishes([officer.pk])[officer.pk].digest is False


def test_a_language_that_is_none_is_refused_in_words(as_: As) -> None:
    answer = as_("citizen").post("/messages/preferences", {"language": "xx"})
    assert answer.status_code == 422
    assert "Vui lòng chọn một ngôn ngữ" in answer.content.decode()


# What a demonstration caught


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    letter = EmailMessage()
    letter["To"], letter["Subject"] = "hoa@example.test", "Hồ sơ đã được tiếp nhận"
    letter.set_content("Kính gửi Bà <script>alert(1)</script>")
    letter.add_alternative("<script>alert(2)</script>", subtype="html")
    (tmp_path / "a.eml").write_bytes(letter.as_bytes())
    sms = {"channel": "sms", "to": "84912345678", "text": "Da tiep nhan."}
    (tmp_path / "b.json").write_text(json.dumps(sms))
    zalo = {"channel": "zalo", "to": "84912345678", "template_id": "x", "template_data": {"code": "H49-1"}}
    (tmp_path / "c.json").write_text(json.dumps(zalo))
    (tmp_path / "d.part").write_bytes(b"half")
    return tmp_path


def test_caught_messages_are_read_as_text(client: Client, folder: Path) -> None:
    with override_settings(MAIL_ROOT=folder):
        page = client.get("/demo/mail").content.decode()
    for words in ("Hồ sơ đã được tiếp nhận", "hoa@example.test", "Da tiep nhan.", "H49-1", "&lt;script&gt;"):
        assert words in page
    assert "<script>alert" not in page
    assert "alert(2)" not in page
    assert "half" not in page


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe\x00garbage",
        b"Content-Type: text/plain; charset=no-such-set\n\nx",
        b"Content-Type: multipart/mixed; boundary=x\n\n--x\n\n",
        b"Subject: =?utf-8?q?=ff?=\nTo: <>\n\nx",
    ],
)
def test_a_broken_mail_breaks_no_page(client: Client, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.eml").write_bytes(content)
    with override_settings(MAIL_ROOT=tmp_path):
        assert client.get("/demo/mail").status_code == 200


def test_caught_messages_are_of_demonstrations_only(client: Client, folder: Path) -> None:
    with override_settings(MAIL_ROOT=folder, DEMO=False):
        assert client.get("/demo/mail").status_code == 404


def test_nothing_caught_yet(client: Client, tmp_path: Path) -> None:
    with override_settings(MAIL_ROOT=tmp_path / "none"):
        assert "Chưa có thư hay tin nhắn nào" in client.get("/demo/mail").content.decode()
