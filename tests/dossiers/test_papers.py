"""What papers say: letterheads, citations, dates, and data that any template can read."""

import json
import re
from datetime import UTC, datetime
from typing import Any

import pytest
from qrcode.main import QRCode

from motcua.catalogue.rules.definition import LegalBasis
from motcua.dossiers.rules import papers
from tests.dossiers import paper_samples


@pytest.mark.parametrize(
    ("office", "above", "name"),
    [
        (paper_samples.WARD, "", ["Ủy ban nhân dân", "phường Hạ Long"]),
        (paper_samples.DEPARTMENT, "Ủy ban nhân dân tỉnh Quảng Ninh", ["Sở Xây dựng"]),
    ],
)
def test_a_committee_stands_alone_and_a_department_under_its_committee(
    office: papers.Office, above: str, name: list[str]
) -> None:
    assert papers.letterhead(office) == {"above": above, "name": name}


@pytest.mark.parametrize(
    ("number", "name", "cited"),
    [
        ("60/2014/QH13", "Luật Hộ tịch", "Luật Hộ tịch số 60/2014/QH13"),
        ("123/2015/NĐ-CP", "Nghị định quy định chi tiết", "Nghị định số 123/2015/NĐ-CP quy định chi tiết"),
        ("04/2020/TT-BTP", "Thông tư", "Thông tư số 04/2020/TT-BTP"),
        ("1/QĐ", "Quyết địnhx", "Quyết địnhx số 1/QĐ"),
    ],
)
def test_legal_bases_are_cited_as_decisions_cite_them(number: str, name: str, cited: str) -> None:
    assert papers.citation(LegalBasis(number, name)) == cited


def test_moments_are_written_on_vietnams_clock() -> None:
    assert papers.moment(datetime(2026, 11, 21, 17, 30, tzinfo=UTC)) == "00:30 ngày 22/11/2026"
    assert papers.moment(None) == ""


def test_the_data_is_json_and_holds_what_templates_print() -> None:
    data = paper_samples.sample("receipt")
    assert json.loads(json.dumps(data)) == data
    assert data["procedure"]["limit"] == "3 ngày làm việc"
    assert data["procedure"]["fees"] == [{"name": "Lệ phí", "amount": 15_000}]
    assert data["received_at"] == "08:05 ngày 23/11/2026"
    assert data["day"] == {"day": "23", "month": "11", "year": "2026"}


def test_a_qr_code_draws_every_dark_module_once() -> None:
    text = "https://dichvucong.example.vn/verify/Zk3vQ8xW1mN5pR7tY2uB4cD6fG9hJ0aL"
    svg = papers.qr_svg(text)
    expected: Any = QRCode(border=2, mask_pattern=3)
    expected.add_data(text)
    modules = expected.get_matrix()
    drawn = [[False] * len(modules) for _ in modules]
    for x, y, width in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\3z", svg):
        for at in range(int(x), int(x) + int(width)):
            assert not drawn[int(y)][at]
            drawn[int(y)][at] = True
    assert drawn == modules
    assert f'viewBox="0 0 {len(modules)} {len(modules)}"' in svg
