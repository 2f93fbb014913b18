"""Every row that tells someone does, in both languages, once; and whoever is away is stood in for."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.urls import resolve
from pytest_django import DjangoAssertNumQueries

from motcua.agencies import actions as agencies
from motcua.agencies.models import Officer
from motcua.catalogue.rules.definition import Text
from motcua.dossiers import actions as dossiers
from motcua.dossiers.actions.telling import FOLLOWER
from motcua.dossiers.models import Dossier
from motcua.dossiers.rules import notices, telling
from motcua.dossiers.rules.process import Clock, State, Tell, Transition, Verb
from motcua.dossiers.rules.processes import processes
from motcua.dossiers.rules.telling import Colleague, Facts
from motcua.journal import actions as journal
from motcua.journal.models import Cursor
from motcua.journal.rules import Actor
from motcua.kernel import clock
from motcua.kernel.errors import Invalid
from motcua.notifications.models import Message
from motcua.notifications.rules.templates import fill, spoken, template
from motcua.people.models import Account

Accounts = Callable[[str], Account]
Officers = Callable[[str], Officer]

MONDAY = datetime(2026, 11, 30, 8, 0, tzinfo=clock.HANOI)
DUE = datetime(2026, 12, 3, 10, 0, tzinfo=UTC)
FACTS = Facts(
    code="H49.06685-261130-0001",
    procedure=Text("Thủ tục thử", "A trial"),
    applicant="Nguyễn Thị Mẫu",
    agency=Text("Ủy ban nhân dân phường Hồng Gai", "People's Committee of Hồng Gai Ward"),
    desk=Text("Trung tâm", "The centre"),
    due_at=DUE,
    draft_due_at=DUE,
    delivery="counter",
)

# What the journal says of each act that tells somebody, as `steps` writes it.
GIVEN: dict[Verb, dict[str, Any]] = {
    Verb.ASK_SUPPLEMENT: notices.Supplement(
        (notices.Item("a.b", "Nơi cư trú", "Thiếu số nhà."),), DUE.date(), "during"
    ).as_data(),
    Verb.REFUSE: notices.Refusal("Không thuộc thẩm quyền.").as_data(),
    Verb.STOP: notices.Stop("stop", "Quá hạn bổ sung.", "Điều 9").as_data(),
    Verb.CHARGE: notices.Obligation((notices.Charge("Lệ phí", 150_000),), DUE.date()).as_data(),
    Verb.EXTEND: notices.Apology("Cần xác minh.", DUE, DUE + timedelta(days=2)).as_data(),
    Verb.CONSULT: {"agencies": ["H49.01"], "question": "Có quy hoạch không?", "due": DUE.isoformat()},
    Verb.DISPATCH: {"tracking": "EB123456789VN"},
    Verb.HAND_OVER: {"officer": 1, "name": "Bùi Thị Soát"},
}
GIVEN[Verb.ASK_AGAIN] = GIVEN[Verb.ASK_SUPPLEMENT]
GIVEN[Verb.SUSPEND] = GIVEN[Verb.STOP]
NOTED = {Verb.SEND_BACK, Verb.OBJECT, Verb.CORRECT}
ROWS = sorted(
    {(row, tell) for kept in processes().values() for row in kept.rows for tell in row.tells},
    key=lambda pair: (pair[0].verb, pair[0].source, pair[1]),
)


def said_of(row: Transition) -> dict[str, Any]:
    body: dict[str, Any] = {"from": row.source.value, "to": row.target.value}
    if row.verb in GIVEN:
        body["given"] = GIVEN[row.verb]
    if row.verb in NOTED:
        body["note"] = "Sai tên đệm."
    if row.verb == Verb.SEAL:
        body["number"] = "12/XNTTHN-UBND"
    if row.clock in (Clock.STARTS, Clock.RESUMES, Clock.EXTENDS, Clock.RESTARTS):
        body["due_at"] = DUE.isoformat()
    return body


@pytest.mark.parametrize(("row", "tell"), ROWS, ids=lambda one: getattr(one, "verb", one))
@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_row_that_tells_someone_has_its_words(row: Transition, tell: Tell, language: str) -> None:
    body = said_of(row)
    event = telling.event(row.verb, tell, body)
    said = telling.complete(event, telling.words(FACTS, row.verb, body) | {"officer": "Phạm Văn Xét"})
    filled = fill(template(event).words[language], spoken(said, language))
    for text in (filled.subject, filled.text, filled.short):
        assert text
        assert not re.search(r"[{}]|None", text)


def test_words_are_of_the_readers_language() -> None:
    said = telling.words(FACTS, Verb.CHARGE, {"given": GIVEN[Verb.CHARGE]})
    assert (said["amount"], said["amount_en"]) == ("150.000 đ", "VND 150,000")
    assert (said["due"], said["due_en"]) == ("17:00 ngày 03/12/2026", "17:00 on 03/12/2026")
    assert said["where"] == "tại quầy, Trung tâm"
    with pytest.raises(Invalid):
        telling.complete("dossier.charge", telling.general(FACTS))


def colleague(officer: int, *roles: str, **changes: Any) -> Colleague:
    given: dict[str, Any] = {
        "officer": officer,
        "account": 100 + officer,
        "name": str(officer),
        "agency": 7,
        "agency_code": "A",
        "roles": frozenset(roles or ("case",)),
    }
    return Colleague(**given | changes)


def known(*given: Colleague) -> dict[int, Colleague]:
    return {one.officer: one for one in given}


def heard(found: list[Colleague]) -> list[int]:
    return [one.officer for one in found]


def test_who_hears_it() -> None:
    away = colleague(2, away=True, delegate=3)
    all_ = known(colleague(1), away, colleague(3, "clerk"), colleague(4, agency=8, agency_code="B"))
    assert heard(telling.holding(all_, ["case"], place=7)) == [1, 3]
    assert heard(telling.holding(all_, ["case"], place="B")) == [4]
    assert heard(telling.holding(all_, ["case"], place=7, without=101)) == [3]
    assert heard(telling.hearing(all_, 2)) == [2, 3]
    assert heard(telling.hearing(all_, 99)) == []
    alone = known(colleague(2, away=True))
    assert heard(telling.holding(alone, ["case"], place=7)) == [2], "better a reader who is away than none"
    assert heard(telling.turn(all_, assignee=1, role="case", place=7, without=None)) == [1]
    assert heard(telling.turn(all_, assignee=99, role="case", place=7, without=None)) == [1, 3]


def tell(at: datetime = MONDAY) -> None:
    while dossiers.tell_news(at=at):
        pass


def told() -> list[tuple[str, str]]:
    """Event and reader, in order."""
    rows = Message.objects.select_related("account").order_by("pk")
    return sorted((row.event, row.account.username if row.account else "-") for row in rows)


@pytest.mark.django_db
@pytest.mark.usefixtures("settled")
def test_the_applicant_hears_of_reception_once_even_if_it_is_read_again(
    submitted: Callable[..., Dossier], officer: Officers
) -> None:
    dossier = submitted(at=MONDAY)
    dossiers.act(verb=Verb.RECEIVE, code=dossier.code, by=officer("reception"), at=MONDAY)
    tell()
    assert told() == [("dossier.receive", "citizen"), ("dossier.submit", "citizen")]
    message = Message.objects.get(event="dossier.receive")
    assert dossier.code in message.text
    assert resolve(message.path).view_name == "citizen:dossier"
    Cursor.objects.filter(follower=FOLLOWER).update(transaction=0, entry=0)
    tell()
    assert Message.objects.count() == 2


@pytest.mark.django_db
@pytest.mark.usefixtures("settled")
def test_news_of_last_week_is_no_news(submitted: Callable[..., Dossier]) -> None:
    submitted(at=MONDAY - timedelta(days=8))
    tell()
    assert not Message.objects.exists()
    assert dossiers.tell_news(at=MONDAY) == 0


@pytest.mark.django_db
@pytest.mark.usefixtures("settled")
def test_a_row_that_makes_no_sense_stops_nobody(
    submitted: Callable[..., Dossier], caplog: pytest.LogCaptureFixture
) -> None:
    dossier = submitted(at=MONDAY)
    by = Actor("system:test", "Kiểm thử")
    for body in ({"from": "nowhere"}, {"from": "submitted", "to": "refused", "given": {"reason": 7}}):
        journal.record(by=by, verb="refuse", subject=dossier.subject, at=MONDAY, revision=9, body=body)
    journal.record(by=by, verb="receive", subject="dossier:none", at=MONDAY, body={})
    tell()
    assert ("dossier.submit", "citizen") in told()
    assert "was not told" in caplog.text


@pytest.mark.django_db
@pytest.mark.usefixtures("settled")
def test_a_proposal_and_what_becomes_of_it(
    submitted: Callable[..., Dossier], officer: Officers, account: Accounts
) -> None:
    dossier = submitted(at=MONDAY)
    reception, approver = officer("reception"), officer("approver")
    given = {"reason": "Không thuộc thẩm quyền."}
    dossiers.act(verb=Verb.REFUSE, code=dossier.code, by=reception, at=MONDAY, given=given)
    tell()
    assert ("dossier.propose", "approver") in told()
    dossiers.decline(verb=Verb.REFUSE, code=dossier.code, by=approver, at=MONDAY, note="Đúng thẩm quyền.")
    dossiers.act_as_applicant(
        verb=Verb.WITHDRAW, dossier=dossier, by=account("citizen"), at=MONDAY, given={"reason": "Nộp nhầm."}
    )
    tell()
    assert ("dossier.decline", "reception") in told()
    assert ("dossier.withdraw", "approver") in told()
    dossiers.decline(verb=Verb.WITHDRAW, code=dossier.code, by=approver, at=MONDAY, note="Đã ký.")
    tell()
    assert ("dossier.not_withdrawn", "citizen") in told()


@pytest.mark.django_db
@pytest.mark.usefixtures("settled")
def test_consulted_agencies_and_who_asked(submitted: Callable[..., Dossier], officer: Officers) -> None:
    dossier = submitted(at=MONDAY)
    dossiers.act(verb=Verb.RECEIVE, code=dossier.code, by=officer("reception"), at=MONDAY)
    given = {"agencies": ["H49.06673"], "question": "Có vướng mắc gì không?"}
    dossiers.act(verb=Verb.CONSULT, code=dossier.code, by=officer("case"), at=MONDAY, given=given)
    answer = {"stance": "agrees"}
    dossiers.act(verb=Verb.ANSWER, code=dossier.code, by=officer("case.06673"), at=MONDAY, given=answer)
    tell()
    assert ("dossier.consult", "case.06673") in told()
    assert [reader for event, reader in told() if event == "dossier.answer"] == ["case"]
    assert "phường" in Message.objects.get(event="dossier.answer").subject


@pytest.mark.django_db
@pytest.mark.usefixtures("settled")
def test_an_absent_officer_is_stood_in_for(submitted: Callable[..., Dossier], officer: Officers) -> None:
    dossier = submitted(at=MONDAY)
    approver, clerk = officer("approver"), officer("clerk")
    agencies.declare_absence(
        officer=approver, delegate=clerk, starts_on=MONDAY.date(), ends_on=MONDAY.date(), reason="Họp",
        by=approver.actor, at=MONDAY,
    )  # fmt: skip
    given = {"reason": "Không thuộc thẩm quyền."}
    dossiers.act(verb=Verb.REFUSE, code=dossier.code, by=officer("reception"), at=MONDAY, given=given)
    tell()
    assert [reader for event, reader in told() if event == "dossier.propose"] == ["clerk"]


@pytest.mark.django_db
@pytest.mark.usefixtures("settled")
def test_a_turn_that_has_passed_is_no_news(submitted: Callable[..., Dossier], officer: Officers) -> None:
    dossier = submitted(at=MONDAY)
    dossiers.act(verb=Verb.RECEIVE, code=dossier.code, by=officer("reception"), at=MONDAY)
    dossiers.act(verb=Verb.SEND_BACK, code=dossier.code, by=officer("case"), at=MONDAY, note="Thiếu.")
    dossiers.act(verb=Verb.RECEIVE, code=dossier.code, by=officer("reception"), at=MONDAY)
    tell()
    assert "dossier.send_back" not in dict(told())
    assert Dossier.objects.get(pk=dossier.pk).state == State.RECEIVED


@pytest.mark.django_db
@pytest.mark.usefixtures("settled")
def test_a_batch_takes_as_many_queries_as_one_act(
    submitted: Callable[..., Dossier], django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    submitted(at=MONDAY)
    tell()
    for _turn in range(6):
        submitted(at=MONDAY)
    with django_assert_max_num_queries(21):
        dossiers.tell_news(at=MONDAY)
    assert Message.objects.filter(event="dossier.submit").count() == 7
