"""Scenarios: when one holds for a unit, and what it suggests, from `motcua/data/scenarios/`.

`when` is CEL over the measures of `rules.measures`, checked when a file is read: a name that is no measure,
and what is neither true nor false, is a fault. Sentences print measures, {unit}, {donor} and {days}.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import cel
import jsonschema_rs
import yaml
from django.utils.translation import gettext_lazy as _

from motcua.agencies.rules.kinds import AgencyKind
from motcua.catalogue.rules import vocabulary
from motcua.catalogue.rules.definition import Text
from motcua.directives.rules.measures import MEASURES, MOVES, Measures, Number
from motcua.kernel.errors import Invalid, NotFound

DIRECTORY = vocabulary.DATA / "scenarios"
_PLACE = re.compile(r"\{([a-z_0-9]+)\}")
_ALWAYS = {"unit", "days", *MEASURES}
_OF_DONOR = {"donor", *MOVES}


@dataclass(frozen=True, slots=True)
class Draft:
    """The directive that a scenario proposes; `to` holds "unit", "donor" or both."""

    to: tuple[str, ...]
    subject: Text
    text: Text
    evidence: Text
    working_days: int


@dataclass(frozen=True, slots=True)
class Scenario:
    """`days`: for how many measured days on end it must hold. `reads`: the measures that it looks at."""

    code: str
    version: int
    name: Text
    kinds: frozenset[AgencyKind]
    when: str
    days: int
    suggest: Text
    without_donor: Text | None
    directive: Draft
    program: cel.Program
    reads: tuple[str, ...]

    @property
    def moves(self) -> bool:
        """Whether it proposes to move officers."""
        return bool(_OF_DONOR.intersection(_PLACE.findall(self.suggest.vi)))


@cache
def scenarios() -> Mapping[str, Scenario]:
    """Code to scenario, in the order of their codes. Raises Invalid with every fault of every file."""
    return MappingProxyType(load(DIRECTORY))


def scenario(code: str) -> Scenario:
    """The scenario with this code. Raises NotFound for one that is no more."""
    found = scenarios().get(code)
    if found is None:
        raise NotFound(code="no-such-scenario")
    return found


def load(directory: Path) -> dict[str, Scenario]:
    """The scenarios of a directory, each by the name of its file. Raises Invalid as `scenarios` does."""
    found: dict[str, Scenario] = {}
    faults: dict[str, list[str]] = {}
    for path in sorted(directory.glob("*.yaml")):
        try:
            found[path.stem] = accept(path.stem, vocabulary.load_file(path))
        except Invalid as refused:
            faults |= {
                f"{path.name}: {place}": [str(one) for one in what] for place, what in refused.fields.items()
            }
        except (yaml.YAMLError, UnicodeDecodeError) as error:
            faults[path.name] = [" ".join(str(error).split())]
    if faults:
        raise _invalid(faults)
    return found


def accept(code: str, given: Any) -> Scenario:
    """The scenario that was written so. Raises Invalid with its faults, by their place in the file."""
    faults: dict[str, list[str]] = {}
    for error in _validator().iter_errors(given):
        faults.setdefault(".".join(map(str, error.instance_path)) or "(file)", []).append(error.message)
    if faults:
        raise _invalid(faults)
    for place, what in _wrong(given):
        faults.setdefault(place, []).append(what)
    if faults:
        raise _invalid(faults)
    program = cel.compile(given["when"])
    drafted = given["directive"]
    return Scenario(
        code=code,
        version=given["version"],
        name=Text(**given["name"]),
        kinds=frozenset(map(AgencyKind, given["kinds"])),
        when=given["when"],
        days=given["days"],
        suggest=Text(**given["suggest"]),
        without_donor=Text(**given["without_donor"]) if "without_donor" in given else None,
        directive=Draft(
            to=tuple(drafted["to"]),
            working_days=drafted["working_days"],
            **{name: Text(**drafted[name]) for name in ("subject", "text", "evidence")},
        ),
        program=program,
        reads=tuple(sorted(program.variables())),
    )


def _wrong(given: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What the schema cannot see."""
    yield from (("when", what) for what in _condition_faults(given["when"]))
    drafted = given["directive"]
    texts = {
        "suggest": (given["suggest"], _ALWAYS | _OF_DONOR),
        # Where nobody can send officers these are printed all the same.
        "without_donor": (given.get("without_donor", {}), _ALWAYS),
        **{f"directive.{name}": (drafted[name], _ALWAYS) for name in ("subject", "text", "evidence")},
    }
    for place, (words, known) in texts.items():
        for language, text in words.items():
            for name in sorted(set(_PLACE.findall(text)) - known):
                yield f"{place}.{language}", f"there is no {{{name}}}"
            if re.search(r"[{}]", _PLACE.sub("", text)):
                yield f"{place}.{language}", "has a brace that is not {name}"
    used = set(_PLACE.findall(given["suggest"]["vi"])) | set(_PLACE.findall(given["suggest"]["en"]))
    if _OF_DONOR.intersection(used) and "without_donor" not in given:
        yield "without_donor", "is needed: there may be nobody who can send officers"
    if "donor" in drafted["to"] and not _OF_DONOR.intersection(used):
        yield "directive.to", "names a donor, but nothing is suggested of one"


