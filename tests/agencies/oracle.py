"""The slow truth about working time: every open minute of 2024 to 2028, one after the other.

Knows nothing of the code it judges: weekday hours, and the country's days off typed from the calendars of
those years. A minute is a number, counted from the first of January 2024 on Hanoi's clock.
"""

from array import array
from bisect import bisect_left
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
FIRST, LAST = date(2024, 1, 1), date(2028, 12, 31)
MIDNIGHT = datetime(2024, 1, 1, tzinfo=HANOI)
A_DAY = 24 * 60

MORNING = range(7 * 60, 11 * 60 + 30)
AFTERNOON = range(13 * 60 + 30, 17 * 60)

OFF = {
    2024: "01-01 02-08 02-09 02-12 02-13 02-14 04-18 04-29 04-30 05-01 09-02 09-03",
    2025: "01-01 01-27 01-28 01-29 01-30 01-31 04-07 04-30 05-01 05-02 09-01 09-02",
    2026: "01-01 02-16 02-17 02-18 02-19 02-20 04-27 04-30 05-01 08-31 09-01 09-02 11-24",
    2027: "01-01 02-04 02-05 02-08 02-09 02-10 04-16 04-30 05-03 09-02 09-03 11-24",
    2028: "01-03 01-24 01-25 01-26 01-27 01-28 04-04 05-01 05-02 09-01 09-04 11-24",
}
# On Saturdays a holiday matters only to who works then.
OFF_ON_SATURDAY = "2024-02-10 2025-02-01 2027-02-06 2027-05-01 2028-01-01 2028-01-29 2028-09-02"
MADE_UP = {date(2024, 5, 4), date(2025, 4, 26), date(2026, 8, 22)}

CLOSED = {date.fromisoformat(f"{year}-{day}") for year, days in OFF.items() for day in days.split()}
CLOSED |= {date.fromisoformat(day) for day in OFF_ON_SATURDAY.split()}


class Oracle:
    """An office, with or without Saturday mornings."""

    def __init__(self, *, saturday: bool) -> None:
        self.open = array("l")
        self.closing: dict[date, int] = {}
        for n in range((LAST - FIRST).days + 1):
            day = FIRST + timedelta(days=n)
            if day in CLOSED:
                continue
            if day.weekday() < 5 or day in MADE_UP:
                spans = [MORNING, AFTERNOON]
            elif saturday and day.weekday() == 5:
                spans = [MORNING]
            else:
                continue
            for span in spans:
                self.open.extend(n * A_DAY + minute for minute in span)
            self.closing[day] = self.open[-1] + 1
        self.days = sorted(self.closing)

    def between(self, start: int, end: int) -> int:
        return bisect_left(self.open, end) - bisect_left(self.open, start)

    def add(self, start: int, minutes: int) -> int:
        return self.open[bisect_left(self.open, start) + minutes - 1] + 1

    def subtract(self, end: int, minutes: int) -> int:
        return self.open[bisect_left(self.open, end) - minutes]

    def next_opening(self, start: int) -> int:
        return self.open[bisect_left(self.open, start)]

    def is_open(self, minute: int) -> bool:
        place = bisect_left(self.open, minute)
        return place < len(self.open) and self.open[place] == minute

    def works_until(self, minute: int) -> bool:
        """Whether the minute before this moment is worked, or the one after: not in closed time."""
        return self.is_open(minute) or self.is_open(minute - 1)

    def end_of_working_day(self, day: date) -> int:
        """The closing of this day or the next that works."""
        return self.closing[self.days[bisect_left(self.days, day)]]

    def due(self, start: int, amount: int, unit: str, cut_off: int | None = None) -> int:
        opening = self.next_opening(start)
        day = day_of(opening)
        if unit == "h":
            return self.add(opening, amount * 60)
        if unit == "wd":
            if cut_off is None:
                return self.add(opening, amount * 480)
            late = 1 if opening % A_DAY >= cut_off else 0
            return self.closing[self.days[bisect_left(self.days, day) + amount - 1 + late]]
        if unit == "d":
            end = opening + amount * A_DAY
        else:
            end = opening % A_DAY + A_DAY * (same_day(day, amount) - FIRST).days
        last = day_of(end)
        if last not in self.closing:
            return self.end_of_working_day(last)
        while not self.works_until(end):
            # Lunch: until it opens again. After the end of a short day: back to that end.
            end += 1 if end < self.closing[last] else -1
        return end


def same_day(day: date, months: int) -> date:
    """The same day so many months later, or the last that the month has."""
    number = day.month - 1 + months
    year, month = day.year + number // 12, number % 12 + 1
    for last in range(day.day, 27, -1):
        try:
            return date(year, month, last)
        except ValueError:
            continue
    return date(year, month, day.day)


def day_of(minute: int) -> date:
    return FIRST + timedelta(days=minute // A_DAY)


def moment(minute: int) -> datetime:
    return MIDNIGHT + timedelta(minutes=minute)


def number(at: datetime) -> int:
    """The minute that this moment begins; anything between two minutes is a mistake."""
    whole, rest = divmod(at - MIDNIGHT, timedelta(minutes=1))
    assert not rest
    return whole
