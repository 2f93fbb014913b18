"""What all detectors share: the span that is asked about, and Vietnam's calendar."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import ibis

from motcua.indicators.rules.compiling import literal
from motcua.kernel import clock

Table = Any
Limits = Mapping[str, int]
HANOI = 7
HISTORY_MONTHS = 12  # that an officer's own usual days, and other units' usual rates, are taken from
MAD = 1.4826  # from a median of deviations to a standard deviation, of a normal distribution
KEYS = ("unit", "path", "month")


@dataclass(frozen=True, slots=True)
class Span:
    """Whole calendar months, as moments; `end` is not in it."""

    start: datetime
    end: datetime

    def holds(self, moment: Any) -> Any:
        return (moment >= literal(self.start)) & (moment < literal(self.end))

    def holds_month(self, first: Any) -> Any:
        """Of a month by its first day."""
        return (first >= clock.day(self.start)) & (first < clock.day(self.end))

    def remembered(self, moment: Any) -> Any:
        """The span and the months before it."""
        return (moment >= literal(self.start) - ibis.interval(months=HISTORY_MONTHS)) & (
            moment < literal(self.end)
        )


@dataclass(frozen=True, slots=True)
class Detector:
    """`dataset` is what it reads; `limits` and `numbers` are the names that its data file must use."""

    find: Callable[[Table, Limits, Span], Table]
    dataset: str
    limits: frozenset[str]
    numbers: frozenset[str]


def local(moment: Any) -> Any:
    return moment + ibis.interval(hours=HANOI)


def month(moment: Any) -> Any:
    return local(moment).truncate("M").date()


def day(moment: Any) -> Any:
    return local(moment).date()


def seconds(begun: Any, over: Any) -> Any:
    return over.epoch_seconds() - begun.epoch_seconds()


def codes(code: Any, odd: Any) -> Any:
    return code.collect(where=odd, order_by=code)


def minutes(seconds: Any) -> Any:
    return (seconds / 60).round().cast("int64")
