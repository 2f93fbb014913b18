"""A small country whose dossiers' lives are made up first and journaled after.

What should be counted is known from the lives, by plain Python that shares nothing with the engine.
"""

import hashlib
import json
import math
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal, localcontext
from typing import Any

from motcua.indicators.rules.facts import Act, Place, Terms, World, fact_of
from motcua.indicators.rules.schema import Fact

HANOI = timedelta(hours=7)
YEAR = datetime(2025, 12, 31, 17, tzinfo=UTC)  # midnight in Hanoi

PLACES = {
    f"{province}.{office}": Place(
        f"VN/{province}/{province}.{office}/", "province", number, None, f"{province}.90"
    )
    for province, number in (("H1", "22"), ("H2", "01"), ("H3", "79"))
    for office in ("01", "02", "10", "11", "12")
} | {ministry: Place(f"VN/{ministry}/", "ministry", None, None, ministry) for ministry in ("G01", "G02")}
TERMS = {
    ("1.1", 1): Terms("A", "whole", True, 2, {"online": 0, "direct": 8000}),
    ("1.2", 1): Terms("A", "partial", False, 3, {"online": 20000, "direct": 20000, "postal": 20000}),
    ("1.3", 2): Terms("B", "whole", False, 0, {"online": 5000, "direct": 5000}),
}
WORLD = World(TERMS, PLACES)


@dataclass(frozen=True)
class Ending:
    at: datetime
    outcome: str
    made: datetime | None = None
    returned: datetime | None = None
    handed: str | None = None  # counter, post, online


@dataclass(frozen=True)
class Stop:
    """The clock stood: `supplement` where the applicant had to add something, with so many files."""

    begun: datetime
    over: datetime | None
    new_due: datetime | None
    supplement: bool
    files: int


@dataclass(frozen=True)
class Life:
    """One dossier as it really went. What lies outside the journal is at the end."""

    code: str
    agency: str
    procedure: tuple[str, int]
    channel: str
    typed_by: str
    helper: str | None
    desk: str | None
    files: int
    submitted: datetime
    received: datetime | None
    due: datetime | None
    stops: tuple[Stop, ...]
    extended: tuple[datetime, datetime] | None
    ending: Ending | None
    corrected: tuple[datetime, datetime, Ending | None] | None
    linked: str | None
    reused: int | None
    paid_online: bool | None
    synced: bool | None
    shared: bool | None
    population: bool | None

    @property
    def path(self) -> str:
        return PLACES[self.agency].path

    @property
    def terms(self) -> Terms:
        return TERMS[self.procedure]


def lives(seed: int, count: int) -> list[Life]:
    """So many lives, the same for the same seed."""
    dice = random.Random(seed)
    found: list[Life] = []
    for number in range(count):
        found.append(_life(dice, number, found))
    return found


def _life(dice: random.Random, number: int, before: list[Life]) -> Life:
    def later(moment: datetime, days: float) -> datetime:
        return moment + timedelta(microseconds=dice.randint(60_000_000, int(days * 86_400_000_000)))

    procedure = dice.choice(sorted(TERMS))
    channel = dice.choice(sorted(TERMS[procedure].fees))
    agency = dice.choice(sorted(PLACES))
    # Some moments lie exactly on a border.
    submitted = YEAR + timedelta(days=dice.randint(0, 180), seconds=dice.choice([0, dice.randint(0, 86399)]))
    maybe: Callable[[Any], Any] = lambda value: value if dice.random() < 0.7 else None  # noqa: E731
    life = Life(
        code=f"{agency}-{number:05d}", agency=agency, procedure=procedure, channel=channel,
        typed_by="applicant" if channel == "online" else "officer",
        helper=agency if channel == "online" and dice.random() < 0.2 else None,
        desk=dice.choice([None, None, "H1.10"]), files=dice.choice([0, 0, 1, 3]), submitted=submitted,
        received=None, due=None, stops=(), extended=None, ending=None, corrected=None,
        linked=dice.choice(before).code if before and dice.random() < 0.1 else None,
        reused=maybe(dice.choice([0, 1, 2])), paid_online=maybe(dice.random() < 0.5),
        synced=maybe(dice.random() < 0.9), shared=maybe(dice.random() < 0.5),
        population=maybe(dice.random() < 0.5),
    )  # fmt: skip
    if dice.random() < 0.06:
        if dice.random() < 0.5:
            life = replace(life, ending=Ending(later(submitted, 5), dice.choice(["refused", "withdrawn"])))
        return life
    received = dice.choice([submitted, later(submitted, 3)])
    due = received + timedelta(days=dice.choice([3, 7, 20]))
    life = replace(life, received=received, due=due)
    now = received
    stops = []
    for _round in range(dice.choice([0, 0, 0, 0, 1, 1, 2])):
        begun = later(now, 3)
        if dice.random() < 0.15:
            stops.append(Stop(begun, None, None, True, 0))
            return replace(life, stops=tuple(stops))
        over = now = later(begun, 10)
        supplement = dice.random() < 0.7
        stops.append(
            Stop(begun, over, over + timedelta(days=3), supplement, dice.choice([0, 1]) * supplement)
        )
    life = replace(life, stops=tuple(stops))
    due = stops[-1].new_due if stops and stops[-1].new_due else due
    if dice.random() < 0.1:
        now = later(now, 2)
        due = max(due, now) + timedelta(days=5)
        life = replace(life, extended=(now, due))
    life = replace(life, ending=_ending(dice, now, due, later))
    if life.ending and life.ending.returned and dice.random() < 0.15:
        taken_back = later(life.ending.returned, 15)
        new_due = taken_back + timedelta(days=4)
        life = replace(life, corrected=(taken_back, new_due, _ending(dice, taken_back, new_due, later, True)))
    return life


