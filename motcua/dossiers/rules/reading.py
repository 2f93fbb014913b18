"""A process written as YAML, read into the rows of a table like the one that is written in Python."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from motcua.agencies.rules.kinds import Role
from motcua.catalogue.rules import wording
from motcua.catalogue.rules.definition import Text
from motcua.dossiers.rules import checking
from motcua.dossiers.rules.notices import Form
from motcua.dossiers.rules.process import APPLICANT, Clock, Need, Signature, State, Tell, Transition, Verb
from motcua.kernel.errors import Invalid

_FORMS = {form.name.lower(): form for form in Form}
_KEYS = {"from", "verb", "to", "who", "agrees", "needs", "signature", "clock", "form", "tells"}
_Name = TypeVar("_Name", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Process:
    """What a process file says."""

    name: Text
    rows: tuple[Transition, ...]


def accept(written: Any) -> Process:
    """The process that this YAML says. Raises Invalid with every fault of it, in plain English by its place.

    A row is `from` (a state or several), `verb`, `to` (left out: it stays), `who` (a role or "applicant"),
    and where useful `agrees`, `needs`, `signature` ("act"), `clock` ("goes_on"), `form` and `tells`.
    """
    found = dict[str, list[str]]()
    if not isinstance(written, Mapping) or set(written) != {"name", "rows"}:
        raise _faulty({"(file)": ["has the two keys name and rows, and no others"]})
    name = written["name"]
    if (
        not isinstance(name, Mapping)
        or set(name) != {"vi", "en"}
        or not all(isinstance(words, str) and words.strip() for words in name.values())
    ):
        found["name"] = ["has the words in both languages: {vi: ..., en: ...}"]
    else:
        for path, what in wording.faults({"name": name}):
            found.setdefault(path, []).append(what)
    rows = list[Transition]()
    if not isinstance(written["rows"], list):
        found["rows"] = ["is a list of rows"]
    else:
        for number, row in enumerate(written["rows"]):
            faults = list[str]()
            rows += _rows(row, faults)
            if faults:
                found[f"rows.{number}"] = faults
    # What a table lacks shows only when all its rows could be read.
    if not found and (missing := checking.faults(rows)):
        found["rows"] = missing
    if found:
        raise _faulty(found)
    return Process(Text(**name), tuple(rows))


def _faulty(found: Mapping[str, Sequence[str]]) -> Invalid:
    count = sum(len(sentences) for sentences in found.values())
    return Invalid(
        format_lazy(_("Quy trình có {count} lỗi và không được nạp."), count=count),
        code="faulty-process",
        fields=found,
    )


def _rows(row: Any, faults: list[str]) -> list[Transition]:
    """One row for each state it starts from; what is wrong with it is added to `faults`."""
    if not isinstance(row, Mapping):
        faults.append("is a mapping: {from: ..., verb: ..., to: ..., who: ...}")
        return []
    faults += [f"knows no key {key}" for key in row if key not in _KEYS]
    faults += [f"says nothing of {key}" for key in ("from", "verb", "who") if key not in row]
    sources = _names(State, "state", row.get("from", ()), faults)
    verb = _name(Verb, "verb", row.get("verb"), faults)
    target = _name(State, "state", row.get("to"), faults)
    role = None if row.get("who") == APPLICANT else _name(Role, "role", row.get("who"), faults)
    agrees = _name(Role, "role", row.get("agrees"), faults)
    needs = _names(Need, "need", row.get("needs", ()), faults)
    signature = _name(Signature, "signature", row.get("signature", Signature.ACT.value), faults)
    clock = _name(Clock, "clock", row.get("clock", Clock.GOES_ON.value), faults)
    tells = _names(Tell, "reader", row.get("tells", ()), faults)
    form = row.get("form")
    if form is not None and form not in _FORMS:
        faults.append(f"knows no form {form}")
    if faults or verb is None or signature is None or clock is None:
        return []
    return [
        Transition(
            source, verb, target or source, role, needs, agrees, signature, clock,
            _FORMS[form] if form else None, tells,
        )
        for source in sources
    ]  # fmt: skip


def _names(kind: type[_Name], what: str, written: Any, faults: list[str]) -> tuple[_Name, ...]:
    several = written if isinstance(written, list | tuple) else [written]
    read = (_name(kind, what, one, faults) for one in several)
    return tuple(name for name in read if name is not None)


def _name(kind: type[_Name], what: str, written: Any, faults: list[str]) -> _Name | None:
    """The one of its kind that is called so; None where nothing is written."""
    if written is None:
        return None
    if not isinstance(written, str) or written not in [one.value for one in kind]:
        faults.append(f"knows no {what} {written}")
        return None
    return kind(written)
