"""Deadlines over weekends, Tết, the swap Saturday of 2026, half days, and the 15:00 rule."""

from datetime import date, datetime, time, timedelta

import pytest
from django.utils import translation

from motcua.agencies.rules import recorded
from motcua.agencies.rules.worktime import (
    CLOSED,
    OFFICE_HOURS,
    WEEK,
    Calendar,
    Name,
    SpecialDay,
    due,
    explain,
    resumed,
)
from motcua.kernel.clock import HANOI

COUNTRY = recorded.country()
SATURDAYS = recorded.country("saturday")
MORNING = OFFICE_HOURS[:1]


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
        ("2026-04-24T16:00", 2, "h", "2026-04-28T08:00"),  # Hùng Kings on a Sunday: Monday is free
        ("2026-04-29T16:00", 2, "h", "2026-05-04T08:00"),  # 30 April and 1 May
        ("2026-03-02T09:00", 5, "d", "2026-03-09T17:00"),  # ends on Saturday: end of Monday
        ("2026-03-02T09:00", 4, "d", "2026-03-06T09:00"),
        ("2026-01-30T09:00", 1, "mo", "2026-03-02T17:00"),  # 28 February is a Saturday
        ("2026-01-31T09:00", 13, "mo", "2027-03-02T07:00"),  # a Saturday: counts from Monday 2 February
        ("2026-11-30T09:00", 1, "mo", "2026-12-30T09:00"),
        ("2026-12-31T09:00", 2, "mo", "2027-03-01T17:00"),  # February has 28 days, the last a Sunday
    ],
)
def test_limits_of_2026(start: str, amount: int, unit: str, expected: str) -> None:
    assert due(COUNTRY, at(start), amount, unit) == at(expected)


@pytest.mark.parametrize(
    ("start", "amount", "expected"),
    [
        ("2026-03-02T14:59", 1, "2026-03-02T17:00"),
        ("2026-03-02T15:00", 1, "2026-03-03T17:00"),
        ("2026-03-06T15:30", 1, "2026-03-09T17:00"),
        ("2026-03-07T09:00", 1, "2026-03-09T17:00"),  # a Saturday
        ("2026-03-02T08:00", 3, "2026-03-04T17:00"),
        ("2026-08-21T15:30", 1, "2026-08-22T17:00"),  # the next working day is the swap Saturday
    ],
)
def test_fifteen_hundred_rule(start: str, amount: int, expected: str) -> None:
    assert due(COUNTRY, at(start), amount, "wd", cut_off=time(15)) == at(expected)


@pytest.mark.parametrize(
    ("start", "amount", "unit", "cut_off", "expected"),
    [
        ("2026-03-06T16:00", 1, "wd", None, "2026-03-09T09:30"),  # 60 + 270 on Saturday + 150 minutes
        ("2026-03-06T15:30", 1, "wd", time(15), "2026-03-07T11:30"),  # a short day counts whole
        ("2026-03-06T15:30", 2, "wd", time(15), "2026-03-09T17:00"),
        ("2026-03-06T09:00", 1, "d", None, "2026-03-07T09:00"),
        ("2026-03-06T15:00", 1, "d", None, "2026-03-07T11:30"),  # nobody is there at 15:00 on Saturday
        ("2026-08-21T16:00", 7, "h", None, "2026-08-22T15:00"),  # the swap Saturday is a full day
    ],
)
def test_a_desk_with_saturday_mornings(
    start: str, amount: int, unit: str, cut_off: time | None, expected: str
) -> None:
    assert due(SATURDAYS, at(start), amount, unit, cut_off) == at(expected)


def test_half_days_and_changed_weeks() -> None:
    half = {date(2026, 3, 3): SpecialDay(MORNING, Name("Hội nghị", "Conference"))}
    later = ((time(8), time(12)), (time(13), time(17)))
    calendar = Calendar(exceptions=half, changes=((date(2026, 3, 9), (*[later] * 5, CLOSED, CLOSED)),))
    assert due(calendar, at("2026-03-02T08:00"), 1, "wd") == at("2026-03-03T08:00")
    assert due(calendar, at("2026-03-02T14:00"), 1, "wd") == at("2026-03-04T07:30")  # 180 + 270 + 30
    assert due(calendar, at("2026-03-02T16:00"), 1, "d") == at("2026-03-03T11:30")
    assert calendar.next_opening(at("2026-03-09T07:30")) == at("2026-03-09T08:00")
    assert due(calendar, at("2026-03-06T07:00"), 3, "d") == at("2026-03-09T08:00")  # it opens later by then
    assert calendar.hours(date(2026, 3, 6)) == OFFICE_HOURS
    assert not calendar.name(date(2026, 3, 4))
    told = explain(calendar, at("2026-03-02T14:00"), 1, "wd")
    assert [(day.isoformat(), str(name)) for day, name in told.special] == [("2026-03-03", "Hội nghị")]
    with translation.override("en"):
        assert str(calendar.name(date(2026, 3, 3))) == "Conference"


