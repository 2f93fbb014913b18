"""From checked expressions to Ibis: of each flag whether it is true, and whether it is false.

Both are plain yes or no: what compares with something unknown is neither. Engines combine these several times
as fast as what may be missing, and no engine's reading of three values matters. To ask of a comparison
whether it is true costs less than to put something in the place of what is missing before it.
"""

import ast
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import reduce
from operator import add, and_, eq, ge, gt, le, lt, mul, ne, or_, sub
from typing import Any, get_type_hints

import ibis
from ibis.expr.operations import Field

from motcua.indicators.rules.expressions import NAMES, Expression
from motcua.indicators.rules.schema import Fact, Offer

Column = Any  # ibis.expr.types.Column: Ibis brings no types

SECOND = 1_000_000  # microseconds
HANOI_OFFSET = 7 * 3600 * SECOND  # the same on every day since 1975
DAY = 86400 * SECOND
EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 UTC, as all moments of the facts
UNSURE = frozenset(
    name
    for row in (Fact, Offer)
    for name, hint in get_type_hints(row).items()
    if type(None) in getattr(hint, "__args__", ())
)
_COMPARING: Mapping[type[ast.cmpop], Callable[[Column, Column], Column]] = {
    ast.Eq: eq, ast.NotEq: ne, ast.Lt: lt, ast.LtE: le, ast.Gt: gt, ast.GtE: ge,
}  # fmt: skip
_COUNTING: Mapping[type[ast.operator], Callable[[Column, Column], Column]] = {
    ast.Add: add, ast.Sub: sub, ast.Mult: mul,
}  # fmt: skip
_PERIOD = ("start", "end")


