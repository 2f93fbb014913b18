"""The facts: one frozen row per dossier, its columns in their order, each with what it means.

The flat columns say what is so when the row was written. The lists at the end keep what may change back:
from them the row of any earlier moment can be had again (`motcua.indicators.rules.asof`).
"""

from dataclasses import dataclass, fields
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
    """Settled at `at`; `undone_at` is when the result was taken back to be corrected."""

    at: datetime
    outcome: Outcome
    result_at: datetime | None = None
    returned_at: datetime | None = None
    returned_by: Handing | None = None
    undone_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    """One dossier. Moments are UTC. None: not known, or not so yet; nothing is ever guessed."""

    code: str
    linked: str | None
    agency: str
    agency_today: str
    path: str
    branch: str
    province: str | None
    commune: str | None
    province_then: str | None
    commune_then: str | None
    desk: str
    helper: str | None
    procedure: str
    version: int
    field: str
    service_level: str
    essential: bool
    components: int
    channel: str
    typed_by: str
    submitted_at: datetime
    received_at: datetime | None
    first_due_at: datetime | None
    due_at: datetime | None
    appraised_at: datetime | None
    approved_at: datetime | None
    paused_at: datetime | None
    settled_at: datetime | None
    outcome: str | None
    result_at: datetime | None
    returned_at: datetime | None
    returned_by: str | None
    supplements: int
    extensions: int
    pauses: int
    paused_seconds: int
    documents: int
    digitised: int
    reused: int | None
    fee_due: int | None
    fee_paid: int | None
    paid_online: bool | None
    synced: bool | None
    shared: bool | None
    population: bool | None
    rating: int | None
    dues: tuple[Due, ...]
    stops: tuple[Pause, ...]
    asked: tuple[datetime, ...]
    extended: tuple[datetime, ...]
    given: tuple[Given, ...]
    settlements: tuple[Settlement, ...]


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


_T, _N, _F, _M, _H = Kind.TEXT, Kind.NUMBER, Kind.FLAG, Kind.MOMENT, Kind.HISTORY
_SUBMIT, _VERSION, _AGENCIES = "submit", "procedure version", "agencies"

COLUMNS = (
    Column("code", _T, "the dossier's code, once in a folder", _SUBMIT),
    Column("linked", _T, "code of the dossier with which this one was filed, and under which it counts", ""),
    Column("agency", _T, "the agency that decides, by its identifier of that day", _SUBMIT),
    Column("agency_today", _T, "the agency that it is today", _AGENCIES),
    Column("path", _T, "identifiers from the nation to agency_today, each ended by /", _AGENCIES),
    Column("branch", _T, "ministry or province: what stands right below the nation in path", _AGENCIES),
    Column("province", _T, "two digits, by today's map", _AGENCIES),
    Column("commune", _T, "five digits, by today's map", _AGENCIES),
    Column("province_then", _T, "two digits, of agency", _AGENCIES),
    Column("commune_then", _T, "five digits, of agency", _AGENCIES),
    Column("desk", _T, "the agency that received and returns", "submit, else agencies"),
    Column("helper", _T, "the agency whose officer helped to fill it in", _SUBMIT),
    Column("procedure", _T, "code of the procedure", _SUBMIT),
    Column("version", _N, "number of its version", _SUBMIT),
    Column("field", _T, "code of its field", _VERSION),
    Column("service_level", _T, "whole, partial or information (Decree 42/2022)", _VERSION),
    Column("essential", _F, "on the list of essential services", _VERSION),
    Column("components", _N, "documents that the procedure knows", _VERSION),
    Column("channel", _T, "online, direct or postal", _SUBMIT),
    Column("typed_by", _T, "applicant or officer: who typed it in", _SUBMIT),
    Column("submitted_at", _M, "handed in", _SUBMIT),
    Column("received_at", _M, "first received", "receive"),
    Column("first_due_at", _M, "due as told at the first reception", "receive"),
    Column("due_at", _M, "due now: after pauses, extensions, a restart", "receive, settle, supplement, ..."),
    Column("appraised_at", _M, "first appraised", "appraise, deny"),
    Column("approved_at", _M, "first approved", "approve"),
    Column("paused_at", _M, "since when the clock stands", "ask_supplement, charge, suspend"),
    Column("settled_at", _M, "result sealed, or ended without one", "seal, refuse, withdraw, stop"),
    Column("outcome", _T, "granted, denied, refused, withdrawn or stopped", "deny, seal, refuse, ..."),
    Column("result_at", _M, "electronic result made", "make-result"),
    Column("returned_at", _M, "result returned", "return"),
    Column("returned_by", _T, "counter, post or online", "return, dispatch"),
    Column("supplements", _N, "how often a supplement was asked for", "ask_supplement, ask_again"),
    Column("extensions", _N, "how often an apology gave a new date", "extend"),
    Column("pauses", _N, "how often the clock stood", "ask_supplement, charge, suspend"),
    Column("paused_seconds", _N, "length of the pauses that are over, each in whole seconds", "the same"),
    Column("documents", _N, "files given", "submit, supplement"),
    Column("digitised", _N, "of these, scanned by an officer at submission", _SUBMIT),
    Column("reused", _N, "of these, taken from a vault or a register", ""),
    Column("fee_due", _N, "đồng by the procedure's version and the channel, exemptions aside", _VERSION),
    Column("fee_paid", _N, "đồng", ""),
    Column("paid_online", _F, "paid through a portal", ""),
    Column("synced", _F, "known to the national portal", ""),
    Column("shared", _F, "shared through the portal's data vault", ""),
    Column("population", _F, "population data used", ""),
    Column("rating", _N, "the applicant's, 1 to 5", ""),
    Column("dues", _H, "list of {at, due}: every due date and since when", ""),
    Column("stops", _H, "list of {start, end}: every pause", ""),
    Column("asked", _H, "list of moments: supplements asked for", ""),
    Column("extended", _H, "list of moments: extensions", ""),
    Column("given", _H, "list of {at, count}: files as they came", ""),
    Column("settlements", _H, "list of {at, outcome, result_at, returned_at, returned_by, undone_at}", ""),
)  # fmt: skip
assert [column.name for column in COLUMNS] == [one.name for one in fields(Fact)]
