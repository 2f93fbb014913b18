"""Messages that did not arrive, and what each event says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.contrib import messages as said
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from motcua.kernel.clock import now
from motcua.notifications import actions, queries
from motcua.notifications.models import Delivery
from motcua.notifications.rules import templates
from motcua.notifications.rules.addresses import hidden, without_marks
from motcua.notifications.rules.kinds import CHANNEL_NAMES, LANGUAGES, Channel
from motcua.people.models import Account
from motcua.web.staff.jobs import for_staff

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

WHY: Mapping[str, StrOrPromise] = {
    "mail-server": _("Máy chủ thư không phản hồi."),
    "mailbox-refused": _("Máy chủ thư từ chối địa chỉ hoặc nội dung này."),
    "mail-refused": _("Máy chủ thư từ chối địa chỉ hoặc nội dung này."),
    "bad-header": _("Tiêu đề hoặc địa chỉ thư không hợp lệ."),
    "no-such-number": _("Số điện thoại không tồn tại hoặc đã ngừng hoạt động."),
    "gateway-silent": _("Cổng nhắn tin không phản hồi."),
    "not-ascii": _("Tin nhắn SMS chỉ gồm ký tự không dấu."),
    "no-approved-template": _("Zalo chưa duyệt mẫu tin cho sự kiện này."),
    "fault": _("Lỗi của phần mềm; chi tiết nằm trong nhật ký máy chủ."),
}
NAMES_OF_LANGUAGES = {"vi": "Tiếng Việt", "en": "English"}


@dataclass(frozen=True, slots=True)
class Failed:
    """A delivery that was given up. What the message says is none of an administrator's business."""

    number: int
    channel: StrOrPromise
    to: str
    event: str
    attempts: int
    why: StrOrPromise
    detail: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Shown:
    """An event as it is said in one language, with example data."""

    language: str
    name: str
    subject: str
    text: str
    short: str
    sms: str


@require_safe
@for_staff
def show_failed(request: HttpRequest, account: Account) -> HttpResponse:
    """The deliveries that were given up, the latest first. One query."""
    given = request.GET.get("before", "")
    before = int(given) if given.isascii() and given.isdigit() and len(given) < 19 else None
    rows, more = queries.failed(before=before)
    page = {
        "failed": [_failed(row) for row in rows],
        "next": f"{reverse('staff_messages')}?before={rows[-1].pk}" if more else "",
    }
    return render(request, "staff/messages.html", page)


def _failed(row: Delivery) -> Failed:
    return Failed(
        number=row.pk,
        channel=CHANNEL_NAMES[Channel(row.channel)],
        to=hidden(row.address),
        event=row.message.event,
        attempts=row.attempts,
        why=WHY.get(row.error, row.error),
        detail=row.detail.replace(row.address, hidden(row.address)),
        at=row.failed_at,
    )


@require_POST
@for_staff
def retry(request: HttpRequest, account: Account, pk: int) -> HttpResponse:
    """Queues the delivery once more, if it is still given up."""
    actions.retry(delivery=pk, by=account.actor, at=now())
    said.success(request, _("Đã đưa thông báo số %(number)d vào hàng đợi gửi.") % {"number": pk})
    return redirect("staff_messages")


@require_safe
@for_staff
def show_templates(request: HttpRequest, account: Account) -> HttpResponse:
    """Every event, with its subject in both languages and the ways it takes."""
    rows = [
        {
            "event": event,
            "subjects": [(language, template.words[language].subject) for language in LANGUAGES],
            "channels": [CHANNEL_NAMES[channel] for channel in (Channel.INBOX, *template.channels)],
            "url": reverse("staff_template", args=[event]),
        }
        for event, template in templates.templates().items()
    ]
    return render(request, "staff/templates.html", {"rows": rows})


@require_safe
@for_staff
def show_template(request: HttpRequest, account: Account, event: str) -> HttpResponse:
    """One event in both languages, filled with example data."""
    template = templates.template(event)
    shown: list[Shown] = []
    for language in LANGUAGES:
        data = {name: templates.names()[name][language] for name in template.data}
        made = templates.fill(template.words[language], data)
        name = NAMES_OF_LANGUAGES[language]
        shown.append(Shown(language, name, made.subject, made.text, made.short, without_marks(made.short)))
    channels = [CHANNEL_NAMES[channel] for channel in (Channel.INBOX, *template.channels)]
    page = {
        "event": event,
        "shown": shown,
        "channels": channels,
        "sms": Channel.SMS in template.channels,
        "optional": template.optional,
    }
    return render(request, "staff/template.html", page)
