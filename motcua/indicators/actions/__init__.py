"""Writing what is computed: facts, and counts of them that are kept."""

from motcua.indicators.actions.facts import BATCH, follow, rebuild, settle, start
from motcua.indicators.actions.reviews import review

__all__ = ["BATCH", "follow", "rebuild", "review", "settle", "start"]
