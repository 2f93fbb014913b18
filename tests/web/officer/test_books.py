"""Forms 06 and 07: what they say, who may have them, and that they are sealed."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from html import unescape
from typing import Any

import pytest

from motcua.agencies import queries as agencies
from motcua.agencies.models import Officer
from motcua.dossiers import actions as dossiers
from motcua.dossiers import queries
from motcua.dossiers.actions import books
from motcua.dossiers.models import Dossier
from motcua.dossiers.rules.process import Verb
from motcua.journal.models import Entry
from motcua.kernel import clock
from motcua.kernel.errors import Invalid
from motcua.signing import queries as signing
from tests.country import WARD
from tests.web.officer.conftest import As

Advanced = Callable[..., Dossier]
FindOfficer = Callable[[str], Officer]


def text(response: Any) -> str:
    found: str = unescape(response.content.decode())
    return found


def test_the_sheet_follows_the_dossier_from_hand_to_hand(advanced: Advanced) -> None:
    dossier = advanced(Verb.RETURN)
    rows = books.handings(dossier, queries.history(dossier))
    assert [row.step for row in rows] == [
        "Tiếp nhận", "Thẩm định", "Phê duyệt", "Đóng dấu", "Trả kết quả", "Đã trả kết quả",
    ]  # fmt: skip
    assert rows[0].from_name == "Nguyễn Thị Mẫu"
    assert rows[2].to_name == "Hoàng Minh Duyệt"
    assert rows[-1].to_name == "Nguyễn Thị Mẫu"
    assert all(row.result in ("before", "on time") and row.due_at for row in rows[:-1])
    assert (rows[-1].result, rows[-1].due_at) == ("", None)


def test_what_runs_has_no_result_and_what_was_sent_back_is_there_twice(
    advanced: Advanced, officer: FindOfficer
) -> None:
    dossier = advanced(Verb.APPRAISE)
    at = clock.now() + timedelta(days=60)
    dossier = dossiers.act(
        verb=Verb.SEND_BACK, code=dossier.code, by=officer("approver"), at=at, note="Xem lại."
    )
    rows = books.handings(dossier, queries.history(dossier))
    assert [(row.step, row.result) for row in rows[2:]] == [("Phê duyệt", "late"), ("Thẩm định", "")]
    assert rows[-1].note == "Xem lại."
    assert rows[-1].to_name == "Cán bộ thẩm định"


def test_a_pause_gives_the_step_its_time_anew(advanced: Advanced, officer: FindOfficer) -> None:
    dossier = advanced(Verb.RECEIVE)
    before = books.handings(dossier, queries.history(dossier))[-1].due_at
    given = {"items": [{"name": "Lệ phí", "amount": 1000}]}
    at = clock.now()
    dossiers.act(verb=Verb.CHARGE, code=dossier.code, by=officer("case"), at=at, given=given)
    at += timedelta(days=10)
    dossier = dossiers.act(
        verb=Verb.SETTLE, code=dossier.code, by=officer("reception"), at=at, given={"receipt": "1"}
    )
    last = books.handings(dossier, queries.history(dossier))[-1]
    assert before
    assert last.due_at
    assert last.due_at > before
    assert last.note.endswith("Yêu cầu thực hiện nghĩa vụ tài chính")


def test_the_sheet_is_sealed_and_that_it_was_printed_is_known(as_: As, advanced: Advanced) -> None:
    dossier = advanced(Verb.RECEIVE)
    acts = len(queries.history(dossier))
    client = as_("case")
    assert client.get(f"/office/dossiers/{dossier.code}/sheet").status_code == 405
    answer = client.post(f"/office/dossiers/{dossier.code}/sheet")
    assert answer["Content-Type"] == "application/pdf"
    assert signing.verify_document(answer.content, at=clock.now()).ok
    assert len(queries.history(dossier)) == acts
    printed = Entry.objects.get(subject=f"sheet:{dossier.code}")
    assert printed.signature
    assert as_("case.06673").post(f"/office/dossiers/{dossier.code}/sheet").status_code == 404


def test_the_book_of_a_unit(
    as_: As, submitted: Advanced, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Any
) -> None:
    made = [submitted().code for _one in range(3)]
    old = submitted(at=clock.now() - timedelta(days=200))
    monkeypatch.setattr("motcua.web.officer.books.PAGE", 2)
    client = as_("case")
    client.get("/office/book")
    with django_assert_num_queries(5):  # session, account, officer, dossiers, unread
        first = text(client.get("/office/book"))
    assert re.findall(r'href="/office/dossiers/([^"]+)"', first) == made[:2]
    assert old.code not in first
    after = re.search(r'rel="next" href="([^"]+)"', first)
    assert after
    assert re.findall(r'href="/office/dossiers/([^"]+)"', text(client.get(after[1]))) == made[2:]
    monkeypatch.setattr("motcua.web.officer.books.PAGE", 100)
    today = clock.day(clock.now())
    year = {"start": (today - timedelta(days=300)).isoformat(), "end": today.isoformat()}
    assert old.code in text(client.get("/office/book", year))
    pdf = client.post("/office/book.pdf", year)
    assert signing.verify_document(pdf.content, at=clock.now()).ok


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"start": "hôm qua"}, "Vui lòng nhập ngày"),
        ({"start": "2026-02-01", "end": "2026-01-01"}, "Ngày cuối phải từ ngày đầu trở đi."),
        ({"start": "2024-01-01", "end": "2026-01-01"}, "dài nhất một năm"),
        ({"unit": "H49.06673"}, "Không có đơn vị nào"),
        ({"unit": "X"}, "Không có đơn vị nào"),
    ],
)
def test_a_book_that_is_none(as_: As, asked: dict[str, str], sentence: str) -> None:
    client = as_("case")
    page = client.get("/office/book", asked)
    assert page.status_code == 422
    assert sentence in text(page)
    assert client.post("/office/book.pdf", asked).status_code == 422


def test_a_leader_opens_the_book_of_any_unit_below(as_: As, submitted: Advanced) -> None:
    dossier = submitted()
    assert dossier.code in text(as_("leader").get("/office/book", {"unit": WARD}))
    assert as_("leader").get("/office/book", {"unit": "H01"}).status_code == 422


def test_more_than_fits_a_book_is_refused(
    submitted: Advanced, officer: FindOfficer, monkeypatch: pytest.MonkeyPatch
) -> None:
    submitted()
    submitted()
    monkeypatch.setattr(books, "MOST", 1)
    today = clock.day(clock.now())
    with pytest.raises(Invalid) as refused:
        books.print_tracking_book(
            agency=agencies.agency(WARD), start=today, end=today, by=officer("case"), at=clock.now()
        )
    assert refused.value.code == "too-many"


def test_a_day_is_vietnams(submitted: Advanced) -> None:
    first, last = books.period(date(2026, 3, 1), date(2026, 3, 1))
    assert first.isoformat() == "2026-03-01T00:00:00+07:00"
    assert last - first == timedelta(days=1)
