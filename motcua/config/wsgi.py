"""The application a WSGI server runs: Django behind a gate that refuses a body that is too large."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from motcua.config.gate import BodyLimit

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "motcua.config.settings")

application = BodyLimit(get_wsgi_application(), most=settings.UPLOAD_MAX_BYTES)
