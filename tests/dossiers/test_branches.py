"""Every way beside the straight one: what is kept, who agrees, what the clock does, what is sent."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from motcua.agencies import actions as agencies
from motcua.agencies.models import Officer
from motcua.catalogue import queries as catalogue
from motcua.catalogue.rules import forms
from motcua.catalogue.rules.definition import Channel
from motcua.dossiers import actions as dossiers
from motcua.dossiers import queries
from motcua.dossiers.models import Amendment, Dossier, Replaced
from motcua.dossiers.queries import Queue
from motcua.dossiers.rules.notices import Form
from motcua.dossiers.rules.process import State, Verb
from motcua.kernel import clock
from motcua.kernel.errors import Invalid, NotAllowed, NotFound, WrongState
from motcua.people.models import Account
from motcua.signing import queries as signing
from motcua.vault import actions as vault
from motcua.vault import queries as vault_queries

Accounts = Callable[[str], Account]
Officers = Callable[[str], Officer]
Submitted = Callable[..., Dossier]
Advanced = Callable[..., Dossier]

pytestmark = pytest.mark.django_db

# A Monday morning without a holiday near.
MONDAY = datetime(2026, 11, 30, 8, 0, tzinfo=clock.HANOI)


def act(verb: Verb, dossier: Dossier, by: Officer, at: datetime | None = None, **more: Any) -> Dossier:
    return dossiers.act(verb=verb, code=dossier.code, by=by, at=at or clock.now(), **more)


@pytest.fixture
def received(submitted: Submitted, officer: Officers) -> Callable[..., Dossier]:
    """A dossier received at this moment."""

    def receive(at: datetime = MONDAY, **changes: Any) -> Dossier:
        dossier = submitted(at=at, **changes)
        return act(Verb.RECEIVE, dossier, officer("reception"), at)

    return receive


def some_path(dossier: Dossier) -> str:
    section = next(
        s for s in catalogue.version(dossier.version_id).form.sections if dossier.answers.get(s.id)
    )
    return f"{section.id}.{next(iter(dossier.answers[section.id]))}"


def test_supplement_stops_the_clock_and_gives_the_time_back(
    received: Submitted, officer: Officers, account: Accounts
) -> None:
    dossier = received()
    path = some_path(dossier)
    asked = MONDAY + timedelta(hours=2)
    dossier = act(
        Verb.ASK_SUPPLEMENT,
        dossier,
        officer("case"),
        asked,
        given={"items": [{"path": path, "fault": "Sai."}]},
    )
    assert (dossier.state, dossier.paused_at, dossier.waiting_role) == (
        State.SUPPLEMENTING,
        asked,
        "applicant",
    )
    [notice] = queries.notices(dossier)
    assert notice.form == Form.SUPPLEMENT
    [pause] = queries.pauses(dossier)
    assert pause.ground
    given = asked + timedelta(days=1)
    section, name = path.split(".")
    answers = {section: {name: dossier.answers[section][name]}}
    with pytest.raises(Invalid) as nothing:
        dossiers.act_as_applicant(
            verb=Verb.SUPPLEMENT, dossier=dossier, by=account("citizen"), at=given, given={"answers": answers}
        )
    assert nothing.value.code == "nothing-given"
    component = dossier.handed[0]
    file = vault.keep(name="a.pdf", content=PDF, by=account("citizen"), at=given)
    with pytest.raises(Invalid):  # what was not asked for is not taken
        dossiers.act_as_applicant(
            verb=Verb.SUPPLEMENT,
            dossier=dossier,
            by=account("citizen"),
            at=given,
            given={"files": {component: [file.pk]}},
        )


PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def test_a_supplement_of_a_paper_replaces_it(
    received: Submitted, officer: Officers, account: Accounts
) -> None:
    dossier = received()
    due, component = dossier.due_at, dossier.handed[0]
    asked = MONDAY + timedelta(hours=2)
    given = {"items": [{"path": f"files.{component}", "fault": "Bản chụp mờ."}]}
    dossier = act(Verb.ASK_SUPPLEMENT, dossier, officer("case"), asked, given=given)
    file = vault.keep(name="a.pdf", content=PDF, by=account("citizen"), at=asked)
    dossier = dossiers.act_as_applicant(
        verb=Verb.SUPPLEMENT,
        dossier=dossier,
        by=account("citizen"),
        at=asked + timedelta(days=1),
        given={"files": {component: [file.pk]}},
    )
    assert dossier.state == State.RECEIVED
    assert dossier.due_at == due + timedelta(days=1)
    assert dossier.first_due_at == due
    assert dossier.paused_at is None
    assert [one.component for one in queries.attachments(dossier)] == [component]
    assert Amendment.objects.get(dossier=dossier).notice.form == Form.SUPPLEMENT
    assert all(one.holds for one in queries.checked_history(dossier))
    with pytest.raises(WrongState) as again:
        act(Verb.ASK_SUPPLEMENT, dossier, officer("case"), given=given)
    assert again.value.code == "supplemented-before"


def test_a_second_supplement_needs_reason_and_agreement(
    received: Submitted, officer: Officers, account: Accounts
) -> None:
    dossier = received()
    Dossier.objects.filter(pk=dossier.pk).update(supplements=1)
    given = {"items": [{"path": f"files.{dossier.handed[0]}", "fault": "Thiếu trang 2."}]}
    with pytest.raises(Invalid):
        act(Verb.ASK_AGAIN, dossier, officer("case"), MONDAY, given=given)
    dossier = act(Verb.ASK_AGAIN, dossier, officer("case"), MONDAY, given=given, note="Lần trước chưa thấy.")
    assert (dossier.state, dossier.proposals) == (State.RECEIVED, 1)
    [found] = queries.queue(officer("approver"), Queue.PROPOSALS, now=MONDAY).dossiers
    assert found == dossier
    with pytest.raises(NotAllowed):
        dossiers.agree(verb=Verb.ASK_AGAIN, code=dossier.code, by=officer("case"), at=MONDAY)
    dossier = dossiers.agree(verb=Verb.ASK_AGAIN, code=dossier.code, by=officer("approver"), at=MONDAY)
    assert (dossier.state, dossier.proposals, dossier.supplements) == (State.SUPPLEMENTING, 0, 2)
    assert queries.notices(dossier)[0].officer == officer("approver")


def test_before_reception_the_clock_has_not_started(submitted: Submitted, officer: Officers) -> None:
    dossier = submitted(at=MONDAY)
    given = {"items": [{"path": f"files.{dossier.handed[0]}", "fault": "Thiếu."}]}
    dossier = act(Verb.ASK_SUPPLEMENT, dossier, officer("reception"), MONDAY, given=given)
    assert (dossier.state, dossier.paused_at) == (State.INCOMPLETE, None)
    assert not queries.pauses(dossier)


def test_refusing_is_proposed_and_agreed_at_the_desk(submitted: Submitted, officer: Officers) -> None:
    dossier = submitted(at=MONDAY)
    with pytest.raises(Invalid):
        act(Verb.REFUSE, dossier, officer("reception"), MONDAY)
    dossier = act(
        Verb.REFUSE, dossier, officer("reception"), MONDAY, given={"reason": "Không thuộc thẩm quyền."}
    )
    dossier = dossiers.agree(verb=Verb.REFUSE, code=dossier.code, by=officer("approver"), at=MONDAY)
    assert (dossier.state, dossier.waiting_role, dossier.settled_at) == (State.REFUSED, "", MONDAY)
    [notice] = queries.notices(dossier)
    made = dossiers.make_notice(notice=notice.pk, at=MONDAY)
    assert made.document is not None
    report = signing.verify_document(vault_queries.content(made.document), at=clock.now())
    assert report.ok


def test_declining_needs_a_reason_and_changes_nothing_else(received: Submitted, officer: Officers) -> None:
    dossier = act(
        Verb.STOP, received(), officer("case"), MONDAY, given={"reason": "Trùng hồ sơ.", "ground": "Điều 1"}
    )
    with pytest.raises(Invalid):
        dossiers.decline(verb=Verb.STOP, code=dossier.code, by=officer("approver"), at=MONDAY)
    dossier = dossiers.decline(
        verb=Verb.STOP, code=dossier.code, by=officer("approver"), at=MONDAY, note="Chưa đủ căn cứ."
    )
    assert (dossier.state, dossier.proposals) == (State.RECEIVED, 0)
    with pytest.raises(NotFound):
        dossiers.agree(verb=Verb.STOP, code=dossier.code, by=officer("approver"), at=MONDAY)


def test_suspension_and_resumption(received: Submitted, officer: Officers) -> None:
    dossier = received()
    due = dossier.due_at
    given = {"reason": "Chờ kết luận của tòa án.", "ground": "Điều 24"}
    act(Verb.SUSPEND, dossier, officer("case"), MONDAY, given=given)
    dossier = dossiers.agree(verb=Verb.SUSPEND, code=dossier.code, by=officer("approver"), at=MONDAY)
    assert dossier.state == State.SUSPENDED
    dossier = act(Verb.RESUME, dossier, officer("case"), MONDAY + timedelta(days=7))
    assert (dossier.state, dossier.due_at) == (State.RECEIVED, due + timedelta(days=7))
    assert [notice.form for notice in queries.notices(dossier)] == [Form.STOP, Form.RESUME]


def test_financial_obligation(received: Submitted, officer: Officers) -> None:
    dossier = act(
        Verb.CHARGE,
        received(),
        officer("case"),
        MONDAY,
        given={"items": [{"name": "Lệ phí trước bạ", "amount": 1500000}]},
    )
    assert (dossier.state, dossier.waiting_role) == (State.OWING, "applicant")
    dossier = act(
        Verb.SETTLE, dossier, officer("reception"), MONDAY + timedelta(days=1), given={"receipt": "BL-01"}
    )
    assert dossier.state == State.RECEIVED


def test_withdrawal_is_asked_and_agreed(received: Submitted, officer: Officers, account: Accounts) -> None:
    dossier = dossiers.act_as_applicant(
        verb=Verb.WITHDRAW,
        dossier=received(),
        by=account("citizen"),
        at=MONDAY,
        given={"reason": "Không còn nhu cầu."},
    )
    assert (dossier.state, dossier.proposals) == (State.RECEIVED, 1)
    dossier = dossiers.agree(verb=Verb.WITHDRAW, code=dossier.code, by=officer("approver"), at=MONDAY)
    assert dossier.state == State.WITHDRAWN


def test_extension_with_apology(received: Submitted, officer: Officers) -> None:
    dossier = received()
    due = dossier.due_at
    late = due + timedelta(minutes=1)
    assert dossiers.pass_time(at=late).late == 1
    assert dossiers.pass_time(at=late).late == 0
    [found] = queries.queue(officer("case"), Queue.APOLOGIES, now=due).dossiers
    assert found == dossier
    with pytest.raises(Invalid):
        act(Verb.EXTEND, dossier, officer("case"), due)
    act(Verb.EXTEND, dossier, officer("case"), due, given={"reason": "Chờ xác minh ở nơi khác."})
    dossier = dossiers.agree(verb=Verb.EXTEND, code=dossier.code, by=officer("approver"), at=due)
    assert dossier.due_at > due
    assert dossier.first_due_at == due
    [notice] = queries.notices(dossier)
    assert notice.form == Form.APOLOGY
    assert datetime.fromisoformat(notice.body["old_due"]) == due


def test_consulting_two_one_silent(received: Submitted, officer: Officers) -> None:
    dossier = received()
    other = officer("case.06673")
    with pytest.raises(NotFound):
        queries.dossier_for(other, dossier.code)
    given = {"agencies": ["H49.06673", "H49.01"], "question": "Có tranh chấp không?"}
    dossier = act(Verb.CONSULT, dossier, officer("case"), MONDAY, given=given)
    assert (dossier.opinions, dossier.awaited) == (2, 2)
    with pytest.raises(WrongState) as waits:
        act(Verb.APPRAISE, dossier, officer("case"), MONDAY, note="Đủ.")
    assert waits.value.code == "opinions-missing"
    assert queries.dossier_for(other, dossier.code) == dossier
    dossier = act(Verb.ANSWER, dossier, other, MONDAY, given={"stance": "agrees"})
    assert (dossier.opinions, dossier.awaited) == (1, 1)
    with pytest.raises(NotAllowed):
        act(Verb.ANSWER, dossier, other, MONDAY, given={"stance": "agrees"})
    with pytest.raises(NotAllowed):
        act(Verb.APPRAISE, dossier, other, MONDAY, note="Đủ.")


def test_a_negative_result_is_a_signed_notice(received: Submitted, officer: Officers) -> None:
    dossier = act(
        Verb.DENY,
        received(),
        officer("case"),
        MONDAY,
        given={"reason": "Thông tin không đúng.", "ground": "Điều 22 Nghị định 123/2015/NĐ-CP"},
    )
    assert (dossier.state, dossier.negative) == (State.APPRAISED, True)
    by = officer("approver")
    dossier = act(Verb.APPROVE, dossier, by, MONDAY)
    dossiers.make_decision(code=dossier.code, revision=dossier.revision, officer=by.pk, at=clock.now())
    dossier = act(Verb.SEAL, dossier, officer("clerk"), MONDAY)
    assert "KGQ" in dossier.number
    dossier = dossiers.make_result(code=dossier.code, revision=dossier.revision, at=clock.now())
    assert dossier.result is not None
    assert signing.verify_document(vault_queries.content(dossier.result), at=clock.now()).ok


def test_a_result_is_corrected_by_a_new_version(advanced: Advanced, officer: Officers) -> None:
    dossier = advanced(Verb.RETURN)
    first = dossier.result
    assert first is not None
    dossier = act(Verb.CORRECT, dossier, officer("approver"), note="Sai năm sinh.")
    assert (dossier.state, dossier.result, dossier.settled_at) == (State.RECEIVED, None, None)
    assert dossier.assignee == officer("case")
    kept = Replaced.objects.get(dossier=dossier)
    assert kept.document_id == first.pk
    assert queries.by_replaced(first.sha256) == kept
    for verb, login in ((Verb.APPRAISE, "case"), (Verb.APPROVE, "approver"), (Verb.SEAL, "clerk")):
        by = officer(login)
        dossier = act(verb, dossier, by, note="Đã sửa.")
        if verb is Verb.APPROVE:
            dossiers.make_decision(
                code=dossier.code, revision=dossier.revision, officer=by.pk, at=clock.now()
            )
    dossier = dossiers.make_result(code=dossier.code, revision=dossier.revision, at=clock.now())
    assert dossier.number != kept.number
    assert dossier.result is not None
    assert dossier.result.sha256 != first.sha256


def birth() -> dict[str, Any]:
    """Answers to the birth registration that agree with each other."""
    _version, procedure = catalogue.current("1.001193", on=MONDAY.date())
    answers = forms.example(procedure, MONDAY.date())
    answers["child"] |= {"birth_date": "2026-11-02", "birth_time": "08:30"}
    answers["mother"] |= {"birth_date": "1990-05-12", "personal_id": "022190000001"}
    answers["father"] |= {"birth_date": "1988-01-02", "personal_id": "022088000123"}
    return answers


def test_the_applicant_confirms_the_draft(received: Submitted, officer: Officers, account: Accounts) -> None:
    dossier = received(code="1.001193", answers=birth())
    assert dossier.confirms_draft
    with pytest.raises(WrongState) as first:
        act(Verb.APPRAISE, dossier, officer("case"), MONDAY, note="Đủ.")
    assert first.value.code == "draft-not-confirmed"
    dossier = act(Verb.SHOW_DRAFT, dossier, officer("case"), MONDAY)
    assert dossier.state == State.CONFIRMING
    assert dossier.draft_due_at is not None
    with pytest.raises(Invalid):
        dossiers.act_as_applicant(verb=Verb.OBJECT, dossier=dossier, by=account("citizen"), at=MONDAY)
    dossier = dossiers.act_as_applicant(
        verb=Verb.OBJECT, dossier=dossier, by=account("citizen"), at=MONDAY, note="Tên đệm sai."
    )
    dossier = act(Verb.SHOW_DRAFT, dossier, officer("case"), MONDAY)
    dossier = dossiers.act_as_applicant(verb=Verb.CONFIRM, dossier=dossier, by=account("citizen"), at=MONDAY)
    assert act(Verb.APPRAISE, dossier, officer("case"), MONDAY, note="Đủ.").state == State.APPRAISED


def test_a_delegate_signs_under_their_own_name(received: Submitted, officer: Officers) -> None:
    dossier = act(Verb.APPRAISE, received(), officer("case"), MONDAY, note="Đủ.")
    away, delegate = officer("approver"), officer("clerk")
    with pytest.raises(NotAllowed):
        act(Verb.APPROVE, dossier, delegate, MONDAY)
    agencies.declare_absence(
        officer=away,
        delegate=delegate,
        starts_on=MONDAY.date(),
        ends_on=MONDAY.date(),
        reason="Đi họp",
        by=away.actor,
        at=MONDAY,
    )
    [found] = queries.queue(delegate, Queue.WAITING, now=MONDAY).dossiers
    assert found == dossier
    act(Verb.APPROVE, dossier, delegate, MONDAY)
    entry = queries.history(dossier)[-1]
    assert entry.actor == delegate.actor.ref
    assert entry.body["for"]["officer"] == away.actor.ref
    assert queries.checked_history(dossier)[-1].holds


def test_handing_over(received: Submitted, officer: Officers) -> None:
    dossier = received()
    colleague = officer("case.066852")
    dossier = act(Verb.HAND_OVER, dossier, officer("case"), MONDAY, given={"officer": colleague.pk})
    assert dossier.assignee == colleague
    with pytest.raises(Invalid):
        act(Verb.HAND_OVER, dossier, colleague, MONDAY, given={"officer": officer("approver").pk})


def test_received_elsewhere(submitted: Submitted, officer: Officers) -> None:
    desk = officer("reception.06673").agency
    dossier = submitted(at=MONDAY, desk=desk, helper=desk, channel=Channel.DIRECT)
    assert (dossier.agency.code, dossier.desk.code) == ("H49.06685", "H49.06673")
    with pytest.raises(NotAllowed):
        act(Verb.RECEIVE, dossier, officer("reception"), MONDAY)
    dossier = act(Verb.RECEIVE, dossier, officer("reception.06673"), MONDAY)
    assert dossier.waiting_at_id == dossier.agency_id