def _ending(
    dice: random.Random,
    now: datetime,
    due: datetime,
    later: Callable[[datetime, float], datetime],
    again: bool = False,
) -> Ending | None:
    if dice.random() < 0.12:
        return None
    at = due if dice.random() < 0.1 and due > now else later(now, 9)
    outcome = "granted" if again or dice.random() < 0.75 else dice.choice(["denied", "withdrawn", "stopped"])
    if outcome in ("withdrawn", "stopped"):
        return Ending(at, outcome)
    made = at + timedelta(seconds=5) if dice.random() < 0.8 else None
    if made is None or dice.random() < 0.2:
        return Ending(at, outcome, made)
    return Ending(at, outcome, made, later(made, 4), dice.choice(["counter", "post", "online"]))


# As a journal would tell it


def journal(life: Life) -> Iterator[Act]:
    """The rows, in their order."""
    rows: list[tuple[datetime, str, dict[str, Any]]] = []

    def tell(at: datetime, verb: str, source: str = "", target: str = "", /, **body: Any) -> None:
        rows.append((at, verb, {**({"from": source, "to": target} if target else {}), **body}))

    code, version = life.procedure
    places = {"helper": life.helper, "desk": life.desk}
    tell(
        life.submitted, "submit", procedure=code, version=version, channel=life.channel,
        typed_by=life.typed_by, documents=["f"] * life.files, **{k: v for k, v in places.items() if v},
    )  # fmt: skip
    if life.received and life.due:
        tell(life.received, "receive", "submitted", "received", due_at=life.due.isoformat())
        tell(life.received + timedelta(seconds=1), "assign", "received", "received")
    for stop in life.stops:
        state = "supplementing" if stop.supplement else "suspended"
        tell(stop.begun, "ask_supplement" if stop.supplement else "suspend", "received", state, notice="1")
        if stop.over and stop.new_due:
            verb = "supplement" if stop.supplement else "resume"
            tell(
                stop.over, verb, state, "received", due_at=stop.new_due.isoformat(),
                **({"documents": ["g"] * stop.files} if stop.supplement else {}),
            )  # fmt: skip
    if life.extended:
        at, due = life.extended
        tell(at, "propose", verb="extend", proposed={"new_due": due.isoformat()})
        tell(at, "extend", "received", "received", due_at=due.isoformat(), given={"reason": "x"})
    if life.ending:
        _tell_ending(tell, life.ending)
    if life.corrected:
        at, due, again = life.corrected
        tell(at, "correct", "returned", "received", due_at=due.isoformat(), replaces="1/X")
        if again:
            _tell_ending(tell, again)
    for revision, (at, verb, body) in enumerate(rows, 1):
        digest = hashlib.sha256(json.dumps([life.code, revision, body], sort_keys=True).encode()).digest()
        actor = f"officer:{revision}"
        yield Act(digest, at, verb, revision, life.agency, body, actor, at + timedelta(minutes=revision))


def _tell_ending(tell: Callable[..., None], ending: Ending) -> None:
    at = ending.at
    if ending.outcome in ("granted", "denied"):
        appraised = "appraise" if ending.outcome == "granted" else "deny"
        tell(at - timedelta(seconds=2), appraised, "received", "appraised", note="x")
        tell(at - timedelta(seconds=1), "approve", "appraised", "approved")
        tell(at, "seal", "approved", "sealed", number="1/X")
        if ending.made:
            tell(ending.made, "make-result", document="d")
        if ending.returned:
            if ending.handed == "post":
                tell(
                    ending.returned - timedelta(seconds=1),
                    "dispatch",
                    "sealed",
                    "sealed",
                    given={"tracking": "1"},
                )
            given = {"given": {"handed_to": "An"}} if ending.handed == "counter" else {}
            tell(ending.returned, "return", "sealed", "returned", **given)
    else:
        verb = {"refused": "refuse", "withdrawn": "withdraw", "stopped": "stop"}[ending.outcome]
        tell(at, verb, "received", ending.outcome, given={"reason": "x"})


