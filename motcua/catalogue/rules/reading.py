"""From what people write in YAML to a frozen Procedure."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, time
from types import MappingProxyType
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from motcua.catalogue.rules import definition as d
from motcua.catalogue.rules import vocabulary
from motcua.catalogue.rules.faults import Fault, faults
from motcua.catalogue.rules.kinds import NAME_PATTERN
from motcua.kernel.errors import Invalid

_PATTERNS = {"name": NAME_PATTERN}

Check = Callable[[d.Procedure], Sequence[Fault]]
"""What a higher slice finds wrong with a procedure that has no fault by itself."""


def nothing_more(procedure: d.Procedure) -> Sequence[Fault]:
    """No further faults: the procedure is judged by itself alone."""
    return ()


def expand(written: Any) -> Any:
    """The definition with shared lists of options and named patterns written out, so it stands by itself."""
    if isinstance(written, Mapping):
        made = {key: expand(value) for key, value in written.items()}
        if isinstance(made.get("options"), str) and made["options"] in vocabulary.options():
            made["options"] = [dict(option) for option in vocabulary.options()[made["options"]]]
        if isinstance(made.get("pattern"), str):
            made["pattern"] = _PATTERNS.get(made["pattern"], made["pattern"])
        return made
    return [expand(value) for value in written] if isinstance(written, list) else written


def accept(written: Any, check: Check = nothing_more) -> tuple[dict[str, Any], d.Procedure]:
    """The definition to store, and the procedure that it says.

    Raises Invalid with every fault of it under its path in the file, those that `check` finds included.
    """
    definition = expand(written)
    found = faults(definition)
    procedure = None if found else read(definition)
    if procedure is not None:
        found.extend(check(procedure))
    if found or procedure is None:
        code = str(definition.get("code", "?"))[:50] if isinstance(definition, Mapping) else "?"
        grouped: dict[str, list[str]] = {}
        for fault in found:
            grouped.setdefault(fault.path, []).append(fault.what)
        raise Invalid(
            format_lazy(
                _("Định nghĩa thủ tục {code} có {count} lỗi và không được nạp."), code=code, count=len(found)
            ),
            code="faulty-procedure",
            fields=grouped,
        )
    return definition, procedure


def read(definition: Mapping[str, Any]) -> d.Procedure:
    """The procedure that a definition without faults says."""
    return d.Procedure(
        code=definition["code"],
        number=definition["number"],
        valid_from=date.fromisoformat(definition["valid_from"]),
        name=d.Text(**definition["name"]),
        field_code=definition["field"]["code"],
        field_name=d.Text(**definition["field"]["name"]),
        levels=tuple(d.Level(level) for level in definition["levels"]),
        channels=tuple(_terms(channel, terms) for channel, terms in definition["channels"].items()),
        service_level=d.ServiceLevel(definition["service_level"]),
        applicants=tuple(d.ApplicantKind(kind) for kind in definition["applicants"]),
        process=definition["process"],
        form=d.Form(
            tuple(_section(section) for section in definition["form"]["sections"]),
            tuple(
                d.Check(check["rule"], d.Text(**check["message"]), check["field"])
                for check in definition["form"].get("checks", ())
            ),
        ),
        components=tuple(
            d.Component(**_plain(component, texts=("name", "unneeded_note")))
            for component in definition["components"]
        ),
        result=d.Result(**_plain(definition["result"], texts=("name",))),
        legal_basis=tuple(_basis(basis) for basis in definition["legal_basis"]),
        decision=definition["decision"],
        summary=d.Text(**definition["summary"]),
        life_events=tuple(definition.get("life_events", ())),
        essential=definition.get("essential", False),
        cut_off=time.fromisoformat(definition["cut_off"]) if "cut_off" in definition else None,
        requirements=_text(definition.get("requirements")),
        keywords=tuple(definition.get("keywords", ())),
        unverified=tuple(definition.get("unverified", ())),
        calendar=definition.get("calendar", "office"),
        budgets=MappingProxyType({step: limit(most) for step, most in definition.get("budgets", {}).items()}),
        consultation=d.Consultation(definition.get("consultation", "wait")),
        confirm_draft=limit(definition["confirm_draft"]) if "confirm_draft" in definition else None,
        not_counted=tuple(d.Text(**words) for words in definition.get("not_counted", ())),
        place_independent=definition.get("place_independent", False),
        decided_on=_day(definition.get("decided_on")),
        updated_on=_day(definition.get("updated_on")),
    )


def _basis(written: Mapping[str, str]) -> d.LegalBasis:
    return d.LegalBasis(written["number"], written["name"], _day(written.get("effective_on")))


def _day(written: str | None) -> date | None:
    return date.fromisoformat(written) if written else None


def _text(words: Mapping[str, str] | None) -> d.Text | None:
    return d.Text(**words) if words else None


def _plain(written: Mapping[str, Any], texts: tuple[str, ...]) -> dict[str, Any]:
    return {key: d.Text(**value) if key in texts else value for key, value in written.items()}


def limit(written: str) -> d.Limit:
    """The time limit that "3wd" says."""
    amount = written.rstrip("abcdefghijklmnopqrstuvwxyz")
    return d.Limit(int(amount), d.TimeUnit(written[len(amount) :]))


def _terms(channel: str, terms: Mapping[str, Any]) -> d.ChannelTerms:
    fees = tuple(d.Fee(**_plain(fee, texts=("name", "note"))) for fee in terms.get("fees", ()))
    cases = tuple(
        d.CaseLimit(case["when"], limit(case["limit"]), case["legal"], _text(case.get("note")))
        for case in terms.get("cases", ())
    )
    return d.ChannelTerms(d.Channel(channel), limit(terms["limit"]), fees, _text(terms.get("note")), cases)


def _section(section: Mapping[str, Any]) -> d.Section:
    return d.Section(
        section["id"],
        d.Text(**section["title"]),
        tuple(field(one) for one in section["fields"]),
        _text(section.get("help")),
        section.get("show_when"),
    )


def field(written: Mapping[str, Any]) -> d.Field:
    """One question of the form."""
    made = _plain(written, texts=("label", "help"))
    made["kind"] = d.FieldKind(written["kind"])
    made["options"] = tuple(
        d.Option(option["value"], d.Text(**option["label"])) for option in written.get("options", ())
    )
    made["columns"] = tuple(field(column) for column in written.get("columns", ()))
    return d.Field(**made)
