"""A task as one table: from, verb, to, whose turn, what must come with it, who is told.

The directive itself is a draft until it is sent, and closed when none of its tasks is open any more. The
buttons and the refusals come from the same rows.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from motcua.agencies.rules.kinds import Role
from motcua.kernel.errors import MotcuaError, NotAllowed, WrongState

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

LEADING = frozenset({Role.LEADER, Role.APPROVER})  # who answers for the work of an agency


class State(StrEnum):
    """Where a task stands. A directive is a draft, sent, closed or withdrawn."""

    DRAFT = "draft"
    SENT = "sent"
    ACKNOWLEDGED = "acknowledged"
    REPORTED = "reported"  # the unit says that it is done
    CLOSED = "closed"  # whoever gave it agrees
    WITHDRAWN = "withdrawn"


class Verb(StrEnum):
    SEND = "send"
    ACKNOWLEDGE = "acknowledge"
    TELL = "tell"  # how far it is
    REPORT = "report"
    RETURN = "return"
    CLOSE = "close"
    WITHDRAW = "withdraw"


class Side(StrEnum):
    """Whose act it is: the agency that gave the task, or the unit that has it."""

    SENDER = "sender"
    RECEIVER = "receiver"


@dataclass(frozen=True, slots=True)
class Transition:
    """`says`: the act needs a text. `tells`: who gets a message."""

    source: State
    verb: Verb
    target: State
    side: Side
    says: bool = False
    tells: Side | None = None


S, V = State, Verb
_IN, _OUT = Side.RECEIVER, Side.SENDER

# fmt: off
TABLE = (
    Transition(S.DRAFT,        V.SEND,        S.SENT,         _OUT, tells=_IN),
    Transition(S.DRAFT,        V.WITHDRAW,    S.WITHDRAWN,    _OUT),
    Transition(S.SENT,         V.ACKNOWLEDGE, S.ACKNOWLEDGED, _IN),
    Transition(S.ACKNOWLEDGED, V.TELL,        S.ACKNOWLEDGED, _IN,  says=True),
    Transition(S.ACKNOWLEDGED, V.REPORT,      S.REPORTED,     _IN,  says=True, tells=_OUT),
    Transition(S.REPORTED,     V.RETURN,      S.ACKNOWLEDGED, _OUT, says=True, tells=_IN),
    Transition(S.REPORTED,     V.CLOSE,       S.CLOSED,       _OUT, tells=_IN),
    Transition(S.SENT,         V.WITHDRAW,    S.WITHDRAWN,    _OUT, says=True, tells=_IN),
    Transition(S.ACKNOWLEDGED, V.WITHDRAW,    S.WITHDRAWN,    _OUT, says=True, tells=_IN),
    Transition(S.REPORTED,     V.WITHDRAW,    S.WITHDRAWN,    _OUT, says=True, tells=_IN),
)
# fmt: on

OPEN = frozenset({S.SENT, S.ACKNOWLEDGED, S.REPORTED})
UNDONE = frozenset({S.SENT, S.ACKNOWLEDGED})  # the unit still has to act: what can be overdue

STATE_NAMES: "dict[State, StrOrPromise]" = {
    S.DRAFT: _("Dự thảo"),
    S.SENT: _("Đã giao"),
    S.ACKNOWLEDGED: _("Đang thực hiện"),
    S.REPORTED: _("Chờ nghiệm thu"),
    S.CLOSED: _("Hoàn thành"),
    S.WITHDRAWN: _("Đã thu hồi"),
}
VERB_NAMES: "dict[Verb, StrOrPromise]" = {
    V.SEND: _("Ban hành"),
    V.ACKNOWLEDGE: _("Tiếp nhận nhiệm vụ"),
    V.TELL: _("Cập nhật tiến độ"),
    V.REPORT: _("Báo cáo hoàn thành"),
    V.RETURN: _("Yêu cầu làm tiếp"),
    V.CLOSE: _("Nghiệm thu"),
    V.WITHDRAW: _("Thu hồi"),
}


@dataclass(frozen=True, slots=True)
class Case:
    """What the rules need to know of a task. Ids are database ids."""

    state: State
    sender: int  # the agency that gave it
    receiver: int  # the unit that has it


@dataclass(frozen=True, slots=True)
class Hand:
    """What the rules need to know of the officer."""

    agency: int
    roles: Collection[str]


@dataclass(frozen=True, slots=True)
class Offer:
    """An act shown on the page: allowed, or with the sentence that refuses it."""

    row: Transition
    refusal: MotcuaError | None


def row_for(state: State, verb: Verb) -> Transition:
    """The row of the table. Raises WrongState."""
    found = next((row for row in TABLE if (row.source, row.verb) == (state, verb)), None)
    if found is None:
        raise WrongState(
            _("Nhiệm vụ không còn ở bước này. Vui lòng tải lại trang để xem tình trạng mới nhất."),
            code="task-moved-on",
        )
    return found


def refusal(row: Transition, case: Case, hand: Hand) -> MotcuaError | None:
    """Why this officer may not do it, or None."""
    place = case.sender if row.side is Side.SENDER else case.receiver
    if hand.agency != place:
        sentence = (
            _("Chỉ đơn vị giao nhiệm vụ được làm việc này.")
            if row.side is Side.SENDER
            else _("Chỉ đơn vị được giao nhiệm vụ được làm việc này.")
        )
        return NotAllowed(sentence, code="not-your-task")
    if LEADING.isdisjoint(hand.roles):
        return NotAllowed(
            _("Việc này dành cho lãnh đạo hoặc người phê duyệt của đơn vị."), code="not-leading"
        )
    return None


def offers(case: Case, hand: Hand) -> tuple[Offer, ...]:
    """The acts of this officer's side now; who only looks on is offered none."""
    mine = {
        side
        for side, place in ((Side.SENDER, case.sender), (Side.RECEIVER, case.receiver))
        if hand.agency == place
    }
    return tuple(
        Offer(row, refusal(row, case, hand)) for row in TABLE if row.source is case.state and row.side in mine
    )


def overdue(state: State, due_at: datetime, now: datetime) -> bool:
    """Whether the unit has let the deadline pass without reporting."""
    return state in UNDONE and due_at < now


def of_directive(states: Collection[State]) -> State:
    """Where a directive stands whose tasks stand so."""
    if S.DRAFT in states:
        return S.DRAFT
    if OPEN.intersection(states):
        return S.SENT
    return S.CLOSED if S.CLOSED in states else S.WITHDRAWN
