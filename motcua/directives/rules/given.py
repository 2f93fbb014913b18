"""What is typed into directives and reports: cleaned, and of a size that a reader and a table can bear."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from motcua.kernel.errors import Invalid
from motcua.kernel.text import clean

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

LONGEST: Mapping[str, int] = {
    "subject": 200, "text": 10_000, "evidence": 1000, "note": 4000, "reference": 60, "reason": 1000,
}  # fmt: skip
MOST_UNITS = 500
MOST_FILES = 5
FURTHEST = 366  # days ahead; a deadline beyond is a typing mistake

_EMPTY: "Mapping[str, StrOrPromise]" = {
    "subject": _("Vui lòng ghi trích yếu."),
    "text": _("Vui lòng ghi nội dung chỉ đạo."),
    "note": _("Vui lòng ghi nội dung."),
    "reason": _("Vui lòng ghi lý do."),
}


@dataclass(frozen=True, slots=True)
class Order:
    """A directive as it is written. `evidence` says what the units must show; `due_at` is in working time."""

    subject: str
    text: str
    evidence: str
    due_at: datetime


def checked(values: Mapping[str, str], *, needed: frozenset[str] = frozenset()) -> dict[str, str]:
    """The texts, clean. Raises Invalid with every one that is missing or too long."""
    faults: dict[str, list[StrOrPromise]] = {}
    cleaned: dict[str, str] = {}
    for name, typed in values.items():
        try:
            cleaned[name] = clean(typed)
        except Invalid as refused:
            faults[name] = [refused.message]
            continue
        if name in needed and not cleaned[name]:
            faults[name] = [_EMPTY[name]]
        if len(cleaned[name]) > LONGEST[name]:
            longest = _("Nội dung quá dài. Vui lòng viết tối đa %(most)s ký tự.")
            faults[name] = [longest % {"most": LONGEST[name]}]
    if faults:
        raise Invalid(fields=faults)
    return cleaned


def ahead(due_at: datetime, now: datetime) -> "StrOrPromise | None":
    """What is wrong with this deadline, seen from now; None when nothing is."""
    if due_at <= now:
        return _("Hạn phải ở sau thời điểm này.")
    if (due_at - now).days > FURTHEST:
        return _("Hạn quá xa. Vui lòng chọn ngày trong vòng một năm.")
    return None
