"""The arithmetic of a due date, as it is told."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from html import unescape
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from motcua.agencies.models import Officer
from motcua.dossiers import actions as dossiers
from motcua.dossiers import queries
from motcua.dossiers.models import Dossier
from motcua.dossiers.rules.process import Verb
from motcua.kernel import clock
from motcua.people.models import Account
from motcua.web.ui import deadline
from motcua.web.ui.shapes import Clock

pytestmark = pytest.mark.django_db

Officers = Callable[[str], Officer]
MONDAY = datetime(2026, 11, 30, 8, 0, tzinfo=clock.HANOI)


def act(verb: Verb, dossier: Dossier, by: Officer, at: datetime, **more: Any) -> Dossier:
    return dossiers.act(verb=verb, code=dossier.code, by=by, at=at, **more)


def told(dossier: Dossier, at: datetime = MONDAY, **more: Any) -> str:
    """Everything that the story says, without markup."""
    said = deadline.story(dossier, at, **more)
    rows = "\n".join(f"{row.label}: {row.value}" for row in said.rows)
    return unescape(re.sub(r"<[^>]+>", "", f"{said.sentence}\n{rows}"))


@pytest.fixture
def received(submitted: Callable[..., Dossier], officer: Officers) -> Callable[..., Dossier]:
    def receive(at: datetime = MONDAY) -> Dossier:
        return act(Verb.RECEIVE, submitted(at=at), officer("reception"), at)

    return receive


@pytest.fixture
def asked(received: Callable[..., Dossier], officer: Officers) -> Dossier:
    """A dossier of which a paper is awaited since ten o'clock on Monday."""
    dossier = received()
    given = {"items": [{"path": f"files.{dossier.handed[0]}", "fault": "Bản chụp mờ."}]}
    return act(Verb.ASK_SUPPLEMENT, dossier, officer("case"), MONDAY + timedelta(hours=2), given=given)


def test_a_straight_one_says_limit_start_and_end(received: Callable[..., Dossier]) -> None:
    dossier = received()
    text = told(dossier)
    assert f"hạn trả {words_of(dossier.due_at)}" in text
    assert "Tính từ: 08:00 ngày 30/11/2026, khi tiếp nhận" in text
    assert "Hạn trả ban đầu" not in text


def test_before_reception_it_is_expected_only(submitted: Callable[..., Dossier]) -> None:
    assert "dự kiến trả" in told(submitted(at=MONDAY))


def test_after_hours_it_counts_from_the_next_opening_and_days_off_are_named(
    received: Callable[..., Dossier],
) -> None:
    friday_evening = datetime(2026, 12, 4, 18, 0, tzinfo=clock.HANOI)
    text = told(received(friday_evening))
    assert "Tính từ: 07:00 ngày 07/12/2026, vì hồ sơ đến 18:00 ngày 04/12/2026, ngoài giờ làm việc" in text
    assert "thứ Bảy 05/12, Chủ nhật 06/12" in text


def test_holidays_have_their_names(received: Callable[..., Dossier]) -> None:
    text = told(received(datetime(2026, 12, 31, 16, 0, tzinfo=clock.HANOI)))
    assert "(thứ Sáu 01/01)" in text


def test_while_it_waits_no_date_is_promised(asked: Dossier) -> None:
    said = deadline.story(asked, MONDAY + timedelta(days=40))
    assert said.clock is Clock.STOPPED
    text = told(asked)
    assert "đang tạm dừng" in text
    assert "hạn trả 1" not in text
    assert "chưa kết thúc" in text
    assert queries.notices(asked)[0].number in text


def test_a_pause_says_how_long_it_was_and_to_whom(
    asked: Dossier, account: Callable[[str], Account], officer: Officers
) -> None:
    dossier = dossiers.act_as_applicant(
        verb=Verb.SUPPLEMENT,
        dossier=asked,
        by=account("citizen"),
        at=MONDAY + timedelta(days=1, hours=2),
        officer=officer("reception"),
        given={"handed": asked.handed[:1], "answers": {}},
    )
    said = deadline.story(dossier, MONDAY, to_applicant=True)
    assert "không tính 1 ngày làm việc chờ bạn bổ sung, hạn trả" in said.sentence
    assert said.first_due == words_of(dossier.first_due_at)
    assert "chờ người nộp bổ sung" in deadline.story(dossier, MONDAY).sentence


def test_an_extension_says_from_when_to_when_and_why(
    received: Callable[..., Dossier], officer: Officers
) -> None:
    dossier = received()
    due = dossier.due_at
    act(Verb.EXTEND, dossier, officer("case"), due, given={"reason": "Chờ xác minh nơi khác."})
    dossier = dossiers.agree(verb=Verb.EXTEND, code=dossier.code, by=officer("approver"), at=due)
    text = told(dossier)
    assert f"{words_of(due)} chuyển sang {words_of(dossier.due_at)}" in text
    assert "Lý do: Chờ xác minh nơi khác." in text
    assert "gia hạn 1 lần" in text


def test_a_correction_starts_anew(advanced: Callable[..., Dossier], officer: Officers) -> None:
    dossier = advanced(Verb.RETURN)
    dossier = act(Verb.CORRECT, dossier, officer("approver"), MONDAY, note="Sai năm sinh.")
    assert "khi kết quả cũ được thu hồi để sửa" in told(dossier)
    assert "Hạn trả ban đầu" not in told(dossier)


def test_a_paper_is_linked_where_the_reader_may_have_it(asked: Dossier) -> None:
    rows = deadline.story(asked, MONDAY, paper=lambda notice: f"/x/{notice.pk}").rows
    assert any(f'href="/x/{queries.notices(asked)[0].pk}"' in str(row.value) for row in rows)


@pytest.mark.parametrize(
    ("minutes", "said"),
    [
        (480, "1 ngày làm việc"),
        (0, "0 phút"),
        (60, "1 giờ làm việc"),
        (1110, "2 ngày làm việc 2 giờ 30 phút"),
    ],
)
def test_working_time(minutes: int, said: str) -> None:
    assert deadline.worked(minutes) == said


def test_queries(asked: Dossier, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    deadline.story(asked, MONDAY)
    with django_assert_num_queries(3):
        deadline.story(asked, MONDAY)
    sent = queries.notices(asked)
    with django_assert_num_queries(2):
        deadline.story(asked, MONDAY, sent=sent)


def words_of(moment: datetime) -> str:
    return f"{clock.local(moment):%H:%M ngày %d/%m/%Y}"
