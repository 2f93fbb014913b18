"""Open data from facts: totals add up, nothing small is told, the same facts give the same bytes."""

import csv
import fcntl
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from django.test import override_settings

from motcua.indicators.actions import opening as actions
from motcua.indicators.queries import opened, opening
from motcua.indicators.queries.opening import Opening
from motcua.indicators.rules import periods, sets
from motcua.indicators.rules.series import Span
from motcua.kernel.errors import Invalid, NotFound, Unavailable
from tests.indicators import nation, placed

pytestmark = pytest.mark.django_db
LIVES = nation.lives(seed=31, count=1500)
NOW = datetime(2026, 8, 3, 3, tzinfo=UTC)
APRIL, QUARTER = periods.read("2026-04"), periods.read("2026-Q2")
NATION = "whole-process"


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("facts")


@pytest.fixture(autouse=True)
def root(db: None, kept: Path) -> Iterator[Path]:
    """The generated nation, at communes and ministries that exist."""
    if not any(kept.iterdir()):
        placed.write(kept, placed.facts(LIVES, placed.moved()), known_at=NOW)
    with override_settings(FACTS_ROOT=kept):
        yield kept


def test_dossiers_of_a_month_are_all_there_or_counted_as_left_out() -> None:
    found = opening.dossiers(APRIL)
    wanted = [life for life in LIVES if APRIL.start <= life.submitted < APRIL.end]
    assert len(wanted) > 100
    assert sum(count for _row, count in found.rows) + found.suppressed == len(wanted)
    assert all(count >= opened.terms().k for _row, count in found.rows)
    assert {row.month for row, _count in found.rows} == {"2026-04"}
    with pytest.raises(NotFound):
        opening.dossiers(QUARTER)


@pytest.mark.parametrize("name", ["2026-04", "2026-Q2"])
def test_shown_figures_are_true_and_hidden_ones_needed(name: str) -> None:
    indicators = sets.shipped(NATION)
    found = list(Opening(indicators, now=NOW).figures(periods.read(name)))
    k = opened.terms().k
    assert {one.unit for one in found} > {"VN", "H49"}
    assert any(one.hidden for one in found)
    assert any(not one.hidden for one in found)
    for one in found:
        if one.hidden:
            assert (one.value, one.counted, one.total, one.points) == (None, None, None, None)
        elif one.counted is not None and one.total is not None:
            assert not 0 < one.counted < k
            assert not 0 < one.total - one.counted < k
    # What is left when shown parts are taken from a shown whole is not small either.
    for whole in found:
        near = [one for one in found if one.parent == whole.unit and one.indicator == whole.indicator]
        if whole.hidden or not any(one.hidden for one in near):
            continue
        assert whole.counted is not None
        assert whole.total is not None
        counted = whole.counted - sum(one.counted or 0 for one in near)
        total = whole.total - sum(one.total or 0 for one in near)
        assert not 0 < counted < k
        assert not 0 < total - counted < k


def test_a_quarter_tells_nothing_about_a_hidden_month() -> None:
    asked = Opening(sets.shipped(NATION), now=NOW)
    of = {
        name: {(one.unit, one.indicator): one for one in asked.figures(periods.read(name))}
        for name in ("2026-04", "2026-05", "2026-06", "2026-Q2")
    }
    alone = 0
    for key, quarter in of["2026-Q2"].items():
        hidden = [
            name for name in ("2026-04", "2026-05", "2026-06") if key in of[name] and of[name][key].hidden
        ]
        if len(hidden) == 1 and not quarter.hidden:
            # Allowed only for a neighbour that was hidden to protect another, and is not small itself.
            parts = [of[name][key].counted or 0 for name in of if name != "2026-Q2" and key in of[name]]
            assert quarter.counted is not None
            assert quarter.counted - sum(parts) == 0 or quarter.counted - sum(parts) >= opened.terms().k
        alone += len(hidden) == 1
    assert alone


def test_only_what_is_over_is_opened() -> None:
    assert opened.closed("2026-07", now=NOW) == periods.read("2026-07")
    for name in ("2026-08", "2026-Q3", "2026"):
        with pytest.raises(NotFound) as refusal:
            opened.closed(name, now=NOW)
        assert refusal.value.code == "period-not-over"
    for name in ("2026-04-03", "2026-01..2026-02", "2026-04..2026-04"):
        with pytest.raises(NotFound):
            opened.closed(name, now=NOW)
    with pytest.raises(Invalid):
        opened.closed("nonsense", now=NOW)
    offered = opened.offered(now=NOW)
    assert offered[Span.YEAR] == ()
    assert offered[Span.QUARTER] == (periods.read("2026-Q2"), periods.read("2026-Q1"))
    assert APRIL in offered[Span.MONTH]


def test_files_are_the_same_bytes_and_made_once(root: Path) -> None:
    for what in (actions.DOSSIERS, NATION):
        actions.make(what, APRIL, at=NOW)
        first = {kind: actions.made(what, "2026-04", kind) for kind in actions.FORMATS}
        bytes_then = {kind: one.path.read_bytes() for kind, one in first.items() if one}
        assert set(bytes_then) == set(actions.FORMATS)
        for one in first.values():
            assert one
            one.path.unlink()
            one.path.with_name(f"{one.path.name}.json").unlink()
        actions.make(what, APRIL, at=NOW)
        again = actions.made(what, "2026-04", "csv")
        assert again == first["csv"]
        assert again
        assert again.path.read_bytes() == bytes_then["csv"]
        assert again.path.with_suffix(".parquet").read_bytes() == bytes_then["parquet"]
        touched = again.path.stat().st_mtime_ns
        actions.make(what, APRIL, at=NOW)
        assert again.path.stat().st_mtime_ns == touched
        with again.path.open(newline="") as file:
            rows = list(csv.DictReader(file))
        table = pq.read_table(again.path.with_suffix(".parquet"))
        assert len(rows) == table.num_rows == again.rows
        assert list(rows[0]) == table.column_names
    assert actions.made(NATION, "1999", "csv") is None


def test_two_at_once_are_one(root: Path) -> None:
    (root / "open").mkdir(exist_ok=True)
    with (root / "open" / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(Unavailable):
            actions.make(NATION, periods.read("2026-05"), at=NOW)
