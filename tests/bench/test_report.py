import io
import json
from pathlib import Path

from rich.console import Console

from bench import report
from bench.report import Figure


def test_a_rate_is_held_against_at_least_and_a_time_against_at_most() -> None:
    assert Figure("submit", "10,000", 250, "/s", 250).met
    assert not Figure("submit", "10,000", 249.9, "/s", 250).met
    assert Figure("p95", "10,000", 100, "ms", 100, at_most=True).met
    assert not Figure("p95", "10,000", 100.1, "ms", 100, at_most=True).met
    assert Figure("tracking", "10,000", 1, "/s").met is None


def test_a_ratio_above_one_is_better_than_the_goal_either_way() -> None:
    assert Figure("submit", "10,000", 500, "/s", 250).ratio == 2
    assert Figure("p95", "10,000", 50, "ms", 100, at_most=True).ratio == 2


def test_the_table_says_what_was_not_met() -> None:
    figures = [Figure("submit", "empty", 90, "/s", 250, note="p95 7 ms")]
    console = Console(width=160, record=True, file=io.StringIO())
    report.show(console, figures, {"cores": "2"})
    text = console.export_text()
    assert "not met" in text
    assert "0.36" in text
    assert "cores: 2" in text


def test_the_file_says_the_same(tmp_path: Path) -> None:
    report.save(tmp_path / "results.json", [Figure("submit", "empty", 90, "/s", 250)], {"cores": "2"})
    kept = json.loads((tmp_path / "results.json").read_text())
    assert kept["facts"] == {"cores": "2"}
    assert kept["figures"][0]["met"] is False
