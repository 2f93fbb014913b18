"""What looks like gaming: rules as data (`motcua/data/honesty/*.yaml`), and what was found by them.

A finding is a question to a leader, never a verdict: every rule says what else it may be.
"""

import re
import string
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import jsonschema_rs
import yaml
from django.utils.translation import gettext_lazy as _

from motcua.catalogue.rules import vocabulary
from motcua.catalogue.rules.definition import Text
from motcua.indicators.rules.detecting import DETECTORS
from motcua.indicators.rules.periods import Period
from motcua.kernel.errors import Invalid, NotFound

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

DIRECTORY = vocabulary.DATA / "honesty"
MOST_NOTE = 2000  # characters
STATE_WITHOUT_ACT = "state-without-act"  # the one that reads the journal instead of facts
_KEY = re.compile(r"(?P<rule>[a-z-]+):(?P<unit>[^:]+):(?P<month>\d{4}-\d{2})(?::(?P<who>.+))?")


class Severity(StrEnum):
    """How much it asks for: to be known, to be looked into, to be looked into first."""

    NOTICE = "notice"
    REVIEW = "review"
    SERIOUS = "serious"


class Verdict(StrEnum):
    """What a leader makes of a finding."""

    EXPLAINED = "explained"
    CONFIRMED = "confirmed"
    TO_CORRECT = "to-correct"


SEVERITY_NAMES: "dict[Severity, StrOrPromise]" = {
    Severity.SERIOUS: _("Nghiêm trọng"),
    Severity.REVIEW: _("Cần xem xét"),
    Severity.NOTICE: _("Để biết"),
}
VERDICT_NAMES: "dict[Verdict, StrOrPromise]" = {
    Verdict.EXPLAINED: _("Đã giải trình"),
    Verdict.CONFIRMED: _("Xác nhận sai phạm"),
    Verdict.TO_CORRECT: _("Phải khắc phục"),
}


@dataclass(frozen=True, slots=True)
class Threshold:
    name: str
    value: int
    means: Text
    why: Text


@dataclass(frozen=True, slots=True)
class Rule:
    """`says` names the numbers of a finding in braces; `missing` is why nothing can be found yet."""

    code: str
    version: int
    order: int
    name: Text
    suspects: Text
    innocent: Text
    severity: Severity
    detector: str
    unless: str
    says: Text | None
    thresholds: tuple[Threshold, ...]
    missing: Text | None
    source: str

    @property
    def limits(self) -> Mapping[str, int]:
        """Each threshold by its name."""
        return {one.name: one.value for one in self.thresholds}


