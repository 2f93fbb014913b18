"""A pass of the scheduler over open dossiers: how long it takes, and how many rows PostgreSQL read for it."""

import time
from typing import Any

from django.db import connection

from motcua.dossiers import actions as dossiers
from motcua.dossiers.models import Dossier, Proposal
from motcua.kernel import clock

_READ = "SELECT seq_tup_read, coalesce(idx_tup_fetch, 0) FROM pg_stat_user_tables WHERE relname = %s"


def passes() -> list[dict[str, Any]]:
    """The first pass, which finds what is newly due, and the next, which finds nothing."""
    at = clock.now()
    Dossier.objects.first()  # connected, and the catalogue's module is loaded
    found = []
    for name in ("what is newly due", "nothing new"):
        before = _rows_read()
        begun = time.perf_counter()
        passed = dossiers.pass_time(at=at)
        seconds = time.perf_counter() - begun
        after = _rows_read()
        found.append(
            {
                "name": name,
                "seconds": seconds,
                "scanned": after[0] - before[0],
                "fetched": after[1] - before[1],
                "soon": passed.soon,
                "late": passed.late,
                "apologies": Proposal.objects.count(),
            }
        )
    return found


def _rows_read() -> tuple[int, int]:
    """Rows of the table of dossiers read by scanning it, and by an index, since the server started."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_force_next_flush()")
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute(_READ, ["dossiers_dossier"])
        row: tuple[int, int] = cursor.fetchone()
    return row
