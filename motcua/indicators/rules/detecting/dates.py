"""Moments against the database's clock: what was written long after it is said to have happened."""

import ibis
from ibis import _ as row

from motcua.indicators.rules.detecting.parts import KEYS, Limits, Span, Table, codes, day, month, seconds


def back_dated(table: Table, limits: Limits, span: Span) -> Table:
    """Receptions written long after the moment they bear, or dated before the dossier was handed in."""
    rows = table.filter(span.holds(table.received_at))
    rows = rows.mutate(
        unit=rows.agency_today,
        month=month(rows.received_at),
        behind=seconds(rows.received_at, rows.received_written_at).fill_null(0),
        early=rows.received_at < rows.submitted_at,
    )
    rows = rows.mutate(odd=(row.behind >= limits["minutes"] * 60) | row.early)
    found = rows.group_by(*KEYS).agg(
        checked=row.count(),
        flagged=row.odd.sum(),
        before=row.early.sum(),
        days=day(row.received_at).nunique(where=row.odd),
        longest=row.behind.max(),
        first=row.received_at.min(where=row.odd),
        last=row.received_at.max(where=row.odd),
        codes=codes(row.code, row.odd),
    )
    return _repeated(found, limits)


def _repeated(found: Table, limits: Limits) -> Table:
    """On several days, or once by many hours."""
    found = found.filter((row.days >= limits["days"]) | (row.longest >= limits["hours"] * 3600))
    return found.filter(row.flagged > 0).mutate(
        who=ibis.literal(""), longest=(row.longest / 3600).round().cast("int64")
    )


def act_back_dated(acts: Table, limits: Limits, span: Span) -> Table:
    """Acts after reception written long after their moment, or before the act that precedes them."""
    window = ibis.window(group_by="code", order_by=["at", "number"])
    # Among themselves: a reception that was written too late is told by its own rule.
    later = acts.filter(~acts.verb.isin(["submit", "receive"]))
    rows = later.mutate(before_=later.written_at.lag().over(window))
    rows = rows.filter(span.holds(rows["at"]))
    rows = rows.mutate(
        unit=rows.agency_today,
        month=month(rows.at),
        behind=seconds(rows.at, rows.written_at).fill_null(0),
        turned=(seconds(rows.written_at, rows.before_) >= limits["minutes"] * 60).fill_null(False),
    )
    rows = rows.mutate(odd=(row.behind >= limits["minutes"] * 60) | row.turned)
    found = rows.group_by(*KEYS).agg(
        checked=row.code.nunique(),
        flagged=row.code.nunique(where=row.odd),
        order=row.turned.sum(),
        days=day(row["at"]).nunique(where=row.odd),
        longest=row.behind.max(),
        first=row["at"].min(where=row.odd),
        last=row["at"].max(where=row.odd),
        codes=row.code.collect(where=row.odd, distinct=True),
    )
    return _repeated(found, limits)
