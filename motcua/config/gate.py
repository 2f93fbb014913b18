"""Requests that are too large are refused before their body fills memory or disk."""

import json
from collections.abc import Iterable, Iterator
from tempfile import SpooledTemporaryFile
from typing import IO
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

_CHUNK = 64 * 1024
_PAGE = """<!doctype html><html lang="vi"><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>Tệp quá lớn</title>
<h1>Tệp quá lớn</h1><p>Tổng dung lượng mỗi lần gửi tối đa là {limit} MB. Vui lòng quay lại, giảm dung lượng
tệp (ví dụ quét ở độ phân giải 200 dpi) rồi gửi lại.</p>
<p lang="en">The files are too large: at most {limit} MB at a time. Go back, make them smaller, and send
again.</p></html>"""


class BodyLimit:
    """WSGI middleware: more than `most` bytes of body are answered with 413, declared or not."""

    def __init__(self, inner: WSGIApplication, *, most: int) -> None:
        self.inner = inner
        self.most = most

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        declared = environ.get("CONTENT_LENGTH") or ""
        if declared:
            if not declared.isascii() or not declared.isdigit() or int(declared[:20]) > self.most:
                return self._refuse(environ, start_response)
        elif "chunked" in environ.get("HTTP_TRANSFER_ENCODING", "").lower():
            body = self._measured(environ["wsgi.input"])
            if body is None:
                return self._refuse(environ, start_response)
            environ["wsgi.input"], environ["CONTENT_LENGTH"] = body
            return _Closing(self.inner(environ, start_response), body[0])
        return self.inner(environ, start_response)

    def _measured(self, source: IO[bytes]) -> tuple[IO[bytes], str] | None:
        """The whole body and its length, kept aside: Django reads none without a length. None: too much."""
        kept = SpooledTemporaryFile(max_size=2**20)  # noqa: SIM115 closed with the response
        size = 0
        while chunk := source.read(_CHUNK):
            size += len(chunk)
            if size > self.most:
                kept.close()
                return None
            kept.write(chunk)
        kept.seek(0)
        return kept, str(size)

    def _refuse(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        limit = self.most // 2**20
        if environ.get("PATH_INFO", "").startswith("/api/"):
            problem = {
                "type": "urn:motcua:problem:too-large",
                "title": "Content Too Large",
                "status": 413,
                "code": "too-large",
                "detail": f"Tối đa {limit} MB mỗi lần gửi. / At most {limit} MB at a time.",
            }
            kind, body = "application/problem+json", json.dumps(problem, ensure_ascii=False).encode()
        else:
            kind, body = "text/html; charset=utf-8", _PAGE.format(limit=limit).encode()
        headers = [
            ("Content-Type", kind),
            ("Content-Length", str(len(body))),
            ("Cache-Control", "no-store"),
            ("Content-Security-Policy", "default-src 'none'"),
        ]
        start_response("413 Content Too Large", headers)
        return [body]


class _Closing:
    """A response that takes the kept body with it when the server is done."""

    def __init__(self, response: Iterable[bytes], body: IO[bytes]) -> None:
        self.response = response
        self.body = body

    def __iter__(self) -> Iterator[bytes]:
        return iter(self.response)

    def close(self) -> None:
        self.body.close()
        if hasattr(self.response, "close"):
            self.response.close()
