"""The same figures from Spark: on a sample of a million dossiers, and where facts were merged since."""

import os
import shutil
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings
from django.utils.module_loading import import_string

from bench import facts
from motcua.indicators.adapters.folders import OWN, Folders
from motcua.indicators.adapters.parquet import Folder
from motcua.indicators.queries import counting
from motcua.indicators.queries.counting import Question
from motcua.indicators.rules import periods, sets
from motcua.indicators.rules.schema import Told
from tests.indicators import catalogue, nation

SAMPLE = 1_000_000
NOW = datetime(2027, 2, 1, tzinfo=UTC)
MOMENT = datetime(2026, 7, 10, 17, tzinfo=UTC)

pytestmark = [
    pytest.mark.spark,
    pytest.mark.filterwarnings("ignore::FutureWarning"),  # PySpark's about pandas, which is not used here
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),  # its own sockets
]
LOCAL = (
    "--master local[2] --driver-memory 2g --conf spark.ui.enabled=false --conf spark.sql.shuffle.partitions=2"
)


@pytest.fixture(scope="module")
def spark() -> Any:
    """The adapter as settings name it. Skips without PySpark or Java; with MOTCUA_SPARK=required fails."""
    java = shutil.which("java") or os.environ.get("JAVA_HOME")
    try:
        found = import_string("motcua.indicators.adapters.spark.SparkFolders")() if java else None
        why = "no Java: install a JRE 17 or set JAVA_HOME"
    except ImportError as error:
        found, why = None, f"no PySpark ({error}): pip install --group spark"
    if found is None and os.environ.get("MOTCUA_SPARK") == "required":
        pytest.fail(why)
    if found is None:
        pytest.skip(why)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYSPARK_SUBMIT_ARGS", f"{LOCAL} --conf spark.driver.host=127.0.0.1 pyspark-shell")
        yield found
        import_string("pyspark.sql.SparkSession").builder.getOrCreate().stop()


def test_a_million_dossiers_give_the_same_figures(spark: Any, tmp_path: Path) -> None:
    """Every indicator of every set, for every unit: as known now, and as it was."""
    facts.generate(tmp_path / OWN, SAMPLE)
    with override_settings(FACTS_ROOT=tmp_path):
        _compare(spark, units=1 + facts.PROVINCES + len(facts.AGENCIES))


def test_merged_facts_give_the_same_figures(spark: Any, tmp_path: Path) -> None:
    """Of a dossier that was told of again the newest row, here and there."""
    lives = sorted(nation.lives(seed=766, count=500), key=lambda life: life.code)
    folder = Folder(tmp_path / OWN)
    offers = map(catalogue.offer, catalogue.shelves(seed=9))
    folder.replace(_told(lives, before=MOMENT), known_at=MOMENT, offers=offers)
    folder.merge(_told(lives[::3], before=NOW), known_at=NOW)
    folder.merge(_told(lives[::20], before=NOW), known_at=NOW)
    with override_settings(FACTS_ROOT=tmp_path):
        _compare(spark)


def _told(lives: Iterable[nation.Life], before: datetime) -> list[Told]:
    acts = ((life, [act for act in nation.journal(life) if act.at < before]) for life in lives)
    return [Told(fact) for life, known in acts if (fact := nation.fact(life, known))]


def _compare(spark: Any, units: int | None = None) -> None:
    theirs, ours = spark.table(), Folders().table()
    assert theirs.count().to_pyarrow().as_py() == ours.count().to_pyarrow().as_py()
    for as_of in (None, MOMENT):
        for name in sets.names():
            question = Question(periods.read("2026"), NOW, as_of)
            right = counting.tallies(ours, sets.shipped(name), question)
            assert counting.tallies(theirs, sets.shipped(name), question) == right, (name, as_of)
            assert any(tally.counted for _branch, tallies in right.values() for tally in tallies)
            assert units in (None, len(right))
