"""Facts in a folder: one Parquet file for each month of submission, the same bytes for the same facts."""

import shutil
from collections.abc import Iterable, Sequence
from dataclasses import fields
from datetime import datetime
from operator import attrgetter
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from motcua.indicators.rules.schema import COLUMNS, Fact, Kind
from motcua.kernel import clock

FILE = "facts.parquet"
FORMAT = b"1"  # of the columns; a reader refuses another
GROUP = 65_536  # rows of a row group: what a thread of the engine reads at once
CHUNK = 2_048  # rows that wait as Python objects before they become columns

MOMENT = pa.timestamp("us")  # UTC; without a zone, for engines compute with zones slowly
_WIDE = {"paused_seconds", "fee_due", "fee_paid"}
_HISTORY = {
    "dues": pa.struct([("at", MOMENT), ("due", MOMENT)]),
    "stops": pa.struct([("start", MOMENT), ("end", MOMENT)]),
    "asked": MOMENT,
    "extended": MOMENT,
    "given": pa.struct([("at", MOMENT), ("count", pa.int32())]),
    "settlements": pa.struct(
        [
            ("at", MOMENT),
            ("outcome", pa.string()),
            ("result_at", MOMENT),
            ("returned_at", MOMENT),
            ("returned_by", pa.string()),
            ("undone_at", MOMENT),
        ]
    ),
}
_FLAT = {Kind.TEXT: pa.string(), Kind.NUMBER: pa.int32(), Kind.FLAG: pa.bool_(), Kind.MOMENT: MOMENT}


def schema() -> Any:
    """Of every file, with what each column means."""
    return pa.schema(
        [
            pa.field(column.name, _type(column.name, column.kind), metadata={"meaning": column.meaning})
            for column in COLUMNS
        ],
        metadata={"motcua.facts": FORMAT},
    )


def _type(name: str, kind: Kind) -> Any:
    if kind is Kind.HISTORY:
        return pa.list_(_HISTORY[name])
    return pa.int64() if name in _WIDE else _FLAT[kind]


class Folder:
    """Facts under a folder: `month=2026-06/facts.parquet`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def replace(self, facts: Iterable[Fact]) -> int:
        """Writes beside what is there, then puts it in its place; a run that breaks off leaves the old."""
        self.folder.mkdir(parents=True, exist_ok=True)
        beside = self.folder / ".new"
        shutil.rmtree(beside, ignore_errors=True)
        beside.mkdir()
        written = _write(beside, facts)
        new = {path.name for path in beside.iterdir()}
        for old in self.folder.glob("month=*"):
            if old.name not in new:
                shutil.rmtree(old)
        for name in sorted(new):
            target = self.folder / name
            target.mkdir(exist_ok=True)
            (beside / name / FILE).replace(target / FILE)
        shutil.rmtree(beside)
        return written


def _write(folder: Path, facts: Iterable[Fact]) -> int:
    months: dict[str, _Month] = {}
    written = 0
    try:
        for fact in facts:
            name = f"month={clock.day(fact.submitted_at):%Y-%m}"
            if name not in months:
                (folder / name).mkdir()
                months[name] = _Month(folder / name / FILE)
            months[name].add(fact)
            written += 1
    finally:
        for month in months.values():
            month.close()
    return written


class _Month:
    """A file that grows by whole row groups, so that its bytes do not depend on how the facts came."""

    def __init__(self, path: Path) -> None:
        self.schema = schema()
        self.writer = pq.ParquetWriter(
            path, self.schema, compression="zstd", version="2.6", write_statistics=True, store_schema=True
        )
        self.rows: list[Fact] = []
        self.batches: list[Any] = []
        self.waiting = 0

    def add(self, fact: Fact) -> None:
        self.rows.append(fact)
        if len(self.rows) == CHUNK:
            self._pack()
            if self.waiting == GROUP:
                self._flush()

    def close(self) -> None:
        self._pack()
        self._flush()
        self.writer.close()

    def _pack(self) -> None:
        if self.rows:
            self.batches.append(batch(self.rows))
            self.waiting += len(self.rows)
            self.rows = []

    def _flush(self) -> None:
        if self.batches:
            whole = pa.Table.from_batches(self.batches, self.schema).combine_chunks()
            self.writer.write_table(whole, row_group_size=GROUP)
            self.batches, self.waiting = [], 0


def batch(facts: Sequence[Fact]) -> Any:
    """These facts as columns."""
    arrays = []
    for column, field in zip(COLUMNS, schema(), strict=True):
        values: list[Any] = list(map(attrgetter(column.name), facts))
        if column.kind is Kind.HISTORY:
            values = [[_plain(one) for one in each] for each in values]
        arrays.append(pa.array(values, field.type))
    return pa.RecordBatch.from_arrays(arrays, schema=schema())


def _plain(one: Any) -> Any:
    if isinstance(one, datetime):
        return one
    return {field.name: getattr(one, field.name) for field in fields(one)}
