"""Addresses of the engine room, below /staff/."""

from django.urls import path

from motcua.web.staff import jobs
from motcua.web.staff.admin import site

urlpatterns = [
    path("jobs/", jobs.show, name="staff_jobs"),
    path("jobs/<int:pk>/retry", jobs.retry, name="staff_retry"),
    path("", site.urls),
]
