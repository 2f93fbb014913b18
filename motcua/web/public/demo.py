"""One click to be a person of the demonstration. Exists only where the deployment is one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from motcua.agencies import queries as agencies
from motcua.kernel.errors import NotFound
from motcua.people.models import Account

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

BACKEND = "django.contrib.auth.backends.ModelBackend"

PEOPLE: dict[str, tuple[StrOrPromise, StrOrPromise]] = {
    "citizen": (_("Người dân"), _("Nộp hồ sơ, theo dõi, nhận kết quả.")),
    "neighbour": (_("Người hàng xóm"), _("Không được xem hồ sơ của người khác.")),
    "business": (_("Doanh nghiệp"), _("Nộp hồ sơ thay mặt một công ty.")),
    "reception": (_("Cán bộ tiếp nhận và trả kết quả"), _("Tiếp nhận, nộp thay tại quầy, trả kết quả.")),
    "case": (_("Cán bộ thẩm định"), _("Kiểm tra hồ sơ, đề xuất cách giải quyết.")),
    "approver": (_("Người phê duyệt"), _("Ký số phê duyệt kết quả.")),
    "clerk": (_("Văn thư"), _("Cấp số, đóng dấu điện tử.")),
    "approver.02": (_("Lãnh đạo sở"), _("Phê duyệt hồ sơ của sở, xem chỉ tiêu được giao cho sở.")),
    "leader": (_("Lãnh đạo tỉnh"), _("Theo dõi hồ sơ của toàn tỉnh.")),
}
CITIZENS = frozenset({"citizen", "neighbour", "business"})


@dataclass(frozen=True, slots=True)
class DemoPerson:
    login: str
    name: str
    part: StrOrPromise
    can: StrOrPromise
    officer: bool


def people() -> list[DemoPerson]:
    """The people to choose from, in the order of a dossier's way; none where this is no demonstration."""
    if not settings.DEMO:
        return []
    names = dict(Account.objects.filter(username__in=PEOPLE, is_active=True).values_list("username", "name"))
    return [
        DemoPerson(user, names[user], part, can, user not in CITIZENS)
        for user, (part, can) in PEOPLE.items()
        if user in names
    ]


@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest) -> HttpResponse:
    """The people to be; by POST, becomes the one chosen."""
    if not settings.DEMO:
        raise NotFound
    if request.method == "POST":
        return _become(request)
    return render(request, "public/demo.html", {"next": request.GET.get("next", "")})


def _become(request: HttpRequest) -> HttpResponseRedirect:
    user = request.POST.get("login", "")
    account = Account.objects.filter(username=user, is_active=True).first() if user in PEOPLE else None
    if account is None:
        raise NotFound(code="no-such-person")
    login(request, account, backend=BACKEND)
    after = request.POST.get("next", "")
    if after and url_has_allowed_host_and_scheme(after, {request.get_host()}, request.is_secure()):
        return HttpResponseRedirect(after)
    if agencies.officer_of(account):
        return HttpResponseRedirect(reverse("officer:queue"))
    return redirect("home")
