"""The first page, and how it all works."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from motcua.catalogue import queries as catalogue
from motcua.kernel import clock
from motcua.kernel.errors import NotFound

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

MOST_USED = 6  # procedures on the first page: the essential ones come first

HOW: tuple[tuple[str, StrOrPromise, StrOrPromise], ...] = (
    (
        "search",
        _("Tìm thủ tục"),
        _("Gõ việc bạn cần làm, có dấu hay không dấu. Xem trước giấy tờ, thời hạn và lệ phí."),
    ),
    (
        "document",
        _("Khai và nộp"),
        _("Trả lời từng phần, tải giấy tờ lên. Mỗi bước đều được lưu, dừng lúc nào cũng được."),
    ),
    (
        "clock",
        _("Theo dõi năm bước"),
        _("Hồ sơ có mã, có ngày hẹn. Bạn luôn thấy hồ sơ đang ở bước nào."),
    ),
    (
        "seal",
        _("Nhận kết quả đã ký số"),
        _("Kết quả là tệp PDF có chữ ký số và con dấu điện tử, ai cũng kiểm tra được."),
    ),
)


@require_safe
def show_home(request: HttpRequest) -> HttpResponse:
    """Search, life events, tracking, how it works."""
    today = clock.day(clock.now())
    page = {
        "events": catalogue.facets(on=today).life_events,
        "often": catalogue.search(on=today, online=True, limit=MOST_USED).hits,
        "how": HOW,
    }
    return render(request, "public/home.html", page)


@require_safe
def show_help(request: HttpRequest) -> HttpResponse:
    """How it works, in a few questions and answers."""
    return render(request, "public/help.html", {"how": HOW})


def refuse(request: HttpRequest) -> HttpResponse:
    """In place of pages of the sign-in library that do not exist here. Raises NotFound."""
    raise NotFound(
        _("Trang này không có. Cán bộ quên mật khẩu vui lòng liên hệ quản trị hệ thống của cơ quan."),
        code="no-mail",
    )
