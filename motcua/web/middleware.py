"""The outermost of our own: errors become pages or problems, and answers carry their security headers."""

from collections.abc import Callable, Iterable
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.template.response import TemplateResponse

from motcua.web.ui.errors import of_exception, respond

Respond = Callable[[HttpRequest], HttpResponse]


class Errors:
    """One of the five errors, raised by any view, is answered in one place."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond
        self.headers = {
            "Content-Security-Policy": policy(_sign_in_origins()),
            "Referrer-Policy": "same-origin",
            "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
            "Cross-Origin-Opener-Policy": "same-origin",
        }

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.respond(request)
        if isinstance(response, HttpResponseNotAllowed) and not response.content:
            response = _with_page(request, response)
        if "HX-Request" in request.headers and response.has_header("Location"):
            response = _whole_page(response)
        for name, value in self.headers.items():
            response.headers.setdefault(name, value)
        return response

    def process_template_response(self, request: HttpRequest, response: TemplateResponse) -> TemplateResponse:
        """The sign-in library has a `site` of its own; on every page that name is our frame's."""
        if response.context_data:
            response.context_data.pop("site", None)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Django calls this when a view raised; None leaves the exception to Django."""
        return of_exception(request, exception)


def _with_page(request: HttpRequest, refusal: HttpResponseNotAllowed) -> HttpResponse:
    """Django refuses a method with an empty answer; people get a page that says what to do."""
    page = respond(request, refusal.status_code)
    page["Allow"] = refusal["Allow"]
    return page


def _whole_page(redirect: HttpResponse) -> HttpResponse:
    """A redirect that htmx follows with the whole page; it would look for its part in the sign-in, say."""
    answer = HttpResponse(headers={"HX-Redirect": redirect.headers["Location"]})
    answer.cookies = redirect.cookies
    return answer


def errors(respond: Respond) -> Errors:
    """The middleware, as settings name it."""
    return Errors(respond)


def policy(form_targets: Iterable[str] = ()) -> str:
    """The Content-Security-Policy: everything from ourselves, nothing inline.

    Signing in posts a form that is redirected to the identity provider, and browsers hold `form-action`
    against the redirect too; hence `form_targets`, the origins of the configured providers.
    """
    rules = {
        "default-src": "'self'",
        "img-src": "'self' data:",
        "object-src": "'none'",
        "base-uri": "'none'",
        "frame-ancestors": "'self'",
        "form-action": " ".join(["'self'", *sorted(set(form_targets))]),
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())


def _sign_in_origins() -> list[str]:
    providers = getattr(settings, "SOCIALACCOUNT_PROVIDERS", {}).get("openid_connect", {}).get("APPS", [])
    places = [urlsplit(app.get("settings", {}).get("server_url", "")) for app in providers]
    return [f"{place.scheme}://{place.netloc}" for place in places if place.netloc]
