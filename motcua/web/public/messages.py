"""What somebody was told, and how they want to be told: for whoever is signed in, citizen or officer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import TYPE_CHECKING, Concatenate, ParamSpec

from django.contrib import messages as said
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from motcua.kernel.clock import now
from motcua.kernel.errors import Invalid
from motcua.notifications import actions, queries
from motcua.notifications.models import Message
from motcua.notifications.rules.kinds import CHANNEL_NAMES, STATUS_NAMES, Channel, Status, Wishes
from motcua.people import queries as people
from motcua.people.models import Account
from motcua.web.ui import context, words
from motcua.web.ui.shapes import Row

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

P = ParamSpec("P")
NOTES: dict[Channel, StrOrPromise] = {
    Channel.EMAIL: _("Thư điện tử, với toàn bộ nội dung"),
    Channel.SMS: _("Tin nhắn SMS, chỉ những việc quan trọng"),
    Channel.ZALO: _("Zalo, chỉ những việc quan trọng"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A message in the list."""

    subject: str
    short: str
    at: datetime
    unread: bool
    url: str


def for_signed_in(
    view: Callable[Concatenate[HttpRequest, Account, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """The view is called with the account that is signed in; no cache keeps its answer."""

    @cache_control(private=True, no_store=True)
    @login_required
    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        account = request.user
        assert isinstance(account, Account)
        return view(request, account, *args, **kwargs)

    return guarded


@require_safe
@for_signed_in
def show_list(request: HttpRequest, account: Account) -> HttpResponse:
    """The inbox, the latest first."""
    given = request.GET.get("before", "")
    before = int(given) if given.isascii() and given.isdigit() and len(given) < 19 else None
    rows, more = queries.inbox(account, before=before)
    address = reverse("messages")
    page = {
        "lines": [_line(row) for row in rows],
        "unread": context.unread_of(request),
        "first": address if before is not None else "",
        "next": f"{address}?before={rows[-1].pk}" if more else "",
    }
    return render(request, "public/messages.html", page)


def _line(row: Message) -> Line:
    shown = queries.words(row, _language())
    return Line(
        subject=shown.subject,
        short=shown.short,
        at=row.posted_at,
        unread=row.read_at is None,
        url=reverse("message", args=[row.pk]),
    )


@require_safe
@for_signed_in
def show(request: HttpRequest, account: Account, pk: int) -> HttpResponse:
    """One message. Opening it is reading it: nothing else changes, however often it is done."""
    message = queries.message(pk, account)
    if request.method == "GET":
        actions.read(message=message, by=account, at=now())
    page = {
        "words": queries.words(message, _language()),
        "at": words.moment(message.posted_at),
        "path": message.path,
        "ways": [
            Row(
                CHANNEL_NAMES[Channel(row.channel)],
                f"{row.address}: {STATUS_NAMES[Status(row.status)]}",
            )
            for row in queries.deliveries(message)
        ],
    }
    return render(request, "public/message.html", page)


@require_POST
@for_signed_in
def read_all(request: HttpRequest, account: Account) -> HttpResponse:
    """Notes every message as read."""
    number = actions.read_all(by=account, at=now())
    said.success(
        request,
        ngettext(
            "Đã đánh dấu %(number)d thông báo là đã đọc.",
            "Đã đánh dấu %(number)d thông báo là đã đọc.",
            number,
        )
        % {"number": number},
    )
    return redirect("messages")


@require_http_methods(["GET", "HEAD", "POST"])
@for_signed_in
def show_preferences(request: HttpRequest, account: Account) -> HttpResponse:
    """In which language and by which ways messages come; by POST, keeps the choice."""
    current = queries.wishes([account.pk]).get(account.pk, Wishes())
    errors: dict[str, list[StrOrPromise]] = {}
    if request.method == "POST":
        try:
            actions.choose(wishes=_read(request, current), by=account, at=now())
        except Invalid as refusal:
            errors = {path: list(sentences) for path, sentences in refusal.fields.items()}
        else:
            said.success(request, _("Đã lưu cách nhận thông báo."))
            return redirect("messages_preferences")
    person = people.person_of(account)
    officer = context.officer_of(request)
    page = {
        "errors": errors,
        "language": current.language,
        "languages": context.LANGUAGES,
        "chosen": [way.value for way in queries.ways() if current.allows(way)],
        "ways": [(way.value, NOTES[way]) for way in queries.ways()],
        "digest": current.digest,
        "officer": officer is not None,
        "rows": [
            Row(
                CHANNEL_NAMES[Channel.EMAIL],
                (person.email if person else "") or account.email or _("Chưa có"),
            ),
            Row(_("Số điện thoại"), (person.phone if person else "") or _("Chưa có")),
        ],
    }
    return render(request, "public/messages_preferences.html", page, status=422 if errors else 200)


def _read(request: HttpRequest, current: Wishes) -> Wishes:
    """What was chosen; what was not asked stays as it is."""
    ways, chosen = queries.ways(), request.POST.getlist("ways")

    def choice(way: Channel) -> bool:
        return way.value in chosen if way in ways else current.allows(way)

    return Wishes(
        language=request.POST.get("language", ""),
        email=choice(Channel.EMAIL),
        sms=choice(Channel.SMS),
        zalo=choice(Channel.ZALO),
        digest=request.POST.get("digest", "yes" if current.digest else "no") == "yes",
    )


def _language() -> str:
    return "en" if words.english() else "vi"
