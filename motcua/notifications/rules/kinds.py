"""Notices and their ways, as plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class Channel(StrEnum):
    """A way in which a message reaches somebody. The inbox is the message itself; the others go out."""

    INBOX = "inbox"
    EMAIL = "email"
    SMS = "sms"
    ZALO = "zalo"


class Status(StrEnum):
    """How far a delivery is."""

    QUEUED = "queued"
    SENT = "sent"
    FAILED = "failed"


CHANNEL_NAMES: Mapping[Channel, StrOrPromise] = {
    Channel.INBOX: _("Hộp thông báo"),
    Channel.EMAIL: _("Thư điện tử"),
    Channel.SMS: _("Tin nhắn SMS"),
    Channel.ZALO: "Zalo",
}
STATUS_NAMES: Mapping[Status, StrOrPromise] = {
    Status.QUEUED: _("Đang chờ gửi"),
    Status.SENT: _("Đã gửi"),
    Status.FAILED: _("Không gửi được"),
}


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that one reader is to be told.

    `key` (at most 200 characters) names the telling: the same key is kept and sent once, however often it
    is posted. `event` names a template, `data` holds the words it prints, `path` is the page of ours that it
    links to. What reads otherwise in English is given twice: "agency", and "agency_en" for its readers.
    `account` has the inbox; `person` has the e-mail address and the telephone. One may be missing: an officer
    is no applicant, who applied at a counter may have no account.
    """

    key: str
    event: str
    data: Mapping[str, str] = field(default_factory=dict)
    path: str = "/"
    account: int | None = None
    person: int | None = None


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a reader has chosen; the defaults are those of somebody who never chose."""

    language: str = "vi"
    email: bool = True
    sms: bool = True
    zalo: bool = False
    digest: bool = True

    def allows(self, channel: Channel) -> bool:
        """Whether messages may go this way. The inbox is never refused: official notices stay there."""
        return channel is Channel.INBOX or bool(getattr(self, channel.value))


LANGUAGES = ("vi", "en")
MOST_UNREAD = 99  # beyond that nobody counts

# Minutes until the next try: the last of six comes about a day after the first.
_WAITS = (1, 5, 30, 180, 1260)
MOST_ATTEMPTS = len(_WAITS) + 1


def wait(attempts: int) -> timedelta | None:
    """How long to wait after so many tries that failed; None when it was tried often enough."""
    return timedelta(minutes=_WAITS[attempts - 1]) if attempts < MOST_ATTEMPTS else None
