"""What rows of facts are made of, and how a column is described."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Outcome(StrEnum):
    """How a dossier ended."""

    GRANTED = "granted"
    DENIED = "denied"  # settled with a refusal in substance
    REFUSED = "refused"  # not accepted for processing
    WITHDRAWN = "withdrawn"
    STOPPED = "stopped"


class Handing(StrEnum):
    """How the result reached the applicant."""

    COUNTER = "counter"
    POST = "post"
    ONLINE = "online"


@dataclass(frozen=True, slots=True)
class Due:
    """From `at` on, the result was due at `due`."""

    at: datetime
    due: datetime


@dataclass(frozen=True, slots=True)
class Pause:
    """The clock stood from `start` to `end`; no end: it still does."""

    start: datetime
    end: datetime | None


@dataclass(frozen=True, slots=True)
class Given:
    """Files that came at `at`."""

    at: datetime
    count: int


@dataclass(frozen=True, slots=True)
class Settlement:
    """Settled at `at` by `by`; `undone_at` is when the result was taken back to be corrected."""

    at: datetime
    outcome: Outcome
    result_at: datetime | None = None
    returned_at: datetime | None = None
    returned_by: Handing | None = None
    undone_at: datetime | None = None
    by: str | None = None


class Kind(StrEnum):
    """What a column holds, as expressions see it."""

    TEXT = "text"
    NUMBER = "number"
    FLAG = "flag"
    MOMENT = "moment"
    HISTORY = "history"  # not for expressions


@dataclass(frozen=True, slots=True)
class Column:
    """`source`: which act of the journal, or what else, says so; "" where nothing does yet."""

    name: str
    kind: Kind
    meaning: str
    source: str
