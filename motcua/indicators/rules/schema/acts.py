"""Acts: one row for each row of the process table that a dossier went through."""

from dataclasses import dataclass, fields
from datetime import datetime

from motcua.indicators.rules.schema.parts import Column, Kind


@dataclass(frozen=True, slots=True)
class Done:
    """One act, and how long the dossier had stood before it. Moments are UTC; None: not known, or never."""

    code: str
    agency_today: str
    path: str
    branch: str
    procedure: str
    version: int
    process: str
    number: int
    at: datetime
    written_at: datetime | None
    verb: str
    before: str
    after: str
    actor: str
    by: str
    since: datetime | None
    taken_at: datetime | None
    working_seconds: int | None
    waiting_seconds: int | None
    paused: bool


_T, _N, _F, _M = Kind.TEXT, Kind.NUMBER, Kind.FLAG, Kind.MOMENT
_ACT, _AGENCIES, _CALENDAR = "the act", "agencies", "the act, the agency's working calendar"

ACTS = (
    Column("code", _T, "the dossier's code", _ACT),
    Column("agency_today", _T, "the agency that decides, as it is today", _AGENCIES),
    Column("path", _T, "identifiers from the nation to agency_today, each ended by /", _AGENCIES),
    Column("branch", _T, "ministry or province", _AGENCIES),
    Column("procedure", _T, "code of the procedure", "submit"),
    Column("version", _N, "number of its version", "submit"),
    Column("process", _T, "name of the process that the version names", "procedure version"),
    Column("number", _N, "1, 2, ... in the order in which the dossier's acts happened", _ACT),
    Column("at", _M, "done", _ACT),
    Column("written_at", _M, "journaled, by the database's clock; empty where told afterwards", "journal"),
    Column("verb", _T, "submit, receive, ...: a verb of the process", _ACT),
    Column("before", _T, "the state in which it found the dossier", _ACT),
    Column("after", _T, "the state in which it left it", _ACT),
    Column("actor", _T, "officer:12, account:7 or system:...", _ACT),
    Column("by", _T, "officer, applicant or system", _ACT),
    Column("since", _M, "when the dossier came into that state; empty for the first act", "the acts before"),
    Column(
        "taken_at", _M, "since when, in that state, it was some officer's; empty: nobody's",
        "take, assign, hand_over, ...",
    ),
    Column("working_seconds", _N, "working time from since to at", _CALENDAR),
    Column("waiting_seconds", _N, "working time from since to taken_at", _CALENDAR),
    Column("paused", _F, "the clock of its time limit stood in that state", _ACT),
)  # fmt: skip
assert [column.name for column in ACTS] == [one.name for one in fields(Done)]
