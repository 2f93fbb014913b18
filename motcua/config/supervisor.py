"""Keeps a few processes running together: all of them, or none."""

import gc
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from multiprocessing.context import ForkProcess
from types import FrameType

_LOOK_SECONDS = 0.1
_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

Work = Callable[[], None]


def supervise(
    work: Mapping[str, Work],
    *,
    say: Callable[[str], None],
    ready: Callable[[], bool] = lambda: True,
    on_ready: Callable[[], None] = lambda: None,
    patience: float = 15,
) -> int:
    """Runs each named work in a process of its own until SIGINT, SIGTERM or SIGHUP; the exit code is then 0.

    When one of them ends by itself the others are stopped and the exit code is 1. `ready` is asked until it
    says yes, then `on_ready` is called once. Who does not stop within `patience` seconds, or when asked a
    second time, is killed. The processes are forked: what is imported already need not be again, and no
    thread may run and no database connection be open. Must be called in the main thread.
    """
    asked = threading.Event()
    twice = threading.Event()

    def stop(number: int, frame: FrameType | None) -> None:
        (twice if asked.is_set() else asked).set()

    lifeline = os.pipe()
    gc.freeze()  # the collector would otherwise copy every page that the processes share
    children = {name: _start(name, each, lifeline) for name, each in work.items()}
    before = {number: signal.signal(number, stop) for number in _SIGNALS}
    announced = False
    try:
        while not asked.wait(_LOOK_SECONDS):
            for name, child in children.items():
                if child.exitcode is not None:
                    say(f"{name} ended by itself ({_why(child.exitcode)}); everything is stopped.")
                    return 1
            if not announced and ready():
                announced = True
                on_ready()
        return 0
    finally:
        _stop(children.values(), twice, patience)
        for number, handler in before.items():
            signal.signal(number, handler)
        for end in lifeline:
            os.close(end)


def run_apart(work: Callable[[], int]) -> int:
    """The exit code of this work, done in a forked process: no thread or connection of its stays here."""
    child = multiprocessing.get_context("fork").Process(target=lambda: sys.exit(work()))
    child.start()
    try:
        child.join()
    finally:
        child.terminate()
        child.join()
    return child.exitcode or 0


def _start(name: str, work: Work, lifeline: tuple[int, int]) -> ForkProcess:
    child = multiprocessing.get_context("fork").Process(target=_live, args=(work, lifeline), name=name)
    child.start()
    return child


def _live(work: Work, lifeline: tuple[int, int]) -> None:
    # A session of its own: Ctrl-C in the terminal reaches the supervisor alone, which stops us in order.
    os.setsid()
    for number in _SIGNALS:
        signal.signal(number, signal.SIG_DFL)
    ours, theirs = lifeline
    os.close(theirs)
    threading.Thread(target=_leave_with_supervisor, args=[ours], name="lifeline", daemon=True).start()
    work()


def _leave_with_supervisor(lifeline: int) -> None:
    """The pipe ends when the supervisor does, even when it was killed: that is our SIGTERM."""
    while os.read(lifeline, 1):
        pass
    os.kill(os.getpid(), signal.SIGTERM)


def _stop(children: Collection[ForkProcess], hurry: threading.Event, patience: float) -> None:
    for child in children:
        child.terminate()
    left = patience
    while left > 0 and not hurry.is_set() and any(child.is_alive() for child in children):
        hurry.wait(_LOOK_SECONDS)
        left -= _LOOK_SECONDS
    for child in children:
        assert child.pid
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(child.pid, signal.SIGKILL)  # whatever is left of its session
        child.join()


def _why(code: int) -> str:
    return f"exit code {code}" if code >= 0 else f"signal {signal.Signals(-code).name}"
