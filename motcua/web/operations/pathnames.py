"""Ways through a procedure in words: acts, states, hours, shares."""

from __future__ import annotations

from typing import TYPE_CHECKING

from motcua.dossiers.rules.process import STATE_NAMES, VERB_NAMES, State, Verb
from motcua.indicators.rules import paths
from motcua.web.ui import figures

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


def share(part: int, whole: int) -> str:
    """In per cent; "" of nothing."""
    found = paths.percent(part, whole)
    return "" if found is None else figures.short_percent(found)


def hours(seconds: int | None) -> str:
    """Working hours; "" where there are none to tell."""
    return "" if seconds is None else figures.short(paths.hours(seconds))


def verb_name(verb: str) -> StrOrPromise:
    return VERB_NAMES[Verb(verb)] if verb in set(Verb) else verb


def state_name(state: str) -> StrOrPromise:
    return STATE_NAMES[State(state)] if state in set(State) else state
