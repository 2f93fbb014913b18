"""What every page shows around its own matter: names, languages, navigation, who is signed in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from motcua.agencies import queries as agencies
from motcua.agencies.models import Officer
from motcua.agencies.rules.kinds import LEADING, Role
from motcua.kernel.errors import NotFound
from motcua.notifications import queries as notifications
from motcua.notifications.rules.kinds import MOST_UNREAD
from motcua.people.models import Account
from motcua.signing import queries as signing
from motcua.web.ui import words
from motcua.web.ui.shapes import Link

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

EVERYONE: tuple[tuple[str, StrOrPromise], ...] = (
    ("catalogue", _("Thủ tục")),
    ("tracking", _("Tra cứu hồ sơ")),
    ("verify", _("Kiểm tra kết quả")),
    ("scoreboard", _("Chỉ số phục vụ")),
)
CITIZEN: tuple[tuple[str, StrOrPromise], ...] = (
    ("citizen:dossiers", _("Hồ sơ của tôi")),
    ("citizen:drafts", _("Bản nháp")),
    ("messages", _("Thông báo")),
)
OFFICER: tuple[tuple[str, StrOrPromise], ...] = (
    ("officer:queue", _("Hồ sơ cần xử lý")),
    ("officer:counter", _("Tiếp nhận tại quầy")),
    ("operations:centre", _("Điều hành")),
    ("messages", _("Thông báo")),
)
LANGUAGES = (("vi", "Tiếng Việt"), ("en", "English"))


@dataclass(frozen=True, slots=True)
class Site:
    """The frame of a page. Empty `account` is nobody signed in."""

    language: str
    demo: bool
    test_keys: bool = False  # signed by a test authority, which a demonstration says anyway
    agency: str = ""
    account: str = ""
    place: str = ""
    home: str = "/"
    sign_in: str = ""
    sign_out: str = ""
    switch: str = ""
    nav: tuple[Link, ...] = ()
    unread: str = ""  # how many messages, "99+" at most
    languages: tuple[tuple[str, str], ...] = LANGUAGES


def plain() -> Site:
    """The frame of a page that must not need the database: a name, a way home, nothing else."""
    return Site(language=get_language() or "vi", demo=settings.DEMO)


def site(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `site`, made when a template first asks for it."""
    return {"site": _site(request)}


def officer_of(request: HttpRequest) -> Officer | None:
    """The officer who is signed in, or None; asked of the database once in a request."""
    kept: dict[str, Officer | None] = request.__dict__.setdefault("_kept", {})
    if "officer" not in kept:
        user = getattr(request, "user", None)
        # request.user is Django's lazy wrapper, which isinstance sees through
        kept["officer"] = agencies.officer_of(user) if isinstance(user, Account) else None
    return kept["officer"]


def unread_of(request: HttpRequest) -> str:
    """How many messages the reader has not read: "" for none, "99+" at most; asked once in a request."""
    kept: dict[str, str] = request.__dict__.setdefault("_kept_unread", {})
    if "unread" not in kept:
        user = getattr(request, "user", None)
        number = notifications.unread(user) if isinstance(user, Account) else 0
        kept["unread"] = f"{MOST_UNREAD}+" if number > MOST_UNREAD else str(number or "")
    return kept["unread"]


def _site(request: HttpRequest) -> Site:
    user = getattr(request, "user", None)
    signed_in = bool(user and user.is_authenticated)
    officer = officer_of(request) if signed_in else None
    own = _of_officer(officer) if officer else CITIZEN if signed_in else ()
    unread = unread_of(request)
    return Site(
        language=get_language() or "vi",
        demo=settings.DEMO,
        test_keys=not settings.DEMO and _test_keys(),
        agency=_province(),
        account=user.get_full_name() or user.get_username() if user and signed_in else "",
        place=words.agency(officer.agency) if officer else "",
        home=_url("home") or "/",
        sign_in=_url("account_login"),
        sign_out=_url("account_logout"),
        switch=_url("set_language"),
        nav=_links((*own, *EVERYONE), request.path, {"messages": unread}),
        unread=unread,
    )


def _of_officer(officer: Officer) -> tuple[tuple[str, StrOrPromise], ...]:
    """The counter is for who receives there, the operations centre for who leads."""
    hidden = {
        name
        for name, roles in (("officer:counter", {Role.RECEPTION}), ("operations:centre", LEADING))
        if roles.isdisjoint(officer.held)
    }
    return tuple(entry for entry in OFFICER if entry[0] not in hidden)


def _province() -> str:
    """The name of the province that this deployment serves; empty before the country is loaded."""
    return next((unit.name for unit in agencies.provinces() if unit.code == settings.SITE), "")


def _test_keys() -> bool:
    try:
        return signing.signs_as_test(agencies.site().holder)
    except NotFound:  # before the country is loaded
        return False


def _links(
    entries: tuple[tuple[str, StrOrPromise], ...], path: str, counts: Mapping[str, str]
) -> tuple[Link, ...]:
    places = [(label, _url(name), counts.get(name) or None) for name, label in entries]
    # The longest address that the page lies under is where the reader is: /my/drafts before /my/.
    here = max((url for _label, url, _count in places if url and path.startswith(url)), key=len, default="")
    return tuple(Link(label, url, url == here, count) for label, url, count in places if url)


def _url(name: str) -> str:
    """The address of a named page, or "" where this deployment does not offer it."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
