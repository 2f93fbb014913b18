"""Half a year of a province's dossiers, so that no page is empty: the same rows as the acts write, in bulk.

Every act has its journal row, signed with the officer's test key. Old dossiers of invented people have no
papers; those that still wait for a signature get theirs from the worker, as ever.
"""

import random
import secrets
from collections import Counter as Tally
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction

from motcua.agencies import queries as agencies
from motcua.agencies.models import Agency, Officer
from motcua.agencies.rules.kinds import AgencyKind, Role
from motcua.catalogue import queries as catalogue
from motcua.catalogue.rules import forms
from motcua.catalogue.rules.definition import Channel, FieldKind, Procedure
from motcua.dossiers.actions.assigning import ASSIGNER
from motcua.dossiers.actions.clocks import step_due
from motcua.dossiers.actions.doing import due_date
from motcua.dossiers.actions.telling import FOLLOWER
from motcua.dossiers.models import Counter, Dossier
from motcua.dossiers.rules import codes
from motcua.dossiers.rules.choices import Delivery
from motcua.dossiers.rules.deadlines import SOON, Warned
from motcua.dossiers.rules.process import State, Verb
from motcua.dossiers.rules.processes import steps_of, transition, waiting_for
from motcua.journal import actions as journal
from motcua.journal.models import Entry
from motcua.journal.rules import Actor
from motcua.kernel import canonical, clock
from motcua.kernel.queue import enqueue
from motcua.people.models import Account, Person
from motcua.people.rules import PersonKind
from motcua.signing import actions as signing
from motcua.web.ui import persons

DOSSIERS = 2000
DAYS = 183
BATCH = 250
STUCK = 0.006  # of the dossiers stay where they are, whatever the deadline says
WAITED = (0.15, 0.7)  # of a step's time nobody has it in hand
RECENT = (0.12, 7)  # this share came in within so many days, so that desks are not empty

ODD, ODD_DAYS = ("H49.06673", "H49.06685"), 60  # invented: officers there file for citizens

# What people come for (shares of a ward's first days): procedure codes and weights.
MIX = {
    "2.000815": 58, "1.001612": 14, "1.001266": 5, "2.000635": 5, "1.001193": 4, "1.004873": 3, "1.000656": 1,
    "1.000894": 1, "1.013978": 3, "1.013225": 1, "1.004222": 2, "1.004194": 1, "1.001776": 1,
    "3.000347": 3, "3.000333": 2, "2.001827": 1, "1.013061": 1,
}  # fmt: skip

FAMILY = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng", "Bùi", "Đỗ", "Ngô", "Dương", "Lý")
MIDDLE = {"female": ("Thị", "Ngọc", "Thu", "Minh"), "male": ("Văn", "Đức", "Quang", "Hữu")}
GIVEN = ("Thí", "Dụ", "Mẫu", "Phỏng", "Giả", "Định", "Ví", "Minh Họa", "Ướm", "Chừng", "Tượng", "Trưng")

STEP_ROLES = {
    Verb.RECEIVE: Role.RECEPTION,
    Verb.APPRAISE: Role.CASE,
    Verb.APPROVE: Role.APPROVER,
    Verb.SEAL: Role.CLERK,
    Verb.RETURN: Role.RECEPTION,
}
SHARES = {
    Verb.APPRAISE: 0.55,
    Verb.APPROVE: 0.2,
    Verb.SEAL: 0.1,
    Verb.RETURN: 0.1,
}  # of the limit each step takes


@dataclass(frozen=True)
class Office:
    """A deciding agency with the people who do its steps."""

    agency: Agency
    staff: dict[Role, list[Officer]]


def load(*, at: datetime, say: Callable[[str], None], count: int = DOSSIERS) -> int:
    """Writes `count` dossiers ending at `at`; how many. Nothing when there are dossiers already."""
    if Dossier.objects.exists():
        return 0
    maker = _Maker(random.Random(20260701), at)  # noqa: S311 a demonstration, the same each time
    made = 0
    for batch in _batches(maker.moments(count)):
        with transaction.atomic():
            made += maker.write(batch)
        say(f"{made} / {count}")
    maker.close()
    return made


