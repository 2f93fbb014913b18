"""A year of the country as facts, and how long the whole set takes for all its units at once.

python -m bench.indicators            1 million dossiers
DOSSIERS=44000000 python -m bench.indicators
FACTS=folder                          keep the facts there and use them again
"""

import os
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from rich.progress import track

from motcua.indicators.adapters import parquet
from motcua.indicators.adapters.duck import DuckFolder
from motcua.indicators.queries import counting
from motcua.indicators.queries.counting import Question
from motcua.indicators.rules import periods, sets

PROVINCES, COMMUNES, PROCEDURES = 34, 3321, 2000
YEAR = 2026
CHUNK = 500_000
SECOND = 1_000_000  # microseconds


def main() -> None:
    wanted = int(os.environ.get("DOSSIERS", "1000000"))
    with tempfile.TemporaryDirectory() as aside:
        folder = Path(os.environ.get("FACTS", aside))
        if not any(folder.glob("month=*")):
            begun = time.perf_counter()
            generate(folder, wanted)
            size = sum(path.stat().st_size for path in folder.rglob("*.parquet"))
            print(f"{wanted:,} facts written in {time.perf_counter() - begun:.1f} s, {size / 1e9:.2f} GB")
        measure(folder)


def measure(folder: Path) -> None:
    """Prints the seconds of each set, for every unit and the nation, best of three by the clock.

    Of the processor's seconds too: what another program takes of the machine does not count there.
    """
    now = datetime(YEAR + 1, 2, 1, tzinfo=UTC)
    table = DuckFolder(folder).table()
    print(f"{table.count().to_pyarrow().as_py():,} facts")
    for name in sets.names():
        for text in (str(YEAR), f"{YEAR}-06"):
            times, worked = [], []
            for _round in range(3):
                begun, before = time.perf_counter(), time.process_time()
                figures = counting.figures(table, sets.shipped(name), Question(periods.read(text), now))
                times.append(time.perf_counter() - begun)
                worked.append(time.process_time() - before)
            print(
                f"{name:14} {text:8} {len(figures):,} units  {min(times):6.2f} s,"
                f" {min(worked):.2f} s of the processor"
            )


def generate(folder: Path, wanted: int) -> None:
    """Facts of a year: communes decide on nine in ten, the departments of the provinces on the rest."""
    dice = np.random.default_rng(766)
    agencies = [f"H{commune % PROVINCES + 1:02}.{10000 + commune}" for commune in range(COMMUNES)] + [
        f"H{province + 1:02}.{office:02}" for province in range(PROVINCES) for office in range(1, 15)
    ]
    chunks = list(_chunks(wanted))
    writer: pq.ParquetWriter | None = None
    open_month = 0
    for month, begin, rows in track(chunks, "Facts"):
        if month != open_month:
            if writer:
                writer.close()
            path = folder / f"month={YEAR}-{month:02}"
            path.mkdir(parents=True)
            writer = pq.ParquetWriter(
                path / parquet.FILE, parquet.schema(), compression="zstd", version="2.6", store_schema=True
            )
            open_month = month
        assert writer
        writer.write_table(_facts(dice, agencies, month, begin, rows), row_group_size=parquet.GROUP)
    if writer:
        writer.close()


def _chunks(wanted: int) -> Iterator[tuple[int, int, int]]:
    done = 0
    for month in range(1, 13):
        left = wanted * month // 12 - wanted * (month - 1) // 12
        while left:
            rows = min(left, CHUNK)
            yield month, done, rows
            done, left = done + rows, left - rows


