"""What a scoreboard says is what the figures say, in few queries."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext

from motcua.indicators import ports
from motcua.indicators.actions import snapshots
from motcua.indicators.models import Snapshot
from motcua.indicators.queries import counting, places, scoreboard, targets
from motcua.indicators.queries.counting import Counted, Question
from motcua.indicators.rules import keeping, periods, ranking, series, sets
from motcua.indicators.rules.board import Standing
from motcua.indicators.rules.ranking import ranks
from motcua.indicators.rules.scoring import Status, Tally, Value, value_of
from motcua.kernel.errors import Invalid, NotFound
from tests.indicators import nation, placed

LIVES = nation.lives(seed=12, count=400)
COUNTED: dict[object, dict[str, Counted]] = {}
NOW = datetime(2026, 5, 20, 3, tzinfo=UTC)
ONLINE = sets.shipped("whole-process")
MARCH, APRIL, YEAR = periods.read("2026-03"), periods.read("2026-04"), periods.read("2026")
PROVINCE = "H49"


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("facts")


@pytest.fixture
def facts(db: None, root: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The generated nation, at communes and ministries that exist."""
    if not any(root.iterdir()):
        known = [one for life in LIVES if (one := nation.as_known(life, NOW))]
        placed.write(root, placed.facts(known, placed.moved()), known_at=NOW)
    placed.counted_once(monkeypatch, COUNTED)
    with override_settings(FACTS_ROOT=root):
        yield


def communes() -> list[str]:
    """Those of the province that have dossiers."""
    return [path.split("/")[2] for path in placed.moved().values() if path.startswith(f"VN/{PROVINCE}/")]


def test_a_board_says_what_the_figures_say(facts: None) -> None:
    for period in (MARCH, APRIL):
        snapshots.ensure(indicators=ONLINE, period=period, at=NOW)
    unit = communes()[0]
    board = scoreboard.board(unit, indicators=ONLINE, period=APRIL, now=NOW)
    table = ports.facts().table()
    now = counting.figures(table, ONLINE, Question(APRIL, NOW))
    before = counting.figures(table, ONLINE, Question(MARCH, NOW))
    assert board.at == NOW
    assert (board.unit.code, board.unit.parent, board.unit.kind) == (unit, PROVINCE, "commune")
    assert board.peers == len(scoreboard.units_of(PROVINCE, kind="commune")) > 40
    for line, value, old in zip(board.lines, now[unit].values, before[unit].values, strict=True):
        assert line.value == value
        assert value.value is not None
        assert old.value is not None
        assert line.change == value.value - old.value
        assert [(point.period, point.value) for point in line.trend] == [
            (MARCH, old.value),
            (APRIL, value.value),
        ]
        better = [
            one
            for one in communes()
            if (found := now.get(one)) and (theirs := found.values[board.lines.index(line)].value) is not None
            if theirs > value.value
        ]
        assert line.rank == 1 + len(better)
    assert [line.assigned for line in board.lines] == [False] * 3
    assert (board.lines[2].standing, board.lines[2].achievement) == (Standing.NO_TARGET, None)
    target = board.lines[0].value.target
    assert target == 70
    assert board.lines[0].achievement == nation.written(
        100 * 100 * now[unit].values[0].tally.counted, 70 * now[unit].values[0].tally.total
    )


def test_a_board_takes_few_queries_however_many_peers(facts: None) -> None:
    unit = communes()[0]
    for period in series.row(APRIL, 4):
        snapshots.ensure(indicators=ONLINE, period=period, at=NOW)
    with CaptureQueriesContext(connection) as seen:
        board = scoreboard.board(unit, indicators=ONLINE, period=APRIL, now=NOW)
    assert len(board.lines[0].trend) == 4
    assert len(seen) == 4  # units around, what is kept, its rows, targets
    with CaptureQueriesContext(connection) as seen:
        scoreboard.comparison("VN", indicators=ONLINE, period=APRIL, now=NOW)
    assert len(seen) == 4


