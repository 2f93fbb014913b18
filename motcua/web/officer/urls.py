"""Addresses of officers' pages, below /office/."""

from django.urls import path

from motcua.web.officer import acts, counter, documents, dossiers, filing, me, queue, review

app_name = "officer"

urlpatterns = [
    path("", queue.show, name="queue"),
    path("next", queue.show_next, name="next"),
    path("me", me.show, name="me"),
    path("dossiers/<str:code>", dossiers.show, name="dossier"),
    path("dossiers/<str:code>/acts", acts.do, name="act"),
    path("dossiers/<str:code>/documents/<int:pk>", documents.show, name="document"),
    path("dossiers/<str:code>/preview", documents.show_preview, name="preview"),
    path("dossiers/<str:code>/filed", review.show_filed, name="filed"),
    path("counter/", counter.show, name="counter"),
    path("counter/<uuid:pk>/person", counter.ask_person, name="person"),
    path("counter/<uuid:pk>/sections/<str:section>", filing.show_section, name="section"),
    path("counter/<uuid:pk>/documents", filing.show_documents, name="documents"),
    path("counter/<uuid:pk>/files/<int:document>", filing.show_file, name="file"),
    path("counter/<uuid:pk>/review", review.show, name="review"),
    path("counter/<uuid:pk>/discard", counter.discard, name="discard"),
]
