"""Facts read by DuckDB in this process, through Ibis."""

from pathlib import Path
from typing import Any

import ibis
import pyarrow.parquet as pq
from django.utils.translation import gettext_lazy as _

from motcua.indicators.adapters.parquet import FILE, FORMAT
from motcua.kernel.errors import Invalid, NotFound


class DuckFolder:
    """The facts under a folder, whichever months there are. Of the files only what is asked for is read."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def table(self) -> Any:
        """Raises NotFound for a folder without facts, Invalid for files that are not facts of this format."""
        files = sorted(self.folder.glob(f"month=*/{FILE}"))
        if not files:
            raise NotFound(_("Thư mục này không có dữ kiện."), code="no-facts")
        for path in files:
            try:
                told = pq.read_schema(path).metadata or {}
            except (OSError, ValueError) as error:
                raise _not_ours() from error
            if told.get(b"motcua.facts") != FORMAT:
                raise _not_ours()
        connection = ibis.duckdb.connect()
        return connection.read_parquet(files, hive_partitioning=False)


def _not_ours() -> Invalid:
    return Invalid(_("Tệp trong thư mục này không phải dữ kiện của Motcua."), code="not-facts")
