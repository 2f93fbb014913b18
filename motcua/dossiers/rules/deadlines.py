"""How a due date looks from now, what each step may take of it, and when an extension should end."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from motcua.agencies.rules.calendars import Calendar
from motcua.agencies.rules.worktime import DAY_MINUTES
from motcua.catalogue.rules.definition import Limit, TimeUnit
from motcua.dossiers.rules.process import Verb

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

SOON = timedelta(days=3)  # the counter of officers' home pages: due within 3 days


class Pace(StrEnum):
    ON_TRACK = "on_track"
    DUE_SOON = "due_soon"
    LATE = "late"
    PAUSED = "paused"
    DONE = "done"
    DONE_LATE = "done_late"


PACE_NAMES: "dict[Pace, StrOrPromise]" = {
    Pace.ON_TRACK: _("Trong hạn"),
    Pace.DUE_SOON: _("Sắp đến hạn"),
    Pace.LATE: _("Quá hạn"),
    Pace.PAUSED: _("Tạm dừng tính thời hạn"),
    Pace.DONE: _("Đúng hạn"),
    Pace.DONE_LATE: _("Trả quá hạn"),
}


class Warned(IntEnum):
    """Of what the officers were told, so that nothing is said twice; back to nothing when the date moves."""

    NOTHING = 0
    SOON = 1
    LATE = 2


def pace(due_at: datetime, settled_at: datetime | None, now: datetime, *, paused: bool = False) -> Pace:
    """On track, due within three days, late, paused; or, once settled, whether that was in time."""
    if settled_at is not None:
        return Pace.DONE if settled_at <= due_at else Pace.DONE_LATE
    if paused:
        return Pace.PAUSED
    if now > due_at:
        return Pace.LATE
    return Pace.DUE_SOON if due_at - now <= SOON else Pace.ON_TRACK


# What a step may take of the whole, in percent, where the procedure gives no budgets of its own.
SHARES: Mapping[Verb, int] = MappingProxyType(
    {Verb.RECEIVE: 10, Verb.APPRAISE: 50, Verb.APPROVE: 20, Verb.SEAL: 10, Verb.RETURN: 10}
)


def budget(step: Verb, budgets: Mapping[str, Limit], whole: int) -> int:
    """Working minutes that this step may take of `whole`, by the procedure's budgets or the usual shares."""
    given = budgets.get(step)
    if given is None:
        return max(1, whole * SHARES[step] // 100)
    return given.amount * (DAY_MINUTES if given.unit == TimeUnit.WORKING_DAY else 60)


def remaining(steps: Sequence[Verb], budgets: Mapping[str, Limit], whole: int) -> int:
    """Working minutes that these steps may take together; the return comes after the result is settled."""
    return sum(budget(step, budgets, whole) for step in steps if step != Verb.RETURN)


def extended(calendar: Calendar, due_at: datetime, now: datetime, minutes: int) -> datetime:
    """The new date that an apology can keep: `minutes` of working time for what is still to do, from now or
    from the old due date, whichever is later; the end of that working day."""
    return calendar.close_of(calendar.add(max(due_at, now), max(1, minutes)).date())
