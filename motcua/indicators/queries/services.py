"""Figures of procedures, and the procedures behind them.

Where several agencies of a unit decide on the same procedure it counts once. It is asked about where it is
so at one of them, left out where it is so at each, and `once` says when it reaches what is counted.
"""

import ast
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import reduce
from operator import add
from typing import Any

import ibis
import numpy as np

from motcua.indicators.ports import BESIDE
from motcua.indicators.queries.asking import Asked, Question, answer, inside_asked, within
from motcua.indicators.queries.lists import Which
from motcua.indicators.rules import compiling
from motcua.indicators.rules.compiling import Parts
from motcua.indicators.rules.expressions import RECEIVED, Of
from motcua.indicators.rules.schema import PROCEDURES, Kind
from motcua.indicators.rules.scoring import Tally
from motcua.indicators.rules.sets import Form, Indicator, IndicatorSet, Once
from motcua.indicators.rules.truth import Writer

WORD = 60  # flags in one number
DIGITS = 10  # of a version, before its level: to find that of the newest in one step
_TYPES = {Kind.TEXT: "string", Kind.NUMBER: "int32", Kind.FLAG: "boolean", Kind.MOMENT: "timestamp(6)"}
_SCHEMA = ibis.schema({one.name: _TYPES[one.kind] for one in PROCEDURES})


@dataclass(frozen=True, slots=True)
class Row:
    """A procedure behind a number of a unit. `why` it is left out, else "".

    `agencies` is at how many of the unit's agencies it is asked about, `reached` at how many of them it
    reaches what is counted; `level` is the service level of its newest version there.
    """

    code: str
    version: int
    level: str
    agencies: int
    reached: int
    why: str


@dataclass(frozen=True, slots=True)
class Offered:
    """What was counted of one unit's procedures: a tally by the indicator's place in its set."""

    branches: frozenset[str]
    tallies: Mapping[int, Tally]


def tallies(
    table: Any,
    indicators: IndicatorSet,
    question: Question,
    unit: str | None = None,
    paths: Collection[str] | None = None,
) -> dict[str, Offered]:
    """Unit to what was counted of its procedures, or of this unit only; none where nothing is known of them.

    `table` is the facts of dossiers, `paths` as in `of_unit`.
    """
    wanted = dict(_asked(indicators))
    if not wanted:
        return {}
    template = _Tallying(_signature(indicators), unit is not None, paths is not None, indicators)
    told, _none = answer(table, template, question, within(unit, paths) if unit else None)
    return _rolled_up(told, wanted)


@dataclass(frozen=True, slots=True)
class _Tallying:
    """What is so of each procedure at each agency, of all units or of any one."""

    signature: Any
    one: bool  # of one unit only
    near: bool  # where the unit's facts lie is known
    indicators: IndicatorSet = field(compare=False)

    def made(self, table: Any, asked: Asked) -> tuple[Any, None]:
        wanted = [one for _place, one in _asked(self.indicators)]
        rows = _rows(table, self.indicators, asked, wanted, self.one, self.near)
        writer = Writer(rows, asked.window, self.indicators.procedure_terms)
        flags = [flag for one in wanted for flag in _flags(compiling.parts_of(writer, one)).values()]
        words = {f"w{begin}": _packed(flags[begin : begin + WORD]) for begin in range(0, len(flags), WORD)}
        return rows.select("path", "branch", "procedure", **words), None


def _signature(indicators: IndicatorSet) -> Any:
    """Equal where the expressions over procedures are."""
    asked = tuple((place, _texts(one)) for place, one in _asked(indicators))
    return asked, tuple((name, term.text) for name, term in indicators.procedure_terms.items())


def _texts(one: Indicator) -> tuple[str, ...]:
    each = (one.among, one.counts, *(reason.when for reason in one.exclude))
    return (one.once or "", *(expression.text if expression else "" for expression in each))


def _packed(flags: Sequence[Any]) -> Any:
    """A number with a bit for each flag: of what several agencies have, any is one operation."""
    return reduce(add, (ibis.ifelse(flag, 1 << place, 0) for place, flag in enumerate(flags))).cast("int64")


