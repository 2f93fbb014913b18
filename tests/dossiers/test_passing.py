"""Time by itself: each thing once, whatever was missed; paused and settled dossiers are left in peace."""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from pytest_django import DjangoAssertNumQueries

from motcua.agencies.models import Agency, Officer
from motcua.dossiers import actions as dossiers
from motcua.dossiers import queries
from motcua.dossiers.models import Dossier, Draft, Opinion, Proposal
from motcua.dossiers.queries import Queue
from motcua.dossiers.rules.deadlines import Warned
from motcua.dossiers.rules.process import State, Verb
from motcua.journal.models import Entry
from motcua.kernel import clock
from motcua.notifications import actions as notifications
from motcua.notifications.models import Message
from motcua.notifications.rules import Wishes
from motcua.people.models import Account
from tests.dossiers.test_branches import birth

Accounts = Callable[[str], Account]
Officers = Callable[[str], Officer]
Received = Callable[..., Dossier]

MONDAY = datetime(2026, 11, 30, 8, 0, tzinfo=clock.HANOI)
SLOW = "1.004873"  # three working days

pytestmark = pytest.mark.django_db


def act(verb: Verb, dossier: Dossier, by: Officer, at: datetime = MONDAY, **more: Any) -> Dossier:
    return dossiers.act(verb=verb, code=dossier.code, by=by, at=at, **more)


@pytest.fixture
def received(submitted: Callable[..., Dossier], officer: Officers) -> Received:
    """A dossier that was received on Monday, with the case officer whose it is."""

    def receive(**changes: Any) -> Dossier:
        dossier = act(Verb.RECEIVE, submitted(at=MONDAY, **changes), officer("reception"))
        return act(Verb.TAKE, dossier, officer("case"))

    return receive


def told(event: str) -> list[str]:
    rows = Message.objects.filter(event=event).select_related("account")
    return sorted(row.account.username for row in rows if row.account)


def warned(dossier: Dossier) -> Warned:
    return Warned(Dossier.objects.values_list("warned", flat=True).get(pk=dossier.pk))


def test_soon_then_late_each_told_once(received: Received) -> None:
    dossier = received()
    far = dossiers.pass_time(at=dossier.due_at - timedelta(days=5))
    assert (far.soon, far.late, warned(dossier)) == (0, 0, Warned.NOTHING)
    soon = dossier.due_at - timedelta(days=2)
    assert dossiers.pass_time(at=soon).soon == 1
    assert (told("dossier.due_soon"), told("dossier.late")) == (["case"], [])
    assert dossiers.pass_time(at=soon).soon == 0
    late = dossiers.pass_time(at=dossier.due_at + timedelta(minutes=1))
    assert (late.soon, late.late, warned(dossier)) == (0, 1, Warned.LATE)
    assert told("dossier.late") == ["approver", "case"]
    assert dossiers.pass_time(at=dossier.due_at + timedelta(days=9)) == dossiers.Passed(0, 0, 0, 0, 0)
    assert sorted(e.verb for e in queries.history(dossier))[:2] == ["draft-apology", "due-soon"]
    assert all(one.holds for one in queries.checked_history(dossier))


def test_missed_runs_are_caught_up_once(received: Received) -> None:
    dossier = received()
    assert dossiers.pass_time(at=dossier.due_at + timedelta(days=20)).late == 1
    assert (told("dossier.due_soon"), told("dossier.late")) == ([], ["approver", "case"])


def test_who_has_not_taken_it_is_told_as_a_position(submitted: Callable[..., Dossier]) -> None:
    dossier = submitted(at=MONDAY)
    dossiers.pass_time(at=dossier.due_at - timedelta(hours=1))
    assert told("dossier.due_soon") == ["reception", "reception.066852"]


def test_paused_and_settled_ones_are_left_alone(received: Received, officer: Officers) -> None:
    paused = received()
    given = {"items": [{"path": f"files.{paused.handed[0]}", "fault": "Mờ."}]}
    act(Verb.ASK_SUPPLEMENT, paused, officer("case"), given=given)
    settled = act(Verb.APPRAISE, received(), officer("case"), note="Đủ.")
    settled = act(Verb.APPROVE, settled, officer("approver"))
    settled = dossiers.make_decision(
        code=settled.code, revision=settled.revision, officer=officer("approver").pk, at=MONDAY
    )
    act(Verb.SEAL, settled, officer("clerk"))
    passed = dossiers.pass_time(at=MONDAY + timedelta(days=60))
    assert passed == dossiers.Passed(0, 0, 0, 0, 0)
    assert not Message.objects.exists()


def test_before_reception_nothing_runs_for_the_applicant(
    submitted: Callable[..., Dossier], officer: Officers
) -> None:
    dossier = submitted(at=MONDAY)
    given = {"items": [{"path": f"files.{dossier.handed[0]}", "fault": "Mờ."}]}
    act(Verb.ASK_SUPPLEMENT, dossier, officer("reception"), given=given)
    dossiers.pass_time(at=MONDAY + timedelta(days=60))
    assert not Message.objects.exists()


