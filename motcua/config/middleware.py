"""Vietnamese first: a browser's language preference does not switch the service; a person's choice does."""

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase


def vietnamese_first(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Pages are Vietnamese unless the language cookie says otherwise; the API honours Accept-Language."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if not request.path_info.startswith("/api/"):
            request.META.pop("HTTP_ACCEPT_LANGUAGE", None)
        return get_response(request)

    return middleware
