"""An approver, her agency's seal, and a document with room for both signatures."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
import typst

from motcua.journal.rules import Actor
from motcua.signing import actions as signing
from motcua.signing.rules.values import Box, Kind

BY = Actor("system:test", "Kiểm thử")
AT = datetime(2026, 11, 20, 3, 30, 15, tzinfo=UTC)
AGENCY = "Ủy ban nhân dân phường Hạ Long"
APPROVER = "officer:700700"
SEAL = "agency:TEST.61"
FIELDS = [
    ("approver", Box(0, 320, 300, 540, 345), False),
    ("seal", Box(0, 57, 690, 540, 750), True),
]


@pytest.fixture
def keys(db: None) -> None:
    """The approver and the seal each have a key, issued a day before."""
    for holder, name, kind in (
        (APPROVER, "Nguyễn Thị Hồng Phượng", Kind.PERSONAL),
        (SEAL, AGENCY, Kind.SEAL),
    ):
        signing.issue_key(
            holder=holder,
            common_name=name,
            organisation=AGENCY,
            kind=kind,
            at=AT - timedelta(days=1),
            by=BY,
        )


@pytest.fixture(scope="session")
def blank() -> bytes:
    """A page as the typesetter makes it, unsigned."""
    made = typst.compile("Giấy xác nhận tình trạng hôn nhân".encode(), format="pdf")
    assert isinstance(made, bytes)
    return made


@dataclass(frozen=True)
class Stages:
    """The same document with room for signatures, approved, and sealed."""

    reserved: bytes
    approved: bytes
    sealed: bytes


@pytest.fixture
def stages(keys: None, blank: bytes) -> Stages:
    """Signed by the approver, then numbered and sealed four minutes later."""
    reserved = signing.reserve_fields(blank, fields=FIELDS)
    approved = signing.sign_document(
        reserved, holder=APPROVER, field="approver", at=AT, reason="Phê duyệt", location="Quảng Ninh"
    )
    sealed = signing.sign_document(
        approved,
        holder=SEAL,
        field="seal",
        at=AT + timedelta(minutes=4),
        lines=["Số: 123/GXN-UBND", "Hạ Long, ngày 20 tháng 11 năm 2026"],
    )
    return Stages(reserved, approved, sealed)
