"""From sets of indicators to Ibis: the same figures on any engine that Ibis speaks."""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from typing import Any

import ibis

from motcua.indicators.rules.sets import Form, Indicator, IndicatorSet
from motcua.indicators.rules.truth import Column, Window, Writer, literal, seconds, stage

__all__ = ["Parts", "Tallies", "Window", "as_of", "literal", "parts_of", "tallies"]


@dataclass(frozen=True, slots=True)
class Parts:
    """Of one indicator, for each fact: whether it is asked about, and whether it reaches what is counted.

    `left_out`: why it does not count, the exclusions in their order, then that it counts under another.
    """

    among: Column
    left_out: tuple[Column, ...]
    counts: Column | None

    @property
    def total(self) -> Column:
        """Whether it is in the denominator."""
        found = self.among
        for reason in self.left_out:
            found = found & ~reason
        return found

    @property
    def counted(self) -> Column:
        """Whether it is in the numerator: of a share what reaches it, of a count and a mean all."""
        return self.total if self.counts is None else self.total & self.counts


def parts_of(writer: Writer, indicator: Indicator) -> Parts:
    assert indicator.among
    reasons = [writer.yes(one.when.tree) for one in indicator.exclude]
    if indicator.linked_once:
        reasons.append(writer.yes(_LINKED))
    counts = writer.yes(indicator.counts.tree) if indicator.counts else None
    return Parts(writer.yes(indicator.among.tree), tuple(reasons), counts)


_LINKED = ast.parse("known(linked)", mode="eval").body


Columns = tuple[str, str, str, str | None] | None


@dataclass(frozen=True, slots=True)
class Tallies:
    """`table` has a row for each path: how many facts (`rows`), how many of them of a ministry (`ministry`).

    `columns` names its columns for each indicator: asked about, total, counted, sum. None: it has no figure.
    """

    table: Any
    columns: tuple[Columns, ...]


def signature(indicators: IndicatorSet) -> tuple[Any, ...]:
    """Equal for sets that are counted alike, whatever they are called."""
    texts = tuple((name, term.text) for name, term in indicators.terms.items())
    return texts, tuple(map(_signature, indicators.indicators))


def _signature(one: Indicator) -> tuple[Any, ...]:
    asked = (one.among, one.counts, one.sum, *(each.when for each in one.exclude))
    return one.form, one.linked_once, tuple(each and each.text for each in asked)


def tallies(table: Any, indicators: IndicatorSet, window: Window) -> Tallies:
    """One pass over the facts, stage by stage: what several indicators ask, or count, is computed once."""
    writer = stage(table, _trees(indicators), window, indicators.terms, ("path", "branch"))
    measured = {place: one for place, one in enumerate(indicators.indicators) if one.form is not Form.MISSING}
    asked: dict[str, Column] = {"branch": writer.table.branch}
    left_out: dict[int, list[str]] = {}
    for place, one in measured.items():
        parts = parts_of(writer, one)
        reasons = {f"x{place}_{number}": reason for number, reason in enumerate(parts.left_out)}
        left_out[place] = list(reasons)
        asked |= {f"a{place}": parts.among, **reasons}
        if one.counts:
            asked[f"n{place}"] = parts.counts
        if one.sum:
            known = writer.known(one.sum.tree)
            asked |= {
                f"m{place}": writer.value(one.sum.tree),
                f"n{place}": ibis.literal(True) if known is None else known,
            }
    rows, names = _once(writer.table, {}, asked)
    totals = {
        f"t{place}": reduce(lambda left, out: left & ~rows[names[out]], outs, rows[names[f"a{place}"]])
        for place, outs in left_out.items()
    }
    rows, names = _once(rows, names, totals)
    counted = {
        f"c{place}": rows[names[f"t{place}"]] & rows[names[f"n{place}"]]
        for place, one in measured.items()
        if one.counts or one.sum
    }
    rows, names = _once(rows, names, counted)
    sums = {
        f"s{place}": ibis.ifelse(rows[names[f"c{place}"]], rows[names[f"m{place}"]], 0)
        for place, one in measured.items()
        if one.sum
    }
    rows, names = _once(rows, names, sums)
    columns = tuple(
        (
            names[f"a{place}"],
            names[f"t{place}"],
            names[f"c{place}" if one.counts else f"t{place}"],
            names[f"s{place}"] if one.sum else None,
        )
        if place in measured
        else None
        for place, one in enumerate(indicators.indicators)
    )
    flags = {name for one in columns if one for name in one[:3]}
    numbers = {one[3] for one in columns if one and one[3]}
    found = rows.group_by("path").aggregate(
        rows=rows.count(),
        branch=rows.branch.arbitrary(),  # what stands at the beginning of the path
        **{name: count_if(rows[name]) for name in sorted(flags)},
        **{name: rows[name].sum() for name in sorted(numbers)},
    )
    ministry = ibis.ifelse(found.branch == "ministry", found.rows, 0)
    return Tallies(found.mutate(ministry=ministry).drop("branch"), columns)


