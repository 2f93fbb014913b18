"""Files, given before the application that names them."""

from django.http import HttpRequest
from ninja import Router, Status
from ninja.files import UploadedFile
from ninja.params.functions import File

from motcua.kernel import clock
from motcua.vault import actions as vault
from motcua.vault.models import Document
from motcua.web.api.auth import account, bearer
from motcua.web.api.shapes import UploadOut, problems

router = Router(auth=bearer)


@router.post("", response={201: UploadOut, **problems(400, 401, 413, 422)}, url_name="uploads")
def upload_file(request: HttpRequest, file: UploadedFile = File(...)) -> Status[Document]:  # noqa: B008 ninja's way
    """Keeps a PDF, JPEG or PNG of at most 20 MB; its `id` goes into an application's `files`."""
    content = file.read()
    return Status(201, vault.keep(name=file.name or "", content=content, by=account(request), at=clock.now()))
