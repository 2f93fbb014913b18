"""Sets of indicators as data: read and checked from `motcua/data/indicators/*.yaml`."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
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
from motcua.indicators.rules.expressions import Expression, Faulty, Of
from motcua.indicators.rules.measures import (
    Better,
    Exclusion,
    Form,
    Grade,
    Group,
    Indicator,
    IndicatorSet,
    Once,
    Target,
)
from motcua.indicators.rules.schema import Kind
from motcua.kernel.errors import Invalid, NotFound

__all__ = [
    "DIRECTORY", "Better", "Exclusion", "Form", "Grade", "Group", "Indicator", "IndicatorSet", "Once",
    "Target", "accept", "load", "names", "shipped",
]  # fmt: skip

DIRECTORY = vocabulary.DATA / "indicators"


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
    terms = {of: reading.terms(_TERMS[of], given.get(_TERMS[of], {}), of) for of in Of}
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
        terms=MappingProxyType(terms[Of.DOSSIERS]),
        indicators=indicators,
        procedure_terms=MappingProxyType(terms[Of.PROCEDURES]),
    )


_TERMS: Mapping[Of, str] = {Of.DOSSIERS: "terms", Of.PROCEDURES: "procedure_terms"}  # keys of the file


@dataclass(frozen=True, slots=True)
class _Reading:
    """Reads on after a fault, so that all are told at once."""

    faults: dict[str, list[str]]

    def expression(
        self, place: str, text: str | None, terms: Mapping[str, Expression], of: Of, wanted: Kind = Kind.FLAG
    ) -> Expression | None:
        if text is None:
            return None
        try:
            return expressions.read(text, terms, wanted, of)
        except Faulty as fault:
            self.faults.setdefault(place, []).append(str(fault))
            return None

    def terms(self, place: str, given: Mapping[str, str], of: Of) -> dict[str, Expression]:
        """Each may use those before it."""
        found: dict[str, Expression] = {}
        for name, text in given.items():
            if not name.isidentifier() or name in expressions.NAMES or name in expressions.FUNCTIONS:
                self.faults.setdefault(f"{place}.{name}", []).append("cannot be a name")
            elif read := self.expression(f"{place}.{name}", text, found, of):
                found[name] = read
        return found

    def indicator(
        self, place: str, given: Mapping[str, Any], terms_of: Mapping[Of, Mapping[str, Expression]]
    ) -> Indicator:
        of = Of(given.get("of", Of.DOSSIERS))
        terms, exclude = terms_of[of], []
        for number, one in enumerate(given.get("exclude", ())):
            when = self.expression(f"{place}.exclude.{number}", one["when"], terms, of)
            if when:
                exclude.append(Exclusion(when, Text(**one["reason"])))
        texts = {key: Text(**given[key]) for key in ("unit", "missing", "note") if key in given}
        return Indicator(
            code=given["code"],
            name=Text(**given["name"]),
            form=Form(given["kind"]),
            group=given.get("group", ""),
            among=self.expression(f"{place}.among", given.get("among"), terms, of),
            counts=self.expression(f"{place}.counts", given.get("counts"), terms, of),
            sum=self.expression(f"{place}.sum", given.get("sum"), terms, of, Kind.NUMBER),
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
            better=Better(given.get("better") or ("none" if given["kind"] == Form.COUNT else "more")),
            decimals=given.get("decimals", 2),
            unverified=tuple(given.get("unverified", ())),
            source=given.get("source", ""),
            of=of,
            once=Once(given["once"]) if "once" in given else None,
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
