"""Measuring units once a day and at demand, and raising, keeping and ending what scenarios suggest."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import Max, Q
from django.utils.translation import gettext_lazy as _

from motcua.agencies import queries as agencies
from motcua.agencies.models import Agency, Officer
from motcua.directives.actions.writing import leading
from motcua.directives.models import Measured, Suggestion
from motcua.directives.queries import standing, steps, suggesting
from motcua.directives.rules import given, scenarios
from motcua.directives.rules.measures import Counts, Measures, measures, relief
from motcua.directives.rules.process import LEADING
from motcua.directives.rules.scenarios import Scenario
from motcua.journal import actions as journal
from motcua.journal import queries as journal_queries
from motcua.journal.rules import Actor
from motcua.kernel import clock
from motcua.kernel.errors import MotcuaError, NotAllowed, WrongState

WATCH = Actor("system:scenarios", "Motcua")
MORNING = time(7)
PAUSE = timedelta(minutes=1)  # between two evaluations at demand
SHOWN = 20  # measured days beyond what a scenario asks for: "for 23 days"


def begin_day(*, at: datetime) -> bool:
    """Evaluates the scenarios once on each working day of the site, from seven on; whether it did."""
    today = clock.day(at)
    site = agencies.site()
    subject = f"day-of-scenarios:{today.isoformat()}"
    if (
        clock.local(at).time() < MORNING
        or not agencies.working_calendar(site, at=at).hours(today)
        or journal_queries.of(subject)
    ):
        return False
    with transaction.atomic():
        raised = evaluate(by=WATCH, at=at)
        journal.record(by=WATCH, verb="begin-day", subject=subject, at=at, body={"raised": raised})
    return True


@transaction.atomic
def evaluate_now(*, by: Officer, at: datetime) -> int:
    """Evaluates the units below this leader's own without waiting for the morning; how many suggestions are
    new.

    Raises NotAllowed for who does not lead or has no units below, WrongState where the site was measured
    within the last minute: it takes seconds, and the figures would be the same.
    """
    root = leading(by, at).agency
    if len(agencies.subtree(root)) < 2:
        raise NotAllowed(
            _("Đơn vị của bạn không có đơn vị trực thuộc để đánh giá."), code="nothing-to-evaluate"
        )
    site = Agency.objects.select_for_update(no_key=True).get(pk=agencies.site().pk)  # one at a time
    last = Measured.objects.filter(day=clock.day(at)).aggregate(last=Max("at"))["last"]
    if last and at - last < PAUSE:
        said = _("Các đơn vị vừa được đánh giá lúc %(time)s. Vui lòng thử lại sau một phút.")
        raise WrongState(said % {"time": f"{clock.local(last):%H:%M:%S}"}, code="evaluated-lately")
    return evaluate(by=by.actor, at=at, below=None if root.pk == site.pk else root)


@transaction.atomic
def evaluate(*, by: Actor, at: datetime, below: Agency | None = None) -> int:
    """Measures every unit of the site, or those `below` one, and compares them with the scenarios; how many
    suggestions are new.

    A suggestion that lasts keeps its place, with new numbers until it is decided. The number of queries grows
    with what is raised or ends, not with the units.
    """
    units, counts = measure(by=by, at=at, below=below)
    past = _past(list(units), clock.day(at), max(one.days for one in scenarios.scenarios().values()))
    held = Suggestion.objects.filter(ended_at=None)
    if below:
        held = held.filter(agency__in=list(units))
    lasting = {(one.scenario, one.agency_id): one for one in held}
    raised = 0
    for code, scenario in scenarios.scenarios().items():
        for pk, agency in units.items():
            days = scenarios.streak(scenario, past[pk]) if agency.kind in scenario.kinds else 0
            known = lasting.pop((code, pk), None)
            if days >= scenario.days:
                others = {one: counts[one] for one in _peers(agency, units)} if scenario.moves else {}
                _keep(known, scenario, agency, past[pk][0], days, counts[pk], others, by, at)
                raised += known is None
            elif known:
                _end(known, by, at)
    for gone in lasting.values():  # its scenario or its unit is no more
        _end(gone, by, at)
    return raised


@transaction.atomic
def measure(
    *, by: Actor, at: datetime, below: Agency | None = None
) -> tuple[dict[int, Agency], dict[int, Counts]]:
    """Measures every unit of the site, or those `below` one, and keeps that as today's; the units, and what
    was counted, by id."""
    site = agencies.site()
    wanted = Agency.objects.filter(path__startswith=(below or site).path)
    if below:  # whose peers stand beside it
        wanted = wanted.exclude(pk=below.pk)
    units = {one.pk: one for one in wanted}
    found = standing.counts(Q(agency__in=list(units)), at=at, until=standing.soon_until(site, at))
    staffed = standing.present(list(units), clock.day(at))
    counts = {pk: found.get(pk) or Counts(officers=staffed.get(pk, 0)) for pk in units}
    shares = _shares(at)
    Measured.objects.bulk_create(
        [
            Measured(
                agency=one,
                day=clock.day(at),
                at=at,
                measures=measures(
                    counts[pk],
                    peers=[counts[other] for other in _peers(one, units)],
                    waiting_share=shares.get(one.code),
                ),
            )
            for pk, one in units.items()
        ],
        update_conflicts=True,
        unique_fields=["agency", "day"],
        update_fields=["at", "measures"],
    )
    return units, counts


def _shares(at: datetime) -> Mapping[str, float]:
    """Shares of waiting, where there are facts; without them scenarios that read them hold nowhere."""
    try:
        return steps.waiting_shares(at=at)
    except MotcuaError:
        return {}


def _peers(agency: Agency, units: Mapping[int, Agency]) -> list[int]:
    """The other units of its kind under the same parent."""
    return [
        pk
        for pk, one in units.items()
        if one.kind == agency.kind and one.parent_id == agency.parent_id and pk != agency.pk
    ]


def _past(units: Sequence[int], today: date, days: int) -> dict[int, list[Measures]]:
    """Agency id to the measures of its last measured days, the newest first."""
    measured = Measured.objects.filter(day__lte=today).order_by("-day").values_list("day", flat=True)
    last = list(measured.distinct()[: days + SHOWN])
    found: dict[int, list[Measures]] = defaultdict(list)
    rows = Measured.objects.filter(day__in=last, agency__in=units).order_by("-day")
    for pk, values in rows.values_list("agency", "measures"):
        found[pk].append(values)
    return found


def _keep(
    known: Suggestion | None,
    scenario: Scenario,
    agency: Agency,
    values: Measures,
    days: int,
    counts: Counts,
    others: Mapping[int, Counts],
    by: Actor,
    at: datetime,
) -> None:
    """Raises it, or gives the one that lasts its new numbers."""
    move = relief(counts, others) if scenario.moves else None
    facts = {**values, **(move.facts if move else {})}
    if known is None:
        made = Suggestion.objects.create(
            scenario=scenario.code,
            version=scenario.version,
            agency=agency,
            donor_id=move.donor if move else None,
            facts=facts,
            days=days,
            raised_at=at,
            seen_at=at,
        )
        _write(made, "raise-suggestion", by, at, agency, {"days": days, "measures": dict(facts)})
        return
    known.days, known.seen_at = days, at
    changed = ["days", "seen_at"]
    if known.dismissed_at is None:
        known.facts, known.donor_id, known.version = facts, move.donor if move else None, scenario.version
        changed += ["facts", "donor", "version"]
    known.save(update_fields=changed)


def _end(known: Suggestion, by: Actor, at: datetime) -> None:
    known.ended_at = at
    known.save(update_fields=["ended_at"])
    _write(known, "end-suggestion", by, at, known.agency)


@transaction.atomic
def dismiss(*, suggestion: int, reason: str, by: Officer, at: datetime) -> Suggestion:
    """Decides that nothing is to be done about it, and why. It is not raised again while the condition lasts.

    Raises NotFound, NotAllowed for who does not lead, Invalid without a reason, WrongState if it was decided.
    """
    leading(by, at)
    found = suggesting.suggestion_for(by, suggestion, lock=True)
    reason = given.checked({"reason": reason}, needed=frozenset({"reason"}))["reason"]
    undecided(found)
    found.dismissed_at, found.dismissed_by, found.reason = at, by, reason
    found.save(update_fields=["dismissed_at", "dismissed_by", "reason"])
    body = {"reason": reason, **by.said_for(LEADING)}
    _write(found, "dismiss-suggestion", by.actor, at, by.agency, body)
    return found


def undecided(one: Suggestion) -> None:
    """Raises WrongState where somebody has decided on it, or it no longer holds."""
    if one.ended_at or one.dismissed_at or one.directives.exists():
        raise WrongState(
            _("Gợi ý này đã được xử lý hoặc không còn đúng. Vui lòng tải lại trang."), code="decided"
        )


def _write(
    one: Suggestion,
    verb: str,
    by: Actor,
    at: datetime,
    agency: Agency,
    body: Mapping[str, object] | None = None,
) -> None:
    more = {"scenario": one.scenario, "version": one.version, "unit": one.agency.code, **(body or {})}
    journal.record(by=by, verb=verb, subject=f"suggestion:{one.pk}", at=at, agency=agency.code, body=more)
