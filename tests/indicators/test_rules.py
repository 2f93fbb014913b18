"""Expressions, sets, periods, points: what is taken, what is refused, and the arithmetic."""

import copy
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.catalogue.rules import vocabulary
from motcua.indicators.rules import expressions, periods, scoring, sets
from motcua.indicators.rules.expressions import Faulty
from motcua.indicators.rules.schema import Kind
from motcua.indicators.rules.scoring import Status, Tally
from motcua.kernel.errors import Invalid, NotFound
from tests.indicators import catalogue, nation


@pytest.mark.parametrize(
    "text",
    [
        "during(received_at) and channel == 'online'",
        "start <= settled_at < end",
        "not known(rating) or rating >= 4",
        "seconds(received_at, settled_at) - paused_seconds > 2 * 3600",
        'outcome in ["granted", "denied"]',
        "essential and supplements != 0",
    ],
)
def test_expressions_that_are_taken(text: str) -> None:
    assert expressions.read(text, {}).kind is Kind.FLAG


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "cannot be read"),
        ("channel == ", "cannot be read"),
        ("chanel == 'online'", "no fact chanel"),
        ("channel", "is a text"),
        ("channel == 1", "not a text"),
        ("channel < 'p'", "no order"),
        ("received_at", "is a moment"),
        ("received_at < '2026-01-01'", "not a moment"),
        ("known(received_at, due_at)", "takes 1"),
        ("during(supplements)", "takes a moment"),
        ("dues == 1", "no fact dues"),
        ("__import__('os')", "does not know"),
        ("code.upper() == 'A'", "does not know"),
        ("[x for x in 'a'] == 1", "does not know"),
        ("supplements / 2 > 1", "does not know"),
        ("channel in ('a', 'b')", "list of literals"),
        ("channel in [code]", "list of literals"),
        ("channel in []", "list of literals"),
        ("channel is 'a'", "compares with"),
        ("known(x=code)", "does not know"),
        ("supplements > 1.5", "does not know"),
        ("(" * 300 + "essential" + ")" * 300, "cannot be read"),
        ("not " * 400 + "essential", "longer than"),
    ],
)
def test_expressions_that_are_refused(text: str, why: str) -> None:
    with pytest.raises(Faulty, match=why):
        expressions.read(text, {})


BOOK = {
    "1.1", "1.2", "1.3", "1.4", "2.1", "2.2", "3.1", "3.2", "3.3", "3.5a", "3.5b", "3.6", "4.1", "4.2", "4.3",
    "4.c", "4.4", "4.5a", "4.5b", "5.1", "5.2", "5.3", "5.4",
}  # fmt: skip


def test_the_decision_has_its_hundred_points() -> None:
    decision = sets.shipped("766")
    assert sum(group.points for group in decision.groups) == 100
    assert sum(one.points or 0 for one in decision.indicators) == 100
    assert {one.code for one in decision.indicators} == BOOK


def test_every_indicator_is_either_counted_in_the_proof_or_says_what_is_missing() -> None:
    for name in sets.names():
        missing = {one.code for one in sets.shipped(name).indicators if one.missing}
        counted = set(nation.EXPECTED[name]) | (set(catalogue.EXPECTED) if name == "766" else set())
        assert missing | counted == {one.code for one in sets.shipped(name).indicators}
        assert not missing & counted


def test_unknown_sets_and_indicators_are_not_found() -> None:
    with pytest.raises(NotFound):
        sets.shipped("../schemas/set")
    with pytest.raises(NotFound):
        sets.shipped("766").indicator("9.9")


def _changed(place: list[Any], value: Any) -> dict[str, Any]:
    written = copy.deepcopy(vocabulary.load_file(sets.DIRECTORY / "766.yaml"))
    inner = written
    for step in place[:-1]:
        inner = inner[step]
    inner[place[-1]] = value
    assert isinstance(written, dict)
    return written


@pytest.mark.parametrize(
    ("place", "value", "where"),
    [
        (["indicators", 4, "counts"], "nonsense", "indicators.4.counts"),
        (["indicators", 4, "points"], 19, "groups"),
        (["indicators", 4, "group"], "9", "indicators.4.group"),
        (["indicators", 4, "code"], "1.1", "indicators"),
        (["indicators", 4, "kind"], "median", "indicators.4.kind"),
        (["indicators", 4, "sql"], "select 1", "indicators.4"),
        (["indicators", 4, "exclude", 0, "when"], "1", "indicators.4.exclude.0"),
        (["indicators", 5, "sum"], "settled", "indicators.5.sum"),
        (["terms", "code"], "essential", "terms.code"),
        (["valid_from"], "yesterday", "valid_from"),
    ],
)
def test_a_faulty_set_is_refused_with_the_place(place: list[Any], value: Any, where: str) -> None:
    with pytest.raises(Invalid) as refusal:
        sets.accept("mine", _changed(place, value))
    assert where in refusal.value.fields


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2026-06-15", date(2026, 6, 15), date(2026, 6, 15)),
        ("2026-02", date(2026, 2, 1), date(2026, 2, 28)),
        ("2026-12", date(2026, 12, 1), date(2026, 12, 31)),
        ("2026-Q1", date(2026, 1, 1), date(2026, 3, 31)),
        ("2026-Q4", date(2026, 10, 1), date(2026, 12, 31)),
        ("2024", date(2024, 1, 1), date(2024, 12, 31)),
        ("2025-12..2026-Q1", date(2025, 12, 1), date(2026, 3, 31)),
    ],
)
def test_periods(text: str, first: date, last: date) -> None:
    period = periods.read(text)
    assert (period.first, period.last) == (first, last)
    assert period.start == datetime(first.year, first.month, first.day, tzinfo=UTC) - nation.HANOI
    assert periods.end_of(last) == period.end


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026-13",
        "2026-02-30",
        "2026-Q5",
        "2026-06..2026-05",
        "..2026",
        "26",
        "0001",
        "9999",
        "2026..9999",
    ],
)
def test_periods_that_are_none(text: str) -> None:
    with pytest.raises(Invalid):
        periods.read(text)


@given(st.integers(0, 10**9), st.integers(1, 10**9))
def test_rounding_is_half_up(top: int, bottom: int) -> None:
    assert scoring.rounded(top, bottom) == nation.written(top, bottom)


def test_points_below_at_and_above_the_target() -> None:
    online = sets.shipped("766").indicator("3.3")  # 4 points, target 50 %
    last = date(2026, 6, 30)
    points = [
        scoring.value_of(online, Tally(n, 300), "province", last).points for n in (0, 100, 149, 150, 300)
    ]
    assert points == [Decimal("0.00"), Decimal("2.67"), Decimal("3.97"), Decimal("4.00"), Decimal("4.00")]
    empty = scoring.value_of(online, Tally(), "province", last)
    assert (empty.status, empty.value, empty.points) == (Status.EMPTY, None, Decimal("0.00"))


def test_targets_by_branch_and_year() -> None:
    online = sets.shipped("whole-process").indicator("filed-online")
    asked = [("ministry", 2024), ("province", 2024), ("ministry", 2025), ("province", 2026), (None, 2026)]
    targets = [online.target_of(branch, date(year, 12, 31)) for branch, year in asked]
    assert targets == [70, 30, 85, 70, None]


def test_classes() -> None:
    decision = sets.shipped("766")
    names = []
    for least in (100, 90, 89, 50, 49, 0):
        grade = next(one for one in decision.grades if least >= one.least)
        names.append(grade.name.en)
    assert names == ["Excellent", "Excellent", "Good", "Average", "Weak", "Weak"]
