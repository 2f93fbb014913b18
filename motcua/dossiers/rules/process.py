"""The process as one table: from, verb, to, who, who agrees, what must hold, signature, clock, form, who is told.

The diagram and the page in `docs/generated/` are made from it, and so are the buttons and their refusals.
A row with `agrees` is first proposed by whom it names under `role`; it happens when the other agrees.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from motcua.agencies.rules.kinds import Role
from motcua.dossiers.rules.notices import Form

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class State(StrEnum):
    """Where a dossier stands. The national status 1..10 is derived from it, never stored."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    INCOMPLETE = "incomplete"  # a supplement was asked for before reception
    RECEIVED = "received"
    SUPPLEMENTING = "supplementing"
    OWING = "owing"
    SUSPENDED = "suspended"
    CONFIRMING = "confirming"  # the applicant reads the draft of the result
    APPRAISED = "appraised"
    APPROVED = "approved"
    SEALED = "sealed"
    RETURNED = "returned"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    STOPPED = "stopped"


class Verb(StrEnum):
    SUBMIT = "submit"
    TAKE = "take"
    HAND_OVER = "hand_over"
    RECEIVE = "receive"
    ASK_SUPPLEMENT = "ask_supplement"
    ASK_AGAIN = "ask_again"
    SUPPLEMENT = "supplement"
    REFUSE = "refuse"
    CONSULT = "consult"
    ANSWER = "answer"
    SHOW_DRAFT = "show_draft"
    CONFIRM = "confirm"
    OBJECT = "object"
    CHARGE = "charge"
    SETTLE = "settle"
    SUSPEND = "suspend"
    RESUME = "resume"
    STOP = "stop"
    WITHDRAW = "withdraw"
    EXTEND = "extend"
    APPRAISE = "appraise"
    DENY = "deny"
    APPROVE = "approve"
    SEAL = "seal"
    DISPATCH = "dispatch"
    RETURN = "return"
    SEND_BACK = "send_back"
    CORRECT = "correct"
    # Beside the table: how a row that somebody else must agree to begins, and how it may end.
    PROPOSE = "propose"
    DECLINE = "decline"
    ASSIGN = "assign"  # by the system, to whoever has least to do


class Signature(StrEnum):
    NONE = "none"
    ACT = "act"  # JWS over the journal row
    PERSONAL = "personal"  # and the officer's PAdES on the decision
    SEAL = "seal"  # and the organisation's PAdES, time-stamped


class Clock(StrEnum):
    """What the act does to the deadline. A dossier that was sent back keeps its reception and due date."""

    GOES_ON = "goes_on"
    STARTS = "starts"
    PAUSES = "pauses"
    RESUMES = "resumes"
    EXTENDS = "extends"
    STOPS = "stops"
    RESTARTS = "restarts"  # a wrong result is corrected: the limit runs anew


class Need(StrEnum):
    """What must hold of the dossier before the act; the sentence that refuses is in `acts.UNMET`."""

    NOT_RECEIVED = "not_received"
    NOT_SUPPLEMENTED = "not_supplemented"
    SUPPLEMENTED = "supplemented"
    OPINIONS_IN = "opinions_in"
    DRAFT_WANTED = "draft_wanted"
    DRAFT_CONFIRMED = "draft_confirmed"
    DECISION_SIGNED = "decision_signed"
    RESULT_SEALED = "result_sealed"
    BY_POST = "by_post"
    DISPATCHED = "dispatched"


class Tell(StrEnum):
    """Who gets a message."""

    APPLICANT = "applicant"
    TURN = "turn"  # whoever has the dossier now, or all of the position that it waits for
    CONSULTED = "consulted"


@dataclass(frozen=True, slots=True)
class Transition:
    source: State
    verb: Verb
    target: State
    role: Role | None  # None: the applicant, or who types for them
    needs: tuple[Need, ...] = ()
    agrees: Role | None = None
    signature: Signature = Signature.ACT
    clock: Clock = Clock.GOES_ON
    form: Form | None = None
    tells: tuple[Tell, ...] = ()


