"""Writing open data: files that anybody may fetch, the same bytes for the same facts."""

import csv
import fcntl
import hashlib
import io
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from motcua.indicators import ports
from motcua.indicators.queries import opened, opening
from motcua.indicators.queries.opening import Figure, Opening
from motcua.indicators.rules import anonymity, sets
from motcua.indicators.rules.periods import Period
from motcua.indicators.rules.series import Span
from motcua.kernel.errors import NotFound, Unavailable

FOLDER, DOSSIERS, INDICATORS = "open", "dossiers", "indicators"
FORMATS = ("csv", "parquet")
_FIGURE = pa.schema(
    [
        *((name, pa.string()) for name in ("unit", "name", "parent", "kind", "indicator")),
        ("value", pa.decimal128(18, 4)),
        ("counted", pa.int64()),
        ("total", pa.int64()),
        ("target", pa.decimal128(18, 4)),
        ("points", pa.decimal128(18, 4)),
        ("hidden", pa.bool_()),
    ]
)
_DOSSIER = pa.schema([*((name, pa.string()) for name in anonymity.COLUMNS), ("dossiers", pa.int64())])
assert _FIGURE.names == [one.name for one in fields(Figure)]


@dataclass(frozen=True, slots=True)
class Made:
    """A file that was made. `digest` is its SHA-256, `facts` names the state of the facts it tells of,
    `left_out` is how many figures are hidden, or dossiers in no row, of `whole` in all."""

    path: Path
    digest: str
    size: int
    facts: str
    known_at: str
    rows: int
    left_out: int
    whole: int


def made(what: str, period: str, kind: str) -> Made | None:
    """The file, as it was last made; None where it never was. `what` is "dossiers" or a set's name."""
    path = _path(what, period, kind)
    try:
        told = json.loads(path.with_name(f"{path.name}.json").read_text())
    except FileNotFoundError:
        return None
    return Made(path=path, **told)


def make(what: str, period: Period, *, at: datetime, counted: Opening | None = None) -> None:
    """Makes the files of this period anew, unless they tell of these facts already.

    `counted` is what was read of the same set for other periods, which need not be counted again.
    Raises NotFound where there are no facts or no such set, Unavailable while somebody else makes files.
    """
    state, name = ports.facts().state(), opened.name_of(period)
    with _alone():
        last = made(what, name, FORMATS[0])
        if last and last.facts == state.name and made(what, name, FORMATS[1]):
            return
        if what == DOSSIERS:
            found = opening.dossiers(period)
            rows: list[Sequence[Any]] = [
                (*(getattr(one, column) for column in anonymity.COLUMNS), count) for one, count in found.rows
            ]
            whole = found.suppressed + sum(count for _one, count in found.rows)
            schema, left_out = _DOSSIER, found.suppressed
        else:
            figures = list((counted or Opening(sets.shipped(what), now=at)).figures(period))
            rows = [tuple(getattr(one, column) for column in _FIGURE.names) for one in figures]
            schema, left_out, whole = _FIGURE, sum(one.hidden for one in figures), len(figures)
        for kind in FORMATS:
            told = {
                "facts": state.name,
                "known_at": state.known_at.isoformat(),
                "rows": len(rows),
                "left_out": left_out,
                "whole": whole,
            }
            _write(_path(what, name, kind), _WRITERS[kind](schema, rows), told)


def make_all(*, at: datetime) -> int:
    """Makes what is out of date, of every period that is over; how many files of each format there are."""
    try:
        spans = opened.offered(now=at)
    except NotFound:  # a site without dossiers yet
        return 0
    for month in spans[Span.MONTH]:
        make(DOSSIERS, month, at=at)
    every = [period for row in spans.values() for period in row]
    for name in sets.names():
        counted = Opening(sets.shipped(name), now=at)
        for period in every:
            make(name, period, at=at, counted=counted)
    return len(spans[Span.MONTH]) + len(sets.names()) * len(every)


def _path(what: str, period: str, kind: str) -> Path:
    folder = Path(settings.FACTS_ROOT) / FOLDER
    folder = folder / DOSSIERS if what == DOSSIERS else folder / INDICATORS / what
    return folder / f"{period}.{kind}"


@contextmanager
def _alone() -> Iterator[None]:
    """One process at a time makes files, for it may take all there is of the machine."""
    folder = Path(settings.FACTS_ROOT) / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Unavailable(
                _("Tệp dữ liệu đang được lập. Vui lòng thử lại sau ít phút."), code="being-made"
            ) from error
        yield


def _csv(schema: Any, rows: Iterable[Sequence[Any]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(schema.names)
    writer.writerows([_plain(one) for one in row] for row in rows)
    return text.getvalue().encode()


def _plain(value: Any) -> Any:
    """As in JSON: true and false; empty for what is not there."""
    return str(value).lower() if isinstance(value, bool) else value


def _parquet(schema: Any, rows: Iterable[Sequence[Any]]) -> bytes:
    columns = list(zip(*rows, strict=True)) or [()] * len(schema)
    table = pa.Table.from_arrays(
        [pa.array(column, kind) for column, kind in zip(columns, schema.types, strict=True)], schema=schema
    )
    found = io.BytesIO()
    pq.write_table(table, found, compression="zstd", version="2.6")
    return found.getvalue()


_WRITERS: dict[str, Callable[[Any, Iterable[Sequence[Any]]], bytes]] = {"csv": _csv, "parquet": _parquet}


def _write(path: Path, content: bytes, told: dict[str, Any]) -> None:
    """The file first, then what is said of it: whoever reads in between sees the old digest once."""
    path.parent.mkdir(parents=True, exist_ok=True)
    told = {"digest": hashlib.sha256(content).hexdigest(), "size": len(content), **told}
    for target, text in ((path, content), (path.with_name(f"{path.name}.json"), json.dumps(told).encode())):
        beside = target.with_name(f".{target.name}.new")
        beside.write_bytes(text)
        beside.replace(target)
