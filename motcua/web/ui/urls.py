"""Addresses of the look: /ui."""

from django.conf import settings
from django.urls import path

from motcua.web.ui import views

urlpatterns = [path("communes", views.communes, name="communes")]
if settings.DEBUG:
    urlpatterns.append(path("", views.show_gallery, name="gallery"))
    urlpatterns.append(path("errors", views.show_errors, name="gallery-errors"))
