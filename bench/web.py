"""HTTP clients that cost little: raw keep-alive sockets, one thread each, requests encoded beforehand.

A client library would take as long for a request as the server does, on the same cores.
"""

import json
import re
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any

CLIENTS = 8
TIMEOUT = 30  # seconds


def request(
    method: str,
    path: str,
    *,
    port: int,
    token: str = "",
    cookie: str = "",
    body: Any = None,
    key: str = "",
) -> bytes:
    """The bytes of one request."""
    content = b"" if body is None else json.dumps(body, ensure_ascii=False).encode()
    lines = [f"{method} {path} HTTP/1.1", f"Host: 127.0.0.1:{port}"]
    if token:
        lines.append(f"Authorization: Bearer {token}")
    if cookie:
        lines.append(f"Cookie: sessionid={cookie}")
    if key:
        lines.append(f"Idempotency-Key: {key}")
    if content:
        lines += ["Content-Type: application/json", f"Content-Length: {len(content)}"]
    return "\r\n".join([*lines, "", ""]).encode() + content


class Client:
    """One connection. Reads answers that say their length, as all of ours do."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.socket = self._connect()

    def _connect(self) -> socket.socket:
        made = socket.create_connection(("127.0.0.1", self.port), TIMEOUT)
        made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return made

    def ask(self, what: bytes) -> tuple[int, bytes]:
        """Status and body."""
        self.socket.sendall(what)
        answer = self.socket.recv(65536)
        while (end := answer.find(b"\r\n\r\n")) < 0:
            more = self.socket.recv(65536)
            if not more:
                raise ConnectionError("The server closed the connection.")
            answer += more
        head = answer[:end].lower()
        at = head.find(b"content-length:")
        if at < 0:
            raise ConnectionError("An answer without Content-Length.")
        length = int(head[at + 15 :].split(b"\r\n", 1)[0])
        parts = [answer[end + 4 :]]
        left = length - len(parts[0])
        while left > 0:
            more = self.socket.recv(min(left, 262144))
            if not more:
                raise ConnectionError("The server closed the connection.")
            parts.append(more)
            left -= len(more)
        if b"connection: close" in head:
            self.close()
            self.socket = self._connect()
        return int(answer[9:12]), b"".join(parts)

    def close(self) -> None:
        self.socket.close()


@dataclass
class Load:
    """What a load did: how long it took, the seconds of each good answer, how many of each bad status."""

    seconds: float = 0
    times: list[float] = field(default_factory=list)
    bad: Counter[str] = field(default_factory=Counter)
    bodies: list[bytes] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Good answers in a second."""
        return len(self.times) / self.seconds if self.seconds else 0.0

    def percentile(self, share: float) -> float:
        """Milliseconds within which this share of the answers came."""
        times = sorted(self.times)
        return times[min(len(times) - 1, int(share * len(times)))] * 1000 if times else float("inf")


def closed(port: int, make: Callable[[int], bytes], *, seconds: float, warm: float = 0.5) -> Load:
    """As fast as eight clients get answers, each asking again at once; `make` gives the i-th request."""
    numbers = count()
    begin = time.perf_counter() + warm
    end = begin + seconds

    def requests() -> Iterator[tuple[float, bytes]]:
        while (now := time.perf_counter()) < end:
            yield now, make(next(numbers))

    load = _run(port, requests, since=begin)
    load.seconds = seconds
    return load


def all_of(port: int, requests: Sequence[bytes], *, keep: bool = False) -> Load:
    """Each of these once, by eight clients; how long until the last answer. `keep` keeps the bodies."""
    waiting = iter(requests)

    def mine() -> Iterator[tuple[float, bytes]]:
        for what in waiting:
            yield time.perf_counter(), what

    begun = time.perf_counter()
    load = _run(port, mine, keep=keep)
    load.seconds = time.perf_counter() - begun
    return load


def steady(port: int, make: Callable[[int], bytes], *, rate: float, seconds: float) -> Load:
    """A fixed offered load: times count from when a request was due, so a stall is seen by all behind it.

    A server that cannot keep up is given twice the time; what was then not even sent counts as that late.
    """
    numbers = iter(range(int(rate * seconds)))
    begin = time.perf_counter() + 0.1
    end = begin + 2 * seconds
    unsent: list[float] = []

    def mine() -> Iterator[tuple[float, bytes]]:
        for number in numbers:
            due = begin + number / rate
            now = time.perf_counter()
            if now > end:
                unsent.append(now - due)
                continue
            time.sleep(max(0.0, due - now))
            yield due, make(number)

    load = _run(port, mine, clients=CLIENTS * 4)
    load.seconds = max(seconds, time.perf_counter() - begin)
    load.times += unsent
    if unsent:
        load.bad["not sent in time"] = len(unsent)
    return load


def _refusal(status: int, body: bytes) -> str:
    """The status, and the code where the body is a problem."""
    found = re.search(rb'"code": *"([^"]+)"', body)
    return f"{status} {found[1].decode()}" if found else str(status)


def _run(
    port: int,
    requests: Callable[[], Iterator[tuple[float, bytes]]],
    *,
    since: float = 0.0,
    clients: int = CLIENTS,
    keep: bool = False,
) -> Load:
    load = Load()
    lock = threading.Lock()

    def work() -> None:
        times: list[float] = []
        bad: Counter[str] = Counter()
        bodies: list[bytes] = []
        try:
            client = Client(port)
            for begun, what in requests():
                status, body = client.ask(what)
                if status >= 300:
                    bad[_refusal(status, body)] += 1
                elif begun >= since:
                    times.append(time.perf_counter() - begun)
                    if keep:
                        bodies.append(body)
            client.close()
        except OSError as error:
            bad[str(error)] += 1
        with lock:
            load.times += times
            load.bad += bad
            load.bodies += bodies

    threads = [threading.Thread(target=work) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return load
