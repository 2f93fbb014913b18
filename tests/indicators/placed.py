"""The generated nation's dossiers, at agencies that exist: facts for boards that know names and parents."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from motcua.agencies.models import Agency
from motcua.agencies.rules.kinds import AgencyKind
from motcua.indicators import ports
from motcua.indicators.actions import snapshots
from motcua.indicators.adapters.parquet import Folder
from motcua.indicators.queries import counting
from motcua.indicators.queries.counting import Counted, Question
from motcua.indicators.rules.schema import Fact, Offer, Told
from motcua.indicators.rules.sets import IndicatorSet
from tests.indicators import nation

PROVINCES = {"H1": "H49", "H2": "H26", "H3": "H29"}


def moved() -> dict[str, str]:
    """An agency of the generated nation to the path of one that exists: communes, and two ministries."""
    found: dict[str, str] = {}
    for made_up, real in PROVINCES.items():
        offices = sorted(code for code in nation.PLACES if code.startswith(f"{made_up}."))
        communes = Agency.objects.filter(parent__code=real, kind=AgencyKind.COMMUNE).order_by("code")
        found |= dict(zip(offices, communes.values_list("path", flat=True)[: len(offices)], strict=True))
    ministries = Agency.objects.filter(kind=AgencyKind.MINISTRY).order_by("code")[:2]
    return found | {made_up: one.path for made_up, one in zip(("G01", "G02"), ministries, strict=True)}


def facts(lives: Iterable[nation.Life], places: dict[str, str]) -> list[Fact]:
    """Their facts, in the order of their codes."""
    told = (nation.fact(life) for life in lives)
    return sorted((replace(one, path=places[one.agency]) for one in told if one), key=lambda one: one.code)


def counted_once(patch: pytest.MonkeyPatch, known: dict[object, dict[str, Counted]]) -> None:
    """What is kept for boards is counted once for the tests that share these facts."""

    def tallies(table: Any, indicators: IndicatorSet, question: Question) -> dict[str, Counted]:
        key = ports.facts().state().name, indicators.name, question
        if key not in known:
            known[key] = counting.tallies(table, indicators, question)
        return known[key]

    patch.setattr(snapshots, "counting", SimpleNamespace(tallies=tallies))


def write(
    root: Path, told: Iterable[Fact], *, known_at: datetime, offers: Iterable[Offer] | None = None
) -> None:
    """Puts them where this site's own facts are, instead of those that are there."""
    Folder(root / "own").replace((Told(one) for one in told), known_at=known_at, offers=offers)
