"""An invented year of the other provinces and of ministries, as facts that they would send: for boards.

Nobody's figures: each province has a character of its own, drawn from its code, and changes slowly.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings

from motcua.agencies import queries as agencies
from motcua.agencies.models import Agency
from motcua.agencies.rules.kinds import AgencyKind
from motcua.catalogue.models import Version
from motcua.catalogue.rules import reading
from motcua.catalogue.rules.definition import Channel
from motcua.config.demo import offers
from motcua.config.demo.lives import MIX
from motcua.indicators.ports import Store
from motcua.indicators.rules.schema import Due, Fact, Given, Handing, Outcome, Settlement, Told
from motcua.kernel import clock

FOLDER = Path("received/demonstration")
DAYS = 365
OF_COMMUNE, OF_PROVINCE, OF_MINISTRY = 6, 90, 60  # dossiers in these days, about
LIMITS = (1, 3, 3, 5, 7, 15)  # days
UNDER_WAY = 0.01  # of the dossiers stay open for long
OPENING, OPEN_FOR = 8 * 60, 8 * 60  # minutes of a day


@dataclass(frozen=True, slots=True)
class Character:
    """Shares of all dossiers, at the end of the year and, by `drift`, at its beginning."""

    online: float
    whole: float
    punctual: float
    digital: float
    drift: float


def folder() -> Path:
    """Where these facts are."""
    return Path(settings.FACTS_ROOT) / FOLDER


def invent(*, into: Store, at: datetime) -> int:
    """Writes the facts of these days up to `at`; how many dossiers."""
    told = sorted(_all(at), key=lambda told: told.fact.code)
    units = sorted({one.fact.agency_today for one in told})
    offered = offers.of(units, at=at, since=timedelta(days=DAYS))
    return into.replace(told, known_at=at, offers=offered)


def _all(at: datetime) -> Iterator[Told]:
    terms = _terms()
    others = Agency.objects.select_related("unit", "reception").exclude(path__startswith=agencies.site().path)
    for agency in others.filter(kind__in=(AgencyKind.PROVINCE, AgencyKind.COMMUNE, AgencyKind.MINISTRY)):
        dice = random.Random(f"nation:{agency.code}")  # noqa: S311 an invented country needs no secrets
        character = _character(agency, dice)
        usual = {AgencyKind.COMMUNE: OF_COMMUNE, AgencyKind.PROVINCE: OF_PROVINCE}.get(
            AgencyKind(agency.kind), OF_MINISTRY
        )
        for number in range(max(1, round(usual * dice.uniform(0.5, 1.6)))):
            yield Told(_fact(agency, number, dice, character, terms, at))


def _character(agency: Agency, dice: random.Random) -> Character:
    """That of its province or ministry, and a little of its own."""
    above = agency.path.split("/")[1]
    branch = random.Random(f"nation:{above}")  # noqa: S311
    own = dice.uniform(-0.06, 0.06)

    def share(low: float, high: float) -> float:
        return min(0.995, max(0.02, branch.uniform(low, high) + own))

    return Character(
        online=share(0.35, 0.95),
        whole=share(0.3, 0.9),
        punctual=share(0.82, 0.995),
        digital=share(0.4, 0.98),
        drift=branch.uniform(-0.04, 0.22),
    )


@dataclass(frozen=True, slots=True)
class Terms:
    """What a fact says of a procedure."""

    code: str
    number: int
    field: str
    service_level: str
    essential: bool
    components: int
    fee: int
    online: bool


def _terms() -> list[Terms]:
    """Of the procedures that people come for, each as often as they do."""
    found = []
    for code, number, definition in Version.objects.order_by("pk").values_list(
        "code", "number", "definition"
    ):
        procedure = reading.read(definition)
        fees = max((sum(fee.amount for fee in one.fees) for one in procedure.channels), default=0)
        row = Terms(
            code=code,
            number=number,
            field=procedure.field_code,
            service_level="partial",
            essential=procedure.essential,
            components=len(procedure.components),
            fee=fees,
            online=any(one.channel is Channel.ONLINE for one in procedure.channels),
        )
        found += [row] * MIX.get(code, 1)
    return found


def _fact(
    agency: Agency,
    number: int,
    dice: random.Random,
    character: Character,
    terms: Sequence[Terms],
    at: datetime,
) -> Fact:
    age = dice.uniform(0.05, DAYS)
    submitted = _worked(at - timedelta(days=age), dice, at)
    behind = character.drift * age / DAYS
    procedure = dice.choice(terms)
    online = procedure.online and dice.random() < character.online - behind
    received = submitted + timedelta(minutes=dice.randint(5, 600))
    received_at = received if received < at else None
    due = received + timedelta(days=dice.choice(LIMITS))
    late = dice.random() > character.punctual - behind / 2
    spent = dice.uniform(1.05, 1.8) if late else dice.uniform(0.1, 0.98)
    ended = received + (due - received) * spent
    settled_at = ended if ended < at and dice.random() > UNDER_WAY else None
    outcome = dice.choices(list(Outcome)[:4], (92, 3, 3, 2))[0]
    paper = settled_at and outcome in (Outcome.GRANTED, Outcome.DENIED)
    result_at = settled_at if paper and dice.random() < character.digital - behind else None
    returned = ended + timedelta(minutes=dice.randint(1, 2000))
    returned_at = returned if paper and returned < at else None
    by = Handing.ONLINE if online and result_at else Handing.COUNTER
    files = dice.randint(1, max(1, procedure.components))
    scanned = online or dice.random() < character.digital - behind
    asked = (received + (due - received) * 0.3,) if dice.random() < 0.05 and received_at else ()
    settlements = (
        (Settlement(settled_at, outcome, result_at, returned_at, by if returned_at else None),)
        if settled_at
        else ()
    )
    unit = agency.unit
    return Fact(
        code=f"{agency.code}-{clock.day(submitted):%y%m%d}-{number + 1:04}",
        linked=None,
        agency=agency.code,
        agency_today=agency.code,
        path=agency.path,
        branch="ministry" if agency.kind == AgencyKind.MINISTRY else "province",
        province=(unit.province_id or unit.code) if unit else None,
        commune=unit.code if unit and unit.province_id else None,
        province_then=(unit.province_id or unit.code) if unit else None,
        commune_then=unit.code if unit and unit.province_id else None,
        desk=agency.desk.code,
        helper=None,
        procedure=procedure.code,
        version=procedure.number,
        field=procedure.field,
        service_level="whole" if dice.random() < character.whole - behind else procedure.service_level,
        essential=procedure.essential,
        components=procedure.components,
        channel="online" if online else "direct",
        typed_by="applicant" if online else "officer",
        device=None,
        office_device=None,
        submitted_at=submitted,
        received_at=received_at,
        received_written_at=None,
        first_due_at=due if received_at else None,
        due_at=due if received_at else None,
        appraised_at=settled_at,
        approved_at=settled_at,
        paused_at=None,
        settled_at=settled_at,
        settled_by=None,
        outcome=outcome.value if settled_at else None,
        result_at=result_at,
        returned_at=returned_at,
        returned_by=by.value if returned_at else None,
        supplements=len(asked),
        extensions=0,
        pauses=0,
        paused_seconds=0,
        documents=files,
        digitised=files if scanned and not online else 0,
        reused=None,
        fee_due=procedure.fee,
        fee_paid=None,
        paid_online=None,
        synced=None,
        shared=None,
        population=None,
        rating=None,
        dues=(Due(received, due),) if received_at else (),
        stops=(),
        asked=asked,
        extended=(),
        given=(Given(submitted, files),),
        settlements=settlements,
    )


def _worked(moment: datetime, dice: random.Random, at: datetime) -> datetime:
    """A moment of office hours about then, in whole seconds."""
    day = clock.local(moment)
    while day.weekday() > 4:  # Saturday, Sunday
        day -= timedelta(days=1)
    minutes = OPENING + dice.randrange(OPEN_FOR)
    found = day.replace(hour=minutes // 60, minute=minutes % 60, second=dice.randrange(60), microsecond=0)
    return min(found, clock.local(at).replace(microsecond=0) - timedelta(minutes=1)).astimezone(UTC)
