"""Every indicator of every unit of a country whose answers are known, to the last digit."""

import random
from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from motcua.indicators.adapters.duck import DuckFolder
from motcua.indicators.adapters.parquet import Folder
from motcua.indicators.queries import counting
from motcua.indicators.queries.counting import Question
from motcua.indicators.rules import expressions, periods, sets
from motcua.indicators.rules.expressions import Of
from motcua.indicators.rules.schema import Fact, Told
from motcua.indicators.rules.scoring import Status, Tally, Value
from motcua.indicators.rules.sets import Form
from tests.indicators import catalogue, nation
from tests.indicators.catalogue import Shelf
from tests.indicators.nation import EXPECTED, Life, Seen

LIVES = nation.lives(seed=766, count=350)
SHELVES = catalogue.shelves(seed=63)
NOW = datetime(2026, 9, 1, tzinfo=UTC)
PERIODS = ("2026-03", "2026-01-15..2026-04-02")  # and the year, as it was known on a day, below


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The facts of the country."""
    return written(tmp_path_factory.mktemp("facts"), (nation.fact(life) for life in LIVES))


def written(folder: Path, facts: Iterable[Fact | None], shelves: Iterable[Shelf] = SHELVES) -> Path:
    ordered = sorted((one for one in facts if one), key=lambda one: one.code)
    Folder(folder).replace(map(Told, ordered), known_at=NOW, offers=map(catalogue.offer, shelves))
    return folder


def expected(
    lives: Iterable[Life], name: str, question: Question, shelves: Iterable[Shelf] = SHELVES
) -> dict[str, dict[str, Tally]]:
    """Unit to indicator to what a clerk would count."""
    found: dict[str, dict[str, Tally]] = defaultdict(lambda: defaultdict(Tally))
    window, lives = question.window, list(lives)
    for code, units in catalogue.verdicts(shelves, lives, window.start, window.end).items():
        for unit, procedures in units.items() if name == "766" else ():
            found[unit][code] = catalogue.tally(procedures)
    for life in lives:
        seen = Seen(life, window.start, window.end)
        for unit in life.path.strip("/").split("/"):
            for code, verdict_of in EXPECTED[name].items():
                verdict = verdict_of(seen)
                one = Tally(
                    counted=verdict == "yes",
                    total=verdict in ("yes", "no"),
                    left_out=verdict == "out",
                    sum=nation.seconds_taken(seen) if code == "2.2" and verdict == "yes" else 0,
                )
                found[unit][code] = found[unit][code] + one
    return found


@pytest.mark.parametrize("text", PERIODS)
@pytest.mark.parametrize("name", EXPECTED)
def test_every_indicator_of_every_unit(folder: Path, name: str, text: str) -> None:
    question = Question(periods.read(text), NOW)
    figures = counting.figures(DuckFolder(folder).table(), sets.shipped(name), question)
    answers = expected(LIVES, name, question)
    assert set(figures) == set(answers)
    assert len(figures) == 1 + 3 + 15 + 2
    for unit, right in answers.items():
        for value in figures[unit].values:
            if value.indicator.form is Form.MISSING:
                assert (value.status, value.value) == (Status.MISSING, None)
                continue
            tally = right[value.indicator.code]
            assert value.tally == tally, (unit, value.indicator.code)
            _check_value(value)


def _check_value(value: Value) -> None:
    tally, indicator = value.tally, value.indicator
    if indicator.form is Form.COUNT:
        assert value.value == tally.counted
        return
    if not tally.total:
        assert (value.status, value.value) == (Status.EMPTY, None)
        assert value.points == (Decimal("0.00") if indicator.points else None)
        return
    if indicator.form is Form.MEAN:
        assert value.value == nation.written(tally.sum, 86400 * tally.total)
        return
    assert value.value == nation.written(100 * tally.counted, tally.total)
    if indicator.points:
        target = int(value.target or 100)
        full = tally.counted * 100 >= target * tally.total
        points = nation.written(indicator.points * 100 * tally.counted, target * tally.total)
        assert value.points == (Decimal(indicator.points) if full else points)


def test_the_score_is_the_sum_of_the_points(folder: Path) -> None:
    figures = counting.figures(
        DuckFolder(folder).table(), sets.shipped("766"), Question(periods.read("2026"), NOW)
    )
    for one in figures.values():
        assert one.score
        assert one.score.points == sum((value.points or Decimal(0)) for value in one.values)
        assert one.score.possible == 100
        assert one.score.grade


def test_the_list_is_as_long_as_the_number(folder: Path) -> None:
    """Some cells of each set, drawn anew by each change of the sets."""
    table, question = DuckFolder(folder).table(), Question(periods.read("2026-Q1"), NOW)
    for name in EXPECTED:
        indicators = sets.shipped(name)
        figures = counting.figures(table, indicators, question)
        cells = [(unit, value) for unit in figures for value in figures[unit].values]
        procedures = [(unit, one) for unit, one in cells if one.indicator.of is Of.PROCEDURES]
        dice = random.Random(len(cells))
        for unit, value in dice.sample(cells, 5) + dice.sample(procedures, min(12, len(procedures))):
            code, tally = value.indicator.code, value.tally
            listed = counting.behind(table, indicators, code, unit, question)
            lengths = (len(listed.counted), len(listed.others), len(listed.left_out))
            assert lengths == (tally.counted, tally.total - tally.counted, tally.left_out), (unit, code)
            if value.indicator.of is Of.PROCEDURES:
                said = catalogue.verdicts(SHELVES, LIVES, *_ends(question))[code][unit]
                assert listed.counted == tuple(sorted(one for one in said if said[one] == "yes"))
            elif value.indicator.form is not Form.MISSING:
                verdict_of = EXPECTED[name][code]
                inside = [one for one in LIVES if f"/{unit}/" in f"/{one.path}"]
                right = {life.code for life in inside if verdict_of(Seen(life, *_ends(question))) == "yes"}
                assert set(listed.counted) == right
                assert all(why for _code, why in listed.left_out)


def _ends(question: Question) -> tuple[datetime, datetime]:
    return question.window.start, question.window.end


def test_shuffled_doubled_and_delayed_rows_give_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    dice = random.Random(5)
    acts = {life.code: list(nation.journal(life)) for life in LIVES}
    late: list[Fact | None] = []
    for life in LIVES:
        told = acts[life.code]
        feed = told + dice.choices(told, k=3)
        dice.shuffle(feed)
        arrived = feed[
            : len(feed) // 2
        ]  # a first batch; the fact is made, then made again when the rest comes
        nation.fact(life, arrived)
        late.append(nation.fact(life, arrived + feed[len(feed) // 2 :]))
    written(tmp_path, late)
    assert _bytes(tmp_path) == _bytes(folder)


def test_rows_without_the_submission_wait(folder: Path) -> None:
    life = next(life for life in LIVES if life.received)
    assert nation.fact(life, list(nation.journal(life))[1:]) is None


def _bytes(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*.parquet"))}


MOMENT = datetime(2026, 4, 10, 17, tzinfo=UTC)


def test_as_of_a_past_moment_is_what_was_known_then(folder: Path, tmp_path: Path) -> None:
    moment = MOMENT
    then = [known for life in LIVES if (known := nation.as_known(life, moment))]
    shelves = catalogue.as_known(SHELVES, moment)
    snapshot = DuckFolder(written(tmp_path, [_snapshot(life, moment) for life in LIVES], shelves)).table()
    today = DuckFolder(folder).table()
    for name in EXPECTED:
        for text in ("2026",):
            asked = Question(periods.read(text), NOW, as_of=moment)
            seen = counting.figures(today, sets.shipped(name), asked)
            assert seen == counting.figures(
                snapshot, sets.shipped(name), Question(periods.read(text), moment)
            )
            answers = expected(then, name, asked, shelves)
            for unit, right in answers.items():
                tallies = {one.indicator.code: one.tally for one in seen[unit].values}
                assert all(tallies[code] == tally for code, tally in right.items()), (name, text, unit)


def _snapshot(life: Life, moment: datetime) -> Fact | None:
    return nation.fact(life, [act for act in nation.journal(life) if act.at < moment])


def test_as_of_gives_back_every_column(folder: Path, tmp_path: Path) -> None:
    moment = MOMENT
    flat = [name for name in expressions.NAMES_OF[Of.DOSSIERS] if name not in ("start", "end")]
    snapshot = DuckFolder(written(tmp_path, [_snapshot(life, moment) for life in LIVES])).table()
    today = Question(periods.read("2026"), NOW, as_of=moment).facts(DuckFolder(folder).table())
    rows = [table.select(*flat).order_by("code").to_pyarrow().to_pylist() for table in (snapshot, today)]
    assert rows[0] == rows[1]
    assert len(rows[0]) > 150


def test_an_open_dossier_is_compared_with_now_while_the_period_lasts(tmp_path: Path) -> None:
    life = next(
        one for one in LIVES if one.received and not one.ending and not one.stops and not one.extended
    )
    assert life.due
    table = DuckFolder(written(tmp_path, [nation.fact(life)])).table()
    for now, overdue in ((life.due, 0), (life.due + timedelta(seconds=1), 1)):
        figures = counting.figures(table, sets.shipped("reports"), Question(periods.read("2026"), now))
        values = {one.indicator.code: one.value for one in figures["VN"].values}
        assert values["open.overdue"] == overdue
