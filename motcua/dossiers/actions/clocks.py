"""What an act does to the deadline: one function for each word in the table's column."""

from collections.abc import Callable, Mapping
from datetime import datetime

from motcua.agencies.rules import worktime
from motcua.catalogue import queries as catalogue
from motcua.catalogue.rules.definition import Limit
from motcua.dossiers.actions.doing import Doing, calendar_of, due_date, limit_of
from motcua.dossiers.models import Dossier
from motcua.dossiers.rules import deadlines
from motcua.dossiers.rules.deadlines import Warned
from motcua.dossiers.rules.process import ENDS, PAUSED, Clock, State
from motcua.dossiers.rules.processes import step_of, steps_of


def _start(doing: Doing) -> None:
    """At the first reception: from now on the due date is no longer expected, but legal."""
    dossier = doing.dossier
    if dossier.received_at is None:
        dossier.received_at = doing.at
        dossier.due_at = dossier.first_due_at = due_date(dossier, doing.at)
        dossier.warned = Warned.NOTHING
    _say(doing)


def _pause(doing: Doing) -> None:
    doing.dossier.paused_at = doing.at


def _resume(doing: Doing) -> None:
    """The time that was left when it stopped is given again from now."""
    dossier = doing.dossier
    pause = dossier.pauses.get(ended_at=None)
    ended = max(doing.at, pause.started_at)  # another server's clock may be a little behind
    dossier.due_at = worktime.resumed(
        calendar_of(dossier, ended), dossier.due_at, pause.started_at, ended, limit_of(dossier).unit
    )
    dossier.paused_at = None
    dossier.warned = Warned.NOTHING
    pause.ended_at, pause.due_after = ended, dossier.due_at
    pause.save(update_fields=["ended_at", "due_after"])
    _say(doing)


def _extend(doing: Doing) -> None:
    dossier = doing.dossier
    doing.body["old_due_at"] = dossier.due_at.isoformat()
    dossier.due_at = datetime.fromisoformat(doing.given["new_due"])
    dossier.warned = Warned.NOTHING
    _say(doing)


def _stop(doing: Doing) -> None:
    dossier = doing.dossier
    dossier.settled_at = doing.at
    if dossier.paused_at:
        ended = max(doing.at, dossier.paused_at)
        dossier.pauses.filter(ended_at=None).update(ended_at=ended, due_after=dossier.due_at)
        dossier.paused_at = None


def _restart(doing: Doing) -> None:
    dossier = doing.dossier
    dossier.settled_at = dossier.returned_at = None
    dossier.due_at = due_date(dossier, doing.at)
    dossier.warned = Warned.NOTHING
    _say(doing)


def _say(doing: Doing) -> None:
    doing.body["due_at"] = doing.dossier.due_at.isoformat()


CLOCKS: Mapping[Clock, Callable[[Doing], None]] = {
    Clock.GOES_ON: lambda doing: None,
    Clock.STARTS: _start,
    Clock.PAUSES: _pause,
    Clock.RESUMES: _resume,
    Clock.EXTENDS: _extend,
    Clock.STOPS: _stop,
    Clock.RESTARTS: _restart,
}


def step_due(dossier: Dossier, state: State, at: datetime) -> datetime | None:
    """Until when the step that begins now should be done; None where nobody of the agency is at work."""
    step = step_of(dossier.process, state)
    if step is None or state in PAUSED | ENDS:
        return None
    calendar = calendar_of(dossier, at)
    return calendar.add(at, deadlines.budget(step, _budgets(dossier), _whole(dossier)))


def extension(dossier: Dossier, at: datetime) -> datetime:
    """The new due date that an apology can keep."""
    return deadlines.extended(calendar_of(dossier, at), dossier.due_at, at, _to_do(dossier))


def short_of_time(dossier: Dossier, at: datetime) -> bool:
    """Whether the steps that are to come would take longer than what is left."""
    return calendar_of(dossier, at).between(at, dossier.due_at) < _to_do(dossier)


def _to_do(dossier: Dossier) -> int:
    """Working minutes that the steps still to be done may take."""
    steps = steps_of(dossier.process)
    step = step_of(dossier.process, State(dossier.state))
    left = steps[steps.index(step) :] if step else ()
    return deadlines.remaining(left, _budgets(dossier), _whole(dossier))


def _budgets(dossier: Dossier) -> Mapping[str, Limit]:
    return catalogue.version(dossier.version_id).budgets


def _whole(dossier: Dossier) -> int:
    """Working minutes of the legal limit."""
    start = dossier.received_at or dossier.submitted_at
    return max(60, calendar_of(dossier, start).between(start, dossier.first_due_at))
