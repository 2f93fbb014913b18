"""Signatures of acts: they hold over exactly the bytes signed, and other libraries agree."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from joserfc import jws as joserfc_jws
from joserfc.jwk import ECKey
from pytest_django import DjangoAssertNumQueries

from motcua.kernel.errors import NotFound
from motcua.signing import actions as signing
from motcua.signing import queries
from motcua.signing.rules import act
from tests.signing.conftest import APPROVER, AT, BY, SEAL

PAYLOAD = b'{"verb":"approve","subject":"dossier:H49.61-261120-0001"}'


def test_the_signer_is_named_and_the_signature_holds(keys: None) -> None:
    found = queries.verify_act(PAYLOAD, signing.sign_act(PAYLOAD, holder=APPROVER), at=AT)
    assert (found.valid, found.why) == (True, None)
    assert (found.holder, found.name, found.is_test) == (APPROVER, "Nguyễn Thị Hồng Phượng", True)


def test_a_changed_act_is_found_out(keys: None) -> None:
    found = queries.verify_act(PAYLOAD + b" ", signing.sign_act(PAYLOAD, holder=APPROVER), at=AT)
    assert not found.valid
    assert found.why == "Nội dung đã bị thay đổi sau khi ký."
    assert found.holder == APPROVER


def test_another_certificate_cannot_take_the_signature_over(keys: None) -> None:
    mine = signing.sign_act(PAYLOAD, holder=APPROVER)
    theirs = signing.sign_act(PAYLOAD, holder=SEAL)
    swapped = theirs.split(".")[0] + ".." + mine.split(".")[2]
    assert not queries.verify_act(PAYLOAD, swapped, at=AT).valid


def test_joserfc_verifies_it_too(keys: None) -> None:
    jws = signing.sign_act(PAYLOAD, holder=APPROVER)
    row = queries.active_certificate(APPROVER)
    assert row is not None
    public = x509.load_pem_x509_certificate(row.pem.encode()).public_key()
    key = ECKey.import_key(public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    header, _, signature = jws.split(".")
    attached = f"{header}.{urlsafe_b64encode(PAYLOAD).rstrip(b'=').decode()}.{signature}"
    assert joserfc_jws.deserialize_compact(attached, key, algorithms=["ES256"]).payload == PAYLOAD
    fields = json.loads(urlsafe_b64decode(header + "=="))
    assert urlsafe_b64decode(fields["kid"] + "=").hex() == row.fingerprint
    assert (fields["alg"], fields["typ"]) == ("ES256", "motcua-act+jws")


def test_signing_asks_the_database_nothing_once_the_key_is_loaded(
    keys: None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    signing.sign_act(PAYLOAD, holder=APPROVER)
    with django_assert_num_queries(0):
        signing.sign_act(PAYLOAD, holder=APPROVER)


def test_many_are_verified_with_one_query(
    keys: None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    acts = [(PAYLOAD, signing.sign_act(PAYLOAD, holder=holder), AT) for holder in (APPROVER, SEAL, APPROVER)]
    with django_assert_num_queries(1):
        found = queries.verify_acts([*acts, (PAYLOAD, "nothing", AT)])
    assert [one.holder for one in found] == [APPROVER, SEAL, APPROVER, ""]
    assert [one.valid for one in found] == [True, True, True, False]


def test_who_has_no_key_cannot_sign(db: None) -> None:
    with pytest.raises(NotFound) as refused:
        signing.sign_act(PAYLOAD, holder="officer:0")
    assert refused.value.code == "no-key"


def test_a_revoked_key_signs_no_more_and_its_past_stays_good(keys: None) -> None:
    before = signing.sign_act(PAYLOAD, holder=APPROVER)
    signing.revoke_key(holder=APPROVER, why="Chuyển công tác", at=AT, by=BY)
    with pytest.raises(NotFound):
        signing.sign_act(PAYLOAD, holder=APPROVER)
    assert queries.verify_act(PAYLOAD, before, at=AT - timedelta(minutes=1)).valid
    assert not queries.verify_act(PAYLOAD, before, at=AT + timedelta(minutes=1)).valid


def test_an_act_before_the_certificate_began_is_refused(keys: None) -> None:
    jws = signing.sign_act(PAYLOAD, holder=APPROVER)
    found = queries.verify_act(PAYLOAD, jws, at=AT - timedelta(days=2))
    assert (found.valid, found.why) == (False, "Chứng thư số không có hiệu lực vào thời điểm ký.")


@pytest.mark.parametrize(
    "jws",
    [
        "",
        "a.b.c",
        "..",
        "....",
        "e30..AA",
        "ké..AA",
        "\ud800..AA",
        urlsafe_b64encode(b"[" * 5000).decode() + "..AA",
        urlsafe_b64encode(b'{"alg":"none","kid":"","typ":"motcua-act+jws"}').decode() + "..",
    ],
)
def test_what_is_no_signature_is_refused_with_a_sentence(db: None, jws: str) -> None:
    found = queries.verify_act(PAYLOAD, jws, at=AT)
    assert (found.valid, found.why) == (False, "Đây không phải là chữ ký số của một bước xử lý.")


def test_one_signature_has_one_spelling(keys: None) -> None:
    jws = signing.sign_act(PAYLOAD, holder=APPROVER)
    for other in (jws + "=", jws + "\n", jws.replace("..", ".e30."), " " + jws):
        assert not queries.verify_act(PAYLOAD, other, at=AT).valid


def test_a_stranger_is_a_stranger(db: None) -> None:
    jws = act.sign(PAYLOAD, fingerprint="ab" * 32, es256=lambda data: bytes(64))
    found = queries.verify_act(PAYLOAD, jws, at=AT)
    assert found.why == "Chữ ký thuộc về một chứng thư số không có trong hệ thống."
