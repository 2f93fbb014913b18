"""Pages of targets: sharing among the units below, publishing with reasons, answering, and who is refused."""

import re
from collections.abc import Callable
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from motcua.agencies.models import Officer
from motcua.indicators.actions import targets as actions
from motcua.indicators.models import Target
from motcua.indicators.queries import sharing
from motcua.indicators.rules import periods, sets
from motcua.indicators.rules.sets import Form
from motcua.indicators.rules.targets import State
from motcua.kernel import clock
from motcua.people.models import Account
from tests.country import WARD

Login = Callable[[str], Account]
FindOfficer = Callable[[str], Officer]
YEAR = f"{clock.day(clock.now()):%Y}"
LAST = str(int(YEAR) - 1)
OTHER = "H49.06673"
PLACE = f"/operations/targets/H49/766/3.3?period={YEAR}"


@pytest.fixture
def as_(account: Login) -> Callable[[str], Client]:
    """A browser in which this person is signed in."""

    def sign_in(login: str) -> Client:
        client = Client()
        client.force_login(account(login), backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in


As = Callable[[str], Client]


def text(response: Any) -> str:
    found: str = " ".join(unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())
    return found


def drafted(leader: Officer, **values: str) -> list[Target]:
    told = {f"H49.{unit[1:]}": Decimal(value) for unit, value in values.items()}
    return actions.draft(
        unit=leader.agency, indicators=sets.shipped("766"), code="3.3", period=periods.read(YEAR),
        values=told, reason="", by=leader, at=clock.now(),
    )  # fmt: skip


def seen_on(response: Any) -> str:
    found = re.search(r'name="seen" value="(\w+)"', response.content.decode())
    assert found
    return found[1]


def test_a_leader_shares_saves_and_publishes(as_: As, officer: FindOfficer) -> None:
    browser, everybody = as_("leader"), sharing.below(officer("leader").agency)
    filled = browser.post(PLACE, {"do": "fill", "all": "55,5"})
    assert filled.status_code == 200
    assert filled.content.decode().count('value="55,5"') == len(everybody) + 1
    assert not Target.objects.exists()
    cells = {one.code: "55,5" for one in everybody}
    saved = browser.post(PLACE, {"do": "save", **cells, WARD: "60.25 %"}, follow=True)
    assert f"Đã lưu dự thảo của {len(everybody)} đơn vị." in text(saved)
    assert Target.objects.get(unit__code=WARD).value == Decimal("60.25")
    assert 'value="60,25"' in saved.content.decode()
    publish = PLACE.replace("?", "/publish?")
    asked = browser.get(publish)
    assert f"Ban hành chỉ tiêu cho {len(everybody)} đơn vị?" in text(asked)
    sent = {"seen": seen_on(asked), "unagreed_reason": "Kịp kế hoạch năm."}
    done = browser.post(publish, sent, follow=True)
    assert f"Đã ban hành chỉ tiêu cho {len(everybody)} đơn vị." in text(done)
    assert "Kịp kế hoạch năm." in text(done)
    assert set(Target.objects.values_list("state", flat=True)) == {State.PUBLISHED}


def test_every_bad_cell_is_marked_and_nothing_typed_is_lost(as_: As) -> None:
    browser = as_("leader")
    sent = {"do": "save", WARD: "120", OTHER: "55", "H49.01": "một trăm", "all": "7"}
    refused = browser.post(PLACE, sent)
    assert refused.status_code == 422
    page = refused.content.decode()
    assert page.count('aria-invalid="true"') == 2
    for typed in ("120", "55", "một trăm", "7"):
        assert f'value="{typed}"' in page
    assert 'href="#f-H49-01"' in page
    assert 'id="f-H49-01"' in page
    assert "Có 2 mục cần sửa" in text(refused)
    assert not Target.objects.exists()


def test_the_check_comes_alone_and_counts_what_is_typed(as_: As) -> None:
    browser = as_("leader")
    low = browser.post(PLACE, {"do": "check", WARD: "40", OTHER: "sai"})
    assert "Các đơn vị gộp lại là 40 %, còn thiếu 10 điểm phần trăm so với chỉ tiêu chung 50 %." in text(low)
    assert "<html" not in low.content.decode()
    assert "đơn vị chưa có chỉ tiêu" in text(low)
    assert not Target.objects.exists()


def test_what_falls_short_is_published_only_with_a_reason(as_: As, officer: FindOfficer) -> None:
    drafted(officer("leader"), _06685="40")
    browser, publish = as_("leader"), PLACE.replace("?", "/publish?")
    asked = browser.get(publish)
    assert "còn thiếu 10 điểm phần trăm" in text(asked)
    refused = browser.post(publish, {"seen": seen_on(asked), "unagreed_reason": "Gấp."})
    assert refused.status_code == 422
    assert "Vui lòng ghi lý do ban hành khi các đơn vị chưa bảo đảm chỉ tiêu chung." in text(refused)
    assert "Gấp." in text(refused)
    sent = {"seen": seen_on(asked), "unagreed_reason": "Gấp.", "shortfall_reason": "Giao thêm sau."}
    assert "Giao thêm sau." in text(browser.post(publish, sent, follow=True))


def test_drafts_that_changed_meanwhile_are_looked_at_again(as_: As, officer: FindOfficer) -> None:
    leader = officer("leader")
    drafted(leader, _06685="60")
    browser, publish = as_("leader"), PLACE.replace("?", "/publish?")
    seen = seen_on(browser.get(publish))
    drafted(leader, _06685="61")
    sent = {"seen": seen, "unagreed_reason": "Gấp.", "shortfall_reason": "Giao thêm sau."}
    assert "Dự thảo đã thay đổi" in text(browser.post(publish, sent, follow=True))
    assert Target.objects.get().state == State.DRAFTED


def test_a_revision_wants_its_reason_in_the_table(as_: As, officer: FindOfficer) -> None:
    leader = officer("leader")
    drafted(leader, _06685="60")
    now = sharing.sharing(
        leader.agency, sets.shipped("766"), "3.3", periods.read(YEAR), clock.day(clock.now())
    )
    actions.publish(
        unit=leader.agency, indicators=sets.shipped("766"), code="3.3", period=periods.read(YEAR),
        seen=now.seen, shortfall_reason="Giao dần.", unagreed_reason="Gấp.", by=leader, at=clock.now(),
    )  # fmt: skip
    browser = as_("leader")
    refused = browser.post(PLACE, {"do": "save", WARD: "65", "reason": ""})
    assert refused.status_code == 422
    assert 'value="65"' in refused.content.decode()
    assert "Vui lòng ghi lý do điều chỉnh" in text(refused)
    browser.post(PLACE, {"do": "save", WARD: "65", "reason": "Vượt sớm."})
    assert Target.objects.get(state=State.DRAFTED).reason == "Vượt sớm."
    told = text(browser.get(f"/operations/targets/{WARD}/766/3.3/history?period={YEAR}"))
    assert "Điều chỉnh chỉ tiêu" in told
    assert "Mức: 65 %" in told
    assert "Trước đó: 60 %" in told
    assert "Lý do điều chỉnh: Vượt sớm." in told
    assert "Lý do ban hành khi có đơn vị chưa thống nhất: Gấp." in told


def test_a_unit_agrees_or_remarks_on_its_own_page(as_: As, officer: FindOfficer) -> None:
    (row,) = drafted(officer("leader"), _06685="60.5")
    browser = as_("approver")
    page = browser.get("/operations/targets/waiting")
    assert "Hồ sơ trực tuyến" in text(page)
    assert "60,5 %" in text(page)
    answer = f"/operations/targets/waiting/{row.pk}"
    refused = browser.post(answer, {"do": "remark", "words": "", "value": "101"})
    assert refused.status_code == 422
    assert 'value="101"' in refused.content.decode()
    refused = browser.post(answer, {"do": "remark", "words": "", "value": ""})
    assert "Vui lòng ghi nội dung góp ý." in text(refused)
    told = browser.post(answer, {"do": "remark", "words": "Dân số già.", "value": "55,5"}, follow=True)
    assert "Dân số già. (đề nghị 55,5 %)" in text(told)
    assert "Dân số già. (đề nghị 55,5 %)" in text(as_("leader").get(PLACE))
    assert "Vui lòng xem lại" in text(browser.post(answer, {"do": "agree", "exact": "60"}, follow=True))
    told = browser.post(answer, {"do": "agree", "exact": "60.50"}, follow=True)
    assert "Đã thống nhất chỉ tiêu." in text(told)
    assert Target.objects.get().state == State.AGREED


def test_a_leader_records_what_the_nation_assigned(as_: As) -> None:
    browser, given = as_("leader"), PLACE.replace("?", "/given?")
    refused = browser.post(given, {"value": "850", "source": "x"})
    assert refused.status_code == 422
    assert 'href="#f-value"' in refused.content.decode()
    refused = browser.post(given, {"value": "85", "source": ""})
    assert "Vui lòng ghi số, ngày của văn bản giao chỉ tiêu." in text(refused)
    browser.post(given, {"value": "85", "source": "Văn bản số 01/TD ngày 05/01"})
    page = browser.get(f"/operations/targets?unit=H49&period={YEAR}&set=766")
    assert "Văn bản số 01/TD ngày 05/01" in text(page)
    assert "85 %" in text(page)


def test_the_table_of_a_set_says_what_is_not_measured(as_: As) -> None:
    page = text(as_("leader").get("/operations/targets"))
    assert "Chưa có dữ kiện để đo, nên chưa giao được." in page
    missing = next(one.code for one in sets.shipped("766").indicators if one.form is Form.MISSING)
    assert as_("leader").get(f"/operations/targets/H49/766/{missing}?period={YEAR}").status_code == 404


def test_pages_cost_a_fixed_number_of_queries(
    as_: As, officer: FindOfficer, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    drafted(officer("leader"), _06685="60", _06673="61")
    browser = as_("leader")
    for place in ("/operations/targets", PLACE, PLACE.replace("?", "/publish?")):
        browser.get(place)
    with django_assert_num_queries(11):
        browser.get("/operations/targets")
    with django_assert_num_queries(11):
        browser.get(PLACE)


@pytest.mark.parametrize(
    ("login", "place", "status"),
    [
        ("approver.06673", f"/operations/targets?unit={WARD}", 404),
        ("approver.06673", f"/operations/targets/{WARD}/766/3.3/history", 404),
        ("approver", PLACE, 404),
        ("approver", PLACE.replace("?", "/publish?"), 404),
        ("approver", f"/operations/targets/{WARD}/766/3.3", 404),  # nobody below it
        ("approver", f"/operations/targets/{WARD}/766/3.3/given", 200),
        ("approver", "/operations/targets", 200),
        ("leader", "/operations/targets?unit=H26", 404),
        ("leader", "/operations/targets?set=none", 404),
        ("leader", "/operations/targets?unit=%00", 404),
        ("leader", "/operations/targets?period=2026-06-01", 422),
        ("leader", "/operations/targets?period=9999-12", 422),
        ("leader", "/operations/targets?period=0000", 422),
        ("leader", "/operations/targets/H49/766/nothing", 404),
        ("leader", f"/operations/targets/H49.06673/766/3.3/history?period={YEAR}", 200),
        ("citizen", PLACE, 403),
        ("reception", PLACE, 403),
        ("case", "/operations/targets/waiting", 403),
    ],
)
def test_who_sees_what(as_: As, login: str, place: str, status: int) -> None:
    assert as_(login).get(place).status_code == status


def test_who_may_not_cannot_by_sending_the_form_either(as_: As, officer: FindOfficer) -> None:
    (row,) = drafted(officer("leader"), _06685="60")
    for login, place, sent in (
        ("approver", PLACE, {"do": "save", WARD: "1"}),
        ("approver", f"/operations/targets/{WARD}/766/3.3/given", {"value": "1", "source": "x"}),
        ("approver.06673", f"/operations/targets/waiting/{row.pk}", {"do": "agree", "exact": "60.00"}),
        ("leader", f"/operations/targets/waiting/{row.pk}", {"do": "agree", "exact": "60.00"}),
        ("reception", f"/operations/targets/waiting/{row.pk}", {"do": "agree", "exact": "60.00"}),
    ):
        assert as_(login).post(place, sent, follow=True).status_code in (200, 403, 404)
        kept = Target.objects.get()
        assert kept.state == State.DRAFTED
        assert kept.value == 60


def test_a_period_that_is_over_is_refused_in_words(as_: As) -> None:
    refused = as_("leader").post(PLACE.replace(YEAR, LAST), {"do": "save", WARD: "50"})
    assert refused.status_code == 422
    assert "Kỳ này đã kết thúc" in text(refused)


def test_hostile_values_are_told_not_crashed_on(as_: As) -> None:
    browser = as_("leader")
    for typed in ("\x00", "9" * 100_000, "<script>", "1e999", "\ud800".encode("utf-8", "replace").decode()):
        assert browser.post(PLACE, {"do": "save", WARD: typed}).status_code == 422
        assert browser.post(PLACE, {"do": "check", WARD: typed}).status_code == 200
    long = browser.post(PLACE.replace("?", "/given?"), {"value": "85", "source": "x" * 501})
    assert long.status_code == 422
