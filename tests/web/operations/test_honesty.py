"""What looks like gaming, as leaders see it: who may look, what is listed, that a review hides nothing."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import cache
from typing import Any

import pytest
from django.test import Client

from motcua.indicators import ports
from motcua.indicators.models import Review
from motcua.kernel.errors import NotFound
from motcua.people.models import Account
from tests.country import WARD
from tests.indicators import manipulations

pytestmark = pytest.mark.django_db
MARCH = "period=2026-03"
KEY = f"back-dated:{WARD}:2026-03"


class Told:
    """Thirty receptions of the ward in March, six of them written a day after the moment they bear."""

    def state(self) -> ports.State:
        return ports.State("thirty-receptions", datetime(2026, 4, 1, tzinfo=UTC))

    def table(self, dataset: str = "dossiers") -> Any:
        return made().table(dataset)


@cache
def made() -> manipulations.Tables:
    return manipulations.Tables(manipulations.receptions(WARD, date(2026, 3, 2), 30, late=6))


class Nothing:
    def state(self) -> ports.State:
        raise NotFound(code="no-facts")

    def table(self, dataset: str = "dossiers") -> Any:
        raise NotFound(code="no-facts")


@pytest.fixture(autouse=True)
def _facts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ports, "facts", Told)


@pytest.fixture
def as_(account: Callable[[str], Account]) -> Callable[[str], Client]:
    def sign_in(login: str) -> Client:
        client = Client()
        client.force_login(account(login), backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in


As = Callable[[str], Client]


def text(client: Client, url: str, status: int = 200) -> str:
    answer = client.get(url)
    assert answer.status_code == status
    found: str = answer.content.decode()
    return found


def test_a_leader_sees_what_was_found_and_every_rule(as_: As) -> None:
    page = text(as_("leader"), f"/operations/honesty?{MARCH}")
    assert f"/operations/honesty/{KEY}" in page
    assert "6 trong 30 lần tiếp nhận, vào 6 ngày; ghi muộn nhiều nhất 24 giờ" in page
    assert "Chưa xem xét" in page
    assert "Chưa có dữ kiện về đánh giá của người dân" in page  # not faked
    assert "Hồ sơ “trực tuyến” do cán bộ nhập" in page
    empty = text(as_("leader"), "/operations/honesty?period=2026-01")
    assert "Không có dấu hiệu nào" in empty


def test_in_english(as_: As) -> None:
    client = as_("leader")
    client.cookies["django_language"] = "en"
    page = text(client, f"/operations/honesty/{KEY}")
    assert "Reception back-dated" in page
    assert "6 of 30 receptions, on 6 days" in page


def test_one_finding_tells_the_rule_its_thresholds_and_the_dossiers(as_: As) -> None:
    page = text(as_("leader"), f"/operations/honesty/{KEY}")
    assert "Cũng có thể là" in page
    assert "Bản ghi được viết muộn hơn ít nhất bấy nhiêu phút" in page
    assert page.count(f"<li>{WARD}-") == 6
    assert "Chưa ai xem xét" in page


def test_a_review_hides_nothing(as_: As) -> None:
    leader = as_("leader")
    answer = leader.post(f"/operations/honesty/{KEY}", {"verdict": "explained", "note": "Mất điện hai ngày."})
    assert answer["Location"] == f"/operations/honesty/{KEY}"
    page = text(leader, f"/operations/honesty/{KEY}")
    assert "Mất điện hai ngày." in page
    listed = text(leader, f"/operations/honesty?{MARCH}")
    assert f"/operations/honesty/{KEY}" in listed
    assert "Đã giải trình" in listed
    assert Review.objects.get().numbers["flagged"] == 6


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({"verdict": "", "note": "Mất điện."}, "Vui lòng chọn kết quả xem xét."),
        ({"verdict": "hidden", "note": "Mất điện."}, "Vui lòng chọn kết quả xem xét."),
        ({"verdict": "explained", "note": " "}, "Vui lòng ghi lý do"),
    ],
)
def test_a_faulty_review_is_told_and_not_kept(as_: As, sent: dict[str, str], told: str) -> None:
    answer = as_("leader").post(f"/operations/honesty/{KEY}", sent)
    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert not Review.objects.exists()


@pytest.mark.parametrize("url", [f"/operations/honesty?{MARCH}", f"/operations/honesty/{KEY}"])
def test_only_leaders_may_look(as_: As, url: str) -> None:
    for login in ("citizen", "reception", "case", "clerk"):
        assert as_(login).get(url).status_code == 403
    assert as_("approver").get(url).status_code == 200  # of this ward
    assert Client().get(url).status_code == 302


def test_nobody_looks_beside_their_own_tree(as_: As) -> None:
    approver = as_("approver")
    assert approver.get(f"/operations/honesty?{MARCH}&unit=H49").status_code == 404
    assert approver.get("/operations/honesty/back-dated:H49.06673:2026-03").status_code == 404
    for key in ("nothing", "back-dated:H49.06685:2026-02", "x" * 300):
        assert approver.get(f"/operations/honesty/{key}").status_code == 404


def test_as_a_file_one_line_for_each_dossier(as_: As) -> None:
    answer = as_("leader").get(f"/operations/honesty?{MARCH}&format=csv")
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert answer["Content-Type"].startswith("text/csv")
    assert len(lines) == 1 + 6
    assert "Tiếp nhận ghi lùi thời gian" in lines[1]


def test_without_facts_the_page_says_so(as_: As, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ports, "facts", Nothing)
    assert "Chưa có dữ kiện" in text(as_("leader"), f"/operations/honesty?{MARCH}")


def test_more_than_a_year_is_refused_in_words(as_: As) -> None:
    answer = as_("leader").get("/operations/honesty?period=2020-01..2026-03")
    assert answer.status_code == 422
    assert "Hãy chọn kỳ ngắn hơn" in answer.content.decode()
