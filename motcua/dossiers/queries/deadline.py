"""How a due date came about: the limit, from when it counts, what was not counted, what was put off."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from motcua.agencies import queries as agencies
from motcua.agencies.models import Agency
from motcua.agencies.rules import worktime
from motcua.agencies.rules.calendars import Calendar
from motcua.agencies.rules.worktime import Arithmetic
from motcua.catalogue import queries as catalogue
from motcua.catalogue.rules import limits
from motcua.catalogue.rules.definition import CaseLimit, Channel, Limit, Procedure
from motcua.dossiers.models import Dossier, Draft, Notice
from motcua.dossiers.queries.contents import notices, pauses
from motcua.dossiers.rules.notices import Apology, Form
from motcua.dossiers.rules.process import State
from motcua.kernel import clock


@dataclass(frozen=True, slots=True)
class Stretch:
    """Time that is not counted. `working_minutes` and `elapsed` are None while it lasts."""

    reason: State
    ground: str
    notice: Notice
    started_at: datetime
    ended_at: datetime | None
    working_minutes: int | None
    elapsed: timedelta | None
    moved: bool  # whether the due date went back by it; not when it had passed before


@dataclass(frozen=True, slots=True)
class Extension:
    """An apology that went out: from which due date to which, and why."""

    notice: Notice
    reason: str
    old_due: datetime
    new_due: datetime


@dataclass(frozen=True, slots=True)
class Deadline:
    """All that explains the due date of a dossier.

    `counted` is how the limit was counted from `starts_at` to the due date before pauses and extensions;
    None where the stored date does not follow from the calendar as it was known then. `corrects` is the
    number of the result whose correction started the limit anew. `left_minutes` of working time are given
    when a pause that lasts ends.
    """

    limit: Limit
    case: CaseLimit | None
    procedure: Procedure
    starts_at: datetime
    expected: bool  # not received yet: the date is a promise, not the law's
    counted: Arithmetic | None
    first_due_at: datetime
    due_at: datetime
    pauses: tuple[Stretch, ...]
    extensions: tuple[Extension, ...]
    corrects: str
    left_minutes: int | None


def deadline(dossier: Dossier, *, sent: Sequence[Notice] | None = None) -> Deadline:
    """How this dossier's due date came about. Three queries; two where the caller has its `notices`."""
    procedure = catalogue.version(dossier.version_id)
    channel, day = Channel(dossier.channel), clock.day(dossier.submitted_at)
    limit = limits.limit_for(procedure, channel, dossier.answers, day)
    replaced = dossier.replaced.order_by("pk").last()
    starts = replaced.replaced_at if replaced else dossier.received_at or dossier.submitted_at
    calendar = _calendar(dossier.agency, procedure, starts)
    counted = _counted(calendar, procedure, limit, starts)
    if not replaced and counted and counted.due != dossier.first_due_at:
        counted = None
    stretches = tuple(
        Stretch(
            reason=State(one.reason),
            ground=one.ground,
            notice=one.notice,
            started_at=one.started_at,
            ended_at=one.ended_at,
            working_minutes=calendar.between(one.started_at, one.ended_at) if one.ended_at else None,
            elapsed=one.ended_at - one.started_at if one.ended_at else None,
            moved=one.due_after is None or one.due_after > one.due_before,
        )
        for one in pauses(dossier)
        if one.started_at >= starts
    )
    papers = notices(dossier) if sent is None else sent
    return Deadline(
        limit=limit,
        case=limits.case_of(procedure, channel, dossier.answers, day),
        procedure=procedure,
        starts_at=starts,
        expected=dossier.received_at is None,
        counted=counted,
        first_due_at=counted.due if replaced and counted else dossier.first_due_at,
        due_at=dossier.due_at,
        pauses=stretches,
        extensions=tuple(
            _extension(notice)
            for notice in papers
            if notice.form == Form.APOLOGY and notice.made_at >= starts
        ),
        corrects=replaced.number if replaced else "",
        left_minutes=_left(calendar, dossier),
    )


def expected_due(draft: Draft, *, at: datetime) -> datetime | None:
    """When the result would be due if this draft were handed in now; None while nobody is to decide it."""
    if draft.agency is None:
        return None
    procedure = catalogue.version(draft.version_id)
    answers: Mapping[str, Any] = draft.answers
    limit = limits.limit_for(procedure, Channel(draft.channel), answers, clock.day(at))
    counted = _counted(_calendar(draft.agency, procedure, at), procedure, limit, at)
    return counted.due if counted else None


def _calendar(agency: Agency, procedure: Procedure, at: datetime) -> Calendar:
    """As it was known then: what was recorded later moves no date that was promised."""
    return agencies.working_calendar(agency, at=at, pattern=procedure.calendar, known_at=at)


def _counted(calendar: Calendar, procedure: Procedure, limit: Limit, starts: datetime) -> Arithmetic | None:
    try:
        return worktime.explain(calendar, starts, limit.amount, limit.unit, procedure.cut_off)
    except ValueError:  # beyond what is known of holidays
        return None


def _extension(notice: Notice) -> Extension:
    said = Apology.from_data(notice.body)
    return Extension(notice, said.reason, said.old_due, said.new_due)


def _left(calendar: Calendar, dossier: Dossier) -> int | None:
    if dossier.paused_at is None:
        return None
    return max(0, calendar.between(dossier.paused_at, dossier.due_at))
