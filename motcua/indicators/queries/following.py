"""What facts are made from: the journal by dossier, published versions, agencies and their calendars.

Of a dossier that was filed under a version or at an agency that this database does not know nothing can be
told: it is left aside, with why, and the others go on.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, MutableMapping, Sequence
from datetime import datetime
from functools import cache
from itertools import groupby, islice
from typing import Any

from django.db.models import Count, Max, QuerySet
from django.db.models.functions import Collate

from motcua.agencies import queries as agencies
from motcua.agencies.models import Agency, CalendarDay, WorkWeek
from motcua.agencies.rules.kinds import AgencyKind
from motcua.agencies.rules.worktime import Calendar
from motcua.catalogue.models import Version
from motcua.catalogue.rules import reading
from motcua.dossiers.rules.process import Verb
from motcua.indicators.rules import facts, geography
from motcua.indicators.rules.facts import Act, Place, Terms, Unknown, World, offers
from motcua.indicators.rules.facts.offers import Issue
from motcua.indicators.rules.schema import Offer, Told
from motcua.journal import queries as journal
from motcua.journal.models import Entry
from motcua.kernel import clock
from motcua.kernel.errors import NotFound

SUBJECT, PROCEDURE = "dossier:", "procedure:"
BATCH = 1000  # dossiers whose rows are in memory at once
_ACT = ("subject", "digest", "at", "verb", "revision", "agency", "body", "actor", "written_at")


Aside = MutableMapping[str, str]  # a dossier's code to why nothing is told of it


def everything(world: World, aside: Aside | None = None, *, at: datetime | None = None) -> Iterator[Told]:
    """What the journal tells of every dossier, in the order of codes; with `at`, what happened until then.

    What it cannot tell of comes into `aside`; without that it raises Unknown. Reads by batches: what is in
    memory does not grow with the journal. Rows of transactions that are still under way are not read, as for
    every follower.
    """
    rows = _settled(at)
    submitted = rows.filter(subject__startswith=SUBJECT, verb=Verb.SUBMIT)
    # As bytes, in whatever language the database sorts.
    subjects = submitted.order_by(Collate("subject", "C")).values_list("subject", flat=True)
    each = (subject for subject, _same in groupby(subjects.iterator(chunk_size=BATCH)))
    while batch := list(islice(each, BATCH)):
        yield from _told(rows, batch, world, aside)


def of(subjects: Iterable[str], world: World, aside: Aside | None = None) -> Iterator[Told]:
    """What it tells of these dossiers, in one query and in the order of codes; of drafts nothing.

    What it cannot tell of as `everything`.
    """
    yield from _told(_settled(None), sorted(subjects), world, aside)


def _settled(at: datetime | None) -> QuerySet[Entry]:
    rows = Entry.objects.filter(transaction__lt=journal.horizon())
    return rows.filter(at__lte=at) if at else rows


def _told(
    rows: QuerySet[Entry], subjects: Sequence[str], world: World, aside: Aside | None
) -> Iterator[Told]:
    acts: dict[str, list[Act]] = {subject: [] for subject in subjects}
    asked = rows.extra(where=["subject = ANY(%s)"], params=[list(subjects)])
    for subject, digest, *told in asked.values_list(*_ACT):
        acts[subject].append(Act(bytes(digest), *told))
    for subject, ones in acts.items():
        code = subject.removeprefix(SUBJECT)
        try:
            found = facts.told_of(code, ones, world)
        except Unknown as unknown:
            if aside is None:
                raise
            aside[code] = str(unknown)
            continue
        if found:
            yield found


def offered(world: World, *, at: datetime) -> Iterator[Offer]:
    """Each version published until then at each agency of this site that decides on it, in their order.

    An agency that another took over decides no more.
    """
    try:
        here = agencies.site()
    except NotFound:
        return
    there = {one.code: one for one in Agency.objects.filter(path__startswith=here.path).order_by("code")}
    rows = Version.objects.filter(loaded_at__lte=at).order_by("pk").values_list("definition", "loaded_at")
    issues = (Issue(reading.read(definition), loaded_at) for definition, loaded_at in rows.iterator(200))
    yield from offers.offers(
        issues,
        [(code, world.places[code]) for code in there if code not in world.successors],
        lambda code, one: agencies.decides(there[code], field_code=one.field_code, levels=one.levels),
        agencies.working_calendar(Agency(path=""), at=at),
    )


def world(at: datetime, successors: Mapping[str, str] | None = None) -> World:
    """Every published version, every agency and its calendar, as known at `at`; always as many queries.

    `successors`: an agency that is no more to the one that does its work today; else as `geography` has it.
    """
    if successors is None:
        successors = geography.successors(on=clock.day(at))
    columns = ("code", "path", "kind", "unit", "unit__province", "reception__code", "fields")
    rows = list(Agency.objects.order_by("code").values_list(*columns))
    ministries = {code for code, _path, kind, *_unit in rows if kind == AgencyKind.MINISTRY}
    places = {
        code: Place(
            path=path,
            branch="ministry" if ministries.intersection(path.split("/")) else "province",
            province=province or unit,
            commune=unit if province else None,
            desk=reception or code,
        )
        for code, path, _kind, unit, province, reception, _fields in rows
    }

    @cache
    def calendar(agency: str, pattern: str) -> Calendar:
        place = Agency(code=agency, path=places[agency].path)
        return agencies.working_calendar(place, at=at, pattern=pattern)

    return World(_terms(), places, dict(successors), calendar, _name(rows, successors))


def _name(rows: Sequence[Any], successors: Mapping[str, str]) -> str:
    recorded = [
        list(model._default_manager.aggregate(last=Max("pk"), count=Count("pk")).values())
        for model in (CalendarDay, WorkWeek)
    ]
    told = json.dumps([rows, sorted(successors.items()), recorded])
    return hashlib.sha256(told.encode()).hexdigest()


_TERMS: dict[str, Terms] = {}  # by the digest of the definition: read once in a process


def _terms() -> dict[tuple[str, int], Terms]:
    rows = list(Version.objects.order_by("pk").values_list("code", "number", "digest"))
    unread = {digest for _code, _number, digest in rows} - _TERMS.keys()
    asked = Version.objects.filter(digest__in=unread).order_by("pk").values_list("digest", "definition")
    for digest, definition in asked.iterator(chunk_size=200):
        procedure = reading.read(definition)
        _TERMS[digest] = Terms(
            field=procedure.field_code,
            service_level=procedure.service_level.value,
            essential=procedure.essential,
            components=len(procedure.components),
            fees={one.channel.value: sum(fee.amount for fee in one.fees) for one in procedure.channels},
            process=procedure.process,
            calendar=procedure.calendar,
        )
    return {(code, number): _TERMS[digest] for code, number, digest in rows}