class _Maker:
    """Makes dossiers in the order in which they were submitted, numbering as the counters would."""

    def __init__(self, rng: random.Random, at: datetime) -> None:
        self.rng = rng
        self.odd = random.Random(20260702)  # noqa: S311 apart, so that the rest stays as it was
        self.at = at
        self.procedures = self._procedures()
        self.offices = self._offices()
        self.citizens = list(Account.objects.filter(person__isnull=False).select_related("person"))
        self.counters: Tally[tuple[int, str]] = Tally()
        self.answers: dict[str, list[dict[str, Any]]] = {}
        self.calendar = agencies.working_calendar(agencies.site(), at=at)

    def _procedures(self) -> dict[str, tuple[int, Procedure]]:
        found = {code: catalogue.current(code, on=clock.day(self.at)) for code in MIX}
        return {code: (published.version_id, published.procedure) for code, published in found.items()}

    def _offices(self) -> list[Office]:
        officers = Officer.objects.filter(active=True).select_related("agency", "account")
        by_place: dict[tuple[int, str], list[Officer]] = {}
        for officer in officers:
            for role in officer.roles:
                by_place.setdefault((officer.agency_id, role), []).append(officer)
        deciding = Agency.objects.filter(kind__in=[AgencyKind.COMMUNE, AgencyKind.DEPARTMENT]).select_related(
            "reception"
        )
        offices = []
        for agency in deciding.filter(pk__in={place for place, _role in by_place}):
            places = {
                role: agency.desk.pk if role == Role.RECEPTION else agency.pk for role in STEP_ROLES.values()
            }
            offices.append(Office(agency, {role: by_place[place, role] for role, place in places.items()}))
        return offices

    def moments(self, count: int) -> Iterator[datetime]:
        """When each was submitted: more in the morning, fewer at weekends and at night."""
        found: list[datetime] = []
        while len(found) < count:
            share, days = RECENT
            back = self.rng.randint(0, days if self.rng.random() < share else DAYS)
            day = clock.day(self.at) - timedelta(days=back)
            hour = min(22.9, max(6.0, self.rng.gauss(10.5, 2.6)))
            moment = datetime.combine(
                day, time(int(hour), int(hour % 1 * 60), self.rng.randint(0, 59)), clock.HANOI
            )
            if moment < self.at and (self.calendar.hours(day) or self.rng.random() < 0.15):
                found.append(moment)
        return iter(sorted(found))

    def write(self, moments: Sequence[datetime]) -> int:
        people = self._people(len(moments))
        dossiers, entries, waiting = [], [], []
        for moment, person in zip(moments, people, strict=True):
            with journal.told_afterwards():
                dossier, acts = self._dossier(moment, person)
            dossiers.append(dossier)
            entries += acts
            if dossier.state in (State.APPROVED, State.SEALED):
                waiting.append(dossier)
        Dossier.objects.bulk_create(dossiers)
        Entry.objects.bulk_create(entries, batch_size=1000)
        for dossier in waiting:
            self._ask_for_papers(dossier, entries)
        return len(dossiers)

    def close(self) -> None:
        """The counters go on where these numbers end, and the past is no news to anybody."""
        Counter.objects.bulk_create(
            Counter(agency_id=agency, series=series, value=value)
            for (agency, series), value in self.counters.items()
        )
        read: list[Entry] = [Entry()]
        while read:
            with journal.follow(by=FOLLOWER, limit=10_000) as read:
                pass

    def _people(self, count: int) -> list[Person]:
        people = []
        for _ in range(count):
            sex = self.rng.choice(("female", "male"))
            year = self.rng.randint(1950, 1999)
            digit = {"male": 0, "female": 1}[sex]
            number = f"022{digit}{year % 100:02d}{self.rng.randrange(100_000, 10**6)}"
            name = " ".join((self.rng.choice(FAMILY), self.rng.choice(MIDDLE[sex]), self.rng.choice(GIVEN)))
            people.append(
                Person(
                    kind=PersonKind.CITIZEN,
                    name=name,
                    personal_id=number,
                    birth_date=datetime(year, self.rng.randint(1, 12), self.rng.randint(1, 28)).date(),  # noqa: DTZ001
                    sex=sex,
                    phone=f"09000{self.rng.randrange(10**5):05d}",
                    province="22",
                    commune="06685",
                    verified=False,
                )
            )
        return Person.objects.bulk_create(people)

    def _at_counter(self, moment: datetime) -> datetime:
        """When the counter is open next; where that is still to come, on a day before."""
        while (opened := self.calendar.next_opening(moment)) >= self.at:
            moment -= timedelta(days=1)
        return opened

    def _dossier(self, submitted: datetime, person: Person) -> tuple[Dossier, list[Entry]]:
        code = self.rng.choices(list(MIX), list(MIX.values()))[0]
        version_id, procedure = self.procedures[code]
        office = self.rng.choice(
            [office for office in self.offices if self._decides(office.agency, procedure)]
        )
        channel = self._channel(procedure)
        typist = office.staff[Role.RECEPTION][0] if channel is not Channel.ONLINE else None
        if typist:
            submitted = self._at_counter(submitted)
        answers = told_by(procedure, person, self._answers(procedure))
        digest = canonical.digest(canonical.encode({"answers": answers, "applicant": person.pk}))
        dossier = Dossier(
            code=self._number(office.agency, f"dossier:{clock.day(submitted):%y%m%d}", submitted),
            submission_key=f"demo:{secrets.token_hex(12)}",
            submission_digest=digest,
            secret=secrets.token_urlsafe(16),
            version_id=version_id,
            procedure_code=code,
            process=procedure.process,
            agency=office.agency,
            desk=office.agency.desk,
            applicant=person,
            applicant_name=person.name,
            channel=channel,
            typed_by=typist.account if typist else self.rng.choice(self.citizens),
            typed_by_officer=typist is not None,
            answers=answers,
            handed=[component.code for component in procedure.components] if typist else [],
            state=State.SUBMITTED,
            submitted_at=submitted,
            delivery=Delivery.ONLINE if channel is Channel.ONLINE else Delivery.COUNTER,
            confirms_draft=False,  # nobody is there to answer
        )
        dossier.due_at = dossier.first_due_at = due_date(dossier, submitted)
        actor = typist.actor if typist else Actor(f"person:{person.pk}", person.name)
        body = {
            "procedure": code,
            "version": procedure.number,
            "channel": channel.value,
            "typed_by": "officer" if typist else "applicant",
            "application": digest.hex(),
            "documents": [],
            **(self._device(office.agency.code, submitted) if typist is None else {}),
        }
        entries = [self._entry(dossier, actor, Verb.SUBMIT, submitted, body, None)]
        entries += self._walk(dossier, office, procedure)
        role = waiting_for(dossier.process, State(dossier.state))
        dossier.step_due_at = step_due(dossier, State(dossier.state), submitted)
        dossier.waiting_role = role
        dossier.waiting_at_id = dossier.place_of(role)
        dossier.warned = self._warned(dossier)
        if office.agency.assigns and role in office.staff and dossier.state != State.SEALED:
            dossier.assignee = self.rng.choice(office.staff[Role(role)])
        return dossier, entries

    def _device(self, agency: str, submitted: datetime) -> dict[str, Any]:
        """From which browser: everybody's own, but for what two wards have to explain to their leaders."""
        day = self.at - submitted < timedelta(days=ODD_DAYS) and submitted.weekday() < 5
        if day and agency in ODD and self.odd.random() < 0.4:
            return {"device": f"{ODD.index(agency):016x}", "office": True}
        return {"device": f"{self.odd.getrandbits(64):016x}", "office": False}

    def _warned(self, dossier: Dossier) -> Warned:
        """As if the scheduler had been there, but for the last day: that much is left for it to do."""
        left = dossier.due_at - self.at
        if left < -timedelta(days=1):
            return Warned.LATE
        return Warned.SOON if left < SOON - timedelta(days=1) else Warned.NOTHING

    def _walk(self, dossier: Dossier, office: Office, procedure: Procedure) -> Iterator[Entry]:
        """The steps done until now, at a pace that mostly keeps the limit."""
        moment = self.calendar.add(dossier.submitted_at, max(1, int(self.rng.expovariate(1 / 90))))
        steps = steps_of(dossier.process)
        stuck = self.rng.choice(steps) if self.rng.random() < STUCK else None
        pace = self.rng.choices((0.6, 0.95, 1.35), (50, 46, 4))[0] * self.rng.uniform(0.8, 1.05)
        allowed = 0
        for step in steps:
            before, officer = moment, self.rng.choice(office.staff[STEP_ROLES[step]])
            if step is not Verb.RECEIVE:
                takes = max(2, int(allowed * SHARES[step] * pace))
                moment = self.calendar.add(before, takes)
                taken = self.calendar.add(before, int(takes * self.odd.uniform(*WAITED)))
                if office.agency.assigns and taken <= self.at:
                    yield self._assigned(dossier, officer, taken)
            if moment > self.at or step is stuck:
                return
            yield self._step(dossier, step, officer, moment, procedure)
            if step is Verb.RECEIVE:
                allowed = self.calendar.between(moment, dossier.due_at)

    def _assigned(self, dossier: Dossier, officer: Officer, at: datetime) -> Entry:
        """Somebody's from now on, as the system gives out what waits."""
        body = {"officer": officer.pk, "name": officer.account.name}
        return self._entry(dossier, ASSIGNER, Verb.ASSIGN, at, body, None)

    def _step(
        self, dossier: Dossier, step: Verb, officer: Officer, at: datetime, procedure: Procedure
    ) -> Entry:
        row = transition(dossier.process, State(dossier.state), step)
        assert row is not None
        body: dict[str, Any] = {"from": row.source.value, "to": row.target.value}
        if step is Verb.RECEIVE:
            dossier.received_at = at
            dossier.due_at = dossier.first_due_at = due_date(dossier, at)
            body["due_at"] = dossier.due_at.isoformat()
        elif step is Verb.APPRAISE:
            dossier.proposal = body["note"] = "Hồ sơ đủ điều kiện, đề nghị giải quyết."
        elif step is Verb.SEAL:
            abbreviation = procedure.result.abbreviation
            series = f"{abbreviation}:{clock.day(at).year}"
            self.counters[dossier.agency_id, series] += 1
            dossier.number = codes.document_number(self.counters[dossier.agency_id, series], abbreviation)
            dossier.issued_on, dossier.settled_at = clock.day(at), at
            body |= {"number": dossier.number, "issued_on": dossier.issued_on.isoformat()}
        elif step is Verb.RETURN:
            dossier.returned_at = at
        dossier.state = row.target
        dossier.revision += 1
        return self._entry(dossier, officer.actor, step, at, body, officer.holder, agency=officer.agency.code)

    def _entry(
        self,
        dossier: Dossier,
        actor: Actor,
        verb: Verb,
        at: datetime,
        body: dict[str, Any],
        holder: str | None,
        agency: str = "",
    ) -> Entry:
        return journal.compose(
            by=actor,
            verb=verb,
            subject=dossier.subject,
            at=at,
            revision=dossier.revision,
            agency=agency or dossier.agency.code,
            body=body,
            sign=(lambda payload: signing.sign_act(payload, holder=holder)) if holder else None,
        )

    def _ask_for_papers(self, dossier: Dossier, entries: Sequence[Entry]) -> None:
        approval = next(e for e in entries if e.subject == dossier.subject and e.verb == Verb.APPROVE)
        officer = int(approval.actor.removeprefix("officer:"))
        if dossier.state == State.APPROVED:
            enqueue("dossiers.make_decision", code=dossier.code, revision=approval.revision, officer=officer)

    def _number(self, agency: Agency, series: str, at: datetime) -> str:
        self.counters[agency.pk, series] += 1
        return codes.dossier_code(agency.code, clock.day(at), self.counters[agency.pk, series])

    def _decides(self, agency: Agency, procedure: Procedure) -> bool:
        return agencies.decides(agency, field_code=procedure.field_code, levels=procedure.levels)

    def _channel(self, procedure: Procedure) -> Channel:
        offered = [terms.channel for terms in procedure.channels]
        if Channel.ONLINE in offered and self.rng.random() < 0.75:
            return Channel.ONLINE
        return Channel.DIRECT if Channel.DIRECT in offered else offered[0]

    def _answers(self, procedure: Procedure) -> dict[str, Any]:
        """One of five sets of answers for each procedure, made once."""
        pool = self.answers.setdefault(procedure.code, [])
        if len(pool) < 5:
            pool.append(answers(procedure, clock.day(self.at), f"{procedure.code}:{len(pool)}"))
        return self.rng.choice(pool)


def answers(procedure: Procedure, today: date, seed: str) -> dict[str, Any]:
    """Answers of somebody invented, without files: nobody has uploaded any."""
    files = {
        (section.id, field.id)
        for section in procedure.form.sections
        for field in section.fields
        if field.kind is FieldKind.FILE
    }
    made = forms.example(procedure, today, seed=seed)
    return {
        section: {name: value for name, value in values.items() if (section, name) not in files}
        for section, values in made.items()
    }


def told_by(procedure: Procedure, person: Person, given: dict[str, Any]) -> dict[str, Any]:
    """The same answers, with what is known of this person where the form asks for it."""
    known = forms.prefill(procedure, persons.known(person))
    return {section: values | known.get(section, {}) for section, values in given.items()}


def _batches(moments: Iterator[datetime]) -> Iterator[list[datetime]]:
    batch: list[datetime] = []
    for moment in moments:
        batch.append(moment)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
