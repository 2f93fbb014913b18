"""The application a WSGI server runs: Django behind a gate that refuses a body that is too large."""

import os

# Half of what the first question over facts would take: imported once, before workers are forked.
import ibis.backends.duckdb
import ibis.formats.pandas  # noqa: F401
from django.conf import settings
from django.core.wsgi import get_wsgi_application

from motcua.config.gate import BodyLimit

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "motcua.config.settings")

application = BodyLimit(get_wsgi_application(), most=settings.UPLOAD_MAX_BYTES)
