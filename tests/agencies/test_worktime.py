"""Working time: the year 2026 as worked examples, and properties against a count minute by minute."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.agencies.rules.worktime import CLOSED, OFFICE_HOURS, Calendar, due
from motcua.kernel.clock import HANOI

TET = {date(2026, 2, day): CLOSED for day in range(16, 21)}
SWAP = {
    date(2026, 8, 31): CLOSED,
    date(2026, 9, 1): CLOSED,
    date(2026, 9, 2): CLOSED,
    date(2026, 8, 22): OFFICE_HOURS,
}
YEAR = Calendar(exceptions={**TET, **SWAP})


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=HANOI)


@pytest.mark.parametrize(
    ("start", "amount", "unit", "expected"),
    [
        ("2026-03-02T08:00", 3, "wd", "2026-03-05T08:00"),
        ("2026-03-02T07:00", 1, "wd", "2026-03-02T17:00"),  # a whole day ends with that day
        ("2026-03-02T06:00", 1, "wd", "2026-03-02T17:00"),  # before opening counts from opening
        ("2026-03-02T12:00", 1, "h", "2026-03-02T14:30"),  # in the lunch break
        ("2026-03-06T16:00", 2, "h", "2026-03-09T08:00"),  # over a weekend
        ("2026-02-13T16:30", 3, "wd", "2026-02-25T16:30"),  # Friday before Tết: 14 to 22 February are free
        ("2026-08-21T16:00", 1, "wd", "2026-08-22T16:00"),  # the swap Saturday works
        ("2026-08-28T10:00", 1, "wd", "2026-09-03T10:00"),  # Monday 31 August is free instead
        ("2026-03-02T09:00", 5, "d", "2026-03-09T17:00"),  # ends on Saturday: end of Monday
        ("2026-03-02T09:00", 4, "d", "2026-03-06T09:00"),
        ("2026-01-30T09:00", 1, "mo", "2026-03-02T17:00"),  # 28 February is a Saturday
    ],
)
def test_limits_of_2026(start: str, amount: int, unit: str, expected: str) -> None:
    assert due(YEAR, at(start), amount, unit) == at(expected)


@pytest.mark.parametrize(
    ("start", "amount", "expected"),
    [
        ("2026-03-02T14:59", 1, "2026-03-02T17:00"),
        ("2026-03-02T15:00", 1, "2026-03-03T17:00"),
        ("2026-03-06T15:30", 1, "2026-03-09T17:00"),
        ("2026-03-07T09:00", 1, "2026-03-09T17:00"),  # a Saturday
        ("2026-03-02T08:00", 3, "2026-03-04T17:00"),
    ],
)
def test_fifteen_hundred_rule(start: str, amount: int, expected: str) -> None:
    assert due(YEAR, at(start), amount, "wd", cut_off=time(15)) == at(expected)


moments = st.integers(0, 334 * 24 * 60).map(
    lambda minutes: datetime(2026, 1, 1, tzinfo=HANOI) + timedelta(minutes=minutes)
)


def minutes_worked(start: datetime, end: datetime) -> int:
    """The oracle: looks at every minute on its own."""
    count, minute = 0, start
    while minute < end:
        if any(opens <= minute.time() < closes for opens, closes in YEAR.hours(minute.date())):
            count += 1
        minute += timedelta(minutes=1)
    return count


@given(moments, st.integers(0, 6000))
def test_measuring_agrees_with_the_oracle(start: datetime, length: int) -> None:
    end = start + timedelta(minutes=length)
    assert YEAR.between(start, end) == minutes_worked(start, end)
    assert YEAR.between(end, start) == -minutes_worked(start, end)


@given(moments, st.integers(1, 20_000))
def test_adding_and_measuring_are_inverse(start: datetime, minutes: int) -> None:
    assert YEAR.between(start, YEAR.add(start, minutes)) == minutes


@given(moments, st.integers(1, 5000), st.integers(1, 5000))
def test_adding_is_additive_and_monotone(start: datetime, first: int, second: int) -> None:
    assert YEAR.add(YEAR.add(start, first), second) == YEAR.add(start, first + second)
    assert YEAR.add(start, first) < YEAR.add(start, first + second)


@given(moments)
def test_the_next_opening_is_open(start: datetime) -> None:
    opening = YEAR.next_opening(start)
    assert opening >= start
    assert any(opens <= opening.time() < closes for opens, closes in YEAR.hours(opening.date()))


@given(moments, st.integers(1, 40), st.sampled_from(["wd", "h", "d", "mo"]), st.booleans())
def test_due_dates_never_fall_in_closed_time(start: datetime, amount: int, unit: str, rule: bool) -> None:
    end = due(YEAR, start, amount, unit, cut_off=time(15) if rule else None).astimezone(HANOI)
    assert end > start
    if unit in {"wd", "h"}:
        assert any(opens < end.time() <= closes for opens, closes in YEAR.hours(end.date()))
    else:
        assert YEAR.hours(end.date())


def test_a_calendar_that_never_opens_is_a_fault_not_a_loop() -> None:
    with pytest.raises(ValueError, match="does not open"):
        Calendar(week=(CLOSED,) * 7).add(at("2026-03-02T08:00"), 1)
