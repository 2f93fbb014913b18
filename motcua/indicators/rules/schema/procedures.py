"""Procedures: one row for each version of a procedure and each agency that decides on it."""

from dataclasses import dataclass, fields
from datetime import datetime

from motcua.indicators.rules.schema.parts import Column, Kind


@dataclass(frozen=True, slots=True)
class Offer:
    """One version of a procedure at one agency. Days are their first moment in Vietnam, in UTC.

    None: not known, or never; nothing is ever guessed.
    """

    code: str
    agency_today: str
    path: str
    branch: str
    procedure: str
    version: int
    field: str
    service_level: str
    online: bool
    essential: bool
    components: int
    parts: int
    fees: bool
    published_at: datetime
    from_at: datetime
    until_at: datetime | None
    replaced_at: datetime | None
    decided_at: datetime | None
    effective_at: datetime | None
    publish_by: datetime | None
    updated_at: datetime | None
    update_by: datetime | None
    population: bool | None


_T, _N, _F, _M = Kind.TEXT, Kind.NUMBER, Kind.FLAG, Kind.MOMENT
_PUBLISH, _VERSION, _AGENCIES = "publish-procedure", "procedure version", "agencies"
_COUNTED = "procedure version, the country's working calendar"

PROCEDURES = (
    Column("code", _T, "codes of the procedure and of the agency, with a full stop between", _VERSION),
    Column("agency_today", _T, "the agency that decides, as it is today", _AGENCIES),
    Column("path", _T, "identifiers from the nation to agency_today, each ended by /", _AGENCIES),
    Column("branch", _T, "ministry or province", _AGENCIES),
    Column("procedure", _T, "code of the procedure", _VERSION),
    Column("version", _N, "number of its version", _VERSION),
    Column("field", _T, "code of its field", _VERSION),
    Column("service_level", _T, "whole, partial or information (Decree 42/2022)", _VERSION),
    Column("online", _F, "can be filed online", _VERSION),
    Column("essential", _F, "on the list of essential services", _VERSION),
    Column("components", _N, "documents that the procedure knows", _VERSION),
    Column("parts", _N, "how many of its 7 mandatory parts it has (Decree 63/2010, article 8)", _VERSION),
    Column("fees", _F, "some channel has a fee above 0 đồng", _VERSION),
    Column("published_at", _M, "this version published here", _PUBLISH),
    Column("from_at", _M, "first day on which it applies", _VERSION),
    Column("until_at", _M, "first day on which it no longer applies", "the version after it"),
    Column("replaced_at", _M, "the version after it published here: since when that day is known", _PUBLISH),
    Column("decided_at", _M, "day of the decision that published it", _VERSION),
    Column("effective_at", _M, "day on which the legal basis for it took effect", _VERSION),
    Column("publish_by", _M, "last day for the decision: working days before effective_at", _COUNTED),
    Column("updated_at", _M, "day on which the national database of procedures had it", _VERSION),
    Column("update_by", _M, "last day for that: working days after decided_at", _COUNTED),
    Column("population", _F, "connected with the population database", ""),
)  # fmt: skip
assert [column.name for column in PROCEDURES] == [one.name for one in fields(Offer)]
