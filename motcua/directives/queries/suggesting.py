"""What scenarios suggest to a leader, in sentences."""

from dataclasses import dataclass

from motcua.agencies.models import Agency, Officer
from motcua.catalogue.rules.definition import Text
from motcua.directives.models import Suggestion
from motcua.directives.rules import scenarios
from motcua.directives.rules.scenarios import Scenario
from motcua.kernel.errors import NotFound
from motcua.kernel.rows import only


@dataclass(frozen=True, slots=True)
class Suggested:
    """A suggestion with its words. `to` are the units that its directive is for."""

    suggestion: Suggestion
    scenario: Scenario
    sentence: Text
    subject: Text
    text: Text
    evidence: Text
    to: tuple[Agency, ...]


def suggested(officer: Officer, unit: Agency, *, limit: int = 20) -> list[Suggested]:
    """What is suggested for units below this one and not decided, the latest first. One query.

    A unit is told nothing of itself: a suggestion is for whoever leads it.
    """
    found = (
        Suggestion.objects.filter(
            agency__path__startswith=unit.path, ended_at=None, dismissed_at=None, directives=None
        )
        .exclude(agency=officer.agency_id)
        .select_related("agency", "donor")
        .order_by("-pk")[:limit]
    )
    known = scenarios.scenarios()
    return [worded(one) for one in found if one.scenario in known]


def suggestion_for(officer: Officer, pk: int, *, lock: bool = False) -> Suggestion:
    """The suggestion with this id, if it is for a unit below the officer's agency. Raises NotFound."""
    found = Suggestion.objects.filter(pk=pk, agency__path__startswith=officer.agency.path)
    found = found.exclude(agency=officer.agency_id)
    if lock:
        found = found.select_for_update(of=("self",))
    suggestion = only(found.select_related("agency", "donor"))
    if suggestion is None:
        raise NotFound(code="no-such-suggestion")
    return suggestion


def worded(one: Suggestion) -> Suggested:
    """The suggestion with its sentences. Raises NotFound where its scenario is no more."""
    scenario = scenarios.scenario(one.scenario)
    names = {"unit": _name(one.agency)}
    if one.donor:
        names["donor"] = _name(one.donor)
    facts = {**one.facts, "days": one.days}
    alone = scenario.without_donor if scenario.moves and one.donor is None else None
    drafted = scenario.directive
    to = {"unit": one.agency, "donor": one.donor}
    return Suggested(
        suggestion=one,
        scenario=scenario,
        sentence=scenarios.said(alone or scenario.suggest, facts, **names),
        subject=scenarios.said(drafted.subject, facts, **names),
        text=scenarios.said(drafted.text, facts, **names),
        evidence=scenarios.said(drafted.evidence, facts, **names),
        to=tuple(agency for name in drafted.to if (agency := to[name])),
    )


def _name(agency: Agency) -> Text:
    return Text(agency.name_vi, agency.name_en)
