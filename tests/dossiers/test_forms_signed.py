"""Forms signed where their templates leave room, and checked by our verifier and by pdfsig."""

import os
import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from motcua.dossiers.rules.notices import Form
from motcua.journal.rules import Actor
from motcua.signing import actions as signing
from motcua.signing import queries
from motcua.signing.rules.values import Kind
from tests.dossiers.test_forms import FORMS, empty, ordinary

AT = datetime(2026, 12, 1, 3, 30, tzinfo=UTC)
BY = Actor("system:test", "Kiểm thử")
AGENCY = "Ủy ban nhân dân phường Hạ Long"
HAS_PDFSIG = shutil.which("pdfsig") is not None or "CI" in os.environ


@pytest.fixture
def keys(db: None) -> None:
    for holder, name, kind in (
        ("officer:forms-test", "Trần Đức Thắng", Kind.PERSONAL),
        ("agency:forms-test", AGENCY, Kind.SEAL),
    ):
        signing.issue_key(
            holder=holder,
            common_name=name,
            organisation=AGENCY,
            kind=kind,
            at=AT - timedelta(days=1),
            by=BY,
        )


def seen_by_pdfsig(pdf: bytes, folder: Path) -> str:
    """What pdfsig says of the signatures; who issued the certificates is not its question here."""
    path = folder / "form.pdf"
    path.write_bytes(pdf)
    made = subprocess.run(["pdfsig", "-nocert", path], capture_output=True, text=True, check=False)
    return made.stdout


@pytest.mark.usefixtures("keys")
@pytest.mark.parametrize("form", FORMS)
def test_a_form_is_signed_by_a_person_then_sealed(form: Form, tmp_path: Path) -> None:
    made = ordinary(form)
    pdf = signing.reserve_fields(
        made.pdf, fields=[("approver", made.boxes["approver"], False), ("seal", made.boxes["seal"], True)]
    )
    pdf = signing.sign_document(pdf, holder="officer:forms-test", field="approver", at=AT)
    pdf = signing.sign_document(pdf, holder="agency:forms-test", field="seal", at=AT)
    assert queries.verify_document(pdf, at=AT).ok
    if HAS_PDFSIG:
        said = seen_by_pdfsig(pdf, tmp_path)
        assert said.count("Signature Validation: Signature is Valid.") >= 2
        assert "not valid" not in said.casefold()


@pytest.mark.usefixtures("keys")
def test_what_no_person_signs_is_sealed_alone() -> None:
    made = empty(Form.SUPPLEMENT)
    pdf = signing.sign_document(
        made.pdf, holder="agency:forms-test", field="seal", box=made.boxes["seal"], at=AT
    )
    assert queries.verify_document(pdf, at=AT).ok
