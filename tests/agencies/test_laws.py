"""The laws of working time, against an oracle that looks at every minute of 2024 to 2028."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from motcua.agencies.rules import recorded, worktime
from tests.agencies import oracle
from tests.agencies.oracle import Oracle, moment, number

ORACLES = {"office": Oracle(saturday=False), "saturday": Oracle(saturday=True)}

quick = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
patterns = st.sampled_from(["office", "saturday"])
starts = st.integers(0, (date(2027, 12, 1) - oracle.FIRST).days * oracle.A_DAY)
minutes = st.integers(1, 25_000)
seconds = st.integers(0, 59_999_999).map(lambda micro: timedelta(microseconds=micro))


@pytest.mark.parametrize("pattern", ["office", "saturday"])
def test_the_calendar_opens_exactly_when_the_oracle_does(pattern: str) -> None:
    calendar, truth = recorded.country(pattern), ORACLES[pattern]
    mine: list[int] = []
    for n in range((oracle.LAST - oracle.FIRST).days + 1):
        for opens, closes in calendar.hours(oracle.FIRST + timedelta(days=n)):
            begin = n * oracle.A_DAY
            mine += range(begin + opens.hour * 60 + opens.minute, begin + closes.hour * 60 + closes.minute)
    wrong = {oracle.day_of(minute) for minute in set(mine) ^ set(truth.open)}
    assert wrong == set()


@quick
@given(patterns, starts, minutes)
def test_adding_agrees(pattern: str, start: int, length: int) -> None:
    assert number(recorded.country(pattern).add(moment(start), length)) == ORACLES[pattern].add(start, length)


@quick
@given(patterns, starts, st.integers(0, 400 * oracle.A_DAY))
def test_measuring_agrees(pattern: str, start: int, length: int) -> None:
    calendar, worked = recorded.country(pattern), ORACLES[pattern].between(start, start + length)
    assert calendar.between(moment(start), moment(start + length)) == worked
    assert calendar.between(moment(start + length), moment(start)) == -worked


@quick
@given(patterns, starts, minutes)
def test_subtracting_agrees(pattern: str, start: int, length: int) -> None:
    end = start + 40_000
    truth = ORACLES[pattern]
    if truth.between(0, end) < length:
        return
    assert number(recorded.country(pattern).subtract(moment(end), length)) == truth.subtract(end, length)


@quick
@given(patterns, starts, seconds)
def test_opening_agrees(pattern: str, start: int, more: timedelta) -> None:
    calendar, truth = recorded.country(pattern), ORACLES[pattern]
    at = moment(start) + more
    assert calendar.open_at(at) == truth.is_open(start)
    expected = at if truth.is_open(start) else moment(truth.next_opening(start))
    assert calendar.next_opening(at) == expected


@quick
@given(
    patterns,
    starts,
    st.integers(1, 40),
    st.sampled_from(["wd", "d", "h", "mo"]),
    st.sampled_from([None, time(15), time(10, 30)]),
)
def test_every_unit_agrees(pattern: str, start: int, amount: int, unit: str, cut_off: time | None) -> None:
    amount = min(amount, 9) if unit == "mo" else amount
    calendar, truth = recorded.country(pattern), ORACLES[pattern]
    limit = None if cut_off is None else cut_off.hour * 60 + cut_off.minute
    end = worktime.due(calendar, moment(start), amount, unit, cut_off)
    assert number(end) == truth.due(start, amount, unit, limit)
    assert truth.works_until(number(end))


@quick
@given(patterns, starts, seconds, minutes)
def test_adding_and_measuring_are_inverse_to_the_second(
    pattern: str, start: int, more: timedelta, length: int
) -> None:
    calendar = recorded.country(pattern)
    at = moment(start) + more
    end = calendar.add(at, length)
    assert calendar.between(at, end) == length
    assert calendar.worked(at, end) == timedelta(minutes=length)
    assert calendar.subtract(end, length) == calendar.next_opening(at)
    assert calendar.add(calendar.subtract(end, length), length) == end


@quick
@given(patterns, starts, seconds, seconds, minutes, minutes)
def test_adding_is_additive_and_monotone(
    pattern: str, start: int, more: timedelta, later: timedelta, first: int, second: int
) -> None:
    calendar = recorded.country(pattern)
    at = moment(start) + more
    assert calendar.add(calendar.add(at, first), second) == calendar.add(at, first + second)
    assert calendar.add(at, first) < calendar.add(at, first + second)
    assert calendar.add(at, first) <= calendar.add(at + later, first)


@quick
@given(
    patterns, starts, st.integers(1, 30), st.integers(0, 20_000), st.integers(0, 9_000), st.integers(0, 9_000)
)
def test_pauses_add_up(pattern: str, start: int, amount: int, worked: int, first: int, second: int) -> None:
    """Two pauses one after the other are one, and give back what the oracle says was left."""
    calendar, truth = recorded.country(pattern), ORACLES[pattern]
    due = worktime.due(calendar, moment(start), amount, "wd")
    paused, middle, end = start + worked, start + worked + first, start + worked + first + second
    once = worktime.resumed(calendar, due, moment(paused), moment(end), "wd")
    halfway = worktime.resumed(calendar, due, moment(paused), moment(middle), "wd")
    assert worktime.resumed(calendar, halfway, moment(middle), moment(end), "wd") == once
    left = truth.between(paused, number(due))
    if due <= moment(paused) or paused == end:
        assert once == due
    else:
        assert number(once) == truth.add(end, left)
        assert calendar.between(moment(end), once) == left


@quick
@given(starts, st.integers(1, 60), st.integers(0, 60_000), st.integers(0, 9_000), st.integers(0, 9_000))
def test_pauses_of_calendar_days_add_up(
    start: int, amount: int, passed: int, first: int, second: int
) -> None:
    """They give back the time of the clock; only an end that a closed day moved is moved for good."""
    calendar, truth = recorded.country(), ORACLES["office"]
    due = worktime.due(calendar, moment(start), amount, "d")
    paused, middle, end = (moment(start + passed + more) for more in (0, first, first + second))
    once = worktime.resumed(calendar, due, paused, end, "d")
    twice = worktime.resumed(calendar, worktime.resumed(calendar, due, paused, middle, "d"), middle, end, "d")
    if due <= paused:
        assert once == twice == due
        return
    assert truth.works_until(number(once))
    assert once >= due + (end - paused) - timedelta(hours=15)  # at most back to the closing of its day
    if calendar.settle(due + (middle - paused)) == due + (middle - paused):
        assert twice == once


@quick
@given(patterns, starts, seconds, st.integers(1, 40), st.sampled_from(["wd", "h"]), st.booleans())
def test_the_explanation_is_the_sum(
    pattern: str, start: int, more: timedelta, amount: int, unit: str, rule: bool
) -> None:
    calendar = recorded.country(pattern)
    at, cut_off = moment(start) + more, time(15) if rule else None
    told = worktime.explain(calendar, at, amount, unit, cut_off)
    assert told.due == worktime.due(calendar, at, amount, unit, cut_off)
    assert told.working_minutes == sum(one.minutes for one in told.days) == told.days[-1].total
    counted, skipped = {one.day for one in told.days}, {one.day for one in told.skipped}
    assert not counted & skipped
    if not rule:
        assert told.working_minutes == amount * (480 if unit == "wd" else 60)
    elif unit == "wd":
        assert len(counted) == amount
    whole = {
        told.counts_from.date() + timedelta(days=n) for n in range((told.due - told.counts_from).days + 1)
    }
    assert whole - {told.due.date()} <= counted | skipped


def test_what_never_opens_or_never_ends_is_a_fault_not_a_loop() -> None:
    start = datetime(2026, 3, 2, 8, tzinfo=oracle.HANOI)
    never = worktime.Calendar(week=(worktime.CLOSED,) * 7)
    failing: tuple[Callable[[], object], ...] = (
        lambda: never.add(start, 1),
        lambda: never.subtract(start, 1),
        lambda: never.next_opening(start),
        lambda: never.close_of(start.date()),
        lambda: worktime.due(recorded.country(), start, 20 * 365 * 24, "h"),
        lambda: worktime.due(recorded.country(), start, 20 * 250, "wd"),
        lambda: worktime.due(recorded.country(), start, 20 * 250, "wd", time(15)),
        lambda: worktime.due(recorded.country(), start, 20 * 365, "d"),
        lambda: worktime.due(recorded.country(), start, 20 * 12, "mo"),
    )
    for fails in failing:
        with pytest.raises(ValueError, match=r"does not open often enough|beyond the calendar"):
            fails()
    with pytest.raises(ValueError, match="below zero"):
        recorded.country().add(start, -1)
    with pytest.raises(ValueError, match="1 or more"):
        worktime.due(recorded.country(), start, 0, "wd")
    with pytest.raises(ValueError, match="no such unit"):
        worktime.due(recorded.country(), start, 1, "weeks")
    with pytest.raises(ValueError, match="before it begins"):
        worktime.resumed(recorded.country(), start, start, start - timedelta(hours=1), "wd")
