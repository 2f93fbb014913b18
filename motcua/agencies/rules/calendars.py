"""When an agency works: a week, the dates that differ from it, and pure arithmetic of its working time."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from django.utils.translation import get_language

from motcua.kernel.clock import HANOI

HORIZON = 3660  # days, ten years: beyond it no calendar is known, and one that never opens must end

Hours = tuple[tuple[time, time], ...]
OFFICE_HOURS: Hours = ((time(7), time(11, 30)), (time(13, 30), time(17)))
CLOSED: Hours = ()
Week = tuple[Hours, ...]
WEEK: Week = (*([OFFICE_HOURS] * 5), CLOSED, CLOSED)

_DAY = timedelta(days=1)
_NOTHING = timedelta()


@dataclass(frozen=True, slots=True)
class Name:
    """What a day is called in the two languages; empty where it has no name. `str()` is the reader's."""

    vi: str = ""
    en: str = ""

    def __str__(self) -> str:
        return self.en if (get_language() or "vi").startswith("en") else self.vi

    def __bool__(self) -> bool:
        return bool(self.vi)


@dataclass(frozen=True, slots=True)
class SpecialDay:
    """A date that differs from the week: its hours (none when closed) and why."""

    hours: Hours
    name: Name = field(default_factory=Name)


@lru_cache(maxsize=256)
def length(hours: Hours) -> timedelta:
    """How long these spans are together."""
    return sum((datetime.combine(date.min, b) - datetime.combine(date.min, a) for a, b in hours), _NOTHING)


@dataclass(frozen=True, slots=True)
class Calendar:
    """When an agency works: hours for each weekday (Monday first), and the dates that differ.

    `changes` are later weeks, each with its first day, in order. `exceptions` names holidays and
    compensating days off (no hours), make-up Saturdays and half days. What is given back is on Hanoi's
    clock; a length that does not end within ten years raises ValueError.
    """

    week: Week = WEEK
    changes: tuple[tuple[date, Week], ...] = ()
    exceptions: Mapping[date, SpecialDay] = field(default_factory=dict)

    def hours(self, day: date) -> Hours:
        """The opening spans of this day, in order; none when it is closed."""
        special = self.exceptions.get(day)
        return self.usual(day) if special is None else special.hours

    def usual(self, day: date) -> Hours:
        """The hours that the week of that time has for this weekday, holiday or not."""
        week = self.week
        for since, changed in self.changes:
            if day >= since:
                week = changed
        return week[day.weekday()]

    def name(self, day: date) -> Name:
        """Why this day differs from the week; empty when it does not."""
        special = self.exceptions.get(day)
        return Name() if special is None else special.name

    def open_at(self, moment: datetime) -> bool:
        """Whether the agency works at this moment: from an opening on, until its closing."""
        there = _naive(moment)
        return any(opens <= there < closes for opens, closes in self._spans(there.date()))

    def next_opening(self, moment: datetime) -> datetime:
        """This moment if the agency works, otherwise when it opens next."""
        there = _naive(moment)
        for day in _days(there.date()):
            for opens, closes in self._spans(day):
                if closes > there:
                    return _aware(max(opens, there))
        raise ValueError("this calendar does not open often enough")

    def close_of(self, day: date) -> datetime:
        """The end of the working day `day`, or of the next one when it is closed (Civil Code, art. 148)."""
        for each in _days(day):
            if hours := self.hours(each):
                return datetime.combine(each, hours[-1][1], HANOI)
        raise ValueError("this calendar does not open often enough")

    def add(self, start: datetime, minutes: int) -> datetime:
        """The moment when `minutes` of working time have passed since `start`; 0 gives the next opening.

        A sum that ends with the working day is the end of that day, not the next morning.
        """
        return self.after(start, timedelta(minutes=minutes))

    def after(self, start: datetime, left: timedelta) -> datetime:
        """As `add`, for a working time that is not whole minutes."""
        if left < _NOTHING:
            raise ValueError("working time to add is below zero")
        if not left:
            return self.next_opening(start)
        there = _naive(start)
        for day in _days(there.date()):
            if day > there.date() and left > (whole := length(self.hours(day))):
                left -= whole
                continue
            for opens, closes in self._spans(day):
                begin = max(opens, there)
                if closes <= begin:
                    continue
                if left <= closes - begin:
                    return _aware(begin + left)
                left -= closes - begin
        raise ValueError("this calendar does not open often enough")

    def subtract(self, end: datetime, minutes: int) -> datetime:
        """The latest moment from which `minutes` of working time lead to `end`: the inverse of `add`.

        0 gives `end` itself, or the last closing before it when the agency does not work then.
        """
        if minutes < 0:
            raise ValueError("working time to subtract is below zero")
        left, there = timedelta(minutes=minutes), _naive(end)
        for day in _days(there.date(), -_DAY):
            if day < there.date() and left > (whole := length(self.hours(day))):
                left -= whole
                continue
            for opens, closes in reversed(self._spans(day)):
                finish = min(closes, there)
                if finish <= opens:
                    continue
                if left <= finish - opens:
                    return _aware(finish - left)
                left -= finish - opens
        raise ValueError("this calendar does not open often enough")

    def between(self, start: datetime, end: datetime) -> int:
        """Working minutes from `start` to `end`, rounded down; negative when `end` is before `start`."""
        if end < start:
            return -self.between(end, start)
        return self.worked(start, end) // timedelta(minutes=1)

    def worked(self, start: datetime, end: datetime) -> timedelta:
        """Working time from `start` to `end`, exactly; nothing when `end` is not after `start`."""
        first, last = _naive(start), _naive(end)
        day, sum_ = first.date(), _NOTHING
        while day <= last.date():
            if first.date() < day < last.date():
                sum_ += length(self.hours(day))
            else:
                for opens, closes in self._spans(day):
                    sum_ += max(min(closes, last) - max(opens, first), _NOTHING)
            day += _DAY
        return sum_

    def settle(self, end: datetime) -> datetime:
        """`end` where the agency works or closes then; otherwise the moment by which it must have acted.

        That is the next opening of the same day, its end when none is left, and the end of the next
        working day when the day is closed (Civil Code, art. 148).
        """
        there = _naive(end)
        for opens, closes in self._spans(there.date()):
            if there <= closes:
                return _aware(max(opens, there))
        return self.close_of(there.date())

    def _spans(self, day: date) -> list[tuple[datetime, datetime]]:
        """The opening spans of a day as moments of Hanoi's clock, without its zone: quicker to compare."""
        combine = datetime.combine
        return [(combine(day, opens), combine(day, closes)) for opens, closes in self.hours(day)]


def _days(first: date, step: timedelta = _DAY) -> Iterator[date]:
    day = first
    for _ in range(HORIZON):
        yield day
        day += step


def _naive(moment: datetime) -> datetime:
    return moment.astimezone(HANOI).replace(tzinfo=None)


def _aware(moment: datetime) -> datetime:
    return moment.replace(tzinfo=HANOI)
