"""Which files are accepted, judged by their content and never by their name."""

import re
import struct
from pathlib import PurePath

from django.utils.translation import gettext_lazy as _

from motcua.kernel.errors import Invalid
from motcua.kernel.text import clean

MAX_BYTES = 20 * 1024 * 1024
MAX_PIXELS = 100_000_000  # a larger picture is a decompression bomb, not a scan

TYPES = {
    "application/pdf": (".pdf",),
    "image/jpeg": (".jpg", ".jpeg"),
    "image/png": (".png",),
}

_JPEG_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


def sniff(content: bytes) -> str | None:
    """The media type that this content has, among those accepted, or None."""
    if content[:1024].lstrip().startswith(b"%PDF-") and b"%%EOF" in content[-2048:]:
        return "application/pdf"
    if content.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    return None


def check(name: str, content: bytes) -> tuple[str, str]:
    """The cleaned file name and the media type of a file that may be kept.

    Raises Invalid, saying what to do: empty, over 20 MB, not a PDF, JPEG or PNG, an extension that is
    not the content's, or a picture of absurd size.
    """
    if not content:
        raise Invalid(_("Tệp trống. Vui lòng chọn lại tệp."), code="file-empty")
    if len(content) > MAX_BYTES:
        raise Invalid(
            _("Tệp lớn hơn 20 MB. Vui lòng nén hoặc quét lại với độ phân giải thấp hơn."),
            code="file-too-large",
        )
    media_type = sniff(content)
    if media_type is None:
        raise Invalid(
            _("Chỉ nhận tệp PDF, JPG hoặc PNG. Vui lòng chuyển tệp sang một trong các dạng này."),
            code="file-type",
        )
    name = safe_name(name)
    if PurePath(name).suffix.lower() not in TYPES[media_type]:
        raise Invalid(
            _("Nội dung tệp không đúng với phần mở rộng của tên tệp. Vui lòng kiểm tra và đổi lại tên tệp."),
            code="file-extension",
        )
    pixels = _pixels(media_type, content)
    if pixels is not None and not 0 < pixels <= MAX_PIXELS:
        raise Invalid(_("Ảnh bị hỏng hoặc quá lớn. Vui lòng chụp hoặc quét lại."), code="file-picture")
    return name, media_type


def safe_name(name: str) -> str:
    """The last part of the name, without what file systems and headers stumble over; 150 characters."""
    last = re.split(r"[/\\]", clean(name).replace("\n", " "))[-1]
    last = re.sub(r'[<>:"|?*\t]', "_", last).strip(". ") or "tep"
    path = PurePath(last)
    return path.stem[: 150 - len(path.suffix[:10])] + path.suffix[:10]


def _pixels(media_type: str, content: bytes) -> int | None:
    """Width times height as the header says it; zero where the header is broken; None for a PDF."""
    if media_type == "image/png":
        if len(content) < 24 or content[12:16] != b"IHDR":
            return 0
        width, height = struct.unpack(">II", content[16:24])
        return int(width) * int(height)
    if media_type == "image/jpeg":
        at = 2
        while at + 9 < len(content) and content[at] == 0xFF:
            marker, length = content[at + 1], int.from_bytes(content[at + 2 : at + 4], "big")
            if marker in _JPEG_FRAMES:
                height, width = struct.unpack(">HH", content[at + 5 : at + 9])
                return int(width) * int(height)
            at += 2 + length
        return 0
    return None
