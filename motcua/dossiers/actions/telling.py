"""Telling people what happened: follows the journal, and posts what the table's last column says."""

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from motcua.agencies.rules.kinds import Role
from motcua.dossiers.models import Dossier, Opinion, Proposal
from motcua.dossiers.queries import telling as queries
from motcua.dossiers.rules import telling
from motcua.dossiers.rules.process import BEFORE_RECEPTION, State, Tell, Verb
from motcua.dossiers.rules.processes import transition
from motcua.dossiers.rules.telling import Colleague, Said
from motcua.journal import actions as journal
from motcua.journal.models import Entry
from motcua.journal.rules import Actor
from motcua.kernel import clock
from motcua.notifications import actions as notifications
from motcua.notifications.rules import Notice

FOLLOWER = "dossiers.tell"
TELLER = Actor("system:news", "Motcua")
BATCH = 500
STALE = timedelta(days=7)  # older news is no news: after a long stop nobody is told of last month
_SUBJECT = "dossier:"
_BESIDE = (Verb.PROPOSE, Verb.DECLINE, Verb.ASSIGN)

_log = logging.getLogger(__name__)


def tell_news(*, at: datetime, limit: int = BATCH) -> int:
    """Posts what the next acts of the journal tell people; how many rows were read, 0 when there was no more.

    The same act is told once, even if it is read again. The number of queries is the same for any batch.
    """
    with journal.follow(by=FOLLOWER, limit=limit) as entries:
        fresh = [
            entry
            for entry in entries
            if entry.at > at - STALE and entry.subject.startswith(_SUBJECT) and entry.verb in set(Verb)
        ]
        if fresh:
            notifications.post(list(_notices(fresh, at)), by=TELLER, at=at)
    return len(entries)


def to_officers(
    dossier: Dossier, event: str, said: Said, readers: Iterable[Colleague], *, stamp: str
) -> Iterator[Notice]:
    """A message for each of these officers. `stamp` tells apart what happens to a dossier more than once.

    Raises Invalid where the template prints what `said` does not say.
    """
    for reader in readers:
        yield Notice(
            key=f"{dossier.subject}:{stamp}:{event}:account:{reader.account}",
            event=event,
            data=telling.complete(event, {**said, "officer": reader.name}),
            path=f"/office/dossiers/{dossier.code}",
            account=reader.account,
        )


def to_applicant(dossier: Dossier, event: str, said: Said, *, stamp: str) -> Notice:
    """A message for whoever applied: with an account on their page, without one to look up by the code."""
    has_page = dossier.applicant.account_id is not None
    return Notice(
        key=f"{dossier.subject}:{stamp}:{event}:person:{dossier.applicant_id}",
        event=event,
        data=telling.complete(event, said),
        path=f"/my/dossiers/{dossier.code}" if has_page else f"/tracking?code={dossier.code}",
        person=dossier.applicant_id,
    )


def _notices(entries: Sequence[Entry], at: datetime) -> Iterator[Notice]:
    """What these acts tell. One that cannot be told is logged and does not stop the others."""
    known = _load(entries, at)
    for entry in entries:
        dossier = known.dossiers.get(entry.subject.removeprefix(_SUBJECT))
        if dossier is None:
            continue
        try:
            yield from list(_of(entry, dossier, known))
        except Exception:
            _log.exception("Journal row %s (%s %s) was not told.", entry.pk, entry.verb, entry.subject)


@dataclass(frozen=True, slots=True)
class _Known:
    """What the batch is about, read at once."""

    dossiers: Mapping[str, Dossier]
    colleagues: telling.Colleagues
    declined: Mapping[tuple[int, str, datetime], int | None]  # dossier, verb, when -> who had proposed it
    opinions: Mapping[tuple[int, str, datetime], Opinion]  # dossier, agency, when -> what was answered


def _load(entries: Sequence[Entry], at: datetime) -> _Known:
    codes = {entry.subject.removeprefix(_SUBJECT) for entry in entries}
    dossiers = {row.code: row for row in queries.tellable().filter(code__in=codes)}
    asked = {code for entry in entries if entry.verb == Verb.CONSULT for code in _asked(entry)}
    return _Known(
        dossiers=dossiers,
        colleagues=queries.colleagues_of(dossiers.values(), on=clock.day(at), codes=asked),
        declined={
            (row.dossier_id, row.verb, row.decided_at): row.proposed_by_id
            for row in Proposal.objects.filter(_acted(entries, Verb.DECLINE, dossiers, "decided_at"))
            if row.decided_at
        },
        opinions={
            (row.dossier_id, row.agency.code, row.answered_at): row
            for row in Opinion.objects.filter(
                _acted(entries, Verb.ANSWER, dossiers, "answered_at")
            ).select_related("agency")
            if row.answered_at
        },
    )


