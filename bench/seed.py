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
from datetime import date, datetime, timedelta
from typing import TypeVar

import psycopg
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from bench.province import STEP_ROLES, Office, offices
from motcua.agencies.models import Officer
from motcua.agencies.rules.kinds import Role
from motcua.config.demo.past import FAMILY, GIVEN, MIDDLE
from motcua.dossiers.rules.process import STEPS, State, Verb, transition, waiting_role
from motcua.kernel import clock
from motcua.people.models import Account

T = TypeVar("T")

DAYS = 365
CHUNK = 5_000
STATES = (State.SUBMITTED, State.RECEIVED, State.APPRAISED, State.APPROVED, State.SEALED, State.RETURNED)
RECENT, OPEN_OF_RECENT, OPEN_OF_OLD = 0.045, 0.6, 0.003  # together three of a hundred are open

COLUMNS = {
    "people_person": "id, kind, name, personal_id, tax_code, birth_date, sex, phone, email, province,"
    " commune, address, verified",
    "dossiers_dossier": "id, code, revision, submission_key, submission_digest, secret, version_id,"
    " procedure_code, process, agency_id, desk_id, applicant_id, applicant_name, channel, typed_by_id,"
    " typed_by_officer, answers, handed, state, waiting_role, waiting_at_id, assignee_id, submitted_at,"
    " received_at, due_at, settled_at, returned_at, proposal, number, issued_on",
    "journal_entry": "at, actor, actor_name, verb, subject, revision, agency, body, digest, signature",
    "dossiers_counter": "agency_id, series, value",
}


def fill(target: str, count: int) -> None:
    """Writes `count` dossiers into the database at this address, and its indexes anew."""
    columns = (
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(),
    )  # fmt: skip
    with (
        psycopg.connect(target, autocommit=True) as connection,
        Progress(*columns, console=Console(stderr=True)) as progress,
    ):
        again = _bare(connection)
        maker = _Maker(clock.now(), count)
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

    def __init__(self, at: datetime, count: int) -> None:
        self.rng = random.Random(20260701)
        self.today = clock.day(at)
        self.count = count
        self.offices = offices(self.today)
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
        is_open = dice() < (OPEN_OF_RECENT if passed > 1 - RECENT else OPEN_OF_OLD)
        reached = int(dice() * 5) if is_open else 5
        state = STATES[reached]
        code = f"{office.code}-{day:%y%m%d}-{self._next(office.pk, f'dossier:{day:%y%m%d}'):04d}"
        seconds = 27_000 + int(dice() * 34_000)
        took = 1 + int(dice() * 9)
        moments = _moments(day, seconds, took, reached, self.today)
        due = day + timedelta(days=max(2, took - 1 + int(dice() * 8)))
        number = issued = settled = ""
        if reached >= 4:
            settled, issued = moments[4], moments[4][:10]
            number = f"{self._next(office.pk, f'{kind.abbreviation}:{issued[:4]}')}/{kind.abbreviation}"
        role = waiting_role(kind.process, state) or ""
        assignee = office.staff.get(role) if is_open and dice() < 0.5 else None
        online = dice() < 0.75
        digest = hashlib.sha256(code.encode()).hexdigest()
        dossiers.append(
            f"{pk}\t{code}\t{reached + 1}\tbench:{pk}\t\\\\x{digest}\t{digest[:22]}\t{kind.version}\t"
            f"{kind.code}\t{kind.process}\t{office.pk}\t{office.desk}\t{pk}\t{name}\t"
            f"{'online' if online else 'direct'}\t{self._one(self.accounts if online else self.typists)}\t"
            f"{'f' if online else 't'}\t{self._one(kind.answers)}\t{{}}\t{state}\t{role}\t"
            f"{office.places[role] if role else _NULL}\t{assignee[0] if assignee else _NULL}\t{moments[0]}\t"
            f"{moments[1] if reached else _NULL}\t{due} 17:00:00+07\t{settled or _NULL}\t"
            f"{moments[5] if reached == 5 else _NULL}\t{_PROPOSAL if reached > 1 else ''}\t{number}\t"
            f"{issued or _NULL}\n"
        )
        entries.append(
            f"{moments[0]}\tperson:{pk}\t{name}\tsubmit\tdossier:{code}\t1\t{office.code}\t{kind.submit_body}\t"
            f"\\\\x{digest}\t\n"
        )
        sign = base64.b64encode(digest.encode())[:86].decode()
        for step in range(reached):
            officer, who = office.staff.get(STEP_ROLES[step], (0, "Cán bộ một cửa"))
            entries.append(
                f"{moments[step + 1]}\tofficer:{officer}\t{who}\t{STEPS[step]}\tdossier:{code}\t{step + 2}\t"
                f"{office.code}\t{_BODIES[step]}\t\\\\x{digest[step:]}{digest[:step]}\t{self.header}..{sign}\n"
            )

    def _one(self, among: Sequence[T]) -> T:
        return among[int(self.rng.random() * len(among))]

    def _next(self, agency: int, series: str) -> int:
        self.numbers[agency, series] += 1
        return self.numbers[agency, series]


_NULL = "\\N"
_PROPOSAL = "Hồ sơ đủ điều kiện, đề nghị giải quyết."


def _bodies() -> Iterator[str]:
    for state, step in zip(STATES, STEPS, strict=False):
        row = transition("five-step", state, Verb(step))
        assert row is not None
        yield json.dumps({"from": row.source, "to": row.target})


_BODIES = tuple(_bodies())


def _moments(day: date, seconds: int, took: int, reached: int, today: date) -> list[str]:
    """When submission and each step happened: evenly over `took` days, never after today."""
    clock_time = f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}+07"
    return [
        f"{min(day + timedelta(days=took * step // 5), today)} {clock_time}" for step in range(reached + 1)
    ]
