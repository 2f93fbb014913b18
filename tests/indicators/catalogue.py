"""What agencies of the generated nation decide on, made up, and what should be counted: by plain Python."""

import random
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from motcua.indicators.rules.schema import Offer
from motcua.indicators.rules.scoring import Tally
from tests.indicators.nation import PLACES, TERMS, YEAR, Life, Verdict

CODES = [*sorted({code for code, _version in TERMS}), "1.4", "1.5", "1.6"]  # nobody files one of the last


@dataclass(frozen=True)
class Shelf:
    """One version of a procedure at one agency."""

    agency: str
    code: str
    number: int
    level: str
    online: bool
    parts: int
    published: datetime
    begins: datetime
    ends: datetime | None
    replaced: datetime | None
    decided: datetime | None
    latest: datetime | None  # for the decision
    updated: datetime | None
    due: datetime | None  # for the update
    population: bool | None

    @property
    def path(self) -> str:
        return PLACES[self.agency].path


def shelves(seed: int) -> list[Shelf]:
    """Most agencies have most procedures, in one to three versions that differ from agency to agency."""
    dice = random.Random(seed)
    found: list[Shelf] = []
    for agency in sorted(PLACES):
        for code in CODES:
            if dice.random() < 0.8:
                found.extend(_versions(dice, agency, code))
    return found


def _versions(dice: random.Random, agency: str, code: str) -> list[Shelf]:
    def day(first: int, last: int) -> datetime:
        return YEAR + timedelta(days=dice.randint(first, last))

    made: list[Shelf] = []
    published = begins = YEAR - timedelta(days=40)
    for number in range(1, dice.choice([1, 1, 2, 3]) + 1):
        if made:
            published = max(made[-1].published, day(0, 150)) + timedelta(hours=dice.randint(1, 20))
            begins = max(
                made[-1].begins, day(0, 170)
            )  # on the very day of the one before: that never applied
            made[-1] = replace(made[-1], ends=begins, replaced=published)
        decided = dice.choice([None, day(0, 150), day(0, 150)])
        made.append(
            Shelf(
                agency=agency, code=code, number=number,
                level=dice.choice(["whole", "partial", "information"]), online=dice.random() < 0.9,
                parts=dice.choice([7, 7, 7, 6]), published=published, begins=begins, ends=None, replaced=None,
                decided=decided, latest=decided and dice.choice([None, decided, day(0, 150)]),
                updated=decided and dice.choice([None, decided + timedelta(days=dice.randint(0, 20))]),
                due=decided and decided + timedelta(days=10),
                population=dice.choice([None, True, False]),
            )
        )  # fmt: skip
    return made


def offer(one: Shelf) -> Offer:
    """As the facts have it."""
    return Offer(
        code=f"{one.code}.{one.agency}", agency_today=one.agency, path=one.path,
        branch=PLACES[one.agency].branch, procedure=one.code, version=one.number, field="A",
        service_level=one.level, online=one.online, essential=False, components=1, parts=one.parts,
        fees=False, published_at=one.published, from_at=one.begins, until_at=one.ends,
        replaced_at=one.replaced, decided_at=one.decided, effective_at=None,
        publish_by=one.latest, updated_at=one.updated, update_by=one.due, population=one.population,
    )  # fmt: skip


def as_known(all_: Iterable[Shelf], moment: datetime) -> list[Shelf]:
    """What was there before this moment."""
    return [
        one if one.replaced and one.replaced < moment else replace(one, ends=None, replaced=None)
        for one in all_
        if one.published < moment
    ]


@dataclass(frozen=True)
class Looked:
    """One version at one agency, in a period."""

    shelf: Shelf
    start: datetime
    end: datetime
    received: int

    @property
    def applies(self) -> bool:
        return self.shelf.begins < self.end and not (self.shelf.ends and self.shelf.ends < self.end)

    @property
    def service(self) -> bool:
        return self.shelf.online and self.shelf.level != "information"

    @property
    def came_out(self) -> bool:
        return self.start <= (self.shelf.decided or self.shelf.published) < self.end


def _if(asked: bool, yes: bool, out: bool = False) -> Verdict:
    return None if not asked else "out" if out else "yes" if yes else "no"


def _decided(s: Looked) -> Verdict:
    days = s.shelf.decided, s.shelf.latest
    return _if(s.came_out, bool(days[0] and days[1] and days[0] <= days[1]), None in days)


def _updated(s: Looked) -> Verdict:
    done, due = s.shelf.updated, s.shelf.due
    return _if(s.came_out, bool(done and due and done <= due), s.shelf.decided is None or done is None)


EXPECTED: dict[str, tuple[bool, Callable[[Looked], Verdict]]] = {  # whether one agency is enough
    "1.1": (False, _decided),
    "1.2": (False, _updated),
    "1.3": (False, lambda s: _if(s.applies, s.shelf.parts == 7)),
    "3.1": (True, lambda s: _if(s.applies, s.service)),
    "3.2": (True, lambda s: _if(s.applies and s.service, s.received > 0)),
    "4.5a": (True, lambda s: _if(s.applies, bool(s.shelf.population), s.shelf.population is None)),
}


def verdicts(
    all_: Iterable[Shelf], lives: Iterable[Life], start: datetime, end: datetime
) -> dict[str, dict[str, dict[str, Verdict]]]:
    """Indicator to unit to procedure to what a clerk would say of it."""
    received: dict[tuple[str, str], int] = defaultdict(int)
    for life in lives:
        if life.received and start <= life.received < end:
            received[life.agency, life.procedure[0]] += 1
    heard: dict[str, dict[str, dict[str, list[Verdict]]]] = defaultdict(
        lambda: defaultdict(lambda: defaultdict(list))
    )
    for one in all_:
        seen = Looked(one, start, end, received[one.agency, one.code])
        for indicator, (_enough, verdict_of) in EXPECTED.items():
            for unit in one.path.strip("/").split("/"):
                heard[indicator][unit][one.code].append(verdict_of(seen))
    return {
        indicator: {
            unit: {code: _together(said, EXPECTED[indicator][0]) for code, said in codes.items()}
            for unit, codes in units.items()
        }
        for indicator, units in heard.items()
    }


def _together(said: list[Verdict], one_is_enough: bool) -> Verdict:
    judged = [one for one in said if one in ("yes", "no")]
    if not judged:
        return "out" if "out" in said else None
    return "yes" if "no" not in judged or (one_is_enough and "yes" in judged) else "no"


def tally(codes: dict[str, Verdict]) -> Tally:
    said = list(codes.values())
    return Tally(said.count("yes"), said.count("yes") + said.count("no"), said.count("out"))
