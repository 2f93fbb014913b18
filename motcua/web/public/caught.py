"""The mail, SMS and Zalo of a demonstration, caught instead of sent. Elsewhere there is no such page."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from motcua.kernel.errors import NotFound
from motcua.notifications.rules.kinds import CHANNEL_NAMES, Channel

PAGE = 30
MOST_BYTES = 2 * 2**20  # of one file


@dataclass(frozen=True, slots=True)
class Caught:
    """A message that would have been sent, as text."""

    channel: str
    to: str
    subject: str
    text: str
    at: datetime


@require_safe
@cache_control(private=True, no_store=True)
def show(request: HttpRequest) -> HttpResponse:
    """What was caught, the latest first."""
    if not settings.DEMO:
        raise NotFound
    given = request.GET.get("before", "")
    before = int(given) if given.isascii() and given.isdigit() and len(given) < 20 else None
    there = sorted(_files(), reverse=True)
    rows = [(moment, path) for moment, path in there if before is None or moment < before][: PAGE + 1]
    address = reverse("demo_mail")
    page = {
        "caught": [one for moment, path in rows[:PAGE] if (one := read(path, moment))],
        "first": address if before is not None else "",
        "next": f"{address}?before={rows[PAGE - 1][0]}" if len(rows) > PAGE else "",
    }
    return render(request, "public/caught.html", page)


def _files() -> list[tuple[int, Path]]:
    """Each caught file with when it came, in nanoseconds; one that goes meanwhile is not there."""
    found: list[tuple[int, Path]] = []
    folder = Path(settings.MAIL_ROOT)
    for path in folder.iterdir() if folder.is_dir() else ():
        try:
            if path.suffix in (".eml", ".json"):
                found.append((path.stat().st_mtime_ns, path))
        except FileNotFoundError:
            continue
    return found


def read(path: Path, moment: int) -> Caught | None:
    """The message in this file; None when the file has just gone."""
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES)
    except FileNotFoundError:
        return None
    at = datetime.fromtimestamp(moment / 1e9, UTC)
    return _mail(content, at) if path.suffix == ".eml" else _text(content, at)


def _mail(content: bytes, at: datetime) -> Caught:
    """The plain text of a mail. Whatever else is in it is not shown, so nothing in it can run."""
    mail = message_from_bytes(content, EmailMessage, policy=default)
    body = mail.get_body(("plain",))
    try:
        text = str(body.get_content()) if body else ""
    except (LookupError, ValueError):  # a character set that is none
        text = ""
    return Caught(
        channel=str(CHANNEL_NAMES[Channel.EMAIL]),
        to=str(mail["To"] or ""),
        subject=str(mail["Subject"] or ""),
        text=text or str(_("Thư này không có phần văn bản đọc được.")),
        at=at,
    )


def _text(content: bytes, at: datetime) -> Caught:
    given = json.loads(content)
    params = given.get("template_data", {})
    return Caught(
        channel=str(CHANNEL_NAMES[Channel(given["channel"])]),
        to=given["to"],
        subject=given.get("template_id", ""),
        text=given.get("text") or "\n".join(f"{name}: {value}" for name, value in params.items()),
        at=at,
    )
