import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from bench import web
from bench.web import Client, Load, request


@contextmanager
def answering(*parts: bytes) -> Iterator[int]:
    """A server that reads one request on each connection and sends these pieces, again and again."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve(one: socket.socket) -> None:
        with one:
            while one.recv(65536):
                for part in parts:
                    one.sendall(part)

    def accept() -> None:
        try:
            while True:
                threading.Thread(target=serve, args=(listener.accept()[0],), daemon=True).start()
        except OSError:
            return

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield listener.getsockname()[1]
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()


def test_a_request_carries_token_key_and_length_in_bytes() -> None:
    made = request("POST", "/api/v1/dossiers", port=8114, token="t", body={"tên": "Đỗ"}, key="k")
    head, body = made.split(b"\r\n\r\n")
    assert b"Authorization: Bearer t" in head
    assert b"Idempotency-Key: k" in head
    assert f"Content-Length: {len(body)}".encode() in head


def test_an_answer_in_pieces_is_put_together() -> None:
    with answering(b"HTTP/1.1 200 OK\r\nContent-", b"Length: 6\r\n\r\nabc", b"def") as port:
        client = Client(port)
        assert client.ask(request("GET", "/", port=port)) == (200, b"abcdef")
        client.close()


def test_each_request_is_sent_once_and_bodies_are_kept() -> None:
    with answering(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok") as port:
        load = web.all_of(port, [request("GET", "/", port=port)] * 20, keep=True)
    assert len(load.times) == 20
    assert load.bodies == [b"ok"] * 20
    assert not load.bad


def test_a_refusal_is_not_a_good_answer() -> None:
    with answering(b'HTTP/1.1 409 Conflict\r\nContent-Length: 17\r\n\r\n{"code": "stale"}') as port:
        load = web.all_of(port, [request("GET", "/", port=port)] * 3)
    assert load.times == []
    assert load.bad == {"409 stale": 3}


def test_percentiles_are_milliseconds() -> None:
    load = Load(times=[place / 1000 for place in range(1, 101)])
    assert load.percentile(0.5) == pytest.approx(51)
    assert load.percentile(0.95) == pytest.approx(96)
    assert Load().percentile(0.95) == float("inf")
