"""Tables of what was computed, assigned and reviewed. Facts are not here: they are Parquet."""

from motcua.indicators.models.reviews import Review
from motcua.indicators.models.snapshots import Snapshot, Tallied
from motcua.indicators.models.targets import Publication, Remark, Target

__all__ = ["Publication", "Remark", "Review", "Snapshot", "Tallied", "Target"]
