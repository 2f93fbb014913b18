"""Addresses of a citizen's own pages, below /my/."""

from django.urls import path

from motcua.web.citizen import (
    documents,
    dossiers,
    drafts,
    mine,
    papers,
    profile,
    requests,
    review,
    sections,
    start,
    supplement,
)

app_name = "citizen"

urlpatterns = [
    path("", mine.show_list, name="dossiers"),
    path("dossiers/<str:code>", dossiers.show, name="dossier"),
    path("dossiers/<str:code>/papers/<str:name>", papers.show_paper, name="paper"),
    path("dossiers/<str:code>/notices/<int:number>", papers.show_notice, name="notice"),
    path("dossiers/<str:code>/replaced/<int:number>", papers.show_replaced, name="replaced"),
    path("dossiers/<str:code>/documents/<int:number>", papers.show_document, name="document"),
    path("dossiers/<str:code>/supplement", supplement.show, name="supplement"),
    path("dossiers/<str:code>/supplement/<int:document>", supplement.show_file, name="supplement_file"),
    path("dossiers/<str:code>/draft", requests.show_draft, name="draft_result"),
    path("dossiers/<str:code>/draft.pdf", requests.show_draft_pdf, name="draft_pdf"),
    path("dossiers/<str:code>/withdraw", requests.withdraw, name="withdraw"),
    path("apply/<str:code>", start.show, name="apply"),
    path("drafts/", drafts.show_list, name="drafts"),
    path("drafts/<uuid:pk>/", drafts.show, name="draft"),
    path("drafts/<uuid:pk>/where", start.choose_place, name="where"),
    path("drafts/<uuid:pk>/sections/<str:section>", sections.show, name="section"),
    path("drafts/<uuid:pk>/documents", documents.show, name="documents"),
    path("drafts/<uuid:pk>/files/<int:document>", documents.show_file, name="file"),
    path("drafts/<uuid:pk>/review", review.show, name="review"),
    path("drafts/<uuid:pk>/discard", drafts.discard, name="discard"),
    path("profile", profile.show, name="profile"),
]
