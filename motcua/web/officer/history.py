"""What happened to a dossier, in officers' words, with what each signature is worth."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from motcua.dossiers.queries import CheckedAct
from motcua.dossiers.rules.process import VERB_NAMES, Verb
from motcua.web.ui import words
from motcua.web.ui.shapes import Event

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

NAMES: Mapping[str, StrOrPromise] = {
    **{verb.value: name for verb, name in VERB_NAMES.items()},
    "make-confirmation": _("Lập xác nhận đã nộp hồ sơ"),
    "make-receipt": _("Lập giấy tiếp nhận và hẹn trả kết quả"),
    "make-decision": _("Ký số văn bản kết quả"),
    "make-result": _("Đóng dấu điện tử lên kết quả"),
    "due-soon": _("Nhắc hồ sơ sắp đến hạn"),
    "late": _("Báo hồ sơ quá hạn"),
    "opinion-silent": _("Ghi nhận cơ quan chưa cho ý kiến"),
}
ALTERED: StrOrPromise = _("Dòng này đã bị sửa sau khi ghi.")
UNSIGNED: StrOrPromise = _("Thiếu chữ ký số của người thực hiện.")
OTHER_HAND: StrOrPromise = _("Chữ ký số không phải của người thực hiện.")


def of(acts: Sequence[CheckedAct]) -> list[Event]:
    """Every act, the latest first."""
    return [_event(act) for act in reversed(acts)]


def _event(act: CheckedAct) -> Event:
    entry = act.entry
    return Event(
        at=entry.at,
        title=NAMES.get(entry.verb, entry.verb),
        who=words.as_typed(entry.actor_name),
        note=_note(act),
        signed=act.signature is not None and act.holds,
        fault="" if act.holds else _fault(act),
    )


def _note(act: CheckedAct) -> StrOrPromise:
    """What was decided or asked, for whom, under which number, and what was written."""
    body = act.entry.body
    given = body.get("given") or body.get("proposed") or {}
    parts: list[StrOrPromise] = []
    if body.get("verb") in set(Verb):
        parts.append(VERB_NAMES[Verb(body["verb"])])
    if body.get("for"):
        parts.append(format_html("{} {}", _("thay"), words.as_typed(str(body["for"]["name"]))))
    if act.entry.verb == Verb.HAND_OVER:
        parts.append(words.as_typed(str(given.get("name", ""))))
    if number := body.get("notice") or body.get("number"):
        parts.append(format_html("{} {}", _("Số"), words.as_typed(str(number))))
    if said := body.get("note") or given.get("reason"):
        parts.append(words.as_typed(str(said)))
    return format_html_join(" · ", "{}", ((part,) for part in parts)) if parts else ""


def _fault(act: CheckedAct) -> StrOrPromise:
    if not act.intact:
        return ALTERED
    if act.signature is None:
        return UNSIGNED
    return act.signature.why or OTHER_HAND
