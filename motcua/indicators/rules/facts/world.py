"""What facts are made from: rows of the journal, and the world in which they were written."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from motcua.agencies.rules.public import OFFICE
from motcua.agencies.rules.worktime import Calendar


@dataclass(frozen=True, slots=True)
class Act:
    """One row of the journal; `digest` is what it is known by, however often it is delivered."""

    digest: bytes
    at: datetime
    verb: str
    revision: int
    agency: str
    body: Mapping[str, Any] = field(hash=False)
    actor: str = ""
    written_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Terms:
    """What a procedure's version says; fees in đồng by channel, `calendar` the week that its desks keep."""

    field: str
    service_level: str
    essential: bool
    components: int
    fees: Mapping[str, int]
    process: str = "five-step"
    calendar: str = OFFICE


@dataclass(frozen=True, slots=True)
class Place:
    """Where an agency stands; `desk` receives for it."""

    path: str
    branch: str
    province: str | None
    commune: str | None
    desk: str


class Unknown(LookupError):
    """What a dossier was filed under is not known here: "version 1.004873 v2" or "agency H49.06670"."""


_USUAL = Calendar()


def _usual(agency: str, pattern: str) -> Calendar:
    """Office hours of every week, without holidays."""
    return _USUAL


@dataclass(frozen=True, slots=True)
class World:
    """What does not stand in the journal: published versions, agencies, and which took over from which.

    `calendar` gives when an agency works, by its identifier and the name of a week. `name` is another when
    facts of dossiers that are there already would be others; new versions of procedures change none.
    """

    terms: Mapping[tuple[str, int], Terms]
    places: Mapping[str, Place]
    successors: Mapping[str, str] = field(default_factory=dict)
    calendar: Callable[[str, str], Calendar] = _usual
    name: str = ""

    def today(self, agency: str) -> str:
        """The agency that does its work today. A ring of successors ends where it began."""
        seen = {agency}
        while (following := self.successors.get(agency)) and following not in seen:
            seen.add(following)
            agency = following
        return agency

    def check(self, submission: Act) -> None:
        """Raises Unknown where facts of this dossier cannot be told."""
        version = submission.body.get("procedure"), submission.body.get("version")
        if version not in self.terms:
            raise Unknown("version {} v{}".format(*version))
        for agency in (submission.agency, self.today(submission.agency)):
            if agency not in self.places:
                raise Unknown(f"agency {agency}")
