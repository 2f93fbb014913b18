"""What complying with a procedure costs, written for a table."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING

from motcua.catalogue.rules.definition import Channel, Procedure
from motcua.indicators.rules import costs
from motcua.indicators.rules.costs import Burden, Cost
from motcua.indicators.rules.scoring import rounded
from motcua.web.operations.pathshapes import (
    CostLine,
    Year,
)
from motcua.web.ui import figures, words

if TYPE_CHECKING:
    pass


def lines(procedure: Procedure, volumes: Mapping[str, int]) -> list[CostLine]:
    found = []
    for channel in (Channel.ONLINE, Channel.DIRECT, Channel.POSTAL):
        one = costs.cost(procedure, channel, costs.prices())
        if one:
            found.append(_cost(channel, one, volumes.get(channel.value, 0)))
    return found


def _cost(channel: Channel, one: Cost, year: int) -> CostLine:
    return CostLine(
        channel=words.CHANNELS[channel],
        hours=figures.short(rounded(one.minutes, costs.MINUTES, 1)),
        time=words.money(round(one.dong_time)),
        copies=words.money(one.dong_copies),
        travel=words.money(one.dong_trips + one.dong_postage),
        fees=words.money(one.dong_fees),
        total=words.money(round(one.dong)),
        year=figures.number(year),
    )


def year_of(burden: Burden) -> Year:
    return Year(
        dossiers=figures.number(burden.dossiers),
        hours=figures.number(round(Fraction(burden.minutes, costs.MINUTES))),
        dong=words.money(round(burden.dong)),
        saved_online=words.money(round(burden.saved_online)) if burden.saved_online else "",
        saved_reuse=words.money(round(burden.saved_reuse)) if burden.saved_reuse else "",
    )
