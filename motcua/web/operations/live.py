"""What renews itself of the operations centre: the numbers of now, and the units behind them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from motcua.agencies.models import Agency
from motcua.directives import queries
from motcua.directives.queries import Live, UnitLive
from motcua.directives.rules.measures import Counts
from motcua.web.operations import asked
from motcua.web.operations.decimals import decimal, signed
from motcua.web.ui import words

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


GROWING = 5  # units whose queues grow most


@dataclass(frozen=True, slots=True)
class Tile:
    """A number that counts now. `tone` is that of a tag, "" for none."""

    label: StrOrPromise
    value: int
    url: str
    note: StrOrPromise = ""
    tone: str = ""


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit in the table; `url` leads to its own screen, the numbers to its lists."""

    name: StrOrPromise
    url: str
    counts: Counts
    open_url: str
    late_url: str
    soon_url: str
    late_share: str
    growth_7: str
    growth_28: str


@dataclass(frozen=True, slots=True)
class Growing:
    """A queue that grows: more came than went."""

    name: StrOrPromise
    inflow: int
    outflow: int
    growth: int


@dataclass(frozen=True, slots=True)
class LivePart:
    """What renews itself: the numbers of now, by four queries."""

    url: str
    at: datetime
    soon_until: str
    tiles: tuple[Tile, ...]
    rows: tuple[UnitRow, ...]
    quiet: tuple[StrOrPromise, ...]  # units in which nothing is open and nothing came
    growing: tuple[Growing, ...]


def part(unit: Agency, at: datetime) -> LivePart:
    live = queries.live(unit, at=at)
    busy = [one for one in live.units if _busy(one.counts)]
    several = len(live.units) > 1 or (live.units and live.units[0].agency.pk != unit.pk)
    return LivePart(
        url=asked.address("centre", unit=unit.code, part="live"),
        at=at,
        soon_until=words.moment(live.soon_until),
        tiles=_tiles(unit, live),
        rows=tuple(_row(one, unit) for one in busy) if several else (),
        quiet=tuple(words.agency(one.agency) for one in live.units if one not in busy) if several else (),
        growing=_growing(busy),
    )


def _busy(counts: Counts) -> bool:
    return bool(counts.open or counts.inflow_28 or counts.outflow_28)


def _tiles(unit: Agency, live: Live) -> tuple[Tile, ...]:
    total = live.total
    lists = {name: asked.address("dossiers", unit=unit.code, list=name) for name in ("open", "late", "soon")}
    share = _("%(share)s %% số đang giải quyết") % {"share": decimal(total.late_share)}
    until = _("đến %(moment)s") % {"moment": words.moment(live.soon_until)}
    return (
        Tile(_("Tiếp nhận hôm nay"), total.received_today, ""),
        Tile(_("Giải quyết hôm nay"), total.settled_today, ""),
        Tile(_("Đang giải quyết"), total.open, lists["open"], _change(total)),
        Tile(_("Quá hạn"), total.late, lists["late"], share, "danger" if total.late else ""),
        Tile(
            _("Đến hạn trong 3 ngày làm việc"),
            total.soon,
            lists["soon"],
            until,
            "warning" if total.soon else "",
        ),
    )


def _change(total: Counts) -> StrOrPromise:
    return _("%(growth)s trong 7 ngày") % {"growth": signed(total.growth_7)}


def _row(one: UnitLive, unit: Agency) -> UnitRow:
    code, counts = one.agency.code, one.counts
    lists = {name: asked.address("dossiers", unit=code, list=name) for name in ("open", "late", "soon")}
    own = one.agency.pk == unit.pk
    return UnitRow(
        name=_("%(unit)s (trực tiếp)") % {"unit": words.agency(one.agency)}
        if own
        else words.agency(one.agency),
        url="" if own else asked.address("centre", unit=code),
        counts=counts,
        open_url=lists["open"],
        late_url=lists["late"],
        soon_url=lists["soon"],
        late_share=decimal(counts.late_share),
        growth_7=signed(counts.growth_7),
        growth_28=signed(counts.growth_28),
    )


def _growing(units: list[UnitLive]) -> tuple[Growing, ...]:
    """Those whose queue has grown within the week and over the four weeks, the fastest first."""
    found = [one for one in units if one.counts.growth_7 > 0 and one.counts.growth_28 > 0]
    found.sort(key=lambda one: (-one.counts.growth_7, one.agency.name_vi))
    return tuple(
        Growing(words.agency(one.agency), one.counts.inflow_7, one.counts.outflow_7, one.counts.growth_7)
        for one in found[:GROWING]
    )
