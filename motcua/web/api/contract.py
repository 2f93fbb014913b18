"""The OpenAPI document where it says more than ninja can know, and what every answer of the API has."""

import json
import math
from collections.abc import Callable
from functools import wraps
from http import HTTPMethod, HTTPStatus
from typing import Any, NoReturn, cast

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseNotAllowed
from django.urls import URLPattern, URLResolver
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation
from ninja.parser import Parser

from motcua.web.ui import errors

PROBLEM = "application/problem+json"
PDF = {"application/pdf": {"schema": {"type": "string", "contentMediaType": "application/pdf"}}}

MEANINGS = {
    200: "As asked",
    201: "Stored",
    400: "The body is not JSON, or not multipart where files are given",
    401: "No bearer token, or one that is unknown, expired or of a closed account",
    403: "This account may not do this",
    404: "It does not exist, or this account may not know that it does",
    409: "It was possible once or will be, but is not now",
    413: "The body is too large: JSON at most 2 MB, a file at most 20 MB",
    422: "Something in it is wrong; `fields` says what, by path",
    429: "Too many wrong guesses from this address; `Retry-After` says when to go on, in seconds",
    503: "Something outside does not answer; nothing was lost",
}

View = Callable[..., HttpResponse]


class Json(Parser):
    """JSON as RFC 8259 has it: NaN and the infinities are none, spelled out or by an overflow."""

    def parse_body(self, request: HttpRequest) -> Any:
        """The body. Raises ValueError or RecursionError, which ninja answers with 400."""
        return json.loads(request.body, parse_constant=_refuse, parse_float=_finite)


class Api(NinjaAPI):
    """Ninja's API, with operations named after their functions and errors as problems everywhere."""

    def get_openapi_operation_id(self, operation: Operation) -> str:
        """The name by which a generated client calls it: "submit_dossier"."""
        return operation.view_func.__name__

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> OpenAPISchema:
        """The document: errors have their own media type, a result is a PDF."""
        made = super().get_openapi_schema(path_prefix=path_prefix, path_params=path_params)
        for methods in made["paths"].values():
            for operation in methods.values():
                for status, response in operation["responses"].items():
                    _describe(int(status), response)
        return made

    def _get_urls(self) -> list[URLResolver | URLPattern]:
        found = super()._get_urls()
        for each in found:
            if isinstance(each, URLPattern):
                each.callback = polite(cast(View, each.callback))
        return found


def _describe(status: int, response: dict[str, Any]) -> None:
    response["description"] = MEANINGS[status]
    if status >= HTTPStatus.BAD_REQUEST:
        (content,) = response["content"].values()
        response["content"] = {PROBLEM: content}
    elif "content" not in response:
        response["content"] = PDF
    if status == HTTPStatus.UNAUTHORIZED:
        response["headers"] = {"WWW-Authenticate": {"schema": {"type": "string"}, "required": True}}
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        response["headers"] = {"Retry-After": {"schema": {"type": "integer"}, "required": True}}


def polite(view: View) -> View:
    """The view, answering HEAD where it answers GET, other methods with a problem, and never to be cached."""

    @wraps(view)
    def answer(request: HttpRequest, *given: Any, **named: Any) -> HttpResponse:
        method = request.method
        if method == HTTPMethod.HEAD:
            request.method = HTTPMethod.GET.value
        try:
            response = view(request, *given, **named)
        finally:
            request.method = method
        if isinstance(response, HttpResponseNotAllowed):
            allowed = {name.strip() for name in response.headers["Allow"].split(",")}
            if HTTPMethod.GET in allowed:
                allowed.add(HTTPMethod.HEAD)
            response = errors.respond(request, HTTPStatus.METHOD_NOT_ALLOWED)
            response.headers["Allow"] = ", ".join(sorted(allowed))
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    return answer


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)


def _finite(digits: str) -> float:
    number = float(digits)
    if math.isinf(number):
        raise ValueError(digits)
    return number
