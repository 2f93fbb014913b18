"""How a due date looks from now."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

SOON = timedelta(days=3)  # the counter of officers' home pages: due within 3 days


class Pace(StrEnum):
    ON_TRACK = "on_track"
    DUE_SOON = "due_soon"
    LATE = "late"
    DONE = "done"
    DONE_LATE = "done_late"


PACE_NAMES: "dict[Pace, StrOrPromise]" = {
    Pace.ON_TRACK: _("Trong hạn"),
    Pace.DUE_SOON: _("Sắp đến hạn"),
    Pace.LATE: _("Quá hạn"),
    Pace.DONE: _("Đúng hạn"),
    Pace.DONE_LATE: _("Trả quá hạn"),
}


def pace(due_at: datetime, settled_at: datetime | None, now: datetime) -> Pace:
    """On track, due within three days, late; or, once settled, whether that was in time."""
    if settled_at is not None:
        return Pace.DONE if settled_at <= due_at else Pace.DONE_LATE
    if now > due_at:
        return Pace.LATE
    return Pace.DUE_SOON if due_at - now <= SOON else Pace.ON_TRACK
