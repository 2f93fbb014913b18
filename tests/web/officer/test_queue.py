"""Who may come in, and the lists."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from motcua.agencies import queries as agencies
from motcua.agencies.models import Officer
from motcua.dossiers.models import Dossier
from motcua.dossiers.rules.process import Verb
from motcua.kernel import clock
from tests.web.officer.conftest import Act, As

Submitted = Callable[..., Dossier]


def codes(page: str) -> list[str]:
    """The dossiers in the table, in order."""
    return re.findall(r'href="/office/dossiers/([^"/]+)"', page)


@pytest.mark.parametrize("page", ["", "next", "me", "counter/", "dossiers/H49.06685-261121-0001"])
def test_only_officers_come_in(as_: As, client: Client, page: str) -> None:
    anonymous = client.get(f"/office/{page}")
    assert anonymous.status_code == 302
    assert anonymous["Location"].startswith("/accounts/login/")
    citizen = as_("citizen").get(f"/office/{page}")
    assert citizen.status_code == 403
    assert "dành cho cán bộ" in citizen.content.decode()


def test_an_officer_who_left_office_is_shut_out(as_: As, officer: Callable[[str], Officer]) -> None:
    client = as_("case")
    assert client.get("/office/").status_code == 200
    case = officer("case")
    case.active = False
    case.save()
    assert client.get("/office/").status_code == 403


def test_no_cache_keeps_the_page(as_: As) -> None:
    assert as_("case").get("/office/")["Cache-Control"] == "private, no-store"


def test_a_new_dossier_waits_for_reception_and_for_nobody_else(as_: As, submitted: Submitted) -> None:
    dossier = submitted()
    assert codes(as_("reception").get("/office/").content.decode()) == [dossier.code]
    page = as_("case").get("/office/").content.decode()
    assert codes(page) == []
    assert "Không có hồ sơ nào chờ bạn" in page
    assert codes(as_("case").get("/office/?list=unit").content.decode()) == [dossier.code]
    assert codes(as_("reception.06673").get("/office/?list=unit").content.decode()) == []


def test_what_i_took_is_mine(as_: As, act: Act, submitted: Submitted) -> None:
    dossier = submitted()
    assert codes(as_("reception").get("/office/?list=mine").content.decode()) == []
    assert act("reception", dossier, Verb.TAKE).status_code == 302
    assert codes(as_("reception").get("/office/?list=mine").content.decode()) == [dossier.code]


def test_late_and_soon_are_told_apart(as_: As, submitted: Submitted) -> None:
    now = clock.now()
    late = submitted(at=now - timedelta(days=60))
    fresh = submitted(at=now)
    page = as_("case").get("/office/?list=late").content.decode()
    assert codes(page) == [late.code]
    assert "Quá hạn" in page
    assert fresh.code in codes(as_("case").get("/office/?list=unit").content.decode())


def test_the_list_goes_on_by_keyset_with_the_same_queries(
    as_: As, submitted: Submitted, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    agencies.site()
    start = clock.now() - timedelta(days=1)
    made = [submitted(at=start + timedelta(seconds=place)).code for place in range(52)]
    expected = [dossier.code for dossier in Dossier.objects.filter(code__in=made).order_by("due_at", "pk")]
    client = as_("reception")
    client.get("/office/")
    # session, account, officer, unread, dossiers, six counts, three times whom they stand in for
    with django_assert_num_queries(14):
        first = client.get("/office/").content.decode()
    assert codes(first) == expected[:50]
    after = re.search(r'rel="next" href="([^"]+)"', first)
    assert after
    second = client.get(after[1].replace("&amp;", "&")).content.decode()
    assert codes(second) == expected[50:]
    assert "Về đầu danh sách" in second
    assert 'rel="next"' not in second


def test_a_strange_position_begins_at_the_top(as_: As, submitted: Submitted) -> None:
    dossier = submitted()
    for strange in ("x", "20261301T000000.0-1", "20261101T000000.0-" + "9" * 40, "%00", "'"):
        page = as_("reception").get("/office/", {"after": strange})
        assert codes(page.content.decode()) == [dossier.code]


def test_counts_stop_at_99(as_: As, submitted: Submitted, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("motcua.dossiers.queries.CAP", 3)
    monkeypatch.setattr("motcua.web.officer.queue.CAP", 3)
    for _one in range(4):
        submitted()
    assert '<span class="m-count">2+</span>' in as_("reception").get("/office/").content.decode()


def test_filter_by_code_and_by_words(as_: As, submitted: Submitted) -> None:
    dossier = submitted()
    client = as_("reception")
    for typed in ("1.004873", "tinh trang hon nhan"):
        page = client.get("/office/", {"procedure": typed}).content.decode()
        assert codes(page) == [dossier.code]
        assert "Đang lọc" in page
    assert codes(client.get("/office/", {"procedure": "1.001193"}).content.decode()) == []
    page = client.get("/office/", {"procedure": "không có thủ tục nào thế"}).content.decode()
    assert "Không có thủ tục nào khớp" in page
    assert codes(page) == [dossier.code]


def test_quick_open(as_: As, submitted: Submitted) -> None:
    dossier = submitted()
    typed = f" {dossier.code.lower()} "
    assert as_("case").get("/office/", {"code": typed})["Location"] == f"/office/dossiers/{dossier.code}"
    elsewhere = as_("case.06673").get("/office/", {"code": dossier.code})
    assert elsewhere.status_code == 404
    assert "không thuộc đơn vị của bạn" in elsewhere.content.decode()
    assert f'value="{dossier.code}"' in elsewhere.content.decode()


def test_next_opens_what_is_due_first(as_: As, submitted: Submitted) -> None:
    assert as_("reception").get("/office/next")["Location"] == "/office/"
    submitted()
    older = submitted(at=clock.now() - timedelta(days=30))
    assert as_("reception").get("/office/next")["Location"] == f"/office/dossiers/{older.code}"


def test_a_leader_sees_the_whole_province_and_may_only_look(as_: As, act: Act, submitted: Submitted) -> None:
    dossier = submitted()
    page = as_("leader").get("/office/").content.decode()
    assert codes(page) == [dossier.code]
    assert "Chờ tôi xử lý" not in page
    shown = as_("leader").get(f"/office/dossiers/{dossier.code}").content.decode()
    assert "Không đến lượt bạn" in shown
    assert 'name="verb"' not in shown
    assert act("leader", dossier, Verb.RECEIVE).status_code == 403
    dossier.refresh_from_db()
    assert dossier.state == "submitted"


def test_the_counter_is_offered_to_who_receives(as_: As) -> None:
    assert 'href="/office/counter/"' in as_("reception").get("/office/").content.decode()
    assert 'href="/office/counter/"' not in as_("case").get("/office/").content.decode()


def test_my_certificate(as_: As) -> None:
    page = as_("approver").get("/office/me").content.decode()
    assert "Hoàng Minh Duyệt" in page
    assert "Người phê duyệt" in page
    assert "Thử nghiệm" in page
