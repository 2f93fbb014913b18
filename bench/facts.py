"""A year of the country as facts: invented, in the columns and the files of `motcua.indicators`."""

from collections.abc import Iterator, Mapping
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from rich.progress import track

from motcua.indicators.adapters import parquet, writing

PROVINCES, COMMUNES, PROCEDURES, OFFICES = 34, 3321, 2000, 14
YEAR = 2026
CHUNK = 8 * parquet.GROUP  # rows made at once
SECOND = 1_000_000  # microseconds
DAY = 86400 * SECOND
SMALL = sorted(f"H{commune % PROVINCES + 1:02}.{10000 + commune}" for commune in range(COMMUNES))
LARGE = sorted(
    f"H{province + 1:02}.{office:02}" for province in range(PROVINCES) for office in range(OFFICES)
)
AGENCIES = sorted(SMALL + LARGE)


def generate(folder: Path, wanted: int) -> None:
    """A year: communes decide on nine in ten dossiers, the departments of the provinces on the rest."""
    dice = np.random.default_rng(766)
    rows = [wanted * month // 12 - wanted * (month - 1) // 12 for month in range(1, 13)]
    for month, count in enumerate(track(rows, "Facts"), 1):
        path = folder / f"month={YEAR}-{month:02}"
        path.mkdir(parents=True)
        with closing(pq.ParquetWriter(path / parquet.FILE, parquet.schema(), **writing.options())) as writer:
            for table in facts(dice, month, count):
                writer.write_table(table, row_group_size=parquet.GROUP)


def facts(dice: np.random.Generator, month: int, count: int) -> Iterator[Any]:
    """Tables of the facts of one month, in the order of their codes."""
    weights = np.array([0.9 / len(SMALL) if one in set(SMALL) else 0.1 / len(LARGE) for one in AGENCIES])
    offices = np.repeat(np.arange(len(AGENCIES)), dice.multinomial(count, weights))
    for begin in range(0, count, CHUNK):
        yield _table(dice, month, offices[begin : begin + CHUNK], begin)


def _table(dice: np.random.Generator, month: int, office: Any, begin: int) -> Any:
    rows = len(office)
    first = datetime(YEAR, month, 1, tzinfo=UTC) - timedelta(hours=7)
    length = (datetime(YEAR + month // 12, month % 12 + 1, 1, tzinfo=UTC) - timedelta(hours=7)) - first
    base = int(first.timestamp()) * SECOND
    submitted = base + dice.integers(0, int(length.total_seconds()), rows) * SECOND
    received = submitted + dice.integers(60, 86400, rows) * SECOND
    due = received + dice.choice(np.array([3, 5, 7, 15, 20]), rows) * DAY
    settled = received + (dice.random(rows) * 1.05 * (due - received)).astype(np.int64)
    returned = settled + dice.integers(60, 2 * 86400, rows) * SECOND
    was_received, was_settled = _of(dice, 0.98, rows), _of(dice, 0.94, rows)
    was_settled &= was_received
    was_returned = was_settled & _of(dice, 0.97, rows)
    asked = _of(dice, 0.06, rows) * np.int32(1) + _of(dice, 0.005, rows) * np.int32(1)
    procedure = dice.integers(0, PROCEDURES, rows)
    outcome = np.minimum(dice.integers(-8, 4, rows).clip(0), 3)
    files = dice.integers(0, 5, rows).astype(np.int32)
    agency = _words(office, AGENCIES)
    given: Mapping[str, Any] = {
        "code": _codes(agency, month, begin),
        "linked": _codes(agency, month, begin - 1, _of(dice, 0.01, rows)),
        "agency": agency,
        "agency_today": agency,
        "path": _words(office, [f"VN/{one.split('.')[0]}/{one}/" for one in AGENCIES]),
        "branch": _words(np.zeros(rows, np.int64), ["province"]),
        "province": _words(office, [one.split(".")[0][1:] for one in AGENCIES]),
        "desk": agency,
        "procedure": _words(procedure, [f"1.{one:06}" for one in range(PROCEDURES)]),
        "version": np.ones(rows, np.int32),
        "field": _words(procedure % 60, [f"F{one}" for one in range(60)]),
        "service_level": _words(procedure % 3, ["whole", "partial", "information"]),
        "essential": procedure % 10 == 0,
        "components": (procedure % 5).astype(np.int32),
        "channel": _words(dice.choice(np.array([0, 0, 0, 1, 2]), rows), ["online", "direct", "postal"]),
        "typed_by": _words(dice.choice(np.array([0, 0, 1]), rows), ["applicant", "officer"]),
        "submitted_at": submitted,
        "received_at": pa.array(received, mask=~was_received),
        "first_due_at": pa.array(due, mask=~was_received),
        "due_at": pa.array(due, mask=~was_received),
        "settled_at": pa.array(settled, mask=~was_settled),
        "outcome": _words(outcome, ["granted", "denied", "withdrawn", "stopped"], was_settled),
        "result_at": pa.array(settled + 5 * SECOND, mask=~(was_settled & _of(dice, 0.9, rows))),
        "returned_at": pa.array(returned, mask=~was_returned),
        "returned_by": _words(dice.integers(0, 3, rows), ["counter", "post", "online"], was_returned),
        "supplements": asked,
        "extensions": np.zeros(rows, np.int32),
        "pauses": asked,
        "paused_seconds": asked * np.int64(86400),
        "documents": files,
        "digitised": files,
        "reused": pa.array(files % 2, mask=~_of(dice, 0.8, rows)),
        "fee_due": (procedure % 4) * np.int64(10000),
        "paid_online": pa.array(_of(dice, 0.5, rows), mask=~_of(dice, 0.8, rows)),
        "synced": pa.array(_of(dice, 0.95, rows), mask=~_of(dice, 0.9, rows)),
        "shared": pa.array(_of(dice, 0.5, rows), mask=~_of(dice, 0.9, rows)),
        "population": pa.array(_of(dice, 0.7, rows), mask=~_of(dice, 0.9, rows)),
        "dues": _lists("dues", was_received, at=received, due=due),
        "given": _lists("given", files > 0, at=submitted, count=files),
        "settlements": _lists("settlements", was_settled, at=settled),
    }  # fmt: skip
    return pa.table([_column(given.get(one.name), one, rows) for one in parquet.schema()], parquet.schema())


def _of(dice: np.random.Generator, share: float, rows: int) -> Any:
    return dice.random(rows) < share


def _codes(agency: Any, month: int, begin: int, there: Any = None) -> Any:
    """Ascending, as the agencies are."""
    numbers = pa.array(np.arange(begin, begin + len(agency)), mask=None if there is None else ~there)
    padded = pc.utf8_lpad(numbers.cast(pa.string()), 9, "0")
    return pc.binary_join_element_wise(agency.cast(pa.string()), f"{month:02}", padded, "-")


def _words(which: Any, words: list[str], there: Any = None) -> Any:
    mask = None if there is None else ~there
    return pa.DictionaryArray.from_arrays(pa.array(which.astype(np.int32), mask=mask), pa.array(words))


def _lists(column: str, there: Any, **parts: Any) -> Any:
    """A list of one struct where it is there, an empty one elsewhere."""
    kind = parquet.schema().field(column).type
    count = int(there.sum())
    columns = [
        pa.array(parts[part.name][there], part.type)
        if part.name in parts
        else pa.array(["granted"] * count if part.name == "outcome" else [None] * count, part.type)
        for part in kind.value_type
    ]
    inside = pa.StructArray.from_arrays(columns, fields=list(kind.value_type))
    offsets = pa.array(np.concatenate([[0], np.cumsum(there)]), pa.int32())
    return pa.ListArray.from_arrays(offsets, inside).cast(kind)


def _column(values: Any, wanted: Any, rows: int) -> Any:
    if values is not None:
        found = values if isinstance(values, pa.Array) else pa.array(values)
        return found.cast(wanted.type)
    if pa.types.is_list(wanted.type):
        nothing = pa.array(np.zeros(rows + 1, np.int32))
        return pa.ListArray.from_arrays(nothing, pa.array([], wanted.type.value_type)).cast(wanted.type)
    return pa.nulls(rows, wanted.type)
