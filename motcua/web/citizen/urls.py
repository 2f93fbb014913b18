"""Addresses of a citizen's own pages, below /my/."""

from django.urls import path

from motcua.web.citizen import documents, dossiers, drafts, mine, profile, review, sections, start

app_name = "citizen"

urlpatterns = [
    path("", mine.show_list, name="dossiers"),
    path("dossiers/<str:code>", dossiers.show, name="dossier"),
    path("dossiers/<str:code>/papers/<str:name>", dossiers.show_paper, name="paper"),
    path("dossiers/<str:code>/documents/<int:number>", dossiers.show_document, name="document"),
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
