"""Facts as columns: the Arrow schema of each dataset, and rows of Python turned into it."""

from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime
from functools import cache
from operator import attrgetter
from typing import Any

import pyarrow as pa

from motcua.indicators.adapters import manifest
from motcua.indicators.rules.schema import DATASETS, Column, Kind

FORMAT = manifest.FORMAT.encode()
MOMENT = pa.timestamp("us")  # UTC; without a zone, for engines compute with zones slowly
_WIDE = {"paused_seconds", "working_seconds", "waiting_seconds", "fee_due", "fee_paid"}
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
            ("by", pa.string()),
        ]
    ),
}
_FLAT = {Kind.TEXT: pa.string(), Kind.NUMBER: pa.int32(), Kind.FLAG: pa.bool_(), Kind.MOMENT: MOMENT}


@cache
def schema(dataset: str = "dossiers") -> Any:
    """Of every file of this dataset, with what each column means."""
    return pa.schema(
        [
            pa.field(column.name, _type(column), metadata={"meaning": column.meaning})
            for column in DATASETS[dataset]
        ],
        metadata={"motcua.facts": FORMAT, "motcua.dataset": dataset},
    )


def _type(column: Column) -> Any:
    if column.kind is Kind.HISTORY:
        return pa.list_(_HISTORY[column.name])
    return pa.int64() if column.name in _WIDE else _FLAT[column.kind]


def batch(rows: Sequence[Any], dataset: str = "dossiers") -> Any:
    """These rows (Fact, Done or Paper) as columns."""
    arrays = []
    for column, field in zip(DATASETS[dataset], schema(dataset), strict=True):
        values: list[Any] = list(map(attrgetter(column.name), rows))
        if column.kind is Kind.HISTORY:
            values = [[_plain(one) for one in each] for each in values]
        arrays.append(pa.array(values, field.type))
    return pa.RecordBatch.from_arrays(arrays, schema=schema(dataset))


def _plain(one: Any) -> Any:
    if isinstance(one, datetime):
        return one
    return {field.name: getattr(one, field.name) for field in fields(one)}
