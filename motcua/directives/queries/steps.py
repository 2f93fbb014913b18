"""Where dossiers wait: for each step the working time until somebody took them, and the rest, from facts."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any

from motcua.agencies.models import Agency
from motcua.dossiers.rules.process import State, Verb
from motcua.indicators import ports
from motcua.indicators.queries import answers

DAYS = 28
# The state in which a dossier waits for each step.
STEPS = MappingProxyType(
    {
        State.SUBMITTED: Verb.RECEIVE,
        State.RECEIVED: Verb.APPRAISE,
        State.APPRAISED: Verb.APPROVE,
        State.APPROVED: Verb.SEAL,
        State.SEALED: Verb.RETURN,
    }
)


@dataclass(frozen=True, slots=True)
class Waiting:
    """One step of all dossiers of a unit: how often it was done, and its mean length in working seconds.

    `waited` and `worked` are of those that an officer took before doing the step, `taken` in number: until
    then, and from then on. Of the others nobody knows when the work began.
    """

    step: Verb
    count: int
    whole: float
    taken: int
    waited: float
    worked: float

    @property
    def share(self) -> float | None:
        """Percent of the step that was waiting, to one decimal; None where nothing says it."""
        whole = self.waited + self.worked
        return round(100 * self.waited / whole, 1) if self.taken and whole else None


def waiting(unit: Agency, *, at: datetime) -> tuple[tuple[Waiting, ...], datetime]:
    """The steps in their order, over 28 days, and up to when the facts tell. Raises as `Facts.state`."""
    return _waiting(unit.path, _since(at)), ports.facts().state().known_at


def waiting_shares(*, at: datetime) -> dict[str, float]:
    """Agency code to the share of waiting, in percent, of all its steps together. Raises as `waiting`."""
    return dict(_shares(_since(at)))


def _since(at: datetime) -> datetime:
    """A whole hour, so that what was computed is of use to the next reader."""
    return (at - timedelta(days=DAYS)).replace(minute=0, second=0, microsecond=0)


@answers.kept(most=256)
def _waiting(path: str, since: datetime) -> tuple[Waiting, ...]:
    acts = _acts(since)
    acts = acts.filter(acts.path.startswith(path))
    rows = acts.group_by("before").aggregate(
        n=acts.count(),
        whole=acts.working_seconds.mean(),
        taken=acts.waiting_seconds.count(),
        waited=acts.waiting_seconds.mean(),
        of_taken=acts.working_seconds.mean(where=acts.waiting_seconds.notnull()),
    )
    found = {row["before"]: row for row in rows.to_pyarrow().to_pylist()}
    return tuple(
        Waiting(
            step,
            count=row["n"],
            whole=float(row["whole"] or 0),
            taken=row["taken"],
            waited=float(row["waited"] or 0),
            worked=max(float(row["of_taken"] or 0) - float(row["waited"] or 0), 0.0),
        )
        for state, step in STEPS.items()
        if (row := found.get(state.value))
    )


@answers.kept(most=8)
def _shares(since: datetime) -> tuple[tuple[str, float], ...]:
    acts = _acts(since)
    acts = acts.filter(acts.waiting_seconds.notnull())
    rows = acts.group_by("agency_today").aggregate(
        waited=acts.waiting_seconds.sum(), whole=acts.working_seconds.sum()
    )
    return tuple(
        (row["agency_today"], round(100 * float(row["waited"] or 0) / float(row["whole"]), 1))
        for row in rows.to_pyarrow().to_pylist()
        if row["whole"]
    )


def _acts(since: datetime) -> Any:
    """The acts of officers that led on, while the clock ran."""
    acts = ports.facts().table("acts")
    return acts.filter(
        acts["at"] >= since,
        acts.by == "officer",
        acts.before != acts.after,
        ~acts.paused,
        acts.working_seconds.notnull(),
        acts.before.isin([state.value for state in STEPS]),
    )
