"""Limits: when a time limit ends, where it ends after a pause, and how that was counted.

Eight working hours make a working day: 07:00-11:30 and 13:30-17:00 (270 + 210 = 480 minutes).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from motcua.agencies.rules.calendars import (
    CLOSED,
    HORIZON,
    OFFICE_HOURS,
    WEEK,
    Calendar,
    Hours,
    Name,
    SpecialDay,
)
from motcua.kernel.clock import HANOI

__all__ = [
    "CLOSED", "DAY_MINUTES", "OFFICE_HOURS", "WEEK", "Arithmetic", "Calendar", "DayOff", "DayWorked", "Hours",
    "Name", "SpecialDay", "due", "explain", "resumed",
]  # fmt: skip

DAY_MINUTES = 480
ONE_DAY = timedelta(days=1)


def due(calendar: Calendar, start: datetime, amount: int, unit: str, cut_off: time | None = None) -> datetime:
    """When a limit of `amount` (1 or more) of `unit` ("wd", "d", "h", "mo") that starts at `start` ends.

    Counts from the next opening. Without a cut-off a working day is 480 working minutes and an hour 60,
    however long the days are on which they are worked. With a `cut_off` (the 15:00 rule) working days
    count whole, however short: one that starts before it is the first, one after it starts the next
    working day, and the limit ends with the last day. Calendar days and months end at the same time of
    day, or where `Calendar.settle` moves it. Raises ValueError beyond ten years.
    """
    if amount < 1:
        raise ValueError("a limit is 1 or more")
    opening = calendar.next_opening(start)
    if unit == "h":
        return calendar.add(opening, amount * 60)
    if unit == "wd" and cut_off is None:
        return calendar.add(opening, amount * DAY_MINUTES)
    if unit == "wd":
        day = _first_day(calendar, opening, cut_off)
        for _ in range(amount - 1):
            day = _next_working_day(calendar, day)
            if (day - opening.date()).days > HORIZON:
                raise ValueError("this limit ends beyond the calendar")
        return calendar.close_of(day)
    return calendar.settle(_calendar_end(opening, amount, unit))


def resumed(
    calendar: Calendar, due_at: datetime, paused_at: datetime, resumed_at: datetime, unit: str
) -> datetime:
    """The due date after a pause: what was left when it began is given again from its end.

    For "wd" and "h" that is working time, and pauses one after the other are as one. For "d" and "mo" it
    is the time of the clock, and an end on a closed day moves as in `due`. A due date that had passed
    when the pause began stays. Raises ValueError when the pause ends before it begins.
    """
    if resumed_at < paused_at:
        raise ValueError("a pause ends before it begins")
    if due_at <= paused_at or resumed_at == paused_at:
        return due_at
    if unit in {"wd", "h"}:
        return max(due_at, calendar.after(resumed_at, calendar.worked(paused_at, due_at)))
    return calendar.settle((due_at + (resumed_at - paused_at)).astimezone(HANOI))


class DayWorked(NamedTuple):
    """A day on which a limit was counted, with its working minutes and the sum of all until then."""

    day: date
    minutes: int
    total: int


class DayOff(NamedTuple):
    """A date with its name; a weekend has none."""

    day: date
    name: Name


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """How a due date was counted.

    `counts_from` is the first working moment that counts; `days` are the days worked on the way to `due`
    for working days and hours (none for calendar days and months), `skipped` the closed ones from `start`
    on (for calendar days and months those that moved the end), `special` those worked at other hours than
    the week has, such as a make-up Saturday or a half day.
    """

    start: datetime
    counts_from: datetime
    after_cut_off: bool
    days: tuple[DayWorked, ...]
    skipped: tuple[DayOff, ...]
    special: tuple[DayOff, ...]
    working_minutes: int
    due: datetime


def explain(
    calendar: Calendar, start: datetime, amount: int, unit: str, cut_off: time | None = None
) -> Arithmetic:
    """The same due date as `due` gives, with the days counted and skipped on the way."""
    end = due(calendar, start, amount, unit, cut_off)
    opening = calendar.next_opening(start)
    first = _first_day(calendar, opening, cut_off) if unit == "wd" else opening.date()
    begins = opening if first == opening.date() else calendar.next_opening(_midnight(first))
    by_clock = unit in {"d", "mo"}
    seen_from = _calendar_end(opening, amount, unit).date() if by_clock else start.astimezone(HANOI).date()
    dates = [seen_from + n * ONE_DAY for n in range((end.date() - seen_from).days + 1)]
    return Arithmetic(
        start=start.astimezone(HANOI),
        counts_from=begins,
        after_cut_off=begins != opening,
        days=() if by_clock else tuple(_counted(calendar, begins, end)),
        skipped=tuple(DayOff(day, calendar.name(day)) for day in dates if not calendar.hours(day)),
        special=tuple(
            DayOff(day, calendar.name(day))
            for day in dates
            if calendar.hours(day) and calendar.hours(day) != calendar.usual(day)
        ),
        working_minutes=calendar.between(begins, end),
        due=end,
    )


def _counted(calendar: Calendar, begins: datetime, end: datetime) -> Iterator[DayWorked]:
    """Each day's part of the running sum, so that seconds that begin one day and end another are not lost."""
    worked, total, day = timedelta(), 0, begins.date()
    while day <= end.date():
        worked += calendar.worked(max(begins, _midnight(day)), min(end, _midnight(day + ONE_DAY)))
        until = worked // timedelta(minutes=1)
        if until > total:
            yield DayWorked(day, until - total, until)
        total, day = until, day + ONE_DAY


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), HANOI)


def _first_day(calendar: Calendar, opening: datetime, cut_off: time | None) -> date:
    """The first working day that counts for what came in at `opening`, under the 15:00 rule."""
    day = opening.date()
    return _next_working_day(calendar, day) if cut_off and opening.time() >= cut_off else day


def _calendar_end(opening: datetime, amount: int, unit: str) -> datetime:
    """`amount` days or months later on the clock, whether anybody works then or not.

    Months end on the same day, or on the last where the month is shorter (31 January + 1 month).
    """
    if amount > HORIZON:
        raise ValueError("this limit ends beyond the calendar")
    if unit == "d":
        return opening + timedelta(days=amount)
    if unit != "mo":
        raise ValueError(f"no such unit of a limit: {unit}")
    if amount * 30 > HORIZON:
        raise ValueError("this limit ends beyond the calendar")
    year, month = divmod(opening.year * 12 + opening.month - 1 + amount, 12)
    next_first = date(year + (month == 11), (month + 1) % 12 + 1, 1)
    return opening.replace(year=year, month=month + 1, day=min(opening.day, (next_first - ONE_DAY).day))


def _next_working_day(calendar: Calendar, day: date) -> date:
    return calendar.close_of(day + ONE_DAY).date()
