"""Facts of a folder, anybody's, read by DuckDB in this process through Ibis."""

from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from motcua.indicators.adapters import manifest, reading
from motcua.indicators.adapters.manifest import Manifest
from motcua.kernel.errors import NotFound


class DuckFolder:
    """The facts under a folder, whichever months there are. Of the files only what is asked for is read."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def table(self, dataset: str = "dossiers") -> Any:
        """As `Facts.table`. Raises NotFound for a folder without facts, Invalid for another format."""
        return reading.table([self._manifest()], dataset)

    def paths(self) -> frozenset[str]:
        """As `Facts.paths`."""
        return reading.paths([self._manifest()])

    def _manifest(self) -> Manifest:
        found = manifest.read(self.folder)
        if found is None:
            raise NotFound(_("Thư mục này không có dữ kiện."), code="no-facts")
        return found
