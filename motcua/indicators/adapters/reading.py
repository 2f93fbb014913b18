"""Facts of one or many folders as one table, read by DuckDB in this process through Ibis."""

from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any

import duckdb
import ibis
import pyarrow.parquet as pq
from django.utils.translation import gettext_lazy as _

from motcua.indicators.adapters.columns import FORMAT, schema
from motcua.indicators.adapters.manifest import PROCEDURES, Manifest, Month, Part, not_ours
from motcua.indicators.adapters.running import Kept
from motcua.indicators.ports import BESIDE
from motcua.indicators.rules.schema import DATASETS, Kind
from motcua.kernel.errors import NotFound

MOST_FILES = 5_000
_WORDS = {Kind.TEXT: "VARCHAR", Kind.NUMBER: "INTEGER", Kind.FLAG: "BOOLEAN", Kind.MOMENT: "TIMESTAMP"}
_EMPTY = ", ".join(f"NULL::{_WORDS[one.kind]} AS {one.name}" for one in DATASETS[PROCEDURES])
_CHANGED = "dossiers"  # the dataset whose codes say which dossiers a part is about


def table(manifests: Sequence[Manifest], dataset: str = "dossiers") -> Any:
    """One row per dossier, act, document or procedure of all these folders; a connection of its own, on which
    the procedures are beside them (`ports.BESIDE`).

    Raises NotFound where there is no fact at all, Invalid for files of another format.
    """
    months = [month for one in manifests for month in one.months.values()]
    if not months:
        raise NotFound(_("Thư mục này không có dữ kiện."), code="no-facts")
    queries: list[str] = []
    files: list[Path] = []
    offered: list[Path] = [one.procedures for one in manifests if one.procedures]
    for offer in offered:
        _check(offer, 0, offer.stat().st_mtime_ns)
    plain = list(offered) if dataset == PROCEDURES else []
    for month in months if dataset != PROCEDURES else ():
        for part, later in _parts(month):
            path = part.files.get(dataset)
            if path is None:
                continue
            _check(path, part.dossiers, path.stat().st_mtime_ns)
            files.append(path)
            if later:
                queries.append(f"{_scan([path])} ANTI JOIN {_codes(later)} USING (code)")
            else:
                plain.append(path)
    if plain:
        queries.insert(0, _scan(plain))
    connection = Kept.from_connection(_ENGINE.cursor([*files, *offered]))
    connection.raw_sql(
        f"CREATE TEMP VIEW {BESIDE} AS {_scan(offered) if offered else f'SELECT {_EMPTY} WHERE false'}"
    )
    if not queries:
        return connection.create_table(dataset, schema=ibis.Schema.from_pyarrow(schema(dataset)), temp=True)
    connection.raw_sql(f"CREATE TEMP VIEW {dataset} AS {' UNION ALL BY NAME '.join(queries)}")
    return connection.table(dataset, database=("temp", "main"))


class _Engine:
    """One DuckDB of this process: it keeps the ends of files, which say what is where, for who asks next."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.database: Any = None
        self.known: set[Path] = set()

    def cursor(self, files: Collection[Path]) -> Any:
        """A connection of its own; after very many files of a new engine, for none is ever forgotten."""
        with self.lock:
            if self.database is None or len(self.known) > MOST_FILES:
                self.database, self.known = duckdb.connect(), set()
                self.database.execute("SET GLOBAL parquet_metadata_cache = true")
                self.database.execute(
                    "SET GLOBAL preserve_insertion_order = false"
                )  # who wants an order says so
            self.known.update(files)
            return self.database.cursor()


_ENGINE = _Engine()


def paths(manifests: Sequence[Manifest]) -> frozenset[str]:
    """Where the agencies of all these facts stand, and perhaps some of which there is no fact any more."""
    parts = [part for one in manifests for month in one.months.values() for part in month.parts]
    files = [part.files[_CHANGED] for part in parts]
    return frozenset().union(*(_paths(path, path.stat().st_mtime_ns) for path in files))


@lru_cache(maxsize=4096)
def _paths(path: Path, changed: int) -> frozenset[str]:
    """From the words of each row group; a file never changes, but for a plain folder's."""
    column = pq.read_table(path, columns=["path"], read_dictionary=["path"])["path"]
    return frozenset(word for chunk in column.chunks for word in chunk.dictionary.to_pylist())


def _parts(month: Month) -> Iterator[tuple[Part, Sequence[Part]]]:
    """Each part, and those whose dossiers it no longer tells of."""
    parts = month.parts
    for place, part in enumerate(parts):
        yield part, parts[place + 1 :]


def _scan(files: Sequence[Path]) -> str:
    return f"SELECT * FROM read_parquet([{_names(files)}], hive_partitioning = false)"  # noqa: S608 our own


def _codes(parts: Sequence[Part]) -> str:
    files = [part.files[_CHANGED] for part in parts]
    return f"(SELECT code FROM read_parquet([{_names(files)}], hive_partitioning = false))"  # noqa: S608


def _names(files: Sequence[Path]) -> str:
    return ", ".join("'" + str(path).replace("'", "''") + "'" for path in files)


def check(told: Manifest) -> None:
    """Whether all files that this names are there and of this format. Raises Invalid, OSError."""
    for path in told.files:
        _check(path, 0, path.stat().st_mtime_ns)


@lru_cache(maxsize=16_384)
def _check(path: Path, dossiers: int, changed: int) -> None:
    """Files that a manifest of this format names are of it; others may be anybody's, and change."""
    if dossiers:
        return
    try:
        told = pq.read_schema(path).metadata or {}
    except (OSError, ValueError) as error:
        raise not_ours() from error
    if told.get(b"motcua.facts") != FORMAT:
        raise not_ours()
