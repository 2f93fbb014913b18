"""Facts in a folder: Parquet by month of submission, the same bytes for the same facts.

How the folder is laid out, and what a reader may rely on, is told in `manifest`.
"""

import fcntl
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa
from django.utils.translation import gettext_lazy as _

from motcua.indicators.adapters import manifest, writing
from motcua.indicators.adapters.columns import FORMAT, MOMENT, batch, schema
from motcua.indicators.adapters.manifest import KINDS, PROCEDURES, Manifest, Month, Part
from motcua.indicators.adapters.writing import GROUP
from motcua.indicators.rules.schema import Offer, Told
from motcua.kernel import clock
from motcua.kernel.errors import Invalid, Unavailable

__all__ = ["FILE", "FORMAT", "GROUP", "MOMENT", "Folder", "batch", "schema"]

FILE = "facts.parquet"  # of a plain folder, without a manifest
CHUNK = 512  # dossiers that wait as Python objects before they become columns
KEPT = timedelta(minutes=10)  # how long a file that no state names stays for who still reads
_CHANGED = "dossiers"  # the dataset whose codes say which dossiers a part is about


class Folder:
    """Keeps facts under a folder; the port `Store`. One writer at a time; readers never wait.

    Raises Unavailable while another process writes. A run that breaks off leaves what was there.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def manifest(self) -> Manifest | None:
        """What is kept; None where nothing is, or facts of another format."""
        try:
            found = manifest.read(self.folder)
        except Invalid:
            return None
        return found if found and found.known_at else None

    def replace(
        self,
        told: Iterable[Told],
        *,
        known_at: datetime,
        world: str = "",
        offers: Iterable[Offer] | None = None,
        aside: Mapping[str, str] | None = None,
    ) -> int:
        """As `Store.replace`. Raises ValueError where they do not come in the order of their codes."""
        with self._alone():
            spill = _Spill(self.folder / ".new")
            try:
                count = spill.take(told)
                months = {name: Month(name, self._written(name, spill)) for name in spill.months()}
            finally:
                spill.clear()
            kept = self.manifest() or Manifest(None)
            procedures = None if offers is None else self._offered(offers)
            self._publish(kept.next(months, known_at, world, procedures=procedures, aside=aside or {}))
        return count

    def merge(
        self,
        told: Iterable[Told],
        *,
        known_at: datetime | None,
        offers: Iterable[Offer] | None = None,
        aside: Mapping[str, str] | None = None,
    ) -> None:
        """As `Store.merge`."""
        by_month: dict[str, dict[str, Told]] = {}
        for one in told:
            by_month.setdefault(_month(one), {})[one.fact.code] = one
        with self._alone():
            kept = self.manifest() or Manifest(None)
            months = dict(kept.months)
            for name, ones in sorted(by_month.items()):
                months[name] = self._with(months.get(name, Month(name, None)), ones)
            there = {code for ones in by_month.values() for code in ones}
            left = {code: why for code, why in kept.aside.items() if code not in there} | dict(aside or {})
            procedures = kept.procedures if offers is None else self._offered(offers)
            new = kept.next(months, known_at or kept.known_at, kept.world, procedures=procedures, aside=left)
            self._publish(new)

    def settle(self) -> None:
        """As `Store.settle`. Month by month, so that merging does not wait for the whole."""
        for name in found.months if (found := self.manifest()) else {}:
            with self._alone():
                kept = self.manifest() or Manifest(None)
                month = kept.months.get(name)
                if month and month.changes:
                    settled = Month(name, self._settled(month))
                    self._publish(kept.next({**kept.months, name: settled}, kept.known_at, kept.world))

    def world(self) -> str | None:
        """As `Store.world`; None too for facts of another format."""
        found = self.manifest()
        return found.world if found else None

    def aside(self) -> Mapping[str, str]:
        """As `Store.aside`."""
        found = self.manifest()
        return found.aside if found else {}

    def _with(self, month: Month, told: Mapping[str, Told]) -> Month:
        """The month with these too. Small parts are made into one, so that there are never many."""
        ones = [told[code] for code in sorted(told)]
        tables = {kind: pa.Table.from_batches([batch(rows, kind)]) for kind, rows in _rows(ones).items()}
        changes = list(month.changes)
        while changes and changes[-1].dossiers <= 2 * tables[_CHANGED].num_rows:
            tables = _joined(_tables(changes.pop()), tables)
        files = {kind: self._write(month.name, kind, one.to_batches()) for kind, one in tables.items()}
        return replace(month, changes=(*changes, Part(files, tables[_CHANGED].num_rows)))

    def _settled(self, month: Month) -> Part:
        news = _tables(month.changes[0])
        for part in month.changes[1:]:
            news = _joined(news, _tables(part))
        changed, files, count = news[_CHANGED]["code"], {}, 0
        for kind in KINDS:
            old = writing.read(month.base.files[kind], kind) if month.base else ()
            counted = _Counted(writing.merged(old, news[kind], changed))
            files[kind] = self._write(month.name, kind, counted)
            count = counted.rows if kind == _CHANGED else count
        return Part(files, count)

    def _written(self, name: str, spill: "_Spill") -> Part:
        files = {kind: self._write(name, kind, spill.batches(name, kind)) for kind in KINDS}
        return Part(files, spill.counts[name])

    def _write(self, month: str, kind: str, batches: Iterable[Any]) -> Path:
        return writing.write(self.folder / f"month={month}", KINDS[kind], kind, batches)

    def _offered(self, offers: Iterable[Offer]) -> Path:
        each = iter(offers)
        batches = (batch(rows, PROCEDURES) for rows in iter(lambda: list(islice(each, GROUP)), []))
        return writing.write(self.folder, PROCEDURES, PROCEDURES, batches)

    def _publish(self, new: Manifest) -> None:
        """The new state in the place of the old. What neither names has had its time, and goes."""
        assert new.known_at
        for name in new.months:
            manifest.keep(self.folder / f"month={name}")
        named, kept = set(new.files), ("month=*/*.parquet", f"{PROCEDURES}-*.parquet")
        idle = [path for each in kept for path in self.folder.glob(each) if path not in named]
        names = {str(path.relative_to(self.folder)): path for path in idle}
        since = {name: new.retired.get(name, new.known_at) for name in names}
        gone = [name for name, at in since.items() if new.known_at - at > KEPT]
        retired = {name: at for name, at in since.items() if name not in gone}
        manifest.write(self.folder, replace(new, retired=retired))
        for name in gone:
            names[name].unlink()

    @contextmanager
    def _alone(self) -> Iterator[None]:
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / ".lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise Unavailable(
                    _("Dữ kiện đang được cập nhật bởi một tiến trình khác. Vui lòng thử lại sau."),
                    code="facts-busy",
                ) from error
            yield


def _month(told: Told) -> str:
    return f"{clock.day(told.fact.submitted_at):%Y-%m}"


def _rows(told: Sequence[Told]) -> dict[str, list[Any]]:
    """By dataset."""
    return {
        "dossiers": [one.fact for one in told],
        "acts": [act for one in told for act in one.acts],
        "documents": [paper for one in told for paper in one.documents],
    }


def _tables(part: Part) -> dict[str, Any]:
    return {kind: writing.table(part.files[kind], kind) for kind in KINDS}


def _joined(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, Any]:
    """Both; of a dossier in both, what the new one says."""
    changed = new[_CHANGED]["code"]
    return {
        kind: pa.Table.from_batches(
            writing.merged(old[kind].to_batches(), new[kind], changed), schema(kind)
        ).combine_chunks()
        for kind in KINDS
    }


class _Counted:
    """Batches, and how many rows went by."""

    def __init__(self, batches: Iterable[Any]) -> None:
        self.batches, self.rows = batches, 0

    def __iter__(self) -> Iterator[Any]:
        for one in self.batches:
            self.rows += one.num_rows
            yield one


class _Spill:
    """Facts of many months at once, on the way to their files: on disk, for memory to stay small."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.counts: dict[str, int] = {}
        self.waiting: dict[str, list[Told]] = {}
        self.writers: dict[tuple[str, str], Any] = {}
        self.clear()
        folder.mkdir()

    def take(self, told: Iterable[Told]) -> int:
        last = ""
        for one in told:
            if one.fact.code <= last:
                raise ValueError(f"{one.fact.code} after {last}")
            last = one.fact.code
            name = _month(one)
            waiting = self.waiting.setdefault(name, [])
            waiting.append(one)
            if len(waiting) == CHUNK:
                self._pack(name)
        for name in self.waiting:
            self._pack(name)
        for writer in self.writers.values():
            writer.close()
        return sum(self.counts.values())

    def months(self) -> list[str]:
        return sorted(self.counts)

    def batches(self, month: str, kind: str) -> Iterator[Any]:
        with pa.memory_map(str(self._path(month, kind))) as file, pa.ipc.open_stream(file) as reader:
            yield from reader

    def clear(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)

    def _pack(self, month: str) -> None:
        told, self.waiting[month] = self.waiting[month], []
        for kind, rows in _rows(told).items():
            if (month, kind) not in self.writers:
                path = str(self._path(month, kind))
                self.writers[month, kind] = pa.ipc.new_stream(path, schema(kind))
            self.writers[month, kind].write_batch(batch(rows, kind))
        self.counts[month] = self.counts.get(month, 0) + len(told)

    def _path(self, month: str, kind: str) -> Path:
        return self.folder / f"{month}.{kind}.arrow"
