"""Answers that were computed over the facts, kept in this process until the facts change."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from functools import wraps
from threading import Lock
from typing import Any, ParamSpec, TypeVar

from motcua.indicators import ports

P = ParamSpec("P")
T = TypeVar("T")


class _Answer:
    """What whoever asks first computes, while others who ask the same wait for it."""

    def __init__(self) -> None:
        self.lock, self.told = Lock(), False
        self.value: Any = None


class _Kept:
    def __init__(self, most: int) -> None:
        self._most, self._lock = most, Lock()
        self._answers: OrderedDict[Hashable, _Answer] = OrderedDict()

    def of(self, key: Hashable, compute: Callable[[], T]) -> T:
        with self._lock:
            answer = self._answers.setdefault(key, _Answer())
            self._answers.move_to_end(key)
            while len(self._answers) > self._most:
                self._answers.popitem(last=False)
        with answer.lock:
            if not answer.told:
                answer.value, answer.told = compute(), True
        value: T = answer.value
        return value

    def clear(self) -> None:
        with self._lock:
            self._answers.clear()


_ALL: list[_Kept] = []


def kept(*, most: int) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """The function computes once for each state of the facts and each arguments, of which the `most` that
    were asked for last are kept. Arguments can be hashed, answers are not changed by whoever gets them.

    Raises as `Facts.state`, and what the function raises; that is not kept.
    """

    def keeping(compute: Callable[P, T]) -> Callable[P, T]:
        answers = _Kept(most)
        _ALL.append(answers)

        @wraps(compute)
        def asked(*args: P.args, **kwargs: P.kwargs) -> T:
            key = (ports.facts().state().name, args, tuple(sorted(kwargs.items())))
            return answers.of(key, lambda: compute(*args, **kwargs))

        return asked

    return keeping


def forget() -> None:
    """Empties what is kept."""
    for one in _ALL:
        one.clear()
