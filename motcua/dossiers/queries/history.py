"""Every act on a dossier, what its signature is worth, and how far the five steps have come."""

from dataclasses import dataclass
from datetime import datetime

from motcua.agencies.models import Officer
from motcua.dossiers.models import Dossier
from motcua.dossiers.rules.process import AS_STEP, State, Verb
from motcua.dossiers.rules.processes import step_of, steps_of
from motcua.journal import queries as journal
from motcua.journal.models import Entry
from motcua.kernel import canonical
from motcua.signing import queries as signing
from motcua.signing.rules.values import ActSignature


def history(dossier: Dossier) -> list[Entry]:
    """Every act on this dossier, in order."""
    return journal.of(dossier.subject)


@dataclass(frozen=True, slots=True)
class CheckedAct:
    """An act and what its signature is worth. `signature` is None where the act needs none."""

    entry: Entry
    intact: bool  # the row says what its digest says
    signature: ActSignature | None

    @property
    def holds(self) -> bool:
        """Nothing altered, and whoever needed to sign did, with their own key."""
        if self.signature is None:
            # An officer who files for somebody at the counter signs nothing: the application is not theirs.
            officers = self.entry.actor.startswith("officer:") and self.entry.verb != Verb.SUBMIT
            return self.intact and not officers
        return self.intact and self.signature.valid and self.signature.holder == self.entry.actor


def checked_history(dossier: Dossier) -> list[CheckedAct]:
    """Every act on this dossier with its signature re-checked. Two queries."""
    entries = history(dossier)
    altered = {fault.entry for fault in journal.altered(entries)}
    signed = [entry for entry in entries if entry.signature]
    found = signing.verify_acts(
        (canonical.encode(entry.statement()), entry.signature, entry.at) for entry in signed
    )
    of = {entry.pk: signature for entry, signature in zip(signed, found, strict=True)}
    return [CheckedAct(entry, entry.pk not in altered, of.get(entry.pk)) for entry in entries]


def who_did_step_of(dossier: Dossier) -> Officer | None:
    """The officer who did the step that is to be done again now, if still in office."""
    step = step_of(dossier.process, State(dossier.state))
    done = [
        entry for entry in history(dossier) if _step(entry) == step and entry.actor.startswith("officer:")
    ]
    if not done:
        return None
    # Who stood in for somebody does not get it back: their position is another.
    return Officer.objects.filter(
        pk=int(done[-1].actor.removeprefix("officer:")), active=True, roles__contains=[dossier.waiting_role]
    ).first()


def _step(entry: Entry) -> str:
    """The step of the five that this act did, or its own verb."""
    return AS_STEP.get(entry.verb, entry.verb)


@dataclass(frozen=True, slots=True)
class StepDone:
    """One of the five steps: when it was done last, and by whom; both empty while it is to come."""

    verb: Verb
    at: datetime | None
    name: str
    current: bool


def progress(dossier: Dossier, entries: list[Entry]) -> tuple[StepDone, ...]:
    """The five steps of this dossier. A step that was sent back is to be done again."""
    current = step_of(dossier.process, State(dossier.state))
    steps = steps_of(dossier.process)
    reached = steps.index(current) if current else len(steps)
    done = {_step(entry): entry for entry in entries}
    return tuple(
        StepDone(
            verb,
            done[verb].at if place < reached and verb in done else None,
            done[verb].actor_name if place < reached and verb in done else "",
            verb == current,
        )
        for place, verb in enumerate(steps)
    )