def _rolled_up(told: Any, asked: Mapping[int, Indicator]) -> dict[str, Offered]:
    """From what is so of each procedure at each path to the units above: there each procedure once."""
    paths, procedures = (told[name].combine_chunks().dictionary_encode() for name in ("path", "procedure"))
    lines = [path.rstrip("/").split("/") for path in paths.dictionary.to_pylist()]
    path, procedure = paths.indices.to_numpy(), procedures.indices.to_numpy()
    words = np.column_stack([told[name].to_numpy() for name in told.column_names if name.startswith("w")])
    branches: dict[str, set[str]] = {}
    kinds = told.select(["path", "branch"]).group_by(["path", "branch"]).aggregate([])
    for one, branch in zip(kinds["path"].to_pylist(), kinds["branch"].to_pylist(), strict=True):
        for unit in one.rstrip("/").split("/"):
            branches.setdefault(unit, set()).add(branch)
    places = {unit: place for place, unit in enumerate(branches)}
    counts = np.zeros((len(places), len(asked), 3), np.int64)
    for depth in range(max(map(len, lines), default=0)):
        units = np.array([places[line[depth]] if depth < len(line) else -1 for line in lines], np.int64)
        there = np.flatnonzero(units[path] >= 0)
        keys = units[path[there]] * len(procedures.dictionary) + procedure[there]
        order = np.argsort(keys, kind="stable")
        first = np.flatnonzero(np.diff(keys[order], prepend=-1))
        once = np.bitwise_or.reduceat(words[there[order]], first, axis=0)
        unit_of = keys[order][first] // len(procedures.dictionary)
        for number, indicator in enumerate(asked.values()):
            said = [once[:, bit // WORD] >> (bit % WORD) & 1 for bit in range(4 * number, 4 * number + 4)]
            reached = said[2] & ~said[3] if indicator.once is Once.ALL else said[2]
            for column, flag in enumerate((said[0], said[1], reached)):
                counts[:, number, column] += np.bincount(unit_of[flag != 0], minlength=len(places))
    return {
        unit: Offered(
            frozenset(branches[unit]),
            {
                place: Tally(counted, total, asked_about - total)
                for place, (asked_about, total, counted) in zip(asked, counts[number].tolist(), strict=True)
            },
        )
        for unit, number in places.items()
    }


def listed(
    table: Any,
    indicators: IndicatorSet,
    indicator: Indicator,
    unit: str,
    question: Question,
    which: Which,
    *,
    after: str = "",
    limit: int | None = 50,
    paths: Collection[str] | None = None,
) -> tuple[Row, ...]:
    """A page of one list of procedures behind this indicator of this unit, by code; as `lists.listed`."""
    only = replace(indicators, indicators=(indicator,))
    template = _Listing(_signature(only), which, paths is not None, bool(after), limit, only)
    words = within(unit, paths) | ({_AFTER: after} if after else {})
    rows, _none = answer(table, template, question, words)
    return tuple(
        Row(
            code=row["procedure"],
            version=int(row["newest"][:DIGITS]),
            level=row["newest"][DIGITS:],
            agencies=row["agencies"],
            reached=row["reached"],
            why=str(indicator.exclude[row["why"]].reason) if which is Which.LEFT_OUT else "",
        )
        for row in rows.to_pylist()
    )


_AFTER = ibis.param("string")


@dataclass(frozen=True, slots=True)
class _Listing:
    """A page of one list, of any unit."""

    signature: Any
    which: Which
    near: bool
    later: bool  # not the first page
    limit: int | None
    indicators: IndicatorSet = field(compare=False)

    def made(self, table: Any, asked: Asked) -> tuple[Any, None]:
        (indicator,) = self.indicators.indicators
        rows = _rows(table, self.indicators, asked, [indicator], True, self.near)
        parts = compiling.parts_of(Writer(rows, asked.window, self.indicators.procedure_terms), indicator)
        why = ibis.literal(len(parts.left_out))
        for place, reason in reversed(list(enumerate(parts.left_out))):
            why = ibis.ifelse(reason, place, why)
        each = rows.select("procedure", "version", "service_level", why=why, **_flags(parts)).view()
        once = (
            each.filter(each.asked)
            .group_by("procedure")
            .aggregate(
                newest=(each.version.cast("string").lpad(DIGITS, "0") + each.service_level).max(),
                agencies=each.asked.sum(),
                reached=each.counted.sum(),
                why=each.why.min(),
                **{name: each[name].any() for name in ("total", "counted", "fails")},
            )
        )
        counted = once.counted & ~once.fails if indicator.once is Once.ALL else once.counted
        chosen = {
            Which.COUNTED: counted,
            Which.OTHERS: once.total & ~counted,
            Which.LEFT_OUT: ~once.total,
        }
        where = [chosen[self.which], *([once.procedure > _AFTER] if self.later else [])]
        found = once.filter(*where).order_by("procedure")
        return found if self.limit is None else found.limit(self.limit), None


def _asked(indicators: IndicatorSet) -> Iterator[tuple[int, Indicator]]:
    for place, one in enumerate(indicators.indicators):
        if one.of is Of.PROCEDURES and one.form is not Form.MISSING:
            yield place, one


def _rows(
    table: Any,
    indicators: IndicatorSet,
    question: Asked,
    wanted: Collection[Indicator],
    one: bool,
    near: bool,
) -> Any:
    """Procedures of agencies as known at the moment that is asked about, with whether any was received.

    For that the procedures are numbered, and those that an agency received are bits of few numbers: an engine
    forgets all else of a dossier at once.
    """
    rows = ibis.table(_SCHEMA, name=BESIDE)
    if question.as_of is not None:
        then = compiling.literal(question.as_of)
        replaced = (rows.replaced_at < then).fill_null(False)
        rows = rows.filter(rows.published_at < then).mutate(
            until_at=ibis.ifelse(replaced, rows.until_at, None),
            replaced_at=ibis.ifelse(replaced, rows.replaced_at, None),
        )
    if one:
        rows = rows.filter(*inside_asked(rows, near=near))
    if not any(_uses_received(each, indicators) for each in wanted):
        return rows
    numbered = rows.select("procedure").distinct()
    number = ibis.row_number().over(ibis.window(order_by=numbered.procedure))
    numbered = numbered.select("procedure", number=number).view()
    bits = numbered.select(
        "procedure", word=numbered.number // WORD, bit=ibis.literal(1, "int64") << (numbered.number % WORD)
    ).view()
    begin, end = compiling.literal(question.window.start), compiling.literal(question.window.end)
    facts = question.seen(table)
    came = facts.filter(facts.received_at >= begin, facts.received_at < end).select("path", "procedure")
    came = came.inner_join(bits, "procedure")
    received = came.group_by("path", "word").aggregate(received=_bits(came.bit)).view()
    joined = rows.inner_join(bits, "procedure").left_join(received, ["path", "word"])
    there = (joined.received.fill_null(0) & joined.bit) != 0
    return joined.select(*rows.columns, **{RECEIVED: there}).view()


def _theirs(bits: Any) -> Any:
    """Ibis can write it for some engines only, and all have it."""
    raise NotImplementedError(bits)


_bits: Any = ibis.udf.agg.builtin(_theirs, name="bit_or", signature=(("int64",), "int64"))


def _uses_received(one: Indicator, indicators: IndicatorSet) -> bool:
    """Whether it needs what was received, by itself or through a term."""
    terms = indicators.procedure_terms
    asked = [one.among, one.counts, *(each.when for each in one.exclude)]
    trees = [each.tree for each in asked if each]
    names: set[str] = set()
    while trees:
        more = {node.id for node in ast.walk(trees.pop()) if isinstance(node, ast.Name)} - names
        names |= more
        trees += [terms[name].tree for name in more & terms.keys()]
    return RECEIVED in names


def _flags(parts: Parts) -> dict[str, Any]:
    """Of one agency: asked about, in the denominator, in the numerator, in the denominator only."""
    total, counted = parts.total, parts.counted
    return {"asked": parts.among, "total": total, "counted": counted, "fails": total & ~counted}
