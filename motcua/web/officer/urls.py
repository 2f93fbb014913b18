"""Addresses of officers' pages, below /office/."""

from django.urls import path

from motcua.web.officer import (
    absences,
    acts,
    agreeing,
    books,
    bulk,
    counter,
    documents,
    dossiers,
    filing,
    me,
    places,
    queue,
    review,
)

app_name = "officer"

urlpatterns = [
    path("", queue.show, name="queue"),
    path("next", queue.show_next, name="next"),
    path("bulk", bulk.show, name="bulk"),
    path("book", books.show, name="book"),
    path("book.pdf", books.show_pdf, name="book_pdf"),
    path("me", me.show, name="me"),
    path("me/absences", absences.declare, name="absences"),
    path("me/absences/<int:pk>/cancel", absences.cancel, name="cancel_absence"),
    path("dossiers/<str:code>", dossiers.show, name="dossier"),
    path("dossiers/<str:code>/acts", acts.do, name="act"),
    path("dossiers/<str:code>/acts/<str:verb>", acts.show, name="act_page"),
    path("dossiers/<str:code>/proposals/<str:verb>", agreeing.decide, name="proposal"),
    path("dossiers/<str:code>/proposals/<str:verb>/preview", agreeing.preview, name="proposal_preview"),
    path("dossiers/<str:code>/sheet", books.show_sheet, name="sheet"),
    path("dossiers/<str:code>/documents/<int:pk>", documents.show, name="document"),
    path("dossiers/<str:code>/preview", documents.show_preview, name="preview"),
    path("dossiers/<str:code>/filed", review.show_filed, name="filed"),
    path("counter/", counter.show, name="counter"),
    path("counter/<uuid:pk>/person", counter.ask_person, name="person"),
    path("counter/<uuid:pk>/sections/<str:section>", filing.show_section, name="section"),
    path("counter/<uuid:pk>/documents", filing.show_documents, name="documents"),
    path("counter/<uuid:pk>/files/<int:document>", filing.show_file, name="file"),
    path("counter/<uuid:pk>/place", places.show, name="place"),
    path("counter/<uuid:pk>/review", review.show, name="review"),
    path("counter/<uuid:pk>/discard", counter.discard, name="discard"),
]
