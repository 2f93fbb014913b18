"""From where dossiers came: office computers, and one device that files many."""

from typing import Any

import ibis
from ibis import _ as row

from motcua.indicators.rules.detecting.parts import (
    KEYS,
    Limits,
    Span,
    Table,
    codes,
    day,
    local,
    minutes,
    month,
    seconds,
)


def from_office(table: Table) -> Any:
    return table.office_device.fill_null(False)


def _online(table: Table, when: Any) -> Table:
    kept = table.filter(when, table.channel == "online")
    return kept.mutate(unit=kept.agency_today, month=month(kept.submitted_at), day=day(kept.submitted_at))


def office_online(table: Table, limits: Limits, span: Span) -> Table:
    """Online dossiers typed by officers, or from a browser in which officers sign in."""
    rows = _online(table, span.remembered(table.submitted_at))
    rows = rows.mutate(typed_=rows.typed_by == "officer", office_=from_office(rows))
    rows = rows.mutate(odd=row.typed_ | row.office_)
    months = rows.group_by(*KEYS).agg(
        online=row.count(),
        flagged=row.odd.sum(),
        typed=row.typed_.sum(),
        office=(row.office_ & ~row.typed_).sum(),
        first=row.submitted_at.min(where=row.odd),
        last=row.submitted_at.max(where=row.odd),
        codes=codes(row.code, row.odd),
    )
    found = months.inner_join(_altogether(months), "unit").filter(span.holds_month(row.month))
    # What is usual there in its other months, and so many standard deviations of a count above it.
    others = (row.all_office - row.office) * 100 / ibis.greatest(row.all_online - row.online, 1)
    usual = ibis.ifelse(row.known >= limits["history"], others, limits["share"])
    # A unit that always does it is measured by the most that is innocent.
    innocent = row.online * usual.clip(limits["own"], limits["share"]) / 100
    many = (row.flagged >= limits["least"]) & (row.flagged > innocent + limits["spread"] * innocent.sqrt())
    found = found.filter((row.typed >= limits["typed"]) | many)
    return found.mutate(who=ibis.literal(""), share=(row.flagged * 100 / row.online).round().cast("int64"))


def _altogether(months: Table) -> Table:
    """Each unit's online dossiers, and those from office computers, over all its months."""
    return months.group_by("unit").agg(
        all_online=row.online.sum(), all_office=row.office.sum(), known=row.count()
    )


def _by_device(table: Table, span: Span) -> tuple[Table, Table]:
    """Online dossiers that applicants sent from browsers of nobody's office; and how many each sent a day."""
    rows = _online(table, span.holds(table.submitted_at))
    rows = rows.filter(rows.device.notnull(), ~from_office(rows), rows.typed_by == "applicant")
    rows = rows.mutate(
        who=rows.device,
        wait=seconds(rows.submitted_at, rows.received_at),
        hour=local(rows.submitted_at).hour(),
        weekday=local(rows.submitted_at).day_of_week.index(),  # 0 is Monday
    )
    return rows, rows.group_by("unit", "month", "who", "day").agg(sent=row.count())


def one_device(table: Table, limits: Limits, span: Span) -> Table:
    """A device that files many on many days, in office hours, each received almost at once."""
    rows, days = _by_device(table, span)
    busy = (
        days.group_by("unit", "month", "who")
        .agg(days=(row.sent >= limits["per_day"]).sum(), busiest=row.sent.max())
        .filter(row.days >= limits["days"])
    )
    # Others wait as is usual there: those who never sent so many in a day.
    usual = (
        rows.anti_join(busy, ["unit", "month", "who"])
        .group_by("unit", "month")
        .agg(usual_wait=row.wait.median())
    )
    found = rows.group_by(*KEYS, "who").agg(
        flagged=row.count(),
        wait=row.wait.median(),
        in_office=((row.hour >= 7) & (row.hour < 17) & (row.weekday < 5)).sum(),
        first=row.submitted_at.min(),
        last=row.submitted_at.max(),
        codes=row.code.collect(order_by=row.code),
    )
    found = found.inner_join(busy, ["unit", "month", "who"]).left_join(usual, ["unit", "month"])
    found = found.filter(
        row.wait <= limits["minutes"] * 60,
        row.wait * limits["times"] <= row.usual_wait,
        row.in_office * 100 >= limits["office_hours"] * row.flagged,
    )
    return found.mutate(minutes=minutes(row.wait), usual=minutes(row.usual_wait))


def many_from_device(table: Table, limits: Limits, span: Span) -> Table:
    """Any device of nobody's office that files many in a day."""
    rows, days = _by_device(table, span)
    busy = (
        days.group_by("unit", "month", "who")
        .agg(days=row.count(), busiest=row.sent.max())
        .filter(row.busiest >= limits["per_day"])
    )
    found = rows.group_by(*KEYS, "who").agg(
        flagged=row.count(),
        first=row.submitted_at.min(),
        last=row.submitted_at.max(),
        codes=row.code.collect(order_by=row.code),
    )
    return found.inner_join(busy, ["unit", "month", "who"])
