"""Documents: one row for each file that was given with a dossier."""

from dataclasses import dataclass, fields
from datetime import datetime

from motcua.indicators.rules.schema.parts import Column, Kind


@dataclass(frozen=True, slots=True)
class Paper:
    """One file. Moments are UTC; None: not known."""

    code: str
    agency_today: str
    path: str
    procedure: str
    component: str | None
    at: datetime
    by: str
    digitised: bool
    reused: bool | None


_T, _F, _M = Kind.TEXT, Kind.FLAG, Kind.MOMENT
_GIVEN = "submit, supplement"

DOCUMENTS = (
    Column("code", _T, "the dossier's code", _GIVEN),
    Column("agency_today", _T, "the agency that decides, as it is today", "agencies"),
    Column("path", _T, "identifiers from the nation to agency_today, each ended by /", "agencies"),
    Column("procedure", _T, "code of the procedure", "submit"),
    Column(
        "component",
        _T,
        "code of the document that the procedure asks for, or path of the form's field",
        _GIVEN,
    ),
    Column("at", _M, "given", _GIVEN),
    Column("by", _T, "applicant or officer: who gave it in", _GIVEN),
    Column("digitised", _F, "scanned by an officer", _GIVEN),
    Column("reused", _F, "taken from a vault or a register", ""),
)
assert [column.name for column in DOCUMENTS] == [one.name for one in fields(Paper)]
