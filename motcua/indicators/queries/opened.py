"""What is open to everybody: under which terms, and for which periods."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache

from django.utils.translation import gettext_lazy as _

from motcua.catalogue.rules import vocabulary
from motcua.catalogue.rules.definition import Text
from motcua.indicators import ports
from motcua.indicators.queries import answers
from motcua.indicators.rules import periods
from motcua.indicators.rules.periods import Period
from motcua.indicators.rules.series import Span, around, span
from motcua.kernel import clock
from motcua.kernel.errors import NotFound

FILE = vocabulary.DATA / "opendata.yaml"
OPENED = (Span.MONTH, Span.QUARTER, Span.YEAR)


@dataclass(frozen=True, slots=True)
class Terms:
    """How this site opens its data."""

    k: int
    licence: Text
    licence_url: str


@cache
def terms() -> Terms:
    """Those of `motcua/data/opendata.yaml`."""
    given = vocabulary.load_file(FILE)
    return Terms(given["k"], Text(**given["licence"]["name"]), given["licence"]["url"])


def name_of(period: Period) -> str:
    """ "2026-06", "2026-Q2" or "2026". Raises NotFound for any other kind of period."""
    match span(period):
        case Span.MONTH:
            return f"{period.first:%Y-%m}"
        case Span.QUARTER:
            return f"{period.first.year}-Q{(period.first.month + 2) // 3}"
        case Span.YEAR:
            return str(period.first.year)
    raise _not_opened()


def closed(name: str, *, now: datetime) -> Period:
    """The period of this name, if it is over. Raises NotFound for others, Invalid for what is no period."""
    period = periods.read(name)
    if name_of(period) != name:
        raise _not_opened()
    if period.end > now:
        raise NotFound(
            _("Kỳ này chưa kết thúc. Dữ liệu mở được công bố sau khi kỳ kết thúc."),
            code="period-not-over",
        )
    return period


def offered(*, now: datetime) -> dict[Span, tuple[Period, ...]]:
    """The periods that are over and have dossiers, latest first. Raises NotFound without facts."""
    first, last = _first_and_last()
    found: dict[Span, tuple[Period, ...]] = {}
    for kind in OPENED:
        row: list[Period] = []
        period = around(last, kind)
        while period.last >= first:
            if period.end <= now:
                row.append(period)
            period = around(period.first - timedelta(days=1), kind)
        found[kind] = tuple(row)
    return found


@answers.kept(most=1)
def _first_and_last() -> tuple[date, date]:
    table = ports.facts().table()
    told = table.aggregate(first=table.submitted_at.min(), last=table.submitted_at.max())
    (row,) = told.to_pyarrow().to_pylist()
    if row["first"] is None:
        raise NotFound(_("Chưa có dữ kiện nào."), code="no-facts")
    # Facts are in UTC, without a zone.
    return clock.day(row["first"].replace(tzinfo=UTC)), clock.day(row["last"].replace(tzinfo=UTC))


def _not_opened() -> NotFound:
    return NotFound(
        _("Dữ liệu mở chỉ có theo tháng, quý và năm, ví dụ 2026-06, 2026-Q2, 2026."), code="not-opened"
    )


def parts_of(period: Period) -> dict[str, tuple[str, ...]]:
    """The periods that are opened inside it, each with those of which it is the sum; none of a month."""
    inner = {Span.YEAR: Span.QUARTER, Span.QUARTER: Span.MONTH}.get(span(period))
    if inner is None:
        return {}
    found: dict[str, tuple[str, ...]] = {}
    row, day = [], period.first
    while day <= period.last:
        part = around(day, inner)
        row.append(name_of(part))
        found |= parts_of(part)
        day = part.last + timedelta(days=1)
    return {name_of(period): tuple(row), **found}
