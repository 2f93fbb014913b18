"""How questions are asked of an engine: what is unknown counts nowhere, and the same is written once."""

import ast
import itertools
import operator
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import ibis
import pytest
from ibis.backends.duckdb import Backend

from motcua.indicators.adapters import running
from motcua.indicators.adapters.duck import DuckFolder
from motcua.indicators.adapters.parquet import Folder
from motcua.indicators.queries import asking, lists, tallying
from motcua.indicators.queries.asking import Question
from motcua.indicators.queries.lists import Which
from motcua.indicators.rules import expressions, periods, sets
from motcua.indicators.rules.expressions import Of
from motcua.indicators.rules.schema import Told
from motcua.indicators.rules.truth import Window, Writer
from tests.indicators import nation

NOW = datetime(2026, 9, 1, tzinfo=UTC)
START, END = datetime(2026, 3, 1), datetime(2026, 4, 1)  # noqa: DTZ001 as facts have them
MOMENTS = (None, datetime(2026, 2, 1), datetime(2026, 3, 9), datetime(2026, 4, 1))  # noqa: DTZ001
TEXTS = (
    "received_at < settled_at < due_at",
    "settled_at >= end",
    "during(settled_at)",
    "received_at != due_at",
    "known(settled_at) and settled_at < end",
    'outcome in ["granted", "denied"]',
    'outcome not in ["granted", "denied"]',
    'outcome == "granted"',
    "paid_online",
    "paid_online == synced",
    "(paid_online and synced) == synced",
    "(paid_online or not synced) != (outcome == 'granted')",
    "not (paid_online and settled_at < due_at)",
    "seconds(received_at, settled_at) + reused > 86400",
    "day(received_at) <= day(settled_at) + 1",
    "reused * 2 - 1 >= 1 or paid_online",
    "-reused < 0",
    "known(reused) and not known(outcome)",
)
_COMPARING: Mapping[type[ast.cmpop], Any] = {
    ast.Eq: operator.eq, ast.NotEq: operator.ne, ast.Lt: operator.lt, ast.LtE: operator.le,
    ast.Gt: operator.gt, ast.GtE: operator.ge, ast.In: lambda one, many: one in many,
    ast.NotIn: lambda one, many: one not in many,
}  # fmt: skip


@pytest.mark.parametrize("text", TEXTS)
def test_what_is_unknown_is_neither_true_nor_false(text: str) -> None:
    """Against a clerk who reads the expression word by word; None is unknown."""
    tree = expressions.read(text, {}).tree
    names = sorted({one.id for one in ast.walk(tree) if isinstance(one, ast.Name)} & expressions.NAMES.keys())
    values = {name: _values(name) for name in names if name not in ("start", "end")}
    rows = [dict(zip(values, row, strict=True)) for row in itertools.product(*values.values())]
    kinds = {"moment": "timestamp(6)", "text": "string", "number": "int32", "flag": "boolean"}
    table = ibis.memtable(rows, schema={name: kinds[expressions.NAMES[name]] for name in values})
    writer = Writer(table, Window(START.replace(tzinfo=UTC), END.replace(tzinfo=UTC)), {})
    asked = table.select(*values, yes=writer.yes(tree), no=writer.no(tree))
    found = ibis.duckdb.connect().to_pyarrow(asked).to_pylist()
    assert len(found) == len(rows)
    for row in found:
        says = _clerk(tree, row)
        assert (row["yes"], row["no"]) == (says is True, says is False), row


def _values(name: str) -> tuple[Any, ...]:
    return {
        "moment": MOMENTS, "text": (None, "granted", "withdrawn"), "number": (None, 0, 1),
        "flag": (None, False, True),
    }[expressions.NAMES[name]]  # fmt: skip


def _clerk(node: ast.expr, row: Mapping[str, Any]) -> Any:
    match node:
        case ast.Constant(value=value):
            return value
        case ast.List(elts=ones):
            return [_clerk(one, row) for one in ones]
        case ast.Name(id=name):
            return {"start": START, "end": END}[name] if name in ("start", "end") else row[name]
        case ast.Call(func=ast.Name(id="known"), args=[given]):
            return _clerk(given, row) is not None
        case ast.BoolOp(op=op, values=parts):
            told = [_clerk(one, row) for one in parts]
            stops = isinstance(op, ast.Or)
            return stops if stops in told else None if None in told else not stops
        case ast.UnaryOp(op=op, operand=operand):
            told = _clerk(operand, row)
            return None if told is None else not told if isinstance(op, ast.Not) else -told
        case ast.Compare(left=left, ops=ops, comparators=others):
            ones = [_clerk(one, row) for one in (left, *others)]
            if None in ones:
                return None
            pairs = zip(ops, itertools.pairwise(ones), strict=True)
            return all(_COMPARING[type(op)](*pair) for op, pair in pairs)
        case ast.BinOp(left=left, op=op, right=right):
            ones = [_clerk(left, row), _clerk(right, row)]
            does = {ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul}[type(op)]
            return None if None in ones else does(*ones)
        case ast.Call(func=ast.Name(id=name), args=given):
            ones = [_clerk(one, row) for one in given]
            return None if None in ones else _CALLED[name](*ones)
    raise AssertionError(ast.unparse(node))


_CALLED: Mapping[str, Any] = {
    "during": lambda at: START <= at < END,
    "seconds": lambda begun, over: (over - begun).total_seconds() // 1,
    "day": lambda at: (at - datetime(1969, 12, 31, 17)).days,  # noqa: DTZ001 midnight in Vietnam
}


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> DuckFolder:
    folder = tmp_path_factory.mktemp("facts")
    facts = (fact for life in nation.lives(seed=7, count=60) if (fact := nation.fact(life)))
    Folder(folder).replace(map(Told, sorted(facts, key=lambda one: one.code)), known_at=NOW)
    return DuckFolder(folder)


def test_the_same_question_is_written_once(reader: DuckFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of other periods, moments, units and pages too; and each has its own answer."""
    written: list[Any] = []
    compile_ = Backend.compile

    def compiled(self: Any, asked: Any, **more: Any) -> Any:
        written.append(asked)
        return compile_(self, asked, **more)

    monkeypatch.setattr(Backend, "compile", compiled)
    running._written.cache_clear()
    asking._made.cache_clear()
    indicators, paths = sets.shipped("766").without(Of.PROCEDURES), reader.paths()
    counts, found = [], []
    for month in range(1, 7):
        question = Question(periods.read(f"2026-{month:02}"), NOW)
        counts.append(len(written))
        rows, _columns = tallying.tallied(reader.table(), indicators, question)
        found.append(sum(rows["rows"].to_pylist()))
        for unit in ("VN", "H1"):
            lists.listed(reader.table(), indicators, "2.1", unit, question, Which.COUNTED, paths=paths)
    assert found == sorted(found)
    assert found[0] < found[-1]
    assert counts[2] <= 4  # whether any came later, the pass with and without, the list
    assert counts[2:] == [counts[2]] * 4
