"""Every act as officers see it, one row each: its button, what it means, where it is offered, its form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from motcua.agencies.rules.kinds import ROLE_NAMES
from motcua.dossiers.rules.choices import STANCE_NAMES, Delivery
from motcua.dossiers.rules.notices import Form
from motcua.dossiers.rules.process import BEFORE_RECEPTION, ENDS, Clock, Transition, Verb
from motcua.web.officer.amended import Amended
from motcua.web.officer.blocks import Block, Charges, Line, Reasons, Scene, note
from motcua.web.officer.contents import paper
from motcua.web.officer.pickers import Agencies, Colleagues, Items, NewDue

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class Group(StrEnum):
    """Under which heading an act is offered; those of no group are done on the dossier's own page."""

    COMPLETE = "complete"
    COOPERATE = "cooperate"
    CLOCK = "clock"
    END = "end"
    ASSIGN = "assign"
    APPLICANT = "applicant"


GROUP_NAMES: Mapping[Group, StrOrPromise] = {
    Group.COMPLETE: _("Hoàn thiện hồ sơ"),
    Group.COOPERATE: _("Phối hợp"),
    Group.CLOCK: _("Tạm dừng, gia hạn"),
    Group.END: _("Kết thúc"),
    Group.ASSIGN: _("Phân công"),
    Group.APPLICANT: _("Thay người nộp, tại quầy"),
}


@dataclass(frozen=True, slots=True)
class Act:
    """`means` is for whoever presses the button; what follows for others comes from the table's row."""

    button: StrOrPromise
    icon: str
    means: StrOrPromise
    group: Group | None = None
    blocks: tuple[Block, ...] = ()
    danger: bool = False


def _at_counter(scene: Scene) -> bool:
    return scene.dossier.delivery == Delivery.COUNTER


def _applicant(scene: Scene) -> str:
    return scene.dossier.applicant_name


