"""motcua due: when a time limit ends, with the arithmetic."""

import json
import re
import sys
from argparse import Namespace
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime, time
from typing import Any

from babel.dates import format_date, format_datetime
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from motcua.agencies import queries as agencies
from motcua.agencies.rules import recorded, worktime
from motcua.agencies.rules.public import OFFICE, YEARS
from motcua.catalogue import queries as catalogue
from motcua.catalogue.rules.definition import Channel, ChannelTerms, Limit, Procedure, TimeUnit
from motcua.kernel import clock
from motcua.kernel.errors import Invalid, MotcuaError, NotFound

LANGUAGES = {"vi": "vi", "en": "en_GB"}  # ours, and whose way to write dates
MISUSED = 2  # exit code for what was typed wrong, as argparse has it


def run(options: Namespace) -> int:
    """Exit code 0, or 2 after one line on stderr when the arguments make no sense."""
    return said(options, lambda: _run(options))


def said(options: Namespace, work: Callable[[], None]) -> int:
    """Does the work in the language asked for; a refusal is one line."""
    if options.language not in LANGUAGES:
        print("--language: vi, en", file=sys.stderr)
        return MISUSED
    with translation.override(options.language):
        try:
            work()
        except MotcuaError as error:
            print(error.message, file=sys.stderr)
            return MISUSED
    return 0


def _run(options: Namespace) -> None:
    start = moment(options.start)
    procedure = _procedure(options.procedure, start) if options.procedure else None
    terms = _terms(procedure, options.channel)
    limit = _limit(options.limit, terms)
    calendar = calendar_of(options, procedure.calendar if procedure else OFFICE)
    cut_off = procedure.cut_off if procedure else None
    try:
        counted = worktime.explain(calendar, start, limit.amount, limit.unit, cut_off)
    except ValueError as error:
        raise Invalid(_("Thời hạn %(limit)s quá dài để tính.") % {"limit": written(limit)}) from error
    within(counted.due)
    if options.json:
        print(json.dumps(_facts(counted, limit), ensure_ascii=False, indent=2))
    else:
        print("\n".join(_lines(counted, limit, cut_off)))


def _facts(counted: worktime.Arithmetic, limit: Limit) -> Mapping[str, Any]:
    return {
        "start": counted.start.isoformat(),
        "limit": written(limit),
        "due": counted.due.isoformat(),
        "counts_from": counted.counts_from.isoformat(),
        "after_cut_off": counted.after_cut_off,
        "working_minutes": counted.working_minutes,
        "days": [
            {"date": one.day.isoformat(), "minutes": one.minutes, "total": one.total} for one in counted.days
        ],
        "skipped": _named(counted.skipped),
        "special": _named(counted.special),
    }


def _named(days: Iterable[worktime.DayOff]) -> list[Mapping[str, str]]:
    return [{"date": one.day.isoformat(), "name": str(one.name)} for one in days]


def _lines(counted: worktime.Arithmetic, limit: Limit, cut_off: time | None) -> Iterator[str]:
    yield _("Bắt đầu: %(when)s") % {"when": when(counted.start)}
    yield _("Thời hạn: %(limit)s") % {"limit": _in_words(limit)}
    if counted.after_cut_off:
        yield _("Sau %(time)s: tính từ ngày làm việc tiếp theo.") % {"time": f"{cut_off:%H:%M}"}
    if counted.counts_from != counted.start:
        yield _("Tính từ: %(when)s") % {"when": when(counted.counts_from)}
    if counted.days:
        yield _("Ngày được tính:")
        special = {one.day: one.name for one in counted.special}
        for one in counted.days:
            values = {"day": day(one.day), "minutes": one.minutes, "total": one.total}
            line = _("  %(day)s: %(minutes)d phút, cộng dồn %(total)d phút") % values
            yield f"{line} ({special[one.day]})" if special.get(one.day) else line
    if counted.skipped:
        yield _("Ngày không tính:")
        for off in counted.skipped:
            yield f"  {day(off.day)}: {off.name or _('ngày nghỉ hằng tuần')}"
    yield _("Hạn trả kết quả: %(when)s") % {"when": when(counted.due)}