def test_a_comparison_ranks_each_kind_apart_and_the_best_first(facts: None) -> None:
    snapshots.ensure(indicators=sets.shipped("766"), period=YEAR, at=NOW)
    found = scoreboard.comparison("VN", indicators=sets.shipped("766"), period=YEAR, now=NOW)
    assert found.parent
    assert found.parent.code == "VN"
    assert {one.unit.kind for one in found.boards} == {"ministry", "province"}
    points = [one.score.points for one in found.boards if one.score]
    assert points == sorted(points, reverse=True)
    provinces = [one for one in found.boards if one.unit.kind == "province"]
    assert len(provinces) == provinces[0].peers == 34
    assert [one.rank for one in provinces] == [1, 2, 3, *([None] * 31)]
    place = [one.code for one in sets.shipped("766").indicators].index("2.2")
    mean = [one.lines[place] for one in provinces[:3]]
    assert {one.rank for one in mean} == {1, 2, 3}
    assert min(mean, key=lambda one: one.value.value or 0).rank == 1  # the quickest
    only = scoreboard.comparison("VN", indicators=ONLINE, period=YEAR, now=NOW, kind="ministry")
    assert [one.score for one in only.boards] == [None] * len(only.boards)
    assert [one.unit.name.vi for one in only.boards] == sorted(one.unit.name.vi for one in only.boards)


def test_what_is_not_kept_is_counted_at_once(facts: None) -> None:
    aloud = scoreboard.board(PROVINCE, indicators=ONLINE, period=APRIL, now=NOW)
    snapshots.ensure(indicators=ONLINE, period=APRIL, at=NOW)
    assert Snapshot.objects.count() == 1
    assert scoreboard.board(PROVINCE, indicators=ONLINE, period=APRIL, now=NOW) == aloud


def test_as_of_a_past_day_is_its_own_board(facts: None) -> None:
    then = periods.end_of(date(2026, 4, 10))
    snapshots.ensure(indicators=ONLINE, period=APRIL, at=NOW, as_of=then)
    snapshots.ensure(indicators=ONLINE, period=APRIL, at=NOW)
    early = scoreboard.board(PROVINCE, indicators=ONLINE, period=APRIL, now=NOW, as_of=then)
    late = scoreboard.board(PROVINCE, indicators=ONLINE, period=APRIL, now=NOW)
    assert (early.at, early.as_of, late.as_of) == (then, then, None)
    assert early.lines[0].value.tally.total < late.lines[0].value.tally.total


