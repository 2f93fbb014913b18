"""Every write on dossiers. A caller sees `dossiers.submit(...)`, `dossiers.act(...)`."""

from motcua.dossiers.actions.application import Application
from motcua.dossiers.actions.assigning import assign_waiting
from motcua.dossiers.actions.days import begin_day, expire_drafts, send_digests
from motcua.dossiers.actions.delivering import return_online
from motcua.dossiers.actions.drafts import attach, detach, discard, save, start
from motcua.dossiers.actions.papers import (
    make_confirmation,
    make_decision,
    make_notice,
    make_receipt,
    make_result,
)
from motcua.dossiers.actions.passing import Passed, pass_time
from motcua.dossiers.actions.proposals import agree, decline
from motcua.dossiers.actions.steps import act, act_as_applicant
from motcua.dossiers.actions.submission import submit, submit_draft
from motcua.dossiers.actions.telling import tell_news

__all__ = [
    "Application",
    "Passed",
    "act",
    "act_as_applicant",
    "agree",
    "assign_waiting",
    "attach",
    "begin_day",
    "decline",
    "detach",
    "discard",
    "expire_drafts",
    "make_confirmation",
    "make_decision",
    "make_notice",
    "make_receipt",
    "make_result",
    "pass_time",
    "return_online",
    "save",
    "send_digests",
    "start",
    "submit",
    "submit_draft",
    "tell_news",
]