@dataclass(frozen=True, slots=True)
class Finding:
    """What one rule found at one unit in one calendar month; `who` is the device or the officer, or "".

    `numbers` led to it; `codes` are the dossiers, in order. `key` stays the same when it is found again.
    """

    rule: str
    unit: str
    month: date
    who: str
    severity: Severity
    codes: tuple[str, ...]
    numbers: Mapping[str, int]
    first: datetime
    last: datetime

    @property
    def key(self) -> str:
        return ":".join(part for part in (self.rule, self.unit, f"{self.month:%Y-%m}", self.who) if part)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a finding is, read from its key."""

    rule: str
    unit: str
    month: Period
    who: str


def place_of(key: str) -> Place:
    """Raises NotFound for what is no key."""
    found = _KEY.fullmatch(key)
    try:
        month = months_of(found["month"]) if found else None
    except ValueError:
        month = None
    if found is None or month is None:
        raise NotFound(_("Không có phát hiện này."), code="no-such-finding")
    return Place(found["rule"], found["unit"], month, found["who"] or "")


def months_of(written: str) -> Period:
    """The calendar month written 2026-06. Raises ValueError."""
    first = date.fromisoformat(f"{written}-01")
    return whole_months(Period(first, first))


def whole_months(period: Period) -> Period:
    """The calendar months that this period touches: findings are by month, so that they keep their keys."""
    year, month = divmod(period.last.year * 12 + period.last.month, 12)
    return Period(period.first.replace(day=1), date.fromordinal(date(year, month + 1, 1).toordinal() - 1))


@cache
def shipped() -> tuple[Rule, ...]:
    """The rules that Motcua brings, in their order. Raises Invalid with every fault by its file."""
    faults: dict[str, list[str]] = {}
    rules = []
    for path in sorted(DIRECTORY.glob("*.yaml")):
        try:
            rules.append(load(path))
        except Invalid as refusal:
            told = {f"{path.name}: {place}": list(map(str, what)) for place, what in refusal.fields.items()}
            faults.update(told)
    for rule in rules:
        if rule.unless and rule.unless not in {one.code for one in rules}:
            faults[f"{rule.code}.yaml: unless"] = [f"there is no rule {rule.unless}"]
    if faults:
        raise _invalid(faults)
    return tuple(sorted(rules, key=lambda one: (one.order, one.code)))


def rule(code: str) -> Rule:
    """Raises NotFound."""
    found = next((one for one in shipped() if one.code == code), None)
    if found is None:
        raise NotFound(_("Không có quy tắc này."), code="no-such-rule")
    return found


def load(path: Path) -> Rule:
    """The rule in this file. Raises Invalid with every fault under its place, in English."""
    try:
        given = vocabulary.load_file(path)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise _invalid({"(file)": [" ".join(str(error).split())]}) from error
    return accept(path.stem, given)


def accept(code: str, given: Any) -> Rule:
    """The rule that was written so. Raises Invalid as `load` does."""
    faults: dict[str, list[str]] = {}
    for error in _validator().iter_errors(given):
        faults.setdefault(".".join(map(str, error.instance_path)) or "(file)", []).append(error.message)
    if faults:
        raise _invalid(faults)
    texts = {key: Text(**given[key]) if key in given else None for key in ("says", "missing")}
    made = Rule(
        code=code,
        version=given["version"],
        order=given.get("order", 99),
        name=Text(**given["name"]),
        suspects=Text(**given["suspects"]),
        innocent=Text(**given["innocent"]),
        severity=Severity(given["severity"]),
        detector=given.get("detector", ""),
        unless=given.get("unless", ""),
        thresholds=tuple(
            Threshold(one["name"], one["value"], Text(**one["means"]), Text(**one["why"]))
            for one in given.get("thresholds", ())
        ),
        source=given["source"],
        **texts,
    )
    faults = _inconsistent(made)
    if faults:
        raise _invalid(faults)
    return made


_NUMBERS: Mapping[str, tuple[frozenset[str], frozenset[str]]] = MappingProxyType(
    {name: (one.limits, one.numbers) for name, one in DETECTORS.items()}
    | {STATE_WITHOUT_ACT: (frozenset({"least"}), frozenset({"flagged", "checked"}))}
)


def _inconsistent(made: Rule) -> dict[str, list[str]]:
    """What a schema cannot say: names that the detector does not know, or needs and does not get."""
    if not made.detector:
        return {}
    if made.detector not in _NUMBERS:
        return {"detector": [f"there is no detector {made.detector}"]}
    faults: dict[str, list[str]] = {}
    wanted, numbers = _NUMBERS[made.detector]
    names = [one.name for one in made.thresholds]
    for name in sorted(wanted - set(names)):
        faults.setdefault("thresholds", []).append(f"{name} is missing")
    for name in sorted(set(names) - wanted | {name for name in names if names.count(name) > 1}):
        faults.setdefault("thresholds", []).append(f"{name} is not one of the detector's, or there twice")
    for language in ("vi", "en"):
        for _text, number, _spec, _conversion in string.Formatter().parse(getattr(made.says, language)):
            if number is not None and number not in numbers:
                faults.setdefault(f"says.{language}", []).append(f"there is no number {number}")
    return faults


@cache
def _validator() -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator(vocabulary.load_file(DIRECTORY / "rule.schema.json"))


def _invalid(faults: Mapping[str, list[str]]) -> Invalid:
    return Invalid(_("Quy tắc có lỗi và không được nạp."), code="faulty-honesty-rule", fields=dict(faults))