@dataclass(frozen=True, slots=True)
class Window:
    """The period as far as it is known: `end` is its end, or the moment of the question if that is sooner.

    Moments, or parameters that stand for them.
    """

    start: "datetime | Column"
    end: "datetime | Column"


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes expressions of one set over one table of facts.

    `staged` names columns of the table that hold parts already: "yes received" to the column that says so.
    """

    table: Any
    window: Window
    terms: Mapping[str, Expression]
    staged: Mapping[str, str] = field(default_factory=dict)

    def yes(self, node: ast.expr) -> Column:
        """Whether the flag is true."""
        held = self._held("yes", node)
        return self._flag(node, sure=True) if held is None else held

    def no(self, node: ast.expr) -> Column:
        """Whether the flag is false."""
        held = self._held("no", node)
        return self._flag(node, sure=False) if held is None else held

    def known(self, node: ast.expr) -> Column | None:
        """Whether all is known that it is made of; None where nothing of it can be unknown."""
        match node:
            case ast.Constant():
                return None
            case ast.Name(id=name) if name not in self.terms:
                return self.table[name].notnull() if name in UNSURE else None
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return self.known(operand)
            case ast.BinOp(left=left, right=right):
                return self._all_known([left, right])
            case ast.Call(func=ast.Name(id="known")):
                return None
            case ast.Call(func=ast.Name(id="seconds" | "day"), args=given):
                return self._all_known(given)
        return self.yes(node) | self.no(node)

    def value(self, node: ast.expr) -> Column:
        """What it says; anything, or nothing, where that is not known."""
        match node:
            case ast.Constant(value=value):
                return ibis.literal(value)
            case ast.Name(id=name) if name in _PERIOD:
                return literal(getattr(self.window, name))
            case ast.Name(id=name) if name not in self.terms:
                return self.table[name]
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return -self.value(operand)
            case ast.BinOp(left=left, op=op, right=right):
                return _COUNTING[type(op)](self.value(left), self.value(right))
            case ast.Call(func=ast.Name(id="seconds"), args=[start, end]):
                return seconds(self.value(start), self.value(end))
            case ast.Call(func=ast.Name(id="day"), args=[moment]):
                since = self.value(moment).delta(ibis.literal(EPOCH), unit="microsecond")
                return (since + HANOI_OFFSET) // DAY
        return self.yes(node)

    def _held(self, what: str, node: ast.expr) -> Column | None:
        name = self.staged.get(f"{what} {ast.unparse(node)}") if self.staged else None
        return self.table[name] if name else None

    def _flag(self, node: ast.expr, *, sure: bool) -> Column:
        """Whether it is this."""
        match node:
            case ast.Constant(value=value):
                return ibis.literal(value is sure)
            case ast.Name(id=name) if name in self.terms:
                tree = self.terms[name].tree
                return self.yes(tree) if sure else self.no(tree)
            case ast.BoolOp(op=op, values=values):
                parts = [self.yes(one) if sure else self.no(one) for one in values]
                return reduce(and_ if isinstance(op, ast.And) is sure else or_, parts)
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return self.no(operand) if sure else self.yes(operand)
            case ast.Call(func=ast.Name(id="known"), args=[given]):
                known = self.known(given)
                found = ibis.literal(True) if known is None else known
            case ast.Call(func=ast.Name(id="during"), args=[moment]):
                at, window = self.value(moment), self.window
                inside = [at >= literal(window.start), at < literal(window.end)]
                return self._if_known([moment], inside, sure)
            case ast.Compare(left=left, ops=ops, comparators=comparators):
                asked = [left, *(one for one in comparators if not isinstance(one, ast.List))]
                return self._if_known(asked, self._compared(left, ops, comparators), sure)
            case _:
                return self._if_known([node], [self.value(node)], sure)
        return found if sure else ~found

    def _if_known(self, asked: Sequence[ast.expr], parts: Sequence[Column], sure: bool) -> Column:
        """Whether all parts are true, or not; each is nothing, or anything, where something is not known."""
        known = self._all_known(asked)
        if known is None:
            found = reduce(and_, parts)
            return found if sure else ~found
        yes = reduce(and_, map(_is_true, parts))
        if not all(map(self._is_empty_where_unknown, asked)):
            yes = known & yes
        return yes if sure else known & ~yes

    def _is_empty_where_unknown(self, node: ast.expr) -> bool:
        """Flags made of flags are plain; engines make nothing of nothing in all else."""
        flags = (ast.BoolOp, ast.Compare)
        return not any(
            isinstance(one, flags)
            or (isinstance(one, ast.UnaryOp) and isinstance(one.op, ast.Not))
            or (isinstance(one, ast.Name) and (one.id in self.terms or one.id in ("known", "during")))
            for one in ast.walk(node)
        )

    def _all_known(self, nodes: Sequence[ast.expr]) -> Column | None:
        parts = [known for one in nodes if (known := self.known(one)) is not None]
        return reduce(and_, parts) if parts else None

    def _compared(self, left: ast.expr, ops: list[ast.cmpop], comparators: list[ast.expr]) -> list[Column]:
        parts = []
        before = self.value(left)
        for op, right in zip(ops, comparators, strict=True):
            if isinstance(right, ast.List):
                inside = before.isin([one.value for one in right.elts if isinstance(one, ast.Constant)])
                return [inside if isinstance(op, ast.In) else ~inside]
            after = self.value(right)
            parts.append(_COMPARING[type(op)](before, after))
            before = after
        return parts


def _is_true(found: Column) -> Column:
    """No where it is nothing. Whether a column is the same as true is what engines tell fastest; but of a
    comparison Ibis writes this without brackets, and engines read that in different ways."""
    if isinstance(found.op(), Field):
        return found.identical_to(True)
    return ibis.ifelse(found, True, False)


def stage(
    table: Any,
    trees: Iterable[ast.expr],
    window: Window,
    terms: Mapping[str, Expression],
    keep: Sequence[str],
) -> Writer:
    """Writes over the same facts, with what many expressions share computed once for a row.

    Of the facts only what `trees` use and what is to be kept; engines leave out what nobody uses then.
    A view holds the stages apart; without it Ibis writes each part out wherever it is used.
    """
    trees = [*trees, *(term.tree for term in terms.values())]
    used = {node.id for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Name)}
    columns = sorted((used & NAMES.keys()) - {*_PERIOD, *keep})
    table = table.select(*keep, *columns)
    staged: dict[str, str] = {}
    nodes = (node for tree in trees for node in ast.walk(tree))
    atoms = {ast.unparse(node): node for node in nodes if isinstance(node, ast.expr) and _is_atom(node)}
    named: dict[str, ast.expr] = {f"atom{number}": node for number, node in enumerate(atoms.values())}
    levels: list[dict[str, ast.expr]] = [named, *_levels(terms)]
    for level in levels:
        writer = Writer(table, window, terms, dict(staged))
        flags: dict[str, Column] = {}
        for name, node in level.items():
            flags |= {f"yes_{name}": writer.yes(node), f"no_{name}": writer.no(node)}
            text = ast.unparse(node) if level is named else name
            staged |= {f"yes {text}": f"yes_{name}", f"no {text}": f"no_{name}"}
        table = table.mutate(**flags).view()
    return Writer(table, window, terms, staged)


def _is_atom(node: ast.expr) -> bool:
    """A flag that is not made of flags."""
    return isinstance(node, ast.Compare) or (
        isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("during", "known")
    )


def _levels(terms: Mapping[str, Expression]) -> list[dict[str, ast.expr]]:
    """Terms by how many stand below them: those of a level use only those of the levels before."""
    depth: dict[str, int] = {}
    for name, term in terms.items():
        used = {node.id for node in ast.walk(term.tree) if isinstance(node, ast.Name)}
        depth[name] = max((depth[one] + 1 for one in used & depth.keys()), default=0)
    return [
        {name: terms[name].tree for name in depth if depth[name] == level}
        for level in sorted(set(depth.values()))
    ]


def literal(moment: "datetime | Column") -> Column:
    """This moment as the facts have it: UTC, without a zone. A parameter stands for itself."""
    if not isinstance(moment, datetime):
        return moment
    return ibis.literal(moment.astimezone(UTC).replace(tzinfo=None))


def seconds(start: Column, end: Column) -> Column:
    """Whole seconds; DuckDB's own count of seconds counts how often a clock would have struck."""
    return end.delta(start, unit="microsecond") // SECOND
