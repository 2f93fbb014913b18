"""Faults of a process, and of a procedure that names it, in plain English for those who publish."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from motcua.agencies.rules.kinds import AgencyKind, Role
from motcua.catalogue.rules.definition import Consultation, Level, Limit, Procedure, TimeUnit
from motcua.catalogue.rules.faults import Fault
from motcua.dossiers.rules import graph
from motcua.dossiers.rules.process import BEFORE_RECEPTION, ENDS, STEPS, Clock, State, Transition, Verb

_HOUR = 60
_DAY = 8 * _HOUR
_WEEK = 7
_WORKING_WEEK = 5
_SHORTEST_MONTH = 28

# The agencies that handle a procedure of a level, and the roles that their positions have. A leader watches.
HANDLERS: Mapping[Level, tuple[AgencyKind, ...]] = {
    Level.COMMUNE: (AgencyKind.COMMUNE,),
    Level.PROVINCE: (AgencyKind.CENTRE, AgencyKind.DEPARTMENT),
    Level.MINISTRY: (AgencyKind.MINISTRY,),
}
_ALL = frozenset({Role.RECEPTION, Role.CASE, Role.APPROVER, Role.CLERK})
ROLES: Mapping[AgencyKind, frozenset[Role]] = {
    AgencyKind.COMMUNE: _ALL,
    AgencyKind.CENTRE: frozenset({Role.RECEPTION, Role.APPROVER}),
    AgencyKind.DEPARTMENT: frozenset({Role.CASE, Role.APPROVER, Role.CLERK}),
    AgencyKind.MINISTRY: _ALL,
}

# An end that is no result is lawful with a paper that says so and a superior who agrees.
_LAWFUL = {State.REFUSED, State.STOPPED, State.WITHDRAWN}


def faults(rows: Sequence[Transition]) -> list[str]:
    """What is wrong with a process, a sentence each; none when dossiers can be handled by it."""
    if not any(row.source == State.DRAFT for row in rows):
        return ["no row starts at draft, where every dossier begins"]
    return [*_rows(rows), *_ways(rows), *_clock(rows)]


def _rows(rows: Sequence[Transition]) -> Iterator[str]:
    """What can be seen of each row by itself."""
    for (source, verb), count in Counter((row.source, row.verb) for row in rows).items():
        if count > 1:
            yield f"{verb} from {source} stands {count} times"
    known = frozenset[Role]().union(*ROLES.values())
    for row in rows:
        what = f"{row.verb} from {row.source}"
        for role in (row.role, row.agrees):
            if role is not None and role not in known:
                yield f"{what} needs a {role}, whom no agency has"
        if row.agrees is not None and row.agrees == row.role:
            yield f"{what} is proposed and agreed to by the same {row.role}"
        if row.role is None and row.verb in STEPS:
            yield f"{what} is a step, and no role does it"
        if row.target in _LAWFUL and row.source != row.target and (row.form is None or row.agrees is None):
            yield f"{what} ends a dossier and lacks a form or somebody who agrees"
        if row.source in ENDS and row.clock != Clock.RESTARTS:
            yield f"{what} goes on after the end, and the clock does not start anew"


def _ways(rows: Sequence[Transition]) -> Iterator[str]:
    """Where rows lead together."""
    reached = graph.reachable(rows, State.DRAFT)
    named = [state for state in State if any(state in (row.source, row.target) for row in rows)]
    for state in named:
        if state not in reached:
            yield f"{state} cannot be reached from draft"
    if not reached & ENDS:
        yield "no end can be reached"
    elif State.RETURNED not in reached:
        yield "no result can be reached: nothing leads to returned"
    # That the applicant may give up is no exit: the agency must be able to end what it began.
    own = [row for row in rows if row.verb != Verb.WITHDRAW]
    caught = set[State]()
    for loop in graph.traps(own, reached - ENDS, ENDS):
        names = ", ".join(state for state in State if state in loop)
        if len(loop) > 1:
            yield f"{names}: a loop without an exit"
        elif any(row.source in loop for row in own):
            yield f"{names} leads only back to itself"
        else:
            yield f"nothing leads out of {names}"
        caught |= loop
    for state in named:
        stuck = state in reached - ENDS and not graph.reachable(own, state) & ENDS
        if stuck and state not in caught:
            yield f"from {state} no result and no lawful end can be reached"
    for verb in (Verb.RECEIVE, Verb.APPROVE, Verb.SEAL):
        others = [row for row in rows if row.verb != verb]
        if State.RETURNED in reached and State.RETURNED in graph.reachable(others, State.DRAFT):
            yield f"returned can be reached without {verb}"


def _clock(rows: Sequence[Transition]) -> Iterator[str]:
    """A clock that is started, paused and resumed on every way, and stopped where it ends."""
    late = [row for row in rows if row.clock not in (Clock.STARTS, Clock.RESTARTS)]
    running = graph.reachable(late, State.DRAFT) - BEFORE_RECEPTION - ENDS
    for state in State:
        if state in running:
            yield f"{state} can be reached without starting the clock"
    paused = {row.target for row in rows if row.clock == Clock.PAUSES}
    for state in (state for state in State if state in paused):
        leaving = [row for row in rows if row.source == state and row.target != state]
        if not any(row.clock == Clock.RESUMES for row in leaving):
            yield f"{state} pauses the clock, and no row resumes it"
        for row in leaving:
            if row.target not in paused | ENDS and row.clock != Clock.RESUMES:
                yield f"{row.verb} from {state} goes on, and the clock stays paused"
    for row in rows:
        if row.target in paused and row.source not in paused and row.clock != Clock.PAUSES:
            yield f"{row.verb} from {row.source} leads to {row.target} without pausing the clock"
        if row.clock == Clock.RESUMES and row.source not in paused:
            yield f"{row.verb} from {row.source} resumes a clock that was not paused"


def procedure_faults(procedure: Procedure, rows: Sequence[Transition]) -> list[Fault]:
    """Where a procedure does not fit its process: who handles it, and how long the steps may take."""
    return [*_handlers(procedure, rows), *_budgets(procedure, rows), *_branches(procedure, rows)]


def _handlers(procedure: Procedure, rows: Sequence[Transition]) -> Iterator[Fault]:
    for level in procedure.levels:
        agencies = HANDLERS[level]
        roles = frozenset[Role]().union(*(ROLES[kind] for kind in agencies))
        needed = {role: row for row in rows for role in (row.role, row.agrees) if role is not None}
        for role, row in needed.items():
            if role not in roles:
                kinds = " or ".join(agencies)
                yield Fault("levels", f"{row.verb} needs a {role}, whom no {kinds} has at level {level}")


def _budgets(procedure: Procedure, rows: Sequence[Transition]) -> Iterator[Fault]:
    steps = [step for step in STEPS if any(row.verb == step for row in rows)]
    for name in procedure.budgets:
        if name not in steps:
            yield Fault(f"budgets.{name}", f"the process {procedure.process} has no step {name}")
    counted = [step for step in steps if not _after_the_clock(step, rows)]
    if not procedure.budgets:
        return
    for step in counted:
        if step not in procedure.budgets:
            yield Fault("budgets", f"says nothing of {step}")
    spent = sum(minutes(procedure.budgets[step]) for step in counted if step in procedure.budgets)
    for path, limit in _limits(procedure):
        if spent > minutes(limit):
            yield Fault(
                "budgets",
                f"take {_hours(spent)} in all, and {path} is {limit.amount}{limit.unit}, which is no more "
                f"than {_hours(minutes(limit))}",
            )


def _after_the_clock(step: Verb, rows: Sequence[Transition]) -> bool:
    """Whether the clock has stopped when this step begins, as when a sealed result waits to be fetched."""
    sources = {row.source for row in rows if row.verb == step}
    into = [row for row in rows if row.target in sources and row.source != row.target]
    return bool(into) and all(row.clock == Clock.STOPS for row in into)


def _limits(procedure: Procedure) -> Iterator[tuple[str, Limit]]:
    for terms in procedure.channels:
        yield f"channels.{terms.channel}.limit", terms.limit
        for index, case in enumerate(terms.cases):
            yield f"channels.{terms.channel}.cases.{index}.limit", case.limit


def minutes(limit: Limit) -> int:
    """Working minutes that a limit is sure to give in an ordinary week, rounded down.

    A working day has 8 hours. Of calendar days five in seven work; a month counts as its shortest, 28
    days. Public holidays are not foreseen: they move the due date of working days, not of calendar days.
    """
    days = {TimeUnit.DAY: limit.amount, TimeUnit.MONTH: limit.amount * _SHORTEST_MONTH}
    if limit.unit in days:
        return days[limit.unit] * _DAY * _WORKING_WEEK // _WEEK
    return limit.amount * (_HOUR if limit.unit == TimeUnit.HOUR else _DAY)


def _hours(working: int) -> str:
    whole, rest = divmod(working, _HOUR)
    return f"{whole} working hours" + (f" {rest} minutes" if rest else "")


def _branches(procedure: Procedure, rows: Sequence[Transition]) -> Iterator[Fault]:
    verbs = {row.verb for row in rows}
    if procedure.confirm_draft is not None and Verb.SHOW_DRAFT not in verbs:
        yield Fault("confirm_draft", f"the process {procedure.process} shows no draft")
    if procedure.consultation is Consultation.GO_ON and Verb.CONSULT not in verbs:
        yield Fault("consultation", f"the process {procedure.process} asks no other agency")
