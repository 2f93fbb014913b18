"""Sets of indicators as data: their shape, read and checked from `motcua/data/indicators/*.yaml`."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import jsonschema_rs
import yaml
from django.utils.translation import gettext_lazy as _

from motcua.catalogue.rules import vocabulary
from motcua.catalogue.rules.definition import Text
from motcua.indicators.rules import expressions
from motcua.indicators.rules.expressions import Expression, Faulty
from motcua.indicators.rules.schema import Kind
from motcua.kernel.errors import Invalid, NotFound

DIRECTORY = vocabulary.DATA / "indicators"


class Form(StrEnum):
    """What an indicator is."""

    SHARE = "share"  # counted of all, in per cent
    COUNT = "count"  # how many dossiers
    MEAN = "mean"  # the sum of something, by dossier
    MISSING = "missing"  # no fact says it yet


@dataclass(frozen=True, slots=True)
class Exclusion:
    """Dossiers that are left out, and why."""

    when: Expression
    reason: Text


@dataclass(frozen=True, slots=True)
class Target:
    """In per cent, from this day on, by what stands right below the nation."""

    since: date
    ministry: int
    province: int


@dataclass(frozen=True, slots=True)
class Indicator:
    """`among` is the dossiers asked about; less those excluded, they are the denominator.

    `counts` says which of them are the numerator. `sum` is added up and divided by `per` for a mean.
    `points` None: not scored. `less_is_better`: a target is not to be exceeded, and the least is first.
    """

    code: str
    name: Text
    form: Form
    group: str = ""
    unit: Text | None = None
    among: Expression | None = None
    counts: Expression | None = None
    sum: Expression | None = None
    per: int = 1
    exclude: tuple[Exclusion, ...] = ()
    linked_once: bool = False
    target: int | None = None
    targets: tuple[Target, ...] = ()
    points: int | None = None
    empty_is_zero: bool = False
    less_is_better: bool = False
    decimals: int = 2
    missing: Text | None = None
    note: Text | None = None
    unverified: tuple[str, ...] = ()
    source: str = ""

    def target_of(self, branch: str | None, last: date) -> int | None:
        """The target that held on the period's last day, in per cent. A mixed branch has none of its own."""
        held = [one for one in self.targets if one.since <= last]
        if held and branch in ("ministry", "province"):
            newest = max(held, key=lambda one: one.since)
            return newest.ministry if branch == "ministry" else newest.province
        return self.target


@dataclass(frozen=True, slots=True)
class Group:
    code: str
    name: Text
    points: int


@dataclass(frozen=True, slots=True)
class Grade:
    """A class of units: those with at least `least` points of 100."""

    least: int
    name: Text


@dataclass(frozen=True, slots=True)
class IndicatorSet:
    name: str
    title: Text
    version: int
    valid_from: date
    source: str
    groups: tuple[Group, ...]
    grades: tuple[Grade, ...]  # best first
    terms: Mapping[str, Expression]
    indicators: tuple[Indicator, ...]

    def indicator(self, code: str) -> Indicator:
        """Raises NotFound."""
        found = next((one for one in self.indicators if one.code == code), None)
        if found is None:
            raise NotFound(_("Bộ chỉ tiêu này không có chỉ tiêu mang mã đó."), code="no-such-indicator")
        return found


def shipped(name: str) -> IndicatorSet:
    """The set that Motcua brings under this name. Raises NotFound, Invalid."""
    if name not in names():
        raise NotFound(_("Không có bộ chỉ tiêu này."), code="no-such-indicator-set")
    return _shipped(name)


@cache
def names() -> tuple[str, ...]:
    """Of the sets that Motcua brings."""
    return tuple(sorted(path.stem for path in DIRECTORY.glob("*.yaml")))


@cache
def _shipped(name: str) -> IndicatorSet:
    return load(DIRECTORY / f"{name}.yaml")


def load(path: Path) -> IndicatorSet:
    """The set in this file. Raises Invalid with every fault under its place, in English."""
    try:
        given = vocabulary.load_file(path)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise _invalid({path.name: [" ".join(str(error).split())]}) from error
    return accept(path.stem, given)


