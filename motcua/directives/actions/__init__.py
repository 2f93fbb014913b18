"""Every write: directives and their tasks, what is measured, what is suggested."""

from motcua.directives.actions.counting import count_flows
from motcua.directives.actions.evaluating import begin_day, dismiss, evaluate, evaluate_now, measure
from motcua.directives.actions.orders import draft, revise, send, withdraw
from motcua.directives.actions.tasks import act, warn

__all__ = [
    "act",
    "begin_day",
    "count_flows",
    "dismiss",
    "draft",
    "evaluate",
    "evaluate_now",
    "measure",
    "revise",
    "send",
    "warn",
    "withdraw",
]