def _facts(dice: np.random.Generator, agencies: list[str], month: int, begin: int, rows: int) -> Any:
    small = int(0.9 * rows)
    office = np.concatenate(
        [dice.integers(0, COMMUNES, small), dice.integers(COMMUNES, len(agencies), rows - small)]
    )
    office.sort()
    first = datetime(YEAR, month, 1, tzinfo=UTC) - timedelta(hours=7)
    length = (datetime(YEAR + month // 12, month % 12 + 1, 1, tzinfo=UTC) - timedelta(hours=7)) - first
    base = int(first.timestamp()) * SECOND
    submitted = base + dice.integers(0, int(length.total_seconds()), rows) * SECOND
    received = submitted + dice.integers(60, 86400, rows) * SECOND
    due = received + dice.choice(np.array([3, 5, 7, 15, 20]), rows) * 86400 * SECOND
    settled = received + (dice.random(rows) * 1.05 * (due - received)).astype(np.int64)
    returned = settled + dice.integers(60, 2 * 86400, rows) * SECOND
    was_received, was_settled = dice.random(rows) < 0.98, dice.random(rows) < 0.94
    was_settled &= was_received
    was_returned = was_settled & (dice.random(rows) < 0.97)
    asked = ((dice.random(rows) < 0.06) * 1 + (dice.random(rows) < 0.005) * 1).astype(np.int32)
    procedure = dice.integers(0, PROCEDURES, rows)
    outcome = dice.choice(np.array([0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3]), rows)
    files = dice.integers(0, 5, rows).astype(np.int32)
    given: dict[str, Any] = {
        "code": [f"{agencies[one]}-{begin + place:09}" for place, one in enumerate(office)],
        "agency": _words(office, agencies),
        "agency_today": _words(office, agencies),
        "path": _words(office, [f"VN/{one.split('.')[0]}/{one}/" for one in agencies]),
        "branch": _words(np.zeros(rows, np.int64), ["province"]),
        "province": _words(office, [one.split(".")[0][1:] for one in agencies]),
        "desk": _words(office, agencies),
        "procedure": _words(procedure, [f"1.{one:06}" for one in range(PROCEDURES)]),
        "version": np.ones(rows, np.int32),
        "field": _words(procedure % 60, [f"F{one}" for one in range(60)]),
        "service_level": _words(procedure % 3, ["whole", "partial", "information"]),
        "essential": procedure % 10 == 0,
        "components": (procedure % 5).astype(np.int32),
        "channel": _words(dice.choice(np.array([0, 0, 0, 1, 2]), rows), ["online", "direct", "postal"]),
        "typed_by": _words(dice.choice(np.array([0, 0, 1]), rows), ["applicant", "officer"]),
        "submitted_at": submitted,
        "received_at": _moments(received, was_received),
        "first_due_at": _moments(due, was_received),
        "due_at": _moments(due, was_received),
        "settled_at": _moments(settled, was_settled),
        "outcome": _words(outcome, ["granted", "denied", "refused", "withdrawn"], was_settled),
        "result_at": _moments(settled + 5 * SECOND, was_settled & (dice.random(rows) < 0.9)),
        "returned_at": _moments(returned, was_returned),
        "returned_by": _words(dice.integers(0, 3, rows), ["counter", "post", "online"], was_returned),
        "supplements": asked,
        "extensions": np.zeros(rows, np.int32),
        "pauses": asked,
        "paused_seconds": asked * np.int64(86400),
        "documents": files,
        "digitised": files,
        "fee_due": (procedure % 4) * np.int64(10000),
    }  # fmt: skip
    lists = {
        "dues": _lists(was_received, {"at": received, "due": due}),
        "settlements": _lists(was_settled, {"at": settled}),
    }
    arrays = [
        lists[one.name] if one.name in lists
        else _empty(one.type, rows) if one.name not in given
        else given[one.name].cast(one.type) if isinstance(given[one.name], pa.Array)
        else pa.array(given[one.name], one.type)
        for one in parquet.schema()
    ]  # fmt: skip
    return pa.Table.from_arrays(
        [array.cast(one.type) for array, one in zip(arrays, parquet.schema(), strict=True)],
        schema=parquet.schema(),
    )


def _words(which: Any, words: list[str], there: Any = None) -> Any:
    mask = None if there is None else ~there
    return pa.DictionaryArray.from_arrays(pa.array(which.astype(np.int32), mask=mask), pa.array(words)).cast(
        pa.string()
    )


def _moments(moments: Any, there: Any) -> Any:
    return pa.array(moments, pa.int64(), mask=~there)


def _lists(there: Any, parts: dict[str, Any]) -> Any:
    """A list of one struct where it is there, an empty one elsewhere."""
    kind = next(
        one.type for one in parquet.schema() if one.name == ("dues" if "due" in parts else "settlements")
    )
    offsets = pa.array(np.concatenate([[0], np.cumsum(there)]), pa.int32())
    count = int(there.sum())
    columns = [
        pa.array(parts[part.name][there], part.type)
        if part.name in parts
        else pa.array(["granted"] * count if part.name == "outcome" else [None] * count, part.type)
        for part in kind.value_type
    ]
    return pa.ListArray.from_arrays(
        offsets, pa.StructArray.from_arrays(columns, fields=list(kind.value_type))
    )


def _empty(kind: Any, rows: int) -> Any:
    if pa.types.is_list(kind):
        return pa.ListArray.from_arrays(
            pa.array(np.zeros(rows + 1, np.int32)), pa.array([], kind.value_type)
        ).cast(kind)
    return pa.nulls(rows, kind)


if __name__ == "__main__":
    main()
