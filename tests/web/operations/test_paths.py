"""How procedures really go, as leaders see it: who may look, what is said, the dossiers behind."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import ibis
import pyarrow as pa
import pytest
from django.test import Client

from motcua.indicators import ports
from motcua.indicators.queries import answers
from motcua.kernel.errors import NotFound
from motcua.people.models import Account
from tests.indicators.acts import Row, dossier, straight, table

pytestmark = pytest.mark.django_db
YEAR = "period=2026"
CODE = "1.004873"


class Told:
    """Facts that a test makes up."""

    def __init__(self, rows: list[Row]) -> None:
        self.rows = rows

    def state(self) -> ports.State:
        return ports.State(f"made-up-{len(self.rows)}", datetime(2026, 7, 1, tzinfo=UTC))

    def table(self, dataset: str = "dossiers") -> Any:
        if dataset == "acts":
            return table(self.rows)
        firsts = [row for row in self.rows if row["number"] == 1]
        return ibis.memtable(
            pa.Table.from_pylist(
                [
                    {
                        "path": row["path"],
                        "procedure": row["procedure"],
                        "channel": "direct",
                        "submitted_at": row["at"],
                    }
                    for row in firsts
                ]
            )
        )


class Nothing:
    def state(self) -> ports.State:
        raise NotFound(code="no-facts")

    def table(self, dataset: str = "dossiers") -> Any:
        raise NotFound(code="no-facts")


@pytest.fixture
def facts(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Any], None]]:
    """Puts these facts in the place of the folder's."""
    answers.forget()
    yield lambda told: monkeypatch.setattr(ports, "facts", lambda: told)
    answers.forget()


@pytest.fixture
def leader(client: Client, account: Callable[[str], Account]) -> Client:
    client.force_login(account("leader"), backend="django.contrib.auth.backends.ModelBackend")
    return client


def rows() -> list[Row]:
    """Three straight ones, one that was sent back, one that skipped a step, one of another province."""
    back = straight()
    back[3:3] = [
        ("appraised", "send_back", "received", 3600, 0),
        ("received", "appraise", "appraised", 7200, 0),
    ]
    skipped = [*straight()[:2], ("received", "approve", "approved", 60, 0)]
    made = [dossier(f"H49-{n}", straight(waiting=7200, hand=1800)) for n in range(3)]
    made += [
        dossier("H49-back", back),
        dossier("H49-skip", skipped),
        dossier("H4-else", straight(), agency="H4"),
    ]
    return [row for one in made for row in one]


def test_list_and_detail_tell_what_was_found(leader: Client, facts: Callable[[Any], None]) -> None:
    facts(Told(rows()))
    page = leader.get(f"/operations/processes?{YEAR}").content.decode()
    assert f"/operations/processes/{CODE}?unit=H49&amp;period=2026" in page
    assert "80\u00a0%" in page  # four of five conform
    assert "20\u00a0%" in page  # one has a loop
    page = leader.get(f"/operations/processes/{CODE}?{YEAR}").content.decode()
    assert "5 hồ sơ nộp trong kỳ: 80\u00a0% đi đúng quy trình công bố" in page
    assert "Quy trình công bố không có bước này ở trạng thái đó: phê duyệt khi “Đang thẩm định”" in page
    assert "<mark>Phê duyệt</mark>" in page
    assert "Chuyển lại bước trước" in page
    assert "Nghẽn nhất ở" in page
    assert "Đang thẩm định: Tạm dừng giải quyết → Tạm dừng xử lý" in page  # never taken
    assert "Đang thẩm định: Phê duyệt → Chờ đóng dấu: 1" in page  # not published
    assert "chưa được đối chiếu" in page


def test_the_dossiers_of_a_way_are_those_it_counts(leader: Client, facts: Callable[[Any], None]) -> None:
    facts(Told(rows()))
    page = leader.get(f"/operations/processes/{CODE}?{YEAR}").content.decode()
    url = page.split('data-label="Số hồ sơ"><a class="ds-link" href="')[1].split('"')[0].replace("&amp;", "&")
    listed = leader.get(url).content.decode()
    assert all(f"H49-{n}<" in listed for n in range(3))
    assert "H49-skip" not in listed
    assert "H4-else" not in listed


@pytest.mark.parametrize("path", ["", f"/{CODE}", f"/{CODE}/ways/0123456789abcdef"])
def test_only_leaders_and_only_their_own_tree(
    client: Client, account: Callable[[str], Account], facts: Callable[[Any], None], path: str
) -> None:
    facts(Told(rows()))
    assert client.get(f"/operations/processes{path}").status_code == 302
    client.force_login(account("leader"), backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(f"/operations/processes{path}?unit=VN").status_code == 404
    client.force_login(account("case"), backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(f"/operations/processes{path}").status_code == 403


def test_without_facts_the_page_says_so(leader: Client, facts: Callable[[Any], None]) -> None:
    facts(Nothing())
    response = leader.get("/operations/processes")
    assert response.status_code == 200
    assert "Chưa có hồ sơ nào trong kỳ này" in response.content.decode()


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("?period=nonsense", 422),
        ("?period=9999", 422),
        ("?sort=x&page=-1", 200),
        ("?page=99", 200),
        ("?unit=%00", 404),
        ("/%00", 404),
    ],
)
def test_hostile_addresses(leader: Client, facts: Callable[[Any], None], query: str, status: int) -> None:
    facts(Told(rows()))
    assert leader.get(f"/operations/processes{query}").status_code == status


def test_an_unknown_procedure_is_not_found(leader: Client, facts: Callable[[Any], None]) -> None:
    facts(Told(rows()))
    assert leader.get(f"/operations/processes/9.999?{YEAR}").status_code == 404


def test_in_english(leader: Client, facts: Callable[[Any], None]) -> None:
    facts(Told(rows()))
    leader.cookies["django_language"] = "en"
    assert leader.get(f"/operations/processes/{CODE}?{YEAR}").status_code == 200
