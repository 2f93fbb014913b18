"""Two at once, twice the same, and jobs that come late: one of them happens, nothing is numbered twice."""

import shutil
import subprocess
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection, transaction

from motcua.agencies import actions as agencies
from motcua.agencies.models import Officer
from motcua.dossiers import actions as dossiers
from motcua.dossiers import queries
from motcua.dossiers.models import Amendment, Counter, Dossier, Notice, Pause, Replaced
from motcua.dossiers.rules.notices import Form
from motcua.dossiers.rules.process import State, Verb
from motcua.journal.models import Entry
from motcua.kernel import clock
from motcua.kernel.errors import MotcuaError, WrongState
from motcua.people.models import Account
from motcua.signing import queries as signing
from motcua.vault import queries as vault
from motcua.vault.models import Document
from tests.dossiers.test_branches import birth

Accounts = Callable[[str], Account]
Officers = Callable[[str], Officer]
Submitted = Callable[..., Dossier]
Call = Callable[[], Any]

# A Monday morning without a holiday near.
MONDAY = datetime(2026, 11, 30, 8, 0, tzinfo=clock.HANOI)
GROUND = {"reason": "Chờ kết luận của tòa án.", "ground": "Điều 24"}
WISH = {"reason": "Không còn nhu cầu."}


def act(verb: Verb, dossier: Dossier, by: Officer, at: datetime = MONDAY, **more: Any) -> Dossier:
    return dossiers.act(verb=verb, code=dossier.code, by=by, at=at, **more)


def agree(verb: Verb, dossier: Dossier, by: Officer, at: datetime = MONDAY) -> Dossier:
    return dossiers.agree(verb=verb, code=dossier.code, by=by, at=at)


def apply(verb: Verb, dossier: Dossier, by: Account, **more: Any) -> Dossier:
    return dossiers.act_as_applicant(verb=verb, dossier=dossier, by=by, at=MONDAY, **more)


@pytest.fixture
def received(submitted: Submitted, officer: Officers) -> Submitted:
    return lambda **changes: act(Verb.RECEIVE, submitted(at=MONDAY, **changes), officer("reception"))


def paper(dossier: Dossier) -> dict[str, Any]:
    """What marks its first paper as wrong."""
    return {"items": [{"path": f"files.{dossier.handed[0]}", "fault": "Mờ."}]}


