"""What the acts do, to whom they are refused, and what is left when they fail."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from motcua.agencies.models import Officer
from motcua.catalogue.rules.definition import Channel
from motcua.dossiers import actions as dossiers
from motcua.dossiers import queries
from motcua.dossiers.models import Counter, Dossier
from motcua.dossiers.rules.devices import Device
from motcua.dossiers.rules.process import State, Verb
from motcua.journal.models import Entry
from motcua.kernel import clock
from motcua.kernel.errors import Invalid, MotcuaError, NotAllowed, NotFound, WrongState
from motcua.people.models import Account
from motcua.signing import queries as signing
from motcua.vault import queries as vault
from tests.cast import application

Accounts = Callable[[str], Account]
Officers = Callable[[str], Officer]
Submitted = Callable[..., Dossier]

pytestmark = pytest.mark.django_db


def act(verb: Verb, dossier: Dossier, by: Officer, **more: Any) -> Dossier:
    return dossiers.act(verb=verb, code=dossier.code, by=by, at=clock.now(), **more)


def test_the_whole_life(advanced: Callable[..., Dossier]) -> None:
    dossier = advanced(Verb.RETURN)
    assert dossier.state == State.RETURNED
    assert dossier.number
    assert dossier.issued_on == clock.day(clock.now())
    checked = queries.checked_history(dossier)
    assert all(one.holds for one in checked)
    signed = [one.entry.verb for one in checked if one.signature]
    assert signed == ["receive", "appraise", "approve", "seal", "return"]
    assert dossier.result is not None
    report = signing.verify_document(vault.content(dossier.result), at=clock.now())
    assert report.ok
    names = [one.name for one in report.signatures]
    assert names[:2] == ["Hoàng Minh Duyệt", "Ủy ban nhân dân phường Hồng Gai"]
    done = queries.progress(dossier, queries.history(dossier))
    assert all(step.at for step in done)


def test_submitting_gives_code_due_date_and_journal_row(submitted: Submitted) -> None:
    now = clock.now()
    dossier = submitted(at=now)
    assert dossier.code.startswith(f"H49.06685-{clock.day(now):%y%m%d}-")
    assert dossier.due_at > now
    [entry] = queries.history(dossier)
    assert entry.verb == "submit"
    assert entry.body["typed_by"] == "applicant"
    assert "device" not in entry.body


def test_the_journal_knows_the_browser_by_its_pseudonym_only(account: Accounts) -> None:
    citizen = account("citizen")
    device = Device("0123456789abcdef", office=True)
    dossier = dossiers.submit(
        application=application(citizen), key="browser", by=citizen, device=device, at=clock.now()
    )
    [entry] = queries.history(dossier)
    assert (entry.body["device"], entry.body["office"]) == ("0123456789abcdef", True)


def test_the_number_of_queries_of_a_submission(
    submitted: Submitted, account: Accounts, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    submitted()
    citizen = account("citizen")
    given = application(citizen)
    with django_assert_max_num_queries(6):  # counter, dossier, journal, job, and two of the savepoint
        dossiers.submit(application=given, key="counted", by=citizen, at=clock.now())


def test_a_repeated_submission_is_the_same_dossier(account: Accounts) -> None:
    citizen = account("citizen")
    given = application(citizen)
    first = dossiers.submit(application=given, key="again", by=citizen, at=clock.now())
    second = dossiers.submit(application=given, key="again", by=citizen, at=clock.now())
    assert second.pk == first.pk
    assert Counter.objects.get(agency=first.agency_id, series__startswith="dossier:").value == 1


def test_the_same_key_with_other_content_is_refused(account: Accounts) -> None:
    citizen = account("citizen")
    dossiers.submit(application=application(citizen), key="again", by=citizen, at=clock.now())
    with pytest.raises(WrongState) as refusal:
        dossiers.submit(
            application=application(citizen, handed=[], files={}, channel=Channel.DIRECT),
            key="again", by=citizen, at=clock.now(),
        )  # fmt: skip
    assert refusal.value.code == "key-reused"


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"answers": {}}, "requester.person"),
        ({"answers": []}, ""),
        ({"files": {"relation_proof": [999_999_999]}}, "files.relation_proof"),
        ({"files": {"relation_proof": ["1; DROP TABLE"]}}, "files.relation_proof"),
        ({"files": {"relation_proof": [10**30]}}, "files.relation_proof"),
    ],
)
def test_a_wrong_submission_names_the_field_and_stores_nothing(
    account: Accounts, change: dict[str, Any], path: str
) -> None:
    citizen = account("citizen")
    entries = Entry.objects.count()
    with pytest.raises(Invalid) as refusal:
        dossiers.submit(application=application(citizen, **change), key="wrong", by=citizen, at=clock.now())
    assert path in refusal.value.fields
    assert not Dossier.objects.exists()
    assert not Counter.objects.exists()
    assert Entry.objects.count() == entries


def test_an_agency_that_does_not_decide_is_refused(account: Accounts, officer: Officers) -> None:
    citizen = account("citizen")
    police = application(citizen, agency=officer("case.01").agency)
    with pytest.raises(Invalid) as refusal:
        dossiers.submit(application=police, key="x", by=citizen, at=clock.now())
    assert refusal.value.code == "wrong-agency"


def test_files_of_others_cannot_be_handed_in(account: Accounts) -> None:
    neighbour, citizen = account("neighbour"), account("citizen")
    draft = dossiers.start(procedure_code="1.004873", by=neighbour, at=clock.now())
    theirs = dossiers.attach(
        draft=draft,
        component="relation_proof",
        name="a.pdf",
        content=b"%PDF-1.7\n%%EOF",
        by=neighbour,
        at=clock.now(),
    )
    with pytest.raises(Invalid):
        dossiers.submit(
            application=application(citizen, files={"relation_proof": [theirs.pk]}),
            key="x", by=citizen, at=clock.now(),
        )  # fmt: skip


def test_the_neighbour_sees_nothing(submitted: Submitted, account: Accounts, officer: Officers) -> None:
    dossier = submitted()
    with pytest.raises(NotFound):
        queries.dossier_of(account("neighbour").person, dossier.code)
    with pytest.raises(NotFound):
        queries.dossier_for(officer("reception.06673"), dossier.code)
    assert queries.dossier_of(account("citizen").person, dossier.code) == dossier
    assert queries.dossier_for(officer("leader"), dossier.code) == dossier


def test_an_act_out_of_order_changes_nothing(submitted: Submitted, officer: Officers) -> None:
    dossier = submitted()
    for verb in (Verb.APPRAISE, Verb.APPROVE, Verb.SEAL, Verb.RETURN):
        with pytest.raises(MotcuaError) as refusal:
            act(verb, dossier, officer("case"), note="x")
        assert refusal.value.code == "act-out-of-order"
    assert len(queries.history(dossier)) == 1


def test_whoever_acts_on_an_old_page_is_told_what_changed(submitted: Submitted, officer: Officers) -> None:
    dossier = submitted()
    act(Verb.RECEIVE, dossier, officer("reception"), revision=1)
    with pytest.raises(WrongState) as refusal:
        act(Verb.RECEIVE, dossier, officer("reception"), revision=1)
    assert refusal.value.code == "stale"
    assert "Lê Thị Đón" in str(refusal.value.message)
    assert "Tiếp nhận" in str(refusal.value.message)


def test_taking_keeps_others_off(submitted: Submitted, officer: Officers) -> None:
    dossier = submitted()
    act(Verb.TAKE, dossier, officer("reception"))
    with pytest.raises(NotAllowed) as refusal:
        act(Verb.RECEIVE, dossier, officer("reception.066852"))
    assert refusal.value.code == "assigned-to-other"
    act(Verb.TAKE, dossier, officer("reception.066852"))
    assert act(Verb.RECEIVE, dossier, officer("reception.066852")).state == State.RECEIVED


def test_opinions_and_reasons_are_needed(submitted: Submitted, officer: Officers) -> None:
    dossier = act(Verb.RECEIVE, submitted(), officer("reception"))
    for verb in (Verb.APPRAISE, Verb.SEND_BACK):
        with pytest.raises(Invalid) as refusal:
            act(verb, dossier, officer("case"), note="  ")
        assert "note" in refusal.value.fields


def test_sent_back_returns_to_whoever_did_it_and_keeps_the_due_date(
    advanced: Callable[..., Dossier], officer: Officers
) -> None:
    dossier = advanced(Verb.APPROVE)
    due = dossier.due_at
    assert dossier.decision_id
    back = act(Verb.SEND_BACK, dossier, officer("clerk"), note="Sai tên.")
    assert (back.state, back.assignee) == (State.APPRAISED, officer("approver"))
    assert back.decision_id is None
    again = act(Verb.SEND_BACK, back, officer("approver"), note="Sai tên.")
    assert (again.state, again.assignee) == (State.RECEIVED, officer("case"))
    first = act(Verb.SEND_BACK, again, officer("case"), note="Thiếu giấy.")
    assert first.state == State.SUBMITTED
    received = act(Verb.RECEIVE, first, officer("reception"))
    assert received.due_at == due


def test_a_job_that_comes_too_late_makes_no_paper(submitted: Submitted, officer: Officers) -> None:
    dossier = submitted()
    for verb, login in ((Verb.RECEIVE, "reception"), (Verb.APPRAISE, "case"), (Verb.APPROVE, "approver")):
        dossier = act(verb, dossier, officer(login), note="x")
    approved = dossier.revision
    act(Verb.SEND_BACK, dossier, officer("clerk"), note="Sai tên.")
    dossiers.make_decision(
        code=dossier.code, revision=approved, officer=officer("approver").pk, at=clock.now()
    )
    assert Dossier.objects.get(pk=dossier.pk).decision_id is None


def test_the_clerk_waits_for_the_signed_decision(submitted: Submitted, officer: Officers) -> None:
    dossier = submitted()
    for verb, login in ((Verb.RECEIVE, "reception"), (Verb.APPRAISE, "case"), (Verb.APPROVE, "approver")):
        dossier = act(verb, dossier, officer(login), note="x")
    with pytest.raises(WrongState) as refusal:
        act(Verb.SEAL, dossier, officer("clerk"))
    assert refusal.value.code == "decision-not-signed"
    offered = queries.hand(officer("clerk"))
    assert offered.roles == ["clerk"]


def test_nobody_handles_their_own_dossier(submitted: Submitted, officer: Officers, account: Accounts) -> None:
    dossier = submitted()
    person = account("citizen").person
    person.account = account("reception")
    person.save()
    with pytest.raises(NotAllowed) as refusal:
        act(Verb.RECEIVE, dossier, officer("reception"))
    assert refusal.value.code == "own-dossier"


def test_papers_are_made_once(submitted: Submitted) -> None:
    dossier = submitted()
    first = dossiers.make_confirmation(code=dossier.code, at=clock.now()).confirmation_id
    second = dossiers.make_confirmation(code=dossier.code, at=clock.now()).confirmation_id
    assert first == second


@pytest.mark.parametrize("which", list(queries.Queue))
@pytest.mark.parametrize("login", ["reception", "case", "leader"])
def test_the_number_of_queries_of_a_queue(
    submitted: Submitted,
    officer: Officers,
    which: queries.Queue,
    login: str,
    django_assert_max_num_queries: Callable[..., Any],
) -> None:
    for _ in range(3):
        submitted()
    reader = officer(login)
    with django_assert_max_num_queries(2):  # the list, and for a leader the units below
        queries.queue(reader, which, now=clock.now())


def test_keyset_pages_show_each_dossier_once(submitted: Submitted, officer: Officers) -> None:
    at = clock.now()
    made = {submitted(at=at + timedelta(seconds=second // 2)).pk for second in range(7)}
    seen: list[int] = []
    after = None
    while True:
        page = queries.queue(officer("reception"), queries.Queue.WAITING, now=at, after=after, limit=3)
        seen += [dossier.pk for dossier in page.dossiers]
        after = page.after
        if after is None:
            break
    assert len(seen) == len(set(seen))
    assert set(seen) == made


def test_drafts_belong_to_who_began_them(account: Accounts) -> None:
    draft = dossiers.start(procedure_code="1.004873", by=account("citizen"), at=clock.now())
    for verb in (
        lambda by: dossiers.save(draft=draft, by=by, at=clock.now(), answers={"requester": {}}),
        lambda by: dossiers.discard(draft=draft, by=by, at=clock.now()),
        lambda by: queries.draft(draft.pk, by=by),
    ):
        with pytest.raises(NotFound):
            verb(account("neighbour"))
    dossiers.discard(draft=draft, by=account("citizen"), at=clock.now())
    with pytest.raises(NotFound):
        queries.draft(draft.pk, by=account("citizen"))


def test_a_submitted_draft_is_gone_and_submitting_again_shows_the_dossier(account: Accounts) -> None:
    citizen = account("citizen")
    given = application(citizen)
    draft = dossiers.start(
        procedure_code="1.004873", by=citizen, at=clock.now(), agency=given.agency, answers=given.answers
    )
    dossiers.save(draft=draft, by=citizen, at=clock.now(), handed=given.handed)
    first = dossiers.submit_draft(draft=draft, applicant=citizen.person, by=citizen, at=clock.now())
    again = dossiers.submit_draft(draft=draft, applicant=citizen.person, by=citizen, at=clock.now())
    assert first == again
    neighbour = account("neighbour")
    with pytest.raises(WrongState):
        dossiers.submit_draft(draft=draft, applicant=neighbour.person, by=neighbour, at=clock.now())
