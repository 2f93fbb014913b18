"""Clocks that were stopped without need, against how often others stop theirs."""

from typing import Any

import ibis
from ibis import _ as row

from motcua.indicators.rules.detecting.parts import (
    HISTORY_MONTHS,
    Limits,
    Span,
    Table,
    codes,
    day,
    month,
    seconds,
)

DAY = 86_400  # seconds
_ASK = ("unit", "path", "procedure", "code", "moment")


def stopped_clock(table: Table, limits: Limits, span: Span) -> Table:
    """Supplements asked for near or after the due date that brought nothing new, and the dossier went on."""
    filed = table.filter(span.remembered(table.submitted_at))
    filed = filed.mutate(unit=filed.agency_today, month=month(filed.submitted_at))
    asks = _asks(filed.filter(filed.supplements > 0), limits)
    found = (
        asks.filter(span.holds(asks.moment))
        .group_by("unit", "path", month=month(row.moment))
        .agg(
            asked=row.count(),
            flagged=row.odd.sum(),
            first=row.moment.min(where=row.odd),
            last=row.moment.max(where=row.odd),
            codes=codes(row.code, row.odd),
        )
        .filter(row.flagged >= limits["least"])
    )
    found = found.inner_join(_own(asks), "unit").left_join(_peers(filed, asks, limits), ["unit", "month"])
    peers = row.peers.fill_null(0.0)
    # Some units have more of it all year round; but who does it all year is not measured by that.
    own = (row.odd - row.flagged) / (HISTORY_MONTHS - 1)
    found = found.mutate(usual=ibis.greatest(peers, ibis.least(own, peers * limits["times"])))
    return found.filter(row.flagged >= row.usual + limits["spread_tenths"] / 10 * row.usual.sqrt()).mutate(
        who=ibis.literal(""), expected=row.usual.round().cast("int64")
    )


def _own(asks: Table) -> Table:
    return asks.group_by("unit").agg(odd=row.odd.sum())


def _asks(rows: Table, limits: Limits) -> Table:
    """Every supplement that was asked for, and whether it looks as if it was for the clock."""
    asks = rows.select(
        "unit", "path", "procedure", "code",
        went_on=row.outcome.isin(["granted", "denied"]).fill_null(False)
        | (row.settled_at.isnull() & row.paused_at.isnull()),
        moment=row.asked.unnest(),
    )  # fmt: skip
    dues = rows.select("code", one=row.dues.unnest()).select("code", since=row.one["at"], due=row.one["due"])
    given = rows.select("code", one=row.given.unnest()).group_by("code").agg(given=row.one["at"].max())
    asks = (
        asks.left_join(dues, [asks.code == dues.code, dues.since <= asks.moment])
        .group_by(*_ASK, "went_on")
        .agg(due=row.due.argmax(row.since))
        .left_join(given, "code")
    )
    idle = (row.given <= row.moment).fill_null(True)
    near = (_left(row.moment, row.due) <= limits["hours"] * 3600).fill_null(False)
    return asks.select(*_ASK, odd=row.went_on & idle & near)


def _left(moment: Any, due: Any) -> Any:
    """Seconds until it is due, Saturdays and Sundays aside; negative when it is late."""
    begun, over = day(moment).epoch_days(), day(due).epoch_days()
    # Day 0 was a Thursday: so many Saturdays and Sundays there were up to a day.
    weekend = (over + 5) // 7 - (begun + 5) // 7 + (over + 4) // 7 - (begun + 4) // 7
    return seconds(moment, due) - ibis.greatest(weekend, 0) * DAY


def _peers(filed: Table, asks: Table, limits: Limits) -> Table:
    """How many such supplements a unit would have in a month if it asked as other units do.

    A month of another unit counts with no more than what is suspicious there, so that a few who do it much
    do not make it usual.
    """
    pair = ["unit", "procedure"]
    monthly = asks.group_by(*pair, month=month(row.moment)).agg(odd=row.odd.sum())
    odd = monthly.group_by(*pair).agg(odd=ibis.least(row.odd, limits["least"]).sum())
    counted = filed.group_by(*pair).agg(filed=row.count())
    counted = counted.left_join(odd, pair).select(*pair, "filed", odd=row.odd.fill_null(0))
    whole = counted.group_by("procedure").agg(all_filed=row.filed.sum(), all_odd=row.odd.sum())
    rates = counted.inner_join(whole, "procedure").select(
        *pair, rate=(row.all_odd - row.odd) / ibis.greatest(row.all_filed - row.filed, 1)
    )
    months = filed.group_by(*pair, "month").agg(filed=row.count())
    return months.inner_join(rates, pair).group_by("unit", "month").agg(peers=(row.rate * row.filed).sum())
