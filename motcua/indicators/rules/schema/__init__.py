"""The facts: four datasets of frozen rows, their columns in their order, each with what it means.

The flat columns say what is so when the row was written. The lists at the end of a dossier keep what may
change back: from them the row of any earlier moment can be had again (`rules.compiling.as_of`).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from motcua.indicators.rules.schema.acts import ACTS, Done
from motcua.indicators.rules.schema.documents import DOCUMENTS, Paper
from motcua.indicators.rules.schema.dossiers import COLUMNS, Fact
from motcua.indicators.rules.schema.parts import (
    Column,
    Due,
    Given,
    Handing,
    Kind,
    Outcome,
    Pause,
    Settlement,
)
from motcua.indicators.rules.schema.procedures import PROCEDURES, Offer

__all__ = [
    "ACTS", "COLUMNS", "DATASETS", "DOCUMENTS", "PROCEDURES", "Column", "Done", "Due", "Fact", "Given",
    "Handing", "Kind", "Offer", "Outcome", "Paper", "Pause", "Settlement", "Told",
]  # fmt: skip

DATASETS: Mapping[str, tuple[Column, ...]] = {
    "dossiers": COLUMNS, "acts": ACTS, "documents": DOCUMENTS, "procedures": PROCEDURES,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Told:
    """All that the journal tells of one dossier: a row, its acts and its papers in their order."""

    fact: Fact
    acts: tuple[Done, ...] = ()
    documents: tuple[Paper, ...] = ()
