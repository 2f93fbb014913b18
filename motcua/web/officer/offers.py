"""The acts that an officer is offered on a dossier, each with why not where it is refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from motcua.agencies.models import Officer
from motcua.dossiers import queries
from motcua.dossiers.models import Dossier
from motcua.dossiers.rules import acts
from motcua.dossiers.rules.acts import UNMET
from motcua.dossiers.rules.process import VERB_NAMES, Verb

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

SOON_OVER = frozenset(code for code, _sentence in UNMET.values())  # refusals that a job is about to lift

BUTTONS: Mapping[Verb, StrOrPromise] = {
    **VERB_NAMES,
    Verb.RECEIVE: _("Tiếp nhận hồ sơ"),
    Verb.APPRAISE: _("Trình phê duyệt"),
    Verb.APPROVE: _("Phê duyệt và ký số"),
    Verb.SEAL: _("Cấp số và đóng dấu"),
    Verb.SEND_BACK: _("Chuyển lại"),
}
ICONS: Mapping[Verb, str] = {
    Verb.TAKE: "person",
    Verb.RECEIVE: "check",
    Verb.APPRAISE: "send",
    Verb.APPROVE: "seal",
    Verb.SEAL: "seal",
    Verb.RETURN: "send",
    Verb.SEND_BACK: "arrow-left",
}
MEANS: Mapping[Verb, StrOrPromise] = {
    Verb.TAKE: _("Giữ hồ sơ cho mình; đồng nghiệp vẫn xem được."),
    Verb.RECEIVE: _("Hồ sơ đủ và đúng. Thời hạn bắt đầu tính, giấy hẹn được lập và đóng dấu."),
    Verb.APPRAISE: _("Ghi ý kiến và đề xuất, rồi chuyển người phê duyệt."),
    Verb.APPROVE: _("Ký số cá nhân lên văn bản kết quả."),
    Verb.SEAL: _("Lấy số trong năm, ghi ngày hôm nay và đóng dấu điện tử của cơ quan."),
    Verb.RETURN: _("Người nộp tải được kết quả; nếu nhận tại quầy, trao bản giấy trước khi bấm."),
    Verb.SEND_BACK: _("Về người đã làm bước trước, kèm lý do."),
}
NOTES: Mapping[Verb, StrOrPromise] = {
    Verb.APPRAISE: _("Ý kiến thẩm định và đề xuất"),
    Verb.SEND_BACK: _("Lý do chuyển lại"),
}


@dataclass(frozen=True, slots=True)
class Offered:
    """An act as the page shows it. `note_label` is empty where nothing has to be written."""

    verb: Verb
    button: StrOrPromise
    icon: str
    means: StrOrPromise
    variant: str
    why_not: StrOrPromise
    soon: bool  # refused only until a job has done its part
    note_label: StrOrPromise
    note: str
    errors: Sequence[StrOrPromise]
    folded: bool  # shown when asked for: sending back is the exception


def of(
    dossier: Dossier,
    officer: Officer,
    *,
    verb: str = "",
    note: str = "",
    errors: Mapping[str, Sequence[StrOrPromise]],
) -> list[Offered]:
    """What this officer is offered: the step itself first. `note` and `errors` belong to `verb`."""
    found = acts.offers(dossier.case(), queries.hand(officer))
    order = sorted(found, key=lambda offer: (offer.row.verb == Verb.SEND_BACK, offer.row.verb == Verb.TAKE))
    return [_offered(offer, verb, note, errors) for offer in order]


def _offered(
    offer: acts.Offer, verb: str, note: str, errors: Mapping[str, Sequence[StrOrPromise]]
) -> Offered:
    row = offer.row
    here = row.verb == verb
    return Offered(
        verb=row.verb,
        button=BUTTONS[row.verb],
        icon=ICONS[row.verb],
        means=MEANS[row.verb],
        variant="primary" if row.target != row.source and row.verb != Verb.SEND_BACK else "secondary",
        why_not=offer.refusal.message if offer.refusal else "",
        soon=offer.refusal is not None and offer.refusal.code in SOON_OVER,
        note_label=NOTES.get(row.verb, ""),
        note=note if here else "",
        errors=errors.get("note", ()) if here else (),
        folded=row.verb == Verb.SEND_BACK and not here,
    )
