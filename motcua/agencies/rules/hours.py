"""Opening hours as they are written down: a list of ["07:00", "11:30"] for each day."""

import re
from collections.abc import Iterable, Sequence
from datetime import time
from itertools import pairwise

from django.utils.translation import gettext_lazy as _

from motcua.agencies.rules.calendars import Hours, Week
from motcua.kernel.errors import Invalid

WEEKDAYS = 7

Written = Sequence[Sequence[str]]


def read(written: Written) -> Hours:
    """The hours of one day; none means closed. Raises Invalid for what no door can do."""
    spans = tuple(_span(span) for span in written)
    for (_opens, closes), (opens, _closes) in pairwise(spans):
        if opens <= closes:
            raise Invalid(
                _("Các khoảng giờ làm việc phải theo thứ tự và không chồng lên nhau."), code="bad-hours"
            )
    return spans


def read_week(written: Sequence[Written]) -> Week:
    """The hours of seven days, Monday first. Raises Invalid."""
    if len(written) != WEEKDAYS:
        raise Invalid(_("Tuần làm việc phải có đủ bảy ngày, từ thứ Hai đến Chủ nhật."), code="bad-week")
    return tuple(map(read, written))


def write(hours: Hours) -> list[list[str]]:
    """As `read` takes it."""
    return [[f"{opens:%H:%M}", f"{closes:%H:%M}"] for opens, closes in hours]


def typed(text: str) -> list[list[str]]:
    """What a person typed, "07:00-11:30, 13:30-17:00", as `read` takes it; nothing typed means closed."""
    return [re.split(r"\s*[-–]\s*", span.strip()) for span in text.split(",") if span.strip()]


def shown(hours: Iterable[Sequence[str]]) -> str:
    """As `typed` reads it."""
    return ", ".join("-".join(span) for span in hours)


def _span(span: Sequence[str]) -> tuple[time, time]:
    if len(span) != 2 or not all(re.fullmatch(r"([01][0-9]|2[0-3]):[0-5][0-9]", each) for each in span):
        raise Invalid(_("Hãy ghi giờ làm việc theo dạng 07:00-11:30, 13:30-17:00."), code="bad-hours")
    opens, closes = map(time.fromisoformat, span)
    if closes <= opens:
        raise Invalid(_("Giờ đóng cửa phải sau giờ mở cửa trong cùng ngày."), code="bad-hours")
    return opens, closes
