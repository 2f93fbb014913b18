"""What a rebuild reads: the journal by dossier, published versions, agencies."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import groupby

from motcua.agencies.models import Agency
from motcua.agencies.rules.kinds import AgencyKind
from motcua.catalogue.models import Version
from motcua.catalogue.rules import reading
from motcua.indicators.rules import facts
from motcua.indicators.rules.facts import Act, Place, Terms, World
from motcua.indicators.rules.schema import Fact
from motcua.journal import queries as journal
from motcua.journal.models import Entry

SUBJECT = "dossier:"
BATCH = 5000


def all_facts(world: World, at: datetime) -> Iterator[Fact]:
    """The fact of every dossier, by what was journaled up to `at`, in the order of their subjects.

    Reads by batches: what is in memory does not grow with the journal. Rows of transactions that are still
    under way are not read, as for every follower.
    """
    for subject, acts in groupby(_acts(at), key=lambda pair: pair[0]):
        fact = facts.fact_of(subject.removeprefix(SUBJECT), [act for _subject, act in acts], world)
        if fact:
            yield fact


def _acts(at: datetime) -> Iterator[tuple[str, Act]]:
    settled = Entry.objects.filter(subject__startswith=SUBJECT, at__lte=at, transaction__lt=journal.horizon())
    last: tuple[str, int] = ("", 0)
    while True:
        batch = list(
            settled.extra(where=["(subject, id) > (%s, %s)"], params=list(last))
            .order_by("subject", "id")
            .values_list("subject", "id", "digest", "at", "verb", "revision", "agency", "body")[:BATCH]
        )
        for subject, _id, digest, when, verb, revision, agency, body in batch:
            yield subject, Act(bytes(digest), when, verb, revision, agency, body)
        if len(batch) < BATCH:
            return
        last = batch[-1][0], batch[-1][1]


def world(successors: Mapping[str, str] | None = None) -> World:
    """Every published version and every agency. `successors`: an agency that is no more to the one that does
    its work today."""
    terms = {}
    for code, number, definition in Version.objects.order_by("pk").values_list(
        "code", "number", "definition"
    ):
        procedure = reading.read(definition)
        terms[code, number] = Terms(
            field=procedure.field_code,
            service_level=procedure.service_level.value,
            essential=procedure.essential,
            components=len(procedure.components),
            fees={one.channel.value: sum(fee.amount for fee in one.fees) for one in procedure.channels},
        )
    agencies = Agency.objects.select_related("unit", "reception").order_by("pk")
    ministries = {one.code for one in agencies if one.kind == AgencyKind.MINISTRY}
    return World(terms, {one.code: _place(one, ministries) for one in agencies}, dict(successors or {}))


def _place(agency: Agency, ministries: set[str]) -> Place:
    unit = agency.unit
    return Place(
        path=agency.path,
        branch="ministry" if ministries.intersection(agency.path.split("/")) else "province",
        province=(unit.province_id or unit.code) if unit else None,
        commune=unit.code if unit and unit.province_id else None,
        desk=agency.desk.code,
    )
