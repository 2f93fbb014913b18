"""Values of the slices as people read them: limits, channels, agencies, where a dossier stands."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import TYPE_CHECKING, Any

from django.utils.html import format_html, format_html_join
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext_lazy as _

from motcua.agencies.models import Agency
from motcua.agencies.rules.calendars import Calendar
from motcua.catalogue.rules.definition import (
    ApplicantKind,
    Channel,
    ChannelTerms,
    Fee,
    Level,
    Limit,
    ServiceLevel,
    Text,
    TimeUnit,
)
from motcua.dossiers import queries as dossiers
from motcua.dossiers.models import Dossier
from motcua.dossiers.rules import deadlines
from motcua.dossiers.rules.deadlines import Pace
from motcua.dossiers.rules.process import STEP_NAMES
from motcua.journal.models import Entry
from motcua.kernel.clock import local
from motcua.kernel.money import format_dong
from motcua.web.ui.shapes import Clock, Progress, Row, Step

if TYPE_CHECKING:
    from django.utils.safestring import SafeString
    from django_stubs_ext import StrOrPromise

# Runs of words with letters that English lacks.
_STRANGE = re.compile(r"((?:[^\W\d_]*[^\x00-\x7f][^\W\d_]*)(?:\s+[^\W\d_]*[^\x00-\x7f][^\W\d_]*)*)")

CHANNELS: Mapping[Channel, StrOrPromise] = {
    Channel.ONLINE: _("Trực tuyến"),
    Channel.DIRECT: _("Trực tiếp"),
    Channel.POSTAL: _("Dịch vụ bưu chính công ích"),
}
LEVELS: Mapping[Level, StrOrPromise] = {
    Level.COMMUNE: _("Cấp xã"),
    Level.PROVINCE: _("Cấp tỉnh"),
    Level.MINISTRY: _("Cấp bộ"),
}
SERVICE_LEVELS: Mapping[ServiceLevel, StrOrPromise] = {
    ServiceLevel.WHOLE: _("Toàn trình"),
    ServiceLevel.PARTIAL: _("Một phần"),
    ServiceLevel.INFORMATION: _("Cung cấp thông tin"),
}
APPLICANTS: Mapping[ApplicantKind, StrOrPromise] = {
    ApplicantKind.CITIZEN: _("Công dân"),
    ApplicantKind.BUSINESS: _("Doanh nghiệp"),
    ApplicantKind.STATE_AGENCY: _("Cơ quan nhà nước"),
    ApplicantKind.ORGANISATION: _("Tổ chức khác"),
}
CLOCKS: Mapping[Pace, Clock] = {
    Pace.ON_TRACK: Clock.ON_TRACK,
    Pace.DUE_SOON: Clock.SOON,
    Pace.LATE: Clock.LATE,
    Pace.PAUSED: Clock.STOPPED,
    Pace.DONE: Clock.FINISHED,
    Pace.DONE_LATE: Clock.FINISHED,
}


@dataclass(frozen=True, slots=True)
class AnsweredTable:
    """A table of an e-form as it was answered; `cells` are rows of (head, value)."""

    label: str
    head: list[str]
    cells: list[list[tuple[str, str]]]


@dataclass(frozen=True, slots=True)
class Answered:
    """A section of an e-form as it was answered."""

    name: str
    title: str
    rows: list[Row]
    tables: list[AnsweredTable]


def english() -> bool:
    """Whether the reader reads English."""
    return (get_language() or "vi").startswith("en")


def vietnamese(text: str) -> SafeString:
    """Text that exists in Vietnamese only, marked so that a screen reader pronounces it right."""
    return format_html('<span lang="vi">{}</span>', text)


def as_typed(text: str) -> str | SafeString:
    """What somebody typed or chose, marked as Vietnamese where it has letters that English lacks."""
    return text if text.isascii() else vietnamese(text)


def joined(parts: Sequence[str]) -> str:
    """A list in a sentence: "một, hai và ba"."""
    if len(parts) < 2:
        return "".join(parts)
    return str(_("%(first)s và %(last)s") % {"first": ", ".join(parts[:-1]), "last": parts[-1]})


def agency(one: Agency) -> str:
    """The agency's name in the language of the reader; in an English one, its Vietnamese words are marked."""
    return named(Text(one.name_vi, one.name_en))


def named(name: Text) -> str:
    """A name of an agency, as `agency`."""
    if not english():
        return name.vi
    parts = enumerate(_STRANGE.split(name.en))  # what the pattern found has odd places
    return format_html_join("", "{}", ((vietnamese(part) if n % 2 else part,) for n, part in parts))


