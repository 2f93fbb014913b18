"""Addresses for everyone."""

from django.urls import path

from motcua.web.public import demo, home, procedures, tracking, verification

urlpatterns = [
    path("", home.show_home, name="home"),
    path("help", home.show_help, name="help"),
    path("procedures", procedures.show_list, name="catalogue"),
    path("procedures/<str:code>", procedures.show, name="procedure"),
    path("tracking", tracking.show, name="tracking"),
    path("verify", verification.show, name="verify"),
    path("verify/<str:secret>", verification.show_registered, name="verify_secret"),
    path("demo", demo.show, name="demo"),
    # The sign-in library would send mail from these two; nobody here has a password by mail.
    path("accounts/password/reset/", home.refuse),
    path("accounts/email/", home.refuse),
]
