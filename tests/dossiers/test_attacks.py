"""Those who try what is not theirs: other agencies, stale pages, wrong shapes, the same thing twice."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from motcua.agencies import actions as agencies
from motcua.agencies import queries as agency_queries
from motcua.agencies.models import Officer
from motcua.agencies.rules.kinds import Role
from motcua.catalogue import queries as catalogue
from motcua.catalogue.rules import forms
from motcua.catalogue.rules.definition import Channel
from motcua.dossiers import actions as dossiers
from motcua.dossiers import queries
from motcua.dossiers.models import Amendment, Attachment, Counter, Dossier, Notice, Opinion, Pause, Proposal
from motcua.dossiers.rules.choices import Delivery
from motcua.dossiers.rules.process import State, Verb
from motcua.dossiers.rules.processes import processes
from motcua.journal.models import Entry
from motcua.journal.rules import Actor
from motcua.kernel import clock
from motcua.kernel.errors import Invalid, MotcuaError, NotAllowed, NotFound, WrongState
from motcua.people.models import Account
from motcua.signing import actions as signing
from motcua.signing.rules.values import Kind
from motcua.vault import actions as vault

Accounts = Callable[[str], Account]
Officers = Callable[[str], Officer]
Submitted = Callable[..., Dossier]

pytestmark = pytest.mark.django_db

# A Monday morning without a holiday near.
MONDAY = datetime(2026, 11, 30, 8, 0, tzinfo=clock.HANOI)
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
GROUND = {"reason": "Chờ kết luận của tòa án.", "ground": "Điều 24"}


def act(verb: Verb, dossier: Dossier, by: Officer, at: datetime = MONDAY, **more: Any) -> Dossier:
    return dossiers.act(verb=verb, code=dossier.code, by=by, at=at, **more)


def agree(verb: Verb, dossier: Dossier, by: Officer, at: datetime = MONDAY, **more: Any) -> Dossier:
    return dossiers.agree(verb=verb, code=dossier.code, by=by, at=at, **more)


def apply(verb: Verb, dossier: Dossier, by: Account, at: datetime = MONDAY, **more: Any) -> Dossier:
    return dossiers.act_as_applicant(verb=verb, dossier=dossier, by=by, at=at, **more)


def refused(call: Callable[[], object]) -> MotcuaError:
    with pytest.raises(MotcuaError) as refusal, transaction.atomic():
        call()
    return refusal.value


def items(*paths: str) -> dict[str, Any]:
    return {"items": [{"path": path, "fault": "Bản chụp mờ."} for path in paths]}


@pytest.fixture
def received(submitted: Submitted, officer: Officers) -> Submitted:
    def receive(at: datetime = MONDAY, **changes: Any) -> Dossier:
        return act(Verb.RECEIVE, submitted(at=at, **changes), officer("reception"), at)

    return receive


@dataclass(frozen=True)
class Team:
    """The centre that receives for a department, and the department."""

    reception: Officer
    centre: Officer
    case: Officer
    approver: Officer
    clerk: Officer

    @property
    def everybody(self) -> tuple[Officer, ...]:
        return self.reception, self.centre, self.case, self.approver, self.clerk


@pytest.fixture
def team(officer: Officers) -> Team:
    department = agency_queries.agency("H49.02")
    signing.issue_key(
        holder=department.holder, common_name=department.name_vi, organisation=department.name_vi,
        kind=Kind.SEAL, at=MONDAY - timedelta(days=400), by=Actor("system:test", "Kiểm thử"),
    )  # fmt: skip
    return Team(
        officer("reception.90"), officer("approver.90"),
        officer("case.02"), officer("approver.02"), officer("clerk.02"),
    )  # fmt: skip


@pytest.fixture
def at_department(submitted: Submitted) -> Callable[..., Dossier]:
    """A dossier that a department decides and the centre receives."""

    def submit(**changes: Any) -> Dossier:
        _version, procedure = catalogue.current("2.001827", on=MONDAY.date())
        answers = forms.example(procedure, MONDAY.date())
        del answers["premises"]["layout"]
        given = {"code": "2.001827", "agency": agency_queries.agency("H49.02"), "answers": answers}
        return submitted(at=MONDAY, **{**given, **changes})

    return submit


# Who acts where: a dossier that one agency receives and another decides


def only(may: Officer, team: Team, call: Callable[[Officer], Dossier]) -> Dossier:
    """Everybody else of both agencies is refused, and then the one who may does it."""
    for one in team.everybody:
        if one != may:
            assert isinstance(refused(lambda one=one: call(one)), NotAllowed), one  # type: ignore[misc]
    return call(may)


def test_before_reception_the_centre_decides(at_department: Submitted, team: Team, account: Accounts) -> None:
    dossier = at_department()
    asked = items(f"files.{dossier.handed[0]}")
    dossier = only(team.reception, team, lambda by: act(Verb.ASK_SUPPLEMENT, dossier, by, given=asked))
    assert queries.notices(dossier)[0].issuer.code == "H49.90"
    only(team.reception, team, lambda by: act(Verb.REFUSE, dossier, by, given={"reason": "Sai nơi."}))
    dossier = only(team.centre, team, lambda by: agree(Verb.REFUSE, dossier, by))
    assert (dossier.state, queries.notices(dossier)[-1].issuer.code) == (State.REFUSED, "H49.90")
    early = apply(Verb.WITHDRAW, at_department(), account("citizen"), given={"reason": "Thôi."})
    early = only(team.centre, team, lambda by: agree(Verb.WITHDRAW, early, by))
    assert (early.state, queries.notices(early)[0].issuer.code) == (State.WITHDRAWN, "H49.90")


def test_after_reception_the_department_decides_and_the_centre_counts_money(
    at_department: Submitted, team: Team, account: Accounts
) -> None:
    dossier = at_department(delivery=Delivery.POST, delivery_address="Số 1 đường Thí Điểm")
    dossier = only(team.reception, team, lambda by: act(Verb.RECEIVE, dossier, by))
    apply(Verb.WITHDRAW, dossier, account("citizen"), given={"reason": "Thôi."})
    only(team.approver, team, lambda by: dossiers.decline(
        verb=Verb.WITHDRAW, code=dossier.code, by=by, at=MONDAY, note="Đã xong."
    ))  # fmt: skip
    act(Verb.TAKE, dossier, team.case)
    owed = {"items": [{"name": "Phí thẩm định", "amount": 700_000}]}
    only(team.case, team, lambda by: act(Verb.CHARGE, dossier, by, given=owed))
    # The case officer has it, and reception must not need to take it from them to note a payment.
    dossier = only(team.reception, team, lambda by: act(Verb.SETTLE, dossier, by, given={"receipt": "BL-1"}))
    assert dossier.assignee == team.case
    only(team.case, team, lambda by: act(Verb.SUSPEND, dossier, by, given=GROUND))
    only(team.approver, team, lambda by: agree(Verb.SUSPEND, dossier, by))
    only(team.case, team, lambda by: act(Verb.RESUME, dossier, by))
    only(team.case, team, lambda by: act(Verb.APPRAISE, dossier, by, note="Đủ."))
    act(Verb.TAKE, dossier, team.approver)
    dossier = only(team.approver, team, lambda by: act(Verb.APPROVE, dossier, by))
    dossiers.make_decision(code=dossier.code, revision=dossier.revision, officer=team.approver.pk, at=MONDAY)
    dossier = only(team.clerk, team, lambda by: act(Verb.SEAL, dossier, by))
    dossiers.make_result(code=dossier.code, revision=dossier.revision, at=MONDAY)
    sent = {"tracking": "EA123456789VN"}
    only(team.reception, team, lambda by: act(Verb.DISPATCH, dossier, by, given=sent))
    dossier = only(team.reception, team, lambda by: act(Verb.RETURN, dossier, by))
    assert (dossier.state, dossier.tracking_number) == (State.RETURNED, "EA123456789VN")
    assert [notice.issuer.code for notice in queries.notices(dossier)] == ["H49.02"] * 3
    assert all(one.holds for one in queries.checked_history(dossier))


def test_whoever_took_a_dossier_does_not_keep_other_positions_from_theirs(
    received: Submitted, officer: Officers
) -> None:
    dossier = act(Verb.APPRAISE, received(), officer("case"), note="Đủ.")
    act(Verb.TAKE, dossier, officer("approver"))
    act(Verb.EXTEND, dossier, officer("case"), given={"reason": "Chờ xác minh."})
    assert agree(Verb.EXTEND, dossier, officer("approver")).assignee == officer("approver")
    colleague = act(Verb.TAKE, received(), officer("case"))
    kept = refused(lambda: act(Verb.APPRAISE, colleague, officer("case.066852"), note="Đủ."))
    assert kept.code == "assigned-to-other"


def test_a_wrong_result_is_corrected_also_when_reception_has_it(
    advanced: Callable[..., Dossier], officer: Officers
) -> None:
    dossier = advanced(Verb.SEAL)
    at = clock.now()
    act(Verb.TAKE, dossier, officer("reception"), at)
    assert act(Verb.CORRECT, dossier, officer("approver"), at, note="Sai tên.").state == State.RECEIVED


# Proposals


def test_nobody_agrees_to_what_they_proposed(received: Submitted, officer: Officers) -> None:
    by = officer("case")
    Officer.objects.filter(pk=by.pk).update(roles=[Role.CASE, Role.APPROVER])
    dossier = act(Verb.STOP, received(), officer("case"), given=GROUND)
    assert refused(lambda: agree(Verb.STOP, dossier, officer("case"))).code == "own-proposal"
    assert refused(lambda: dossiers.decline(
        verb=Verb.STOP, code=dossier.code, by=officer("case"), at=MONDAY, note="x"
    )).code == "own-proposal"  # fmt: skip
    assert Dossier.objects.get(pk=dossier.pk).proposals == 1


def test_a_delegate_does_not_agree_to_their_own_proposal(received: Submitted, officer: Officers) -> None:
    lend(officer("approver"), officer("case"))
    dossier = act(Verb.STOP, received(), officer("case"), given=GROUND)
    assert refused(lambda: agree(Verb.STOP, dossier, officer("case"))).code == "own-proposal"
    assert agree(Verb.STOP, dossier, officer("approver")).state == State.STOPPED  # absent, and may


def test_agreeing_twice_and_to_what_was_overtaken(received: Submitted, officer: Officers) -> None:
    dossier = act(Verb.SUSPEND, received(), officer("case"), given=GROUND)
    again = refused(lambda: act(Verb.SUSPEND, dossier, officer("case"), given=GROUND))
    assert again.code == "already-proposed"
    agree(Verb.SUSPEND, dossier, officer("approver"))
    assert isinstance(refused(lambda: agree(Verb.SUSPEND, dossier, officer("approver"))), WrongState)
    dossier = act(Verb.RESUME, dossier, officer("case"))
    act(Verb.STOP, dossier, officer("case"), given=GROUND)
    stale = dossier.revision
    dossier = act(Verb.APPRAISE, dossier, officer("case"), note="Đủ.")
    assert dossier.proposals == 0
    assert isinstance(refused(lambda: agree(Verb.STOP, dossier, officer("approver"))), WrongState)
    dossier = act(Verb.SEND_BACK, dossier, officer("approver"), note="Xem lại.")
    assert isinstance(refused(lambda: agree(Verb.STOP, dossier, officer("approver"))), NotFound)
    assert refused(lambda: act(Verb.APPRAISE, dossier, officer("case"), revision=stale)).code == "stale"


def test_what_one_position_proposed_does_not_become_the_proposal_of_another(
    at_department: Submitted, team: Team, account: Accounts
) -> None:
    """The centre's wish for one more supplement is none of the department's."""
    dossier = at_department()
    Dossier.objects.filter(pk=dossier.pk).update(supplements=1)
    asked = items(f"files.{dossier.handed[0]}")
    act(Verb.ASK_AGAIN, dossier, team.reception, given=asked, note="Lần trước chưa thấy.")
    apply(Verb.WITHDRAW, dossier, account("citizen"), given={"reason": "Thôi."})
    dossier = act(Verb.RECEIVE, dossier, team.reception)
    assert dossier.proposals == 1  # the applicant's wish stays theirs, whoever decides on it
    assert isinstance(refused(lambda: agree(Verb.ASK_AGAIN, dossier, team.approver)), NotFound)
    dossier = act(Verb.ASK_AGAIN, dossier, team.case, given=asked, note="Thiếu trang 2.")
    assert dossier.proposals == 2


def test_an_officers_own_dossier(received: Submitted, officer: Officers, account: Accounts) -> None:
    dossier = act(Verb.STOP, received(), officer("case"), given=GROUND)
    person = account("citizen").person
    person.account = account("approver")
    person.save()
    assert refused(lambda: agree(Verb.STOP, dossier, officer("approver"))).code == "own-dossier"
    person.account = account("case.066852")
    person.save()
    taker = {"officer": officer("case.066852").pk}
    assert isinstance(refused(lambda: act(Verb.HAND_OVER, dossier, officer("case"), given=taker)), Invalid)


# The applicant's acts


def test_a_neighbour_does_nothing_with_a_dossier_that_is_not_theirs(
    received: Submitted, officer: Officers, account: Accounts
) -> None:
    dossier = received()
    wish = {"reason": "Không còn nhu cầu."}
    for by in (account("neighbour"), account("case"), account("leader")):
        error = refused(lambda by=by: apply(Verb.WITHDRAW, dossier, by, given=wish))  # type: ignore[misc]
        assert isinstance(error, NotFound)
    assert not Proposal.objects.exists()
    for login in ("reception.06673", "case", "approver"):
        typing = officer(login)
        error = refused(
            lambda who=typing: apply(Verb.WITHDRAW, dossier, who.account, officer=who, given=wish)  # type: ignore[misc]
        )
        assert error.code == "not-reception"
    typing = officer("reception")
    apply(Verb.WITHDRAW, dossier, typing.account, officer=typing, given=wish)
    entry = queries.history(dossier)[-1]
    assert (entry.actor, entry.verb) == (typing.actor.ref, Verb.PROPOSE)
    assert queries.checked_history(dossier)[-1].holds


def test_whoever_stands_in_at_the_counter_types_for_people_too(
    received: Submitted, officer: Officers
) -> None:
    dossier, clerk = received(), officer("clerk")
    lend(officer("reception"), clerk)
    apply(Verb.WITHDRAW, dossier, clerk.account, officer=clerk, given={"reason": "Thôi."})
    assert queries.history(dossier)[-1].body["for"]["officer"] == officer("reception").actor.ref


def test_officers_acts_are_not_the_applicants(received: Submitted, account: Accounts) -> None:
    dossier = received()
    for verb in set(Verb) - {Verb.WITHDRAW}:
        assert isinstance(refused(lambda verb=verb: apply(verb, dossier, account("citizen"))), WrongState)  # type: ignore[misc]


# Absence


def lend(absent: Officer, delegate: Officer, first: datetime = MONDAY, last: datetime = MONDAY) -> int:
    return agencies.declare_absence(
        officer=absent, delegate=delegate, starts_on=first.date(), ends_on=last.date(), reason="Đi họp",
        by=absent.actor, at=MONDAY - timedelta(days=60),
    ).pk  # fmt: skip


def test_a_delegate_acts_on_the_days_of_the_absence_in_vietnam(
    received: Submitted, officer: Officers
) -> None:
    dossier = act(Verb.APPRAISE, received(), officer("case"), note="Đủ.")
    delegate = officer("clerk")
    day = timedelta(days=1)
    absence = lend(officer("approver"), delegate, MONDAY + day, MONDAY + day)
    # 23:59 and 00:01 in Vietnam are both 17:00 or so in London's yesterday.
    begins = (MONDAY + day).replace(hour=0, minute=0).astimezone(UTC)
    for at in (begins - timedelta(minutes=1), begins + day):
        assert refused(lambda at=at: act(Verb.APPROVE, dossier, delegate, at)).code == "wrong-role"  # type: ignore[misc]
    with transaction.atomic():
        for at in (begins, begins + day - timedelta(seconds=1)):
            assert queries.hand(delegate, on=clock.day(at)).has(Role.APPROVER)
    away = officer("approver")
    agencies.cancel_absence(absence=absence, officer=away, by=away.actor, at=MONDAY)
    assert refused(lambda: act(Verb.APPROVE, dossier, delegate, begins)).code == "wrong-role"


def test_the_delegate_of_a_delegate_has_only_the_delegates_own(
    received: Submitted, officer: Officers
) -> None:
    dossier = act(Verb.APPRAISE, received(), officer("case"), note="Đủ.")
    lend(officer("approver"), officer("clerk"))
    lend(officer("clerk"), officer("case.066852"))
    assert refused(lambda: act(Verb.APPROVE, dossier, officer("case.066852"))).code == "wrong-role"
    act(Verb.APPROVE, dossier, officer("approver"))  # who is away may still act
    assert "for" not in queries.history(dossier)[-1].body


def test_nobody_stands_in_across_agencies(received: Submitted, officer: Officers) -> None:
    dossier = act(Verb.APPRAISE, received(), officer("case"), note="Đủ.")
    delegate = officer("clerk")
    lend(officer("approver"), delegate)
    Officer.objects.filter(pk=delegate.pk).update(agency=officer("case.06673").agency)
    assert isinstance(refused(lambda: act(Verb.APPROVE, dossier, officer("clerk"))), NotFound)


# What comes with an act


WEIRD: tuple[Any, ...] = (
    None, 1.5, "", "\x00", "\ud800", "x" * 100_000, [], {"a": {"b": []}},  # these also for what is text
    True, -1, float("nan"), 10**400, [[[]]], [None], [{}], "31/02/2026", "9999-12-31", "9999-12-31T23:59:59Z",
    "0001-01-01T00:00:00+14:00", "2026-11-29", "٣٠/١١/٢٠٢٦", ["H49.06685"], ["H49"], ["G01"],
    [{"path": "files.none", "fault": "x"}], [{"path": ["a"], "fault": 3}], [{"name": "Phí", "amount": "-1"}],
    [{"name": "Phí", "amount": 1e3}], [{"name": "Phí", "amount": True}],
    [{"name": "Phí", "amount": 10}] * 1000,
)  # fmt: skip
NAMES = {
    Verb.ASK_SUPPLEMENT: ("items", "deadline"),
    Verb.DENY: ("reason", "ground"),
    Verb.SUSPEND: ("reason", "ground"),
    Verb.STOP: ("reason", "ground"),
    Verb.CHARGE: ("items", "deadline"),
    Verb.EXTEND: ("reason", "new_due"),
    Verb.CONSULT: ("agencies", "question", "deadline"),
    Verb.HAND_OVER: ("officer",),
}


TEXTS = ("reason", "ground", "question")


def right(verb: Verb, dossier: Dossier, officer: Officers) -> dict[str, Any]:
    """What this act needs, all of it right."""
    return {
        Verb.ASK_SUPPLEMENT: {**items(f"files.{dossier.handed[0]}"), "deadline": "2026-12-20"},
        Verb.DENY: GROUND,
        Verb.SUSPEND: GROUND,
        Verb.STOP: GROUND,
        Verb.CHARGE: {"items": [{"name": "Phí", "amount": 5000}], "deadline": "20/12/2026"},
        Verb.EXTEND: {"reason": "Chờ xác minh.", "new_due": "2026-12-31T17:00"},
        Verb.CONSULT: {"agencies": ["H49.06673"], "question": "Có tranh chấp không?"},
        Verb.HAND_OVER: {"officer": officer("case.066852").pk},
    }[verb]


def footprint(dossier: Dossier) -> tuple[Any, ...]:
    kinds = (Notice, Pause, Proposal, Opinion, Amendment, Attachment, Counter, Entry)
    return (Dossier.objects.values().get(pk=dossier.pk), *(kind.objects.count() for kind in kinds))


@pytest.mark.parametrize("verb", NAMES)
def test_values_of_no_use_are_refused_and_leave_nothing(
    received: Submitted, officer: Officers, verb: Verb
) -> None:
    dossier = received()
    before = footprint(dossier)
    for name in NAMES[verb]:
        for value in WEIRD[:8] if name in TEXTS else WEIRD:
            given_now = {**right(verb, dossier, officer), name: value}
            if takes(verb, name, value):
                continue
            error = refused(lambda g=given_now: act(verb, dossier, officer("case"), given=g))  # type: ignore[misc]
            assert isinstance(error, Invalid), (name, value)
    assert footprint(dossier) == before
    act(verb, dossier, officer("case"), given=right(verb, dossier, officer))


def takes(verb: Verb, name: str, value: Any) -> bool:
    """Whether this value happens to be one that the act takes."""
    if isinstance(value, str | None) and not value and name in ("deadline", "new_due"):
        return True  # left out: the usual date
    if name in TEXTS:
        return isinstance(value, str) and 0 < len(value.strip()) < 50 and value.isprintable()
    return False


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
KEYS = sorted({name for names in NAMES.values() for name in names} | {"answers", "files", "handed", "note"})


@pytest.fixture
def asked(received: Submitted, officer: Officers) -> Dossier:
    """A dossier of which a paper and an answer are asked again."""
    dossier = received()
    section = next(iter(dossier.answers))
    path = f"{section}.{next(iter(dossier.answers[section]))}"
    return act(Verb.ASK_SUPPLEMENT, dossier, officer("case"), given=items(path, f"files.{dossier.handed[0]}"))


@pytest.fixture
def ready(received: Submitted) -> Dossier:
    return received()


@settings(
    max_examples=8, deadline=None, database=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(body=st.dictionaries(st.sampled_from(KEYS), JSON, max_size=5))
def test_no_json_breaks_an_act(
    asked: Dossier, ready: Dossier, officer: Officers, account: Accounts, body: dict[str, Any]
) -> None:
    """Done or refused in words; never half, never another exception."""
    tries: list[Callable[[], object]] = [
        lambda: apply(Verb.SUPPLEMENT, asked, account("citizen"), given=body),
        *(partial(act, verb, ready, officer("case"), given=body) for verb in NAMES if verb != Verb.HAND_OVER),
    ]
    for one in tries:
        before = list(Dossier.objects.order_by("pk").values_list("revision", flat=True))
        with transaction.atomic():
            try:
                one()
            except MotcuaError:
                assert list(Dossier.objects.order_by("pk").values_list("revision", flat=True)) == before
            transaction.set_rollback(True)


SUPPLEMENTS: tuple[dict[str, Any], ...] = (
    {"handed": None}, {"handed": 5}, {"handed": [None, {}]}, {"files": None}, {"files": []},
    {"files": {"x": None}}, {"answers": None}, {"answers": [1]}, {"answers": {"requester": 7}},
)  # fmt: skip


@pytest.mark.parametrize("body", SUPPLEMENTS, ids=str)
def test_a_supplement_of_a_wrong_shape_gives_nothing(
    asked: Dossier, account: Accounts, body: dict[str, Any]
) -> None:
    error = refused(lambda: apply(Verb.SUPPLEMENT, asked, account("citizen"), given=body))
    assert error.code == "nothing-given"
    assert not Amendment.objects.exists()
    assert Pause.objects.get(dossier=asked).ended_at is None


def test_an_agency_that_owes_an_answer_is_not_asked_again(received: Submitted, officer: Officers) -> None:
    question = {"agencies": ["H49.06673"], "question": "Có tranh chấp không?"}
    dossier = act(Verb.CONSULT, received(), officer("case"), given=question)
    error = refused(lambda: act(Verb.CONSULT, dossier, officer("case"), given=question))
    assert "agencies" in error.fields
    dossier = act(Verb.ANSWER, dossier, officer("case.06673"), given={"stance": "agrees"})
    assert act(Verb.CONSULT, dossier, officer("case"), given=question).opinions == 1


# Supplements


def upload(by: Account, name: str = "a.pdf") -> int:
    return vault.keep(name=name, content=PDF, by=by, at=MONDAY).pk


def test_a_supplement_takes_own_files_of_asked_components_only(asked: Dossier, account: Accounts) -> None:
    citizen, component = account("citizen"), asked.handed[0]
    theirs = upload(account("neighbour"))
    error = refused(lambda: apply(Verb.SUPPLEMENT, asked, citizen, given={"files": {component: [theirs]}}))
    assert error.code == "unknown-file"
    mine = upload(citizen)
    before = asked.answers
    sections = {section: dict.fromkeys(values, "Khác") for section, values in before.items()}
    asked_path = Notice.objects.get(dossier=asked).body["items"][0]["path"]
    section, name = asked_path.split(".")
    sections[section][name] = before[section][name]
    dossier = apply(
        Verb.SUPPLEMENT, asked, citizen,
        given={"answers": sections, "files": {component: [mine, str(mine)], "unknown": [mine]}},
    )  # fmt: skip
    assert dossier.answers == before  # what was not asked for stays
    assert [one.document_id for one in queries.attachments(dossier)] == [mine]
    again = refused(lambda: apply(Verb.SUPPLEMENT, asked, citizen, given={"files": {component: [mine]}}))
    assert isinstance(again, WrongState)
    assert Amendment.objects.get(dossier=dossier).answers_before == before
    assert all(one.holds for one in queries.checked_history(dossier))


def test_a_paper_may_be_given_again_beside_a_new_one(
    received: Submitted, officer: Officers, account: Accounts
) -> None:
    citizen = account("citizen")
    first, second, third = upload(citizen), upload(citizen), upload(citizen)
    dossier = received(handed=[], files={"relation_proof": [first]})
    dossier = act(Verb.ASK_SUPPLEMENT, dossier, officer("case"), given=items("files.relation_proof"))
    same = {"files": {"relation_proof": [str(first)]}}
    error = refused(lambda: apply(Verb.SUPPLEMENT, dossier, citizen, given=same))
    assert error.code == "nothing-given"
    dossier = apply(Verb.SUPPLEMENT, dossier, citizen, given={"files": {"relation_proof": [first, second]}})
    assert [one.document_id for one in queries.attachments(dossier)] == [first, second]
    why = "Thiếu trang 2."
    act(Verb.ASK_AGAIN, dossier, officer("case"), given=items("files.relation_proof"), note=why)
    dossier = agree(Verb.ASK_AGAIN, dossier, officer("approver"))
    dossier = apply(Verb.SUPPLEMENT, dossier, citizen, given={"files": {"relation_proof": [third]}})
    assert [one.document_id for one in queries.attachments(dossier)] == [third]
    act(Verb.ASK_AGAIN, dossier, officer("case"), given=items("files.relation_proof"), note=why)
    dossier = agree(Verb.ASK_AGAIN, dossier, officer("approver"))
    files = {"relation_proof": [first]}
    error = refused(lambda: apply(Verb.SUPPLEMENT, dossier, citizen, given={"files": files}))
    assert error.code == "unknown-file"  # replaced once: what was then is not written over
    replaced = Attachment.objects.filter(dossier=dossier, replaced_in__isnull=False)
    assert {one.document_id for one in replaced} == {first, second}
    assert queries.document_in(dossier, first).pk == first


def test_files_of_a_question_are_replaced_one_by_one(
    at_department: Submitted, team: Team, account: Accounts
) -> None:
    citizen = account("citizen")
    kept, dropped, new = (upload(citizen, f"{name}.pdf") for name in "abc")
    answers = at_department().answers
    answers["premises"]["layout"] = [str(kept), str(dropped)]
    dossier = act(Verb.RECEIVE, at_department(answers=answers), team.reception)
    dossier = act(Verb.ASK_SUPPLEMENT, dossier, team.case, given=items("premises.layout"))
    typed = {"premises": {"layout": [str(kept), str(new)]}}
    dossier = apply(Verb.SUPPLEMENT, dossier, citizen, given={"answers": typed})
    there = {one.document_id for one in queries.attachments(dossier) if one.component == "premises.layout"}
    assert there == {kept, new}
    assert Attachment.objects.get(dossier=dossier, document=dropped).replaced_in == dossier.revision
    assert Amendment.objects.get(dossier=dossier).answers_before["premises"]["layout"][1] == str(dropped)


def test_a_question_that_a_supplement_calls_for_can_be_answered(
    received: Submitted, officer: Officers, account: Accounts
) -> None:
    _version, procedure = catalogue.current("1.001776", on=MONDAY.date())
    answers = forms.example(procedure, MONDAY.date())
    bank = {name: answers["payment"].pop(name) for name in ("bank", "account", "holder")}
    answers["payment"]["way"] = "cash"
    dossier = received(code="1.001776", answers=answers)
    dossier = act(Verb.ASK_SUPPLEMENT, dossier, officer("case"), given=items("payment.way"))
    missing = refused(
        lambda: apply(
            Verb.SUPPLEMENT, dossier, account("citizen"), given={"answers": {"payment": {"way": "bank"}}}
        )
    )
    assert set(missing.fields) == {"payment.bank", "payment.account", "payment.holder"}
    wanted = {"payment": {"way": "bank", **bank, "truthful": False}, "requester": {"phone": "0911111111"}}
    dossier = apply(Verb.SUPPLEMENT, dossier, account("citizen"), given={"answers": wanted})
    assert dossier.answers["payment"] == {**answers["payment"], "way": "bank", **bank}
    assert dossier.answers["requester"] == answers["requester"]


def test_an_answer_that_a_supplement_hides_is_kept_as_it_was_before(
    received: Submitted, officer: Officers, account: Accounts
) -> None:
    dossier = received(code="1.001776")
    bank = dossier.answers["payment"]["bank"]
    dossier = act(Verb.ASK_SUPPLEMENT, dossier, officer("case"), given=items("payment.way"))
    given_now = {"answers": {"payment": {"way": "cash", "bank": "Khác"}}}
    dossier = apply(Verb.SUPPLEMENT, dossier, account("citizen"), given=given_now)
    assert "bank" not in dossier.answers["payment"]
    assert Amendment.objects.get(dossier=dossier).answers_before["payment"]["bank"] == bank


# A process that is data


def test_certification_goes_every_way(submitted: Submitted, officer: Officers, account: Accounts) -> None:
    """Each row of its table is done once at least."""
    seen = list[Dossier]()

    def certification(**changes: Any) -> Dossier:
        seen.append(submitted(code="2.000815", channel=Channel.DIRECT, at=MONDAY, **changes))
        return seen[-1]

    desk, desk2, approver, clerk = map(officer, ("reception", "reception.066852", "approver", "clerk"))
    citizen = account("citizen")
    fault, given_now = items("files.original"), {"handed": ["original"]}

    def to(state: State, dossier: Dossier | None = None, **changes: Any) -> Dossier:
        """A dossier that stands there."""
        dossier = dossier or certification(**changes)
        steps = ((Verb.RECEIVE, desk), (Verb.APPROVE, approver), (Verb.SEAL, clerk))
        for verb, by in steps[dossier.state == State.APPRAISED :]:
            if dossier.state == state:
                break
            dossier = act(verb, dossier, by)
            if verb is Verb.APPROVE and state == State.SEALED:
                dossiers.make_decision(
                    code=dossier.code, revision=dossier.revision, officer=approver.pk, at=MONDAY
                )
            if verb is Verb.SEAL:
                dossiers.make_result(code=dossier.code, revision=dossier.revision, at=MONDAY)
        return dossier

    def hand_on(dossier: Dossier, first: Officer, second: Officer) -> Dossier:
        act(Verb.TAKE, dossier, first)
        return act(Verb.HAND_OVER, dossier, first, given={"officer": second.pk})

    # Before reception: supplements, refusals, withdrawals.
    dossier = act(Verb.ASK_SUPPLEMENT, hand_on(to(State.SUBMITTED), desk, desk2), desk2, given=fault)
    dossier = apply(Verb.SUPPLEMENT, dossier, desk.account, officer=desk, given=given_now)
    act(Verb.ASK_AGAIN, dossier, desk2, given=fault, note="Thiếu.")
    dossier = agree(Verb.ASK_AGAIN, dossier, approver)
    act(Verb.REFUSE, dossier, desk2, given={"reason": "Bản chính bị sửa."})
    assert agree(Verb.REFUSE, dossier, approver).state == State.REFUSED
    dossier = act(Verb.REFUSE, to(State.SUBMITTED), desk, given={"reason": "Bản chính bị sửa."})
    assert agree(Verb.REFUSE, dossier, approver).state == State.REFUSED
    waiting = act(Verb.ASK_SUPPLEMENT, to(State.SUBMITTED), desk, given=fault)
    for dossier in (to(State.SUBMITTED), waiting, to(State.APPRAISED), to(State.APPROVED)):
        apply(Verb.WITHDRAW, dossier, citizen, given={"reason": "Thôi."})
        assert agree(Verb.WITHDRAW, dossier, approver).state == State.WITHDRAWN

    # After it: extensions, a stop, ways back, and to the end.
    act(Verb.STOP, to(State.APPRAISED), desk, given=GROUND)
    stopped = Proposal.objects.get(verb=Verb.STOP).dossier
    assert agree(Verb.STOP, stopped, approver).state == State.STOPPED
    for dossier in (to(State.APPRAISED), to(State.APPROVED)):
        act(Verb.EXTEND, dossier, desk, given={"reason": "Quá nhiều bản."})
        assert agree(Verb.EXTEND, dossier, approver).due_at > dossier.due_at
    dossier = act(Verb.SEND_BACK, to(State.APPROVED), clerk, note="Sai tên.")
    dossier = act(Verb.SEND_BACK, dossier, approver, note="Sai tên.")
    assert (dossier.state, dossier.assignee) == (State.SUBMITTED, desk)
    for state, first, role in (
        (State.APPRAISED, approver, Role.APPROVER),
        (State.APPROVED, clerk, Role.CLERK),
    ):
        second = officer("case")
        Officer.objects.filter(pk=second.pk).update(roles=[Role.CASE, role])
        assert hand_on(to(state), first, second).assignee == second
    post = to(State.SEALED, delivery=Delivery.POST, delivery_address="Số 1 đường Thí Điểm")
    hand_on(post, desk, desk2)
    act(Verb.DISPATCH, post, desk2, given={"tracking": "EA1"})
    again = act(Verb.CORRECT, post, approver, note="Sai trang.")
    assert (again.state, again.assignee) == (State.APPRAISED, approver)
    again = act(Verb.DISPATCH, to(State.SEALED, dossier=again), desk, given={"tracking": "EA2"})
    dossier = act(Verb.RETURN, again, desk)
    assert act(Verb.CORRECT, dossier, approver, note="Sai trang.").state == State.APPRAISED
    done = {
        (entry.body["from"], entry.verb)
        for dossier in seen
        for entry in queries.history(dossier)
        if "from" in entry.body
    }
    rows = {(row.source.value, row.verb.value) for row in processes()["certification"].rows}
    assert rows - done == {("draft", "submit")}
