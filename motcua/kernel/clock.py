"""The only place that reads the clock. Called from `web` and from jobs; below them time is an argument."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(UTC)  # noqa: TID251 the one place


def local(moment: datetime) -> datetime:
    """The same moment on Vietnam's clocks."""
    return moment.astimezone(HANOI)


def day(moment: datetime) -> date:
    """The calendar day in Vietnam on which this moment falls."""
    return local(moment).date()
