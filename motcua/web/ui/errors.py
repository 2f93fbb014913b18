"""What is shown when something cannot be done: a page for people, a problem (RFC 9457) for programs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from motcua.kernel.errors import Invalid, MotcuaError, NotAllowed, NotFound, Unavailable, WrongState
from motcua.web.ui import context

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

TOO_LARGE = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)
API = "/api/"
WITHOUT_DATABASE = 500  # this status and above: the page asks nothing of anyone


@dataclass(frozen=True, slots=True)
class Words:
    """What a status means to a citizen, and what to do about it."""

    code: str
    title: StrOrPromise
    detail: StrOrPromise


WORDS: Mapping[int, Words] = {
    400: Words(
        "bad-request",
        _("Yêu cầu không đọc được"),
        _("Hệ thống không đọc được nội dung vừa gửi. Vui lòng quay lại trang trước và thử lại."),
    ),
    401: Words("not-signed-in", _("Bạn chưa đăng nhập"), _("Vui lòng đăng nhập rồi thử lại.")),
    403: Words("not-allowed", _("Bạn không có quyền xem trang này"), NotAllowed.message),
    404: Words("not-found", _("Không tìm thấy trang"), NotFound.message),
    405: Words(
        "method-not-allowed",
        _("Không thực hiện được bằng cách này"),
        _("Vui lòng quay lại trang trước và dùng các nút trên trang."),
    ),
    409: Words("wrong-state", _("Hồ sơ đã thay đổi"), WrongState.message),
    413: Words(
        "too-large",
        _("Nội dung gửi lên quá lớn"),
        _("Mỗi lần gửi tối đa 25 MB. Vui lòng giảm dung lượng tệp hoặc gửi từng tệp một."),
    ),
    422: Words("invalid", _("Thông tin chưa hợp lệ"), Invalid.message),
    429: Words(
        "too-many-requests",
        _("Bạn thao tác quá nhanh"),
        _("Vì an toàn, hệ thống tạm dừng nhận yêu cầu của bạn. Vui lòng thử lại sau ít phút."),
    ),
    500: Words(
        "error",
        _("Hệ thống gặp lỗi"),
        _("Lỗi đã được ghi lại. Dữ liệu đã lưu của bạn không bị mất. Vui lòng thử lại sau ít phút."),
    ),
    503: Words("unavailable", _("Hệ thống tạm thời gián đoạn"), Unavailable.message),
}

STATUS: Mapping[type[MotcuaError], int] = {
    NotFound: 404,
    NotAllowed: 403,
    WrongState: 409,
    Invalid: 422,
    Unavailable: 503,
}


def respond(
    request: HttpRequest,
    status: int,
    *,
    code: str = "",
    detail: StrOrPromise = "",
    fields: Mapping[str, Sequence[StrOrPromise]] | None = None,
) -> HttpResponse:
    """The page or the problem of this status; `code` and `detail` replace the usual ones."""
    words = WORDS[status]
    code, detail = code or words.code, str(detail or words.detail)
    spelled = {path: [str(line) for line in lines] for path, lines in (fields or {}).items()}
    if request.path.startswith(API):
        return problem(status, code=code, detail=detail, fields=spelled)
    sentences = [line for lines in spelled.values() for line in lines]
    page: dict[str, Any] = {
        "status": status,
        "title": words.title,
        "detail": detail,
        "sentences": sentences,
        "back": _page_before(request),
    }
    if status >= WITHOUT_DATABASE:
        # No request is given, so that no context processor asks the session or the database anything.
        bare = {**page, "site": context.plain(), "request": None, "messages": ()}
        return HttpResponse(render_to_string("ui/errors/error.html", bare), status=status)
    return render(request, "ui/errors/error.html", page, status=status)


def problem(
    status: int, *, code: str, detail: str, fields: Mapping[str, Sequence[str]] | None = None
) -> JsonResponse:
    """The problem as `application/problem+json`."""
    body: dict[str, Any] = {
        "type": f"urn:motcua:problem:{code}",
        "title": str(WORDS[status].title),
        "status": status,
        "detail": detail,
        "code": code,
    }
    if fields:
        body["fields"] = fields
    return JsonResponse(body, status=status, content_type="application/problem+json")


def of_exception(request: HttpRequest, exception: Exception) -> HttpResponse | None:
    """The answer to one of the kernel's errors or to an oversized request; None for anything else."""
    if isinstance(exception, TOO_LARGE):
        return respond(request, 413)
    if not isinstance(exception, MotcuaError):
        return None
    status = next((STATUS[kind] for kind in type(exception).__mro__ if kind in STATUS), 500)
    api = request.path.startswith(API)
    if status == STATUS[NotAllowed] and not api and not getattr(request.user, "is_authenticated", False):
        try:
            return redirect_to_login(request.get_full_path(), reverse("account_login"))
        except NoReverseMatch:
            pass
    return respond(request, status, code=exception.code, detail=exception.message, fields=exception.fields)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's handler400; an oversized form arrives here when it is read before any view."""
    return respond(request, 413 if isinstance(exception, TOO_LARGE) else 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's handler403."""
    return respond(request, 403)


def not_found(request: HttpRequest, exception: Http404) -> HttpResponse:
    """Django's handler404."""
    return respond(request, 404)


def too_many(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """allauth's handler429."""
    return respond(request, 429)


def server_error(request: HttpRequest) -> HttpResponse:
    """Django's handler500."""
    return respond(request, 500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """CSRF_FAILURE_VIEW: the page was open too long, or cookies are off."""
    detail = _("Trang đã mở quá lâu hoặc trình duyệt chặn cookie. Vui lòng tải lại trang rồi gửi lại.")
    return respond(request, 403, code="csrf", detail=detail)


def _page_before(request: HttpRequest) -> str:
    """The path of the page from which this request came, if it is ours."""
    came_from = urlsplit(request.headers.get("Referer", ""))
    if came_from.netloc != request.headers.get("Host"):  # get_host() refuses a wrong one, and so do we here
        return ""
    return f"{came_from.path}?{came_from.query}" if came_from.query else came_from.path
