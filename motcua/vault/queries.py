"""Reading documents."""

import hashlib

from django.core.files.storage import default_storage
from django.utils.translation import gettext_lazy as _

from motcua.kernel.errors import Unavailable
from motcua.people.models import Account
from motcua.vault.models import Document


def content_path(sha256: str) -> str:
    """Where content with this digest is stored, in two levels of folders."""
    return f"{sha256[:2]}/{sha256[2:4]}/{sha256}"


def content(document: Document) -> bytes:
    """The bytes of this document, checked against their digest. Raises Unavailable if they are gone or altered."""
    try:
        with default_storage.open(content_path(document.sha256)) as file:
            data: bytes = file.read()
    except OSError as missing:
        raise Unavailable(_("Tệp tạm thời không đọc được. Vui lòng thử lại sau."), code="content-missing") from missing
    if hashlib.sha256(data).hexdigest() != document.sha256:
        raise Unavailable(_("Tệp tạm thời không đọc được. Vui lòng thử lại sau."), code="content-altered")
    return data


def owned(ids: list[int], *, by: Account) -> list[Document]:
    """Those of these documents that this account gave, in the order asked for."""
    found = Document.objects.filter(owner=by).in_bulk(ids)
    return [found[pk] for pk in ids if pk in found]
