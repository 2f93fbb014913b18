"""Facts under settings.FACTS_ROOT: this site's `own`, and a folder of `received` for each that sent some."""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from motcua.indicators.adapters import manifest, reading
from motcua.indicators.adapters.manifest import Manifest
from motcua.indicators.adapters.parquet import Folder
from motcua.indicators.ports import State
from motcua.kernel.errors import NotFound

OWN, RECEIVED = "own", "received"


def own() -> Folder:
    """Where the facts of this site's journal are kept: the port `Store`."""
    return Folder(Path(settings.FACTS_ROOT) / OWN)


class Folders:
    """Reads own and received facts as one; the port `Facts`."""

    def state(self) -> State:
        """`known_at` is that of this site's own facts; where there are none, of the oldest received."""
        found = self._manifests()
        name = hashlib.sha256(json.dumps({key: one.digest for key, one in found.items()}).encode())
        return State(name.hexdigest(), _known_at(found))

    def table(self, dataset: str = "dossiers") -> Any:
        return reading.table(list(self._manifests().values()), dataset)

    def paths(self) -> frozenset[str]:
        return reading.paths(list(self._manifests().values()))

    def _manifests(self) -> Mapping[str, Manifest]:
        root = Path(settings.FACTS_ROOT)
        folders = [root / OWN, *sorted(one for one in (root / RECEIVED).glob("*") if one.is_dir())]
        found = {str(one.relative_to(root)): told for one in folders if (told := manifest.read(one))}
        if not any(one.months for one in found.values()):
            raise NotFound(_("Chưa có dữ kiện nào."), code="no-facts")
        return found


def _known_at(found: Mapping[str, Manifest]) -> datetime:
    if (mine := found.get(OWN)) and mine.known_at:
        return mine.known_at
    told = [one.known_at for one in found.values() if one.known_at]
    return min(told) if told else max(_written(one) for one in found.values() if one.months)


def _written(one: Manifest) -> datetime:
    """When a plain folder's files came: it says nothing itself."""
    paths = [path for month in one.months.values() for part in month.parts for path in part.files.values()]
    return datetime.fromtimestamp(max(path.stat().st_mtime for path in paths), UTC)
