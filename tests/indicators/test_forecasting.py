"""A forecast says what is likely, how sure that is, and what it would take."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from bench import forecasts
from motcua.indicators.rules import forecasting, series
from motcua.indicators.rules.forecasting import Told, Week

TODAY, BY = date(2026, 9, 28), date(2026, 12, 31)


def told(weeks: list[Week], target: str | None = None, today: date = TODAY, by: date = BY) -> Told:
    year = [one for one in weeks if one.period.first.year == today.year and one.period.last < today]
    found = forecasting.forecast(
        [one for one in weeks if one.period.last < today],
        counted=sum(one.counted for one in year),
        total=sum(one.total for one in year),
        today=today,
        by=by,
        target=None if target is None else Decimal(target),
    )
    assert found
    return found


def steady(share: float, total: int = 100, first: date = date(2025, 1, 1)) -> list[Week]:
    return [Week(one, round(share * total), total) for one in series.weeks(first, date(2027, 1, 10))]


def test_what_never_changes_stays() -> None:
    found = told(steady(0.7), target="60")
    assert abs(found.expected - 70) < Decimal("0.1")
    assert found.low < 70 < found.high
    assert found.high - found.low < 2
    assert found.now == 70
    assert found.needed == 0
    assert found.chance is not None
    assert found.chance > 0.999


def test_what_is_needed_reaches_the_target_exactly() -> None:
    """38 whole weeks of 100 are counted, 94 days remain: 70 % of them all, and so many more a week."""
    weeks = steady(0.7)
    known = sum(one.total for one in weeks if one.period.first.year == 2026 and one.period.last < TODAY)
    coming = 100 * (BY - TODAY).days / 7
    found = told(weeks, target="72")
    assert found.needed is not None
    lacking = 0.02 * (known + coming)
    assert lacking <= found.needed * (BY - TODAY).days / 7 <= lacking + (BY - TODAY).days / 7 + 2
    assert found.chance is not None
    assert found.chance < 0.01


def test_what_no_number_of_dossiers_reaches() -> None:
    assert told(steady(0.3), target="95").needed is None


def test_on_the_last_day_all_is_known() -> None:
    found = told(steady(0.5), target="50", today=BY)
    assert {found.now, found.expected, found.low, found.high} == {Decimal(50)}
    assert (found.chance, found.needed) == (1.0, 0)
    missed = told(steady(0.5), target="50.01", today=BY)
    assert (missed.chance, missed.needed) == (0.0, None)


def test_a_rise_goes_on_for_a_while() -> None:
    rising = [
        Week(one, min(190, 80 + number), 200)
        for number, one in enumerate(series.weeks(date(2025, 1, 1), date(2027, 1, 10)))
    ]
    found = told(rising)
    assert found.expected > found.now
    assert found.chance is None


def test_few_dossiers_tell_less() -> None:
    few, many = told(steady(0.5, total=4)), told(steady(0.5, total=400))
    assert few.high - few.low > 2 * (many.high - many.low)


def test_how_many_come_is_taken_from_the_year_before() -> None:
    """Where twice as many come each autumn, what is to come weighs twice as much."""
    even = steady(0.5)
    autumn = date(2025, 9, 29), date(2026, 1, 5)
    busy = [
        Week(one.period, 2 * one.counted, 2 * one.total) if autumn[0] <= one.period.first < autumn[1] else one
        for one in even
    ]
    usual, more = told(even, target="60"), told(busy, target="60")
    assert usual.needed is not None
    assert more.needed is not None
    known = sum(one.total for one in even if one.period.first.year == 2026 and one.period.last < TODAY)
    ahead = (BY - TODAY).days / 7
    assert abs(usual.needed - 0.1 * (known + 100 * ahead) / ahead) < 2
    assert abs(more.needed - 0.1 * (known + 200 * ahead) / ahead) < 2


def test_too_few_weeks_tell_nothing() -> None:
    weeks = steady(0.5, first=TODAY - timedelta(days=22))[:3]
    assert forecasting.forecast(weeks, counted=9, total=20, today=TODAY, by=BY, target=None) is None
    assert forecasting.forecast([], counted=0, total=0, today=TODAY, by=BY, target=None) is None


def test_the_interval_holds_four_of_five() -> None:
    """Held-out months of a history of each of seven shapes; bench/forecasts.py measures more of them."""
    found = list(forecasts.cases(1, seed=7))
    assert len(found) == 7 * 8
    held = sum(one.held for one in found) / len(found)
    assert held == pytest.approx(0.8, abs=0.1)
    sure = [one for one in found if (one.told.chance or 0) >= 0.8]
    unlikely = [one for one in found if (one.told.chance or 0) < 0.2]
    assert sum(one.met for one in sure) / len(sure) > 0.8
    assert sum(one.met for one in unlikely) / len(unlikely) < 0.2
