"""A year of a province by COPY: people, dossiers, their journal rows, the counters that numbered them.

Every row satisfies the constraints of the tables. What is left out: papers, and signatures and digests of
journal rows are of the right shape and length but of no key (signing six million rows would take an hour).
"""

import base64
import hashlib
import json
import random
from collections import Counter as Tally
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeVar

import psycopg
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from bench.province import Office, offices
from motcua.agencies.models import Officer
from motcua.agencies.rules.kinds import Role
from motcua.config.demo.invented import FAMILY, GIVEN, MIDDLE
from motcua.dossiers.rules.process import State, Verb
from motcua.dossiers.rules.processes import steps_of, transition, waiting_for
from motcua.kernel import clock
from motcua.people.models import Account

T = TypeVar("T")

DAYS = 365
CHUNK = 5_000
NEWLY_DUE = 1_000  # of the standing ones, one in so many
RECENT, OPEN_OF_RECENT, OPEN_OF_OLD = 0.045, 0.6, 0.003  # together three of a hundred are open

COLUMNS = {
    "people_person": "id, kind, name, personal_id, tax_code, birth_date, sex, phone, email, province,"
    " commune, address, verified",
    "dossiers_dossier": "id, code, revision, submission_key, submission_digest, secret, version_id,"
    " procedure_code, process, agency_id, desk_id, applicant_id, applicant_name, channel, typed_by_id,"
    " typed_by_officer, answers, handed, state, waiting_role, waiting_at_id, assignee_id, submitted_at,"
    " received_at, first_due_at, due_at, settled_at, returned_at, warned, proposal, number, issued_on,"
    " delivery, supplements, proposals, opinions, awaited, confirms_draft, negative, delivery_address, "
    " tracking_number, handed_to",
    "journal_entry": "at, actor, actor_name, verb, subject, revision, agency, body, digest, signature,"
    " written_at",
    "dossiers_counter": "agency_id, series, value",
}


def fill(target: str, count: int, *, standing: bool = False) -> None:
    """Writes `count` dossiers into the database at this address, and its indexes anew.

    With `standing` all of them are open, and all but a thousandth due far ahead: what a scheduler finds.
    """
    columns = (
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(),
    )  # fmt: skip
    with (
        psycopg.connect(target, autocommit=True) as connection,
        Progress(*columns, console=Console(stderr=True)) as progress,
    ):
        again = _bare(connection)
        maker = _Maker(clock.now(), count, standing=standing)
        _copy(target, maker, progress.add_task(f"{count:,} dossiers", total=count), progress)
        task = progress.add_task("indexes and constraints", total=len(again))
        connection.execute("SET maintenance_work_mem = '1GB'")
        for statement in again:
            connection.execute(statement)
            progress.advance(task)
        for table in ("people_person", "dossiers_dossier"):
            connection.execute(
                f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))"
            )
        connection.execute("VACUUM (ANALYZE)")


def _copy(target: str, maker: "_Maker", task: TaskID, progress: Progress) -> None:
    """One COPY for each table, all open at once, so that PostgreSQL works while the next rows are made."""
    with ExitStack() as stack:
        streams = {}
        for table, columns in COLUMNS.items():
            connection = stack.enter_context(psycopg.connect(target))
            cursor = stack.enter_context(connection.cursor())
            streams[table] = stack.enter_context(cursor.copy(f"COPY {table} ({columns}) FROM STDIN"))
        for people, dossiers, entries in maker.chunks():
            streams["people_person"].write("".join(people))
            streams["dossiers_dossier"].write("".join(dossiers))
            streams["journal_entry"].write("".join(entries))
            progress.advance(task, len(dossiers))
        streams["dossiers_counter"].write("".join(maker.counters()))


