"""Addresses, by audience. Each audience names its own pages below its prefix."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("motcua.web.public.urls")),
    path("my/", include("motcua.web.citizen.urls", namespace="citizen")),
    path("office/", include("motcua.web.officer.urls", namespace="officer")),
    path("operations/", include("motcua.web.operations.urls", namespace="operations")),
    path("staff/", include("motcua.web.staff.urls")),
    path("api/v1/", include("motcua.web.api.urls")),
    path("ui/", include("motcua.web.ui.urls")),
    path("accounts/", include("allauth.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
]

handler400 = "motcua.web.ui.errors.bad_request"
handler403 = "motcua.web.ui.errors.forbidden"
handler404 = "motcua.web.ui.errors.not_found"
handler429 = "motcua.web.ui.errors.too_many"
handler500 = "motcua.web.ui.errors.server_error"
