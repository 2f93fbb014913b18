"""What the applicant has to do now, and what has become of the dossier: it stands first on its page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from motcua.dossiers.rules.notices import Form, Obligation, Supplement
from motcua.dossiers.rules.process import State
from motcua.dossiers.rules.supplementing import places
from motcua.web.citizen import outcomes
from motcua.web.citizen.boxes import COMPLAINT, Action, Seen, Todo, hours, reasons
from motcua.web.ui import words
from motcua.web.ui.shapes import Row, Tone

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


def of(seen: Seen) -> list[Todo]:
    """The boxes of this dossier, the most important first."""
    boxes = [BOXES[State(seen.dossier.state)](seen)]
    if asked := _withdrawing(seen):
        boxes.append(asked)
    if seen.replaced:
        boxes.append(outcomes.replacing(seen))
    return boxes


def _waits(sentence: StrOrPromise) -> Callable[[Seen], Todo]:
    """Nothing to do for the applicant."""
    return lambda seen: Todo(Tone.INFO, _("Bạn chưa phải làm gì"), [sentence])


def _supplement(seen: Seen) -> Todo:
    asked = Supplement.from_data(seen.last(Form.SUPPLEMENT))
    count = len(asked.items)
    many = ngettext(
        "Cơ quan yêu cầu bạn sửa hoặc bổ sung %(count)d mục, chậm nhất ngày %(day)s.",
        "Cơ quan yêu cầu bạn sửa hoặc bổ sung %(count)d mục, chậm nhất ngày %(day)s.",
        count,
    ) % {"count": count, "day": words.day(asked.deadline)}
    paused = _("Trong lúc chờ bạn, thời hạn giải quyết không bị tính.")
    before = _("Thời hạn giải quyết bắt đầu khi hồ sơ đủ và được tiếp nhận.")
    names = _names(seen)
    return Todo(
        Tone.WARNING,
        _("Bạn cần bổ sung hồ sơ"),
        [many, paused if asked.stage == "during" else before],
        [
            Row(names.get(item.path, words.as_typed(item.name)), words.as_typed(item.fault))
            for item in asked.items
        ],
        [Action(_("Bổ sung ngay"), seen.address("supplement"), "arrow-right")],
    )


def _names(seen: Seen) -> Mapping[str, str]:
    """The marked questions and documents in the language of the reader."""
    return {path: str(name) for path, name in places(seen.procedure).items()}


def _pay(seen: Seen) -> Todo:
    owed = Obligation.from_data(seen.last(Form.OBLIGATION))
    rows = [Row(words.as_typed(one.name), words.money(one.amount)) for one in owed.items]
    if len(rows) > 1:
        rows.append(Row(_("Tổng cộng"), words.money(owed.total)))
    rows += [
        Row(_("Chậm nhất"), words.day(owed.deadline)),
        Row(_("Nộp tại"), words.agency(seen.dossier.desk)),
        Row(_("Giờ làm việc"), hours(seen)),
    ]
    return Todo(
        Tone.WARNING,
        _("Bạn cần nộp tiền"),
        [
            _("Mang theo mã hồ sơ đến Bộ phận Một cửa để nộp. Ở đây chưa nộp trực tuyến được."),
            _("Khi cán bộ ghi nhận bạn đã nộp, hồ sơ được giải quyết tiếp và thời hạn tính tiếp."),
            *([words.as_typed(owed.note)] if owed.note else []),
        ],
        rows,
    )


def _confirm(seen: Seen) -> Todo:
    until = seen.dossier.draft_due_at
    sentences: list[StrOrPromise] = [
        _("Xem kỹ tên, ngày, số trên dự thảo kết quả rồi cho biết đúng hay sai.")
    ]
    if until:
        sentences.append(
            _("Chậm nhất %(when)s. Sau lúc đó, không có ý kiến được coi là đồng ý.")
            % {"when": words.moment(until)}
        )
    return Todo(
        Tone.WARNING,
        _("Bạn cần xem và xác nhận dự thảo"),
        sentences,
        actions=[Action(_("Xem dự thảo"), seen.address("draft_result"), "arrow-right")],
    )


def _suspended(seen: Seen) -> Todo:
    said = seen.last(Form.STOP)
    return Todo(
        Tone.INFO,
        _("Việc giải quyết đang tạm dừng"),
        [_("Bạn chưa phải làm gì. Thời hạn giải quyết không tính trong lúc tạm dừng."), COMPLAINT],
        reasons(said.get("reason", ""), said.get("ground", "")),
    )


BOXES: Mapping[State, Callable[[Seen], Todo]] = {
    State.SUBMITTED: _waits(
        _("Cơ quan đang kiểm tra hồ sơ. Khi tiếp nhận, Giấy tiếp nhận và hẹn trả kết quả sẽ có ở trang này.")
    ),
    State.INCOMPLETE: _supplement,
    State.RECEIVED: _waits(_("Cán bộ chuyên môn đang thẩm định.")),
    State.SUPPLEMENTING: _supplement,
    State.OWING: _pay,
    State.SUSPENDED: _suspended,
    State.CONFIRMING: _confirm,
    State.APPRAISED: _waits(_("Đã thẩm định xong, đang chờ người có thẩm quyền quyết định và ký số.")),
    State.APPROVED: _waits(_("Đã có quyết định và chữ ký số, đang chờ văn thư cấp số và đóng dấu.")),
    State.SEALED: outcomes.sealed,
    State.RETURNED: outcomes.returned,
    State.REFUSED: outcomes.refused,
    State.WITHDRAWN: outcomes.withdrawn,
    State.STOPPED: outcomes.stopped,
}


def _withdrawing(seen: Seen) -> Todo | None:
    """A wish to withdraw that waits, or that was refused and is the last word."""
    asked = seen.withdrawal
    if asked is None or seen.dossier.settled_at is not None:
        return None
    if asked.decided_at is None:
        assert asked.proposed_at
        sentence = _("Bạn đã xin rút hồ sơ lúc %(when)s. Cơ quan chưa trả lời; hồ sơ vẫn được giải quyết.")
        return Todo(
            Tone.INFO,
            _("Đang chờ đồng ý cho rút hồ sơ"),
            [sentence % {"when": words.moment(asked.proposed_at)}],
            reasons(str(asked.body.get("reason", ""))),
        )
    if asked.agreed is False:
        return Todo(
            Tone.WARNING,
            _("Chưa được đồng ý cho rút hồ sơ"),
            [_("Hồ sơ vẫn được giải quyết. Bạn có thể xin rút lần nữa.")],
            reasons(asked.answer),
        )
    return None
