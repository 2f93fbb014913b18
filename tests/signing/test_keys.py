"""Keys and certificates: one in force for a holder, sealed at rest, one authority however many begin."""

import threading
from datetime import timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import load_der_private_key
from django.db import IntegrityError, connection, transaction

from motcua.journal.models import Entry
from motcua.kernel.errors import Invalid, NotFound
from motcua.signing import actions as signing
from motcua.signing import ports, queries
from motcua.signing.adapters import testauthority
from motcua.signing.models import Certificate, SoftwareKey
from motcua.signing.rules.values import Kind
from tests.signing.conftest import AGENCY, APPROVER, AT, BY, SEAL


def issue(holder: str = APPROVER, name: str = "Nguyễn Thị Hồng Phượng") -> Certificate:
    return signing.issue_key(
        holder=holder, common_name=name, organisation=AGENCY, kind=Kind.PERSONAL, at=AT, by=BY
    )


def test_issuing_twice_gives_the_same_certificate(db: None) -> None:
    before = Entry.objects.filter(verb="issue-key").count()
    assert issue() == issue()
    assert Certificate.objects.filter(holder=APPROVER).count() == 1
    assert Entry.objects.filter(verb="issue-key").count() == before + 1


def test_after_revocation_a_new_key_is_a_new_row(db: None) -> None:
    first = issue()
    signing.revoke_key(holder=APPROVER, why="Hết nhiệm kỳ", at=AT, by=BY)
    second = issue()
    assert second.fingerprint != first.fingerprint
    assert queries.active_certificate(APPROVER) == second
    assert Entry.objects.filter(verb="revoke-key", subject=f"certificate:{first.fingerprint}").exists()
    assert queries.verify_act(b"x", signing.sign_act(b"x", holder=APPROVER)).fingerprint == second.fingerprint


def test_revoking_needs_a_key_and_a_reason(db: None) -> None:
    with pytest.raises(NotFound):
        signing.revoke_key(holder=APPROVER, why="Hết nhiệm kỳ", at=AT, by=BY)
    issue()
    with pytest.raises(Invalid):
        signing.revoke_key(holder=APPROVER, why=" ", at=AT, by=BY)


def test_nobody_is_issued_an_authority(db: None) -> None:
    with pytest.raises(Invalid):
        signing.issue_key(
            holder="authority:root", common_name="X", organisation="", kind=Kind.ROOT, at=AT, by=BY
        )


def test_the_database_allows_one_active_certificate_for_a_holder(db: None) -> None:
    row = issue()
    row.pk, row.fingerprint = None, "0" * 64
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


def test_the_database_wants_a_reason_with_a_revocation(db: None) -> None:
    row = issue()
    row.revoked_at = AT
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()


def test_the_chain_leads_to_the_root_and_says_test(keys: None) -> None:
    row = queries.active_certificate(SEAL)
    assert row is not None
    own = x509.load_pem_x509_certificate(row.pem.encode())
    issuing, root = x509.load_pem_x509_certificates(row.chain.encode())
    own.verify_directly_issued_by(issuing)
    issuing.verify_directly_issued_by(root)
    assert queries.root_certificates().encode() in row.chain.encode()
    for certificate in (issuing, root):
        assert "THỬ NGHIỆM / TEST ONLY" in certificate.subject.rfc4514_string()
    assert row.is_test


def test_long_names_fit_the_certificate_and_stay_whole_in_the_row(db: None) -> None:
    name = "Trung tâm Phục vụ hành chính công và Kiểm soát thủ tục hành chính tỉnh Quảng Ninh"
    row = issue(name=name)
    assert row.name == name
    assert queries.verify_act(b"x", signing.sign_act(b"x", holder=APPROVER)).name == name


def test_keys_are_sealed_at_rest(keys: None) -> None:
    sealed = [bytes(key.sealed) for key in SoftwareKey.objects.all()]
    assert len(sealed) >= 5  # root, issuing, time stamps, approver, seal
    for der in sealed:
        with pytest.raises(TypeError):  # cryptography's answer when a password is needed
            load_der_private_key(der, None)
        with pytest.raises(ValueError, match="key"):
            load_der_private_key(der, b"wrong")


def test_revocation_lists_name_the_revoked(keys: None) -> None:
    row = signing.revoke_key(holder=APPROVER, why="Mất thiết bị", at=AT, by=BY)
    evidence = ports.timestamps().evidence(at=AT + timedelta(hours=1))
    lists = [x509.load_der_x509_crl(crl) for crl in evidence.crls]
    assert sum(len(found) for found in lists) == 1
    assert any(found.get_revoked_certificate_by_serial_number(int(row.serial, 16)) for found in lists)
    before = ports.timestamps().evidence(at=AT - timedelta(hours=1))
    assert sum(len(x509.load_der_x509_crl(crl)) for crl in before.crls) == 0


@pytest.mark.django_db(transaction=True)
def test_two_processes_that_start_at_once_make_one_authority() -> None:
    """On a database that has none yet; each thread has a connection of its own and commits."""
    SoftwareKey.objects.all().delete()
    Certificate.objects.all().delete()
    barrier = threading.Barrier(4)
    roots: list[str] = []

    def begin() -> None:
        try:
            barrier.wait()
            roots.append(testauthority.authority().root.row.fingerprint)
        finally:
            connection.close()

    jobs = [threading.Thread(target=begin) for _ in range(4)]
    for job in jobs:
        job.start()
    for job in jobs:
        job.join()
    assert len(roots) == 4
    assert len(set(roots)) == 1
    assert Certificate.objects.filter(kind=Kind.ROOT).count() == 1