def test_the_trend_of_a_past_day_is_as_it_was_known_then(
    facts: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A day before April ended, some dossiers of March had not been settled."""
    monkeypatch.setattr(sets, "names", lambda: ("766",))
    monkeypatch.setattr(snapshots, "newest", lambda state, at: iter(()))
    monkeypatch.setitem(keeping.PAST, series.Span.MONTH, 3)
    indicators, then = sets.shipped("766"), periods.end_of(date(2026, 4, 4))
    near = places.around("VN")

    def seen(as_of: datetime | None) -> scoreboard.Overview:
        return scoreboard.overview(near, indicators=indicators, period=APRIL, now=NOW, as_of=as_of)

    snapshots.take(indicators=indicators, period=MARCH, at=NOW)
    snapshots.ensure(indicators=indicators, period=APRIL, at=NOW, as_of=then)
    assert seen(then).lacking
    assert all(len(line.trend) == 1 for line in seen(then).board.lines)
    assert snapshots.renew(at=NOW, seconds=60) == 2  # March and February, as known then
    assert snapshots.renew(at=NOW, seconds=60) == 0
    found = seen(then)
    assert not found.lacking
    known = counting.figures(ports.facts().table(), indicators, Question(MARCH, NOW, then))["VN"].values
    shown = {
        line.value.indicator.code: {one.period: one.value for one in line.trend} for line in found.board.lines
    }
    now = counting.figures(ports.facts().table(), indicators, Question(MARCH, NOW))["VN"].values
    measured = [(one.indicator.code, one.value) for one in known if one.value is not None]
    assert [(code, shown[code].get(MARCH)) for code, _value in measured] == measured
    assert [one.value for one in known] != [one.value for one in now]


def test_an_assigned_target_is_what_counts(facts: None, monkeypatch: pytest.MonkeyPatch) -> None:
    snapshots.ensure(indicators=ONLINE, period=APRIL, at=NOW)
    for aim, standing in ((Decimal("0.5"), Standing.MET), (Decimal(99), Standing.MISSED)):
        monkeypatch.setattr(
            targets,
            "assigned_for",
            lambda units, name, asked, on, aim=aim: {one: {(PROVINCE, "filed-online"): aim} for one in asked},
        )
        line = scoreboard.board(PROVINCE, indicators=ONLINE, period=APRIL, now=NOW).lines[0]
        assert (line.assigned, line.value.target, line.standing) == (True, aim, standing)


def test_without_facts_a_board_has_no_figures(db: None, tmp_path: Path) -> None:
    with override_settings(FACTS_ROOT=tmp_path):
        board = scoreboard.board(PROVINCE, indicators=sets.shipped("766"), period=YEAR, now=NOW)
    assert (board.rank, board.green) == (None, False)
    assert {line.standing for line in board.lines} == {Standing.NO_FIGURE}
    assert {line.rank for line in board.lines} == {None}


def test_what_makes_no_sense_is_refused(db: None) -> None:
    with pytest.raises(NotFound):
        scoreboard.board("H99", indicators=ONLINE, period=YEAR, now=NOW)
    with pytest.raises(NotFound):
        scoreboard.comparison("H99", indicators=ONLINE, period=YEAR, now=NOW)
    with pytest.raises(Invalid):
        scoreboard.board(PROVINCE, indicators=ONLINE, period=periods.read("2027"), now=NOW)
    with pytest.raises(Invalid):
        scoreboard.board(PROVINCE, indicators=ONLINE, period=YEAR, now=NOW, as_of=NOW + timedelta(hours=1))


def test_a_forecast_of_the_year(facts: None) -> None:
    snapshots.ensure(indicators=ONLINE, period=YEAR, at=NOW)
    by = YEAR.last
    assert (
        scoreboard.forecast("VN", "filed-online", indicators=ONLINE, by=by, now=NOW) is None
    )  # no weeks yet
    for week in series.weeks(date(2026, 4, 6), date(2026, 5, 18)):
        snapshots.take(indicators=ONLINE, period=week, at=NOW)
    found = scoreboard.forecast("VN", "filed-online", indicators=ONLINE, by=by, now=NOW)
    assert found
    board = scoreboard.board("VN", indicators=ONLINE, period=YEAR, now=NOW)
    assert found.now == board.lines[0].value.value
    assert found.low <= found.expected <= found.high
    assert (found.target, found.chance) == (None, None)  # the nation is neither ministry nor province
    assert len(found.history) == 6
    local = scoreboard.forecast(PROVINCE, "filed-online", indicators=ONLINE, by=by, now=NOW)
    assert local
    assert local.target == 70
    assert scoreboard.forecast("VN", "filed-online", indicators=ONLINE, by=date(2026, 5, 1), now=NOW) is None


def test_all_of_one_page_takes_four_queries_and_says_what_its_parts_say(facts: None) -> None:
    for period in (YEAR, *series.row(APRIL, 3), *series.weeks(date(2026, 3, 30), date(2026, 5, 18))):
        snapshots.take(indicators=ONLINE, period=period, at=NOW)
    question = {"indicators": ONLINE, "now": NOW}
    with CaptureQueriesContext(connection) as seen:
        near = places.around(PROVINCE)
        found = scoreboard.overview(near, **question, period=APRIL, kind="commune")  # type: ignore[arg-type]
    assert len(seen) == 4
    assert found.board == scoreboard.board(PROVINCE, **question, period=APRIL)  # type: ignore[arg-type]
    below = scoreboard.comparison(PROVINCE, **question, period=APRIL, kind="commune")  # type: ignore[arg-type]
    assert found.units == below
    assert found.ahead
    told = scoreboard.forecast(PROVINCE, "filed-online", **question, by=YEAR.last)  # type: ignore[arg-type]
    assert told is not None
    with CaptureQueriesContext(connection) as seen:
        assert found.ahead.of("filed-online") == told
    assert len(seen) == 0
    assert told in list(scoreboard.forecasts(PROVINCE, **question, by=YEAR.last))  # type: ignore[arg-type]


# Rules


def test_equal_figures_share_a_rank() -> None:
    figures = {"a": Decimal(5), "b": Decimal(7), "c": Decimal(5), "d": None, "e": Decimal(1)}
    assert ranks(figures) == {"b": 1, "a": 2, "c": 2, "e": 4}
    assert ranks(figures, less_is_better=True) == {"e": 1, "a": 2, "c": 2, "b": 4}


def value(code: str, tally: Tally, target: int | None) -> Value:
    indicators = sets.shipped("766" if code == "2.2" else "whole-process")
    found = value_of(indicators.indicator(code), tally, None, YEAR.last)
    return ranking.aimed(found, None if target is None else Decimal(target))


@pytest.mark.parametrize(
    ("counted", "target", "standing", "achievement"),
    [
        (8500, 85, Standing.MET, "100"),
        (8499, 85, Standing.NEAR, "99.99"),
        (7650, 85, Standing.NEAR, "90"),
        (7649, 85, Standing.MISSED, "89.99"),
        (1, None, Standing.NO_TARGET, None),
    ],
)
def test_a_share_against_its_target(
    counted: int, target: int | None, standing: Standing, achievement: str | None
) -> None:
    one = value("filed-online", Tally(counted, 10000), target)
    assert ranking.standing(one) is standing
    assert ranking.achievement(one) == (None if achievement is None else Decimal(achievement))


def test_days_are_better_few() -> None:
    for days, standing, achievement in (
        (4, Standing.MET, 125),
        (5, Standing.MET, 100),
        (10, Standing.MISSED, 50),
    ):
        one = value("2.2", Tally(10, 10, 0, 86400 * 10 * days), 5)
        assert ranking.standing(one) is standing
        assert ranking.achievement(one) == achievement
    assert ranking.standing(value("2.2", Tally(), 5)) is Standing.NO_FIGURE
    assert value("2.2", Tally(), 5).status is Status.EMPTY
    assert ranking.standing(value("2.2", Tally(10, 10, 0, 0), 5)) is Standing.MET


def test_a_unit_is_green_when_every_target_with_a_figure_is_met(
    facts: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    snapshots.ensure(indicators=ONLINE, period=YEAR, at=NOW)
    with_figures = set(communes())
    monkeypatch.setattr(
        targets,
        "assigned_for",
        lambda units, name, asked, on: {
            period: {
                (unit, code): Decimal("0.01") if place else Decimal(100)
                for place, unit in enumerate(communes())
                for code in ("filed-online", "whole-process")
            }
            for period in asked
        },
    )
    found = scoreboard.lacking(
        scoreboard.comparison(PROVINCE, indicators=ONLINE, period=YEAR, now=NOW, kind="commune")
    )
    for board, lines in found:
        if board.unit.code == communes()[0]:
            assert not board.green
            assert [one.value.indicator.code for one in lines] == ["filed-online", "whole-process"]
        else:
            assert board.green == (board.unit.code in with_figures)
            assert lines == ()


def test_periods_in_a_row() -> None:
    read = periods.read
    for text, span, before in (
        ("2026-03-01", "day", "2026-02-28"),
        ("2026-01", "month", "2025-12"),
        ("2026-Q1", "quarter", "2025-Q4"),
        ("2026", "year", "2025"),
        ("2026-03-02..2026-03-08", "week", "2026-02-23..2026-03-01"),
        ("2026-03-03..2026-03-09", "other", "2026-02-24..2026-03-02"),
        ("2026-02..2026-04", "other", "2025-11-04..2026-01-31"),
    ):
        assert series.span(read(text)) == span
        assert series.before(read(text)) == read(before)
    assert series.row(read("2026-02"), 3) == (read("2025-12"), read("2026-01"), read("2026-02"))
    weeks = list(series.weeks(date(2026, 1, 1), date(2026, 1, 19)))
    assert weeks == [read("2026-01-05..2026-01-11"), read("2026-01-12..2026-01-18")]
