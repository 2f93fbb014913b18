"""The steps that officers did on an invented dossier, at a pace that mostly keeps the limit."""

from datetime import datetime, timedelta
from typing import Any

from motcua.agencies.models import Officer
from motcua.config.demo.lives import Life, World
from motcua.config.demo.offices import STEP_ROLES
from motcua.dossiers.actions.assigning import ASSIGNER
from motcua.dossiers.actions.doing import due_date
from motcua.dossiers.actions.papers import PRINTER
from motcua.dossiers.rules import codes
from motcua.dossiers.rules.process import State, Verb
from motcua.dossiers.rules.processes import steps_of, transition
from motcua.kernel import clock

WAITED = (0.15, 0.7)  # of a step's time nobody has it in hand
PACES = ((0.6, 0.95, 1.35), (50, 46, 4))  # of the limit, and how often
STUCK_SINCE = timedelta(days=45)  # what was left lying longer has been found by now
SHARES = {
    Verb.APPRAISE: 0.55,
    Verb.APPROVE: 0.2,
    Verb.SEAL: 0.1,
    Verb.RETURN: 0.1,
}  # of the limit each step takes


def walk(world: World, life: Life) -> None:
    """The steps done until now. What waits to be returned has its result: without it nobody could."""
    _walk(world, life)
    dossier = life.dossier
    if dossier.state == State.SEALED and dossier.result is None and dossier.settled_at:
        _result(world, life, dossier.settled_at)


def _walk(world: World, life: Life) -> None:
    dossier, dice = life.dossier, world.dice
    moment = world.calendar.add(dossier.submitted_at, max(1, int(dice.expovariate(1 / 90))))
    steps = steps_of(dossier.process)
    lately = world.at - dossier.submitted_at < STUCK_SINCE
    stuck = dice.choice(steps) if lately and dice.random() < life.office.habits.stuck else None
    pace = dice.choices(*PACES)[0] * dice.uniform(0.8, 1.05)
    allowed = 0
    for step in steps:
        before, officer = moment, dice.choice(life.office.staff[STEP_ROLES[step]])
        if step is not Verb.RECEIVE:
            takes = max(2, int(allowed * SHARES[step] * pace))
            moment = world.calendar.add(before, takes)
            taken = world.calendar.add(before, int(takes * world.odd.uniform(*WAITED)))
            if life.office.agency.assigns and taken <= world.at:
                _assigned(life, officer, taken)
        if moment > world.at or step is stuck:
            return
        _done(world, life, step, officer, moment)
        if step is Verb.RECEIVE:
            allowed = world.calendar.between(moment, dossier.due_at)


def _assigned(life: Life, officer: Officer, at: datetime) -> None:
    """Somebody's from now on, as the system gives out what waits."""
    life.write(ASSIGNER, Verb.ASSIGN, at, {"officer": officer.pk, "name": officer.account.name})


def _done(world: World, life: Life, step: Verb, officer: Officer, at: datetime) -> None:
    dossier = life.dossier
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
        body |= _sealed(world, life, at)
    elif step is Verb.RETURN:
        dossier.returned_at = at
    dossier.state = row.target
    dossier.revision += 1
    life.write(officer.actor, step, at, body, holder=officer.holder, agency=officer.agency.code)
    if step is Verb.SEAL and _is_electronic(world, life, at):
        _result(world, life, at)


def _sealed(world: World, life: Life, at: datetime) -> dict[str, Any]:
    """Settled: the result has its number and its date."""
    dossier, abbreviation = life.dossier, life.procedure.result.abbreviation
    number = world.number(dossier.agency, f"{abbreviation}:{clock.day(at).year}")
    dossier.number = codes.document_number(number, abbreviation)
    dossier.issued_on, dossier.settled_at = clock.day(at), at
    return {"number": dossier.number, "issued_on": dossier.issued_on.isoformat()}


def _is_electronic(world: World, life: Life, at: datetime) -> bool:
    signs = life.office.signed(clock.day(at), clock.day(world.at))
    return signs and world.odd.random() >= life.office.habits.misses


def _result(world: World, life: Life, at: datetime) -> None:
    """The paper, kept and told of as the job does that makes it."""
    dossier, holder = life.dossier, life.dossier.agency.holder
    document = world.papers.result(dossier.agency).document(f"{dossier.code}.pdf", owner=None, at=at)
    dossier.result = document
    life.documents.append(document)
    life.write(PRINTER, "make-result", at, {"document": document.sha256, "signed_by": holder})
