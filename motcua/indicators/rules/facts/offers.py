"""From published versions to the procedures of agencies, with the days by which they were to be published."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby, pairwise

from motcua.agencies.rules.worktime import Calendar
from motcua.catalogue.rules.definition import Channel, Procedure
from motcua.indicators.rules.facts.world import Place
from motcua.indicators.rules.schema import Offer
from motcua.kernel import clock

# Decision 766: the decision comes so many working days before the legal basis takes effect, and the national
# database has it so many after the decision. A province decides by its People's Committee or its chairman.
DAYS_BEFORE = {"ministry": 20, "province": 5}
DAYS_AFTER = {"ministry": 10, "province": 5}
_PROVINCE = "UBND"
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Issue:
    """One version as it was published here."""

    procedure: Procedure
    published_at: datetime

    @property
    def issuer(self) -> str:
        """Whose decision published it, by the number of the decision: ministry or province."""
        return "province" if _PROVINCE in self.procedure.decision else "ministry"


Decides = Callable[[str, Procedure], bool]


def offers(
    issues: Iterable[Issue], places: Iterable[tuple[str, Place]], decides: Decides, calendar: Calendar
) -> Iterator[Offer]:
    """A row for each version and each of these agencies that decides on it, by code and version.

    `calendar` is the country's, `places` are agencies as they are today.
    """
    ordered = sorted(issues, key=lambda one: (one.procedure.code, one.procedure.number))
    each = {code: list(ones) for code, ones in groupby(ordered, key=lambda one: one.procedure.code)}
    told = {code: _told(ones, calendar) for code, ones in each.items()}
    here = sorted(places, key=lambda one: one[0])
    for code, ones in told.items():
        for agency, place in here:
            for procedure, row in ones:
                if decides(agency, procedure):
                    yield Offer(
                        code=f"{code}.{agency}",
                        agency_today=agency,
                        path=place.path,
                        branch=place.branch,
                        **row,  # type: ignore[arg-type]
                    )


def _told(ones: Sequence[Issue], calendar: Calendar) -> list[tuple[Procedure, dict[str, object]]]:
    """What is the same for every agency."""
    following = [later for _one, later in pairwise(ones)]
    return [
        (one.procedure, _row(one, later, calendar))
        for one, later in zip(ones, [*following, None], strict=True)
    ]


def _row(one: Issue, later: Issue | None, calendar: Calendar) -> dict[str, object]:
    procedure = one.procedure
    decided, effective = procedure.decided_on, effective_on(procedure)
    publish_by = moved(effective, -DAYS_BEFORE[one.issuer], calendar) if effective else None
    update_by = moved(decided, DAYS_AFTER[one.issuer], calendar) if decided else None
    return {
        "procedure": procedure.code,
        "version": procedure.number,
        "field": procedure.field_code,
        "service_level": procedure.service_level.value,
        "online": procedure.terms(Channel.ONLINE) is not None,
        "essential": procedure.essential,
        "components": len(procedure.components),
        "parts": parts(procedure),
        "fees": any(fee.amount > 0 for terms in procedure.channels for fee in terms.fees),
        "published_at": one.published_at.astimezone(UTC),
        "from_at": _begun(procedure.valid_from),
        "until_at": _begun(later.procedure.valid_from) if later else None,
        "replaced_at": later.published_at.astimezone(UTC) if later else None,
        "decided_at": _begun(decided),
        "effective_at": _begun(effective),
        "publish_by": _begun(publish_by),
        "updated_at": _begun(procedure.updated_on),
        "update_by": _begun(update_by),
        "population": None,
    }


def parts(procedure: Procedure) -> int:
    """How many of the seven mandatory parts it has (Decree 63/2010/NĐ-CP, article 8, paragraph 2).

    Name, order of steps, ways of doing it, papers, time limit, who applies, which agency: what is said,
    whether a source confirmed it or not. The papers of a procedure that asks for none are its declaration.
    """
    said = (
        procedure.name.vi.strip(),
        procedure.process,
        procedure.channels,
        procedure.components or procedure.form.sections,
        procedure.channels and all(terms.limit.amount > 0 for terms in procedure.channels),
        procedure.applicants,
        procedure.levels,
    )
    return sum(map(bool, said))


def effective_on(procedure: Procedure) -> date | None:
    """When the legal basis for which it was published took effect: of several, the first."""
    return min((one.effective_on for one in procedure.legal_basis if one.effective_on), default=None)


def moved(day: date, working_days: int, calendar: Calendar) -> date:
    """The day so many working days later, or earlier where they are below zero."""
    step = _DAY if working_days > 0 else -_DAY
    left = abs(working_days)
    while left:
        day += step
        left -= bool(calendar.hours(day))
    return day


def _begun(day: date | None) -> datetime | None:
    return datetime.combine(day, time(), clock.HANOI).astimezone(UTC) if day else None
