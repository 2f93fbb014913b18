"""Faults of the conditions of a procedure: names without a value, failures, what can never be true."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from itertools import chain, combinations, islice, product
from typing import Any

from motcua.catalogue.rules import conditions, fields, kinds
from motcua.catalogue.rules import definition as d

Known = Mapping[tuple[str, str], d.Field]
Finding = tuple[str, str]
"""Path in the file, and what is wrong there."""

# Any day will do: conditions are only tried, their outcome does not matter.
_SOME_DAY = date(2026, 7, 1)
_COUNTABLE = {d.FieldKind.CHOICE, d.FieldKind.CHOICES, d.FieldKind.YES_NO}
_MOST_TRIALS = 5_000
_QUOTED = re.compile(r"""(["'])((?:\\.|(?!\1).)*)\1""")


def faults(definition: Mapping[str, Any]) -> Iterator[Finding]:
    """Those of every condition. What shows a field may read only what stands above it."""
    known: dict[tuple[str, str], d.Field] = {}
    everything = {
        (section["id"], field["id"]): _probe(field)
        for section in definition["form"]["sections"]
        for field in section["fields"]
    }
    for number, section in enumerate(definition["form"]["sections"]):
        path = f"form.sections.{number}"
        if "show_when" in section:
            yield from _condition(f"{path}.show_when", section["show_when"], known, everything)
        for index, field in enumerate(section["fields"]):
            if "show_when" in field:
                where = f"{path}.fields.{index}.show_when"
                yield from _condition(where, field["show_when"], known, everything)
            known[section["id"], field["id"]] = everything[section["id"], field["id"]]
    for index, component in enumerate(definition["components"]):
        if "needed_when" in component:
            where = f"components.{index}.needed_when"
            yield from _condition(where, component["needed_when"], known, everything)
    for channel, terms in definition["channels"].items():
        for index, case in enumerate(terms.get("cases", ())):
            where = f"channels.{channel}.cases.{index}.when"
            yield from _condition(where, case["when"], known, everything, today=True)
    for index, check in enumerate(definition["form"].get("checks", ())):
        where = f"form.checks.{index}"
        yield from _condition(f"{where}.rule", check["rule"], known, everything, today=True)
        section_id, field_id, *part = check["field"].split(".")
        marked = everything.get((section_id, field_id))
        if marked is None or (part and part[0] not in kinds.parts(marked)):
            yield f"{where}.field", f"the form has no {check['field']}"


def _probe(field: Mapping[str, Any]) -> d.Field:
    """The field as far as conditions care: its kind and what decides the shape of its values."""
    return d.Field(
        field["id"],
        d.FieldKind(field["kind"]),
        d.Text("", ""),
        # A list that does not exist is a fault of its own; conditions are tried with some option still.
        options=tuple(
            d.Option(option["value"] if isinstance(option, Mapping) else "unknown", d.Text("", ""))
            for option in field.get("options", ())
        ),
        decimals=field.get("decimals", 0),
        detail=field.get("detail", True),
        columns=tuple(_probe(column) for column in field.get("columns", ())),
    )


def _condition(
    path: str, source: str, known: Known, everything: Known, *, today: bool = False
) -> Iterator[Finding]:
    try:
        condition = conditions.compiled(source)
    except ValueError as error:
        yield path, f"is not CEL: {' '.join(str(error).split())}"
        return
    strange = [f"knows no {name}" for name in condition.unknown]
    if "today" in condition.program.variables() and not today:
        strange.append("may use today only in checks and case limits")
    for read in condition.reads:
        place = (read.section, read.field)
        if place not in everything:
            strange.append(f"the form has no {read.section}.{read.field}")
        elif place not in known:
            strange.append(f"reads {read.section}.{read.field}, which stands below it")
        elif read.part and read.part not in kinds.parts(known[place]):
            strange.append(f"{read.section}.{read.field} has no part {read.part}")
    yield from ((path, what) for what in strange)
    if not strange:
        failures = list(_trials(path, condition, known))
        yield from failures or _countable(path, condition, known)


def _trials(path: str, condition: conditions.Condition, known: Known) -> Iterator[Finding]:
    """Tries the condition on a filled form, an empty one, and with each field it reads empty in turn."""
    reads = list(dict.fromkeys((read.section, read.field) for read in condition.reads))
    for empty in [set(), set(reads), *({read} for read in reads)]:
        answers: dict[str, dict[str, Any]] = {}
        for section, name in reads:
            field = known[section, name]
            value = (
                None if (section, name) in empty else fields.example(field, f"{section}.{name}", _SOME_DAY)
            )
            answers.setdefault(section, {})[name] = fields.typed(field, value)
        names = ", ".join(f"{section}.{name}" for section, name in sorted(empty))
        when = f"when {names} is not answered" if empty else "on a filled form"
        try:
            outcome = conditions.evaluate(condition.source, answers, _SOME_DAY)
        except Exception as error:  # CEL raises whatever fits the fault
            yield path, f"fails {when} (guard with != null): {str(error).split('.')[0]}"
            return
        if not isinstance(outcome, bool):
            yield path, f"is {outcome!r} {when}, neither true nor false"
            return


def _countable(path: str, condition: conditions.Condition, known: Known) -> Iterator[Finding]:
    """Where it reads only answers that can be counted: words that are no option, and that it never holds."""
    reads = list(dict.fromkeys((read.section, read.field) for read in condition.reads))
    if not reads or not all(known[read].kind in _COUNTABLE for read in reads):
        return
    options = {option.value for read in reads for option in known[read].options}
    strange = sorted({match[2] for match in _QUOTED.finditer(condition.source)} - options)
    asked = " or ".join(f"{section}.{name}" for section, name in reads)
    for word in strange:
        yield path, f"{word!r} is no option of {asked}"
    trials = list(islice(product(*(_values(known[read]) for read in reads)), _MOST_TRIALS + 1))
    if strange or len(trials) > _MOST_TRIALS:
        return
    if not any(_true(condition, reads, one) for one in trials):
        yield path, "can never be true, whatever is answered"


def _values(field: d.Field) -> list[Any]:
    """Every answer to it, none included; of several choices the sets that conditions tell apart."""
    names = [option.value for option in field.options]
    if field.kind is d.FieldKind.YES_NO:
        return [None, True, False]
    if field.kind is d.FieldKind.CHOICE:
        return [None, *names]
    some = chain.from_iterable(combinations(names, size) for size in range(min(len(names), 3)))
    return [*(list(chosen) for chosen in some), names]


def _true(condition: conditions.Condition, reads: list[tuple[str, str]], values: tuple[Any, ...]) -> bool:
    answers: dict[str, dict[str, Any]] = {}
    for (section, name), value in zip(reads, values, strict=True):
        answers.setdefault(section, {})[name] = value
    return conditions.evaluate(condition.source, answers, _SOME_DAY) is True
