"""An honest year of dossiers, with what honest years have too; and manipulations put in, each with its label.

Nothing here knows the rules or their thresholds: how strong a manipulation is, is drawn from what people
might do, and reaches below what any rule can see. Prints how well the rules do:
`DJANGO_SETTINGS_MODULE=motcua.config.settings python -m tests.indicators.manipulations [YEARS]`.
"""

import math
import random
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import ibis
import pyarrow as pa

from motcua.indicators.rules import finding, periods
from motcua.indicators.rules.honesty import Finding

YEAR = 2026
UTC_OFFSET = timedelta(hours=7)
PROCEDURES = {"1.1": (1, 5), "1.2": (3, 8), "1.3": (5, 3), "2.1": (10, 3), "2.2": (20, 2), "3.1": (2, 4)}
_DAYS = [date(YEAR, 1, 1) + timedelta(days=n) for n in range(365)]
WORKDAYS = [day for day in _DAYS if day.weekday() < 5]
_OF_MONTH = {month: [day for day in _DAYS if day.month == month] for month in range(1, 13)}
_LAST = {month: [day for day in WORKDAYS if day.month == month][-3:] for month in range(1, 13)}

Row = dict[str, Any]


@dataclass(frozen=True)
class Planted:
    """One campaign of one kind at one unit in one month; `who` is the device or the officer."""

    rule: str
    unit: str
    month: date
    who: str
    codes: frozenset[str]


@dataclass
class Office:
    """How things go at one unit when nobody cheats."""

    code: str
    volume: int  # dossiers a month
    online: float
    wait: float  # median minutes from submission to reception
    took: float  # median minutes from appraisal to settlement
    clerks: list[str]
    public: float  # share of online dossiers from a computer for the public that an officer once used
    asks: float
    late_asks: float
    rush: float  # share of next week's work that is done before the month ends
    firm: str | None


@dataclass
class Year:
    rows: list[Row] = field(default_factory=list)
    acts: list[Row] = field(default_factory=list)
    planted: list[Planted] = field(default_factory=list)

    def table(self, dataset: str = "dossiers") -> pa.Table:
        if dataset == "acts":
            return _columns(self.acts, ACTS)
        return _columns(self.rows, DOSSIERS)


_M = pa.timestamp("us")
DOSSIERS = pa.schema(
    [(name, pa.string()) for name in (
        "code", "agency_today", "path", "procedure", "channel", "typed_by", "device", "settled_by", "outcome",
    )]
    + [("office_device", pa.bool_()), ("supplements", pa.int32())]
    + [(name, _M) for name in (
        "submitted_at", "received_at", "received_written_at", "appraised_at", "settled_at", "paused_at",
    )]
    + [
        ("asked", pa.list_(_M)),
        ("dues", pa.list_(pa.struct([("at", _M), ("due", _M)]))),
        ("given", pa.list_(pa.struct([("at", _M), ("count", pa.int32())]))),
    ]
)  # fmt: skip
ACTS = pa.schema(
    [(name, pa.string()) for name in ("code", "agency_today", "path", "verb")]
    + [("number", pa.int32()), ("at", _M), ("written_at", _M)]
)  # fmt: skip


def _columns(rows: list[Row], schema: pa.Schema) -> pa.Table:
    return pa.table(
        {name: pa.array([row[name] for row in rows], schema.field(name).type) for name in schema.names}
    )


def year(seed: int, *, units: int = 24, cheats: bool = True) -> Year:
    """A year of so many units, the same for the same seed."""
    maker = _Maker(random.Random(seed))
    for number in range(units):
        maker.office(number)
    if cheats:
        maker.cheat()
    return maker.finished()