def limit(given: Limit) -> str:
    """A time limit: "3 ngày làm việc"."""
    amount = given.amount
    match given.unit:
        case TimeUnit.WORKING_DAY:
            words = ngettext("%(amount)d ngày làm việc", "%(amount)d ngày làm việc", amount)
        case TimeUnit.DAY:
            words = ngettext("%(amount)d ngày", "%(amount)d ngày", amount)
        case TimeUnit.HOUR:
            words = ngettext("%(amount)d giờ làm việc", "%(amount)d giờ làm việc", amount)
        case TimeUnit.MONTH:
            words = ngettext("%(amount)d tháng", "%(amount)d tháng", amount)
    return words % {"amount": amount}


def money(dong: int) -> str:
    """An amount: "8.000 đ", in English "VND 8,000"."""
    return f"VND {dong:,}" if english() else format_dong(dong)


def fee(one: Fee) -> str:
    """A fee: "Lệ phí: 8.000 đ", in English "Fee: VND 8,000"."""
    return f"{one.name}: {money(one.amount)}"


def fees(terms: ChannelTerms) -> list[str]:
    """What this channel costs, a line for each fee; one line that says so where it is free."""
    if not terms.fees:
        return [str(_("Không thu phí") if terms.note is None else _("Theo ghi chú"))]
    return [fee(one) for one in terms.fees]


def moment(at: datetime) -> str:
    """As it is written in Vietnam: "17:00 ngày 24/11/2026"."""
    when = local(at)
    return str(_("%(time)s ngày %(day)s")) % {"time": f"{when:%H:%M}", "day": f"{when:%d/%m/%Y}"}


def day(on: date) -> str:
    """ "24/11/2026"."""
    return f"{on:%d/%m/%Y}"


WEEKDAYS: tuple[StrOrPromise, ...] = (
    _("thứ Hai"), _("thứ Ba"), _("thứ Tư"), _("thứ Năm"), _("thứ Sáu"), _("thứ Bảy"), _("Chủ nhật"),
)  # fmt: skip


def opening(calendar: Calendar, on: date) -> str:
    """When an agency is open in the week of this day, days with the same hours together:
    "thứ Hai đến thứ Sáu: 07:00-11:30, 13:30-17:00; thứ Bảy: 07:00-11:30"."""
    monday = on - timedelta(days=on.weekday())
    week = [calendar.usual(monday + timedelta(days=n)) for n in range(len(WEEKDAYS))]
    parts = []
    for hours, group in groupby(range(len(week)), key=lambda n: week[n]):
        days = list(group)
        if hours:
            first, last = WEEKDAYS[days[0]], WEEKDAYS[days[-1]]
            name = first if len(days) == 1 else _("%(first)s đến %(last)s") % {"first": first, "last": last}
            parts.append(f"{name}: " + ", ".join(f"{a:%H:%M}-{b:%H:%M}" for a, b in hours))
    return "; ".join(parts)


def clock(dossier: Dossier, now: datetime) -> tuple[Clock, StrOrPromise]:
    """How a dossier stands against its due date, for `deadline_tag`."""
    pace = deadlines.pace(dossier.due_at, dossier.settled_at, now, paused=dossier.paused_at is not None)
    return CLOCKS[pace], deadlines.PACE_NAMES[pace]


def steps(dossier: Dossier, entries: Sequence[Entry], *, names: bool = False) -> list[Step]:
    """The five steps, with who did them where `names` is true."""
    return [
        Step(
            STEP_NAMES[one.verb],
            Progress.DONE if one.at else Progress.CURRENT if one.current else Progress.NEXT,
            one.at,
            vietnamese(one.name) if names and one.name else "",
        )
        for one in dossiers.progress(dossier, list(entries))
    ]


def answers(shown: Iterable[Mapping[str, Any]]) -> list[Answered]:
    """What `forms.shown` gives, ready for `facts` and for tables whose cells know their heads."""
    return [
        Answered(
            name=section["id"],
            title=section["title"],
            rows=[Row(row["label"], as_typed(row["value"])) for row in section["rows"]],
            tables=[
                AnsweredTable(
                    table["label"],
                    table["head"],
                    [
                        [(head, as_typed(cell)) for head, cell in zip(table["head"], row, strict=True)]
                        for row in table["rows"]
                    ],
                )
                for table in section["tables"]
            ],
        )
        for section in shown
    ]