def fact(life: Life, acts: list[Act] | None = None) -> Fact | None:
    """Its fact, with what lies outside the journal."""
    told = fact_of(life.code, list(journal(life)) if acts is None else acts, WORLD)
    if told is None:
        return None
    return replace(
        told, linked=life.linked, reused=life.reused, paid_online=life.paid_online, synced=life.synced,
        shared=life.shared, population=life.population,
    )  # fmt: skip


def as_known(life: Life, moment: datetime) -> Life | None:
    """The life as far as it had gone before this moment."""
    if life.submitted >= moment:
        return None
    received = life.received if life.received and life.received < moment else None
    stops = tuple(
        stop if stop.over and stop.over < moment else replace(stop, over=None, new_due=None, files=0)
        for stop in life.stops
        if stop.begun < moment
    )
    corrected = None
    if life.corrected and life.corrected[0] < moment:
        at, due, again = life.corrected
        corrected = (at, due, _known(again, moment))
    return replace(
        life, received=received, due=life.due if received else None, stops=stops,
        extended=life.extended if life.extended and life.extended[0] < moment else None,
        ending=_known(life.ending, moment), corrected=corrected,
    )  # fmt: skip


def _known(ending: Ending | None, moment: datetime) -> Ending | None:
    if ending is None or ending.at >= moment:
        return None
    made = ending.made if ending.made and ending.made < moment else None
    returned = ending.returned if ending.returned and ending.returned < moment else None
    return replace(ending, made=made, returned=returned, handed=ending.handed if returned else None)


# What should be counted: "yes", "no" (in the denominator only), "out" (left out), None (not asked about)

Verdict = str | None


class Seen:
    """A life with what its indicators need, told apart from the facts."""

    def __init__(self, life: Life, start: datetime, end: datetime) -> None:
        self.life, self.start, self.end = life, start, end
        ending = life.corrected[2] if life.corrected else life.ending
        self.settled = ending.at if ending else None
        self.outcome = ending.outcome if ending else None
        self.made = bool(ending and ending.made and ending.made < end)
        self.returned = ending.returned if ending else None
        self.handed = ending.handed if ending else None
        self.due = life.due
        for stop in life.stops:
            self.due = stop.new_due or self.due
        if life.extended:
            self.due = life.extended[1]
        if life.corrected:
            self.due = life.corrected[1]
        self.asked = sum(stop.supplement for stop in life.stops)
        self.stands = next((stop.begun for stop in life.stops if stop.over is None), None)
        self.files = life.files + sum(stop.files for stop in life.stops)
        self.fee = life.terms.fees[life.channel]
        received = life.received
        self.came = received is not None and start <= received < end
        self.ended = received is not None and self.settled is not None and start <= self.settled < end
        self.open = received is not None and received < end and not (self.settled and self.settled < end)
        self.resting = self.stands is not None and self.stands < end
        self.paper = self.ended and self.outcome in ("granted", "denied")
        self.overdue = self.due is not None and self.due < end

    def once(self, verdict: Verdict) -> Verdict:
        return "out" if verdict and self.life.linked else verdict


def _if(asked: bool, yes: Any, out: bool = False) -> Verdict:
    return None if not asked else "out" if out else "yes" if yes else "no"


def _on_time(s: Seen) -> Verdict:
    if s.ended:
        late = s.settled > s.due or s.asked > 1  # type: ignore[operator]
        return "out" if s.outcome == "withdrawn" else "no" if late else "yes"
    if s.open and s.overdue:
        return "out" if s.resting else "no"
    return None


def _pays_fee(s: Seen) -> bool:
    return s.came and s.fee > 0


def _vietnam_day(moment: datetime) -> int:
    return (moment + HANOI).toordinal()


def _online(s: Seen) -> Verdict:
    without = bool(s.settled and s.settled < s.end and s.outcome in ("granted", "denied") and not s.made)
    return s.once(_if(s.came, s.life.channel == "online" and not without))


def _wholly(s: Seen) -> bool:
    if s.life.terms.service_level != "whole" or s.life.channel != "online":
        return False
    if s.returned and s.returned < s.end and s.handed == "counter":
        return False
    return not (s.settled and s.settled < s.end and s.outcome in ("granted", "denied") and not s.made)


