"""RFC 3161 tokens over a digest: ours hold, everything else is refused."""

from hashlib import sha256

import pytest

from motcua.kernel.errors import Invalid
from motcua.signing import actions as signing
from motcua.signing import queries
from motcua.signing.models import Certificate
from motcua.signing.rules.values import Kind
from tests.signing.conftest import AT

DIGEST = sha256(b"Merkle root of the day").digest()


def test_the_token_gives_the_moment_back(db: None) -> None:
    assert queries.check_timestamp(signing.timestamp(DIGEST, at=AT), DIGEST) == AT


def test_a_token_over_something_else_is_refused(db: None) -> None:
    with pytest.raises(Invalid) as refused:
        queries.check_timestamp(signing.timestamp(DIGEST, at=AT), sha256(b"another").digest())
    assert refused.value.code == "bad-timestamp"


def test_a_token_of_an_unknown_authority_is_refused(db: None) -> None:
    token = signing.timestamp(DIGEST, at=AT)
    Certificate.objects.filter(kind=Kind.ROOT).update(revoked_at=AT, revoked_why="Thử")
    with pytest.raises(Invalid):
        queries.check_timestamp(token, DIGEST)


def test_no_changed_byte_passes(db: None) -> None:
    """A token with any one byte changed is refused, or is still good for this digest at this moment.

    Not all of a token is signed: some bytes may change without harm, none may move the moment.
    """
    token = signing.timestamp(DIGEST, at=AT)
    refused = 0
    for position in range(0, len(token), 7):
        altered = bytearray(token)
        altered[position] ^= 0x04
        try:
            assert queries.check_timestamp(bytes(altered), DIGEST) == AT
        except Invalid:
            refused += 1
    assert refused > len(token) // 7 * 0.8


@pytest.mark.parametrize("token", [b"", b"\x30\x00", b"junk", b"\x30\x84\xff\xff\xff\xff"])
def test_what_is_no_token_is_refused(db: None, token: bytes) -> None:
    with pytest.raises(Invalid):
        queries.check_timestamp(token, DIGEST)