def together(*calls: Call) -> list[object]:
    """What each call returned or raised, all begun at once, each with a connection of its own."""
    ends: list[object] = [None] * len(calls)
    start = Barrier(len(calls))

    def run(place: int, call: Call) -> None:
        try:
            start.wait(10)
            ends[place] = call()
        except MotcuaError as error:
            ends[place] = error
        finally:
            connection.close()

    threads = [Thread(target=run, args=numbered) for numbered in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return ends


def done(ends: Sequence[object]) -> list[object]:
    return [end for end in ends if not isinstance(end, MotcuaError)]


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_one_happens(
    submitted: Submitted, received: Submitted, officer: Officers, account: Accounts
) -> None:
    """Several races in one test: each real transaction costs a new database afterwards."""
    citizen = account("citizen")

    # Two officers with the same page before them.
    dossier = submitted(at=MONDAY)
    by = officer("reception"), officer("reception.066852")
    ends = together(*(partial(act, Verb.RECEIVE, dossier, one, revision=1) for one in by))
    assert [end.code for end in ends if isinstance(end, MotcuaError)] == ["stale"]
    assert [entry.verb for entry in queries.history(dossier)] == ["submit", "receive"]

    # The approver agrees to a stop while the applicant asks to withdraw: whoever is second finds it ended,
    # or their wish is overtaken.
    dossier = act(Verb.STOP, received(), officer("case"), given=GROUND)
    ends = together(
        partial(agree, Verb.STOP, dossier, officer("approver")),
        partial(apply, Verb.WITHDRAW, dossier, citizen, given=WISH),
    )
    dossier.refresh_from_db()
    assert (dossier.state, dossier.proposals) == (State.STOPPED, 0)
    assert not isinstance(ends[0], MotcuaError)
    assert not dossier.asked_for.filter(decided_at=None).exists()

    # Two approvers' clicks on two wishes that exclude each other.
    dossier = act(Verb.SUSPEND, received(), officer("case"), given=GROUND)
    apply(Verb.WITHDRAW, dossier, citizen, given=WISH)
    dossier.refresh_from_db()
    approve = partial(dossiers.agree, code=dossier.code, by=officer("approver"), at=MONDAY)
    ends = together(
        *(partial(approve, verb=verb, revision=dossier.revision) for verb in (Verb.SUSPEND, Verb.WITHDRAW))
    )
    assert len(done(ends)) == 1

    # A double click on "hand in".
    dossier = received()
    dossier = act(Verb.ASK_SUPPLEMENT, dossier, officer("case"), given=paper(dossier))
    give = partial(apply, Verb.SUPPLEMENT, dossier, citizen, given={"handed": dossier.handed})
    ends = together(give, give)
    assert len(done(ends)) == 1
    assert all(isinstance(end, WrongState) for end in ends if isinstance(end, MotcuaError))
    assert Amendment.objects.filter(dossier=dossier).count() == 1
    assert Pause.objects.get(dossier=dossier).ended_at == MONDAY

    # Two workers with the same job.
    notice = Notice.objects.get(dossier=dossier)
    at = clock.now()
    together(*[partial(dossiers.make_notice, notice=notice.pk, at=at)] * 2)
    assert Entry.objects.filter(subject=dossier.subject, verb="make-notice").count() == 1
    assert Document.objects.filter(name__startswith=dossier.code).count() == 1
    assert all(one.holds for one in queries.checked_history(dossier))


@pytest.mark.django_db(transaction=True)
def test_numbers_have_no_gaps(received: Submitted, officer: Officers) -> None:
    waiting = [received() for _ in range(6)]
    by = officer("case")

    def ask(dossier: Dossier, *, fails: bool) -> None:
        with transaction.atomic():
            act(Verb.ASK_SUPPLEMENT, dossier, by, given=paper(dossier))
            if fails:
                raise WrongState(code="power-cut")

    ends = together(*(partial(ask, one, fails=place % 3 == 2) for place, one in enumerate(waiting)))
    assert len(done(ends)) == 4
    numbers = sorted(Notice.objects.values_list("number", flat=True))
    assert numbers == [f"{n}/PBS-MC" for n in range(1, 5)]
    assert Counter.objects.get(series__startswith="PBS-MC").value == 4
    assert Notice.objects.filter(dossier__state=State.SUPPLEMENTING).count() == 4
    retried = [place for place, end in enumerate(ends) if isinstance(end, MotcuaError)]
    ask(waiting[retried[0]], fails=False)
    assert Notice.objects.filter(number="5/PBS-MC").exists()


# Papers


def sends(received: Submitted, officer: Officers, account: Accounts) -> list[Notice]:
    """One of each form that acts send, from dossiers on which they were done."""
    case, approver = officer("case"), officer("approver")
    first = received()
    act(Verb.ASK_SUPPLEMENT, first, case, given=paper(first))
    apply(Verb.SUPPLEMENT, first, account("citizen"), given={"handed": first.handed})
    act(Verb.CHARGE, first, case, given={"items": [{"name": "Lệ phí", "amount": 1_500_000}]})
    act(Verb.SETTLE, first, officer("reception"), given={"receipt": "BL-1"})
    act(Verb.SUSPEND, first, case, given=GROUND)
    agree(Verb.SUSPEND, first, approver)
    act(Verb.RESUME, first, case)
    act(Verb.EXTEND, first, case, given={"reason": "Chờ xác minh."})
    agree(Verb.EXTEND, first, approver)
    apply(Verb.WITHDRAW, first, account("citizen"), given=WISH)
    agree(Verb.WITHDRAW, first, approver)
    return queries.notices(first)


def pdf_of(notice: Notice) -> bytes:
    assert notice.document
    return vault.content(notice.document)


@pytest.mark.django_db
def test_every_form_that_acts_send_is_signed_whatever_came_after(
    submitted: Submitted,
    received: Submitted,
    officer: Officers,
    account: Accounts,
    tmp_path: Path,
) -> None:
    """The jobs come last of all here, when the dossiers have ended."""
    sent = sends(received, officer, account)
    refused = submitted(at=MONDAY)
    act(Verb.REFUSE, refused, officer("reception"), given={"reason": "Không thuộc thẩm quyền."})
    agree(Verb.REFUSE, refused, officer("approver"))
    sent += queries.notices(refused)
    assert [Form(one.form) for one in sent] == [
        Form.SUPPLEMENT, Form.OBLIGATION, Form.STOP, Form.RESUME, Form.APOLOGY, Form.WITHDRAWAL, Form.REFUSAL
    ]  # fmt: skip
    at = clock.now()
    for notice in sent:
        made = dossiers.make_notice(notice=notice.pk, at=at)
        assert dossiers.make_notice(notice=notice.pk, at=at).document_id == made.document_id
        pdf = pdf_of(made)
        assert signing.verify_document(pdf, at=at).ok, notice.form
        found = queries.by_notice(made.document.sha256 if made.document else "")
        assert found == made
        if shutil.which("pdfsig"):
            path = tmp_path / f"{notice.form}.pdf"
            path.write_bytes(pdf)
            said = subprocess.run(["pdfsig", "-nocert", path], capture_output=True, text=True, check=False)
            assert "Signature is Valid" in said.stdout
            assert "not valid" not in said.stdout.casefold()
    assert len({(one.issuer_id, one.number) for one in sent}) == len(sent)


def text_of(pdf: bytes, folder: Path) -> str:
    if shutil.which("pdftotext") is None:
        pytest.skip("no pdftotext")
    path = folder / "paper.pdf"
    path.write_bytes(pdf)
    return subprocess.run(["pdftotext", path, "-"], capture_output=True, text=True, check=True).stdout


@pytest.mark.django_db
def test_a_delegate_signs_on_behalf_with_their_own_key(
    received: Submitted, officer: Officers, tmp_path: Path
) -> None:
    away, delegate = officer("approver"), officer("clerk")
    agencies.declare_absence(
        officer=away, delegate=delegate, starts_on=MONDAY.date(), ends_on=MONDAY.date(), reason="Đi họp",
        by=away.actor, at=MONDAY,
    )  # fmt: skip
    at = clock.now()
    dossier = received()
    act(Verb.EXTEND, dossier, officer("case"), given={"reason": "Chờ xác minh."})
    agree(Verb.EXTEND, dossier, delegate)
    [notice] = queries.notices(dossier)
    assert (notice.officer, notice.absent_id) == (delegate, away.pk)
    apology = pdf_of(dossiers.make_notice(notice=notice.pk, at=at))
    act(Verb.APPRAISE, dossier, officer("case"), note="Đủ.")
    dossier = act(Verb.APPROVE, dossier, delegate)
    dossier = dossiers.make_decision(
        code=dossier.code, revision=dossier.revision, officer=delegate.pk, absent=away.pk, at=at
    )
    assert dossier.decision
    for pdf in (apology, vault.content(dossier.decision)):
        said = text_of(pdf, tmp_path)
        assert "TUQ." in said
        assert delegate.account.name in said
        assert away.account.name not in said
        assert signing.verify_document(pdf, at=at).signatures[0].name == delegate.account.name


def settle(dossier: Dossier, officer: Officers, *, at: datetime, negative: bool = False) -> Dossier:
    """From appraisal to the sealed result."""
    case, by = officer("case"), officer("approver")
    if negative:
        act(Verb.DENY, dossier, case, at, given={"reason": "Thông tin không đúng.", "ground": "Điều 22"})
    else:
        act(Verb.APPRAISE, dossier, case, at, note="Đủ điều kiện.")
    dossier = act(Verb.APPROVE, dossier, by, at)
    dossiers.make_decision(code=dossier.code, revision=dossier.revision, officer=by.pk, at=at)
    dossier = act(Verb.SEAL, dossier, officer("clerk"), at)
    return dossiers.make_result(code=dossier.code, revision=dossier.revision, at=at)


@pytest.mark.django_db
def test_a_negative_result_that_was_sent_back_becomes_a_positive_one(
    received: Submitted, officer: Officers, tmp_path: Path
) -> None:
    at = clock.now()
    dossier, by = received(), officer("approver")
    given = {"reason": "Thông tin không đúng.", "ground": "Điều 22"}
    act(Verb.DENY, dossier, officer("case"), at, given=given)
    dossier = act(Verb.APPROVE, dossier, by, at)
    late = dossier.revision
    for login in ("clerk", "approver"):
        act(Verb.SEND_BACK, dossier, officer(login), at, note="Xem lại.")
    dossiers.make_decision(code=dossier.code, revision=late, officer=by.pk, at=at)
    assert Dossier.objects.get(pk=dossier.pk).decision_id is None
    dossier = settle(dossier, officer, at=at)
    assert not dossier.negative
    assert "KGQ" not in dossier.number
    assert dossier.result
    assert given["reason"] not in text_of(vault.content(dossier.result), tmp_path)
    dossiers.make_decision(code=dossier.code, revision=late, officer=by.pk, at=at)
    dossiers.make_result(code=dossier.code, revision=late, at=at)
    assert Dossier.objects.get(pk=dossier.pk).result_id == dossier.result_id


@pytest.mark.django_db
def test_the_draft_shown_after_a_denial_was_sent_back_is_of_the_result_asked_for(
    received: Submitted, officer: Officers
) -> None:
    dossier = received(code="1.001193", answers=birth())
    given = {"reason": "Thông tin không đúng.", "ground": "Điều 22"}
    act(Verb.DENY, dossier, officer("case"), given=given)
    act(Verb.SEND_BACK, dossier, officer("approver"), note="Xem lại.")
    dossier = act(Verb.SHOW_DRAFT, dossier, officer("case"))
    assert (dossier.state, dossier.negative) == (State.CONFIRMING, False)


@pytest.mark.django_db
def test_two_corrections_leave_three_results_each_to_be_found(received: Submitted, officer: Officers) -> None:
    at = clock.now()
    dossier = settle(received(), officer, at=at)
    issued = [(dossier.number, dossier.result)]
    for negative in (True, False):
        dossier = act(Verb.CORRECT, dossier, officer("approver"), at, note="Sai năm sinh.")
        dossier = settle(dossier, officer, at=at, negative=negative)
        issued.append((dossier.number, dossier.result))
        at += timedelta(minutes=1)
    assert len({number for number, _result in issued}) == 3
    for number, result in issued[:2]:
        assert result
        found = queries.by_replaced(result.sha256)
        assert found
        assert (found.number, found.document_id, found.dossier_id) == (number, result.pk, dossier.pk)
        assert signing.verify_document(vault.content(result), at=clock.now()).ok
    current = issued[2][1]
    assert current
    assert queries.by_replaced(current.sha256) is None
    assert queries.by_result(current.sha256) == dossier
    assert Replaced.objects.filter(dossier=dossier).count() == 2
    assert all(one.holds for one in queries.checked_history(dossier))