def _filed(s: Seen) -> bool:
    return s.start <= s.life.submitted < s.end


def _carried(s: Seen) -> bool:
    received = s.life.received
    return bool(received and received < s.start and not (s.settled and s.settled < s.start))


def _settled_day(s: Seen) -> int:
    assert s.settled
    assert s.due
    return (s.settled > s.due) * 2 + (_vietnam_day(s.settled) >= _vietnam_day(s.due)) * 1


def _desk(life: Life) -> str:
    return life.desk or PLACES[life.agency].desk


EXPECTED: dict[str, dict[str, Callable[[Seen], Verdict]]] = {
    "766": {
        "1.4": lambda s: _if(s.came, s.life.synced, s.life.synced is None),
        "2.1": _on_time,
        "2.2": lambda s: _if(s.ended, True, s.outcome == "withdrawn"),
        "3.3": _online,
        "3.6": lambda s: _if(_pays_fee(s), s.life.paid_online, s.life.paid_online is None),
        "4.1": lambda s: _if(s.paper, s.made),
        "4.2": lambda s: _if(s.paper, s.made and s.files, s.life.terms.components == 0),
        "4.3": lambda s: _if(s.paper, s.life.reused, s.life.reused is None or s.life.terms.components == 0),
        "4.4": lambda s: _if(s.paper, s.life.shared, s.life.shared is None),
        "4.5b": lambda s: _if(s.came, s.life.population, s.life.population is None),
    },
    "whole-process": {
        "filed-online": lambda s: s.once(_if(_filed(s), s.life.channel == "online")),
        "whole-process": lambda s: s.once(_if(_filed(s), _wholly(s))),
        "typed-by-applicant": lambda s: s.once(
            _if(_filed(s) and s.life.channel == "online", s.life.helper is None)
        ),
    },
    "reports": {
        "received.total": lambda s: _if(_carried(s) or s.came, True),
        "received.carried": lambda s: _if(_carried(s), True),
        "received.new": lambda s: _if(s.came, True),
        "received.online": lambda s: _if(s.came and s.life.channel == "online", True),
        "received.direct": lambda s: _if(s.came and s.life.channel == "direct", True),
        "received.postal": lambda s: _if(s.came and s.life.channel == "postal", True),
        "settled.total": lambda s: _if(s.ended, True),
        "settled.early": lambda s: _if(s.ended and _settled_day(s) == 0, True),
        "settled.on-time": lambda s: _if(s.ended and _settled_day(s) == 1, True),
        "settled.late": lambda s: _if(s.ended and _settled_day(s) >= 2, True),
        "settled.on-time-rate": lambda s: _if(s.ended, s.ended and _settled_day(s) < 2),
        "open.total": lambda s: _if(s.open and not s.resting, True),
        "open.within": lambda s: _if(s.open and not s.resting and not s.overdue, True),
        "open.overdue": lambda s: _if(s.open and not s.resting and s.overdue, True),
        "paused.total": lambda s: _if(s.open and s.resting, True),
        "paused.within": lambda s: _if(s.open and s.resting and s.stands <= s.due, True),  # type: ignore[operator]
        "paused.overdue": lambda s: _if(s.open and s.resting and s.stands > s.due, True),  # type: ignore[operator]
        "digitised.with": lambda s: _if(s.came and s.files > 0, True),
        "digitised.without": lambda s: _if(s.came and s.files == 0, True),
        "digitised.rate": lambda s: _if(s.came, s.files > 0, s.life.terms.components == 0),
        "digitised.reused": lambda s: _if(s.came and bool(s.life.reused), True),
        "results.with": lambda s: _if(s.paper and s.made, True),
        "results.without": lambda s: _if(s.paper and not s.made, True),
        "results.rate": lambda s: _if(s.paper, s.made),
        "fees.due": lambda s: _if(_pays_fee(s), True),
        "fees.online": lambda s: _if(_pays_fee(s) and bool(s.life.paid_online), True),
        "elsewhere": lambda s: _if(s.came and _desk(s.life) != s.life.agency, True),
    },
}  # fmt: skip


def seconds_taken(s: Seen) -> int:
    """From reception to settlement without the pauses: what indicator 2.2 adds up."""
    assert s.settled
    assert s.life.received
    stood = sum(math.floor((stop.over - stop.begun).total_seconds()) for stop in s.life.stops if stop.over)
    return math.floor((s.settled - s.life.received).total_seconds()) - stood


def written(top: int, bottom: int) -> Decimal:
    """Two decimals, half up, as a clerk would with a long division."""
    with localcontext() as context:
        context.prec = 60
        return (Decimal(top) / Decimal(bottom)).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
