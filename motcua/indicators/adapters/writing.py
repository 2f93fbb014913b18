"""Files whose bytes depend on their rows alone, however these came; and two of them made into one."""

import hashlib
import os
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from motcua.indicators.adapters.columns import schema

GROUP = 65_536  # rows of a row group: what a thread of the engine reads at once
_UNLIKE = ("code", "linked", "device")  # hardly a value comes twice


@cache
def options(dataset: str = "dossiers") -> Mapping[str, Any]:
    """How files are written, for engines to read fast: moments as differences, words as numbers of words."""
    flat = [one for one in schema(dataset) if not pa.types.is_list(one.type)]
    moments = [one.name for one in flat if pa.types.is_timestamp(one.type)]
    words = [
        one.name for one in flat if one.name not in (*moments, *_UNLIKE) and not pa.types.is_boolean(one.type)
    ]
    return {
        "compression": "lz4", "version": "2.6", "write_statistics": True, "store_schema": True,
        "use_dictionary": words, "column_encoding": dict.fromkeys(moments, "DELTA_BINARY_PACKED"),
    }  # fmt: skip


def write(folder: Path, name: str, dataset: str, batches: Iterable[Any]) -> Path:
    """A file named after its bytes, on the disk when this returns. In memory is one row group."""
    folder.mkdir(parents=True, exist_ok=True)
    beside = folder / f".{name}"
    with pq.ParquetWriter(beside, schema(dataset), **options(dataset)) as writer:
        for group in _groups(batches, dataset):
            writer.write_table(group, row_group_size=GROUP)
    with beside.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        os.fsync(file.fileno())
    return beside.replace(folder / f"{name}-{digest[:24]}.parquet")


def _groups(batches: Iterable[Any], dataset: str) -> Iterator[Any]:
    """Whole row groups, each in one piece."""
    waiting: list[Any] = []
    count = 0
    for batch in batches:
        begin = 0
        while begin < batch.num_rows:
            piece = batch.slice(begin, GROUP - count)
            begin += piece.num_rows
            count += piece.num_rows
            waiting.append(piece)
            if count == GROUP:
                yield pa.Table.from_batches(waiting, schema(dataset)).combine_chunks()
                waiting, count = [], 0
    if waiting:
        yield pa.Table.from_batches(waiting, schema(dataset)).combine_chunks()


def read(path: Path, dataset: str) -> Iterator[Any]:
    """Its rows, a row group at a time."""
    with pq.ParquetFile(path) as file:
        for batch in file.iter_batches(batch_size=GROUP):
            yield _ours(batch, dataset)


def table(path: Path, dataset: str) -> Any:
    """The whole of a small file."""
    return pa.Table.from_batches(read(path, dataset), schema(dataset))


def _ours(batch: Any, dataset: str) -> Any:
    """What was read, without what Parquet adds to the names of a list's parts and to the metadata."""
    wanted = schema(dataset)
    arrays = [
        array if array.type == one.type else array.cast(one.type)
        for array, one in zip(batch.columns, wanted, strict=True)
    ]
    return pa.RecordBatch.from_arrays(arrays, schema=wanted)


def merged(old: Iterable[Any], news: Any, changed: Any) -> Iterator[Any]:
    """The rows of `old` but for the dossiers `changed`, and those of the table `news`, in the order of codes.

    Both come in that order. What one dossier has stays in its order. In memory is all of `news`, of `old` one
    batch.
    """
    codes = news["code"].to_pylist()
    place = 0
    for batch in old:
        if not batch.num_rows:
            continue
        until = bisect_right(codes, batch["code"][-1].as_py())
        stays = batch.filter(pc.invert(pc.is_in(batch["code"], value_set=changed)))
        if until == place:
            yield stays
        else:
            both = pa.concat_tables([pa.Table.from_batches([stays]), news.slice(place, until - place)])
            yield from both.sort_by("code").to_batches()  # stable
            place = until
    yield from news.slice(place).to_batches()
