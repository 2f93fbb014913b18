"""The clock of a dossier under every order of pauses and extensions, and under clocks that misbehave."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from motcua.agencies.models import Officer
from motcua.catalogue import queries as catalogue
from motcua.catalogue.rules import forms
from motcua.dossiers import actions as dossiers
from motcua.dossiers import ports, queries
from motcua.dossiers.actions.doing import calendar_of, due_date
from motcua.dossiers.models import Dossier
from motcua.dossiers.rules import papers
from motcua.dossiers.rules.deadlines import Pace, pace
from motcua.dossiers.rules.process import State, Verb
from motcua.kernel import clock
from motcua.people.models import Account

Accounts = Callable[[str], Account]
Officers = Callable[[str], Officer]
Submitted = Callable[..., Dossier]

pytestmark = pytest.mark.django_db

# A Monday morning, two weeks before the lunar new year of 2027.
MONDAY = datetime(2027, 1, 25, 9, 12, tzinfo=clock.HANOI)
GROUND = {"reason": "Chờ kết luận của tòa án.", "ground": "Điều 24"}
OWED = {"items": [{"name": "Lệ phí", "amount": 5000}]}
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)


class Life:
    """A dossier that is led through acts at given moments."""

    def __init__(self, dossier: Dossier, officer: Officers, citizen: Account) -> None:
        self.dossier, self.officer, self.citizen = dossier, officer, citizen

    def act(self, verb: Verb, at: datetime, by: str = "case", **more: Any) -> Dossier:
        self.dossier = dossiers.act(verb=verb, code=self.dossier.code, by=self.officer(by), at=at, **more)
        return self.dossier

    def agreed(self, verb: Verb, at: datetime, **more: Any) -> Dossier:
        self.act(verb, at, **more)
        self.dossier = dossiers.agree(verb=verb, code=self.dossier.code, by=self.officer("approver"), at=at)
        return self.dossier

    def apply(self, verb: Verb, at: datetime, **more: Any) -> Dossier:
        self.dossier = dossiers.act_as_applicant(
            verb=verb, dossier=self.dossier, by=self.citizen, at=at, **more
        )
        return self.dossier

    def pause(self, how: str, at: datetime) -> None:
        component = self.dossier.handed[0]
        items = {"items": [{"path": f"files.{component}", "fault": "Mờ."}]}
        if how == "money":
            self.act(Verb.CHARGE, at, given=OWED)
        elif how == "supplement" and self.dossier.supplements:
            self.agreed(Verb.ASK_AGAIN, at, given=items, note="Thiếu trang 2.")
        elif how == "supplement":
            self.act(Verb.ASK_SUPPLEMENT, at, given=items)
        else:
            self.agreed(Verb.SUSPEND, at, given=GROUND)

    def resume(self, how: str, at: datetime) -> None:
        if how == "money":
            self.act(Verb.SETTLE, at, by="reception", given={"receipt": "BL-1"})
        elif how == "supplement":
            self.apply(Verb.SUPPLEMENT, at, given={"handed": [self.dossier.handed[0]]})
        else:
            self.act(Verb.RESUME, at)


@pytest.fixture
def life(submitted: Submitted, officer: Officers, account: Accounts) -> Callable[..., Life]:
    """A dossier received at this moment."""

    def begin(at: datetime = MONDAY, **changes: Any) -> Life:
        made = Life(submitted(at=at, **changes), officer, account("citizen"))
        made.act(Verb.RECEIVE, at, by="reception")
        return made

    return begin


HOWS = st.sampled_from(["money", "supplement", "suspension"])
GAP = st.integers(0, 12 * 24 * 60).map(lambda minutes: timedelta(minutes=minutes))
STORY = st.lists(
    st.tuples(st.sampled_from(["pause", "pause", "extend", "back", "wait"]), HOWS, GAP, GAP),
    min_size=1, max_size=4,
)  # fmt: skip


@settings(
    max_examples=12, deadline=None, database=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@example(story=[("pause", "money", 10 * DAY, 12 * DAY), ("pause", "suspension", DAY, DAY)])  # across Tết
@example(story=[("pause", "money", timedelta(), timedelta()), ("pause", "supplement", timedelta(), MINUTE)])
@example(story=[("extend", "money", 4 * DAY, DAY), ("back", "money", DAY, DAY), ("pause", "money", DAY, DAY)])
@given(story=STORY)
def test_what_was_left_when_it_stopped_is_left_when_it_goes_on(
    life: Callable[..., Life], story: list[tuple[str, str, timedelta, timedelta]]
) -> None:
    """After each act, whatever came before: the working time still left is what it should be."""
    with transaction.atomic():
        _tell(life(code="1.004884"), story)
        transaction.set_rollback(True)


def _tell(one: Life, story: list[tuple[str, str, timedelta, timedelta]]) -> None:
    first, received, at = one.dossier.first_due_at, one.dossier.received_at, MONDAY
    assert first == due_date(one.dossier, MONDAY)
    calendar = calendar_of(one.dossier, MONDAY)
    for what, how, before, during in story:
        at += before
        due = one.dossier.due_at
        left = calendar.worked(at, due)
        if what == "pause":
            one.pause(how, at)
            assert (one.dossier.due_at, one.dossier.paused_at) == (due, at)
            at += during
            one.resume(how, at)
            if due <= at - during:
                assert one.dossier.due_at == due  # late it was, and late it stays
            else:
                assert calendar.worked(at, one.dossier.due_at) == left
                assert one.dossier.due_at >= due
        elif what == "extend":
            one.agreed(Verb.EXTEND, at, given={"reason": "Chờ xác minh."})
            assert one.dossier.due_at > max(due, at)
        elif what == "back":
            one.act(Verb.SEND_BACK, at, note="Thiếu giấy.")
            one.act(Verb.RECEIVE, at + during, by="reception")
            at += during
            assert one.dossier.due_at == due
        else:
            at += during
            one.act(Verb.CONSULT, at, given={"agencies": ["H49.06673"], "question": "Có tranh chấp không?"})
            dossiers.act(
                verb=Verb.ANSWER, code=one.dossier.code, by=one.officer("case.06673"), at=at,
                given={"stance": "agrees"},
            )  # fmt: skip
            one.dossier.refresh_from_db()
            assert one.dossier.due_at == due
        assert (one.dossier.first_due_at, one.dossier.received_at) == (first, received)
    pauses = queries.pauses(one.dossier)
    assert all(
        earlier.ended_at <= later.started_at for earlier, later in pairwise(pauses) if earlier.ended_at
    )
    assert all(pause.ended_at for pause in pauses)
    assert [bool(pause.notice_id and pause.ground) for pause in pauses] == [True] * len(pauses)
    assert all(act.holds for act in queries.checked_history(one.dossier))


def test_a_pause_in_one_moment_moves_nothing(life: Callable[..., Life]) -> None:
    one = life()
    due = one.dossier.due_at
    one.pause("suspension", MONDAY + DAY)
    one.resume("suspension", MONDAY + DAY)
    assert one.dossier.due_at == due


def test_a_pause_outside_hours_moves_nothing(life: Callable[..., Life]) -> None:
    """From Monday 18:00 to Tuesday 06:00 nobody works, so that nothing was lost."""
    one = life()
    due = one.dossier.due_at
    one.pause("money", MONDAY.replace(hour=18))
    one.resume("money", (MONDAY + DAY).replace(hour=6))
    assert one.dossier.due_at == due


def test_a_late_dossier_that_is_paused_stays_late(life: Callable[..., Life]) -> None:
    one = life()
    due = one.dossier.due_at
    late = due + DAY
    one.pause("suspension", late)
    now = late + DAY
    assert pace(one.dossier.due_at, None, now, paused=True) == Pace.PAUSED
    one.resume("suspension", now)
    assert one.dossier.due_at == due
    assert pace(one.dossier.due_at, None, now) == Pace.LATE


@pytest.mark.parametrize("verb", [Verb.STOP, Verb.WITHDRAW])
def test_an_end_while_paused_ends_the_pause(life: Callable[..., Life], verb: Verb) -> None:
    one = life()
    due = one.dossier.due_at
    one.pause("supplement", MONDAY + MINUTE)
    end = MONDAY + DAY
    if verb is Verb.STOP:
        one.agreed(verb, end, given=GROUND)
    else:
        one.apply(verb, end, given={"reason": "Thôi."})
        one.dossier = dossiers.agree(verb=verb, code=one.dossier.code, by=one.officer("approver"), at=end)
    [pause] = queries.pauses(one.dossier)
    assert (pause.ended_at, pause.due_after) == (end, due)
    assert (one.dossier.paused_at, one.dossier.settled_at, one.dossier.due_at) == (None, end, due)


def test_a_server_whose_clock_is_behind_can_end_what_another_began(life: Callable[..., Life]) -> None:
    for end in ("resume", "stop"):
        one = life()
        due = one.dossier.due_at
        one.pause("suspension", MONDAY + DAY)
        behind = MONDAY + DAY - timedelta(milliseconds=300)
        if end == "resume":
            one.resume("suspension", behind)
        else:
            one.agreed(Verb.STOP, behind, given=GROUND)
        [pause] = queries.pauses(one.dossier)
        assert pause.ended_at == pause.started_at
        assert one.dossier.due_at == due


def test_sent_back_to_reception_keeps_reception_due_date_and_receipt(life: Callable[..., Life]) -> None:
    one = life()
    dossiers.make_receipt(code=one.dossier.code, at=MONDAY)
    receipt = Dossier.objects.get(pk=one.dossier.pk).receipt_id
    due = one.dossier.due_at
    one.act(Verb.SEND_BACK, MONDAY + 40 * DAY, note="Thiếu giấy.")
    one.act(Verb.RECEIVE, MONDAY + 41 * DAY, by="reception")
    assert (one.dossier.received_at, one.dossier.due_at, one.dossier.first_due_at) == (MONDAY, due, due)
    assert one.dossier.receipt_id == receipt


def test_a_receipt_that_is_printed_late_promises_what_reception_promised(
    life: Callable[..., Life], monkeypatch: pytest.MonkeyPatch
) -> None:
    one = life()
    promised = one.dossier.due_at
    one.agreed(Verb.EXTEND, MONDAY + MINUTE, given={"reason": "Chờ xác minh."})
    assert one.dossier.due_at != promised
    seen = list[str]()
    typst = ports.typesetter()

    class Watched:
        def print(self, template: str, data: Mapping[str, Any]) -> ports.Printed:
            seen.append(data["due_at"])
            return typst.print(template, data)

    monkeypatch.setattr(ports, "typesetter", Watched)
    dossiers.make_receipt(code=one.dossier.code, at=MONDAY + DAY)
    assert seen == [papers.moment(promised)]


def test_a_correction_gives_the_limit_anew(advanced: Callable[..., Dossier], officer: Officers) -> None:
    dossier = advanced(Verb.RETURN)
    first, at = dossier.first_due_at, clock.now() + 30 * DAY
    again = dossiers.act(
        verb=Verb.CORRECT, code=dossier.code, by=officer("approver"), at=at, note="Sai năm sinh."
    )
    assert again.due_at == due_date(again, at)
    assert (again.first_due_at, again.received_at) == (first, dossier.received_at)
    assert (again.settled_at, again.returned_at) == (None, None)


def test_waiting_inside_the_administration_moves_nothing(
    life: Callable[..., Life], officer: Officers
) -> None:
    """A proposal that nobody decides, an agency that does not answer, a draft that nobody confirms."""
    _version, procedure = catalogue.current("1.001193", on=MONDAY.date())
    answers = forms.example(procedure, MONDAY.date())
    answers["child"] |= {"birth_date": "2027-01-11", "birth_time": "08:30"}
    answers["mother"] |= {"birth_date": "1990-05-12", "personal_id": "022190000001"}
    answers["father"] |= {"birth_date": "1988-01-02", "personal_id": "022088000123"}
    one = life(code="1.001193", answers=answers)
    due = one.dossier.due_at
    one.act(Verb.SHOW_DRAFT, MONDAY)
    assert (one.dossier.state, one.dossier.paused_at, one.dossier.due_at) == (State.CONFIRMING, None, due)
    dossiers.pass_time(at=MONDAY + 20 * DAY)
    one.dossier.refresh_from_db()
    assert (one.dossier.state, one.dossier.due_at) == (State.RECEIVED, due)
    one.act(Verb.STOP, MONDAY + 20 * DAY, given=GROUND)
    dossiers.decline(
        verb=Verb.STOP, code=one.dossier.code, by=officer("approver"), at=MONDAY + 30 * DAY, note="Không."
    )
    one.dossier.refresh_from_db()
    assert one.dossier.due_at == due
