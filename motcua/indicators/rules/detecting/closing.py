"""Closing in bulk before the report is due."""

from typing import Any

import ibis
from ibis import _ as row

from motcua.indicators.rules.detecting.parts import (
    KEYS,
    MAD,
    Limits,
    Span,
    Table,
    day,
    minutes,
    month,
    seconds,
)


def month_end_closing(table: Table, limits: Limits, span: Span) -> Table:
    """Far more settled in the last days of a month than on that officer's own other days, and far faster."""
    rows = table.filter(
        span.remembered(table.settled_at),
        table.settled_by.notnull() & table.settled_by.startswith("officer:"),
        table.outcome.isin(["granted", "denied"]),
    )
    rows = rows.mutate(
        unit=rows.agency_today,
        who=rows.settled_by,
        month=month(rows.settled_at),
        day=day(rows.settled_at),
        took=seconds(ibis.coalesce(rows.appraised_at, rows.received_at), rows.settled_at),
    )
    rows = rows.mutate(at_end=_days_left(row.month, row.day) < limits["last_days"])
    officer = ["unit", "who"]
    days = rows.group_by(*officer, "day").agg(settled=row.count(), at_end=row.at_end.any())
    usual = days.filter(~row.at_end).group_by(*officer).agg(usual=row.settled.median(), others=row.count())
    spread = (
        days.filter(~row.at_end)
        .inner_join(usual, officer)
        .group_by(*officer)
        .agg(spread=(row.settled - row.usual).abs().median())
    )
    pace = rows.filter(~row.at_end).group_by(*officer).agg(usual_took=row.took.median())
    known = (
        usual.filter(row.others >= limits["history"]).inner_join(spread, officer).inner_join(pace, officer)
    )
    above = row.usual + limits["spread"] * MAD * ibis.greatest(row.spread, 1)
    busy = days.filter(row.at_end).inner_join(known, officer).filter(row.settled > above)
    fast = rows.filter(span.holds(rows.settled_at)).inner_join(
        busy.select(*officer, "day", "settled", "usual", "usual_took"), [*officer, "day"]
    )
    found = (
        fast.filter(row.took * limits["times"] <= row.usual_took, row.took <= limits["minutes"] * 60)
        .group_by(*KEYS, "who")
        .agg(
            flagged=row.count(),
            days=row.day.nunique(),
            busiest=row.settled.max(),
            usual=row.usual.max().round().cast("int64"),
            minutes=minutes(row.took.median()),
            usual_minutes=minutes(row.usual_took.max()),
            first=row.settled_at.min(),
            last=row.settled_at.max(),
            codes=row.code.collect(order_by=row.code),
        )
    )
    return found.filter(row.flagged >= limits["least"])


def _days_left(month_: Any, day_: Any) -> Any:
    """How many days of the month follow this one."""
    return (month_ + ibis.interval(months=1)).epoch_days() - day_.epoch_days() - 1
