"""Files are judged by their content: what each refusal says, and that no bytes make it fail otherwise."""

import struct
import zlib
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.kernel.errors import Invalid
from motcua.vault import rules

PDF = b"%PDF-1.7\n1 0 obj\nendobj\ntrailer\n%%EOF\n"


def png(width: int, height: int) -> bytes:
    header = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + header + struct.pack(">I", zlib.crc32(header))


def jpeg(width: int, height: int) -> bytes:
    frame = b"\xff\xc0" + struct.pack(">HBHHB", 11, 8, height, width, 1) + b"\x01\x11\x00"
    return b"\xff\xd8\xff\xe0\x00\x04\x00\x00" + frame + b"\xff\xd9"


@pytest.mark.parametrize(
    ("name", "content", "media_type"),
    [
        ("giay-chung-sinh.pdf", PDF, "application/pdf"),
        ("Ảnh.PNG", png(800, 600), "image/png"),
        ("anh.jpeg", jpeg(800, 600), "image/jpeg"),
    ],
)
def test_accepted(name: str, content: bytes, media_type: str) -> None:
    assert rules.check(name, content) == (name, media_type)


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.pdf", b"", "file-empty"),
        ("a.pdf", b"x" * (rules.MAX_BYTES + 1), "file-too-large"),
        ("a.pdf", b"<html><script>alert(1)</script>", "file-type"),
        ("a.pdf", b"PK\x03\x04" + b"\0" * 100, "file-type"),
        ("a.exe", b"MZ" + b"\0" * 100, "file-type"),
        ("a.png", PDF, "file-extension"),
        ("a.pdf", png(10, 10), "file-extension"),
        ("a", PDF, "file-extension"),
        ("a.png", png(60_000, 60_000), "file-picture"),
        ("a.png", b"\x89PNG\r\n\x1a\n", "file-picture"),
        ("a.jpg", jpeg(0, 10), "file-picture"),
        ("a.jpg", b"\xff\xd8\xff\xe0\xff\xff", "file-picture"),
        ("a\ud800.pdf", PDF, "bad-character"),
    ],
)
def test_refused(name: str, content: bytes, code: str) -> None:
    with pytest.raises(Invalid) as refusal:
        rules.check(name, content)
    assert refusal.value.code == code
    assert str(refusal.value.message)


@given(st.text(max_size=40), st.binary(max_size=400))
def test_any_bytes_are_accepted_or_refused(name: str, content: bytes) -> None:
    for start in (b"", b"%PDF-1", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"):
        with suppress(Invalid):  # any other exception fails the test
            _name, media_type = rules.check(name, start + content)
            assert media_type == rules.sniff(start + content)


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\me\\scan.pdf", "scan.pdf"),
        ('a"b<c>.pdf', "a_b_c_.pdf"),
        ("...", "tep"),
        ("😀.pdf", "😀.pdf"),
        ("a" * 400 + ".pdf", "a" * 146 + ".pdf"),
    ],
)
def test_names_are_made_safe(name: str, safe: str) -> None:
    assert rules.safe_name(name) == safe
