"""Every write on dossiers. A caller sees `dossiers.submit(...)`, `dossiers.receive(...)`."""

from motcua.dossiers.actions.drafts import attach, detach, discard, save, start
from motcua.dossiers.actions.papers import make_confirmation, make_decision, make_receipt, make_result
from motcua.dossiers.actions.steps import act
from motcua.dossiers.actions.submission import Application, submit, submit_draft

__all__ = [
    "Application",
    "act",
    "attach",
    "detach",
    "discard",
    "make_confirmation",
    "make_decision",
    "make_receipt",
    "make_result",
    "save",
    "start",
    "submit",
    "submit_draft",
]