def test_an_apology_is_drafted_when_the_date_cannot_be_kept(received: Received, officer: Officers) -> None:
    dossier = received()
    assert dossiers.pass_time(at=MONDAY + timedelta(minutes=5)).foreseen == 0
    short = dossier.due_at - timedelta(minutes=30)
    assert dossiers.pass_time(at=short).foreseen == 1
    assert dossiers.pass_time(at=short).foreseen == 0
    proposal = Proposal.objects.get(dossier=dossier)
    assert (proposal.verb, proposal.proposed_at) == (Verb.EXTEND, None)
    assert datetime.fromisoformat(proposal.body["new_due"]) > dossier.due_at
    assert queries.queue(officer("case"), Queue.APOLOGIES, now=short).dossiers == [dossier]
    assert dossiers.pass_time(at=dossier.due_at + timedelta(hours=1)).late == 1
    assert Proposal.objects.filter(dossier=dossier).count() == 1


def test_a_new_date_is_warned_of_again(received: Received, officer: Officers) -> None:
    dossier = received()
    late = dossier.due_at + timedelta(hours=1)
    dossiers.pass_time(at=late)
    act(Verb.EXTEND, dossier, officer("case"), late, given={"reason": "Cần xác minh."})
    dossier = dossiers.agree(verb=Verb.EXTEND, code=dossier.code, by=officer("approver"), at=late)
    assert warned(dossier) == Warned.NOTHING
    dossiers.pass_time(at=dossier.due_at + timedelta(hours=1))
    assert told("dossier.late") == ["approver", "approver", "case", "case"]


def test_a_declined_apology_is_not_drafted_again(received: Received, officer: Officers) -> None:
    dossier = received()
    soon = dossier.due_at - timedelta(minutes=30)
    dossiers.pass_time(at=soon)
    act(Verb.EXTEND, dossier, officer("case"), soon, given={"reason": "Cần xác minh."})
    dossiers.decline(verb=Verb.EXTEND, code=dossier.code, by=officer("approver"), at=soon, note="Còn kịp.")
    assert dossiers.pass_time(at=soon).foreseen == 0
    dossiers.pass_time(at=dossier.due_at + timedelta(hours=1))
    assert Proposal.objects.filter(dossier=dossier).count() == 1


def test_silence_confirms_the_draft_once(received: Received, officer: Officers) -> None:
    dossier = act(Verb.SHOW_DRAFT, received(code="1.001193", answers=birth()), officer("case"))
    assert dossier.draft_due_at
    assert dossiers.pass_time(at=dossier.draft_due_at).confirmed == 0
    after = dossier.draft_due_at + timedelta(minutes=1)
    assert dossiers.pass_time(at=after).confirmed == 1
    assert dossiers.pass_time(at=after).confirmed == 0
    dossier.refresh_from_db()
    assert (dossier.state, dossier.draft_confirmed_at) == (State.RECEIVED, after)
    entry = next(one for one in reversed(queries.history(dossier)) if one.verb == Verb.CONFIRM)
    assert (entry.actor, entry.body["silence"]) == ("system:time", True)
    assert act(Verb.APPRAISE, dossier, officer("case"), after, note="Đủ.").state == State.APPRAISED


def test_a_silent_agency_is_no_longer_waited_for(received: Received, officer: Officers) -> None:
    dossier = received()
    asked = {"agencies": ["H49.06673", "H49.01"], "question": "Có vướng mắc gì không?"}
    dossier = act(Verb.CONSULT, dossier, officer("case"), given=asked)
    assert (dossier.opinions, dossier.awaited) == (2, 2)
    act(Verb.ANSWER, dossier, officer("case.06673"), given={"stance": "agrees"})
    due = Opinion.objects.get(silent_at=None, answered_at=None).due_at
    assert dossiers.pass_time(at=due).silent == 0
    after = due + timedelta(minutes=1)
    assert dossiers.pass_time(at=after).silent == 1
    assert dossiers.pass_time(at=after).silent == 0
    dossier.refresh_from_db()
    assert (dossier.opinions, dossier.awaited) == (1, 0)
    assert told("dossier.silent_opinion") == ["case"]
    assert "Công an tỉnh" in Message.objects.get(event="dossier.silent_opinion").subject
    late = act(Verb.ANSWER, dossier, officer("case.01"), after, given={"stance": "agrees"})
    assert (late.opinions, late.awaited) == (0, 0)


