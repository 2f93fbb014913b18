"""Recording when agencies work. Nothing recorded is changed: a later record takes its place."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from motcua.agencies.models import Agency, CalendarDay, WorkWeek
from motcua.agencies.queries import forget_calendars
from motcua.agencies.rules import hours as opening
from motcua.agencies.rules.public import patterns, public_days
from motcua.journal import actions as journal
from motcua.journal.rules import Actor
from motcua.kernel.errors import Invalid

COUNTRY = "vn"


@transaction.atomic
def set_day(
    *,
    agency: Agency | None,
    day: date,
    hours: opening.Written | None = None,
    stands_for: date | None = None,
    name_vi: str,
    name_en: str,
    source: str,
    by: Actor,
    at: datetime,
) -> CalendarDay:
    """What this day is from now on, for an agency and those below it, or for everybody.

    `hours` as `agencies.rules.hours.read` takes them, none when closed, or the usual hours of the day it
    `stands_for`; neither takes back what was recorded before. `source` is the document that says so.
    Due dates that were told stay as they are. Raises Invalid.
    """
    _need({"name_vi": name_vi, "name_en": name_en, "source": source})
    if hours is not None and stands_for is not None:
        raise Invalid(
            _("Hãy chọn giờ làm việc riêng hoặc làm bù theo ngày khác, không chọn cả hai."), code="bad-hours"
        )
    row = CalendarDay.objects.create(
        agency=agency,
        day=day,
        hours=None if hours is None else opening.write(opening.read(hours)),
        stands_for=stands_for,
        name_vi=name_vi,
        name_en=name_en,
        source=source,
        recorded_at=at,
        recorded_by=by.ref,
    )
    body = {
        "day": day.isoformat(),
        "hours": row.hours,
        "stands_for": stands_for and stands_for.isoformat(),
        "name": name_vi,
        "source": source,
    }
    _tell("set-day", agency, body, by, at)
    return row


@transaction.atomic
def set_week(
    *,
    agency: Agency | None,
    pattern: str,
    valid_from: date,
    week: Sequence[opening.Written] | None,
    source: str,
    by: Actor,
    at: datetime,
) -> WorkWeek:
    """The week of this pattern from a day on, for an agency and those below it, or for everybody.

    `week` is the hours of seven days, Monday first; None takes back what was recorded for that first day.
    Raises Invalid.
    """
    _need({"source": source})
    if pattern not in patterns():
        raise Invalid(_("Không có loại lịch làm việc này."), code="no-such-pattern")
    row = WorkWeek.objects.create(
        agency=agency,
        pattern=pattern,
        valid_from=valid_from,
        hours=None if week is None else [opening.write(hours) for hours in opening.read_week(week)],
        source=source,
        recorded_at=at,
        recorded_by=by.ref,
    )
    body = {"pattern": pattern, "from": valid_from.isoformat(), "hours": row.hours, "source": source}
    _tell("set-week", agency, body, by, at)
    return row


@transaction.atomic
def load_calendar(*, by: Actor, at: datetime) -> int:
    """Records the public days that Motcua brings where they differ from those recorded; how many.

    A holiday that the data no longer name is taken back.
    """
    last = {row.day: row for row in CalendarDay.objects.filter(public=True).order_by("recorded_at", "pk")}
    wanted = public_days()
    rows = []
    for day, public in wanted.items():
        row = CalendarDay(
            day=day,
            hours=None if public.hours is None else opening.write(public.hours),
            stands_for=public.stands_for,
            name_vi=public.name.vi,
            name_en=public.name.en,
            source=public.source,
        )
        if day not in last or _facts(last[day]) != _facts(row):
            rows.append(row)
    for day, old in last.items():
        if day not in wanted and (old.hours is not None or old.stands_for is not None):
            rows.append(CalendarDay(day=day, name_vi=old.name_vi, name_en=old.name_en, source=old.source))
    for row in rows:
        row.public, row.recorded_at, row.recorded_by = True, at, by.ref
    if rows:
        CalendarDay.objects.bulk_create(rows)
        body = {"days": [row.day.isoformat() for row in rows]}
        _tell("load-calendar", None, body, by, at)
    return len(rows)


def _facts(row: CalendarDay) -> tuple[Any, ...]:
    return row.hours, row.stands_for, row.name_vi, row.name_en, row.source


def _need(texts: Mapping[str, str]) -> None:
    empty = [name for name, text in texts.items() if not text.strip()]
    if empty:
        raise Invalid(code="required", fields={name: [_("Vui lòng nhập thông tin này.")] for name in empty})


def _tell(verb: str, agency: Agency | None, body: Mapping[str, Any], by: Actor, at: datetime) -> None:
    """Into the journal, and what this process keeps is read anew: now for this act, and when it is done."""
    code = agency.code if agency else ""
    journal.record(by=by, verb=verb, subject=f"calendar:{code or COUNTRY}", at=at, agency=code, body=body)
    forget_calendars()
    transaction.on_commit(forget_calendars)
