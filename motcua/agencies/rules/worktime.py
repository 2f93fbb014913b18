"""Working time: pure arithmetic over a calendar of opening hours, in whole minutes of Vietnam's clock.

Eight working hours make a working day: 07:00-11:30 and 13:30-17:00 (270 + 210 = 480 minutes).
"""

import calendar as months
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from motcua.kernel.clock import HANOI

DAY_MINUTES = 480

Hours = tuple[tuple[time, time], ...]
OFFICE_HOURS: Hours = ((time(7), time(11, 30)), (time(13, 30), time(17)))
CLOSED: Hours = ()
WEEK: tuple[Hours, ...] = (*([OFFICE_HOURS] * 5), CLOSED, CLOSED)


@dataclass(frozen=True, slots=True)
class Calendar:
    """When an agency works: hours for each weekday (Monday first), and the dates that differ.

    `exceptions` names holidays and compensating days off (no hours) and make-up Saturdays (hours).
    """

    week: tuple[Hours, ...] = WEEK
    exceptions: Mapping[date, Hours] = field(default_factory=dict)

    def hours(self, day: date) -> Hours:
        """The opening spans of this day, in order; none when it is closed."""
        return self.exceptions.get(day, self.week[day.weekday()])

    def spans(self, start: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Every opening span from `start` on, the first cut to begin at `start` where it is inside one."""
        day = start.astimezone(HANOI).date()
        for _ in range(3660):  # ten years: a calendar without any opening must end somewhere
            for opens, closes in self.hours(day):
                begin = datetime.combine(day, opens, HANOI)
                end = datetime.combine(day, closes, HANOI)
                if end > start:
                    yield max(begin, start), end
            day += timedelta(days=1)

    def next_opening(self, moment: datetime) -> datetime:
        """This moment if the agency works, otherwise when it opens next."""
        return next(self.spans(moment))[0]

    def add(self, start: datetime, minutes: int) -> datetime:
        """The moment when `minutes` (above zero) of working time have passed since `start`.

        A sum that ends with the working day is the end of that day, not the next morning.
        """
        left = timedelta(minutes=minutes)
        for begin, end in self.spans(start):
            if left <= end - begin:
                return begin + left
            left -= end - begin
        raise ValueError("this calendar does not open often enough")

    def between(self, start: datetime, end: datetime) -> int:
        """Working minutes from `start` to `end`, rounded down; negative when `end` is before `start`."""
        if end < start:
            return -self.between(end, start)
        worked = timedelta()
        for begin, finish in self.spans(start):
            if begin >= end:
                break
            worked += min(finish, end) - begin
        return int(worked.total_seconds() // 60)

    def close_of(self, day: date) -> datetime:
        """The end of the working day `day`, or of the next one when it is closed (Civil Code, art. 148)."""
        for _ in range(3660):
            if hours := self.hours(day):
                return datetime.combine(day, hours[-1][1], HANOI)
            day += timedelta(days=1)
        raise ValueError("this calendar does not open often enough")


def due(calendar: Calendar, start: datetime, amount: int, unit: str, cut_off: time | None = None) -> datetime:
    """When a limit of `amount` of `unit` ("wd", "d", "h", "mo") that starts at `start` ends.

    Working days and hours count working minutes from the next opening. With a `cut_off` (the 15:00 rule)
    days count whole: one that starts before it is the first, one after it starts the next working day,
    and the limit ends with the last day. Calendar days and months end at the same time of day; on a
    closed day, at the end of the next working day.
    """
    opening = calendar.next_opening(start).astimezone(HANOI)
    if unit == "h":
        return calendar.add(opening, amount * 60)
    if unit == "wd":
        if cut_off is None:
            return calendar.add(opening, amount * DAY_MINUTES)
        day = opening.date()
        if opening.time() >= cut_off:
            day = calendar.next_opening(calendar.close_of(day)).astimezone(HANOI).date()
        for _ in range(amount - 1):
            day = calendar.next_opening(calendar.close_of(day)).astimezone(HANOI).date()
        return calendar.close_of(day)
    end = opening + timedelta(days=amount) if unit == "d" else _months_later(opening, amount)
    return end if calendar.hours(end.date()) else calendar.close_of(end.date())


def _months_later(moment: datetime, amount: int) -> datetime:
    """The same day of a later month, or its last day where that month is shorter (31 January + 1 month)."""
    year, month = divmod(moment.year * 12 + moment.month - 1 + amount, 12)
    last = months.monthrange(year, month + 1)[1]
    return moment.replace(year=year, month=month + 1, day=min(moment.day, last))
