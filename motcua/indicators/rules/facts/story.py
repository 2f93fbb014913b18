"""From the rows of one dossier, in their order, to its fact."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from motcua.dossiers.rules.process import ENDS, PAUSED, State, Verb
from motcua.indicators.rules.facts.world import Act, World
from motcua.indicators.rules.schema import Due, Fact, Given, Handing, Outcome, Pause, Settlement

RESULT_MADE = "make-result"
_OUTCOMES = {
    State.REFUSED: Outcome.REFUSED,
    State.WITHDRAWN: Outcome.WITHDRAWN,
    State.STOPPED: Outcome.STOPPED,
}
_ASKING = (Verb.ASK_SUPPLEMENT, Verb.ASK_AGAIN)
_APPRAISING = (Verb.APPRAISE, Verb.DENY)


@dataclass(slots=True)
class _Story:
    """What happened to one dossier, as it is read."""

    received: datetime | None = None
    received_written: datetime | None = None
    appraised: datetime | None = None
    approved: datetime | None = None
    denied: bool = False
    dispatched: bool = False
    dues: list[Due] = field(default_factory=list)
    stops: list[Pause] = field(default_factory=list)
    asked: list[datetime] = field(default_factory=list)
    extended: list[datetime] = field(default_factory=list)
    given: list[Given] = field(default_factory=list)
    settlements: list[Settlement] = field(default_factory=list)


def fact(code: str, told: Sequence[Act], first: Act, world: World) -> Fact:
    """`first` is the row of the submission, `told` all rows as they happened."""
    story = _Story()
    for act in told:
        _tell(story, act)
    return _written(code, first, story, world)


def _tell(story: _Story, act: Act) -> None:
    at, body = act.at.astimezone(UTC), act.body
    if act.verb in (Verb.SUBMIT, Verb.SUPPLEMENT) and body.get("documents"):
        story.given.append(Given(at, len(body["documents"])))
    if act.verb == RESULT_MADE:
        _amend(story, result_at=at)
    if "to" not in body:
        return  # beside the table of acts: a proposal, a warning, a paper
    if act.verb == Verb.RECEIVE:
        if story.received is None:
            story.received = at
            story.received_written = act.written_at.astimezone(UTC) if act.written_at else None
    elif act.verb in _ASKING:
        story.asked.append(at)
    elif act.verb == Verb.EXTEND:
        story.extended.append(at)
    elif act.verb in _APPRAISING:
        story.appraised = story.appraised or at
        story.denied = act.verb == Verb.DENY
    elif act.verb == Verb.APPROVE:
        story.approved = story.approved or at
    elif act.verb == Verb.DISPATCH:
        story.dispatched = True
    elif act.verb == Verb.CORRECT:
        _amend(story, undone_at=at)
        story.dispatched = False
    if "due_at" in body:
        due = datetime.fromisoformat(body["due_at"]).astimezone(UTC)
        if not story.dues or story.dues[-1].due != due:
            story.dues.append(Due(at, due))
    _stand(story, act, State(body["to"]), at)


def _stand(story: _Story, act: Act, state: State, at: datetime) -> None:
    """Where the dossier stands now: whether the clock does, whether it is settled, whether returned."""
    paused = bool(story.stops) and story.stops[-1].end is None
    if state in PAUSED and not paused:
        story.stops.append(Pause(at, None))
    elif paused and state not in PAUSED:
        story.stops[-1] = replace(story.stops[-1], end=at)
    if (state == State.SEALED or state in ENDS) and _current(story) is None:
        usual = Outcome.DENIED if story.denied else Outcome.GRANTED
        story.settlements.append(Settlement(at, _OUTCOMES.get(state, usual), by=act.actor or None))
    if state == State.RETURNED:
        handed = bool((act.body.get("given") or {}).get("handed_to"))
        by = Handing.COUNTER if handed else Handing.POST if story.dispatched else Handing.ONLINE
        _amend(story, returned_at=at, returned_by=by)


def scanned(submission: Act) -> bool:
    """Whether an officer scanned what was handed in, rather than the applicant giving files."""
    body = submission.body
    return bool(body["typed_by"] == "officer" and body["channel"] != "online")


def _current(story: _Story) -> Settlement | None:
    last = story.settlements[-1] if story.settlements else None
    return None if last is None or last.undone_at else last


def _amend(story: _Story, **news: Any) -> None:
    """Adds to the settlement that stands; what it says already stays."""
    current = _current(story)
    if current:
        told = {name: value for name, value in news.items() if getattr(current, name) is None}
        story.settlements[-1] = replace(current, **told)


def _written(code: str, first: Act, story: _Story, world: World) -> Fact:
    body, agency = first.body, first.agency
    today = world.today(agency)
    then, now = world.places[agency], world.places[today]
    terms = world.terms[body["procedure"], body["version"]]
    settled = _current(story)
    ended = [stop for stop in story.stops if stop.end]
    return Fact(
        code=code,
        linked=None,
        agency=agency,
        agency_today=today,
        path=now.path,
        branch=now.branch,
        province=now.province,
        commune=now.commune,
        province_then=then.province,
        commune_then=then.commune,
        desk=body.get("desk") or then.desk,
        helper=body.get("helper"),
        procedure=body["procedure"],
        version=body["version"],
        field=terms.field,
        service_level=terms.service_level,
        essential=terms.essential,
        components=terms.components,
        channel=body["channel"],
        typed_by=body["typed_by"],
        device=body.get("device"),
        office_device=body.get("office"),
        submitted_at=first.at.astimezone(UTC),
        received_at=story.received,
        received_written_at=story.received_written,
        first_due_at=story.dues[0].due if story.dues else None,
        due_at=story.dues[-1].due if story.dues else None,
        appraised_at=story.appraised,
        approved_at=story.approved,
        paused_at=story.stops[-1].start if story.stops and story.stops[-1].end is None else None,
        settled_at=settled.at if settled else None,
        settled_by=settled.by if settled else None,
        outcome=settled.outcome.value if settled else None,
        result_at=settled.result_at if settled else None,
        returned_at=settled.returned_at if settled else None,
        returned_by=settled.returned_by.value if settled and settled.returned_by else None,
        supplements=len(story.asked),
        extensions=len(story.extended),
        pauses=len(story.stops),
        paused_seconds=sum((stop.end - stop.start) // timedelta(seconds=1) for stop in ended if stop.end),
        documents=sum(one.count for one in story.given),
        digitised=len(body.get("documents") or ()) if scanned(first) else 0,
        reused=None,
        fee_due=terms.fees.get(body["channel"]),
        fee_paid=None,
        paid_online=None,
        synced=None,
        shared=None,
        population=None,
        rating=None,
        dues=tuple(story.dues),
        stops=tuple(story.stops),
        asked=tuple(story.asked),
        extended=tuple(story.extended),
        given=tuple(story.given),
        settlements=tuple(story.settlements),
    )
