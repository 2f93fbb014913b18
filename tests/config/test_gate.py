"""Bodies that are too large."""

import io
import json
from collections.abc import Iterable
from typing import IO, Any

import pytest

from motcua.config.gate import BodyLimit

MOST = 2 * 2**20


class Source(io.RawIOBase):
    """A body of zeros that counts how much of it was read."""

    def __init__(self, size: int) -> None:
        self.left = size
        self.given = 0

    def read(self, size: int = -1, /) -> bytes:
        assert size > 0, "a body must not be read whole"
        part = min(size, self.left)
        self.left -= part
        self.given += part
        return bytes(part)


class Answer:
    """What the gate, or the application behind it, answers."""

    def __init__(self, source: IO[bytes] | Source, **environ: str) -> None:
        self.body_seen: bytes | None = None
        request: dict[str, Any] = {"PATH_INFO": "/my/", "wsgi.input": source, **environ}
        parts = BodyLimit(self._application, most=MOST)(request, self._start)
        self.text = b"".join(parts).decode()
        if hasattr(parts, "close"):
            parts.close()

    def _start(self, status: str, headers: list[tuple[str, str]], *rest: object) -> Any:
        self.status, self.headers = status, dict(headers)

    def _application(self, environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        self.input = environ["wsgi.input"]
        self.body_seen = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0) or 1)
        self.length_seen = environ.get("CONTENT_LENGTH")
        start("200 OK", [])
        return [b"fine"]


def test_a_declared_gigabyte_is_refused_unread() -> None:
    source = Source(2**30)
    answer = Answer(source, CONTENT_LENGTH=str(2**30))
    assert answer.status.startswith("413")
    assert source.given == 0
    assert answer.body_seen is None
    assert "2 MB" in answer.text
    assert answer.headers["Content-Length"] == str(len(answer.text.encode()))


@pytest.mark.parametrize("length", ["-1", "1e9", "٣", "9" * 400, " 1"])
def test_a_length_that_is_none_is_refused(length: str) -> None:
    assert Answer(Source(10), CONTENT_LENGTH=length).status.startswith("413")


def test_the_api_gets_a_problem() -> None:
    answer = Answer(Source(0), CONTENT_LENGTH=str(MOST + 1), PATH_INFO="/api/v1/uploads")
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert json.loads(answer.text)["code"] == "too-large"


def test_a_body_up_to_the_limit_passes_untouched() -> None:
    answer = Answer(Source(MOST), CONTENT_LENGTH=str(MOST))
    assert answer.text == "fine"
    assert answer.body_seen == bytes(MOST)


def test_a_chunked_body_is_cut_off_at_the_limit() -> None:
    source = Source(2**30)
    answer = Answer(source, HTTP_TRANSFER_ENCODING="chunked")
    assert answer.status.startswith("413")
    assert source.given < MOST + 2**20


def test_a_chunked_body_gets_the_length_it_has() -> None:
    answer = Answer(Source(MOST), HTTP_TRANSFER_ENCODING="Chunked")
    assert answer.text == "fine"
    assert answer.length_seen == str(MOST)
    assert answer.body_seen == bytes(MOST)
    assert answer.input.closed


def test_no_body_is_no_matter() -> None:
    assert Answer(Source(0)).text == "fine"
