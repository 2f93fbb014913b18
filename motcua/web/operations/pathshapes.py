"""The page of one procedure's real ways: what templates loop over."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, slots=True)
class Way:
    acts: list[StrOrPromise]
    left: str
    left_at: int | None  # the place of the act that leaves, from 1
    dossiers: str
    share: str
    median: str
    ended: bool
    url: str


@dataclass(frozen=True, slots=True)
class Branch:
    act: StrOrPromise
    to: StrOrPromise
    times: str


@dataclass(frozen=True, slots=True)
class Stage:
    """A state of the main line: how many acts led on from it, and what else happened there."""

    state: StrOrPromise
    act: StrOrPromise
    times: str
    branches: list[Branch]


@dataclass(frozen=True, slots=True)
class Flow:
    """A process with what was done. `aside`: states beside the main line; `never`: rows nobody took."""

    name: StrOrPromise
    stages: list[Stage]
    aside: list[Stage]
    never: list[str]
    beside: list[str]  # acts that the table does not have


@dataclass(frozen=True, slots=True)
class Back:
    act: StrOrPromise
    origin: StrOrPromise
    to: StrOrPromise
    times: str
    dossiers: str
    open: int
    lost_median: str
    lost: str


@dataclass(frozen=True, slots=True)
class Bar:
    """A stay in words, and as a bar: x and width of each part in per cent of the longest."""

    step: StrOrPromise
    state: StrOrPromise
    waiting: str
    hand: str
    paused: str
    waiting_width: int
    hand_width: int
    paused_x: int
    paused_width: int


@dataclass(frozen=True, slots=True)
class UnitLine:
    name: str
    dossiers: str
    median: str
    waiting: str
    worst: StrOrPromise


@dataclass(frozen=True, slots=True)
class CostLine:
    """One dossier through one channel: hours, and rounded đồng."""

    channel: StrOrPromise
    hours: str
    time: str
    copies: str
    travel: str
    fees: str
    total: str
    year: str


@dataclass(frozen=True, slots=True)
class Year:
    """What all who applied in a year spent, and would have saved, as written."""

    dossiers: str
    hours: str
    dong: str
    saved_online: str
    saved_reuse: str


@dataclass(frozen=True, slots=True)
class DetailPage:
    """Figures as they are written; "" where there is none."""

    total: str
    conforming: str
    looping: str
    per_loop: str
    median: str
    waiting: str
    flows: list[Flow]
    ways: list[Way]
    more: int  # ways that are not shown
    more_dossiers: str
    loops: list[Back]
    bars: list[Bar]
    bottleneck: str
    units: list[UnitLine]
    costs: list[CostLine]
    year: Year | None
    unverified: bool