def _condition_faults(source: str) -> Iterator[str]:
    try:
        program = cel.compile(source)
    except ValueError as error:
        yield f"is not CEL: {' '.join(str(error).split())}"
        return
    unknown = sorted(set(program.variables()) - set(MEASURES))
    yield from (f"there is no measure {name}" for name in unknown)
    if unknown:
        return
    if not program.variables():
        yield "reads no measure"
        return
    for trial in (0, 7):
        values = {name: kind(trial) for name, kind in MEASURES.items()}
        try:
            outcome = program.execute(cel.Context(values, {}))
        except Exception as error:  # CEL raises whatever fits the fault
            yield f"fails: {str(error).split('.')[0]}"
            return
        if not isinstance(outcome, bool):
            yield f"is {outcome!r}, neither true nor false"
            return


def holds(one: Scenario, measures: Measures) -> bool:
    """Whether it holds for a unit with these measures; what is not known never does."""
    read = {name: measures.get(name) for name in one.reads}
    if any(value is None for value in read.values()):
        return False
    typed = {name: MEASURES[name](value) for name, value in read.items() if value is not None}
    return one.program.execute(cel.Context(typed, {})) is True


def streak(one: Scenario, days: Sequence[Measures]) -> int:
    """For how many of these measured days on end it has held until the last, the newest first."""
    count = 0
    for measures in days:
        if not holds(one, measures):
            break
        count += 1
    return count


def said(text: Text, facts: Mapping[str, Number], **names: Text) -> Text:
    """The sentence with its numbers and names filled in, in both languages."""
    return Text(*(_filled(getattr(text, language), facts, names, language) for language in ("vi", "en")))


def _filled(text: str, facts: Mapping[str, Number], names: Mapping[str, Text], language: str) -> str:
    def put(place: re.Match[str]) -> str:
        name = place[1]
        if name in names:
            return str(getattr(names[name], language))
        value = facts.get(name)
        written = "?" if value is None else str(value)
        return written.replace(".", ",") if language == "vi" else written

    return _PLACE.sub(put, text)


@cache
def _validator() -> jsonschema_rs.Draft202012Validator:
    schema = vocabulary.load_file(DIRECTORY / "scenario.schema.json")  # JSON is YAML
    return jsonschema_rs.Draft202012Validator(schema, validate_formats=True)


def _invalid(faults: Mapping[str, list[str]]) -> Invalid:
    return Invalid(
        _("Có kịch bản điều hành bị lỗi và không được nạp."), code="faulty-scenario", fields=dict(faults)
    )
