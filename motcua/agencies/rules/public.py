"""What Motcua brings about working time: patterns of weeks, and the public holidays of the country."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import holidays
import yaml

from motcua.agencies.rules import hours
from motcua.agencies.rules.calendars import CLOSED, Hours, Name, Week

DATA = Path(__file__).resolve().parents[2] / "data" / "calendars.yaml"
YEARS = range(2020, 2041)
OFFICE = "office"
LABOUR_CODE = "Bộ luật Lao động 2019, Điều 112"


@dataclass(frozen=True, slots=True)
class Pattern:
    """A week that desks keep, with its name."""

    name: Name
    week: Week


@dataclass(frozen=True, slots=True)
class PublicDay:
    """A date on which the country does not keep its week: closed, or worked as the day it stands for."""

    hours: Hours | None
    stands_for: date | None
    name: Name
    source: str


@cache
def patterns() -> Mapping[str, Pattern]:
    """The weeks of motcua/data/calendars.yaml by their names: "office", "saturday"."""
    return MappingProxyType(
        {
            name: Pattern(Name(**row["name"]), hours.read_week(row["week"]))
            for name, row in _data()["patterns"].items()
        }
    )


@cache
def public_days() -> Mapping[date, PublicDay]:
    """Public holidays, days off in exchange and make-up Saturdays of YEARS.

    From the package `holidays` (Labour Code 2019, art. 112), then from motcua/data/calendars.yaml, which
    wins. Swaps are announced each year: later ones come with a later package, or an administrator
    records them.
    """
    vietnamese = holidays.country_holidays("VN", years=YEARS, language="vi")
    english = holidays.country_holidays("VN", years=YEARS, language="en_US")
    sources = _data()["sources"]
    found = {
        day: PublicDay(CLOSED, None, Name(name, english[day]), sources.get(f"{day:%m-%d}", LABOUR_CODE))
        for day, name in vietnamese.items()
        if day.year in YEARS
    }
    for day in vietnamese.weekend_workdays:
        if day.year in YEARS:
            monday = day - timedelta(days=day.weekday())
            found[day] = PublicDay(None, monday, Name("Ngày làm bù", "Make-up working day"), LABOUR_CODE)
    for row in _data()["days"]:
        found[date.fromisoformat(row["day"])] = PublicDay(
            hours.read(row["hours"]) if "hours" in row else None,
            date.fromisoformat(row["stands_for"]) if "stands_for" in row else None,
            Name(**row["name"]),
            row["source"],
        )
    return MappingProxyType(dict(sorted(found.items())))


@cache
def _data() -> Mapping[str, Any]:
    data: Mapping[str, Any] = yaml.safe_load(DATA.read_text("utf-8"))
    return data
