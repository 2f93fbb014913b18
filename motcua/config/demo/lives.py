"""The life of one invented dossier, told as the acts would have left it: its row, its files, its journal."""

import random
import secrets
from collections import Counter as Tally
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from motcua.agencies import queries as agencies
from motcua.agencies.models import Agency
from motcua.agencies.rules.kinds import Role
from motcua.agencies.rules.worktime import Calendar
from motcua.catalogue.rules.definition import Channel, Procedure
from motcua.config.demo.invented import Answering
from motcua.config.demo.offices import Office
from motcua.config.demo.papers import SCAN, Papers
from motcua.dossiers.actions.clocks import step_due
from motcua.dossiers.actions.doing import due_date
from motcua.dossiers.models import Attachment, Dossier
from motcua.dossiers.rules import codes
from motcua.dossiers.rules.choices import Delivery
from motcua.dossiers.rules.deadlines import SOON, Warned
from motcua.dossiers.rules.process import State, Verb
from motcua.dossiers.rules.processes import waiting_for
from motcua.journal import actions as journal
from motcua.journal.models import Entry
from motcua.journal.rules import Actor
from motcua.kernel import canonical, clock
from motcua.people.models import Account, Person
from motcua.signing import actions as signing
from motcua.vault.models import Document

ONLINE = 0.75  # of what may be applied for online
UNASKED = 0.85  # of those who need not give any paper give one

ODD, ODD_DAYS = ("H49.06673", "H49.06685"), 60  # invented: officers there file for citizens

# What people come for (shares of a ward's first days): procedure codes and weights.
MIX = {
    "2.000815": 58, "1.001612": 14, "1.001266": 5, "2.000635": 5, "1.001193": 4, "1.004873": 3, "1.000656": 1,
    "1.000894": 1, "1.013978": 3, "1.013225": 1, "1.004222": 2, "1.004194": 1, "1.001776": 1,
    "3.000347": 3, "3.000333": 2, "2.001827": 1, "1.013061": 1,
}  # fmt: skip


@dataclass
class Life:
    """A dossier and what was written and kept of it, not yet stored."""

    dossier: Dossier
    procedure: Procedure
    office: Office
    entries: list[Entry] = field(default_factory=list)
    documents: list[Document] = field(default_factory=list)
    given: list[tuple[str, Document]] = field(default_factory=list)  # by component

    def attachments(self) -> list[Attachment]:
        """Of what was given; asks for the numbers of dossier and documents."""
        return [
            Attachment(dossier=self.dossier, component=component, document=document)
            for component, document in self.given
        ]

    def write(
        self,
        actor: Actor,
        verb: str,
        at: datetime,
        body: Mapping[str, Any],
        *,
        holder: str | None = None,
        agency: str = "",
    ) -> None:
        """One more row of the journal, signed where a certificate signs."""
        self.entries.append(
            journal.compose(
                by=actor,
                verb=verb,
                subject=self.dossier.subject,
                at=at,
                revision=self.dossier.revision,
                agency=agency or self.dossier.agency.code,
                body=body,
                sign=(lambda payload: signing.sign_act(payload, holder=holder)) if holder else None,
            )
        )


@dataclass
class World:
    """What every life needs. `odd` is apart from `dice`, for what was added later."""

    at: datetime
    procedures: Mapping[str, tuple[int, Procedure]]
    offices: Sequence[Office]
    typists: Sequence[Account]  # who files online for somebody who has no account
    calendar: Calendar
    papers: Papers
    answering: Answering
    dice: random.Random
    odd: random.Random
    counters: Tally[tuple[int, str]] = field(default_factory=Tally)

    def number(self, agency: Agency, series: str) -> int:
        """The next of this series, as the counters would give it."""
        self.counters[agency.pk, series] += 1
        return self.counters[agency.pk, series]


