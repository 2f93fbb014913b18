"""Expressions over facts: a closed grammar, typed when they are read. There is no other way in: no SQL.

and, or, not; == != < <= > >=, also in chains; `in` and `not in` a list of literals; + - * of whole numbers;
during(moment), known(anything), seconds(from, to), day(moment); columns of the facts, `start` and `end` of
the period, and the set's own named terms. A comparison with something unknown is unknown, and what is
unknown does not count. Which columns there are depends on what an indicator is of: dossiers or procedures.
"""

import ast
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from motcua.indicators.rules.schema import COLUMNS, PROCEDURES, Column, Kind

LONGEST = 1000
FUNCTIONS: Mapping[str, tuple[tuple[Kind | None, ...], Kind]] = {
    "during": ((Kind.MOMENT,), Kind.FLAG),  # within the period
    "known": ((None,), Kind.FLAG),
    "seconds": ((Kind.MOMENT, Kind.MOMENT), Kind.NUMBER),
    "day": ((Kind.MOMENT,), Kind.NUMBER),  # days since 1970 on Vietnam's calendar
}
RECEIVED = "received_in_period"  # of a procedure: whether its agency received a dossier of it in the period


class Of(StrEnum):
    """What an indicator asks about: the rows of which dataset."""

    DOSSIERS = "dossiers"
    PROCEDURES = "procedures"


def _names(columns: Iterable[Column], **more: Kind) -> Mapping[str, Kind]:
    found = {column.name: column.kind for column in columns if column.kind is not Kind.HISTORY}
    return {**found, **more, "start": Kind.MOMENT, "end": Kind.MOMENT}


NAMES_OF: Mapping[Of, Mapping[str, Kind]] = {
    Of.DOSSIERS: _names(COLUMNS),
    Of.PROCEDURES: _names(PROCEDURES, **{RECEIVED: Kind.FLAG}),
}
NAMES: Mapping[str, Kind] = {**NAMES_OF[Of.PROCEDURES], **NAMES_OF[Of.DOSSIERS]}  # a name is of one kind
_ORDERED = (ast.Lt, ast.LtE, ast.Gt, ast.GtE)


class Faulty(ValueError):
    """What is wrong with an expression, in English: files of indicators are written by specialists."""


@dataclass(frozen=True, slots=True)
class Expression:
    """A checked expression. `tree` holds nothing but what this module lets through."""

    text: str
    kind: Kind
    tree: ast.expr


def read(
    text: str, terms: Mapping[str, Expression], wanted: Kind = Kind.FLAG, of: Of = Of.DOSSIERS
) -> Expression:
    """The expression over rows of this dataset, typed. Raises Faulty."""
    if len(text) > LONGEST:
        raise Faulty(f"longer than {LONGEST} characters")
    try:
        tree = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise Faulty(f"cannot be read: {error}") from error
    names = {**NAMES_OF[of], **{name: term.kind for name, term in terms.items()}}
    kind = _kind(tree, names)
    if kind is not wanted:
        raise Faulty(f"is a {kind}, not a {wanted}")
    return Expression(text, kind, tree)


def _kind(node: ast.expr, names: Mapping[str, Kind]) -> Kind:
    match node:
        case ast.Constant(value=bool()):
            return Kind.FLAG
        case ast.Constant(value=int()):
            return Kind.NUMBER
        case ast.Constant(value=str()):
            return Kind.TEXT
        case ast.Name(id=name):
            if name not in names:
                raise Faulty(f"there is no fact {name}")
            return names[name]
        case ast.BoolOp(values=values):
            return _all(values, Kind.FLAG, names)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return _all([operand], Kind.FLAG, names)
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return _all([operand], Kind.NUMBER, names)
        case ast.BinOp(left=left, op=ast.Add() | ast.Sub() | ast.Mult(), right=right):
            return _all([left, right], Kind.NUMBER, names)
        case ast.Compare(left=left, ops=ops, comparators=comparators):
            return _compared(left, ops, comparators, names)
        case ast.Call(func=ast.Name(id=name), args=given, keywords=[]) if name in FUNCTIONS:
            return _called(name, given, names)
    raise Faulty(f"does not know {ast.unparse(node)}")


def _all(values: list[ast.expr], wanted: Kind, names: Mapping[str, Kind]) -> Kind:
    for value in values:
        kind = _kind(value, names)
        if kind is not wanted:
            raise Faulty(f"{ast.unparse(value)} is a {kind}, not a {wanted}")
    return wanted


def _compared(
    left: ast.expr, ops: list[ast.cmpop], comparators: list[ast.expr], names: Mapping[str, Kind]
) -> Kind:
    kind = _kind(left, names)
    for op, right in zip(ops, comparators, strict=True):
        if isinstance(op, ast.In | ast.NotIn):
            if len(ops) > 1 or not isinstance(right, ast.List) or not right.elts:
                raise Faulty("`in` wants a list of literals, and stands alone")
            if not all(isinstance(one, ast.Constant) for one in right.elts):
                raise Faulty("`in` wants a list of literals")
            _all(right.elts, kind, names)
            continue
        if not isinstance(op, ast.Eq | ast.NotEq | ast.Lt | ast.LtE | ast.Gt | ast.GtE):
            raise Faulty("compares with == != < <= > >= and in only")
        if isinstance(op, _ORDERED) and kind not in (Kind.NUMBER, Kind.MOMENT):
            raise Faulty(f"a {kind} has no order")
        _all([right], kind, names)
    return Kind.FLAG


def _called(name: str, given: list[ast.expr], names: Mapping[str, Kind]) -> Kind:
    wanted, kind = FUNCTIONS[name]
    if len(given) != len(wanted):
        raise Faulty(f"{name} takes {len(wanted)}")
    for value, want in zip(given, wanted, strict=True):
        found = _kind(value, names)
        if want is not None and found is not want:
            raise Faulty(f"{name} takes a {want}, and {ast.unparse(value)} is a {found}")
    return kind
