"""A folder of facts: the same bytes in whatever steps they came, one state at any time, one writer."""

import fcntl
import json
import random
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from django.core import checks

from motcua.indicators import ports
from motcua.indicators.adapters import folders, manifest, parquet, writing
from motcua.indicators.adapters.duck import DuckFolder
from motcua.indicators.adapters.folders import Folders
from motcua.indicators.adapters.manifest import Manifest
from motcua.indicators.adapters.parquet import Folder
from motcua.indicators.rules.facts import told_of
from motcua.indicators.rules.schema import DATASETS, Told
from motcua.kernel import clock
from motcua.kernel.errors import Invalid, NotFound, Unavailable
from tests.indicators import nation

NOW = datetime(2026, 9, 1, tzinfo=UTC)
LIVES = [one for one in nation.lives(seed=4, count=120) if one.submitted < nation.YEAR + timedelta(days=42)]


def told(rows: int | None = None) -> list[Told]:
    """Of each dossier, from so many of its rows, in the order of codes."""
    found = (told_of(one.code, list(nation.journal(one))[:rows], nation.WORLD) for one in LIVES)
    return sorted((one for one in found if one), key=lambda one: one.fact.code)


EARLY, WHOLE = told(1), told()


@pytest.fixture(autouse=True)
def _small_groups(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that even a few rows make many groups and chunks."""
    monkeypatch.setattr(writing, "GROUP", 16)
    monkeypatch.setattr(parquet, "CHUNK", 4)


def state(path: Path) -> Manifest:
    found = manifest.read(path)
    assert found
    return found


def kept(path: Path) -> dict[str, bytes]:
    """The files of the state that the folder has now."""
    months = state(path).months.values()
    files = [one for month in months for part in month.parts for one in part.files.values()]
    return {str(one.relative_to(path)): one.read_bytes() for one in files}


def rows(path: Path, dataset: str) -> list[Any]:
    order = {"acts": ["code", "number"], "documents": ["code", "at"]}.get(dataset, ["code"])
    found: list[Any] = DuckFolder(path).table(dataset).order_by(order).to_pyarrow().to_pylist()
    return found


def merged(path: Path, batches: Iterable[Sequence[Told]]) -> Folder:
    folder = Folder(path)
    for one in batches:
        folder.merge(one, known_at=NOW)
    return folder


def batches(dice: random.Random) -> list[list[Told]]:
    """All dossiers, some more than once, each last as it is now, in batches of any size."""
    stale = dice.sample(EARLY, 15)
    first = stale + dice.sample(WHOLE, 8)
    dice.shuffle(first)
    then = list(WHOLE)
    dice.shuffle(then)
    cuts = sorted(dice.sample(range(1, len(then)), 3))
    return [first, *(then[a:b] for a, b in zip([0, *cuts], [*cuts, None], strict=True))]


@pytest.mark.parametrize("seed", [1, 2])
def test_in_whatever_steps_they_came(tmp_path: Path, seed: int) -> None:
    """Merged into what was there or into nothing, the rows are the same; once settled, the bytes are."""
    dice = random.Random(seed)
    Folder(tmp_path / "at once").replace(WHOLE, known_at=NOW)
    bit_by_bit = Folder(tmp_path / "bit by bit")
    if seed == 1:
        bit_by_bit.replace(EARLY[::2], known_at=NOW)
    merged(bit_by_bit.folder, batches(dice))
    for dataset in DATASETS if seed == 1 else ():
        assert rows(bit_by_bit.folder, dataset) == rows(tmp_path / "at once", dataset), dataset
    assert kept(bit_by_bit.folder) != kept(tmp_path / "at once")
    bit_by_bit.settle()
    assert kept(bit_by_bit.folder) == kept(tmp_path / "at once")
    assert not any(month.changes for month in state(bit_by_bit.folder).months.values())


def test_what_is_merged_stays_few_files(tmp_path: Path) -> None:
    january = [one for one in WHOLE if clock.day(one.fact.submitted_at).month == 1]
    merged(tmp_path, ([one] for one in january))
    (month,) = state(tmp_path).months.values()
    assert len(january) > 8
    assert len(month.changes) <= 4
    assert sum(part.dossiers for part in month.changes) == len(january)


def test_all_or_nothing(tmp_path: Path) -> None:
    """A run that breaks off, and one that comes in disorder, leave what was there."""
    folder = Folder(tmp_path)
    folder.replace(EARLY, known_at=NOW)
    before = kept(tmp_path)

    def breaks() -> Iterable[Told]:
        yield from WHOLE[:9]
        raise RuntimeError("out")

    with pytest.raises(RuntimeError):
        folder.replace(breaks(), known_at=NOW)
    with pytest.raises(RuntimeError):
        folder.merge(breaks(), known_at=NOW)
    with pytest.raises(ValueError, match="after"):
        folder.replace(reversed(WHOLE), known_at=NOW)
    assert kept(tmp_path) == before


def test_a_crash_before_the_manifest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """New files without a new manifest are nobody's: readers see the old state, the next run goes on."""
    folder = Folder(tmp_path)
    folder.replace(EARLY, known_at=NOW)
    before = kept(tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr(manifest, "write", lambda folder, new: pytest.fail("the power is cut"))
        for step in (
            lambda: folder.merge(WHOLE[:5], known_at=NOW),
            lambda: folder.replace(WHOLE, known_at=NOW),
        ):
            with pytest.raises(pytest.fail.Exception):
                step()
    assert kept(tmp_path) == before
    folder.merge(WHOLE, known_at=NOW)
    folder.settle()
    Folder(tmp_path / "again").replace(WHOLE, known_at=NOW)
    assert kept(tmp_path) == kept(tmp_path / "again")


def test_files_stay_for_who_still_reads(tmp_path: Path) -> None:
    """A table opened before can be read after the next states; long after, the files are gone."""
    folder = Folder(tmp_path)
    folder.replace(EARLY, known_at=NOW)
    old = set(kept(tmp_path))
    before = DuckFolder(tmp_path).table("acts")
    count = len(rows(tmp_path, "acts"))
    folder.merge(WHOLE, known_at=NOW + timedelta(minutes=1))
    folder.settle()
    assert before.count().to_pyarrow().as_py() == count
    assert len(rows(tmp_path, "acts")) > count
    folder.merge([], known_at=NOW + timedelta(minutes=12))
    there = {str(one.relative_to(tmp_path)) for one in tmp_path.glob("month=*/*.parquet")}
    assert there == set(kept(tmp_path))
    assert not there & old - set(kept(tmp_path))


def test_one_writer_at_a_time(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    folder.replace(EARLY, known_at=NOW)
    folder.merge(WHOLE, known_at=NOW)
    with (tmp_path / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for write in (
            folder.settle,
            lambda: folder.merge([], known_at=NOW),
            lambda: folder.replace([], known_at=NOW),
        ):
            with pytest.raises(Unavailable) as refusal:
                write()
            assert refusal.value.code == "facts-busy"
        assert len(rows(tmp_path, "dossiers")) == len(WHOLE)  # who reads does not wait
    folder.settle()


def test_own_and_received_are_one(tmp_path: Path, settings: Any) -> None:
    settings.FACTS_ROOT = tmp_path
    with pytest.raises(NotFound):
        Folders().state()
    plain = tmp_path / "received" / "H01" / "month=2026-02"
    plain.mkdir(parents=True)
    theirs = [one for one in WHOLE if one.fact.path.startswith("VN/H1/")]
    pq.write_table(pa.Table.from_batches([parquet.batch([one.fact for one in theirs])]), plain / parquet.FILE)
    others = [one for one in WHOLE if not one.fact.path.startswith("VN/H1/")]
    assert Folders().table().count().to_pyarrow().as_py() == len(theirs)
    assert Folders().table("acts").count().to_pyarrow().as_py() == 0
    own = Folder(tmp_path / "own")
    own.replace(others[::2], known_at=NOW)
    own.merge(others[1::2], known_at=NOW + timedelta(minutes=1))
    first = Folders().state()
    assert first.known_at == NOW + timedelta(minutes=1)
    found = Folders().table().order_by("code").code.to_pyarrow().to_pylist()
    assert found == [one.fact.code for one in WHOLE]
    acts = Folders().table("acts")
    assert set(acts.code.to_pyarrow().to_pylist()) == {one.fact.code for one in others}
    own.merge([], known_at=NOW + timedelta(minutes=2))
    later = Folders().state()
    assert (later.name, later.known_at) == (first.name, NOW + timedelta(minutes=2))
    own.merge([EARLY[0]], known_at=NOW + timedelta(minutes=3))
    assert Folders().state().name != first.name


@pytest.mark.parametrize("text", ["", "{}", '{"format": "1"}', "[]", "no"])
def test_another_format_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / manifest.NAME).write_text(text)
    with pytest.raises(Invalid) as refusal:
        DuckFolder(tmp_path).table()
    assert refusal.value.code == "not-facts"
    assert Folder(tmp_path).world() is None
    Folder(tmp_path).replace(WHOLE, known_at=NOW, world="w")
    assert Folder(tmp_path).world() == "w"
    assert len(rows(tmp_path, "dossiers")) == len(WHOLE)


def _torn(folder: Path) -> None:
    (folder / manifest.NAME).write_text('{"format": "2", "months"')


def _old(folder: Path) -> None:
    told = json.loads((folder / manifest.NAME).read_text())
    (folder / manifest.NAME).write_text(json.dumps({**told, "format": "1"}))


def _lost(folder: Path) -> None:
    next(folder.glob("month=*/facts-*.parquet")).unlink()


def _cut(folder: Path) -> None:
    path = next(folder.glob("month=*/acts-*.parquet"))
    path.write_bytes(path.read_bytes()[:-100])


def _foreign(folder: Path) -> None:
    (folder / manifest.NAME).unlink()
    pq.write_table(pa.table({"a": [1]}), next(folder.glob("month=*")) / parquet.FILE)


@pytest.mark.parametrize("harm", [_torn, _old, _lost, _cut, _foreign])
def test_a_received_folder_with_a_fault_is_left_out(
    tmp_path: Path, settings: Any, caplog: pytest.LogCaptureFixture, harm: Callable[[Path], None]
) -> None:
    """All others are read, and who operates the site is told."""
    settings.FACTS_ROOT = tmp_path
    folders._say.cache_clear()
    Folder(tmp_path / "own").replace(WHOLE[::2], known_at=NOW)
    for name in ("H01", "H02"):
        Folder(tmp_path / "received" / name).replace(
            WHOLE[1::2][: 10 if name == "H02" else None], known_at=NOW
        )
    harm(tmp_path / "received" / "H01")
    facts = Folders()
    assert facts.state().known_at == NOW
    assert facts.table().count().to_pyarrow().as_py() == len(WHOLE[::2]) + 10
    assert facts.table("acts").count().to_pyarrow().as_py() > 0
    assert list(facts.left_out()) == ["received/H01"]
    ports.facts.cache_clear()
    [warning] = checks.run_checks(tags=["facts"], include_deployment_checks=True)
    assert "received/H01" in warning.msg
    told_of_it = [one for one in caplog.records if "received/H01" in one.getMessage()]
    assert len(told_of_it) == 1  # however often it was read


def test_a_fault_of_ones_own_facts_is_told(tmp_path: Path, settings: Any) -> None:
    settings.FACTS_ROOT = tmp_path
    Folder(tmp_path / "own").replace(WHOLE, known_at=NOW)
    _torn(tmp_path / "own")
    with pytest.raises(Invalid) as refusal:
        Folders().state()
    assert refusal.value.code == "not-facts"
