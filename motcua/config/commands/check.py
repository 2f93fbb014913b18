"""motcua check: every fault of procedure and process files, as a plain list, without a database."""

from argparse import Namespace
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from motcua.catalogue.actions import PROCEDURES
from motcua.catalogue.rules import reading as procedures
from motcua.catalogue.rules import vocabulary
from motcua.dossiers.rules import processes
from motcua.dossiers.rules import reading as tables
from motcua.kernel.errors import Invalid


def run(options: Namespace) -> int:
    """Exit code 0 when all files can be published, 1 when one has a fault."""
    files = [Path(name) for name in options.files]
    files = files or [*sorted(processes.DIRECTORY.glob("*.yaml")), *sorted(PROCEDURES.glob("*.yaml"))]
    faulty = 0
    for path in files:
        found = _faults(path)
        for line in found:
            print(f"{path.name}: {line}")
        if not found:
            print(f"{path.name}: ok")
        faulty += bool(found)
    return 1 if faulty else 0


def _faults(path: Path) -> list[str]:
    try:
        written = vocabulary.load_file(path)
        _accept(written)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        return [" ".join(str(error).split())]
    except Invalid as refusal:
        return [f"{place}: {what}" for place, all_ in refusal.fields.items() for what in all_]
    return []


def _accept(written: Any) -> None:
    """A process has rows; whatever has none is judged as a procedure."""
    if isinstance(written, Mapping) and "rows" in written:
        tables.accept(written)
    else:
        procedures.accept(written, processes.procedure_faults)