def accept(name: str, given: Any) -> IndicatorSet:
    """The set that was written so. Raises Invalid as `load` does."""
    faults: dict[str, list[str]] = {}
    for error in _validator().iter_errors(given):
        faults.setdefault(".".join(map(str, error.instance_path)) or "(file)", []).append(error.message)
    if faults:
        raise _invalid(faults)
    reading = _Reading(faults)
    terms = reading.terms(given.get("terms", {}))
    groups = tuple(Group(one["code"], Text(**one["name"]), one["points"]) for one in given.get("groups", ()))
    indicators = tuple(
        reading.indicator(f"indicators.{place}", one, terms) for place, one in enumerate(given["indicators"])
    )
    for place, what in _inconsistent(groups, indicators):
        faults.setdefault(place, []).append(what)
    if faults:
        raise _invalid(faults)
    return IndicatorSet(
        name=name,
        title=Text(**given["name"]),
        version=given["version"],
        valid_from=date.fromisoformat(given["valid_from"]),
        source=given["source"],
        groups=groups,
        grades=tuple(
            Grade(one["from"], Text(**one["name"]))
            for one in sorted(given.get("classes", ()), key=lambda one: -one["from"])
        ),
        terms=MappingProxyType(terms),
        indicators=indicators,
    )


@dataclass(frozen=True, slots=True)
class _Reading:
    """Reads on after a fault, so that all are told at once."""

    faults: dict[str, list[str]]

    def expression(
        self, place: str, text: str | None, terms: Mapping[str, Expression], wanted: Kind = Kind.FLAG
    ) -> Expression | None:
        if text is None:
            return None
        try:
            return expressions.read(text, terms, wanted)
        except Faulty as fault:
            self.faults.setdefault(place, []).append(str(fault))
            return None

    def terms(self, given: Mapping[str, str]) -> dict[str, Expression]:
        """Each may use those before it."""
        found: dict[str, Expression] = {}
        for name, text in given.items():
            if not name.isidentifier() or name in expressions.NAMES or name in expressions.FUNCTIONS:
                self.faults.setdefault(f"terms.{name}", []).append("cannot be a name")
            elif read := self.expression(f"terms.{name}", text, found):
                found[name] = read
        return found

    def indicator(self, place: str, given: Mapping[str, Any], terms: Mapping[str, Expression]) -> Indicator:
        exclude = []
        for number, one in enumerate(given.get("exclude", ())):
            when = self.expression(f"{place}.exclude.{number}", one["when"], terms)
            if when:
                exclude.append(Exclusion(when, Text(**one["reason"])))
        texts = {key: Text(**given[key]) for key in ("unit", "missing", "note") if key in given}
        return Indicator(
            code=given["code"],
            name=Text(**given["name"]),
            form=Form(given["kind"]),
            group=given.get("group", ""),
            among=self.expression(f"{place}.among", given.get("among"), terms),
            counts=self.expression(f"{place}.counts", given.get("counts"), terms),
            sum=self.expression(f"{place}.sum", given.get("sum"), terms, Kind.NUMBER),
            per=given.get("per", 1),
            exclude=tuple(exclude),
            linked_once=given.get("linked_once", False),
            target=given.get("target"),
            targets=tuple(
                Target(date.fromisoformat(one["from"]), one["ministry"], one["province"])
                for one in given.get("targets", ())
            ),
            points=given.get("points"),
            empty_is_zero=given.get("empty") == "zero",
            less_is_better=given.get("better") == "less",
            decimals=given.get("decimals", 2),
            unverified=tuple(given.get("unverified", ())),
            source=given.get("source", ""),
            **texts,
        )


def _inconsistent(groups: tuple[Group, ...], indicators: tuple[Indicator, ...]) -> Iterator[tuple[str, str]]:
    codes = [one.code for one in indicators]
    for code in sorted({code for code in codes if codes.count(code) > 1}):
        yield "indicators", f"{code} is there twice"
    known = {group.code for group in groups}
    for place, one in enumerate(indicators):
        if one.group and one.group not in known:
            yield f"indicators.{place}.group", f"there is no group {one.group}"
    for group in groups:
        points = sum(one.points or 0 for one in indicators if one.group == group.code)
        if points != group.points:
            yield "groups", f"{group.code} has {group.points} points, its indicators {points}"


@cache
def _validator() -> jsonschema_rs.Draft202012Validator:
    schema = vocabulary.load_file(DIRECTORY / "set.schema.json")  # JSON is YAML
    return jsonschema_rs.Draft202012Validator(schema, validate_formats=True)


def _invalid(faults: Mapping[str, list[str]]) -> Invalid:
    return Invalid(
        _("Bộ chỉ tiêu có lỗi và không được nạp."), code="faulty-indicator-set", fields=dict(faults)
    )