class _Maker:
    def __init__(self, dice: random.Random) -> None:
        self.dice = dice
        self.made = Year()
        self.offices: list[Office] = []
        self.by_month: dict[tuple[str, int], list[Row]] = defaultdict(list)
        self.number = 0
        self.cheated: set[tuple[str, int]] = set()

    # The honest year

    def office(self, number: int) -> None:
        dice = self.dice
        office = Office(
            code=f"H{1 + number % 3}.{number:02d}",
            volume=int(dice.lognormvariate(4.6, 0.5)),
            online=dice.uniform(0.3, 0.95),
            wait=dice.lognormvariate(math.log(70), 0.9),
            took=dice.lognormvariate(math.log(500), 0.8),
            clerks=[f"officer:{number}{place}" for place in range(dice.choice([1, 1, 2]))],
            public=dice.choice([0, 0, 0, dice.uniform(0.005, 0.06)]),
            asks=dice.uniform(0.03, 0.15),
            late_asks=dice.uniform(0.02, 0.12),
            rush=dice.uniform(0, 0.6),
            firm=self._device() if dice.random() < 0.3 else None,
        )
        self.offices.append(office)
        for month in range(1, 13):
            for _turn in range(max(10, int(dice.gauss(office.volume, office.volume / 8)))):
                day = dice.choice(_OF_MONTH[month])
                if day.weekday() > 4 and dice.random() < 0.7:
                    continue
                self._dossier(office, self._clock(day))
        for _campaign in range(dice.choice([0, 0, 1, 2])):
            self._team(office)
        for _failure in range(dice.choice([0, 0, 0, 1, 2])):
            self._failure(office)

    def _team(self, office: Office) -> None:
        """A community digital team helps a village: many dossiers from few devices, also in the evening."""
        dice = self.dice
        start = dice.randrange(350)
        devices = [self._device() for _turn in range(dice.randint(1, 3))]
        for day in _DAYS[start : start + dice.randint(1, 6)]:
            for device in devices:
                for _turn in range(dice.randint(3, 30)):
                    row = self._dossier(office, self._clock(day, dice.uniform(7.5, 20.5)), online=True)
                    row["device"], row["office_device"] = device, False

    def _failure(self, office: Office) -> None:
        """The network is gone for hours; what was done on paper is written down with its true time later."""
        dice = self.dice
        day = dice.choice(WORKDAYS)
        back = self._clock(day, dice.uniform(9, 17))
        begun = back - timedelta(minutes=dice.uniform(20, 240))
        for row in self.by_month[office.code, day.month]:
            if row["received_at"] and begun <= row["received_at"] < back:
                row["received_written_at"] = back + timedelta(seconds=dice.uniform(30, 900))

    def _dossier(self, office: Office, submitted: datetime, *, online: bool | None = None) -> Row:
        dice = self.dice
        self.number += 1
        procedure = dice.choices(list(PROCEDURES), [weight for _days, weight in PROCEDURES.values()])[0]
        by_web = dice.random() < office.online if online is None else online
        received = self._open(submitted + timedelta(minutes=dice.lognormvariate(math.log(office.wait), 0.8)))
        if not by_web:
            received = submitted = self._open(submitted)
        elif dice.random() < 0.04:
            received = submitted + timedelta(minutes=dice.uniform(1, 240))  # somebody works at night
        due = self._plus(received, PROCEDURES[procedure][0])
        device, at_office = self._browser(office) if by_web else (self._office_computer(office), True)
        row: Row = {
            "code": f"{office.code}-{self.number:06d}",
            "agency_today": office.code,
            "path": f"VN/{office.code[:2]}/{office.code}/",
            "procedure": procedure,
            "channel": "online" if by_web else "direct",
            "typed_by": "applicant" if by_web else "officer",
            "device": device,
            "office_device": None if device is None else at_office,
            "settled_by": None, "outcome": None, "supplements": 0,
            "submitted_at": submitted,
            "received_at": received,
            "received_written_at": received + self._delay(),
            "appraised_at": None, "settled_at": None, "paused_at": None,
            "asked": [], "dues": [{"at": received, "due": due}],
            "given": [{"at": submitted, "count": dice.randint(1, 4)}] if by_web else [],
        }  # fmt: skip
        self._settle(office, row, due)
        self.made.rows.append(row)
        self.by_month[office.code, submitted.month].append(row)
        return row

    def _browser(self, office: Office) -> tuple[str | None, bool]:
        dice = self.dice
        if dice.random() < 0.03:
            return None, False  # by a program of a business
        if dice.random() < office.public:
            return self._office_computer(office), True
        if dice.random() < 0.002:
            return self._office_computer(office), True  # an officer's own dossier
        if office.firm and dice.random() < 0.08:
            return office.firm, False
        return self._device(), False

    def _office_computer(self, office: Office) -> str:
        return f"{self.dice.randrange(3):08x}{hash_of(office.code):08x}"

    def _settle(self, office: Office, row: Row, due: datetime) -> None:
        """From reception to the result, with a supplement on the way for some."""
        dice = self.dice
        received: datetime = row["received_at"]
        length = due - received
        if dice.random() < office.asks:
            late = dice.random() < office.late_asks
            moment = received + length * (dice.uniform(0.9, 1.3) if late else dice.uniform(0.02, 0.6))
            moment = self._open(moment)
            row["asked"], row["supplements"] = [moment], 1
            answer = dice.random()
            if answer > 0.85:
                self._unanswered(row, moment)
                return
            received = self._open(moment + timedelta(days=dice.uniform(0.5, 9)))
            if answer < 0.75:
                row["given"].append({"at": received, "count": dice.randint(1, 3)})
            due = due + (received - moment)
            row["dues"].append({"at": received, "due": due})
        if dice.random() < 0.01:
            return  # still open
        took = timedelta(minutes=dice.lognormvariate(math.log(office.took), 0.9))
        appraised = self._open(received + length * dice.uniform(0.05, 0.8))
        settled = self._open(appraised + took)
        ends = [day for day in _LAST.get(settled.month - 1, ()) if day > received.date()]
        if ends and settled.day < 9 and settled.year == YEAR and dice.random() < office.rush:
            # Done before the month ends, and faster than usual.
            settled = self._clock(dice.choice(ends), dice.uniform(7.5, 18.5))
            appraised = max(received, settled - took * dice.uniform(0.3, 1))
        row["appraised_at"], row["settled_at"] = appraised, max(settled, appraised)
        row["settled_by"] = dice.choice(office.clerks)
        row["outcome"] = "granted" if dice.random() < 0.96 else "denied"

    def _unanswered(self, row: Row, asked: datetime) -> None:
        if self.dice.random() < 0.5:
            row["paused_at"] = asked
        else:
            row["settled_at"] = asked + timedelta(days=self.dice.uniform(10, 30))
            row["outcome"], row["settled_by"] = self.dice.choice(["stopped", "withdrawn"]), "system:time"

    # Manipulations

    def cheat(self) -> None:
        ways: list[Callable[[Office, int], None]] = [
            self._types_for_citizens, self._own_phone, self._dates_back, self._dates_acts_back,
            self._closes_in_bulk, self._stops_clocks,
        ]  # fmt: skip
        for office in self.offices:
            for month in range(2, 13):
                if self.dice.random() < 0.25:
                    self.dice.choice(ways)(office, month)

    def _plant(self, rule: str, office: Office, month: int, rows: list[Row], who: str = "") -> None:
        if rows:
            codes = frozenset(row["code"] for row in rows)
            self.made.planted.append(Planted(rule, office.code, date(YEAR, month, 1), who, codes))

    def _types_for_citizens(self, office: Office, month: int) -> None:
        dice = self.dice
        share = dice.uniform(0.07, 0.8)
        chosen = [
            row for row in self.by_month[office.code, month]
            if row["channel"] == "online" and dice.random() < share
        ]  # fmt: skip
        for row in chosen:
            if dice.random() < 0.4:
                row["typed_by"] = "officer"
            row["device"], row["office_device"] = self._office_computer(office), True
        self._plant("office-online", office, month, chosen)

    def _own_phone(self, office: Office, month: int) -> None:
        dice = self.dice
        days = dice.sample([day for day in WORKDAYS if day.month == month], dice.randint(3, 18))
        device, rows = self._device(), []
        most = dice.randint(4, 20)
        for day in days:
            for _turn in range(dice.randint(max(2, most // 2), most)):
                row = self._dossier(office, self._clock(day, dice.uniform(7.2, 16.5)), online=True)
                row["device"], row["office_device"] = device, False
                row["received_at"] = row["submitted_at"] + timedelta(minutes=dice.uniform(0.5, 20))
                row["received_written_at"] = row["received_at"] + self._delay()
                row["dues"][0]["at"] = row["received_at"]
                rows.append(row)
        self._plant("one-device", office, month, rows, device)

    def _dates_back(self, office: Office, month: int) -> None:
        """Received in truth when it was written; the moment it bears is earlier."""
        dice = self.dice
        share = dice.uniform(0.06, 0.5)
        chosen = []
        for row in self.by_month[office.code, month]:
            if row["received_at"].month == month and dice.random() < share:
                back = math.exp(dice.uniform(math.log(15), math.log(60 * 72)))
                row["received_written_at"] = row["received_at"] + timedelta(minutes=back)
                chosen.append(row)
        self._plant("back-dated", office, month, chosen)

    def _dates_acts_back(self, office: Office, month: int) -> None:
        dice = self.dice
        share = dice.uniform(0.06, 0.5)
        chosen = [
            row for row in self.made.rows
            if row["agency_today"] == office.code and row["settled_by"] in office.clerks
            and row["settled_at"].month == month and row["settled_at"].year == YEAR and dice.random() < share
        ]  # fmt: skip
        for row in chosen:
            row["sealed_later"] = math.exp(dice.uniform(math.log(15), math.log(60 * 96)))
        self._plant("act-back-dated", office, month, chosen)

    def _closes_in_bulk(self, office: Office, month: int) -> None:
        """What was not ready yet is closed in an hour, shortly before the report."""
        dice = self.dice
        ends = [day for day in WORKDAYS if day.month == month][-dice.randint(1, 3) :]
        clerk = dice.choice(office.clerks)
        chosen = []
        for _turn in range(dice.randint(10, 80)):
            day = dice.choice(ends)
            row = self._dossier(office, self._clock(day - timedelta(days=dice.randint(1, 12))))
            settled = self._clock(day, dice.uniform(15, 18))
            if row["received_at"] > settled:
                row["received_at"] = row["submitted_at"]
                row["received_written_at"] = row["received_at"] + self._delay()
            row |= {
                "asked": [], "supplements": 0, "paused_at": None, "outcome": "granted", "settled_by": clerk,
                "settled_at": settled, "appraised_at": settled - timedelta(minutes=dice.uniform(0.5, 25)),
            }  # fmt: skip
            chosen.append(row)
        self._plant("month-end-closing", office, month, chosen, clerk)

    def _stops_clocks(self, office: Office, month: int) -> None:
        dice = self.dice
        days = [day for day in WORKDAYS if day.month == month]
        chosen = []
        for _turn in range(dice.randint(3, 25)):
            row = self._dossier(office, self._clock(dice.choice(days[:12])))
            due = row["dues"][0]["due"]
            asked = self._open(due - timedelta(hours=dice.uniform(-40, 22)))
            if asked.month != month or asked < row["received_at"]:
                continue
            resumed = asked + timedelta(days=dice.uniform(0.3, 6))
            row |= {
                "asked": [asked], "supplements": 1, "paused_at": None, "outcome": "granted",
                "settled_by": dice.choice(office.clerks), "appraised_at": resumed,
                "settled_at": self._open(resumed + timedelta(minutes=office.took)),
                "dues": [row["dues"][0], {"at": resumed, "due": due + (resumed - asked)}],
                "given": row["given"][:1],
            }  # fmt: skip
            chosen.append(row)
        self._plant("stopped-clock", office, month, chosen)

    # The acts, and UTC

    def finished(self) -> Year:
        for row in self.made.rows:
            self.made.acts += list(self._acts(row))
        for row in self.made.rows:
            row.pop("sealed_later", None)
            for name, value in row.items():
                row[name] = _utc(value)
        for act in self.made.acts:
            act["at"], act["written_at"] = _utc(act["at"]), _utc(act["written_at"])
        self.dice.shuffle(self.made.rows)
        return self.made

    def _acts(self, row: Row) -> Iterator[Row]:
        steps = [("receive", row["received_at"], row["received_written_at"])]
        if row["appraised_at"] and row["settled_by"]:
            steps.append(("appraise", row["appraised_at"], row["appraised_at"] + self._delay()))
            late = timedelta(minutes=row.get("sealed_later", 0))
            steps.append(("seal", row["settled_at"], row["settled_at"] + self._delay() + late))
        for number, (verb, moment, written) in enumerate(steps, 2):
            yield {
                "code": row["code"], "agency_today": row["agency_today"], "path": row["path"], "verb": verb,
                "number": number, "at": moment, "written_at": written,
            }  # fmt: skip

    # Time

    def _clock(self, day: date, hour: float | None = None) -> datetime:
        if hour is None:
            hour = min(22.9, max(6.0, self.dice.gauss(10.8, 3.2)))
        return datetime(day.year, day.month, day.day) + timedelta(hours=hour)  # noqa: DTZ001 Vietnam's

    def _open(self, moment: datetime) -> datetime:
        """The same, or a moment in the first hours after the office opens again."""
        while moment.weekday() > 4 or not 7 <= moment.hour < 17:
            next_day = moment.date() + timedelta(days=0 if moment.hour < 7 and moment.weekday() < 5 else 1)
            moment = self._clock(next_day, 7 + self.dice.random() * 2)
        return moment

    def _plus(self, moment: datetime, days: int) -> datetime:
        """So many working days later."""
        while days:
            moment += timedelta(days=1)
            days -= moment.weekday() < 5
        return moment

    def _delay(self) -> timedelta:
        """How long a row takes to be written; now and then the clocks of two machines differ."""
        return timedelta(
            seconds=self.dice.uniform(0, 240) if self.dice.random() < 0.02 else self.dice.random()
        )

    def _device(self) -> str:
        return f"{self.dice.getrandbits(64):016x}"


def hash_of(text: str) -> int:
    return sum((place + 1) * ord(char) for place, char in enumerate(text))


def _utc(value: Any) -> Any:
    if isinstance(value, datetime):
        return value - UTC_OFFSET
    if isinstance(value, list):
        return [_utc(one) for one in value]
    if isinstance(value, dict):
        return {name: _utc(one) for name, one in value.items()}
    return value


def receptions(unit: str, first: date, count: int, *, late: int) -> Year:
    """So many dossiers of one unit, one a day from this day on; the first few were written a day too late."""
    maker = _Maker(random.Random(1))
    office = Office(unit, count, 0.5, 60, 500, ["officer:0"], 0, 0, 0, 0, None)
    for place in range(count):
        row = maker._dossier(office, maker._clock(first + timedelta(days=place % 28), 9), online=False)
        row["received_at"] = row["submitted_at"]
        row["received_written_at"] = row["received_at"] + timedelta(days=place < late)
        row["path"] = f"VN/H49/{unit}/"
    return maker.finished()


# How well the rules do


@dataclass
class Result:
    """Of one rule. `planted` are campaigns, `flagged` findings, `honest` dossiers that nobody touched."""

    planted: int = 0
    found: int = 0
    flagged: int = 0
    false: int = 0
    honest: int = 0
    honest_flagged: int = 0

    @property
    def recall(self) -> float:
        return self.found / self.planted

    @property
    def false_findings(self) -> float:
        return self.false / self.flagged

    @property
    def false_dossiers(self) -> float:
        return self.honest_flagged / self.honest


def measured(seeds: Iterable[int]) -> dict[str, Result]:
    """Each rule over these years."""
    results: defaultdict[str, Result] = defaultdict(Result)
    for seed in seeds:
        made = year(seed)
        compare(made, list(finding.by_facts(Tables(made), "VN", periods.read(str(YEAR)))), results)
    return dict(results)


def compare(made: Year, findings: Sequence[Finding], results: defaultdict[str, Result]) -> None:
    """Adds to each rule's result what it found of this year. A campaign is found when its rule has a finding
    for it: the same unit and month, and the same device or officer."""
    touched = {code for one in made.planted for code in one.codes}
    for rule in {one.rule for one in made.planted}:
        result = results[rule]
        planted = {(one.unit, one.month, one.who) for one in made.planted if one.rule == rule}
        own = [one for one in findings if one.rule == rule]
        flagged = {(one.unit, one.month, one.who) for one in own}
        result.planted += len(planted)
        result.found += len(planted & flagged)
        result.flagged += len(flagged)
        result.false += len(flagged - planted)
        result.honest += len(made.rows) - len(touched)
        result.honest_flagged += len({code for one in own for code in one.codes} - touched)


class Tables:
    """The year as an engine reads it."""

    def __init__(self, made: Year) -> None:
        self.connection = ibis.duckdb.connect()
        for name in ("dossiers", "acts"):
            self.connection.create_table(name, made.table(name))

    def table(self, dataset: str = "dossiers") -> Any:
        return self.connection.table(dataset)


FIRST = 600  # thresholds were chosen on earlier years, which are not measured


def main(years: int) -> None:
    say = sys.stdout.write
    say("| rule | planted | found | recall | findings | false | of findings | of honest dossiers |\n")
    say("|---|--:|--:|--:|--:|--:|--:|--:|\n")
    for code, one in sorted(measured(range(FIRST, FIRST + years)).items()):
        say(
            f"| {code} | {one.planted} | {one.found} | {one.recall:.1%} | {one.flagged} | {one.false} |"
            f" {one.false_findings:.1%} | {one.false_dossiers:.2%} |\n"
        )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
