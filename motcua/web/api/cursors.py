"""Where a page of a queue ended, as an opaque word in its address."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import UTC, datetime, timedelta

from django.utils.translation import gettext_lazy as _

from motcua.dossiers.queries import Position
from motcua.kernel.errors import Invalid


def encoded(position: Position | None) -> str | None:
    """The word for this place; None at the end."""
    if position is None:
        return None
    text = f"{position.due_at.astimezone(UTC).isoformat()} {position.pk}"
    return urlsafe_b64encode(text.encode()).decode().rstrip("=")


def decoded(word: str) -> Position | None:
    """The place that this word names; None, the beginning, for an empty one. Raises Invalid."""
    if not word:
        return None
    try:
        text = urlsafe_b64decode(word + "=" * (-len(word) % 4)).decode("ascii")
        moment, _space, pk = text.rpartition(" ")
        found = Position(datetime.fromisoformat(moment), int(pk))
        if not 0 < found.pk < 2**63 or found.due_at.utcoffset() != timedelta():
            raise ValueError(word)
    except ValueError as error:  # not base64, not ASCII, no moment, no number
        raise Invalid(
            _("Không đọc được vị trí trang. Vui lòng tải lại danh sách từ đầu."),
            code="bad-cursor",
            fields={"after": []},
        ) from error
    return found
