"""From the rows of one dossier, in their order, to its acts and its papers."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import repeat

from motcua.dossiers.rules.process import PAUSED, State, Verb
from motcua.dossiers.rules.processes import step_of
from motcua.indicators.rules.facts.story import scanned
from motcua.indicators.rules.facts.world import Act, World
from motcua.indicators.rules.schema import Done, Fact, Paper

_TAKING = (Verb.TAKE, Verb.HAND_OVER, Verb.ASSIGN)
_BACK = (Verb.SEND_BACK, Verb.CORRECT)  # who did the step before has it again
_BY = {"officer": "officer", "system": "system"}
_SECOND = timedelta(seconds=1)


def acts(fact: Fact, told: Sequence[Act], world: World) -> Iterator[Done]:
    """The rows of the process table that were done, each with the working time before it.

    It is counted by the calendar of the agency that decided then, as that calendar is known today.
    """
    terms = world.terms[fact.procedure, fact.version]
    calendar = world.calendar(fact.agency, terms.calendar)

    def seconds(start: datetime | None, end: datetime | None) -> int | None:
        return calendar.worked(start, end) // _SECOND if start and end else None

    since: datetime | None = None
    taken: datetime | None = None
    number = 0
    for act in told:
        at = act.at.astimezone(UTC)
        if act.verb in _TAKING and since:
            taken = taken or at
        if "to" not in act.body and act.verb != Verb.SUBMIT:
            continue
        before = State(act.body.get("from", State.DRAFT))
        after = State(act.body.get("to", State.SUBMITTED))
        number += 1
        yield Done(
            code=fact.code,
            agency_today=fact.agency_today,
            path=fact.path,
            branch=fact.branch,
            procedure=fact.procedure,
            version=fact.version,
            process=terms.process,
            number=number,
            at=at,
            written_at=act.written_at.astimezone(UTC) if act.written_at else None,
            verb=act.verb,
            before=before.value,
            after=after.value,
            actor=act.actor,
            by=_by(act),
            since=since,
            taken_at=taken,
            working_seconds=seconds(since, at),
            waiting_seconds=seconds(since, taken),
            paused=before in PAUSED,
        )
        if before != after:
            keeps = taken is not None and _step(terms.process, before) == _step(terms.process, after)
            since, taken = at, at if keeps or act.verb in _BACK else None


def papers(fact: Fact, told: Sequence[Act], first: Act) -> Iterator[Paper]:
    """The files given with the submission and with each supplement."""
    for act in told:
        if act.verb not in (Verb.SUBMIT, Verb.SUPPLEMENT):
            continue
        by = first.body["typed_by"] if act is first else _by(act)
        digests = act.body.get("documents") or ()
        components = act.body.get("components") or repeat(None)  # rows of before did not say
        for _digest, component in zip(digests, components, strict=False):
            yield Paper(
                code=fact.code,
                agency_today=fact.agency_today,
                path=fact.path,
                procedure=fact.procedure,
                component=component,
                at=act.at.astimezone(UTC),
                by=by,
                digitised=scanned(first) if act is first else by == "officer",
                reused=None,
            )


def _by(act: Act) -> str:
    return _BY.get(act.actor.partition(":")[0], "applicant")


@cache
def _step(process: str, state: State) -> Verb | None:
    try:
        return step_of(process, state)
    except StopIteration:
        return None  # this process has no such state
