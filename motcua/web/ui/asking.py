"""Which board is asked for: the set, the period, as of which day. An address says it, a form writes it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.utils.translation import gettext_lazy as _

from motcua.indicators.rules import periods, sets
from motcua.indicators.rules.periods import Period
from motcua.indicators.rules.sets import Form, Indicator, IndicatorSet
from motcua.kernel import clock
from motcua.kernel.errors import Invalid
from motcua.web.ui import figures

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

USUAL = "766"
EARLIEST = date(2000, 1, 1)
MONTHS, QUARTERS = 12, 6  # that are offered, this one included
SCORE = "score"  # what is compared where no indicator is chosen


@dataclass(frozen=True, slots=True)
class Asked:
    """`errors` says what is wrong with an address; what could be read stands, the rest is as usual."""

    indicators: IndicatorSet
    period: Period
    today: date
    as_of_day: date | None = None
    by: str = ""
    kind: str = ""
    sort: str = ""
    errors: Mapping[str, list[StrOrPromise]] = field(default_factory=dict)

    @property
    def as_of(self) -> datetime | None:
        """The end of the day that was asked for; today has not ended, and is what is known now."""
        day = self.as_of_day
        return periods.end_of(day) if day and day < self.today else None

    @property
    def query(self) -> str:
        """As the end of an address, "?" included; what is as usual is left out."""
        said = {
            "set": self.indicators.name if self.indicators.name != USUAL else "",
            "period": figures.written(self.period) if self.period != month_of(self.today) else "",
            "as_of": self.as_of_day.isoformat() if self.as_of_day else "",
            "by": self.by,
            "kind": self.kind,
            "sort": self.sort,
        }
        written = urlencode({name: value for name, value in said.items() if value})
        return f"?{written}" if written else ""

    def with_(self, **changes: str) -> str:
        """The query of the same board with other `by`, `kind` or `sort`."""
        return replace(self, **changes).query  # type: ignore[arg-type]

    def refused(self, errors: Mapping[str, list[StrOrPromise]]) -> Asked:
        """The same, with what is wrong with it."""
        return replace(self, errors=errors)

    @property
    def plain(self) -> str:
        """Without what only the lists of a board need: for another unit, or what is behind a number."""
        return replace(self, by="", kind="", sort="").query


def read(given: Mapping[str, str], now: datetime) -> Asked:
    """What the address asks for; the current month of the usual set where it says nothing."""
    today = clock.day(now)
    errors: dict[str, list[StrOrPromise]] = {}
    name = given.get("set", "").strip() or USUAL
    if name not in sets.names():
        errors["set"] = [_("Không có bộ chỉ tiêu này.")]
        name = USUAL
    indicators = sets.shipped(name)
    period = _period(given, today, errors)
    by = given.get("by", "").strip()
    if by and by != SCORE and by not in (one.code for one in indicators.indicators):
        by = ""
    return Asked(
        indicators=indicators,
        period=period,
        today=today,
        as_of_day=_as_of(given.get("as_of", "").strip(), today, errors),
        by=by,
        kind=given.get("kind", "").strip(),
        sort=given.get("sort", "").strip(),
        errors=errors,
    )


def _period(given: Mapping[str, str], today: date, errors: dict[str, list[StrOrPromise]]) -> Period:
    """A range typed by hand comes before the period chosen from the list."""
    first, last = given.get("from", "").strip(), given.get("to", "").strip()
    typed = f"{first or last}..{last or first}" if first or last else given.get("period", "").strip()
    name = "from" if first or last else "period"
    usual = month_of(today)
    if not typed:
        return usual
    try:
        period = periods.read(typed)
    except Invalid as refused:
        errors[name] = [refused.message]
        return usual
    if period.first < EARLIEST:
        errors[name] = [_("Chưa có số liệu của kỳ trước năm 2000.")]
        return usual
    if period.first > today:
        errors[name] = [_("Kỳ này chưa đến. Vui lòng chọn kỳ đã bắt đầu.")]
        return usual
    return period


def _as_of(typed: str, today: date, errors: dict[str, list[StrOrPromise]]) -> date | None:
    if not typed:
        return None
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        errors["as_of"] = [_("Vui lòng nhập ngày, ví dụ 30/11/2026.")]
        return None
    if day > today:
        errors["as_of"] = [_("Ngày chốt số liệu không được sau hôm nay.")]
        return None
    if day < EARLIEST:
        errors["as_of"] = [_("Chưa có số liệu của kỳ trước năm 2000.")]
        return None
    return day


def month_of(day: date) -> Period:
    """The month in which this day lies."""
    return periods.read(f"{day:%Y-%m}")


def choices(asked: Asked) -> tuple[list[tuple[str, StrOrPromise]], list[tuple[str, StrOrPromise]]]:
    """Sets and periods to choose from; the period asked for is always among them."""
    listed = offered(asked.today)
    if asked.period not in listed:
        listed.insert(0, asked.period)
    return (
        [(name, str(sets.shipped(name).title)) for name in sets.names()],
        [(figures.written(one), _capital(str(figures.period(one)))) for one in listed],
    )


def offered(today: date) -> list[Period]:
    """Months, quarters and years up to this day, and the last two days."""
    days = [today, today - timedelta(days=1)]
    months, month = [], month_of(today)
    for _n in range(MONTHS):
        months.append(month)
        month = month_of(month.first - timedelta(days=1))
    quarters, quarter = [], _quarter_of(today)
    for _n in range(QUARTERS):
        quarters.append(quarter)
        quarter = _quarter_of(quarter.first - timedelta(days=1))
    years = [periods.read(f"{year}") for year in (today.year, today.year - 1)]
    return [*months, *quarters, *years, *(periods.read(day.isoformat()) for day in days)]


def _quarter_of(day: date) -> Period:
    return periods.read(f"{day.year}-Q{(day.month + 2) // 3}")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def comparable(indicators: IndicatorSet) -> list[Indicator]:
    """Those that can have a figure."""
    return [one for one in indicators.indicators if one.form is not Form.MISSING]
