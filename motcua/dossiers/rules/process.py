"""The process as one table: from, verb, to, who, what must hold, signature, what the clock does.

The diagram and the page in `docs/generated/` are made from it, and so are the buttons and their refusals.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from motcua.agencies.rules.kinds import Role

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class State(StrEnum):
    """Where a dossier stands. The national status 1..10 is derived from it, never stored."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RECEIVED = "received"
    APPRAISED = "appraised"
    APPROVED = "approved"
    SEALED = "sealed"
    RETURNED = "returned"


class Verb(StrEnum):
    SUBMIT = "submit"
    TAKE = "take"
    RECEIVE = "receive"
    APPRAISE = "appraise"
    APPROVE = "approve"
    SEAL = "seal"
    RETURN = "return"
    SEND_BACK = "send_back"


class Signature(StrEnum):
    NONE = "none"
    ACT = "act"  # JWS over the journal row
    PERSONAL = "personal"  # and the officer's PAdES on the decision
    SEAL = "seal"  # and the organisation's PAdES, time-stamped


class Clock(StrEnum):
    """What the act does to the deadline. A dossier that was sent back keeps its reception and due date."""

    GOES_ON = "goes_on"
    STARTS = "starts"
    STOPS = "stops"


class Need(StrEnum):
    """What must hold of the dossier before the act; the sentence that refuses is in `acts.UNMET`."""

    DECISION_SIGNED = "decision_signed"
    RESULT_SEALED = "result_sealed"


@dataclass(frozen=True, slots=True)
class Transition:
    source: State
    verb: Verb
    target: State
    role: Role | None  # None: the applicant, or who types for them
    needs: tuple[Need, ...] = ()
    signature: Signature = Signature.ACT
    clock: Clock = Clock.GOES_ON


S, V, R = State, Verb, Role

# fmt: off
FIVE_STEP = (
    Transition(S.DRAFT,     V.SUBMIT,    S.SUBMITTED, None, signature=Signature.NONE),
    Transition(S.SUBMITTED, V.TAKE,      S.SUBMITTED, R.RECEPTION),
    Transition(S.SUBMITTED, V.RECEIVE,   S.RECEIVED,  R.RECEPTION, clock=Clock.STARTS),
    Transition(S.RECEIVED,  V.TAKE,      S.RECEIVED,  R.CASE),
    Transition(S.RECEIVED,  V.APPRAISE,  S.APPRAISED, R.CASE),
    Transition(S.RECEIVED,  V.SEND_BACK, S.SUBMITTED, R.CASE),
    Transition(S.APPRAISED, V.TAKE,      S.APPRAISED, R.APPROVER),
    Transition(S.APPRAISED, V.APPROVE,   S.APPROVED,  R.APPROVER, signature=Signature.PERSONAL),
    Transition(S.APPRAISED, V.SEND_BACK, S.RECEIVED,  R.APPROVER),
    Transition(S.APPROVED,  V.TAKE,      S.APPROVED,  R.CLERK),
    Transition(S.APPROVED,  V.SEAL,      S.SEALED,    R.CLERK,
               (Need.DECISION_SIGNED,), Signature.SEAL, Clock.STOPS),
    Transition(S.APPROVED,  V.SEND_BACK, S.APPRAISED, R.CLERK),
    Transition(S.SEALED,    V.TAKE,      S.SEALED,    R.RECEPTION),
    Transition(S.SEALED,    V.RETURN,    S.RETURNED,  R.RECEPTION, (Need.RESULT_SEALED,)),
)
# fmt: on

PROCESSES = {"five-step": FIVE_STEP}

STEPS = (V.RECEIVE, V.APPRAISE, V.APPROVE, V.SEAL, V.RETURN)
ENDS = frozenset({S.RETURNED})

STEP_NAMES: "dict[Verb, StrOrPromise]" = {
    V.RECEIVE: _("Tiếp nhận"),
    V.APPRAISE: _("Thẩm định"),
    V.APPROVE: _("Phê duyệt"),
    V.SEAL: _("Đóng dấu"),
    V.RETURN: _("Trả kết quả"),
}
VERB_NAMES: "dict[Verb, StrOrPromise]" = {
    V.SUBMIT: _("Nộp hồ sơ"),
    V.TAKE: _("Nhận xử lý"),
    **STEP_NAMES,
    V.SEND_BACK: _("Chuyển lại bước trước"),
}
STATE_NAMES: "dict[State, StrOrPromise]" = {
    S.DRAFT: _("Bản nháp"),
    S.SUBMITTED: _("Mới đăng ký"),
    S.RECEIVED: _("Đang thẩm định"),
    S.APPRAISED: _("Chờ phê duyệt"),
    S.APPROVED: _("Chờ đóng dấu"),
    S.SEALED: _("Đã xử lý xong"),
    S.RETURNED: _("Đã trả kết quả"),
}


def transitions_from(process: str, state: State) -> tuple[Transition, ...]:
    """The rows of the table that start here."""
    return tuple(row for row in PROCESSES[process] if row.source == state)


def transition(process: str, state: State, verb: Verb) -> Transition | None:
    """The row for this act in this state, or None."""
    return next((row for row in transitions_from(process, state) if row.verb == verb), None)


def waiting_role(process: str, state: State) -> Role | None:
    """Whose turn it is in this state; None when the dossier has ended."""
    return next((row.role for row in transitions_from(process, state)), None)


def step_of(process: str, state: State) -> Verb | None:
    """The step of the five that is to be done next in this state; None when all are done."""
    return next((row.verb for row in transitions_from(process, state) if row.verb in STEPS), None)
