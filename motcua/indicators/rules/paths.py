"""The ways that dossiers really went, held against the process as it is published."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cache
from typing import NamedTuple

from motcua.dossiers.rules.process import ENDS, WITH_APPLICANT, State, Transition, Verb
from motcua.dossiers.rules.processes import processes, step_of
from motcua.indicators.rules.scoring import rounded
from motcua.kernel.errors import NotFound

# Acts that say who has the dossier or what they think, not where it goes: no part of a way.
HOLDING = frozenset({Verb.TAKE, Verb.HAND_OVER, Verb.ANSWER})
# Acts by which work must be done again: by an officer, or by the applicant.
LOOPS = frozenset({Verb.SEND_BACK, Verb.ASK_SUPPLEMENT, Verb.ASK_AGAIN, Verb.OBJECT, Verb.CORRECT})
# In these nobody works towards the decision: it is not there yet, or already made.
BESIDE = frozenset({State.DRAFT, State.SEALED, *ENDS})
HOUR = 3600  # seconds
ID_LENGTH = 16


class Move(NamedTuple):
    """One act of a dossier: where it was, what was done, where it came."""

    before: str
    verb: str
    after: str


class Why(StrEnum):
    """Why a way is not one of the published process."""

    NO_ROW = "no-row"  # the table has no such act in this state
    JUMP = "jump"  # the state was another than the last act left
    BEGINNING = "beginning"  # it does not begin where the process does
    NO_PROCESS = "no-process"  # nobody has published a process of this name


@dataclass(frozen=True, slots=True)
class Departure:
    """Where a way leaves the process: the place of the first act that does, from 0, and why."""

    place: int
    why: Why


def rows_of(process: str) -> tuple[Transition, ...]:
    """The published table; empty for a name that nobody has published, as facts of others may bring it."""
    found = processes().get(process)
    return found.rows if found else ()


def process_name(process: str) -> str:
    """Its name in the reader's language; for one that nobody has published, the word that stands for it."""
    found = processes().get(process)
    return str(found.name) if found else process


def departure(moves: Sequence[Move], rows: Iterable[Transition]) -> Departure | None:
    """The first act by which this way leaves the table; None when it conforms."""
    table = {Move(row.source, row.verb, row.target) for row in rows}
    if not table:
        return Departure(0, Why.NO_PROCESS)
    here: str = State.DRAFT
    for place, move in enumerate(moves):
        if move not in table:
            return Departure(place, Why.NO_ROW)
        if move.before != here:
            return Departure(place, Why.JUMP if place else Why.BEGINNING)
        here = move.after
    return None


@cache
def _holding() -> frozenset[Move]:
    rows = (row for process in processes().values() for row in process.rows)
    return frozenset(Move(row.source, row.verb, row.target) for row in rows if row.verb in HOLDING)


def is_silent(move: Move) -> bool:
    """Whether this says only who has the dossier, as some process allows: then it is no part of a way."""
    return move in _holding()


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the published table and how often dossiers took it."""

    move: Move
    times: int


def taken(rows: Iterable[Transition], counts: Mapping[Move, int]) -> tuple[Row, ...]:
    """Every row with how often it was taken, 0 included: those occur in the table only."""
    moves = (Move(row.source, row.verb, row.target) for row in rows if row.verb not in HOLDING)
    return tuple(Row(move, counts.get(move, 0)) for move in moves)


def main_line(rows: Sequence[Transition]) -> tuple[Transition, ...]:
    """The rows from the draft to the return of the result when nothing comes between."""
    from_state = {row.source: row for row in reversed(rows) if _forward(row)}
    line: list[Transition] = []
    here = State.DRAFT
    while (row := from_state.get(here)) and row not in line:
        line.append(row)
        here = row.target
    return tuple(line)


_FORWARD = (Verb.SUBMIT, Verb.RECEIVE, Verb.APPRAISE, Verb.APPROVE, Verb.SEAL, Verb.RETURN)


def _forward(row: Transition) -> bool:
    return row.verb in _FORWARD


@dataclass(frozen=True, slots=True)
class Variant:
    """One way and the dossiers that took it; `median` seconds of working time of agencies, None while none
    has ended. `name` is stable: of the process and the acts."""

    name: str
    procedure: str
    process: str
    moves: tuple[Move, ...]
    dossiers: int
    ended: bool
    median: int | None
    departure: Departure | None


@dataclass(frozen=True, slots=True)
class Summary:
    """One procedure: dossiers in all, that came to an end, whose way conforms, with a loop; loops; seconds of
    working time: median of those that ended, sums of waiting and of having in hand over all stays."""

    procedure: str
    dossiers: int
    ended: int
    conforming: int
    looping: int
    loops: int
    median: int | None
    waiting: int
    hand: int


@dataclass(frozen=True, slots=True)
class Loop:
    """How often a dossier was sent this way back, of how many dossiers; `lost` seconds of working time until
    they came again where they had been, over those `closed` that did."""

    move: Move
    times: int
    dossiers: int
    closed: int
    lost: int
    lost_median: int | None


@dataclass(frozen=True, slots=True)
class Below:
    """The unit itself or one right below it: dossiers, median seconds of those that ended, waiting, in hand,
    and the state in which most of its time goes."""

    unit: str
    dossiers: int
    median: int | None
    waiting: int
    hand: int
    worst: str


@dataclass(frozen=True, slots=True)
class Stay:
    """How long dossiers stayed in a state until they left it, in seconds of working time.

    `waiting` until somebody took them, `hand` while somebody had them, `paused` while they waited for the
    applicant or the clock stood. Medians and 90th percentiles; `*_total` is the sum over all stays.
    """

    state: str
    stays: int
    waiting_median: int
    waiting_p90: int
    hand_median: int
    hand_p90: int
    paused_median: int
    paused_p90: int
    waiting_total: int
    hand_total: int
    paused_total: int

    @property
    def office_total(self) -> int:
        """Working time that lay with the agency."""
        return self.waiting_total + self.hand_total

    @property
    def total(self) -> int:
        return self.office_total + self.paused_total


def with_applicant(state: str) -> bool:
    """Whether the applicant has to do something in this state."""
    return state in WITH_APPLICANT


def bottleneck(stays: Iterable[Stay]) -> Stay | None:
    """The state in which most of the agency's time goes, before the result is sealed; None without any."""
    found = [one for one in stays if one.state not in BESIDE and one.office_total]
    return max(found, key=lambda one: (one.office_total, one.state), default=None)


def step_name(process: str, state: str) -> Verb | None:
    """The step that is next in this state; None where there is none or the process is unknown."""
    try:
        return step_of(process, State(state))
    except (NotFound, ValueError, StopIteration):
        return None


def percent(part: int, whole: int) -> Decimal | None:
    """A share with one decimal; None of nothing."""
    return rounded(100 * part, whole, 1) if whole else None


def hours(seconds: int) -> Decimal:
    """Working seconds as hours with one decimal."""
    return rounded(seconds, HOUR, 1)


def name_of(procedure: str, process: str, moves: Sequence[Move]) -> str:
    """The name of a way, for addresses: the same wherever and whenever it is taken."""
    text = "\n".join((procedure, process, *(" ".join(move) for move in moves)))
    return hashlib.sha256(text.encode()).hexdigest()[:ID_LENGTH]
