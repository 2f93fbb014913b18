"""SMS and Zalo for the demonstration: each message becomes a JSON file, with a number that none takes."""

import json
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from motcua.kernel.errors import Invalid, Unavailable
from motcua.notifications.rules.templates import templates

MOST_KEPT = 500
REFUSED = "000"  # numbers that end so are out of service
SILENT = "999"  # for these the gateway does not answer


def keep(content: bytes, *, suffix: str) -> None:
    """Puts a caught message among the newest 500 of MAIL_ROOT; readers never see half a file."""
    folder = Path(settings.MAIL_ROOT)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    number, draft = tempfile.mkstemp(dir=folder, suffix=".part")
    with os.fdopen(number, "wb") as file:
        file.write(content)
    Path(draft).replace(Path(draft).with_suffix(suffix))
    there = sorted(
        (path for path in folder.iterdir() if path.suffix != ".part"),
        key=lambda path: path.stat().st_mtime_ns,
        reverse=True,
    )
    for old in there[MOST_KEPT:]:
        old.unlink(missing_ok=True)


class FakeTexter:
    """Behaves like a gateway, failures included."""

    def send(self, to: str, text: str, reference: str) -> str:
        _refuse(to)
        if not text.isascii():
            raise Invalid(_("Tin nhắn SMS chỉ gồm ký tự không dấu."), code="not-ascii")
        _keep({"channel": "sms", "to": to, "text": text, "reference": reference})
        return f"sms-{reference[:12]}"


class FakeZalo:
    """Behaves like Zalo with a template approved for each of our events."""

    def send(self, to: str, event: str, params: Mapping[str, str], reference: str) -> str:
        _refuse(to)
        if event not in templates():
            raise Invalid(_("Zalo chưa duyệt mẫu tin cho sự kiện này."), code="no-approved-template")
        _keep(
            {
                "channel": "zalo",
                "to": to,
                "template_id": event,
                "template_data": dict(params),
                "reference": reference,
            }
        )
        return f"zalo-{reference[:12]}"


def _refuse(to: str) -> None:
    if to.endswith(REFUSED):
        raise Invalid(_("Số điện thoại không tồn tại hoặc đã ngừng hoạt động."), code="no-such-number")
    if to.endswith(SILENT):
        raise Unavailable(_("Cổng nhắn tin không phản hồi."), code="gateway-silent")


def _keep(message: Mapping[str, object]) -> None:
    keep(json.dumps(message, ensure_ascii=False, indent=1).encode(), suffix=".json")
