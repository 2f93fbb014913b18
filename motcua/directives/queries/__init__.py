"""Reads of directives and of the operations centre. A caller sees `queries.task_for(...)`."""

from motcua.directives.queries.orders import (
    Tally,
    acts_of,
    addressable,
    directive_for,
    directives_of,
    history,
    reports,
    tally,
    task_for,
    tasks,
    tasks_of,
)
from motcua.directives.queries.standing import SOON_DAYS, Live, UnitLive, live, soon_until
from motcua.directives.queries.steps import Waiting, waiting
from motcua.directives.queries.suggesting import Suggested, suggested, suggestion_for, worded

__all__ = [
    "SOON_DAYS",
    "Live",
    "Suggested",
    "Tally",
    "UnitLive",
    "Waiting",
    "acts_of",
    "addressable",
    "directive_for",
    "directives_of",
    "history",
    "live",
    "reports",
    "soon_until",
    "suggested",
    "suggestion_for",
    "tally",
    "task_for",
    "tasks",
    "tasks_of",
    "waiting",
    "worded",
]