REASON = Line("reason", _("Lý do"), "long_text", max_length=2000)
GROUND = Line("ground", _("Căn cứ pháp lý"), help=_("Điều, khoản, số văn bản."), max_length=500)
DEADLINE = Line(
    "deadline", _("Hạn cuối để người nộp thực hiện"), "date", _("Để trống là 30 ngày."), False, None
)
ACTS: Mapping[Verb, Act] = {
    Verb.RECEIVE: Act(
        _("Tiếp nhận hồ sơ"), "check",
        _("Hồ sơ đủ và đúng. Thời hạn bắt đầu tính, giấy hẹn được lập và đóng dấu."),
    ),
    Verb.SHOW_DRAFT: Act(
        _("Gửi dự thảo để xác nhận"), "send",
        _("Người nộp xem dự thảo kết quả và trả lời; hết hạn mà không trả lời là đồng ý."),
    ),
    Verb.APPRAISE: Act(
        _("Trình phê duyệt"), "send", _("Ghi ý kiến và đề xuất, rồi chuyển người phê duyệt."),
        blocks=(note(_("Ý kiến thẩm định và đề xuất")),),
    ),
    Verb.APPROVE: Act(_("Phê duyệt và ký số"), "seal", _("Ký số cá nhân lên văn bản kết quả.")),
    Verb.SEAL: Act(
        _("Cấp số và đóng dấu"), "seal",
        _("Lấy số trong năm, ghi ngày hôm nay và đóng dấu điện tử của cơ quan."),
    ),
    Verb.RETURN: Act(
        _("Trả kết quả"), "send",
        _("Người nộp tải được kết quả; nếu nhận tại quầy, trao bản giấy trước khi bấm."),
        blocks=(
            Line("handed_to", _("Người nhận bản giấy"), max_length=200, first=_applicant, when=_at_counter),
        ),
    ),
    Verb.RESUME: Act(
        _("Tiếp tục giải quyết"), "arrow-right", _("Việc làm phải tạm dừng đã xong."),
    ),
    Verb.SETTLE: Act(
        _("Ghi nhận đã nộp tiền"), "money", _("Người nộp đã thực hiện nghĩa vụ tài chính."),
        blocks=(Line("receipt", _("Số biên lai hoặc chứng từ"), max_length=100),),
    ),
    Verb.ANSWER: Act(
        _("Gửi ý kiến"), "send", _("Ý kiến có chữ ký số của bạn và được chuyển cho cơ quan hỏi."),
        blocks=(
            Line("stance", _("Cơ quan bạn"), "choice", options=tuple(STANCE_NAMES.items())),
            Line(
                "answer", _("Nội dung ý kiến"), "long_text",
                _("Bắt buộc nếu không đồng ý hoặc có ý kiến khác."), False,
            ),
        ),
    ),
    Verb.TAKE: Act(_("Nhận xử lý"), "person", _("Giữ hồ sơ cho mình; đồng nghiệp vẫn xem được.")),
    Verb.ASK_SUPPLEMENT: Act(
        _("Gửi yêu cầu bổ sung"), "send", _("Đánh dấu từng mục sai hoặc thiếu và ghi rõ cần sửa gì."),
        Group.COMPLETE, (Items(), note(_("Hướng dẫn thêm"), required=False), DEADLINE),
    ),
    Verb.ASK_AGAIN: Act(
        _("Trình yêu cầu bổ sung lần nữa"), "send",
        _("Hồ sơ chỉ nên bổ sung một lần. Lần nữa cần lý do và người phê duyệt đồng ý."),
        Group.COMPLETE, (Items(), note(_("Vì sao phải yêu cầu bổ sung lần nữa")), DEADLINE),
    ),
    Verb.CHARGE: Act(
        _("Gửi yêu cầu nộp tiền"), "money", _("Ghi từng khoản người nộp phải nộp, bằng đồng."),
        Group.COMPLETE, (Charges(), note(_("Hướng dẫn nộp"), required=False), DEADLINE),
    ),
    Verb.SEND_BACK: Act(
        _("Chuyển lại"), "arrow-left", _("Về người đã làm bước trước, kèm lý do."),
        Group.COMPLETE, (note(_("Lý do chuyển lại")),),
    ),
    Verb.CORRECT: Act(
        _("Thu hồi và sửa"), "arrow-left",
        _("Kết quả đã ban hành được lưu và ghi là đã thay thế; hồ sơ quay lại để làm bản mới."),
        Group.COMPLETE, (note(_("Kết quả sai ở đâu, vì sao phải sửa")),), danger=True,
    ),
    Verb.CONSULT: Act(
        _("Gửi câu hỏi"), "send", _("Hỏi một hoặc nhiều cơ quan cùng lúc."),
        Group.COOPERATE,
        (
            Line("question", _("Nội dung cần hỏi ý kiến"), "long_text"),
            Agencies(),
            Line("deadline", _("Hạn trả lời"), "date", _("Để trống là 5 ngày làm việc."), False, None),
        ),
    ),
    Verb.DISPATCH: Act(
        _("Ghi nhận đã gửi"), "send",
        _("Bản giấy đã giao cho bưu điện; người nộp theo dõi được bằng mã bưu gửi."),
        Group.COOPERATE, (Line("tracking", _("Mã bưu gửi"), max_length=60),),
    ),
    Verb.SUSPEND: Act(
        _("Trình tạm dừng"), "clock",
        _("Chỉ tạm dừng khi pháp luật cho phép; việc nội bộ không phải là lý do."),
        Group.CLOCK, (REASON, GROUND),
    ),
    Verb.EXTEND: Act(
        _("Trình xin lỗi và gia hạn"), "calendar",
        _("Văn bản xin lỗi nêu lý do và ngày hẹn mới, gửi người nộp sau khi được duyệt."),
        Group.CLOCK, (Reasons(), NewDue()),
    ),
    Verb.REFUSE: Act(
        _("Trình từ chối tiếp nhận"), "remove", _("Nêu rõ lý do và quy định để người nộp biết phải làm gì."),
        Group.END, (Line("reason", _("Lý do từ chối, căn cứ vào quy định nào"), "long_text"),), danger=True,
    ),
    Verb.DENY: Act(
        _("Trình không giải quyết"), "send",
        _("Người phê duyệt ký, văn thư đóng dấu thông báo không giải quyết thay cho kết quả."),
        Group.END, (REASON, GROUND), danger=True,
    ),
    Verb.STOP: Act(
        _("Trình dừng giải quyết"), "remove", _("Hồ sơ kết thúc mà không có kết quả."),
        Group.END, (REASON, GROUND), danger=True,
    ),
    Verb.HAND_OVER: Act(
        _("Chuyển hồ sơ"), "person", _("Đồng nghiệp cùng vị trí làm tiếp; những gì đã làm được giữ nguyên."),
        Group.ASSIGN, (Colleagues(), note(_("Lời nhắn"), required=False)),
    ),
    Verb.SUPPLEMENT: Act(
        _("Nhận bổ sung"), "check", _("Nhập những gì người nộp mang đến cho các mục đã yêu cầu."),
        Group.APPLICANT, (Amended(),),
    ),
    Verb.CONFIRM: Act(
        _("Ghi nhận đồng ý"), "check", _("Người nộp đã xem dự thảo tại quầy và đồng ý."), Group.APPLICANT,
    ),
    Verb.OBJECT: Act(
        _("Ghi nhận đề nghị sửa"), "arrow-left", _("Người nộp đã xem dự thảo tại quầy và muốn sửa."),
        Group.APPLICANT, (note(_("Chỗ cần sửa trong dự thảo")),),
    ),
    Verb.WITHDRAW: Act(
        _("Trình đơn rút hồ sơ"), "remove", _("Người nộp trực tiếp đề nghị rút hồ sơ."),
        Group.APPLICANT, (Line("reason", _("Lý do người nộp nêu"), "long_text"),), danger=True,
    ),
}  # fmt: skip

_CLOCK: Mapping[Clock, StrOrPromise] = {
    Clock.PAUSES: _("Thời hạn giải quyết tạm dừng đến khi việc này xong, rồi tính tiếp phần còn lại."),
    Clock.RESUMES: _("Thời hạn tính tiếp: phần chưa dùng được cộng từ lúc này."),
    Clock.EXTENDS: _("Ngày hẹn trả lùi đến ngày mới; ngày hẹn đầu vẫn được lưu và hiện cho người nộp."),
    Clock.RESTARTS: _("Thời hạn giải quyết tính lại từ đầu."),
}  # fmt: skip


def follows(row: Transition) -> list[StrOrPromise]:
    """What happens next, in sentences: who has to agree, what the applicant receives, what the clock does."""
    found: list[StrOrPromise] = []
    if row.agrees:
        found.append(
            format_lazy(
                _("Chưa có hiệu lực ngay: {who} đồng ý thì mới thực hiện."), who=ROLE_NAMES[row.agrees]
            )
        )
    if row.form and row.form != Form.RECEIPT:
        found.append(format_lazy(_("Người nộp nhận: {paper}, có chữ ký số và dấu."), paper=paper(row.form)))
    if row.clock in _CLOCK:
        found.append(_CLOCK[row.clock])
    elif row.verb in (Verb.ASK_SUPPLEMENT, Verb.ASK_AGAIN) and row.source in BEFORE_RECEPTION:
        found.append(_("Hồ sơ chưa được tiếp nhận nên thời hạn chưa tính."))
    if row.target in ENDS and row.verb != Verb.RETURN:
        found.append(_("Hồ sơ kết thúc."))
    return found
