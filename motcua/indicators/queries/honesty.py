"""What looks like gaming in a unit and all below it, by the rules that Motcua brings."""

from collections.abc import Collection
from functools import cache
from typing import Any

from django.utils.translation import gettext_lazy as _

from motcua.agencies.models import Agency
from motcua.indicators import ports
from motcua.indicators.models import Review
from motcua.indicators.queries import answers, stated
from motcua.indicators.rules import finding as rules
from motcua.indicators.rules import honesty
from motcua.indicators.rules.honesty import Finding, Place, Severity
from motcua.indicators.rules.periods import Period
from motcua.kernel.errors import NotFound

KEPT = 64  # units and periods


def found(unit: Agency, period: Period) -> tuple[Finding, ...]:
    """The findings of a unit and all below it in the calendar months that this period touches.

    Most serious first, newest first. Raises NotFound where there are no facts yet.
    """
    whole = honesty.whole_months(period)
    told = _by_facts(unit.code, whole)
    return tuple(sorted((*told, *stated.unaccounted(unit.path, whole)), key=_place))


def finding(unit: Agency, place: Place) -> Finding:
    """The finding at this place. Raises NotFound, also where nothing is odd any more."""
    for one in found(unit, place.month):
        if honesty.place_of(one.key) == place:
            return one
    raise NotFound(_("Không có phát hiện này."), code="no-such-finding")


@answers.kept(most=KEPT)
def _by_facts(unit: str, period: Period) -> tuple[Finding, ...]:
    return tuple(rules.by_facts(_Opened(), unit, period))


class _Opened:
    """The datasets for all rules of one question: each is opened once, which takes as long as to ask."""

    def __init__(self) -> None:
        self.table: Any = cache(ports.facts().table)


_WEIGHT = {Severity.SERIOUS: 0, Severity.REVIEW: 1, Severity.NOTICE: 2}


def _place(one: Finding) -> tuple[int, int, str]:
    """What is most serious first, then what is newest."""
    return _WEIGHT[one.severity], -one.month.toordinal(), one.key


def reviews(keys: Collection[str]) -> dict[str, list[Review]]:
    """What leaders said about these findings, the newest first."""
    found: dict[str, list[Review]] = {}
    for one in Review.objects.filter(key__in=keys).order_by("-id"):
        found.setdefault(one.key, []).append(one)
    return found
