"""Handing out documents: only after the page has fetched the dossier or draft for this very reader."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from motcua.vault import queries as vault
from motcua.vault.models import Document

SHOWN = frozenset({"application/pdf", "image/jpeg", "image/png"})

# A browser shows no PDF inside a sandbox, so a PDF is held by what it may load and who may frame it.
_BARE = "default-src 'none'; frame-ancestors 'self'; base-uri 'none'; form-action 'none'"
_POLICIES = {"application/pdf": f"{_BARE}; object-src 'self'; style-src 'unsafe-inline'"}


def serve(document: Document, *, attachment: bool = False) -> HttpResponse:
    """The bytes of this document, to be shown by the browser, or saved where `attachment` is true.

    Raises Unavailable when the content is gone or altered.
    """
    kind = document.media_type if document.media_type in SHOWN else "application/octet-stream"
    return _answer(vault.content(document), kind, document.name, saved=attachment or kind not in SHOWN)


def serve_made(pdf: bytes, *, name: str) -> HttpResponse:
    """A PDF that was made for this one answer and is kept nowhere."""
    return _answer(pdf, "application/pdf", name, saved=False)


def serve_table(content: bytes, kind: str, *, name: str) -> HttpResponse:
    """A table that was made for this one answer, to be saved."""
    return _answer(content, kind, name, saved=True)


def _answer(content: bytes, kind: str, name: str, *, saved: bool) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = str(content_disposition_header(saved, name))
    response["Content-Security-Policy"] = _POLICIES.get(kind, f"sandbox; {_BARE}")
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
