"""The dossiers behind a number, page by page; and yesterday's figures, found again after today's acts."""

import random
from datetime import UTC, datetime
from pathlib import Path

import pytest

from motcua.indicators.adapters.duck import DuckFolder
from motcua.indicators.adapters.parquet import Folder
from motcua.indicators.queries import counting, services
from motcua.indicators.queries.counting import Question, Which
from motcua.indicators.rules import periods, sets
from motcua.indicators.rules.schema import Told
from motcua.indicators.rules.scoring import Tally
from tests.indicators import nation
from tests.indicators.nation import EXPECTED, Life

LIVES = sorted(nation.lives(seed=4, count=400), key=lambda life: life.code)
MOMENT = datetime(2026, 4, 10, 17, tzinfo=UTC)
NOW = datetime(2026, 9, 1, tzinfo=UTC)


def told(lives: list[Life], before: datetime) -> list[Told]:
    """What the journal told of them before this moment."""
    acts = ((life, [act for act in nation.journal(life) if act.at < before]) for life in lives)
    return [Told(fact) for life, known in acts if (fact := nation.fact(life, known))]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The country of this morning, with what came since merged in two steps."""
    folder = tmp_path_factory.mktemp("facts")
    store = Folder(folder)
    store.replace(told(LIVES, MOMENT), known_at=MOMENT)
    store.merge(told(LIVES[:250], NOW), known_at=NOW)
    store.merge(told(LIVES[200:], NOW), known_at=NOW)
    return folder


@pytest.mark.parametrize("name", EXPECTED)
def test_pages_make_up_a_list_as_long_as_the_number(folder: Path, name: str) -> None:
    """Some cells of each set: with and without the way to the unit, whole and in pages."""
    reader, question, indicators = DuckFolder(folder), Question(periods.read("2026"), NOW), sets.shipped(name)
    table, paths = reader.table(), reader.paths()
    cells = [
        (unit, one.code, tally)
        for unit, (_branch, tallies) in counting.tallies(table, indicators, question).items()
        for one, tally in zip(indicators.indicators, tallies, strict=True)
        if tally.total + tally.left_out
    ]
    for unit, code, tally in random.Random(len(cells)).sample(cells, 4):
        whole = counting.behind(table, indicators, code, unit, question)
        right = {
            Which.COUNTED: (tally.counted, whole.counted),
            Which.OTHERS: (tally.total - tally.counted, whole.others),
            Which.LEFT_OUT: (tally.left_out, tuple(code for code, _why in whole.left_out)),
        }
        for which, (length, codes) in right.items():
            size = max(length // 3, 1)
            found: list[counting.Row | services.Row] = []
            while page := counting.listed(
                table, indicators, code, unit, question, which,
                after=found[-1].code if found else "", limit=size, paths=paths,
            ):  # fmt: skip
                assert len(page) <= size
                found += page
            assert tuple(row.code for row in found) == codes
            assert len(found) == length
            assert codes == tuple(sorted(codes))
            assert all(bool(row.why) is (which is Which.LEFT_OUT) for row in found)


@pytest.mark.parametrize("name", EXPECTED)
def test_the_parts_add_up_to_the_whole(folder: Path, name: str) -> None:
    """Each cell of a unit is the sum of those of the agencies that decide below it."""
    question, indicators = Question(periods.read("2026-Q2"), NOW), sets.shipped(name)
    counted = counting.tallies(DuckFolder(folder).table(), indicators, question)
    agencies = {
        life.path: life.path.rstrip("/").split("/") for life in LIVES if life.submitted < question.window.end
    }
    for unit, (_branch, tallies) in counted.items():
        below = [counted[line[-1]][1] for line in agencies.values() if unit in line]
        for place, tally in enumerate(tallies):
            assert sum((one[place] for one in below), Tally()) == tally, (unit, place)


@pytest.mark.parametrize("name", EXPECTED)
def test_yesterday_is_found_again(folder: Path, tmp_path: Path, name: str) -> None:
    """Figures as of a moment, among facts merged since, are those that were computed at that moment."""
    Folder(tmp_path).replace(told(LIVES, MOMENT), known_at=MOMENT)
    indicators, period = sets.shipped(name), periods.read("2026")
    then = counting.figures(DuckFolder(tmp_path).table(), indicators, Question(period, MOMENT))
    table = DuckFolder(folder).table()
    assert counting.figures(table, indicators, Question(period, NOW, as_of=MOMENT)) == then
    assert counting.figures(table, indicators, Question(period, NOW)) != then
