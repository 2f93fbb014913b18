"""Reading documents."""

import hashlib
from collections.abc import Collection

from django.core.files.storage import default_storage
from django.utils.translation import gettext_lazy as _

from motcua.kernel.errors import Unavailable
from motcua.people.models import Account
from motcua.vault.models import Document


def content_path(sha256: str) -> str:
    """Where content with this digest is stored, in two levels of folders."""
    return f"{sha256[:2]}/{sha256[2:4]}/{sha256}"


def content(document: Document) -> bytes:
    """The bytes of this document. Raises Unavailable if they are gone or differ from their digest."""
    try:
        with default_storage.open(content_path(document.sha256)) as file:
            data: bytes = file.read()
    except OSError as missing:
        raise Unavailable(
            _("Tệp tạm thời không đọc được. Vui lòng thử lại sau."), code="content-missing"
        ) from missing
    if hashlib.sha256(data).hexdigest() != document.sha256:
        raise Unavailable(_("Tệp tạm thời không đọc được. Vui lòng thử lại sau."), code="content-altered")
    return data


def owned(ids: Collection[int], *, by: Account) -> dict[int, Document]:
    """Those of these documents that this account gave, by id. No query when nothing is asked."""
    return Document.objects.filter(owner=by).in_bulk(ids) if ids else {}
