"""A page of the dossiers, or procedures, behind one figure, and how many there are in each list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.translation import get_language

from motcua.agencies.models import Agency
from motcua.indicators import ports
from motcua.indicators.queries import answers, counting, kept
from motcua.indicators.queries.counting import Question, Rows, Which
from motcua.indicators.rules import sets
from motcua.indicators.rules.scoring import Value
from motcua.indicators.rules.sets import Indicator
from motcua.web.ui.asking import Asked

KEPT = 128  # pages of lists


@dataclass(frozen=True, slots=True)
class Listing:
    """`counts` are the lengths of the lists, `rows` those on this page; `last` ends the page where there is
    more. `at`: up to when the facts tell."""

    value: Value
    counts: Mapping[Which, int]
    rows: Rows
    last: str
    at: datetime


def read(
    agency: Agency, indicator: Indicator, asked: Asked, now: datetime, *, which: Which, after: str, limit: int
) -> Listing:
    """The dossiers of this list after this code. Raises NotFound where there are no facts of this agency.

    The figure is counted from the same facts as the list: both are of one moment, that of the board where
    the facts are still those it shows.
    """
    question, value = _figure(agency, indicator, asked, now)
    rows = _rows(
        asked.indicators.name, indicator.code, agency.code, question, which, after, limit + 1, get_language()
    )
    tally = value.tally
    return Listing(
        value=value,
        counts={
            Which.COUNTED: tally.counted,
            Which.OTHERS: tally.total - tally.counted,
            Which.LEFT_OUT: tally.left_out,
        },
        rows=rows[:limit],
        last=rows[limit - 1].code if len(rows) > limit else "",
        at=question.now,
    )


def _figure(agency: Agency, indicator: Indicator, asked: Asked, now: datetime) -> tuple[Question, Value]:
    """As the board has it, and what was asked then; counted now where facts have come since."""
    state = ports.facts().state()
    for one in kept.found(asked.indicators, [asked.period], asked.as_of):
        if one.as_of == asked.as_of and one.facts == state.name:
            value = kept.value(one, asked.indicators, indicator.code, agency.code)
            if value:
                return Question(asked.period, one.at, asked.as_of), value
    question = Question(asked.period, now, asked.as_of)
    question = kept.asked(question, kept.known_at(question))
    only = replace(asked.indicators, indicators=(indicator,), groups=())
    facts = ports.facts()
    found = counting.figures_of(facts.table(), only, agency.code, question, facts.paths())
    return question, found.values[0]


@answers.kept(most=KEPT)
def _rows(
    indicators: str,
    code: str,
    unit: str,
    question: Question,
    which: Which,
    after: str,
    limit: int,
    _language: str | None,  # of the reasons
) -> Rows:
    facts, chosen = ports.facts(), sets.shipped(indicators)
    only = replace(chosen, indicators=(chosen.indicator(code),), groups=())
    return counting.listed(
        facts.table(), only, code, unit, question, which, after=after, limit=limit, paths=facts.paths()
    )
