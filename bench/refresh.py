"""How long 1,000 new acts take to be among the facts: made into rows, merged, and read again.

python -m bench.refresh               beside 1 million dossiers
DOSSIERS=44000000 FACTS=folder python -m bench.refresh
"""

import hashlib
import os
import tempfile
import time
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from bench.facts import generate
from motcua.indicators.adapters import manifest, parquet, writing
from motcua.indicators.adapters.duck import DuckFolder
from motcua.indicators.adapters.manifest import KINDS, Manifest, Month, Part
from motcua.indicators.rules.facts import Act, Place, Terms, World, told_of
from motcua.indicators.rules.schema import Told

ACTS = 1000
NOW = datetime(2027, 1, 1, tzinfo=UTC)
ROW = ("code", "agency", "path", "procedure", "version", "submitted_at")


def main() -> None:
    wanted = int(os.environ.get("DOSSIERS", "1000000"))
    with tempfile.TemporaryDirectory() as aside:
        folder = Path(os.environ.get("FACTS", aside))
        if not any(folder.glob("month=*")):
            generate(folder, wanted)
        measure(folder)


def measure(folder: Path) -> None:
    """Prints the seconds of each part, three times: the second and third merge into what the first left."""
    store, dossiers = kept(folder), list(rows(folder))
    for _round in range(3):
        times, worked = [time.perf_counter()], [time.process_time()]

        def lap(times: list[float] = times, worked: list[float] = worked) -> str:
            times.append(time.perf_counter())
            worked.append(time.process_time())
            return f"{times[-1] - times[-2]:.2f} s ({worked[-1] - worked[-2]:.2f} s of the processor)"

        told = made_of(dossiers)
        made = lap()
        store.merge(told, known_at=NOW)
        merged = lap()
        count = DuckFolder(folder).table().count().to_pyarrow().as_py()
        print(f"{len(told):,} of {count:,} dossiers: rows {made}, merged {merged}, counted again {lap()}")


def kept(folder: Path) -> parquet.Folder:
    """The plain folder as one that is followed: with a manifest, and files for acts and documents."""
    found = manifest.read(folder)
    assert found
    if found.known_at is None:
        months = {}
        for name, month in found.months.items():
            assert month.base
            place = folder / f"month={name}"
            others = {kind: writing.write(place, KINDS[kind], kind, ()) for kind in ("acts", "documents")}
            facts = month.base.files["dossiers"]
            months[name] = Month(name, Part({"dossiers": facts, **others}, pq.read_metadata(facts).num_rows))
        manifest.write(folder, Manifest(None).next(months, NOW, ""))
    return parquet.Folder(folder)


def rows(folder: Path) -> Iterator[dict[str, Any]]:
    """As many as acts, of all months alike."""
    months = sorted(folder.glob(f"month=*/{parquet.FILE}"))
    for place, path in enumerate(months):
        count = ACTS * (place + 1) // len(months) - ACTS * place // len(months)
        yield from pq.ParquetFile(path).read_row_group(0, columns=list(ROW)).slice(0, count).to_pylist()


def made_of(dossiers: Iterable[dict[str, Any]]) -> list[Told]:
    """What the journal tells of them, in the order of their codes."""
    return sorted((one for one in map(_told, dossiers) if one), key=lambda one: one.fact.code)


def _told(row: dict[str, Any]) -> Any:
    """From its rows of the journal: handed in, received, sealed, returned."""
    code, agency, path, procedure, version, submitted = (row[name] for name in ROW)
    submitted = submitted.replace(tzinfo=UTC)
    bodies: list[tuple[str, dict[str, Any]]] = [
        (
            "submit",
            {"procedure": procedure, "version": version, "channel": "online", "typed_by": "applicant"},
        ),
        ("receive", {"from": "submitted", "to": "received", "due_at": "2027-01-05T00:00:00+00:00"}),
        ("take", {"from": "received", "to": "received"}),
        ("appraise", {"from": "received", "to": "appraised"}),
        ("approve", {"from": "appraised", "to": "approved"}),
        ("seal", {"from": "approved", "to": "sealed"}),
        ("return", {"from": "sealed", "to": "returned"}),
    ]
    acts = [
        Act(
            hashlib.sha256(f"{code} {number}".encode()).digest(), submitted + timedelta(hours=5 * number),
            verb, number, agency, body, "officer:1",
        )
        for number, (verb, body) in enumerate(bodies)
    ]  # fmt: skip
    terms = {(procedure, version): Terms("F1", "whole", False, 1, {"online": 0})}
    return told_of(code, acts, World(terms, {agency: Place(path, "province", None, None, agency)}))


if __name__ == "__main__":
    main()
