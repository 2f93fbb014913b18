"""What a dossier came to: a result and how it reaches the applicant, or an end without one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from motcua.dossiers.models import Dossier
from motcua.dossiers.rules.choices import Delivery
from motcua.dossiers.rules.notices import Form, Refusal, Stop
from motcua.dossiers.rules.process import State, Verb
from motcua.web.citizen.boxes import COMPLAINT, Action, Seen, Todo, hours, reasons
from motcua.web.ui import words
from motcua.web.ui.shapes import Row, Tone

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


def refused(seen: Seen) -> Todo:
    """Not accepted at reception."""
    said = Refusal.from_data(seen.last(Form.REFUSAL))
    sentences = [_("Bạn có thể nộp hồ sơ mới khi đã có đủ điều kiện."), COMPLAINT]
    return Todo(Tone.DANGER, _("Hồ sơ không được tiếp nhận"), sentences, reasons(said.reason))


def stopped(seen: Seen) -> Todo:
    """Stopped without a result."""
    said = Stop.from_data(seen.last(Form.STOP))
    return Todo(Tone.DANGER, _("Hồ sơ đã dừng giải quyết"), [COMPLAINT], reasons(said.reason, said.ground))


def withdrawn(seen: Seen) -> Todo:
    """Withdrawn, with the agency's agreement."""
    return Todo(
        Tone.INFO,
        _("Bạn đã rút hồ sơ"),
        [_("Cơ quan đã đồng ý cho rút. Khi cần, bạn nộp hồ sơ mới.")],
    )


def sealed(seen: Seen) -> Todo:
    """Ready, and on its way to the applicant."""
    dossier = seen.dossier
    match Delivery(dossier.delivery):
        case Delivery.COUNTER:
            return Todo(
                Tone.SUCCESS,
                _("Kết quả đã xong, mời bạn đến nhận"),
                [_("Mang theo giấy tờ tùy thân và mã hồ sơ. Người nhận thay mang giấy ủy quyền.")],
                [Row(_("Nhận tại"), words.agency(dossier.desk)), Row(_("Giờ làm việc"), hours(seen))],
            )
        case Delivery.POST:
            return Todo(
                Tone.SUCCESS, _("Kết quả đã xong, gửi qua bưu chính"), _posting(dossier), _posted(dossier)
            )
        case _:
            return Todo(Tone.SUCCESS, _("Kết quả đã xong"), [_("Bản điện tử sắp có ở trang này để tải về.")])


def _posting(dossier: Dossier) -> list[StrOrPromise]:
    if dossier.tracking_number:
        return [_("Kết quả đã giao cho bưu chính. Dùng mã bưu gửi để theo dõi.")]
    return [_("Kết quả đang chờ giao cho bưu chính.")]


def _posted(dossier: Dossier) -> list[Row]:
    rows = [Row(_("Gửi tới"), words.as_typed(dossier.delivery_address))]
    if dossier.tracking_number:
        rows.append(Row(_("Mã bưu gửi"), words.as_typed(dossier.tracking_number)))
    return rows


def returned(seen: Seen) -> Todo:
    """Handed out: what it says, and where to download it."""
    dossier = seen.dossier
    rows: list[Row] = []
    if dossier.delivery == Delivery.COUNTER and dossier.handed_to and dossier.returned_at:
        rows = [
            Row(_("Người nhận"), words.as_typed(dossier.handed_to)),
            Row(_("Nhận lúc"), words.moment(dossier.returned_at)),
        ]
    elif dossier.delivery == Delivery.POST:
        rows = _posted(dossier)
    download = Action(_("Tải kết quả"), seen.address("paper", "result"), "download")
    actions = [download] if dossier.result_id else []
    if not dossier.negative:
        return Todo(
            Tone.SUCCESS, _("Đã có kết quả"), [_("Bản điện tử tải về ở đây bất cứ lúc nào.")], rows, actions
        )
    denied = [entry for entry in seen.entries if entry.verb == Verb.DENY]
    given = denied[-1].body.get("given", {}) if denied else {}
    return Todo(
        Tone.DANGER,
        _("Đề nghị của bạn không được giải quyết"),
        [_("Văn bản trả lời có chữ ký số và con dấu tải về ở đây."), COMPLAINT],
        [*reasons(given.get("reason", ""), given.get("ground", "")), *rows],
        actions,
    )


def replacing(seen: Seen) -> Todo:
    """What was issued before does not count any more; the new one, or that it is still to come."""
    dossier, old = seen.dossier, seen.replaced[-1]
    rows = [
        Row(_("Kết quả cũ"), numbered(old.number, words.day(old.issued_on))),
        *reasons(old.reason),
    ]
    shown = dossier.state == State.RETURNED and dossier.issued_on is not None
    if shown and dossier.issued_on:
        new = numbered(dossier.number, words.day(dossier.issued_on))
        rows.insert(1, Row(_("Thay bằng"), new, seen.address("paper", "result")))
        return Todo(Tone.WARNING, _("Kết quả cũ đã được thay thế, đừng dùng nữa"), rows=rows)
    return Todo(
        Tone.WARNING,
        _("Kết quả cũ đã được thu hồi để sửa"),
        [_("Đừng dùng bản cũ. Bản mới thay thế sẽ có ở trang này.")],
        rows,
    )


def numbered(number: str, day: str) -> str:
    """ "số 12/GXN-UBND ngày 24/11/2026"."""
    return format_html(str(_("số {number} ngày {day}")), number=words.as_typed(number), day=day)
