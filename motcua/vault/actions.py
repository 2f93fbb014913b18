"""Keeping documents."""

import hashlib
from datetime import datetime

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from motcua.people.models import Account
from motcua.vault import rules
from motcua.vault.models import Document
from motcua.vault.queries import content_path


def keep(*, name: str, content: bytes, by: Account, at: datetime) -> Document:
    """A file that somebody gave, checked by content. Raises Invalid (see rules.check)."""
    name, media_type = rules.check(name, content)
    return _store(name, media_type, content, owner=by, at=at)


def keep_made(*, name: str, content: bytes, at: datetime) -> Document:
    """A PDF that Motcua made itself: a receipt, a decision, a result."""
    return _store(name, "application/pdf", content, owner=None, at=at)


def _store(name: str, media_type: str, content: bytes, *, owner: Account | None, at: datetime) -> Document:
    """Content first, row second: a crash between leaves a file nobody names, never a row without its file."""
    sha256 = hashlib.sha256(content).hexdigest()
    path = content_path(sha256)
    if not default_storage.exists(path):
        default_storage.save(path, ContentFile(content))
    return Document.objects.create(
        sha256=sha256, name=name, media_type=media_type, size=len(content), owner=owner, kept_at=at
    )