def _theirs(flag: Any) -> Any:
    """Stands for a function of all engines: never called."""
    raise NotImplementedError


# How often it is true: engines count flags in less time than they make numbers of them and add these up.
count_if: Any = ibis.udf.agg.builtin(_theirs, name="count_if", signature=(("boolean",), "int64"))


def _once(table: Any, names: Mapping[str, str], columns: Mapping[str, Column]) -> tuple[Any, dict[str, str]]:
    """The table with these columns too, each only once; and by which name each is found now."""
    first = {table[name].op(): name for name in names.values()}
    found = {name: first.setdefault(column.op(), name) for name, column in columns.items()}
    added = {name: columns[name] for name, same in found.items() if name == same}
    kept = ["path", *dict.fromkeys(names.values())]
    return table.select(*kept, **added).view(), {**names, **found}


def _trees(indicators: IndicatorSet) -> Iterator[ast.expr]:
    for one in indicators.indicators:
        for expression in (one.among, one.counts, one.sum, *(each.when for each in one.exclude)):
            if expression:
                yield expression.tree
    yield _LINKED


def as_of(table: Any, moment: "datetime | Column") -> Any:
    """The facts as they were at this moment, from what the lists keep: what came later is not there yet."""
    then = literal(moment)
    due = table.dues.filter(lambda one: one["at"] < then)
    stops = table.stops.filter(lambda one: one["start"] < then)
    over = stops.filter(lambda one: one["end"] < then)
    settled = table.settlements.filter(lambda one: one["at"] < then)
    last = _last(settled)
    stands = last["at"].notnull() & ~(last["undone_at"] < then).fill_null(False)
    standing = stops.filter(lambda one: ~(one["end"] < then).fill_null(False))
    returned = stands & (last["returned_at"] < then).fill_null(False)
    made = stands & (last["result_at"] < then).fill_null(False)
    seen = {
        "received_at": _then(table.received_at, then),
        "received_written_at": ibis.ifelse(table.received_at < then, table.received_written_at, None),
        "appraised_at": _then(table.appraised_at, then),
        "approved_at": _then(table.approved_at, then),
        "first_due_at": ibis.ifelse(due.length() > 0, table.first_due_at, None),
        "due_at": _last(due)["due"],
        "paused_at": _last(standing)["start"],
        "settled_at": ibis.ifelse(stands, last["at"], None),
        "settled_by": ibis.ifelse(stands, last["by"], None),
        "outcome": ibis.ifelse(stands, last["outcome"], None),
        "result_at": ibis.ifelse(made, last["result_at"], None),
        "returned_at": ibis.ifelse(returned, last["returned_at"], None),
        "returned_by": ibis.ifelse(returned, last["returned_by"], None),
        "supplements": table.asked.filter(lambda one: one < then).length().cast("int32"),
        "extensions": table.extended.filter(lambda one: one < then).length().cast("int32"),
        "pauses": stops.length().cast("int32"),
        "paused_seconds": over.map(lambda one: seconds(one["start"], one["end"])).sums().fill_null(0),
        "documents": table.given.filter(lambda one: one["at"] < then)
        .map(lambda one: one["count"])
        .sums()
        .fill_null(0)
        .cast("int32"),
    }
    return table.filter(table.submitted_at < then).mutate(**seen)


def _last(ones: Column) -> Column:
    """Nothing of an empty list: Spark knows no place before the first, and DuckDB's is nothing."""
    return ones[ibis.greatest(ones.length() - 1, 0)]


def _then(moment: Column, then: Column) -> Column:
    return ibis.ifelse(moment < then, moment, None)
