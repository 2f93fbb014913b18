"""The arithmetic of a due date in plain words, for citizen, tracking and officer pages alike."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from motcua.agencies.rules.worktime import DAY_MINUTES, Arithmetic, DayOff
from motcua.catalogue.rules.definition import TimeUnit
from motcua.dossiers import queries
from motcua.dossiers.models import Dossier, Notice
from motcua.dossiers.queries import Deadline, Extension, Stretch
from motcua.dossiers.rules.process import ENDS, State
from motcua.kernel.clock import local
from motcua.web.ui import words
from motcua.web.ui.shapes import Clock, Row

if TYPE_CHECKING:
    from django.utils.safestring import SafeString
    from django_stubs_ext import StrOrPromise

FEW = 4  # days off that are named one by one; more of them are counted
FEW_NAMES = 4
HOUR = 60

Address = Callable[[Notice], str]  # of a form's paper, "" where the reader has none

# What a pause waited for, said to the applicant and of them. "%(time)s" is how long.
WAITED: Mapping[tuple[State, bool], StrOrPromise] = {
    (State.SUPPLEMENTING, True): _("%(time)s chờ bạn bổ sung"),
    (State.SUPPLEMENTING, False): _("%(time)s chờ người nộp bổ sung"),
    (State.OWING, True): _("%(time)s chờ bạn nộp tiền"),
    (State.OWING, False): _("%(time)s chờ người nộp thực hiện nghĩa vụ tài chính"),
    (State.SUSPENDED, True): _("%(time)s tạm dừng giải quyết"),
    (State.SUSPENDED, False): _("%(time)s tạm dừng giải quyết"),
}
PAUSES: Mapping[State, StrOrPromise] = {
    State.SUPPLEMENTING: _("Chờ bổ sung hồ sơ"),
    State.OWING: _("Chờ thực hiện nghĩa vụ tài chính"),
    State.SUSPENDED: _("Tạm dừng giải quyết"),
}


@dataclass(frozen=True, slots=True)
class DeadlineStory:
    """`sentence` is the whole in one sentence, `rows` the arithmetic for `facts`, step by step.

    `first_due` is empty where the due date never moved. `kept` is false of what ended without a result: of
    that nobody says whether it was in time.
    """

    label: StrOrPromise
    due: str
    first_due: str
    clock: Clock
    pace: StrOrPromise
    kept: bool
    sentence: str
    rows: list[Row]


def story(
    dossier: Dossier,
    at: datetime,
    *,
    to_applicant: bool = False,
    sent: Sequence[Notice] | None = None,
    paper: Address | None = None,
) -> DeadlineStory:
    """How this dossier stands at `at` and how its due date was counted. At most three queries.

    With `to_applicant` the reader is addressed as the one who applied. `sent` are the dossier's notices
    where the caller has read them, `paper` gives the address of one.
    """
    found = queries.deadline(dossier, sent=sent)
    clock, pace = words.clock(dossier, at)
    return DeadlineStory(
        label=_label(dossier, found),
        due=words.moment(found.due_at),
        first_due=words.moment(found.first_due_at) if found.first_due_at != found.due_at else "",
        clock=clock,
        pace=pace,
        kept=dossier.state not in ENDS - {State.RETURNED},
        sentence=in_a_sentence(dossier, found, to_applicant),
        rows=_rows(dossier, found, paper or (lambda notice: "")),
    )


def _label(dossier: Dossier, found: Deadline) -> StrOrPromise:
    if dossier.paused_at is not None:
        return _("Hạn trả trước khi tạm dừng")
    if dossier.settled_at is None and found.expected:
        return _("Dự kiến trả kết quả")
    return _("Hẹn trả kết quả")


def in_a_sentence(dossier: Dossier, found: Deadline, to_applicant: bool) -> str:
    """ "3 ngày làm việc, không tính 1 ngày làm việc chờ bạn bổ sung, hạn trả 15:00 ngày 26/11/2026"."""
    parts = [words.limit(found.limit)]
    if waited := _waited(found, to_applicant):
        parts.append(str(_("không tính %(what)s") % {"what": words.joined(waited)}))
    if found.extensions:
        count = len(found.extensions)
        parts.append(ngettext("gia hạn %(count)d lần", "gia hạn %(count)d lần", count) % {"count": count})
    if dossier.paused_at is not None:
        parts.append(str(_("đang tạm dừng, hạn trả sẽ được tính lại khi tiếp tục")))
    elif found.expected:
        parts.append(str(_("dự kiến trả %(when)s") % {"when": words.moment(found.due_at)}))
    else:
        parts.append(str(_("hạn trả %(when)s") % {"when": words.moment(found.due_at)}))
    return ", ".join(parts) + "."


def _waited(found: Deadline, to_applicant: bool) -> list[str]:
    """The pauses that ended, together where they had the same reason."""
    lengths: dict[State, list[Stretch]] = {}
    for one in found.pauses:
        if one.ended_at and one.moved:
            lengths.setdefault(one.reason, []).append(one)
    return [
        str(WAITED[reason, to_applicant] % {"time": _together(stretches, found)})
        for reason, stretches in lengths.items()
    ]


def _together(stretches: Sequence[Stretch], found: Deadline) -> str:
    if _by_clock(found):
        return _elapsed(sum((one.elapsed or timedelta() for one in stretches), timedelta()))
    return worked(sum(one.working_minutes or 0 for one in stretches))


def _by_clock(found: Deadline) -> bool:
    return found.limit.unit in (TimeUnit.DAY, TimeUnit.MONTH)


def worked(minutes: int) -> str:
    """Working time as people say it, a day having eight hours: "1 ngày làm việc 2 giờ"."""
    days, rest = divmod(minutes, DAY_MINUTES)
    hours, left = divmod(rest, HOUR)
    parts = []
    if days:
        parts.append(
            ngettext("%(amount)d ngày làm việc", "%(amount)d ngày làm việc", days) % {"amount": days}
        )
    if hours and days:
        parts.append(ngettext("%(amount)d giờ", "%(amount)d giờ", hours) % {"amount": hours})
    elif hours:
        parts.append(
            ngettext("%(amount)d giờ làm việc", "%(amount)d giờ làm việc", hours) % {"amount": hours}
        )
    if left or not parts:
        parts.append(ngettext("%(amount)d phút", "%(amount)d phút", left) % {"amount": left})
    return " ".join(parts)


def _elapsed(time: timedelta) -> str:
    """Time of the clock, as limits of calendar days count it."""
    days, hours = time.days, time.seconds // 3600
    parts = []
    if days:
        parts.append(ngettext("%(amount)d ngày", "%(amount)d ngày", days) % {"amount": days})
    if hours or not days:
        parts.append(ngettext("%(amount)d giờ", "%(amount)d giờ", hours) % {"amount": hours})
    return " ".join(parts)


def _rows(dossier: Dossier, found: Deadline, paper: Address) -> list[Row]:
    rows = [Row(_("Thời hạn giải quyết"), _limit(found)), Row(_("Tính từ"), _start(found))]
    if found.counted and (off := _days_off(found.counted.skipped)):
        rows.append(Row(_("Ngày nghỉ, không tính"), off))
    if found.counted and (special := _special(found.counted)):
        rows.append(Row(_("Ngày làm việc khác thường lệ"), special))
    moved = found.first_due_at != found.due_at or found.pauses or found.extensions
    if moved:
        rows.append(Row(_("Hạn trả ban đầu"), words.moment(found.first_due_at)))
    steps: list[tuple[datetime, Row]] = [
        (one.started_at, Row(PAUSES[one.reason], _pause(one, found, paper))) for one in found.pauses
    ]
    steps += [
        (one.notice.made_at, Row(_("Xin lỗi và gia hạn"), _extended(one, paper))) for one in found.extensions
    ]
    rows += [row for _at, row in sorted(steps, key=lambda step: step[0])]
    if dossier.paused_at is None:
        rows.append(Row(_label(dossier, found), words.moment(found.due_at)))
    else:
        rows.append(Row(_("Còn lại khi tiếp tục"), worked(found.left_minutes or 0)))
    return rows


def _limit(found: Deadline) -> str | SafeString:
    """With the case that the law makes of it, and where the law says so."""
    limit = words.limit(found.limit)
    if found.case is None:
        return limit
    note = str(found.case.note) if found.case.note else str(_("trường hợp đặc biệt"))
    return format_html("{}: {} ({})", limit, note, words.as_typed(found.case.legal))


def _start(found: Deadline) -> str:
    """The first moment that counts, and why it is not the one at which something came in."""
    began = words.moment(found.starts_at)
    if found.corrects:
        return str(_("%(when)s, khi kết quả cũ được thu hồi để sửa") % {"when": began})
    counted = found.counted
    if counted is None or local(counted.counts_from) == local(found.starts_at):
        if found.expected:
            return str(_("%(when)s, khi nộp; tính chính thức từ khi tiếp nhận") % {"when": began})
        return str(_("%(when)s, khi tiếp nhận") % {"when": began})
    values = {"when": words.moment(counted.counts_from), "came": began}
    if counted.after_cut_off and found.procedure.cut_off:
        values["time"] = f"{found.procedure.cut_off:%H:%M}"
        return str(_("%(when)s, vì hồ sơ đến %(came)s, sau %(time)s") % values)
    return str(_("%(when)s, vì hồ sơ đến %(came)s, ngoài giờ làm việc") % values)


def _days_off(days: Sequence[DayOff]) -> str | SafeString:
    """Holidays by their names, weekends by their number where there are many."""
    named: dict[str, list[date]] = {}
    for one in days:
        named.setdefault(str(one.name), []).append(one.day)
    weekend = named.pop("", [])
    parts: list[str | SafeString] = [
        format_html("{} ({})", name, ", ".join(_day(one) for one in found))
        for name, found in list(named.items())[:FEW_NAMES]
    ]
    if len(weekend) > FEW:
        parts.append(
            ngettext("%(count)d ngày nghỉ hằng tuần", "%(count)d ngày nghỉ hằng tuần", len(weekend))
            % {"count": len(weekend)}
        )
    else:
        parts += [_day(one) for one in weekend]
    return format_html_join(", ", "{}", ((part,) for part in parts)) if parts else ""


def _special(counted: Arithmetic) -> str | SafeString:
    """Make-up Saturdays and half days: a few, by date and name."""
    return format_html_join(
        ", ",
        "{} ({})",
        ((_day(one.day), str(one.name) or _("theo lịch của cơ quan")) for one in counted.special[:FEW]),
    )


def _day(day: date) -> str:
    return str(_("%(weekday)s %(day)s") % {"weekday": words.WEEKDAYS[day.weekday()], "day": f"{day:%d/%m}"})


def _pause(one: Stretch, found: Deadline, paper: Address) -> SafeString:
    """From when to when, how much of it would have counted, on which ground, by which paper."""
    began = words.moment(one.started_at)
    if one.ended_at is None:
        span = str(_("từ %(from)s, chưa kết thúc") % {"from": began})
    else:
        length = _together([one], found)
        values = {"from": began, "to": words.moment(one.ended_at), "time": length}
        span = str(_("từ %(from)s đến %(to)s, %(time)s") % values)
        if not one.moved:
            span = str(_("%(span)s; hạn trả đã qua trước đó nên không đổi") % {"span": span})
    return format_html("{}. {}. {}", span, _written(one.notice, paper), _ground(one))


def _written(notice: Notice, paper: Address) -> SafeString:
    """The number of the paper, which leads to it where the reader may have it."""
    number, address = words.as_typed(notice.number), paper(notice)
    linked = format_html('<a class="ds-link" href="{}">{}</a>', address, number) if address else number
    return format_html("{} {}", _("Văn bản"), linked)


def _ground(one: Stretch) -> str | SafeString:
    return format_html("{}: {}", _("Căn cứ"), words.as_typed(one.ground)) if one.ground else ""


def _extended(one: Extension, paper: Address) -> SafeString:
    """The old date, the new one, why, by which paper."""
    moved = _("%(old)s chuyển sang %(new)s") % {
        "old": words.moment(one.old_due),
        "new": words.moment(one.new_due),
    }
    written = _written(one.notice, paper)
    return format_html("{}. {}. {}: {}", moved, written, _("Lý do"), words.as_typed(one.reason))
