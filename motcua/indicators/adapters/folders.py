"""Facts under settings.FACTS_ROOT: this site's `own`, and a folder of `received` for each that sent some."""

import hashlib
import json
import logging
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from motcua.indicators.adapters import manifest, reading
from motcua.indicators.adapters.manifest import Manifest
from motcua.indicators.adapters.parquet import Folder
from motcua.indicators.ports import State
from motcua.kernel.errors import Invalid, NotFound

OWN, RECEIVED = "own", "received"
logger = logging.getLogger(__name__)


def own() -> Folder:
    """Where the facts of this site's journal are kept: the port `Store`."""
    return Folder(Path(settings.FACTS_ROOT) / OWN)


class Folders:
    """Reads own and received facts as one; the port `Facts`.

    A received folder with a fault is left out, so that one sender cannot stop what all others see.
    """

    def state(self) -> State:
        """`known_at` is that of this site's own facts; where there are none, of the oldest received."""
        found = self._manifests()
        name = hashlib.sha256(json.dumps({key: one.digest for key, one in found.items()}).encode())
        own = found.get(OWN)
        return State(name.hexdigest(), _known_at(found), len(own.aside) if own else 0)

    def table(self, dataset: str = "dossiers") -> Any:
        return reading.table(list(self._manifests().values()), dataset)

    def paths(self) -> frozenset[str]:
        return reading.paths(list(self._manifests().values()))

    def left_out(self) -> Mapping[str, str]:
        """As `Facts.left_out`."""
        return self._received()[1]

    def _manifests(self) -> Mapping[str, Manifest]:
        mine = manifest.read(Path(settings.FACTS_ROOT) / OWN)
        theirs, left_out = self._received()
        for name, why in left_out.items():
            _say(name, why)
        found = ({OWN: mine} if mine else {}) | theirs
        if not any(one.months for one in found.values()):
            raise NotFound(_("Chưa có dữ kiện nào."), code="no-facts")
        return found

    def _received(self) -> tuple[dict[str, Manifest], dict[str, str]]:
        """Those that can be read, and why the others cannot."""
        root = Path(settings.FACTS_ROOT)
        found, left_out = {}, {}
        for folder in sorted(one for one in (root / RECEIVED).glob("*") if one.is_dir()):
            name = str(folder.relative_to(root))
            try:
                if told := manifest.read(folder):
                    reading.check(told)
                    found[name] = told
            except (Invalid, OSError) as fault:
                left_out[name] = str(fault)
        return found, left_out


@lru_cache
def _say(name: str, why: str) -> None:
    """Once: it is read for every page."""
    logger.warning("facts in %s are left out: %s", name, why)


def _known_at(found: Mapping[str, Manifest]) -> datetime:
    if (mine := found.get(OWN)) and mine.known_at:
        return mine.known_at
    told = [one.known_at for one in found.values() if one.known_at]
    return min(told) if told else max(_written(one) for one in found.values() if one.months)


def _written(one: Manifest) -> datetime:
    """When a plain folder's files came: it says nothing itself."""
    paths = [path for month in one.months.values() for part in month.parts for path in part.files.values()]
    return datetime.fromtimestamp(max(path.stat().st_mtime for path in paths), UTC)
