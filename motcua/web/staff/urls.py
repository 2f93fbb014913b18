"""Addresses of the engine room, below /staff/."""

from django.urls import path

from motcua.web.staff import jobs, messages
from motcua.web.staff.admin import site

urlpatterns = [
    path("jobs/", jobs.show, name="staff_jobs"),
    path("jobs/<int:pk>/retry", jobs.retry, name="staff_retry"),
    path("messages/", messages.show_failed, name="staff_messages"),
    path("messages/<int:pk>/retry", messages.retry, name="staff_messages_retry"),
    path("messages/templates/", messages.show_templates, name="staff_templates"),
    path("messages/templates/<str:event>", messages.show_template, name="staff_template"),
    path("", site.urls),
]
