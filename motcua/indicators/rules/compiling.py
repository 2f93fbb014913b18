"""From checked expressions to Ibis: the same figures on any engine that Ibis speaks."""

import ast
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from operator import add, and_, eq, ge, gt, le, lt, mul, ne, or_, sub
from typing import Any

import ibis

from motcua.indicators.rules.expressions import Expression
from motcua.indicators.rules.sets import Form, Indicator, IndicatorSet

Column = Any  # ibis.expr.types.Column: Ibis brings no types

SECOND = 1_000_000  # microseconds
HANOI_OFFSET = 7 * 3600 * SECOND  # the same on every day since 1975
DAY = 86400 * SECOND
EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 UTC, as all moments of the facts
_COMPARING: Mapping[type[ast.cmpop], Callable[[Column, Column], Column]] = {
    ast.Eq: eq, ast.NotEq: ne, ast.Lt: lt, ast.LtE: le, ast.Gt: gt, ast.GtE: ge,
}  # fmt: skip
_COUNTING: Mapping[type[ast.operator], Callable[[Column, Column], Column]] = {
    ast.Add: add, ast.Sub: sub, ast.Mult: mul,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Window:
    """The period as far as it is known: `end` is its end, or the moment of the question if that is sooner."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Compiler:
    """Writes expressions of one set over one table of facts.

    `staged` names columns of the table that hold parts already: an expression's text to the column.
    """

    table: Any
    window: Window
    terms: Mapping[str, Expression]
    staged: Mapping[str, str] = field(default_factory=dict)

    def column(self, expression: Expression) -> Column:
        """What it says of each row; nothing where that is unknown."""
        return self._write(expression.tree)

    def among(self, indicator: Indicator) -> Column:
        assert indicator.among
        return self.column(indicator.among)

    def left_out(self, indicator: Indicator) -> list[Column]:
        """Why not, each for itself: the exclusions in their order, then that it counts under another."""
        reasons = [self.column(one.when) for one in indicator.exclude]
        if indicator.linked_once:
            reasons.append(self.table.linked.notnull())
        return reasons

    def total(self, indicator: Indicator) -> Column:
        """The denominator."""
        found = self.among(indicator)
        for reason in self.left_out(indicator):
            # What is not known to be left out is not; DuckDB coalesces ten times as slowly as it compares.
            found = found & ~reason.identical_to(True)
        return found

    def counted(self, indicator: Indicator) -> Column:
        """The numerator: of a share those that reach it, of a count and a mean all."""
        total = self.total(indicator)
        return total & self.column(indicator.counts) if indicator.counts else total

    def _write(self, node: ast.expr) -> Column:
        held = self.staged.get(ast.unparse(node)) if self.staged else None
        if held:
            return self.table[held]
        match node:
            case ast.Constant(value=value):
                return ibis.literal(value)
            case ast.Name(id=name):
                return self._name(name)
            case ast.BoolOp(op=op, values=values):
                found = self._write(values[0])
                for each in values[1:]:
                    found = (and_ if isinstance(op, ast.And) else or_)(found, self._write(each))
                return found
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return ~self._write(operand)
            case ast.UnaryOp(operand=operand):
                return -self._write(operand)
            case ast.BinOp(left=left, op=op, right=right):
                return _COUNTING[type(op)](self._write(left), self._write(right))
            case ast.Compare(left=left, ops=ops, comparators=comparators):
                return self._compared(left, ops, comparators)
            case ast.Call(func=ast.Name(id=name), args=given):
                return self._called(name, [self._write(one) for one in given])
        raise AssertionError(f"unchecked: {ast.unparse(node)}")

    def _name(self, name: str) -> Column:
        if name in ("start", "end"):
            return literal(getattr(self.window, name))
        if name in self.terms:
            return self._write(self.terms[name].tree)
        return self.table[name]

    def _compared(self, left: ast.expr, ops: list[ast.cmpop], comparators: list[ast.expr]) -> Column:
        found: Column = None
        before = self._write(left)
        for op, right in zip(ops, comparators, strict=True):
            if isinstance(op, ast.In | ast.NotIn):
                assert isinstance(right, ast.List)
                inside = before.isin([one.value for one in right.elts if isinstance(one, ast.Constant)])
                return inside if isinstance(op, ast.In) else ~inside
            after = self._write(right)
            one = _COMPARING[type(op)](before, after)
            found = one if found is None else found & one
            before = after
        return found

    def _called(self, name: str, given: list[Column]) -> Column:
        first = given[0]
        match name:
            case "during":
                return (first >= literal(self.window.start)) & (first < literal(self.window.end))
            case "known":
                return first.notnull()
            case "seconds":
                return _seconds(first, given[1])
            case "day":
                return (first.delta(ibis.literal(EPOCH), unit="microsecond") + HANOI_OFFSET) // DAY
        raise AssertionError(name)


def tallies(table: Any, indicators: IndicatorSet, window: Window) -> Any:
    """A table with a row for each path, in one pass over the facts.

    For the indicator at place n it has the columns a<n> asked about, t<n> total, c<n> counted, s<n> the sum.
    """
    compiler = _staged(table, indicators, window)
    flags: dict[str, Column] = {}
    for place, one in enumerate(indicators.indicators):
        if one.form is Form.MISSING:
            continue
        flags[f"t{place}"] = compiler.total(one)
        if one.exclude or one.linked_once:
            flags[f"a{place}"] = compiler.among(one)
        if one.counts:
            flags[f"n{place}"] = compiler.column(one.counts)
    rows = compiler.table.mutate(**flags).view()
    sums: dict[str, Column] = {name: rows[name].sum() for name in flags if name[0] != "n"}
    for place, one in enumerate(indicators.indicators):
        if one.counts:
            sums[f"c{place}"] = (rows[f"t{place}"] & rows[f"n{place}"]).sum()
        if one.sum:
            measure = Compiler(rows, window, indicators.terms).column(one.sum)
            sums[f"s{place}"] = measure.sum(where=rows[f"t{place}"])
    return rows.group_by("path", "branch").aggregate(**sums)


def _staged(table: Any, indicators: IndicatorSet, window: Window) -> Compiler:
    """Over the same facts with what many expressions share: computed once for a row, not once for each.

    A view keeps the stages apart; without it Ibis writes each part out wherever it is used.
    """
    trees = [term.tree for term in indicators.terms.values()]
    for one in indicators.indicators:
        asked = (one.among, one.counts, *(each.when for each in one.exclude))
        trees += [expression.tree for expression in asked if expression]
    atoms = {ast.unparse(node): node for tree in trees for node in _atoms(tree)}
    first = Compiler(table, window, indicators.terms)
    names = {text: f"atom{number}" for number, text in enumerate(atoms)}
    table = table.mutate(**{names[text]: first._write(node) for text, node in atoms.items()}).view()
    for name, term in indicators.terms.items():
        column = Compiler(table, window, indicators.terms, names).column(term)
        table = table.mutate(**{f"term_{name}": column}).view()
        names = {**names, name: f"term_{name}"}
    return Compiler(table, window, indicators.terms, names)


def _atoms(node: ast.expr) -> Iterator[ast.expr]:
    """The comparisons and calls in it: what is true or false by itself."""
    if isinstance(node, ast.Compare | ast.Call):
        yield node
    elif isinstance(node, ast.BoolOp):
        for value in node.values:
            yield from _atoms(value)
    elif isinstance(node, ast.UnaryOp):
        yield from _atoms(node.operand)


def as_of(table: Any, moment: datetime) -> Any:
    """The facts as they were at this moment, from what the lists keep: what came later is not there yet."""
    then = literal(moment)
    due = table.dues.filter(lambda one: one["at"] < then)
    stops = table.stops.filter(lambda one: one["start"] < then)
    over = stops.filter(lambda one: one["end"] < then)
    settled = table.settlements.filter(lambda one: one["at"] < then)
    last = settled[settled.length() - 1]
    stands = last["at"].notnull() & ~(last["undone_at"] < then).fill_null(False)
    standing = stops.filter(lambda one: ~(one["end"] < then).fill_null(False))
    returned = stands & (last["returned_at"] < then).fill_null(False)
    made = stands & (last["result_at"] < then).fill_null(False)
    seen = {
        "received_at": _then(table.received_at, then),
        "appraised_at": _then(table.appraised_at, then),
        "approved_at": _then(table.approved_at, then),
        "first_due_at": ibis.ifelse(due.length() > 0, table.first_due_at, None),
        "due_at": due[due.length() - 1]["due"],
        "paused_at": standing[standing.length() - 1]["start"],
        "settled_at": ibis.ifelse(stands, last["at"], None),
        "outcome": ibis.ifelse(stands, last["outcome"], None),
        "result_at": ibis.ifelse(made, last["result_at"], None),
        "returned_at": ibis.ifelse(returned, last["returned_at"], None),
        "returned_by": ibis.ifelse(returned, last["returned_by"], None),
        "supplements": table.asked.filter(lambda one: one < then).length().cast("int32"),
        "extensions": table.extended.filter(lambda one: one < then).length().cast("int32"),
        "pauses": stops.length().cast("int32"),
        "paused_seconds": over.map(lambda one: _seconds(one["start"], one["end"])).sums().fill_null(0),
        "documents": table.given.filter(lambda one: one["at"] < then)
        .map(lambda one: one["count"])
        .sums()
        .fill_null(0)
        .cast("int32"),
    }
    return table.filter(table.submitted_at < then).mutate(**seen)


def literal(moment: datetime) -> Column:
    """This moment as the facts have it: UTC, without a zone."""
    return ibis.literal(moment.astimezone(UTC).replace(tzinfo=None))


def _seconds(start: Column, end: Column) -> Column:
    """Whole seconds; DuckDB's own count of seconds counts how often a clock would have struck."""
    return end.delta(start, unit="microsecond") // SECOND


def _then(moment: Column, then: Column) -> Column:
    return ibis.ifelse(moment < then, moment, None)
