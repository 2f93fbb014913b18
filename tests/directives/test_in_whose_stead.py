"""Whoever stands in for an absent leader does what the leader may, under their own name, and it is said."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.utils.html import strip_tags

from motcua.agencies import actions as agencies
from motcua.agencies.models import Agency, Officer
from motcua.directives import actions, queries
from motcua.directives.rules.process import Verb
from motcua.indicators.actions import targets
from motcua.indicators.models import Publication, Remark
from motcua.indicators.queries import sharing
from motcua.indicators.rules import periods, sets
from motcua.journal import queries as journal
from motcua.kernel import clock
from motcua.kernel.errors import NotAllowed, NotFound, WrongState
from motcua.people.models import Account
from tests.country import WARD
from tests.directives.conftest import FindOfficer, Sent, order

pytestmark = pytest.mark.django_db


def lend(absent: Officer, delegate: Officer) -> None:
    """From today, for two days."""
    today = clock.day(clock.now())
    agencies.declare_absence(
        officer=absent, delegate=delegate, starts_on=today, ends_on=today + timedelta(days=1),
        reason="Đi họp", by=absent.actor, at=clock.now(),
    )  # fmt: skip


@pytest.fixture
def deputy(officer: FindOfficer) -> Officer:
    """A colleague of the province's leader, who leads nobody."""
    Officer.objects.filter(pk=officer("case").pk).update(agency=officer("leader").agency)
    return officer("case")


def test_a_deputy_sends_a_directive_in_the_leaders_stead(deputy: Officer, officer: FindOfficer) -> None:
    at, leader = clock.now(), officer("leader")
    with pytest.raises(NotAllowed):
        actions.draft(order=order(at), units=[WARD], by=deputy, at=at)
    lend(leader, deputy)
    made = actions.draft(order=order(at), units=[WARD], by=deputy, at=at)
    sent = actions.send(directive=made.pk, by=deputy, at=at)
    assert sent.sent_by == deputy
    acts = journal.of(sent.journal_subject)
    assert [(one.actor, one.body["for"]["name"]) for one in acts] == [
        (deputy.actor.ref, "Đặng Quốc Lãnh")
    ] * 2
    assert all(one.signature for one in acts)
    later = at + timedelta(days=2)
    with pytest.raises(NotFound):
        actions.withdraw(directive=sent.pk, reason="Thôi.", by=officer("case"), at=later)
    actions.withdraw(directive=sent.pk, reason="Thôi.", by=leader, at=later)
    assert "for" not in journal.of(sent.journal_subject)[-1].body


def test_the_units_deputy_acknowledges_and_the_leader_sees_for_whom(
    sent: Sent, officer: FindOfficer, account: Callable[[str], Account]
) -> None:
    task = sent(WARD).tasks.get()
    delegate = officer("clerk")
    with pytest.raises(NotAllowed):
        actions.act(verb=Verb.ACKNOWLEDGE, task=task.pk, by=delegate, at=clock.now())
    lend(officer("approver"), delegate)
    client = Client()
    client.force_login(account("clerk"), backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(f"/operations/tasks/{task.pk}").status_code == 200
    posted = client.post(f"/operations/tasks/{task.pk}/acts", {"verb": "acknowledge", "revision": "1"})
    assert posted.status_code == 302
    assert queries.task_for(officer("leader"), task.pk).state == "acknowledged"
    client.force_login(account("leader"), backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(f"/operations/tasks/{task.pk}").content.decode()
    assert "Vũ Thị Ấn thay Hoàng Minh Duyệt" in strip_tags(page)


def test_targets_are_assigned_and_answered_in_the_leaders_stead(
    deputy: Officer, officer: FindOfficer
) -> None:
    at, province = clock.now(), Agency.objects.get(code="H49")
    year = periods.read(f"{clock.day(at).year}")
    asked = {"unit": province, "indicators": sets.shipped("766"), "code": "3.3", "period": year}

    def draft(value: str) -> int:
        told = {WARD: Decimal(value)}
        return targets.draft(values=told, reason="", by=deputy, at=at, **asked)[0].pk  # type: ignore[arg-type]

    with pytest.raises(NotAllowed):
        draft("60")
    lend(officer("leader"), deputy)
    pk = draft("60")
    delegate = officer("clerk")
    with pytest.raises(NotAllowed):
        targets.agree(target=pk, value=Decimal(60), by=delegate, at=at)
    lend(officer("approver"), delegate)
    targets.remark(target=pk, words="Dân số già.", value=None, by=delegate, at=at)
    targets.agree(target=pk, value=Decimal(60), by=delegate, at=at)
    seen = sharing.sharing(province, sets.shipped("766"), "3.3", year, clock.day(at)).seen
    reasons = {"seen": seen, "shortfall_reason": "Giao dần.", "unagreed_reason": ""}
    targets.publish(**asked, **reasons, by=deputy, at=at)  # type: ignore[arg-type]
    told = [(one.verb, one.body["for"]["name"]) for one in journal.of(f"target:{pk}")]
    assert told == [
        ("draft", "Đặng Quốc Lãnh"), ("remark", "Hoàng Minh Duyệt"), ("agree", "Hoàng Minh Duyệt"),
        ("publish", "Đặng Quốc Lãnh"),
    ]  # fmt: skip
    assert Publication.objects.get().for_name == "Đặng Quốc Lãnh"
    assert Remark.objects.get().for_name == "Hoàng Minh Duyệt"


def test_a_lent_position_reaches_no_further_than_its_agency(officer: FindOfficer) -> None:
    at = clock.now()
    lend(officer("approver"), officer("clerk"))
    made = actions.draft(order=order(at), units=[WARD], by=officer("leader"), at=at)
    sent = actions.send(directive=made.pk, by=officer("leader"), at=at)
    task = sent.tasks.get()
    actions.act(verb=Verb.ACKNOWLEDGE, task=task.pk, by=officer("clerk"), at=at)
    actions.act(verb=Verb.REPORT, task=task.pk, by=officer("clerk"), at=at, note="Xong.")
    with pytest.raises((NotAllowed, WrongState)):
        actions.act(verb=Verb.CLOSE, task=task.pk, by=officer("clerk"), at=at)
