"""On which legal ground the clock stops: data, because laws change."""

from functools import cache

import yaml

from motcua.catalogue.rules.vocabulary import DATA
from motcua.dossiers.rules.process import State


@cache
def _grounds() -> dict[str, str]:
    read: dict[str, str] = yaml.safe_load((DATA / "grounds.yaml").read_text("utf-8"))
    return read


def ground_of(state: State) -> str:
    """The ground for pausing in this state, where the officer names none."""
    return _grounds()[state]
