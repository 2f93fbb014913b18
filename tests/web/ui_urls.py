"""Addresses for tests of the look alone: the gallery, and empty pages where the navigation leads."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path

from motcua.web.ui import errors, gallery, views


def blank(request: HttpRequest) -> HttpResponse:
    """A page without anything."""
    return HttpResponse()


def form(request: HttpRequest) -> HttpResponse:
    """The gallery's form; one question depends on another, as an e-form's page would do it."""
    answers = {"sample": {name.removeprefix("sample."): value for name, value in request.POST.items()}}
    asked = {f"sample.{one.id}" for one in gallery.FORM.fields}
    if request.POST.get("sample.purpose") != "marry":
        asked.remove("sample.partner")
    return render(request, "ui_form.html", {"form": gallery.FORM, "answers": answers, "asked": asked})


handler404 = errors.not_found

NAMES = ("home", "catalogue", "tracking", "verify", "account_login", "account_logout")
urlpatterns = [
    *(path("" if name == "home" else f"{name}/", blank, name=name) for name in NAMES),
    path("i18n/", include("django.conf.urls.i18n")),
    path("ui/communes", views.communes, name="communes"),
    path("ui/", views.show_gallery, name="gallery"),
    path("ui/errors", views.show_errors, name="gallery-errors"),
    path("form/", form, name="form"),
]
