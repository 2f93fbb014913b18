"""Addresses for everyone."""

from django.urls import path

from motcua.web.public import (
    caught,
    demo,
    home,
    messages,
    opendata,
    procedures,
    scoreboard,
    tracking,
    verification,
)

urlpatterns = [
    path("", home.show_home, name="home"),
    path("help", home.show_help, name="help"),
    path("procedures", procedures.show_list, name="catalogue"),
    path("procedures/<str:code>", procedures.show, name="procedure"),
    path("tracking", tracking.show, name="tracking"),
    path("verify", verification.show, name="verify"),
    path("verify/<str:secret>", verification.show_registered, name="verify_secret"),
    path("scoreboard", scoreboard.show, name="scoreboard"),
    path("scoreboard/<str:unit>", scoreboard.show, name="scoreboard_unit"),
    path("messages", messages.show_list, name="messages"),
    path("messages/read", messages.read_all, name="messages_read"),
    path("messages/preferences", messages.show_preferences, name="messages_preferences"),
    path("messages/<int:pk>", messages.show, name="message"),
    path("open-data", opendata.show, name="open_data"),
    path("open-data/catalog.jsonld", opendata.show_catalogue, name="open_catalogue"),
    path("open-data/dossiers/<str:period>.<str:kind>", opendata.show_dossiers, name="open_dossiers"),
    path(
        "open-data/indicators/<str:name>/<str:period>.<str:kind>",
        opendata.show_indicators,
        name="open_indicators",
    ),
    path("demo", demo.show, name="demo"),
    path("demo/mail", caught.show, name="demo_mail"),
    # The sign-in library would send mail from these two; nobody here has a password by mail.
    path("accounts/password/reset/", home.refuse),
    path("accounts/email/", home.refuse),
]
