"""Which files of a folder are one consistent state of its facts.

A folder of facts is

    FOLDER/manifest.json
    FOLDER/month=2026-06/facts-1f0c….parquet        a row per dossier submitted then, on Vietnam's calendar
    FOLDER/month=2026-06/acts-77aa….parquet         the acts of these dossiers
    FOLDER/month=2026-06/documents-e3b0….parquet    and their papers
    FOLDER/procedures-90c2….parquet                 the procedures that agencies decide on: one file, of all

A file is named after the SHA-256 of its bytes and never changes. The manifest names, for each month, the
great files (`base`; none in a month that is only merged yet) and what was merged since, oldest first
(`changes`): parts of the same three files that hold every row of the dossiers in their facts.

A dossier's rows are those of the last part that has it in its facts. Of a part with others after it, what
they have is left out by `code`; of acts and documents too by the codes in the others' *facts*, for a dossier
without papers has no row in documents. In a month without changes there is nothing to leave out. Rows of the
great files are in the order of their codes.

Whoever reads takes the manifest once, and then only files that it names. A new manifest takes the old one's
place in one step. Files that it no longer names stay for a while for those who still read (`retired`).

A folder without a manifest is read too: `month=*/facts.parquet`, beside them `acts.parquet` and
`documents.parquet` where there are such, and `procedures.parquet` in the folder itself.
"""

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from motcua.kernel.errors import Invalid

NAME = "manifest.json"
FORMAT = "2"  # of the columns and of this file; a reader refuses another
KINDS = {"dossiers": "facts", "acts": "acts", "documents": "documents"}  # dataset to the name of its files
PROCEDURES = "procedures"  # the dataset that is one file for all months, and its name


@dataclass(frozen=True, slots=True)
class Part:
    """Files by dataset, and how many dossiers they are about; of a plain folder 0, and not all."""

    files: Mapping[str, Path]
    dossiers: int = 0


@dataclass(frozen=True, slots=True)
class Month:
    """`name` is 2026-06. `base` is empty where everything was merged since the last settling."""

    name: str
    base: Part | None
    changes: tuple[Part, ...] = ()

    @property
    def parts(self) -> tuple[Part, ...]:
        """Oldest first."""
        return (*((self.base,) if self.base else ()), *self.changes)


@dataclass(frozen=True, slots=True)
class Manifest:
    """`known_at`: up to when these facts tell; a plain folder does not say. `retired`: file to since when no
    state names it. `world`: from which agencies, calendars and so on they were made. `procedures`: None where
    it is not known which agencies have. `aside`: dossiers of which nothing is told, and why.
    """

    known_at: datetime | None
    world: str = ""
    generation: int = 0
    months: Mapping[str, Month] = field(default_factory=dict)
    retired: Mapping[str, datetime] = field(default_factory=dict)
    procedures: Path | None = None
    aside: Mapping[str, str] = field(default_factory=dict)

    def next(
        self, months: Mapping[str, Month], known_at: datetime | None, world: str, **others: Any
    ) -> "Manifest":
        """The state after this one; `others` is what else differs."""
        return replace(
            self,
            known_at=known_at,
            world=world,
            months=dict(sorted(months.items())),
            generation=self.generation + 1,
            **others,
        )

    @property
    def files(self) -> list[Path]:
        """All that it names."""
        parts = [part for month in self.months.values() for part in month.parts]
        own = [self.procedures] if self.procedures else []
        return [*own, *(path for part in parts for path in part.files.values())]

    @property
    def digest(self) -> str:
        """Another whenever a file is; of a plain folder, whenever one is written anew."""
        names = [
            sorted(_identity(path, named=self.known_at is not None) for path in part.files.values())
            for _name, month in sorted(self.months.items())
            for part in month.parts
        ]
        if self.procedures:
            names.append([_identity(self.procedures, named=self.known_at is not None)])
        return hashlib.sha256(json.dumps(names).encode()).hexdigest()


def _identity(path: Path, *, named: bool) -> str:
    if named:
        return path.name  # after its bytes
    told = path.stat()
    return f"{path.name} {told.st_size} {told.st_mtime_ns}"


def read(folder: Path) -> Manifest | None:
    """What the folder's manifest says; of a plain folder, what lies there; None where there are no facts.

    Raises Invalid for a manifest of another format, or none that can be read.
    """
    try:
        text = (folder / NAME).read_text(encoding="utf-8")
    except FileNotFoundError:
        return _plain(folder)
    try:
        return _parsed(folder, json.loads(text))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise not_ours() from error


def not_ours() -> Invalid:
    """Files that are no facts, or of another format."""
    return Invalid(_("Tệp trong thư mục này không phải dữ kiện của Motcua."), code="not-facts")


def _plain(folder: Path) -> Manifest | None:
    months = {}
    for path in sorted(folder.glob("month=*/facts.parquet")):
        beside = {kind: path.with_name(f"{name}.parquet") for kind, name in KINDS.items()}
        name = path.parent.name.removeprefix("month=")
        months[name] = Month(name, Part({kind: one for kind, one in beside.items() if one.exists()}))
    procedures = folder / f"{PROCEDURES}.parquet"
    return Manifest(None, months=months, procedures=_there(procedures)) if months else None


def _there(path: Path) -> Path | None:
    return path if path.exists() else None


def _parsed(folder: Path, told: Any) -> Manifest:
    if told["format"] != FORMAT:
        raise not_ours()
    months = {}
    for name, month in told["months"].items():
        place = folder / f"month={name}"
        parts = [_part(place, one) for one in ([month["base"]] if month["base"] else []) + month["changes"]]
        base = parts.pop(0) if month["base"] else None
        months[name] = Month(name, base, tuple(parts))
    return Manifest(
        known_at=datetime.fromisoformat(told["known_at"]),
        world=told["world"],
        generation=told["generation"],
        months=months,
        retired={name: datetime.fromisoformat(at) for name, at in told["retired"].items()},
        procedures=folder / told[PROCEDURES] if told.get(PROCEDURES) else None,
        aside=dict(told.get("aside", {})),
    )


def _part(place: Path, told: Mapping[str, Any]) -> Part:
    return Part({kind: place / told[name] for kind, name in KINDS.items()}, told["dossiers"])


def write(folder: Path, manifest: Manifest) -> None:
    """Puts it in the place of the one before, in one step that a power cut does not halve."""
    assert manifest.known_at
    told = {
        "format": FORMAT,
        "generation": manifest.generation,
        "known_at": manifest.known_at.isoformat(),
        "world": manifest.world,
        PROCEDURES: manifest.procedures.name if manifest.procedures else None,
        "aside": dict(sorted(manifest.aside.items())),
        "months": {
            name: {
                "base": _told(month.base) if month.base else None,
                "changes": [_told(one) for one in month.changes],
            }
            for name, month in manifest.months.items()
        },
        "retired": {name: at.isoformat() for name, at in sorted(manifest.retired.items())},
    }
    beside = folder / f".{NAME}"
    with beside.open("w", encoding="utf-8") as file:
        json.dump(told, file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(folder / NAME)
    keep(folder)


def _told(part: Part) -> dict[str, Any]:
    return {"dossiers": part.dossiers, **{name: part.files[kind].name for kind, name in KINDS.items()}}


def keep(folder: Path) -> None:
    """Has the disk keep the names in this folder."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
