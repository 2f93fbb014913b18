"""From facts to findings: every rule's detector, run over whole months."""

from collections.abc import Iterator
from datetime import UTC
from typing import Any, Protocol

import ibis

from motcua.indicators.rules import honesty
from motcua.indicators.rules.detecting import COLUMNS, DETECTORS, Span
from motcua.indicators.rules.honesty import Finding, Rule
from motcua.indicators.rules.periods import Period


class Tables(Protocol):
    """Where the datasets come from."""

    def table(self, dataset: str = "dossiers") -> Any: ...


def by_facts(tables: Tables, unit: str, period: Period) -> Iterator[Finding]:
    """What the detectors over facts find. Other units are looked at too where one is compared with them."""
    known: dict[str, set[tuple[str, str, str]]] = {}
    for rule in sorted(honesty.shipped(), key=lambda one: bool(one.unless)):
        if rule.detector not in DETECTORS:
            continue
        made = list(_by_rule(tables, rule, unit, period))
        known[rule.code] = {_same(one) for one in made}
        before = known.get(rule.unless, set())
        yield from (one for one in made if _same(one) not in before)


def _by_rule(tables: Tables, rule: Rule, unit: str, period: Period) -> Iterator[Finding]:
    detector = DETECTORS[rule.detector]
    span = Span(period.start, period.end)
    facts = tables.table(detector.dataset).select(*COLUMNS[detector.dataset])
    rows = _below(detector.find(facts, rule.limits, span), unit)
    for row in rows.to_pyarrow().to_pylist():
        yield Finding(
            rule=rule.code,
            unit=row["unit"],
            month=row["month"],
            who=row["who"] or "",
            severity=rule.severity,
            codes=tuple(sorted(row["codes"])),
            numbers={name: int(row[name] or 0) for name in sorted(detector.numbers)},
            first=row["first"].replace(tzinfo=UTC),
            last=row["last"].replace(tzinfo=UTC),
        )


def _same(one: Finding) -> tuple[str, str, str]:
    return one.unit, f"{one.month:%Y-%m}", one.who


def _below(rows: Any, unit: str) -> Any:
    return rows.filter((ibis.literal("/") + rows.path).contains(f"/{unit}/"))
