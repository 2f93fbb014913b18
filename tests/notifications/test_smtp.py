"""Mail over a real SMTP conversation, with the catcher of the demonstration and with servers that refuse."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP
from django.test import override_settings

from motcua.config.commands import mail
from motcua.kernel.errors import Invalid, Unavailable
from motcua.notifications.adapters import fake, smtp
from motcua.notifications.ports import Mail

LETTER = Mail(
    "hoa@example.test", "Hồ sơ 1 đã được tiếp nhận", "Kính gửi Bà Hoa,\n.\nĐã nhận.\n", "vi", "r" * 32
)


@contextmanager
def serving(handler: Any = None) -> Iterator[str]:
    """The address of a mail server that runs in a thread until the block ends."""
    listening, begun = mail.listen(), threading.Event()
    running: list[tuple[asyncio.AbstractEventLoop, asyncio.Task[None] | None]] = []

    async def serve() -> None:
        loop = asyncio.get_running_loop()
        running.append((loop, asyncio.current_task()))
        begun.set()
        if handler is None:
            await mail.serve(listening)
        made = await loop.create_server(
            lambda: SMTP(handler, hostname="localhost", loop=loop), sock=listening
        )
        async with made:
            await made.serve_forever()

    def run() -> None:
        with suppress(asyncio.CancelledError):
            asyncio.run(serve())

    thread = threading.Thread(target=run)
    thread.start()
    try:
        assert begun.wait(30)
        yield mail.address(listening)
    finally:
        ((loop, task),) = running
        assert task
        loop.call_soon_threadsafe(task.cancel)
        thread.join(30)


@pytest.fixture
def catcher(caught: Path) -> Iterator[Path]:
    """The folder of a catcher to which mail is sent."""
    with serving() as address, override_settings(MAIL_URL=address, DEFAULT_FROM_EMAIL="motcua@mau.test"):
        yield caught


def letters(folder: Path) -> list[EmailMessage]:
    return [message_from_bytes(path.read_bytes(), policy=default) for path in folder.glob("*.eml")]


def test_a_round_trip(catcher: Path) -> None:
    smtp.Smtp().send(LETTER)
    (letter,) = letters(catcher)
    assert letter["Subject"] == "Hồ sơ 1 đã được tiếp nhận"
    assert (letter["To"], letter["From"]) == ("hoa@example.test", "motcua@mau.test")
    assert letter["Message-ID"] == f"<{'r' * 32}@mau.test>"
    assert letter["Content-Language"] == "vi"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter.get_content_type() == "text/plain"
    assert letter.get_content().replace("\r\n", "\n") == LETTER.text


@pytest.mark.parametrize(
    "changes",
    [
        {"subject": "a\nBcc: all@example.test"},
        {"subject": "a\r\nBcc: all@example.test"},
        {"to": "hoa@example.test\nBcc: all@example.test"},
        {"language": "vi\nBcc: all@example.test"},
    ],
)
def test_a_line_end_in_a_header_is_refused(catcher: Path, changes: dict[str, str]) -> None:
    given = {name: getattr(LETTER, name) for name in LETTER.__slots__}
    with pytest.raises(Invalid) as refusal:
        smtp.Smtp().send(Mail(**{**given, **changes}))
    assert refusal.value.code == "bad-header"
    assert letters(catcher) == []


def test_a_mail_over_a_megabyte_is_refused_for_good(catcher: Path) -> None:
    with pytest.raises(Invalid):
        smtp.Smtp().send(Mail("hoa@example.test", "x", "a" * 80 * 20_000, "vi", "r"))
    assert letters(catcher) == []


def answering(command: str, answer: str) -> Any:
    """A server that answers this command so."""

    class Handler:
        pass

    async def handle(self: object, server: object, session: object, envelope: object, *more: object) -> str:
        return answer

    setattr(Handler, f"handle_{command}", handle)
    return Handler()


@pytest.mark.parametrize(
    ("command", "answer", "kind", "code"),
    [
        ("RCPT", "550 No such user here", Invalid, "mailbox-refused"),
        ("RCPT", "451 Try again later", Unavailable, "mailbox-refused"),
        ("DATA", "554 Not wanted", Invalid, "mail-refused"),
        ("DATA", "452 Disk full", Unavailable, "mail-refused"),
        ("MAIL", "530 Sign in first", Unavailable, "mail-server"),  # a setting of ours: it can be put right
    ],
)
def test_what_a_server_refuses(command: str, answer: str, kind: type[Exception], code: str) -> None:
    with (
        serving(answering(command, answer)) as address,
        override_settings(MAIL_URL=address),
        pytest.raises(kind) as refusal,
    ):
        smtp.Smtp().send(LETTER)
    assert refusal.value.code == code  # type: ignore[attr-defined]
    assert answer[4:] in str(refusal.value.__cause__)


def test_a_server_that_is_not_there() -> None:
    listening = mail.listen()
    address = mail.address(listening)
    listening.close()
    with override_settings(MAIL_URL=address), pytest.raises(Unavailable) as refusal:
        smtp.Smtp().send(LETTER)
    assert refusal.value.code == "mail-server"


@pytest.mark.parametrize(
    ("url", "host", "port", "starttls", "implicit"),
    [
        ("smtp://mail.example", "mail.example", 25, False, False),
        ("smtp://mail.example?tls=starttls", "mail.example", 587, True, False),
        ("smtps://mail.example", "mail.example", 465, False, True),
        ("smtp://mail.example:2525?tls=implicit", "mail.example", 2525, False, True),
    ],
)
def test_addresses_of_servers(url: str, host: str, port: int, starttls: bool, implicit: bool) -> None:
    made = smtp.connection(url)
    assert (made.host, made.port, made.use_tls, made.use_ssl) == (host, port, starttls, implicit)
    assert made.timeout == smtp.TIMEOUT


def test_signing_in_with_any_password() -> None:
    made = smtp.connection("smtp://motcua%40tinh.test:m%3At%2Fkh%E1%BA%A9u@mail.example")
    assert (made.username, made.password) == ("motcua@tinh.test", "m:t/khẩu")


def test_only_the_newest_are_kept(caught: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fake, "MOST_KEPT", 3)
    for number in range(5):
        fake.keep(str(number).encode(), suffix=".eml")
    assert sorted(path.read_text() for path in caught.iterdir()) == ["2", "3", "4"]
