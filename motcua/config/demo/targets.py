"""Targets of the demonstration: given to the province, shared among its units, one still under discussion."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.db import transaction

from motcua.agencies import queries as agencies
from motcua.agencies.models import Officer
from motcua.agencies.rules.kinds import AgencyKind, Role
from motcua.config.demo.past import DAYS
from motcua.indicators.actions import targets
from motcua.indicators.models import Target
from motcua.indicators.queries import sharing
from motcua.indicators.queries.sharing import Line
from motcua.indicators.rules import series, sets
from motcua.indicators.rules.periods import Period
from motcua.indicators.rules.series import Span
from motcua.kernel import clock

SOURCE = "Văn bản minh họa số 00/TD ngày 05/01 (giả định, chỉ để trình diễn)"
NOBODY = "Phần lớn đơn vị chưa có người dùng trong bản trình diễn."
SHORT = "Các xã miền núi, hải đảo được giao thấp hơn trong năm đầu; sẽ giao bổ sung vào giữa năm."
REMARK = "Hồ sơ giấy còn nhiều, máy quét mới có một chiếc; đề nghị giao thấp hơn trong năm nay."


@dataclass(frozen=True)
class Plan:
    """An indicator: what the province was given, and what its departments and, in turn, communes get."""

    indicators: str
    code: str
    whole: str
    departments: str
    communes: Sequence[str]
    published: bool = True


PLANS = (
    Plan("766", "2.1", "98", "99", ("98", "98,5", "99")),
    Plan("766", "3.3", "60", "65", ("58", "60", "62", "56")),  # the parts fall short of the whole
    Plan("766", "4.1", "85", "90", ("85", "86")),
    Plan("whole-process", "whole-process", "70", "75", ("70", "70,5", "72")),
    Plan("766", "4.2", "85", "88", ("85", "84", "87"), published=False),
)


@transaction.atomic
def load(*, at: datetime, say: Callable[[str], None]) -> int:
    """Targets for this year where there are none at all; how many units got one."""
    province = agencies.site()
    leader = Officer.objects.filter(agency=province, active=True, roles__contains=[Role.LEADER]).first()
    if leader is None or Target.objects.exists():
        return 0
    year = series.around(clock.day(at), Span.YEAR)
    then = at - timedelta(days=DAYS)
    for plan in PLANS:
        say(plan.code)
        _assign(plan, leader, year, then)
    return Target.objects.count()


def _assign(plan: Plan, leader: Officer, year: Period, at: datetime) -> None:
    unit, indicators = leader.agency, sets.shipped(plan.indicators)
    targets.record_given(
        unit=unit, indicators=indicators, code=plan.code, period=year, value=Decimal(plan.whole),
        source=SOURCE, reason="", by=leader, at=at,
    )  # fmt: skip
    lines = sharing.sharing(unit, indicators, plan.code, year, clock.day(at)).lines
    drafted = targets.draft(
        unit=unit, indicators=indicators, code=plan.code, period=year, values=_values(plan, lines),
        reason="", by=leader, at=at,
    )  # fmt: skip
    for place, (row, answering) in enumerate(_answering(drafted)):
        if not plan.published and place % 2:
            targets.remark(
                target=row.pk, words=REMARK, value=row.value - 5, by=answering, at=at + timedelta(hours=1)
            )
        elif plan.published or place:
            targets.agree(target=row.pk, value=row.value, by=answering, at=at + timedelta(hours=1))
    if plan.published:
        now = sharing.sharing(unit, indicators, plan.code, year, clock.day(at))
        targets.publish(
            unit=unit, indicators=indicators, code=plan.code, period=year, seen=now.seen,
            shortfall_reason=SHORT, unagreed_reason=NOBODY, by=leader, at=at + timedelta(hours=2),
        )  # fmt: skip


def _values(plan: Plan, lines: Sequence[Line]) -> dict[str, Decimal | None]:
    values: dict[str, Decimal | None] = {}
    for place, line in enumerate(lines):
        department = line.unit.kind == AgencyKind.DEPARTMENT
        text = plan.departments if department else plan.communes[place % len(plan.communes)]
        values[line.unit.code] = Decimal(text.replace(",", "."))
    return values


def _answering(drafted: Sequence[Target]) -> list[tuple[Target, Officer]]:
    """The drafts of units that somebody can answer for, with who does."""
    by_unit = {
        one.agency_id: one
        for one in Officer.objects.filter(active=True, roles__contains=[Role.APPROVER]).order_by("pk")
    }
    return [(row, by_unit[row.unit_id]) for row in drafted if row.unit_id in by_unit]
