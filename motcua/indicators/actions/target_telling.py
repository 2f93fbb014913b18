"""Who is told of targets: the leaders of the unit that is to reach one, and those of whoever assigns it."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime

from django.db.models import Q

from motcua.agencies.models import Agency, Officer
from motcua.catalogue.rules.definition import Text
from motcua.dossiers.queries import telling as queries
from motcua.dossiers.rules import telling
from motcua.indicators.models import Remark, Target
from motcua.indicators.rules import sets, target_periods
from motcua.indicators.rules.target_texts import amount
from motcua.indicators.rules.targets import ANSWERING, ASSIGNING
from motcua.kernel import clock
from motcua.notifications import actions as notifications
from motcua.notifications.rules import Notice

DRAFTED, REMARKED = "target.drafted", "target.remarked"
PUBLISHED, REVISED = "target.published", "target.revised"


def drafted(above: Agency, rows: Sequence[Target], *, by: Officer, at: datetime) -> None:
    """Asks each unit for its word on what this agency drafted for it. A fixed number of queries."""
    news = [(one, DRAFTED, one.unit, at.isoformat()) for one in rows]
    _post(above, news, ANSWERING, {}, by, at)


def remarked(row: Target, remark: Remark, *, by: Officer) -> None:
    """Tells whoever assigns what the unit says of its draft."""
    above = row.unit.parent
    assert above is not None  # the nation is assigned nothing
    said = {"reason": remark.text, **telling.both("unit", queries.name_of(row.unit))}
    _post(above, [(row, REMARKED, above, str(remark.pk))], ASSIGNING, said, by, remark.at)


def published(above: Agency, rows: Sequence[Target], *, by: Officer, at: datetime) -> None:
    """Tells each unit what it is to reach from now on, and where that was revised, from what and why.

    A fixed number of queries; select what is revised.
    """
    news = [(one, REVISED if one.revises else PUBLISHED, one.unit, "") for one in rows]
    _post(above, news, ANSWERING, {}, by, at)


News = tuple[Target, str, Agency, str]  # a target, the template, whose leaders hear it, what tells it apart


def _post(
    above: Agency,
    news: Sequence[News],
    roles: Collection[str],
    said: Mapping[str, str],
    by: Officer,
    at: datetime,
) -> None:
    if not news:
        return
    places = {place.pk for _row, _event, place, _stamp in news}
    known = queries.colleagues(Q(agency__in=places), on=clock.day(at))
    by_place = {place: telling.holding(known, [str(one) for one in roles], place=place) for place in places}
    notifications.post(list(_notices(above, news, by_place, said)), by=by.actor, at=at)


def _notices(
    above: Agency,
    news: Sequence[News],
    readers: Mapping[int, Sequence[telling.Colleague]],
    said: Mapping[str, str],
) -> Iterator[Notice]:
    for row, event, place, stamp in news:
        words = {**_words(above, row), **said}
        for reader in readers[place.pk]:
            yield Notice(
                key=f"{row.subject}:{stamp}:{event}:account:{reader.account}",
                event=event,
                data=telling.complete(event, {**words, "officer": reader.name}),
                path=_path(above, row, event),
                account=reader.account,
            )


def _words(above: Agency, row: Target) -> telling.Said:
    indicator = sets.shipped(row.indicators).indicator(row.code)
    name = Text(f"{row.code} {indicator.name.vi}", f"{row.code} {indicator.name.en}")
    words = {
        **telling.both("indicator", name),
        **telling.both("period", telling.translated("{period}", period=target_periods.named(row.period))),
        **telling.both("value", amount(row.value, indicator)),
        **telling.both("agency", queries.name_of(above)),
    }
    if row.revises:
        words |= {**telling.both("before", amount(row.revises.value, indicator)), "reason": row.reason}
    return words


def _path(above: Agency, row: Target, event: str) -> str:
    """The page on which the reader acts, or sees it."""
    period = target_periods.written(row.period)
    if event == DRAFTED:
        return "/operations/targets/waiting"
    if event == REMARKED:
        return f"/operations/targets/{above.code}/{row.indicators}/{row.code}?period={period}"
    return f"/operations/targets/{row.unit.code}/{row.indicators}/{row.code}/history?period={period}"