S, V, R, N, C, F = State, Verb, Role, Need, Clock, Form
_NONE, _CITIZEN, _TURN = Signature.NONE, (Tell.APPLICANT,), (Tell.TURN,)

# A withdrawal is possible until the result is issued, an extension while somebody of the agency works on it.
_WITHDRAWABLE = (
    S.SUBMITTED, S.INCOMPLETE, S.RECEIVED, S.SUPPLEMENTING, S.OWING, S.SUSPENDED, S.CONFIRMING, S.APPRAISED,
    S.APPROVED,
)  # fmt: skip
_AT_WORK = (S.RECEIVED, S.CONFIRMING, S.APPRAISED, S.APPROVED)
_ANSWERABLE = (S.RECEIVED, S.SUPPLEMENTING, S.OWING, S.SUSPENDED, S.CONFIRMING, S.APPRAISED, S.APPROVED)
_HELD_BY = {
    S.SUBMITTED: R.RECEPTION, S.RECEIVED: R.CASE, S.APPRAISED: R.APPROVER, S.APPROVED: R.CLERK,
    S.SEALED: R.RECEPTION,
}  # fmt: skip

# fmt: off
FIVE_STEP = (
    Transition(S.DRAFT,         V.SUBMIT,         S.SUBMITTED,     None, signature=_NONE, tells=_CITIZEN),

    Transition(S.SUBMITTED,     V.RECEIVE,        S.RECEIVED,      R.RECEPTION, clock=C.STARTS, form=F.RECEIPT, tells=_CITIZEN),
    Transition(S.SUBMITTED,     V.ASK_SUPPLEMENT, S.INCOMPLETE,    R.RECEPTION, (N.NOT_RECEIVED, N.NOT_SUPPLEMENTED), form=F.SUPPLEMENT, tells=_CITIZEN),
    Transition(S.SUBMITTED,     V.ASK_AGAIN,      S.INCOMPLETE,    R.RECEPTION, (N.NOT_RECEIVED, N.SUPPLEMENTED), R.APPROVER, form=F.SUPPLEMENT, tells=_CITIZEN),
    Transition(S.SUBMITTED,     V.REFUSE,         S.REFUSED,       R.RECEPTION, (N.NOT_RECEIVED,), agrees=R.APPROVER, clock=C.STOPS, form=F.REFUSAL, tells=_CITIZEN),
    Transition(S.INCOMPLETE,    V.SUPPLEMENT,     S.SUBMITTED,     None, signature=_NONE, tells=_TURN),
    Transition(S.INCOMPLETE,    V.REFUSE,         S.REFUSED,       R.RECEPTION, (N.NOT_RECEIVED,), agrees=R.APPROVER, clock=C.STOPS, form=F.REFUSAL, tells=_CITIZEN),

    Transition(S.RECEIVED,      V.APPRAISE,       S.APPRAISED,     R.CASE, (N.OPINIONS_IN, N.DRAFT_CONFIRMED)),
    Transition(S.RECEIVED,      V.DENY,           S.APPRAISED,     R.CASE, (N.OPINIONS_IN,)),
    Transition(S.RECEIVED,      V.CONSULT,        S.RECEIVED,      R.CASE, tells=(Tell.CONSULTED,)),
    Transition(S.RECEIVED,      V.SHOW_DRAFT,     S.CONFIRMING,    R.CASE, (N.OPINIONS_IN, N.DRAFT_WANTED), tells=_CITIZEN),
    Transition(S.RECEIVED,      V.ASK_SUPPLEMENT, S.SUPPLEMENTING, R.CASE, (N.NOT_SUPPLEMENTED,), clock=C.PAUSES, form=F.SUPPLEMENT, tells=_CITIZEN),
    Transition(S.RECEIVED,      V.ASK_AGAIN,      S.SUPPLEMENTING, R.CASE, (N.SUPPLEMENTED,), R.APPROVER, clock=C.PAUSES, form=F.SUPPLEMENT, tells=_CITIZEN),
    Transition(S.RECEIVED,      V.CHARGE,         S.OWING,         R.CASE, clock=C.PAUSES, form=F.OBLIGATION, tells=_CITIZEN),
    Transition(S.RECEIVED,      V.SUSPEND,        S.SUSPENDED,     R.CASE, agrees=R.APPROVER, clock=C.PAUSES, form=F.STOP, tells=_CITIZEN),
    Transition(S.RECEIVED,      V.STOP,           S.STOPPED,       R.CASE, agrees=R.APPROVER, clock=C.STOPS, form=F.STOP, tells=_CITIZEN),
    Transition(S.RECEIVED,      V.SEND_BACK,      S.SUBMITTED,     R.CASE, tells=_TURN),
    Transition(S.CONFIRMING,    V.CONFIRM,        S.RECEIVED,      None, signature=_NONE, tells=_TURN),
    Transition(S.CONFIRMING,    V.OBJECT,         S.RECEIVED,      None, signature=_NONE, tells=_TURN),
    Transition(S.SUPPLEMENTING, V.SUPPLEMENT,     S.RECEIVED,      None, signature=_NONE, clock=C.RESUMES, tells=_TURN),
    Transition(S.SUPPLEMENTING, V.STOP,           S.STOPPED,       R.CASE, agrees=R.APPROVER, clock=C.STOPS, form=F.STOP, tells=_CITIZEN),
    Transition(S.OWING,         V.SETTLE,         S.RECEIVED,      R.RECEPTION, clock=C.RESUMES, tells=(Tell.APPLICANT, Tell.TURN)),
    Transition(S.OWING,         V.STOP,           S.STOPPED,       R.CASE, agrees=R.APPROVER, clock=C.STOPS, form=F.STOP, tells=_CITIZEN),
    Transition(S.SUSPENDED,     V.RESUME,         S.RECEIVED,      R.CASE, clock=C.RESUMES, form=F.RESUME, tells=_CITIZEN),
    Transition(S.SUSPENDED,     V.STOP,           S.STOPPED,       R.CASE, agrees=R.APPROVER, clock=C.STOPS, form=F.STOP, tells=_CITIZEN),

    Transition(S.APPRAISED,     V.APPROVE,        S.APPROVED,      R.APPROVER, signature=Signature.PERSONAL),
    Transition(S.APPRAISED,     V.SEND_BACK,      S.RECEIVED,      R.APPROVER, tells=_TURN),
    Transition(S.APPROVED,      V.SEAL,           S.SEALED,        R.CLERK, (N.DECISION_SIGNED,), signature=Signature.SEAL, clock=C.STOPS, tells=_CITIZEN),
    Transition(S.APPROVED,      V.SEND_BACK,      S.APPRAISED,     R.CLERK, tells=_TURN),
    Transition(S.SEALED,        V.RETURN,         S.RETURNED,      R.RECEPTION, (N.RESULT_SEALED, N.DISPATCHED), tells=_CITIZEN),
    Transition(S.SEALED,        V.DISPATCH,       S.SEALED,        R.RECEPTION, (N.RESULT_SEALED, N.BY_POST), tells=_CITIZEN),
    Transition(S.SEALED,        V.CORRECT,        S.RECEIVED,      R.APPROVER, (N.RESULT_SEALED,), clock=C.RESTARTS, tells=_CITIZEN),
    Transition(S.RETURNED,      V.CORRECT,        S.RECEIVED,      R.APPROVER, (N.RESULT_SEALED,), clock=C.RESTARTS, tells=_CITIZEN),

    *(Transition(s, V.WITHDRAW,  S.WITHDRAWN, None, agrees=R.APPROVER, clock=C.STOPS, form=F.WITHDRAWAL, tells=_CITIZEN) for s in _WITHDRAWABLE),
    *(Transition(s, V.EXTEND,    s, R.CASE, agrees=R.APPROVER, clock=C.EXTENDS, form=F.APOLOGY, tells=_CITIZEN) for s in _AT_WORK),
    *(Transition(s, V.ANSWER,    s, R.CASE, tells=_TURN) for s in _ANSWERABLE),
    *(Transition(s, V.TAKE,      s, role) for s, role in _HELD_BY.items()),
    *(Transition(s, V.HAND_OVER, s, role, tells=_TURN) for s, role in _HELD_BY.items()),
)
# fmt: on