def submitted(world: World, moment: datetime, person: Person) -> Life:
    """A dossier as it was handed in about then."""
    code = world.dice.choices(list(MIX), list(MIX.values()))[0]
    version, procedure = world.procedures[code]
    office = world.dice.choice([one for one in world.offices if _decides(one.agency, procedure)])
    channel = _channel(procedure, world.dice)
    typist = office.staff[Role.RECEPTION][0] if channel is not Channel.ONLINE else None
    if typist:
        moment = _at_counter(world, moment)
    answers, needed = world.answering.of(procedure, person)
    needed = needed or _unasked(world, procedure)
    digest = canonical.digest(canonical.encode({"answers": answers, "applicant": person.pk}))
    agency = office.agency
    series = f"dossier:{clock.day(moment):%y%m%d}"
    dossier = Dossier(
        code=codes.dossier_code(agency.code, clock.day(moment), world.number(agency, series)),
        submission_key=f"demo:{secrets.token_hex(12)}",
        submission_digest=digest,
        secret=secrets.token_urlsafe(16),
        version_id=version,
        procedure_code=code,
        process=procedure.process,
        agency=agency,
        desk=agency.desk,
        applicant=person,
        applicant_name=person.name,
        channel=channel,
        typed_by=typist.account if typist else world.dice.choice(world.typists),
        typed_by_officer=typist is not None,
        answers=answers,
        handed=list(needed) if typist else [],
        state=State.SUBMITTED,
        submitted_at=moment,
        delivery=Delivery.ONLINE if channel is Channel.ONLINE else Delivery.COUNTER,
        confirms_draft=False,  # nobody is there to answer
    )
    dossier.due_at = dossier.first_due_at = due_date(dossier, moment)
    life = Life(dossier, procedure, office)
    _give(world, life, needed)
    actor = typist.actor if typist else Actor(f"person:{person.pk}", person.name)
    life.write(actor, Verb.SUBMIT, moment, _submission(world, life, digest))
    return life


def _unasked(world: World, procedure: Procedure) -> tuple[str, ...]:
    """A paper that people add though their answers call for none."""
    adds = procedure.components and world.odd.random() < UNASKED
    return (procedure.components[0].code,) if adds else ()


def _give(world: World, life: Life, needed: Sequence[str]) -> None:
    """Online everything is a file; at a counter the officer scans it, or does not."""
    dossier = life.dossier
    if not dossier.typed_by_officer or world.odd.random() < life.office.habits.scans:
        scan = world.papers.scan()
        for component in needed:
            document = scan.document(SCAN, owner=dossier.typed_by, at=dossier.submitted_at)
            life.documents.append(document)
            life.given.append((component, document))


def _submission(world: World, life: Life, digest: bytes) -> dict[str, Any]:
    dossier = life.dossier
    body = {
        "procedure": dossier.procedure_code,
        "version": life.procedure.number,
        "channel": Channel(dossier.channel).value,
        "typed_by": "officer" if dossier.typed_by_officer else "applicant",
        "application": digest.hex(),
        "documents": [document.sha256 for _component, document in life.given],
        "components": [component for component, _document in life.given],
    }
    if not dossier.typed_by_officer:
        body |= _device(world, dossier.agency.code, dossier.submitted_at)
    return body


def _device(world: World, agency: str, moment: datetime) -> dict[str, Any]:
    """From which browser: everybody's own, but for what two wards have to explain to their leaders."""
    day = world.at - moment < timedelta(days=ODD_DAYS) and moment.weekday() < 5
    if day and agency in ODD and world.odd.random() < 0.4:
        return {"device": f"{ODD.index(agency):016x}", "office": True}
    return {"device": f"{world.odd.getrandbits(64):016x}", "office": False}


def waits(world: World, life: Life) -> None:
    """Where it stands now: on whose desk, since when, and who was told that it is late."""
    dossier, office = life.dossier, life.office
    role = waiting_for(dossier.process, State(dossier.state))
    dossier.step_due_at = step_due(dossier, State(dossier.state), dossier.submitted_at)
    dossier.waiting_role = role
    dossier.waiting_at_id = dossier.place_of(role)
    dossier.warned = _warned(dossier, world.at)
    if office.agency.assigns and role in office.staff and dossier.state != State.SEALED:
        dossier.assignee = world.dice.choice(office.staff[Role(role)])


def _warned(dossier: Dossier, now: datetime) -> Warned:
    """As if the scheduler had been there, but for the last day: that much is left for it to do."""
    left = dossier.due_at - now
    if left < -timedelta(days=1):
        return Warned.LATE
    return Warned.SOON if left < SOON - timedelta(days=1) else Warned.NOTHING


def _at_counter(world: World, moment: datetime) -> datetime:
    """When the counter is open next; where that is still to come, on a day before."""
    while (opened := world.calendar.next_opening(moment)) >= world.at:
        moment -= timedelta(days=1)
    return opened


def _decides(agency: Agency, procedure: Procedure) -> bool:
    return agencies.decides(agency, field_code=procedure.field_code, levels=procedure.levels)


def _channel(procedure: Procedure, dice: random.Random) -> Channel:
    offered = [terms.channel for terms in procedure.channels]
    if Channel.ONLINE in offered and dice.random() < ONLINE:
        return Channel.ONLINE
    return Channel.DIRECT if Channel.DIRECT in offered else offered[0]
