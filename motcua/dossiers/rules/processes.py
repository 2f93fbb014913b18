"""Every process by its name: the one written in Python, and those of `motcua/data/processes/`."""

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

import yaml
from django.utils.translation import gettext_lazy as _

from motcua.agencies.rules.kinds import Role
from motcua.catalogue.rules import vocabulary
from motcua.catalogue.rules.definition import Procedure, Text
from motcua.catalogue.rules.faults import Fault
from motcua.dossiers.rules import checking, reading
from motcua.dossiers.rules.process import (
    APPLICANT,
    ENDS,
    FIVE_STEP,
    STEPS,
    WITH_APPLICANT,
    State,
    Transition,
    Verb,
)
from motcua.kernel.errors import Invalid, NotFound

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

DIRECTORY = vocabulary.DATA / "processes"
_WRITTEN_HERE = {"five-step": reading.Process(Text("Quy trình năm bước", "Five steps"), FIVE_STEP)}


@cache
def processes() -> Mapping[str, reading.Process]:
    """Name to process. Raises Invalid with every fault of every file, under "file: place"."""
    return MappingProxyType(_WRITTEN_HERE | load(DIRECTORY))


def load(directory: Path) -> dict[str, reading.Process]:
    """The processes of a directory, each by the name of its file. Raises Invalid as `processes` does."""
    found = dict[str, reading.Process]()
    faults = dict[str, "Sequence[StrOrPromise]"]()
    for path in sorted(directory.glob("*.yaml")):
        try:
            found[path.stem] = reading.accept(vocabulary.load_file(path))
        except Invalid as refusal:
            faults |= {f"{path.name}: {place}": what for place, what in refusal.fields.items()}
        except (yaml.YAMLError, UnicodeDecodeError) as error:
            faults[path.name] = [" ".join(str(error).split())]
    if faults:
        raise Invalid(_("Có quy trình bị lỗi và không được nạp."), code="faulty-process", fields=faults)
    return found


def rows_of(name: str) -> tuple[Transition, ...]:
    """The table of this process. Raises NotFound."""
    process = processes().get(name)
    if process is None:
        raise NotFound(code="no-such-process")
    return process.rows


@cache
def _by_source(name: str) -> Mapping[State, tuple[Transition, ...]]:
    rows = rows_of(name)
    return {state: tuple(row for row in rows if row.source == state) for state in State}


def steps_of(process: str) -> tuple[Verb, ...]:
    """The steps that this process has, in their order."""
    verbs = {row.verb for row in rows_of(process)}
    return tuple(step for step in STEPS if step in verbs)


def transitions_from(process: str, state: State) -> tuple[Transition, ...]:
    """The rows of the table that start here."""
    return _by_source(process)[state]


def transition(process: str, state: State, verb: Verb) -> Transition | None:
    """The row for this act in this state, or None."""
    return next((row for row in transitions_from(process, state) if row.verb == verb), None)


def waiting_for(process: str, state: State) -> str:
    """Whose turn it is in this state: a role, or the applicant; "" when the dossier has ended."""
    if state in ENDS:
        return ""
    if state in WITH_APPLICANT:
        return APPLICANT
    return next((row.role for row in transitions_from(process, state) if row.role), "")


def step_of(process: str, state: State) -> Verb | None:
    """The step that is to be done next in this state; None when the dossier has ended."""
    if state in ENDS:
        return None
    rows = transitions_from(process, state)
    step = next((row.verb for row in rows if row.verb in STEPS), None)
    # Where the dossier waits for the applicant, the step is that of the state to which it comes back.
    return step or step_of(process, next(row.target for row in rows if row.target not in {state, *ENDS}))


def holder_of(process: str, state: State) -> Role | None:
    """The position of whoever has taken a dossier in this state: that of the step to be done next.

    Others who act on it beside them, such as reception where a payment is noted, need not take it over.
    """
    step = step_of(process, state)
    return next((row.role for row in rows_of(process) if row.verb == step), None)


def procedure_faults(procedure: Procedure) -> list[Fault]:
    """Where a procedure does not fit the process that it names."""
    process = processes().get(procedure.process)
    if process is None:
        known = ", ".join(sorted(processes()))
        return [Fault("process", f"there is no process {procedure.process}, only {known}")]
    return checking.procedure_faults(procedure, process.rows)
