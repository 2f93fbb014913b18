"""From the journal's rows of one dossier to its facts: the same for any order and repetition of the rows."""

from collections.abc import Iterable
from datetime import datetime

from motcua.dossiers.rules.process import Verb
from motcua.indicators.rules.facts import done, story
from motcua.indicators.rules.facts.world import Act, Place, Terms, Unknown, World
from motcua.indicators.rules.schema import Fact, Told

__all__ = ["Act", "Place", "Terms", "Unknown", "World", "fact_of", "told_of"]


def told_of(code: str, acts: Iterable[Act], world: World) -> Told | None:
    """The dossier's fact, acts and papers; None while the row of its submission has not come.

    Raises Unknown for a procedure version or an agency that the world does not know.
    """
    told = _ordered(acts)
    first = _submission(told)
    if first is None:
        return None
    world.check(first)
    fact = story.fact(code, told, first, world)
    return Told(fact, tuple(done.acts(fact, told, world)), tuple(done.papers(fact, told, first)))


def fact_of(code: str, acts: Iterable[Act], world: World) -> Fact | None:
    """The fact alone; None and Unknown as `told_of`."""
    told = _ordered(acts)
    first = _submission(told)
    if first:
        world.check(first)
    return story.fact(code, told, first, world) if first else None


def _ordered(acts: Iterable[Act]) -> list[Act]:
    """Each once; of a row that came twice, what was written first."""
    found: dict[bytes, Act] = {}
    for act in acts:
        known = found.setdefault(act.digest, act)
        if act.written_at and (known.written_at is None or act.written_at < known.written_at):
            found[act.digest] = act
    return sorted(found.values(), key=_order)


def _submission(told: list[Act]) -> Act | None:
    return next((act for act in told if act.verb == Verb.SUBMIT), None)


def _order(act: Act) -> tuple[datetime, int, bool, bytes]:
    """As it happened; what an act set in motion in the same instant comes after it."""
    return act.at, act.revision, "to" not in act.body, act.digest
