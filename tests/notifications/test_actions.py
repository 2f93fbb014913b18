"""Told once, sent once, tried again, given up; and nobody reads what another was told."""

import json
import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test import override_settings
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django import DjangoAssertNumQueries

from motcua.journal.models import Entry
from motcua.kernel import clock
from motcua.kernel.errors import Invalid, NotFound, Unavailable, WrongState
from motcua.notifications import actions, jobs, queries
from motcua.notifications.models import Delivery, Message
from motcua.notifications.rules import Wishes
from motcua.notifications.rules.kinds import MOST_ATTEMPTS, MOST_UNREAD, Status
from motcua.people.models import Account, Person
from motcua.people.rules import PersonKind
from tests.notifications.conftest import BY, Postman, notice

AT = clock.now()
pytestmark = pytest.mark.django_db


def channels(message: Message) -> set[str]:
    return set(message.deliveries.values_list("channel", flat=True))


def test_the_applicant_is_told_in_the_inbox_by_mail_and_by_sms(reachable: Account) -> None:
    (message,) = actions.post([notice(person=reachable.person.pk)], by=BY, at=AT)
    assert message.account_id == reachable.pk
    assert message.subject.startswith("Hồ sơ H49.06685-261121-0007 đã được tiếp nhận")
    assert {row.channel: row.address for row in message.deliveries.all()} == {
        "email": "hoa@example.test", "sms": "84912345678",
    }  # fmt: skip
    assert ProcrastinateJob.objects.filter(task_name="notifications.deliver").count() == 1


def test_the_same_key_is_told_once(reachable: Account) -> None:
    first = notice(account=reachable.pk)
    assert len(actions.post([first, first], by=BY, at=AT)) == 1
    assert actions.post([first], by=BY, at=AT) == []
    (other,) = actions.post([first, notice(key="two", account=reachable.pk)], by=BY, at=AT)
    assert other.key == "two"
    assert Message.objects.count() == 2
    assert Delivery.objects.count() == 4


def test_who_has_no_account_is_still_written_to(db: None) -> None:
    person = Person.objects.create(kind=PersonKind.CITIZEN, name="Bà Lan", email="lan@example.test")
    (message,) = actions.post([notice(person=person.pk)], by=BY, at=AT)
    assert message.account_id is None
    assert channels(message) == {"email"}


def test_an_officer_is_no_applicant(account: Callable[[str], Account]) -> None:
    officer = account("case")
    officer.email = "case@example.test"
    officer.save()
    (message,) = actions.post([notice("dossier.assign", account=officer.pk)], by=BY, at=AT)
    assert queries.inbox(officer)[0] == [message]
    assert message.deliveries.get().address == "case@example.test"


def test_who_cannot_be_reached_still_has_the_inbox(account: Callable[[str], Account]) -> None:
    officer = account("case")
    Account.objects.filter(pk=officer.pk).update(email="")
    (message,) = actions.post([notice("dossier.assign", account=officer.pk)], by=BY, at=AT)
    assert not message.deliveries.exists()
    assert not ProcrastinateJob.objects.exists()


def test_what_a_template_lacks_is_refused_and_nothing_is_kept(reachable: Account) -> None:
    with pytest.raises(Invalid):
        actions.post([notice(account=reachable.pk, data={"code": "1"})], by=BY, at=AT)
    with pytest.raises(NotFound):
        actions.post([notice(account=10**9)], by=BY, at=AT)
    with pytest.raises(NotFound):
        actions.post([notice()], by=BY, at=AT)
    assert not Message.objects.exists()


def test_only_what_the_template_prints_is_kept(reachable: Account) -> None:
    given = notice(account=reachable.pk)
    more = notice(account=reachable.pk, data={**given.data, "secret": "x"})
    (message,) = actions.post([more], by=BY, at=AT)
    assert "secret" not in message.data


def test_what_reads_otherwise_in_english_does(reachable: Account) -> None:
    given = notice("dossier.submit", account=reachable.pk)
    both = {**given.data, "agency_en": "People's Committee of Hồng Gai Ward"}
    (message,) = actions.post([notice("dossier.submit", account=reachable.pk, data=both)], by=BY, at=AT)
    assert "Ủy ban nhân dân phường Hồng Gai" in queries.words(message, "vi").text
    assert "People's Committee of Hồng Gai Ward" in queries.words(message, "en").text
    assert "Ủy ban" not in queries.words(message, "en").text