STEPS = (V.RECEIVE, V.APPRAISE, V.APPROVE, V.SEAL, V.RETURN)
AS_STEP: dict[str, str] = {V.DENY: V.APPRAISE}  # a proposal not to settle is an appraisal too
ENDS = frozenset({S.RETURNED, S.REFUSED, S.WITHDRAWN, S.STOPPED})
PAUSED = frozenset({S.SUPPLEMENTING, S.OWING, S.SUSPENDED})
BEFORE_RECEPTION = frozenset({S.DRAFT, S.SUBMITTED, S.INCOMPLETE})
APPLICANT = "applicant"  # whose turn it is, where no position's
WITH_APPLICANT = frozenset({S.INCOMPLETE, S.SUPPLEMENTING, S.OWING, S.CONFIRMING})

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
    V.HAND_OVER: _("Chuyển người xử lý"),
    **STEP_NAMES,
    V.ASK_SUPPLEMENT: _("Yêu cầu bổ sung"),
    V.ASK_AGAIN: _("Yêu cầu bổ sung lần nữa"),
    V.SUPPLEMENT: _("Bổ sung hồ sơ"),
    V.REFUSE: _("Từ chối tiếp nhận"),
    V.CONSULT: _("Lấy ý kiến cơ quan khác"),
    V.ANSWER: _("Cho ý kiến"),
    V.SHOW_DRAFT: _("Gửi dự thảo để xác nhận"),
    V.CONFIRM: _("Xác nhận dự thảo"),
    V.OBJECT: _("Đề nghị sửa dự thảo"),
    V.CHARGE: _("Yêu cầu thực hiện nghĩa vụ tài chính"),
    V.SETTLE: _("Ghi nhận đã nộp tiền"),
    V.SUSPEND: _("Tạm dừng giải quyết"),
    V.RESUME: _("Tiếp tục giải quyết"),
    V.STOP: _("Dừng giải quyết"),
    V.WITHDRAW: _("Rút hồ sơ"),
    V.EXTEND: _("Xin lỗi và gia hạn"),
    V.DENY: _("Đề nghị không giải quyết"),
    V.DISPATCH: _("Gửi kết quả qua bưu chính"),
    V.SEND_BACK: _("Chuyển lại bước trước"),
    V.CORRECT: _("Thu hồi để sửa kết quả"),
    V.PROPOSE: _("Trình duyệt"),
    V.DECLINE: _("Không đồng ý"),
    V.ASSIGN: _("Phân công tự động"),
}
STATE_NAMES: "dict[State, StrOrPromise]" = {
    S.DRAFT: _("Bản nháp"),
    S.SUBMITTED: _("Mới đăng ký"),
    S.INCOMPLETE: _("Chờ bổ sung"),
    S.RECEIVED: _("Đang thẩm định"),
    S.SUPPLEMENTING: _("Yêu cầu bổ sung giấy tờ"),
    S.OWING: _("Yêu cầu thực hiện nghĩa vụ tài chính"),
    S.SUSPENDED: _("Tạm dừng xử lý"),
    S.CONFIRMING: _("Chờ xác nhận dự thảo"),
    S.APPRAISED: _("Chờ phê duyệt"),
    S.APPROVED: _("Chờ đóng dấu"),
    S.SEALED: _("Đã xử lý xong"),
    S.RETURNED: _("Đã trả kết quả"),
    S.REFUSED: _("Không được tiếp nhận"),
    S.WITHDRAWN: _("Đã rút hồ sơ"),
    S.STOPPED: _("Dừng xử lý"),
}
