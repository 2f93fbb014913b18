"""Papers and signatures together: the places that templates leave are where signatures go."""

from datetime import UTC, datetime, timedelta

import pytest

from motcua.dossiers.adapters.typst import Typst
from motcua.journal.rules import Actor
from motcua.signing import actions as signing
from motcua.signing import queries
from motcua.signing.rules.values import Kind
from tests.dossiers.paper_samples import SEALED_ONLY, sample

AT = datetime(2026, 11, 23, 3, 30, tzinfo=UTC)
BY = Actor("system:test", "Kiểm thử")
AGENCY = "Ủy ban nhân dân phường Hạ Long"


@pytest.fixture
def keys(db: None) -> None:
    for holder, name, kind in (
        ("officer:papers-test", "Trần Đức Thắng", Kind.PERSONAL),
        ("agency:papers-test", AGENCY, Kind.SEAL),
    ):
        signing.issue_key(
            holder=holder,
            common_name=name,
            organisation=AGENCY,
            kind=kind,
            at=AT - timedelta(days=1),
            by=BY,
        )


@pytest.mark.usefixtures("keys")
@pytest.mark.parametrize("template", ["birth_certificate", "decision"])
def test_a_result_is_approved_then_sealed(template: str) -> None:
    printed = Typst().print(template, sample(template))
    pdf = signing.reserve_fields(
        printed.pdf,
        fields=[("approver", printed.boxes["approver"], False), ("seal", printed.boxes["seal"], True)],
    )
    pdf = signing.sign_document(pdf, holder="officer:papers-test", field="approver", at=AT)
    pdf = signing.sign_document(
        pdf,
        holder="agency:papers-test",
        field="seal",
        at=AT,
        lines=["Số: 123/UBND-KS", "Hạ Long, ngày 23 tháng 11 năm 2026"],
    )
    report = queries.verify_document(pdf, at=AT)
    assert report.ok
    assert [(one.field, one.name) for one in report.signatures] == [
        ("approver", "Trần Đức Thắng"),
        ("seal", AGENCY),
    ]


@pytest.mark.usefixtures("keys")
@pytest.mark.parametrize("template", SEALED_ONLY)
def test_a_receipt_is_sealed(template: str) -> None:
    printed = Typst().print(template, sample(template))
    pdf = signing.sign_document(
        printed.pdf, holder="agency:papers-test", field="seal", box=printed.boxes["seal"], at=AT
    )
    assert queries.verify_document(pdf, at=AT).ok