def test_queries_of_a_pass_do_not_grow(
    received: Received, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    made = [received() for _turn in range(6)]
    with django_assert_max_num_queries(40):
        assert dossiers.pass_time(at=made[0].due_at + timedelta(hours=1)).late == 6


def test_digests_of_a_working_morning(received: Received, officer: Officers, account: Accounts) -> None:
    dossier = received()
    act(Verb.EXTEND, dossier, officer("case"), given={"reason": "Cần xác minh."})
    day = clock.local(dossier.due_at).date()
    night = datetime(day.year, day.month, day.day, 6, 59, tzinfo=clock.HANOI)
    assert not dossiers.begin_day(at=night)
    morning = night + timedelta(minutes=5)
    assert dossiers.begin_day(at=morning)
    assert not dossiers.begin_day(at=morning + timedelta(hours=3))
    assert told("officer.digest") == ["approver", "case"]
    case = Message.objects.get(account=account("case"))
    assert case.subject == "Việc hôm nay: 1 sắp đến hạn"
    assert dossier.code in case.text
    assert Message.objects.get(account=account("approver")).subject == "Việc hôm nay: 1 chờ đồng ý"
    assert dossiers.send_digests(at=morning) == 0
    notifications.choose(wishes=Wishes(digest=False), by=account("case"), at=morning)
    assert dossiers.send_digests(at=morning + timedelta(days=1)) == 1


def test_no_digest_on_a_day_off(received: Received) -> None:
    received()
    sunday = datetime(2026, 12, 6, 8, 0, tzinfo=clock.HANOI)
    assert dossiers.send_digests(at=sunday) == 0


def test_drafts_are_warned_of_and_then_deleted(account: Accounts) -> None:
    citizen = account("citizen")
    draft = dossiers.start(procedure_code=SLOW, by=citizen, at=MONDAY)
    assert dossiers.expire_drafts(at=MONDAY + timedelta(days=59)) == (0, 0)
    assert dossiers.expire_drafts(at=MONDAY + timedelta(days=61)) == (1, 0)
    assert dossiers.expire_drafts(at=MONDAY + timedelta(days=62)) == (0, 0)
    assert "28/02/2027" in Message.objects.get().text
    assert dossiers.expire_drafts(at=MONDAY + timedelta(days=91)) == (0, 1)
    assert not Draft.objects.filter(pk=draft.pk).exists()
    assert told("draft.expired") == ["citizen"]
    assert Entry.objects.filter(verb="expire-draft", subject=f"draft:{draft.pk}").exists()


def test_an_online_result_is_there_at_once(
    advanced: Callable[..., Dossier], submitted: Callable[..., Dossier]
) -> None:
    online = advanced(Verb.SEAL)
    assert (online.state, online.delivery) == (State.SEALED, "online")
    returned = dossiers.return_online(code=online.code, at=clock.now())
    assert (returned.state, returned.handed_to) == (State.RETURNED, "")
    again = dossiers.return_online(code=online.code, at=clock.now())
    assert again.revision == returned.revision
    entry = queries.history(returned)[-1]
    assert (entry.verb, entry.actor) == (Verb.RETURN, "system:papers")
    assert all(one.holds for one in queries.checked_history(returned))


def test_a_result_for_the_counter_waits_there(
    advanced: Callable[..., Dossier], submitted: Callable[..., Dossier]
) -> None:
    dossier = advanced(Verb.SEAL, submitted(delivery="counter"))
    assert dossiers.return_online(code=dossier.code, at=clock.now()).state == State.SEALED


def test_without_its_seal_nothing_is_returned(advanced: Callable[..., Dossier], officer: Officers) -> None:
    dossier = act(Verb.SEAL, advanced(Verb.APPROVE), officer("clerk"), clock.now())
    assert dossiers.return_online(code=dossier.code, at=clock.now()).state == State.SEALED


def at_once(do: Callable[[], object], times: int = 3) -> None:
    """The same in several threads, begun together."""
    start, faults = threading.Barrier(times), list[BaseException]()

    def run() -> None:
        try:
            start.wait(10)
            do()
        except BaseException as fault:
            faults.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _turn in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert not faults


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("settled")
def test_workers_at_once_tell_and_assign_once(submitted: Callable[..., Dossier], officer: Officers) -> None:
    Agency.objects.filter(code="H49.06685").update(assigns=True)
    made = [act(Verb.RECEIVE, submitted(at=MONDAY), officer("reception")) for _turn in range(4)]
    late = made[0].due_at + timedelta(hours=1)
    at_once(lambda: dossiers.assign_waiting(at=MONDAY))
    dossiers.assign_waiting(at=MONDAY)  # whoever came second left at once
    load = [Dossier.objects.filter(assignee=officer(login)).count() for login in ("case", "case.066852")]
    assert load == [2, 2]
    at_once(lambda: [dossiers.tell_news(at=MONDAY) for _turn in range(2)])
    assert len(told("dossier.assign")) == len(told("dossier.receive")) == 4
    at_once(lambda: dossiers.pass_time(at=late))
    assert Entry.objects.filter(verb="late").count() == 4
    assert Proposal.objects.filter(verb=Verb.EXTEND).count() == 4
