"""Giving what waits to somebody: present, of the position, the field theirs if possible, and least loaded."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime

from django.db import connection, transaction
from django.db.models import Count, Q

from motcua.agencies.models import Agency, Officer
from motcua.catalogue import queries as catalogue
from motcua.dossiers.models import Dossier
from motcua.dossiers.queries import telling as queries
from motcua.dossiers.rules.assigning import Bidder, choose
from motcua.dossiers.rules.process import APPLICANT, State, Verb
from motcua.journal import actions as journal
from motcua.journal.models import Entry
from motcua.journal.rules import Actor
from motcua.kernel import clock

ASSIGNER = Actor("system:assign", "Motcua")
BATCH = 500
_LOCK = 0x6D6F74637561_0002  # an advisory lock: two workers would count the same load and double it


def assign_waiting(*, at: datetime) -> int:
    """Gives each dossier that waits unassigned, where the agency assigns by itself, to an officer; how many.

    What nobody present may have stays where it is. Left to the counter: what an officer has just typed for
    somebody who stands there, and results, which whoever is at the window hands over.
    """
    places = list(Agency.objects.filter(assigns=True).values_list("pk", flat=True))
    total, after = 0, (0, 0)
    while places:
        read, given, after = _batch(places, after, at)
        total += given
        if read < BATCH:
            break
    return total


_Place = tuple[int, int]  # agency and dossier, in the order of an index: only those that wait here are read


@transaction.atomic
def _batch(places: Sequence[int], after: _Place, at: datetime) -> tuple[int, int, _Place]:
    """The next that wait: how many were read, how many given, the last. Always as many queries."""
    if not _alone():
        return 0, 0, after
    waiting = list(
        Dossier.objects.open()
        .filter(Q(waiting_at__gt=after[0]) | Q(waiting_at=after[0], pk__gt=after[1]))
        .filter(assignee=None, waiting_at__in=places)
        .exclude(waiting_role=APPLICANT)
        .exclude(state=State.SEALED)
        .exclude(state=State.SUBMITTED, typed_by_officer=True)
        .select_related("agency", "applicant")
        .defer("answers")
        .select_for_update(of=("self",), skip_locked=True)
        .order_by("waiting_at_id", "pk")[:BATCH]
    )
    if not waiting:
        return 0, 0, after
    given = list(_given(waiting, at))
    Dossier.objects.bulk_update(given, ["assignee"])
    Entry.objects.bulk_create(_entry(one, at) for one in given)
    last = waiting[-1]
    return len(waiting), len(given), (last.waiting_at_id or 0, last.pk)


def _alone() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_LOCK])
        row: tuple[bool] = cursor.fetchone()
    return row[0]


def _given(waiting: Sequence[Dossier], at: datetime) -> Iterator[Dossier]:
    """Those for whom there is an officer, with that officer."""
    places = {one.waiting_at_id for one in waiting}
    colleagues = queries.colleagues(Q(agency__in=places), on=clock.day(at))
    load = Counter[int](
        dict(
            Dossier.objects.open()
            .filter(assignee__in=list(colleagues))
            .values_list("assignee")
            .annotate(count=Count("pk"))
        )
    )
    officers = Officer.objects.select_related("account").in_bulk(list(colleagues))
    for one in waiting:
        bidders = [
            Bidder(who.officer, who.account, load[who.officer], who.fields)
            for who in colleagues.values()
            if who.agency == one.waiting_at_id and one.waiting_role in who.roles and not who.away
        ]
        field = catalogue.version(one.version_id).field_code
        chosen = choose(bidders, field=field, without=one.applicant.account_id)
        if chosen is not None:
            load[chosen] += 1
            one.assignee = officers[chosen]
            yield one


def _entry(dossier: Dossier, at: datetime) -> Entry:
    """The revision stays: nobody's open page becomes stale because the dossier is now theirs."""
    assert dossier.assignee
    return journal.compose(
        by=ASSIGNER,
        verb=Verb.ASSIGN,
        subject=dossier.subject,
        at=at,
        revision=dossier.revision,
        agency=dossier.agency.code,
        body={"officer": dossier.assignee_id, "name": dossier.assignee.account.name},
    )
