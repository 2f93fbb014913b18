"""May this officer do this now? One answer for the button, its tooltip and the refusal."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from motcua.agencies.rules.kinds import Role
from motcua.dossiers.rules.process import BEFORE_RECEPTION, Need, State, Transition, Verb
from motcua.dossiers.rules.processes import holder_of, transition, transitions_from
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
    helper: int | None = None  # the agency that helped to fill it in
    consulted: Collection[int] = ()  # agencies that were asked and have not answered
    held: frozenset[Need] = frozenset()  # what holds of it

    def place(self, role: Role) -> int:
        """The agency in which this role acts on this dossier: until reception, that is the desk."""
        at_desk = role == Role.RECEPTION or self.state in BEFORE_RECEPTION
        return self.desk if at_desk else self.agency


@dataclass(frozen=True, slots=True)
class Authority:
    """An absent officer for whom somebody acts."""

    officer: int
    name: str
    title: str


@dataclass(frozen=True, slots=True)
class Hand:
    """What the rules need to know of the officer; `lent` are positions of absent colleagues."""

    officer: int
    account: int
    agency: int
    roles: Collection[str]
    lent: Mapping[str, Authority] = field(default_factory=dict)

    def has(self, role: str) -> bool:
        """Whether they hold this position, or act for somebody who does."""
        return role in self.roles or role in self.lent


UNMET: "dict[Need, tuple[str, StrOrPromise]]" = {
    Need.NOT_RECEIVED: (
        "already-received",
        _("Hồ sơ đã được tiếp nhận, thời hạn đang tính. Vui lòng tiếp nhận lại để cán bộ thẩm định xử lý."),
    ),
    Need.NOT_SUPPLEMENTED: (
        "supplemented-before",
        _("Hồ sơ đã được yêu cầu bổ sung một lần. Lần nữa cần nêu lý do và được người phê duyệt đồng ý."),
    ),
    Need.SUPPLEMENTED: ("not-supplemented", _("Đây là lần bổ sung đầu tiên, không cần trình duyệt.")),
    Need.OPINIONS_IN: (
        "opinions-missing",
        _("Còn cơ quan được hỏi chưa trả lời và chưa hết hạn cho ý kiến. Thủ tục này phải chờ đủ ý kiến."),
    ),
    Need.DRAFT_WANTED: ("no-draft-needed", _("Hồ sơ này không cần người nộp xác nhận dự thảo.")),
    Need.DRAFT_CONFIRMED: (
        "draft-not-confirmed",
        _("Thủ tục này cần người nộp xem và xác nhận dự thảo trước. Vui lòng bấm “Gửi dự thảo để xác nhận”."),
    ),
    Need.DECISION_SIGNED: (
        "decision-not-signed",
        _("Văn bản đang được ký số của người phê duyệt. Vui lòng thử lại sau ít giây."),
    ),
    Need.RESULT_SEALED: (
        "result-not-sealed",
        _("Kết quả đang được đóng dấu điện tử. Vui lòng thử lại sau ít giây."),
    ),
    Need.DISPATCHED: (
        "not-dispatched",
        _("Kết quả gửi qua bưu chính. Vui lòng ghi mã bưu gửi trước khi xác nhận đã trả."),
    ),
    Need.BY_POST: ("not-by-post", _("Người nộp không chọn nhận kết quả qua bưu chính.")),
}
# Needs that decide which of two acts is the one to offer: where they fail, the other is shown instead.
CHOOSING = frozenset({Need.NOT_SUPPLEMENTED, Need.SUPPLEMENTED, Need.DRAFT_WANTED, Need.BY_POST})


def refusal(row: Transition, case: Case, hand: Hand, *, agreeing: bool = False) -> MotcuaError | None:
    """Why this officer may not do this now, as the error to raise; None when they may.

    With `agreeing` they decide on what another has proposed.
    """
    role = row.agrees if agreeing else row.role
    if role is None or not hand.has(role):
        return NotAllowed(
            _("Bước này thuộc về vị trí khác, bạn không có quyền thực hiện."), code="wrong-role"
        )
    if case.applicant_account == hand.account:
        return NotAllowed(
            _("Đây là hồ sơ của chính bạn. Vui lòng để đồng nghiệp khác xử lý."), code="own-dossier"
        )
    if row.verb == Verb.ANSWER:
        return None if hand.agency in case.consulted else NOT_ASKED
    if hand.agency != case.place(role):
        return NotAllowed(_("Hồ sơ thuộc thẩm quyền của cơ quan khác."), code="wrong-agency")
    if row.verb == Verb.TAKE:
        if case.assignee == hand.officer:
            return WrongState(_("Bạn đang xử lý hồ sơ này."), code="already-yours")
        return None
    holds = case.assignee in (None, hand.officer) or role != holder_of(case.process, case.state)
    if not agreeing and not holds:
        return NotAllowed(
            format_lazy(
                _("Hồ sơ đang do {name} xử lý. Bấm “Nhận xử lý” để nhận về mình trước."),
                name=case.assignee_name,
            ),
            code="assigned-to-other",
        )
    return unmet(row, case)


NOT_ASKED = NotAllowed(_("Cơ quan của bạn không được hỏi ý kiến hoặc đã trả lời."), code="not-asked")


def unmet(row: Transition, case: Case) -> MotcuaError | None:
    """What the dossier itself lacks for this act, whoever does it."""
    for need in row.needs:
        if need not in case.held:
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
        if row.role is not None and hand.has(row.role) and _here(row, case, hand)
    )


def _here(row: Transition, case: Case, hand: Hand) -> bool:
    assert row.role
    if row.verb == Verb.ANSWER:
        return hand.agency in case.consulted
    return hand.agency == case.place(row.role) and not (CHOOSING - case.held).intersection(row.needs)


def agreement(verb: Verb, case: Case, hand: Hand) -> Offer | None:
    """Whether this officer may decide on what was proposed; None where it is not theirs to see."""
    row = transition(case.process, case.state, verb)
    if row is None or row.agrees is None or not hand.has(row.agrees) or hand.agency != case.place(row.agrees):
        return None
    return Offer(row, refusal(row, case, hand, agreeing=True))


def may_see(case: Case, hand: Hand, *, leads: bool) -> bool:
    """Whether this officer may open the dossier; `leads`: their agency stands above the deciding one."""
    near = (case.agency, case.desk, case.helper, *case.consulted)
    return hand.agency in near or (leads and Role.LEADER in hand.roles)
