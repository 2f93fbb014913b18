"""One act under way: what its parts read, and what they add to the journal row."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from motcua.agencies import queries as agencies
from motcua.agencies.models import Agency, Officer
from motcua.agencies.rules import worktime
from motcua.agencies.rules.calendars import Calendar
from motcua.catalogue import queries as catalogue
from motcua.catalogue.rules import limits
from motcua.catalogue.rules.definition import Channel, Limit, Procedure
from motcua.dossiers.models import Dossier
from motcua.dossiers.rules.acts import Authority
from motcua.dossiers.rules.process import BEFORE_RECEPTION, Transition
from motcua.journal.rules import Actor
from motcua.kernel import clock
from motcua.people.models import Account


@dataclass(frozen=True, slots=True)
class Doing:
    """`officer` is None where the applicant acts (`account`), or the system for them.

    `officer` answers for what goes out: where somebody agreed to a proposal, that is them. `lent` is for
    which absent colleague they act. `row` leads from where the dossier stood before.
    """

    dossier: Dossier
    row: Transition
    actor: Actor
    officer: Officer | None
    account: Account | None
    at: datetime
    note: str
    given: Mapping[str, Any]
    lent: Authority | None = None
    body: dict[str, Any] = field(default_factory=dict)

    @property
    def procedure(self) -> Procedure:
        """The version that was valid when the dossier was submitted."""
        return catalogue.version(self.dossier.version_id)

    @property
    def issuer(self) -> Agency:
        """Who writes to the applicant: until reception the one-stop section, then the deciding agency."""
        dossier = self.dossier
        return dossier.desk if self.row.source in BEFORE_RECEPTION else dossier.agency

    @property
    def revision(self) -> int:
        """That of the act."""
        return self.dossier.revision + 1

    def reading(self, given: Mapping[str, Any]) -> "Doing":
        """The same act with what came with it checked."""
        return replace(self, given=given)


def calendar_of(dossier: Dossier, at: datetime) -> Calendar:
    """When the deciding agency works on such dossiers."""
    procedure = catalogue.version(dossier.version_id)
    return agencies.working_calendar(dossier.agency, at=at, pattern=procedure.calendar)


def limit_of(dossier: Dossier) -> Limit:
    """The legal limit of this dossier, by channel and case."""
    procedure = catalogue.version(dossier.version_id)
    return limits.limit_for(
        procedure, Channel(dossier.channel), dossier.answers, clock.day(dossier.submitted_at)
    )


def due_date(dossier: Dossier, start: datetime) -> datetime:
    """When the result is due where the limit starts at `start`."""
    limit = limit_of(dossier)
    return worktime.due(
        calendar_of(dossier, start),
        start,
        limit.amount,
        limit.unit,
        catalogue.version(dossier.version_id).cut_off,
    )
