"""May this officer do this now? One answer for the button, its tooltip and the refusal."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from motcua.agencies.rules.kinds import Role
from motcua.dossiers.rules.process import Need, State, Transition, Verb, transitions_from
from motcua.kernel.errors import MotcuaError, NotAllowed, WrongState

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, slots=True)
class Case:
    """What the rules need to know of a dossier. Ids are database ids."""

    process: str
    state: State
    agency: int  # that decides
    desk: int  # that receives and returns
    assignee: int | None = None
    assignee_name: str = ""
    applicant_account: int | None = None
    has_decision: bool = False
    has_result: bool = False

    def place(self, role: Role) -> int:
        """The agency in which this role acts on this dossier."""
        return self.desk if role == Role.RECEPTION else self.agency


@dataclass(frozen=True, slots=True)
class Hand:
    """What the rules need to know of the officer."""

    officer: int
    account: int
    agency: int
    roles: Collection[str]


UNMET: "dict[Need, tuple[str, StrOrPromise]]" = {
    Need.DECISION_SIGNED: (
        "decision-not-signed",
        _("Văn bản đang được ký số của người phê duyệt. Vui lòng thử lại sau ít giây."),
    ),
    Need.RESULT_SEALED: (
        "result-not-sealed",
        _("Kết quả đang được đóng dấu điện tử. Vui lòng thử lại sau ít giây."),
    ),
}


def refusal(row: Transition, case: Case, hand: Hand) -> MotcuaError | None:
    """Why this officer may not do this now, as the error to raise; None when they may."""
    if row.role is None or row.role not in hand.roles:
        return NotAllowed(
            _("Bước này thuộc về vị trí khác, bạn không có quyền thực hiện."), code="wrong-role"
        )
    if hand.agency != case.place(row.role):
        return NotAllowed(_("Hồ sơ thuộc thẩm quyền của cơ quan khác."), code="wrong-agency")
    if case.applicant_account == hand.account:
        return NotAllowed(
            _("Đây là hồ sơ của chính bạn. Vui lòng để đồng nghiệp khác xử lý."), code="own-dossier"
        )
    if row.verb == Verb.TAKE:
        if case.assignee == hand.officer:
            return WrongState(_("Bạn đang xử lý hồ sơ này."), code="already-yours")
        return None
    if case.assignee not in (None, hand.officer):
        return NotAllowed(
            format_lazy(
                _("Hồ sơ đang do {name} xử lý. Bấm “Nhận xử lý” để nhận về mình trước."),
                name=case.assignee_name,
            ),
            code="assigned-to-other",
        )
    holds = {Need.DECISION_SIGNED: case.has_decision, Need.RESULT_SEALED: case.has_result}
    for need in row.needs:
        if not holds[need]:
            code, sentence = UNMET[need]
            return WrongState(sentence, code=code)
    return None


@dataclass(frozen=True, slots=True)
class Offer:
    """An act shown on the page: allowed, or with the sentence that refuses it."""

    row: Transition
    refusal: MotcuaError | None


def offers(case: Case, hand: Hand) -> tuple[Offer, ...]:
    """The acts of this officer's positions in this state, each with why not where refused."""
    return tuple(
        Offer(row, refusal(row, case, hand))
        for row in transitions_from(case.process, case.state)
        if row.role in hand.roles and row.role is not None and hand.agency == case.place(row.role)
    )


def may_see(case: Case, hand: Hand, *, leads: bool) -> bool:
    """Whether this officer may open the dossier; `leads`: their agency stands above the deciding one."""
    return hand.agency in (case.agency, case.desk) or (leads and Role.LEADER in hand.roles)
