"""Dossiers: one row for each."""

from dataclasses import dataclass, fields
from datetime import datetime

from motcua.indicators.rules.schema.parts import Column, Due, Given, Kind, Pause, Settlement


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
    device: str | None
    office_device: bool | None
    submitted_at: datetime
    received_at: datetime | None
    received_written_at: datetime | None
    first_due_at: datetime | None
    due_at: datetime | None
    appraised_at: datetime | None
    approved_at: datetime | None
    paused_at: datetime | None
    settled_at: datetime | None
    settled_by: str | None
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


_T, _N, _F, _M, _H = Kind.TEXT, Kind.NUMBER, Kind.FLAG, Kind.MOMENT, Kind.HISTORY
_SUBMIT, _VERSION, _AGENCIES = "submit", "procedure version", "agencies"
_DUES = "receive, settle, supplement, ..."

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
    Column("device", _T, "pseudonym of the browser from which it was submitted", _SUBMIT),
    Column("office_device", _F, "an officer has signed in in that browser", _SUBMIT),
    Column("submitted_at", _M, "handed in", _SUBMIT),
    Column("received_at", _M, "first received", "receive"),
    Column("received_written_at", _M, "row of that reception written, by the database's clock", "receive"),
    Column("first_due_at", _M, "due as told at the first reception", "receive"),
    Column("due_at", _M, "due now: after pauses, extensions, a restart", _DUES),
    Column("appraised_at", _M, "first appraised", "appraise, deny"),
    Column("approved_at", _M, "first approved", "approve"),
    Column("paused_at", _M, "since when the clock stands", "ask_supplement, charge, suspend"),
    Column("settled_at", _M, "result sealed, or ended without one", "seal, refuse, withdraw, stop"),
    Column("settled_by", _T, "who did that: officer:12, account:7 or system:...", "the same"),
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
    Column("dues", _H, "list of {at, due}: every due date and since when", _DUES),
    Column("stops", _H, "list of {start, end}: every pause", "ask_supplement, charge, suspend"),
    Column("asked", _H, "list of moments: supplements asked for", "ask_supplement, ask_again"),
    Column("extended", _H, "list of moments: extensions", "extend"),
    Column("given", _H, "list of {at, count}: files as they came", "submit, supplement"),
    Column(
        "settlements", _H, "list of {at, outcome, result_at, returned_at, returned_by, undone_at, by}",
        "seal, make-result, return, correct, ...",
    ),
)  # fmt: skip
assert [column.name for column in COLUMNS] == [one.name for one in fields(Fact)]