def _bare(connection: psycopg.Connection) -> list[str]:
    """Drops indexes and foreign keys of the tables to be filled; the statements that make them again.

    Sorting an index once costs less than finding a place in it for every row.
    """
    tables = list(COLUMNS)
    constraints = connection.execute(
        "SELECT conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid) FROM pg_constraint"
        " WHERE conrelid = ANY(%s::regclass[]) AND contype IN ('f', 'u') ORDER BY contype = 'f', conname",
        [tables],
    ).fetchall()
    for table, name, _definition in constraints:
        connection.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    indexes = connection.execute(
        "SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index"
        " WHERE indrelid = ANY(%s::regclass[]) AND NOT indisprimary",
        [tables],
    ).fetchall()
    for name, _definition in indexes:
        connection.execute(f"DROP INDEX {name}")
    return [definition for _name, definition in indexes] + [
        f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}" for table, name, definition in constraints
    ]


class _Maker:
    """Rows in the order in which they would have been written. The same each time, but for the day."""

    def __init__(self, at: datetime, count: int, *, standing: bool) -> None:
        self.rng = random.Random(20260701)
        self.standing = standing
        self.today = clock.day(at)
        self.count = count
        self.offices = offices(self.today)
        self.ways = {kind.process: _way(kind.process) for office in self.offices for kind in office.kinds}
        # Places differ in size: the largest sees ten times as much as the smallest.
        self.shares = [1 / (1 + 9 * place / len(self.offices)) for place in range(len(self.offices))]
        self.accounts = list(Account.objects.filter(person__isnull=False).values_list("pk", flat=True))
        self.typists = list(
            Officer.objects.filter(roles__contains=[Role.RECEPTION]).values_list("account_id", flat=True)
        )
        self.numbers: Tally[tuple[int, str]] = Tally()
        self.header = base64.urlsafe_b64encode(b'{"alg":"ES256","kid":"' + b"k" * 43 + b'"}').decode()

    def counters(self) -> Iterator[str]:
        for (agency, series), value in self.numbers.items():
            yield f"{agency}\t{series}\t{value}\n"

    def chunks(self) -> Iterator[tuple[list[str], list[str], list[str]]]:
        first = 1_000_001  # clear of the people of the demonstration
        for start in range(0, self.count, CHUNK):
            people: list[str] = []
            dossiers: list[str] = []
            entries: list[str] = []
            size = min(CHUNK, self.count - start)
            offices = self.rng.choices(self.offices, self.shares, k=size)
            for place, office in enumerate(offices):
                self._write(first + start + place, start + place, office, people, dossiers, entries)
            yield people, dossiers, entries

    def _write(
        self, pk: int, place: int, office: Office, people: list[str], dossiers: list[str], entries: list[str]
    ) -> None:
        dice = self.rng.random
        kind = self.rng.choices(office.kinds, office.weights)[0]
        passed = place / self.count
        day = self.today - timedelta(days=DAYS - int(passed * DAYS))
        female = dice() < 0.5
        middles = MIDDLE["female" if female else "male"]
        name = f"{self._one(FAMILY)} {self._one(middles)} {self._one(GIVEN)}"
        year = 50 + int(dice() * 50)
        people.append(
            f"{pk}\tcitizen\t{name}\t022{1 if female else 0}{year}{int(dice() * 1e6):06d}\t\t19{year}-06-15\t"
            f"{'female' if female else 'male'}\t0900{int(dice() * 1e6):06d}\t\t22\t06685\t\tf\n"
        )
        is_open = self.standing or dice() < (OPEN_OF_RECENT if passed > 1 - RECENT else OPEN_OF_OLD)
        way = self.ways[kind.process]
        last = len(way.steps)
        reached = int(dice() * (last - 1 if self.standing else last)) if is_open else last
        state = way.states[reached]
        code = f"{office.code}-{day:%y%m%d}-{self._next(office.pk, f'dossier:{day:%y%m%d}'):04d}"
        seconds = 27_000 + int(dice() * 34_000)
        took = 1 + int(dice() * 9)
        moments = _moments(day, seconds, took, reached, last, self.today)
        due, warned = day + timedelta(days=max(2, took - 1 + int(dice() * 8))), 0
        if self.standing:
            due = self.today + timedelta(days=self._ahead(place))
        elif is_open and due < self.today:
            warned = 2
        number = issued = settled = ""
        if reached >= last - 1:
            settled, issued = moments[last - 1], moments[last - 1][:10]
            number = f"{self._next(office.pk, f'{kind.abbreviation}:{issued[:4]}')}/{kind.abbreviation}"
        role = waiting_for(kind.process, state)
        assignee = office.staff.get(role) if is_open and dice() < 0.5 else None
        online = dice() < 0.75
        digest = hashlib.sha256(code.encode()).hexdigest()
        dossiers.append(
            f"{pk}\t{code}\t{reached + 1}\tbench:{pk}\t\\\\x{digest}\t{digest[:22]}\t{kind.version}\t"
            f"{kind.code}\t{kind.process}\t{office.pk}\t{office.desk}\t{pk}\t{name}\t"
            f"{'online' if online else 'direct'}\t{self._one(self.accounts if online else self.typists)}\t"
            f"{'f' if online else 't'}\t{self._one(kind.answers)}\t{{}}\t{state}\t{role}\t"
            f"{office.places[role] if role else _NULL}\t{assignee[0] if assignee else _NULL}\t{moments[0]}\t"
            f"{moments[1] if reached else _NULL}\t{due} 17:00:00+07\t{due} 17:00:00+07\t{settled or _NULL}\t"
            f"{moments[last] if reached == last else _NULL}\t{warned}\t{_PROPOSAL if reached > 1 else ''}\t"
            f"{number}\t{issued or _NULL}\t{'online' if online else 'counter'}\t{_NOTHING_BESIDE}\n"
        )
        entries.append(
            f"{moments[0]}\tperson:{pk}\t{name}\tsubmit\tdossier:{code}\t1\t{office.code}\t{kind.submit_body}\t"
            f"\\\\x{digest}\t\t{_NULL}\n"
        )
        sign = base64.b64encode(digest.encode())[:86].decode()
        for step in range(reached):
            officer, who = office.staff.get(way.roles[step], (0, "Cán bộ một cửa"))
            entries.append(
                f"{moments[step + 1]}\tofficer:{officer}\t{who}\t{way.steps[step]}\tdossier:{code}\t"
                f"{step + 2}\t{office.code}\t{way.bodies[step]}\t\\\\x{digest[step:]}{digest[:step]}\t"
                f"{self.header}..{sign}\t{_NULL}\n"
            )

    def _ahead(self, place: int) -> int:
        """In how many days a standing dossier is due: a thousandth in a day or since one."""
        if place % NEWLY_DUE:
            return 10 + int(self.rng.random() * 50)
        return 1 if place // NEWLY_DUE % 2 else -1

    def _one(self, among: Sequence[T]) -> T:
        return among[int(self.rng.random() * len(among))]

    def _next(self, agency: int, series: str) -> int:
        self.numbers[agency, series] += 1
        return self.numbers[agency, series]


_NULL = "\\N"
_NOTHING_BESIDE = "\t".join(["0", "0", "0", "0", "f", "f", "", "", ""])  # from `supplements` to `handed_to`
_PROPOSAL = "Hồ sơ đủ điều kiện, đề nghị giải quyết."


@dataclass(frozen=True, slots=True)
class _Way:
    """The steps of a process, who does each, and the states before, between and after them."""

    steps: tuple[Verb, ...]
    roles: tuple[str, ...]
    states: tuple[State, ...]
    bodies: tuple[str, ...]


def _way(process: str) -> _Way:
    states, roles, bodies = [State.SUBMITTED], [], []
    for step in steps_of(process):
        row = transition(process, states[-1], step)
        assert row is not None
        states.append(row.target)
        roles.append(row.role or "")
        bodies.append(json.dumps({"from": row.source, "to": row.target}))
    return _Way(steps_of(process), tuple(roles), tuple(states), tuple(bodies))


def _moments(day: date, seconds: int, took: int, reached: int, last: int, today: date) -> list[str]:
    """When submission and each step happened: evenly over `took` days, never after today."""
    clock_time = f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}+07"
    return [
        f"{min(day + timedelta(days=took * step // last), today)} {clock_time}" for step in range(reached + 1)
    ]