def _in_words(limit: Limit) -> str:
    words = {
        TimeUnit.WORKING_DAY: ngettext("%d ngày làm việc", "%d ngày làm việc", limit.amount),
        TimeUnit.DAY: ngettext("%d ngày", "%d ngày", limit.amount),
        TimeUnit.HOUR: ngettext("%d giờ làm việc", "%d giờ làm việc", limit.amount),
        TimeUnit.MONTH: ngettext("%d tháng", "%d tháng", limit.amount),
    }
    return words[limit.unit] % limit.amount


def _procedure(code: str, start: datetime) -> Procedure:
    try:
        return catalogue.current(code, on=clock.day(start)).procedure
    except NotFound as error:
        values = {"code": code, "day": day(clock.day(start))}
        raise NotFound(_("Không có thủ tục %(code)s áp dụng vào %(day)s.") % values) from error


def _terms(procedure: Procedure | None, channel: str | None) -> ChannelTerms | None:
    """What the channel takes; without a channel, online, or the first that the procedure offers."""
    if channel is not None and channel not in set(Channel):
        raise Invalid(_("--channel: chọn online, direct hoặc postal."))
    if procedure is None:
        if channel is not None:
            raise Invalid(_("--channel chỉ dùng cùng với --procedure."))
        return None
    terms = procedure.terms(Channel(channel or Channel.ONLINE))
    if terms is None and channel is None:
        terms = procedure.channels[0]
    if terms is None:
        raise Invalid(_("Thủ tục này không nhận hồ sơ theo hình thức bạn chọn."))
    return terms


def _limit(text: str | None, terms: ChannelTerms | None) -> Limit:
    if text is None:
        if terms is None:
            raise Invalid(_("Hãy ghi thời hạn, ví dụ 3wd, hoặc chọn thủ tục bằng --procedure."))
        return terms.limit
    found = re.fullmatch(r"([1-9][0-9]{0,3})(wd|d|h|mo)", text)
    if found is None:
        raise Invalid(_("Không hiểu thời hạn “%(text)s”. Ví dụ: 3wd, 15d, 8h, 1mo.") % {"text": text})
    return Limit(int(found[1]), TimeUnit(found[2]))


def written(limit: Limit) -> str:
    """As it is typed: 3wd."""
    return f"{limit.amount}{limit.unit}"


def moment(text: str) -> datetime:
    """The moment that was typed, on Hanoi's clock unless it names another zone. Raises Invalid."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise Invalid(
            _("Không hiểu thời điểm “%(text)s”. Ví dụ: 2026-02-13T16:30.") % {"text": text}
        ) from error
    return within(found if found.tzinfo else found.replace(tzinfo=clock.HANOI))


def within(found: datetime) -> datetime:
    """The same moment, where public holidays are known. Raises Invalid."""
    if found.year not in YEARS or clock.local(found).year not in YEARS:
        raise Invalid(
            _("Lịch làm việc chỉ có từ năm %(first)d đến năm %(last)d.")
            % {"first": YEARS[0], "last": YEARS[-1]}
        )
    return found


def calendar_of(options: Namespace, pattern: str = OFFICE) -> worktime.Calendar:
    """The calendar that the options name; of the country where nothing needs the database."""
    if all(getattr(options, name, None) is None for name in ("agency", "procedure", "known_at")):
        return recorded.country(pattern)
    known_at = moment(options.known_at) if options.known_at is not None else None
    try:
        agency = agencies.site() if options.agency is None else agencies.agency(options.agency)
    except NotFound as error:
        raise NotFound(
            _("Không có cơ quan nào mang mã %(code)s.") % {"code": options.agency or "-"}
        ) from error
    return agencies.working_calendar(agency, at=clock.now(), pattern=pattern, known_at=known_at)


def when(moment: datetime) -> str:
    """16:30 Thứ Sáu 13/02/2026, or as the language in use has it."""
    pattern = "HH:mm EEEE d MMMM yyyy" if _locale() == "en_GB" else "HH:mm EEEE dd/MM/yyyy"
    return format_datetime(moment, pattern, tzinfo=clock.HANOI, locale=_locale())


def day(moment: date) -> str:
    """Thứ Sáu 13/02/2026, or as the language in use has it."""
    pattern = "EEEE d MMMM yyyy" if _locale() == "en_GB" else "EEEE dd/MM/yyyy"
    return format_date(moment, pattern, locale=_locale())


def _locale() -> str:
    return LANGUAGES[translation.get_language() or "vi"]
