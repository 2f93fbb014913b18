"""Who is told of a directive: the leaders of the units that have it, and of the agency that gave it."""

from collections.abc import Collection, Iterator
from datetime import datetime

from django.db.models import Q

from motcua.agencies.models import Officer
from motcua.directives.models import Directive, Task
from motcua.directives.rules.process import LEADING, TABLE, Side, Verb
from motcua.dossiers.queries import telling as queries
from motcua.dossiers.rules import telling
from motcua.journal.rules import Actor
from motcua.kernel import clock
from motcua.notifications import actions as notifications
from motcua.notifications.rules import Notice

EVENTS = {
    Verb.SEND: "directive.sent",
    Verb.REPORT: "directive.reported",
    Verb.RETURN: "directive.returned",
    Verb.CLOSE: "directive.closed",
    Verb.WITHDRAW: "directive.withdrawn",
}
DUE_SOON = "directive.due_soon"
TELLER = Actor("system:directives", "Motcua")


def told(
    directive: Directive, tasks: Collection[Task], verb: Verb, *, by: Officer, at: datetime, reason: str = ""
) -> None:
    """Posts what the column "tells" of the table says of this act. A fixed number of queries."""
    tells = next((row.tells for row in TABLE if row.verb is verb and row.tells), None)
    if tells:
        notices = list(
            _notices(tasks, EVENTS[verb], tells, at, stamp=f":{directive.revision}", reason=reason)
        )
        notifications.post(notices, by=by.actor, at=at)


def remind(tasks: Collection[Task], *, at: datetime) -> int:
    """Tells the units whose tasks are due soon; how many were told now and not before."""
    notices = list(_notices(tasks, DUE_SOON, Side.RECEIVER, at, stamp="", reason=""))
    return len(notifications.post(notices, by=TELLER, at=at))


def _notices(
    tasks: Collection[Task], event: str, side: Side, at: datetime, *, stamp: str, reason: str
) -> Iterator[Notice]:
    """A message for each leader of this side. `stamp` tells apart what happens to a task more than once."""
    receives = side is Side.RECEIVER
    places = {one.agency_id if receives else one.directive.agency_id for one in tasks}
    known = queries.colleagues(Q(agency__in=places), on=clock.day(at))
    for task in tasks:
        directive = task.directive
        said = {
            "directive": directive.subject,
            "number": directive.number,
            "reason": reason,
            **telling.both("agency", queries.name_of(directive.agency if receives else task.agency)),
            **telling.at("due", directive.due_at),
        }
        place = task.agency_id if receives else directive.agency_id
        for reader in telling.holding(known, [str(role) for role in LEADING], place=place):
            yield Notice(
                key=f"task:{task.pk}{stamp}:{event}:account:{reader.account}",
                event=event,
                data=telling.complete(event, {**said, "officer": reader.name}),
                path=f"/operations/tasks/{task.pk}",
                account=reader.account,
            )