@pytest.mark.parametrize(
    ("unit", "due_at", "paused", "resumed_at", "expected"),
    [
        ("wd", "2026-03-05T08:00", "2026-03-03T08:00", "2026-03-10T10:00", "2026-03-12T10:00"),
        ("wd", "2026-03-05T08:00", "2026-03-04T16:00", "2026-03-07T09:00", "2026-03-09T09:00"),  # a Saturday
        ("wd", "2026-03-05T08:00", "2026-03-05T08:00", "2026-03-10T10:00", "2026-03-05T08:00"),  # had passed
        ("wd", "2026-03-05T08:00", "2026-03-03T08:00", "2026-03-03T08:00", "2026-03-05T08:00"),
        ("wd", "2026-03-05T17:00", "2026-03-05T12:00", "2026-03-06T12:00", "2026-03-06T17:00"),
        ("h", "2026-03-03T08:00", "2026-03-02T16:00", "2026-03-02T16:30", "2026-03-03T08:30"),
        ("d", "2026-03-06T09:00", "2026-03-03T09:00", "2026-03-05T15:00", "2026-03-09T17:00"),  # Sunday
        ("d", "2026-03-06T09:00", "2026-03-03T09:00", "2026-03-06T12:00", "2026-03-09T13:30"),  # lunch
        ("mo", "2026-03-06T09:00", "2026-03-03T09:00", "2026-03-03T10:00", "2026-03-06T10:00"),
        ("d", "2026-03-06T09:00", "2026-03-03T09:00", "2026-03-03T11:30", "2026-03-06T11:30"),  # as it closes
        # A due date told when Saturday still worked is not made earlier.
        ("wd", "2026-03-07T10:00", "2026-03-06T12:00", "2026-03-06T13:00", "2026-03-07T10:00"),
    ],
)
def test_what_was_left_is_given_again(
    unit: str, due_at: str, paused: str, resumed_at: str, expected: str
) -> None:
    assert resumed(COUNTRY, at(due_at), at(paused), at(resumed_at), unit) == at(expected)


def test_the_arithmetic_of_tet() -> None:
    told = explain(COUNTRY, at("2026-02-13T16:30"), 3, "wd")
    assert [tuple(one) for one in told.days] == [
        (date(2026, 2, 13), 30, 30),
        (date(2026, 2, 23), 480, 510),
        (date(2026, 2, 24), 480, 990),
        (date(2026, 2, 25), 450, 1440),
    ]
    assert [one.day.day for one in told.skipped] == list(range(14, 23))
    assert told.skipped[3].name.vi == "Tết Nguyên Đán"
    assert not told.skipped[0].name
    assert (told.counts_from, told.after_cut_off) == (told.start, False)


def test_the_arithmetic_after_the_cut_off() -> None:
    told = explain(COUNTRY, at("2026-08-21T15:30"), 1, "wd", time(15))
    assert (told.counts_from, told.after_cut_off) == (at("2026-08-22T07:00"), True)
    assert [tuple(one) for one in told.days] == [(date(2026, 8, 22), 480, 480)]
    assert [one.name.en for one in told.special] == ["Worked in exchange for Monday 31 August"]


def test_the_arithmetic_of_calendar_days_names_what_moved_the_end() -> None:
    told = explain(COUNTRY, at("2026-02-02T09:00"), 12, "d")
    assert told.due == at("2026-02-23T17:00")
    assert [one.day.day for one in told.skipped] == list(range(14, 23))
    assert told.days == ()
    assert told.working_minutes == COUNTRY.between(at("2026-02-02T09:00"), told.due)


def test_nothing_added_or_subtracted() -> None:
    assert COUNTRY.add(at("2026-03-06T17:00"), 0) == at("2026-03-09T07:00")
    assert COUNTRY.subtract(at("2026-03-09T07:00"), 0) == at("2026-03-06T17:00")
    assert COUNTRY.subtract(at("2026-03-06T10:00"), 0) == at("2026-03-06T10:00")


def test_the_door_opens_on_the_minute_and_closes_on_the_minute() -> None:
    times = ("06:59", "07:00", "11:29", "11:30", "13:29", "13:30", "16:59", "17:00")
    seen = [COUNTRY.open_at(at(f"2026-03-02T{clock}")) for clock in times]
    assert seen == [False, True, True, False, False, True, True, False]
    assert not COUNTRY.open_at(at("2026-03-01T09:00"))


def test_any_zone_is_understood() -> None:
    start = at("2026-03-02T08:00")
    assert COUNTRY.add(start.astimezone(tz=None), 60) == start + timedelta(hours=1)
    assert COUNTRY.add(start, 60).tzinfo is HANOI
    assert len(WEEK) == 7
