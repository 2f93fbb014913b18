"""Directives and tasks: who sends, who answers, who may not; what is journaled and told."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from motcua.agencies.models import Agency, Officer
from motcua.directives import actions, queries
from motcua.directives.models import Directive, Task
from motcua.directives.rules.process import State, Verb
from motcua.journal import queries as journal
from motcua.kernel import canonical, clock
from motcua.kernel.errors import Invalid, MotcuaError, NotAllowed, NotFound, WrongState
from motcua.notifications.models import Message
from motcua.signing import queries as signing
from tests.country import WARD
from tests.directives.conftest import FindOfficer, Sent, order

pytestmark = pytest.mark.django_db
OTHER_WARD = "H49.06673"
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def test_from_draft_to_closed_every_step_is_signed_and_told(sent: Sent, officer: FindOfficer) -> None:
    directive = sent(WARD, OTHER_WARD)
    task = directive.tasks.get(agency__code=WARD)
    at, ward, leader = clock.now(), officer("approver"), officer("leader")
    assert task.state == State.SENT
    assert directive.number == f"01/CĐ-{clock.local(at).year}"

    actions.act(verb=Verb.ACKNOWLEDGE, task=task.pk, by=ward, at=at)
    actions.act(verb=Verb.TELL, task=task.pk, by=ward, at=at, note="Còn 2 hồ sơ.")
    actions.act(
        verb=Verb.REPORT, task=task.pk, by=ward, at=at, note="Xong.", reference="12/BC-UBND",
        files=[("bao-cao.pdf", PDF)],
    )  # fmt: skip
    actions.act(verb=Verb.RETURN, task=task.pk, by=leader, at=at, note="Thiếu văn bản xin lỗi.")
    actions.act(verb=Verb.REPORT, task=task.pk, by=ward, at=at, note="Đã bổ sung.")
    task = actions.act(verb=Verb.CLOSE, task=task.pk, by=leader, at=at)

    assert task.state == State.CLOSED
    assert task.ended_at == at
    directive.refresh_from_db()
    assert directive.state == State.SENT  # the other ward has not answered
    entries = journal.of(directive.journal_subject)
    assert [one.verb for one in entries] == [
        "draft", "send", "acknowledge", "tell", "report", "return", "report", "close",
    ]  # fmt: skip
    assert all(one.signature for one in entries)
    assert not journal.altered(entries)
    signed = [(canonical.encode(one.statement()), one.signature, one.at) for one in entries]
    assert all(one.valid for one in signing.verify_acts(signed))
    reports = queries.reports(task)
    assert [(one.done, one.reference, one.evidence.count()) for one in reports] == [
        (False, "", 0), (True, "12/BC-UBND", 1), (True, "", 0),
    ]  # fmt: skip
    events = Message.objects.filter(account__in=[ward.account, leader.account]).order_by("pk")
    assert [(one.account_id, one.event) for one in events] == [
        (ward.account_id, "directive.sent"),
        (leader.account_id, "directive.reported"),
        (ward.account_id, "directive.returned"),
        (leader.account_id, "directive.reported"),
        (ward.account_id, "directive.closed"),
    ]
    assert "12 BC" not in events[0].text
    assert directive.number in events[0].subject


def test_when_every_task_has_ended_the_directive_is_closed(task: Callable[..., Task]) -> None:
    found = task(Verb.ACKNOWLEDGE, Verb.REPORT, Verb.CLOSE)
    assert Directive.objects.get(pk=found.directive_id).state == State.CLOSED


def test_numbers_run_without_gaps_for_each_agency(sent: Sent, officer: FindOfficer) -> None:
    thrown = actions.draft(order=order(), units=[WARD], by=officer("leader"), at=clock.now())
    actions.withdraw(directive=thrown.pk, reason="", by=officer("leader"), at=clock.now())
    assert [sent().number[:2], sent().number[:2]] == ["01", "02"]


def test_a_draft_is_nobodys_but_its_writers(officer: FindOfficer) -> None:
    draft = actions.draft(order=order(), units=[WARD], by=officer("leader"), at=clock.now())
    for login in ("approver", "approver.06673", "leader.90"):
        with pytest.raises(NotFound):
            queries.task_for(officer(login), draft.tasks.get().pk)
        with pytest.raises(NotFound):
            actions.send(directive=draft.pk, by=officer(login), at=clock.now())
    assert not Message.objects.exists()


def test_neighbours_see_neither_the_task_nor_the_directive(
    task: Callable[..., Task], officer: FindOfficer
) -> None:
    found = task(Verb.ACKNOWLEDGE)
    neighbour = officer("approver.06673")
    with pytest.raises(NotFound):
        queries.task_for(neighbour, found.pk)
    with pytest.raises(NotFound):
        queries.directive_for(neighbour, found.directive_id)
    assert queries.tasks(neighbour)[0] == []
    for verb in Verb:
        with pytest.raises(NotFound):
            actions.act(verb=verb, task=found.pk, by=neighbour, at=clock.now(), note="Tôi cũng làm.")


def test_the_unit_sees_its_own_task_and_not_the_others(sent: Sent, officer: FindOfficer) -> None:
    directive = sent(WARD, OTHER_WARD)
    assert [one.agency.code for one in queries.tasks(officer("approver"))[0]] == [WARD]
    with pytest.raises(NotFound):
        queries.directive_for(officer("approver"), directive.pk)


@pytest.mark.parametrize("login", ["case", "reception", "clerk"])
def test_who_does_not_lead_neither_writes_nor_answers(
    login: str, task: Callable[..., Task], officer: FindOfficer
) -> None:
    with pytest.raises(NotAllowed):
        actions.draft(order=order(), units=[WARD], by=officer(login), at=clock.now())
    with pytest.raises(NotAllowed):
        actions.act(verb=Verb.ACKNOWLEDGE, task=task().pk, by=officer(login), at=clock.now())


@pytest.mark.parametrize("units", [(), ("H49",), ("H22.1",), (WARD, "H01"), ("G01",)])
def test_only_units_below_can_be_given_tasks(units: tuple[str, ...], officer: FindOfficer) -> None:
    with pytest.raises(Invalid) as refused:
        actions.draft(order=order(), units=units, by=officer("leader"), at=clock.now())
    assert set(refused.value.fields) == {"units"}
    assert not Directive.objects.exists()


def test_every_fault_of_a_draft_is_told_at_once(officer: FindOfficer) -> None:
    late = order(at=clock.now() - timedelta(days=30), subject=" ", text="")
    with pytest.raises(Invalid) as refused:
        actions.draft(order=late, units=[], by=officer("leader"), at=clock.now())
    assert set(refused.value.fields) == {"subject", "text", "due_on", "units"}


def test_a_unit_without_units_below_gives_tasks_to_nobody(officer: FindOfficer) -> None:
    with pytest.raises(Invalid):
        actions.draft(order=order(), units=[WARD], by=officer("approver"), at=clock.now())


def test_what_was_sent_is_not_changed_any_more(sent: Sent, officer: FindOfficer) -> None:
    directive = sent()
    with pytest.raises(WrongState):
        actions.revise(
            directive=directive.pk,
            order=order(subject="Khác"),
            units=[WARD],
            by=officer("leader"),
            at=clock.now(),
        )
    with pytest.raises(WrongState):
        actions.send(directive=directive.pk, by=officer("leader"), at=clock.now())


def test_a_draft_changes_its_units(officer: FindOfficer) -> None:
    leader, at = officer("leader"), clock.now()
    draft = actions.draft(order=order(), units=[WARD], by=leader, at=at)
    revised = actions.revise(
        directive=draft.pk, order=order(subject="Mới"), units=[OTHER_WARD], by=leader, at=at, revision=1
    )
    assert [one.agency.code for one in revised.tasks.all()] == [OTHER_WARD]
    with pytest.raises(WrongState):  # whoever had it open before has seen something else
        actions.send(directive=draft.pk, by=leader, at=at, revision=1)


def test_a_draft_whose_deadline_has_passed_is_not_sent(officer: FindOfficer) -> None:
    leader, at = officer("leader"), clock.now()
    draft = actions.draft(order=order(), units=[WARD], by=leader, at=at)
    with pytest.raises(Invalid) as refused:
        actions.send(directive=draft.pk, by=leader, at=at + timedelta(days=8))
    assert "due_on" in refused.value.fields


def test_a_report_says_something_and_its_files_are_checked(
    task: Callable[..., Task], officer: FindOfficer
) -> None:
    found, ward = task(Verb.ACKNOWLEDGE), officer("approver")
    wrong: tuple[tuple[dict[str, object], str], ...] = (
        ({"note": "  "}, "note"),
        ({"note": "x" * 4001}, "note"),
        ({"note": "a\0"}, "note"),
        ({"note": "Xong.", "reference": "x" * 61}, "reference"),
        ({"note": "Xong.", "files": [("virus.exe", b"MZ")]}, "files"),
        ({"note": "Xong.", "files": [("a.pdf", PDF)] * 6}, "files"),
    )
    for given, field in wrong:
        with pytest.raises(Invalid) as refused:
            actions.act(verb=Verb.REPORT, task=found.pk, by=ward, at=clock.now(), **given)  # type: ignore[arg-type]
        assert set(refused.value.fields) == {field}
    assert Task.objects.get(pk=found.pk).state == State.ACKNOWLEDGED
    assert not queries.reports(found)


def test_an_old_page_does_not_act(task: Callable[..., Task], officer: FindOfficer) -> None:
    found = task(Verb.ACKNOWLEDGE)
    with pytest.raises(WrongState) as refused:
        actions.act(
            verb=Verb.REPORT, task=found.pk, by=officer("approver"), at=clock.now(), note="Xong.", revision=1
        )
    assert refused.value.code == "stale"


def test_withdrawing_needs_a_reason_and_keeps_what_is_done(sent: Sent, officer: FindOfficer) -> None:
    directive, leader, at = sent(WARD, OTHER_WARD), officer("leader"), clock.now()
    done = directive.tasks.get(agency__code=WARD)
    for verb, login in (
        (Verb.ACKNOWLEDGE, "approver"), (Verb.REPORT, "approver"), (Verb.CLOSE, "leader"),
    ):  # fmt: skip
        actions.act(verb=verb, task=done.pk, by=officer(login), at=at, note="Xong.")
    with pytest.raises(Invalid):
        actions.withdraw(directive=directive.pk, reason="", by=leader, at=at)
    actions.withdraw(directive=directive.pk, reason="Không còn cần.", by=leader, at=at)
    assert set(directive.tasks.values_list("agency__code", "state")) == {
        (WARD, State.CLOSED), (OTHER_WARD, State.WITHDRAWN),
    }  # fmt: skip
    directive.refresh_from_db()
    assert directive.state == State.CLOSED
    with pytest.raises(WrongState):
        actions.withdraw(directive=directive.pk, reason="Lần nữa.", by=leader, at=at)
    told = Message.objects.get(event="directive.withdrawn")
    assert told.account == officer("approver.06673").account


def test_counted_unit_by_unit_and_overdue_first(
    sent: Sent, officer: FindOfficer, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    leader, at = officer("leader"), clock.now()
    first, second = sent(WARD, OTHER_WARD), sent(WARD)
    for directive in (first, second):
        task = directive.tasks.get(agency__code=WARD)
        for verb, login in (
            (Verb.ACKNOWLEDGE, "approver"), (Verb.REPORT, "approver"), (Verb.CLOSE, "leader"),
        ):  # fmt: skip
            actions.act(verb=verb, task=task.pk, by=officer(login), at=at, note="Xong.")
    below = list(Agency.objects.filter(code__in=[WARD, OTHER_WARD]).values_list("pk", flat=True))
    with django_assert_num_queries(2):
        found = queries.tally(leader, below=below, now=at + timedelta(days=8))
    assert [(one.agency.code, one.done, one.total, one.overdue) for one in found] == [
        (OTHER_WARD, 0, 1, 1), (WARD, 2, 2, 0),
    ]  # fmt: skip
    with django_assert_num_queries(1):
        rows, _more = queries.tasks(leader, overdue_at=at + timedelta(days=8))
    assert [one.agency.code for one in rows] == [OTHER_WARD]


def test_pages_go_on_where_the_last_one_ended(sent: Sent, officer: FindOfficer) -> None:
    for _one in range(3):
        sent()
    leader = officer("leader")
    first, before = queries.tasks(leader, limit=2)
    rest, end = queries.tasks(leader, limit=2, before=before)
    assert len({one.pk for one in (*first, *rest)}) == 3
    assert end == 0
    drafts, before = queries.directives_of(leader, limit=2)
    assert len(queries.directives_of(leader, limit=2, before=before)[0]) == 1
    assert len(drafts) == 2


def test_units_are_told_once_that_a_report_is_due(sent: Sent, officer: FindOfficer) -> None:
    directive = sent(WARD, OTHER_WARD)
    assert actions.warn(at=directive.due_at - timedelta(days=5)) == 0
    soon = directive.due_at - timedelta(hours=1)
    assert actions.warn(at=soon) == 2
    assert actions.warn(at=soon + timedelta(minutes=10)) == 0
    assert actions.warn(at=directive.due_at + timedelta(days=1)) == 0
    assert {one.event for one in Message.objects.all()} == {"directive.sent", "directive.due_soon"}


def test_errors_of_an_unknown_task_are_all_alike(officer: FindOfficer) -> None:
    leader: Officer = officer("leader")
    for call in (
        lambda: queries.task_for(leader, 10**12),
        lambda: actions.act(verb=Verb.CLOSE, task=10**12, by=leader, at=clock.now()),
        lambda: actions.send(directive=10**12, by=leader, at=clock.now()),
    ):
        with pytest.raises(MotcuaError) as refused:
            call()
        assert isinstance(refused.value, NotFound)
