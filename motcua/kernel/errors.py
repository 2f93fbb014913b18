"""The five ways an act can fail, each with a sentence fit for a citizen.

One middleware in `web` turns them into a page or an RFC 9457 problem; nothing below `web` knows HTTP.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Fields = Mapping[str, Sequence["StrOrPromise"]]


class MotcuaError(Exception):
    """Base of the five. `code` is stable and for machines; `message` says what to do, for people."""

    code = "error"
    message: StrOrPromise = _("Đã có lỗi xảy ra. Vui lòng thử lại.")

    def __init__(
        self, message: StrOrPromise | None = None, *, code: str | None = None, fields: Fields | None = None
    ) -> None:
        """`fields` maps a field's path ("child.birth_date") to its sentences, for forms to show in place."""
        self.message = message if message is not None else self.message
        self.code = code or self.code
        self.fields = dict(fields or {})
        super().__init__(self.code)

    def __str__(self) -> str:
        return f"{self.code}: {self.message}"


class NotFound(MotcuaError):
    """The thing does not exist, or this person may not know that it does."""

    code = "not-found"
    message = _("Không tìm thấy nội dung bạn yêu cầu. Vui lòng kiểm tra lại mã hoặc đường dẫn.")


class NotAllowed(MotcuaError):
    """This person may not do this."""

    code = "not-allowed"
    message = _("Bạn không có quyền thực hiện việc này.")


class WrongState(MotcuaError):
    """The person might, but not now: the thing has moved on or is not there yet."""

    code = "wrong-state"
    message = _("Hồ sơ không còn ở bước này. Vui lòng tải lại trang để xem tình trạng mới nhất.")


class Invalid(MotcuaError):
    """What was given cannot be used; `fields` says which part and what to do."""

    code = "invalid"
    message = _("Thông tin chưa hợp lệ. Vui lòng kiểm tra các mục được đánh dấu.")


class Unavailable(MotcuaError):
    """Something outside does not answer; nothing was lost, try later."""

    code = "unavailable"
    message = _("Hệ thống liên quan tạm thời không phản hồi. Vui lòng thử lại sau ít phút.")
