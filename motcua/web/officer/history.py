"""What happened to a dossier, in officers' words, with what each signature is worth."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from motcua.dossiers.queries import CheckedAct
from motcua.dossiers.rules.process import VERB_NAMES
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
    body = act.entry.body
    if body.get("note"):
        return words.as_typed(str(body["note"]))
    if body.get("number"):
        return format_html("{} {}", _("Số"), words.as_typed(str(body["number"])))
    return ""


def _fault(act: CheckedAct) -> StrOrPromise:
    if not act.intact:
        return ALTERED
    if act.signature is None:
        return UNSIGNED
    return act.signature.why or OTHER_HAND