def _acted(entries: Sequence[Entry], verb: Verb, dossiers: Mapping[str, Dossier], when: str) -> Q:
    """The rows that these acts wrote."""
    of = {entry.subject.removeprefix(_SUBJECT) for entry in entries if entry.verb == verb}
    return Q(
        dossier__in=[dossiers[code].pk for code in of if code in dossiers],
        **{f"{when}__in": [entry.at for entry in entries if entry.verb == verb]},
    )


def _asked(entry: Entry) -> Sequence[str]:
    given = entry.body.get("given")
    codes = given.get("agencies") if isinstance(given, Mapping) else None
    return codes if isinstance(codes, list) else ()


def _of(entry: Entry, dossier: Dossier, known: _Known) -> Iterator[Notice]:
    verb, body, stamp = Verb(entry.verb), entry.body, str(entry.revision)
    said = telling.words(queries.facts(dossier), verb, body)
    if verb in _BESIDE:
        yield from _beside(entry, verb, dossier, said, known)
        return
    row = transition(dossier.process, State(body.get("from", State.DRAFT)), verb)
    for tell in row.tells if row else ():
        event = telling.event(verb, tell, body)
        if tell == Tell.APPLICANT:
            if verb != Verb.SHOW_DRAFT or dossier.draft_due_at:  # else they have answered already
                yield to_applicant(dossier, event, said, stamp=stamp)
        else:
            told = _consulted(entry, known) if tell == Tell.CONSULTED else _turn(entry, dossier, known)
            others = [one for one in told if entry.actor != f"officer:{one.officer}"]
            yield from to_officers(
                dossier, event, said | _answered(entry, dossier, known), others, stamp=stamp
            )


def _turn(entry: Entry, dossier: Dossier, known: _Known) -> list[Colleague]:
    opinion = known.opinions.get((dossier.pk, entry.agency, entry.at))
    if opinion is not None and (asker := telling.hearing(known.colleagues, opinion.asked_by_id)):
        return asker
    return whose_turn(dossier, known.colleagues) if telling.still_there(dossier.state, entry.body) else []


def whose_turn(dossier: Dossier, colleagues: telling.Colleagues) -> list[Colleague]:
    """The officers to be told that this dossier waits for them."""
    return telling.turn(
        colleagues,
        assignee=dossier.assignee_id,
        role=dossier.waiting_role,
        place=dossier.waiting_at_id,
        without=dossier.applicant.account_id,
    )


def _answered(entry: Entry, dossier: Dossier, known: _Known) -> Said:
    """Which agency gave its opinion."""
    opinion = known.opinions.get((dossier.pk, entry.agency, entry.at))
    return telling.both("agency", queries.name_of(opinion.agency)) if opinion else {}


def _consulted(entry: Entry, known: _Known) -> list[Colleague]:
    return [
        one for code in _asked(entry) for one in telling.holding(known.colleagues, [Role.CASE], place=code)
    ]


def _beside(entry: Entry, verb: Verb, dossier: Dossier, said: Said, known: _Known) -> Iterator[Notice]:
    """What is no row of the table: something proposed or declined, a dossier assigned by the system."""
    stamp, body = str(entry.revision), entry.body
    withdrawal = body.get("verb") == Verb.WITHDRAW
    if verb == Verb.ASSIGN:
        if dossier.assignee_id == body["officer"]:
            readers = telling.hearing(known.colleagues, body["officer"])
            yield from to_officers(dossier, telling.event(verb, Tell.TURN), said, readers, stamp=stamp)
    elif verb == Verb.PROPOSE:
        if dossier.proposals:
            event = telling.WITHDRAWAL_ASKED if withdrawal else telling.PROPOSED
            yield from to_officers(dossier, event, said, _agreeing(entry, dossier, known), stamp=stamp)
    elif withdrawal:
        yield to_applicant(dossier, telling.WITHDRAWAL_DECLINED, said, stamp=stamp)
    else:
        proposer = known.declined.get((dossier.pk, body["verb"], entry.at))
        readers = telling.hearing(known.colleagues, proposer)
        yield from to_officers(dossier, telling.DECLINED, said, readers, stamp=stamp)


def _agreeing(entry: Entry, dossier: Dossier, known: _Known) -> list[Colleague]:
    row = transition(dossier.process, State(dossier.state), Verb(entry.body["verb"]))
    if row is None or row.agrees is None:
        return []
    return agreeing(dossier, row.agrees, known.colleagues)


def agreeing(dossier: Dossier, role: Role, colleagues: telling.Colleagues) -> list[Colleague]:
    """The officers who may agree to what is proposed in this dossier."""
    at_desk = dossier.state in BEFORE_RECEPTION
    place = dossier.desk_id if at_desk else dossier.agency_id
    return telling.holding(colleagues, [role], place=place, without=dossier.applicant.account_id)
