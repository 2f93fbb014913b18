"""A reader that is not ours agrees: poppler's pdfsig, over NSS, once it trusts the test root."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from motcua.signing import queries
from tests.signing.conftest import Stages

MISSING = [tool for tool in ("pdfsig", "certutil") if shutil.which(tool) is None]


@pytest.mark.skipif(bool(MISSING) and os.environ.get("CI") != "true", reason=f"without {MISSING}")
def test_pdfsig_finds_both_signatures_valid_and_trusted(stages: Stages, tmp_path: Path) -> None:
    (tmp_path / "root.pem").write_text(queries.root_certificates())
    (tmp_path / "nss").mkdir()
    (tmp_path / "result.pdf").write_bytes(stages.sealed)
    store = f"sql:{tmp_path}/nss"

    def ran(*command: str) -> str:
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, cwd=tmp_path, check=False)
        return done.stdout

    ran("certutil", "-N", "-d", store, "--empty-password")
    before = ran("pdfsig", "-nssdir", store, "result.pdf")
    ran("certutil", "-A", "-d", store, "-n", "root", "-t", "CT,CT,CT", "-i", "root.pem")
    after = ran("pdfsig", "-nssdir", store, "result.pdf")

    assert "Certificate is Trusted." not in before
    approver, seal, proof = after.split("Signature #")[1:]
    for signature, name in ((approver, "approver"), (seal, "seal")):
        assert f"Signature Field Name: {name}" in signature
        assert "Signature Type: ETSI.CAdES.detached" in signature
        assert "Signature is Valid." in signature
        assert "Certificate is Trusted." in signature
    assert "Total document signed" in proof  # the document time stamp, which pdfsig does not check
