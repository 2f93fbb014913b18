"""The API's routes and how its errors are told."""

from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, path
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from ninja.errors import AuthenticationError, HttpError, ValidationError

from motcua.kernel.errors import MotcuaError
from motcua.web.api import branches, dossiers, procedures, sentences, tracking, uploads
from motcua.web.api.contract import Api, Json, polite
from motcua.web.ui import errors

DESCRIPTION = """\
The electronic one-stop: procedures, applications, the five signed steps.

- A bearer token comes from `motcua token LOGIN`; it acts for that account, with the same rights and the
  same refusals as on the pages.
- Sentences are Vietnamese; with `Accept-Language: en` they are English.
- Errors are problems (RFC 9457) with a stable `code` and, where fields are wrong, `fields`: path to
  sentences. A method that an address does not know is answered with 405 and `Allow`.
- A list goes on with `after=` the `next` of the page before; its last page has `next: null`.
- Some acts are proposed by one officer and happen when another agrees: `POST /dossiers/{code}/agree`.
- Times are ISO 8601 with offset. Unknown names in a body are refused.
"""

api = Api(
    title="Motcua",
    version="1",
    description=DESCRIPTION,
    docs_url=None,
    urls_namespace="api",
    parser=Json(),
)
api.add_router("/procedures", procedures.router, tags=["procedures"])
api.add_router("/uploads", uploads.router, tags=["uploads"])
api.add_router("/dossiers", dossiers.router, tags=["dossiers"])
api.add_router("/dossiers", branches.router, tags=["dossiers"])
api.add_router("/tracking", tracking.router, tags=["tracking"])


@api.exception_handler(ValidationError)
def _wrong_shape(request: HttpRequest, exception: ValidationError) -> HttpResponse:
    """Parameters that do not fit their types: each path with what pydantic says of it."""
    fields: dict[str, list[str]] = {}
    for fault in exception.errors:
        where = ".".join(str(part) for part in fault["loc"][1:])
        fields.setdefault(where, []).append(sentences.of(fault))
    return errors.respond(request, 422, fields=fields)


@api.exception_handler(AuthenticationError)
def _no_token(request: HttpRequest, exception: AuthenticationError) -> HttpResponse:
    detail = _(
        "Cần mã truy cập hợp lệ trong tiêu đề Authorization: Bearer. Dùng lệnh motcua token để cấp mã."
    )
    answer = errors.problem(401, code="no-token", detail=str(detail))
    given = request.headers.get("Authorization", "")[:7].lower() == "bearer "
    answer["WWW-Authenticate"] = 'Bearer error="invalid_token"' if given else "Bearer"
    return answer


@api.exception_handler(HttpError)
def _http_error(request: HttpRequest, exception: HttpError) -> HttpResponse:
    """What ninja refuses itself: a body that is not JSON."""
    detail = _("Nội dung gửi lên không phải JSON hợp lệ (RFC 8259). Vui lòng sửa rồi gửi lại.")
    return errors.respond(request, 400, code="not-json", detail=detail)


@api.exception_handler(RequestDataTooBig)
def _too_large(request: HttpRequest, exception: RequestDataTooBig) -> HttpResponse:
    detail = _("Nội dung JSON tối đa 2 MB. Vui lòng gửi tệp qua /api/v1/uploads.")
    return errors.respond(request, 413, detail=detail)


@api.exception_handler(MotcuaError)
def _refused(request: HttpRequest, exception: MotcuaError) -> HttpResponse:
    return errors.of_exception(request, exception) or errors.respond(request, 500)


@api.exception_handler(Http404)
def _not_found(request: HttpRequest, exception: Http404) -> HttpResponse:
    return errors.respond(request, 404)


@csrf_exempt  # there is nothing to forge, and a refusal for want of a cookie would mislead
def unknown(request: HttpRequest, rest: str) -> HttpResponse:
    """No such address: a problem, not a page."""
    return errors.respond(request, 404)


urlpatterns: list[URLPattern | URLResolver] = [path("", api.urls), path("<path:rest>", polite(unknown))]