def test_if_the_act_does_not_commit_nobody_is_told(reachable: Account) -> None:
    with transaction.atomic():
        actions.post([notice(account=reachable.pk)], by=BY, at=AT)
        transaction.set_rollback(True)
    assert not Message.objects.exists()
    assert not ProcrastinateJob.objects.exists()


@pytest.mark.parametrize("number", [1, 60])
def test_any_number_of_notices_takes_the_same_queries(
    reachable: Account, number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    many = [notice(key=f"n{n}", account=reachable.pk, person=reachable.person.pk) for n in range(number)]
    with transaction.atomic(), django_assert_num_queries(5):  # persons, wishes, messages, deliveries, job
        assert len(actions.post(many, by=BY, at=AT)) == number


# Wishes


def test_wishes_decide_ways_and_language(reachable: Account) -> None:
    actions.choose(wishes=Wishes("en", email=False, sms=False, zalo=True, digest=False), by=reachable, at=AT)
    (message,) = actions.post([notice("dossier.refuse", account=reachable.pk)], by=BY, at=AT)
    assert message.subject == "Dossier H49.06685-261121-0007 was not accepted"
    assert channels(message) == {"zalo"}
    assert queries.words(message, "vi").subject == "Hồ sơ H49.06685-261121-0007 không được tiếp nhận"
    assert Entry.objects.filter(verb="choose-messages", subject=f"account:{reachable.pk}").exists()


def test_only_the_digest_can_be_refused_altogether(reachable: Account) -> None:
    actions.choose(wishes=Wishes(email=False, sms=False, digest=False), by=reachable, at=AT)
    told = actions.post(
        [
            notice("officer.digest", "a", account=reachable.pk),
            notice("dossier.stop", "b", account=reachable.pk),
        ],
        by=BY,
        at=AT,
    )
    assert [message.key for message in told] == ["b"]
    assert channels(told[0]) == set()


def test_a_language_that_is_none_is_refused(reachable: Account) -> None:
    with pytest.raises(Invalid):
        actions.choose(wishes=Wishes("xx"), by=reachable, at=AT)


def test_nothing_goes_a_way_that_this_deployment_does_not_have(
    reachable: Account,
) -> None:
    none = {**settings.ADAPTERS, "notifications.sms": "", "notifications.mailer": ""}
    with override_settings(ADAPTERS=none):
        (message,) = actions.post([notice(account=reachable.pk)], by=BY, at=AT)
    assert channels(message) == set()


# Sending


def mailed(reachable: Account) -> Delivery:
    """One mail that waits to be sent."""
    actions.post([notice("dossier.submit", account=reachable.pk)], by=BY, at=AT)
    return Delivery.objects.get()


def test_sent_once_with_the_address_of_its_page(reachable: Account, postman: Postman) -> None:
    waiting = mailed(reachable)
    sent = actions.deliver(by=BY, at=AT)
    assert sent is not None
    assert (sent.pk, sent.status, sent.sent_at) == (waiting.pk, Status.SENT, AT)
    assert actions.deliver(by=BY, at=AT + timedelta(days=9)) is None
    (mail,) = postman.sent
    assert mail.to == "hoa@example.test"
    assert "http://localhost:8000/my/dossiers/x" in mail.text
    assert "vui lòng không trả lời" in mail.text
    assert "H49" not in mail.reference


def test_a_silent_server_is_asked_again_later_each_time_and_at_last_no_more(
    reachable: Account, postman: Postman
) -> None:
    mailed(reachable)
    postman.refusals = [Unavailable(code="mail-server") for _try in range(MOST_ATTEMPTS)]
    at, moments = AT, []
    for _try in range(MOST_ATTEMPTS):
        tried = actions.deliver(by=BY, at=at)
        assert tried is not None
        moments.append(tried.next_at)
        assert actions.deliver(by=BY, at=at) is None  # not before its time
        at = tried.next_at or at
    row = Delivery.objects.get()
    assert (row.status, row.attempts, row.error) == (Status.FAILED, MOST_ATTEMPTS, "mail-server")
    assert row.failed_at == at
    assert moments[:-1] == sorted(moments[:-1], key=str)
    assert moments[-1] is None
    assert queries.failed()[0] == [row]
    assert postman.sent == []


def test_what_never_works_is_tried_once(reachable: Account, postman: Postman) -> None:
    mailed(reachable)
    postman.refusals = [Invalid(code="mailbox-refused")]
    actions.deliver(by=BY, at=AT)
    row = Delivery.objects.get()
    assert (row.status, row.attempts, row.error) == (Status.FAILED, 1, "mailbox-refused")


def test_a_fault_of_ours_is_logged_and_does_not_block_the_others(
    reachable: Account, postman: Postman, caplog: pytest.LogCaptureFixture
) -> None:
    postman.refusals = [KeyError("x")]
    actions.post([notice("dossier.submit", key, account=reachable.pk) for key in "ab"], by=BY, at=AT)
    for _turn in range(2):
        actions.deliver(by=BY, at=AT)
    assert sorted(Delivery.objects.values_list("status", "error")) == [("queued", "fault"), ("sent", "")]
    assert "cannot be sent" in caplog.text


def test_dying_between_sending_and_noting_it_sends_again_under_the_same_reference(
    reachable: Account, postman: Postman, monkeypatch: pytest.MonkeyPatch
) -> None:
    mailed(reachable)

    def die(self: Delivery) -> None:
        raise SystemExit

    with monkeypatch.context() as patch:
        patch.setattr(Delivery, "save", die)
        with pytest.raises(SystemExit):
            actions.deliver(by=BY, at=AT)
    assert Delivery.objects.get().status == Status.QUEUED
    actions.deliver(by=BY, at=AT)
    first, second = postman.sent
    assert first.reference == second.reference


def test_given_up_can_be_tried_again_by_a_person(reachable: Account, postman: Postman) -> None:
    row = mailed(reachable)
    with pytest.raises(WrongState):
        actions.retry(delivery=row.pk, by=BY, at=AT)
    postman.refusals = [Invalid(code="mailbox-refused")]
    actions.deliver(by=BY, at=AT)
    actions.retry(delivery=row.pk, by=BY, at=AT)
    assert Entry.objects.get(verb="retry-delivery").subject == f"delivery:{row.pk}"
    sent = actions.deliver(by=BY, at=AT)
    assert sent is not None
    assert sent.status == Status.SENT
    with pytest.raises(WrongState):  # what was sent is never sent again
        actions.retry(delivery=row.pk, by=BY, at=AT)
    with pytest.raises(NotFound):
        actions.retry(delivery=10**9, by=BY, at=AT)
    assert len(postman.sent) == 1


def test_the_job_sends_all_and_stops_when_nobody_answers(reachable: Account, postman: Postman) -> None:
    actions.post([notice("dossier.submit", f"n{n}", account=reachable.pk) for n in range(7)], by=BY, at=AT)
    postman.refusals = [Unavailable() for _try in range(jobs.PATIENCE)]
    jobs.deliver()
    assert postman.sent == []
    jobs.deliver()
    assert len(postman.sent) == 7 - jobs.PATIENCE


def test_a_long_queue_gives_others_their_turn(reachable: Account, postman: Postman) -> None:
    many = [notice("dossier.submit", f"n{n}", account=reachable.pk) for n in range(jobs.ROUND + 1)]
    actions.post(many, by=BY, at=AT)
    jobs.deliver()
    assert len(postman.sent) == jobs.ROUND
    assert ProcrastinateJob.objects.filter(task_name="notifications.deliver").count() == 2
    jobs.sweep(0)
    assert len(postman.sent) == jobs.ROUND + 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_never_send_the_same(reachable: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    mailed(reachable)
    inside, go_on = threading.Event(), threading.Event()
    sent: list[str] = []

    class Slow:
        def send(self, mail: object) -> None:
            inside.set()
            assert go_on.wait(30)
            sent.append("mail")

    monkeypatch.setattr("motcua.notifications.ports.mailer", Slow)

    def work() -> None:
        try:
            actions.deliver(by=BY, at=AT)
        finally:
            connection.close()

    worker = threading.Thread(target=work)
    worker.start()
    try:
        assert inside.wait(30)
        assert actions.deliver(by=BY, at=AT) is None  # it is being sent: passed by, not waited for
    finally:
        go_on.set()
        worker.join(30)
    assert actions.deliver(by=BY, at=AT) is None
    assert sent == ["mail"]
    assert Delivery.objects.get().status == Status.SENT


@pytest.mark.django_db(transaction=True)
def test_two_acts_that_tell_the_same_tell_it_once(reachable: Account) -> None:
    told: list[int] = []
    gate = threading.Barrier(2)

    def tell() -> None:
        try:
            gate.wait(30)
            told.append(
                len(actions.post([notice(key=key, account=reachable.pk) for key in "abc"], by=BY, at=AT))
            )
        finally:
            connection.close()

    workers = [threading.Thread(target=tell) for _worker in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(30)
    assert sum(told) == 3
    assert Message.objects.count() == 3


# SMS and Zalo of the demonstration


def test_sms_and_zalo_are_caught(reachable: Account, caught: Path) -> None:
    actions.choose(wishes=Wishes(email=False, zalo=True), by=reachable, at=AT)
    actions.post([notice(account=reachable.pk)], by=BY, at=AT)
    for _way in range(2):
        actions.deliver(by=BY, at=AT)
    found = {one["channel"]: one for one in (json.loads(path.read_text()) for path in caught.iterdir())}
    assert found["sms"]["to"] == "84912345678"
    assert found["sms"]["text"].isascii()
    assert found["zalo"]["template_data"]["code"] == "H49.06685-261121-0007"
    assert all(Delivery.objects.values_list("receipt", flat=True))


@pytest.mark.parametrize(("phone", "status"), [("0912345000", Status.FAILED), ("0912345999", Status.QUEUED)])
def test_numbers_that_fail(reachable: Account, caught: Path, phone: str, status: Status) -> None:
    reachable.person.phone, reachable.person.email = phone, ""
    reachable.person.save()
    Account.objects.filter(pk=reachable.pk).update(email="")
    actions.post([notice(account=reachable.pk)], by=BY, at=AT)
    actions.deliver(by=BY, at=AT)
    assert Delivery.objects.get().status == status
    assert list(caught.iterdir()) == []


# Reading


def test_only_ones_own(reachable: Account, account: Callable[[str], Account]) -> None:
    (message,) = actions.post([notice(account=reachable.pk)], by=BY, at=AT)
    assert queries.message(message.pk, reachable) == message
    with pytest.raises(NotFound):
        queries.message(message.pk, account("neighbour"))
    with pytest.raises(NotFound):
        actions.read(message=message, by=account("neighbour"), at=AT)
    assert queries.inbox(account("neighbour")) == ([], False)


def test_read_once_and_for_all(reachable: Account, account: Callable[[str], Account]) -> None:
    other = account("neighbour")
    mine = [notice(key=f"n{n}", account=reachable.pk) for n in range(3)]
    told = actions.post([*mine, notice(key="x", account=other.pk)], by=BY, at=AT)
    first = queries.message(told[0].pk, reachable)
    actions.read(message=first, by=reachable, at=AT)
    actions.read(message=queries.message(first.pk, reachable), by=reachable, at=AT + timedelta(days=1))
    assert Message.objects.get(pk=first.pk).read_at == AT
    assert queries.unread(reachable) == 2
    assert actions.read_all(by=reachable, at=AT) == 2
    assert (queries.unread(reachable), queries.unread(other)) == (0, 1)


def test_nobody_counts_beyond_a_hundred(
    reachable: Account, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    many = [notice(key=f"n{n}", account=reachable.pk) for n in range(MOST_UNREAD + 20)]
    actions.post(many, by=BY, at=AT)
    with django_assert_num_queries(1):
        assert queries.unread(reachable) == MOST_UNREAD + 1


def test_pages_of_the_inbox_follow_each_other(
    reachable: Account, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    actions.post([notice(key=f"n{n}", account=reachable.pk) for n in range(45)], by=BY, at=AT)
    seen: list[int] = []
    before, more = None, True
    while more:
        with django_assert_num_queries(1):
            rows, more = queries.inbox(reachable, before=before)
        seen += [row.pk for row in rows]
        before = rows[-1].pk
    assert seen == sorted(seen, reverse=True)
    assert len(set(seen)) == 45


def test_what_can_no_longer_be_said_again_is_shown_as_it_was_sent(reachable: Account) -> None:
    (message,) = actions.post([notice(account=reachable.pk)], by=BY, at=AT)
    message.event = "dossier.gone"
    assert queries.words(message, "en").subject == message.subject
