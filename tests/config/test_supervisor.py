"""All of them, or none. Run in a process of its own, as signals and children are a process's own."""

import signal
import subprocess
import sys
import textwrap
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import IO

import psutil
import pytest

from motcua.config import paths

POLITE = "import time; print(flush=True); time.sleep(600)"
DEAF = (
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(flush=True); time.sleep(600)"
)
PARENT = "import subprocess, sys, time; subprocess.Popen([sys.executable, '-c', {child!r}]); time.sleep(600)"
FAILS = "import sys; sys.exit(3)"


class Supervisor:
    """A running supervisor of Python children, with what it says."""

    def __init__(self, children: dict[str, str], patience: float) -> None:
        program = textwrap.dedent(f"""
            import functools, sys
            from motcua.config.supervisor import supervise
            work = {{name: functools.partial(exec, code, {{}}) for name, code in {children!r}.items()}}
            say = lambda text: print(text, flush=True)
            sys.exit(supervise(work, say=say, patience={patience}, on_ready=lambda: say("ready")))
        """)
        self.process = subprocess.Popen(
            [sys.executable, "-c", program], stdout=subprocess.PIPE, text=True, cwd=paths.ROOT
        )
        self.family: list[psutil.Process] = []

    @property
    def said(self) -> IO[str]:
        assert self.process.stdout
        return self.process.stdout

    def wait_for(self, *lines: str) -> None:
        """Reads until each of these lines was said, then remembers who is there."""
        missing = list(lines)
        while missing:
            line = self.said.readline()
            assert line, "the supervisor ended"
            if line.strip() in missing:
                missing.remove(line.strip())
        self.family = psutil.Process(self.process.pid).children(recursive=True)

    def end(self) -> tuple[int, str]:
        rest = self.said.read()
        code = self.process.wait(30)
        psutil.wait_procs(self.family, timeout=10)
        return code, rest

    def survivors(self) -> list[psutil.Process]:
        return [one for one in self.family if one.is_running() and one.status() != psutil.STATUS_ZOMBIE]


Start = Callable[..., Supervisor]


@pytest.fixture
def start() -> Iterator[Start]:
    started: list[Supervisor] = []

    def _start(children: dict[str, str], patience: float = 20) -> Supervisor:
        started.append(Supervisor(children, patience))
        return started[-1]

    yield _start
    for one in started:
        one.process.kill()
        one.process.wait()
        one.said.close()
        for left in one.survivors():
            left.kill()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_stops_all_when_asked(start: Start, number: signal.Signals) -> None:
    running = start({"web": POLITE, "worker": POLITE})
    running.wait_for("ready", "", "")
    assert len(running.family) == 2
    running.process.send_signal(number)
    code, rest = running.end()
    assert (code, rest) == (0, "")
    assert running.survivors() == []


def test_one_that_ends_takes_the_others_along(start: Start) -> None:
    running = start({"web": POLITE, "worker": FAILS})
    code, rest = running.end()
    assert code == 1
    assert "worker ended by itself (exit code 3)" in rest


def test_who_does_not_listen_is_killed(start: Start) -> None:
    running = start({"web": DEAF}, patience=0.2)
    running.wait_for("ready", "")
    running.process.send_signal(signal.SIGTERM)
    code, _ = running.end()
    assert code == 0
    assert running.survivors() == []


def test_a_second_signal_hurries(start: Start) -> None:
    running = start({"web": DEAF}, patience=600)
    running.wait_for("ready", "")
    running.process.send_signal(signal.SIGINT)
    with suppress(subprocess.TimeoutExpired):
        running.process.wait(0.5)
    running.process.send_signal(signal.SIGINT)
    code, _ = running.end()
    assert code == 0
    assert running.survivors() == []


def test_grandchildren_do_not_survive(start: Start) -> None:
    running = start({"web": PARENT.format(child=DEAF)})
    running.wait_for("ready", "")
    assert len(running.family) == 2
    running.process.send_signal(signal.SIGTERM)
    assert running.end()[0] == 0
    assert running.survivors() == []


def test_children_leave_when_the_supervisor_is_killed(start: Start) -> None:
    running = start({"web": POLITE})
    running.wait_for("ready", "")
    running.process.kill()
    running.end()
    assert running.survivors() == []
