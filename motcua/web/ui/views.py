"""The two pages of the look itself: communes for a form's second list, and the gallery."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from motcua.agencies import queries as agencies
from motcua.web.ui import gallery


@require_safe
def communes(request: HttpRequest) -> HttpResponse:
    """The options of a commune list: of `province`, or of the province that the field named `field` holds."""
    code = request.GET.get("province") or request.GET.get(request.GET.get("field", ""), "")
    known = any(unit.code == code for unit in agencies.provinces())
    return render(request, "ui/communes.html", {"communes": agencies.communes(code) if known else ()})


@require_safe
def show_gallery(request: HttpRequest) -> HttpResponse:
    """Every component in every state, for those who build pages. Only in debug."""
    return render(request, "ui/gallery.html", gallery.samples())


@require_safe
def show_errors(request: HttpRequest) -> HttpResponse:
    """The same form with everything wrong. Only in debug."""
    return render(request, "ui/gallery_errors.html", gallery.samples())
