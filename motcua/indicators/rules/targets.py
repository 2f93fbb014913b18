"""Targets: how they move, who may move them, how they are typed, and whether the parts reach the whole."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from math import ceil, floor
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from motcua.agencies.rules.kinds import AgencyKind, Role
from motcua.indicators.rules.sets import Form, Indicator
from motcua.kernel.errors import Invalid

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# Who is given targets by whom. A service centre receives for the departments and decides on nothing itself.
BELOW = {
    AgencyKind.NATION: frozenset({AgencyKind.MINISTRY, AgencyKind.PROVINCE}),
    AgencyKind.PROVINCE: frozenset({AgencyKind.DEPARTMENT, AgencyKind.COMMUNE}),
}
ASSIGNING = frozenset({Role.LEADER})
ANSWERING = frozenset({Role.LEADER, Role.APPROVER})  # for their own unit
MOST = {Form.SHARE: Decimal(100), Form.COUNT: Decimal(999_999_999), Form.MEAN: Decimal(9999)}
MOST_TEXT = 500  # characters of a reason, a source or a remark
_WHOLE = re.compile(r"[0-9]{1,12}|[0-9]{1,3}(?:[., ][0-9]{3}){1,3}")
_PARTED = re.compile(r"[0-9]{1,6}(?:[.,][0-9]{1,2})?")


class State(StrEnum):
    """Where a target stands."""

    DRAFTED = "drafted"
    AGREED = "agreed"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


OPEN = (State.DRAFTED, State.AGREED)  # nothing is decided yet


class Verb(StrEnum):
    """What is done with a target."""

    DRAFT = "draft"
    CHANGE = "change"
    AGREE = "agree"
    REMARK = "remark"
    WITHDRAW = "withdraw"
    PUBLISH = "publish"
    GIVE = "give"  # what stands above assigned it outside this system: recorded with its document


REPLIES = (Verb.AGREE, Verb.REMARK)  # acts of the unit; the others are of whoever assigns


# From which states a verb starts, and where it leads.
MOVES = {
    Verb.CHANGE: (OPEN, State.DRAFTED),  # what was agreed to was another value
    Verb.AGREE: ((State.DRAFTED,), State.AGREED),
    Verb.REMARK: ((State.DRAFTED,), State.DRAFTED),
    Verb.WITHDRAW: (OPEN, State.WITHDRAWN),
    Verb.PUBLISH: (OPEN, State.PUBLISHED),
}
STATE_NAMES = {
    State.DRAFTED: _("Dự thảo"),
    State.AGREED: _("Đơn vị đã thống nhất"),
    State.PUBLISHED: _("Đã ban hành"),
    State.WITHDRAWN: _("Đã rút"),
}
VERB_NAMES = {
    Verb.DRAFT: _("Dự thảo chỉ tiêu"),
    Verb.CHANGE: _("Sửa mức dự thảo"),
    Verb.AGREE: _("Thống nhất"),
    Verb.REMARK: _("Góp ý"),
    Verb.WITHDRAW: _("Rút dự thảo"),
    Verb.PUBLISH: _("Đã ban hành"),
    Verb.GIVE: _("Ghi nhận chỉ tiêu cấp trên giao"),
}


def may_assign(*, roles: Iterable[str], agency: str, unit: str) -> bool:
    """Whether who holds these roles in `agency` drafts and publishes for the units right below `unit`."""
    return agency == unit and not ASSIGNING.isdisjoint(roles)


def may_answer(*, roles: Iterable[str], agency: str, unit: str) -> bool:
    """Whether they agree to, or remark on, a target of this unit: only of their own."""
    return agency == unit and not ANSWERING.isdisjoint(roles)


def may_record(*, roles: Iterable[str], agency: str, kind: str, unit: str) -> bool:
    """Whether they record what the nation assigned to this unit, as it does not sign in here itself."""
    return agency == unit and kind in BELOW[AgencyKind.NATION] and not ASSIGNING.isdisjoint(roles)


def fault_of(value: Decimal, indicator: Indicator) -> StrOrPromise | None:
    """Why this cannot be a target of this indicator; None where it can.

    Shares are 0 to 100 with two decimals at most, means up to 9999 likewise, counts are whole.
    """
    form = indicator.form
    if form is Form.MISSING:
        return UNMEASURED
    step = Decimal(1) if form is Form.COUNT else Decimal("0.01")
    if not value.is_finite() or not 0 <= value <= MOST[form] or value != value.quantize(step):
        return _WANTED[form]
    return None


def read(text: str, indicator: Indicator) -> Decimal:
    """What was typed as a target: "83,2", "83.2 %", "1.200" for a count. Raises Invalid."""
    form = indicator.form
    if form is Form.MISSING:
        raise Invalid(UNMEASURED, code="bad-target")
    typed = " ".join(text.split())  # also the spaces that do not break
    if form is Form.SHARE:
        typed = typed.removesuffix("%").rstrip()
    pattern = _WHOLE if form is Form.COUNT else _PARTED
    if not pattern.fullmatch(typed):
        raise Invalid(_WANTED[form], code="bad-target")
    value = Decimal(re.sub(r"[., ]", "", typed) if form is Form.COUNT else typed.replace(",", "."))
    if fault := fault_of(value, indicator):
        raise Invalid(fault, code="bad-target")
    return value


UNMEASURED: StrOrPromise = _("Chưa có dữ kiện để đo chỉ tiêu này nên chưa giao được.")
_WANTED: Mapping[Form, StrOrPromise] = {
    Form.SHARE: _("Vui lòng nhập số từ 0 đến 100, nhiều nhất hai chữ số thập phân, ví dụ 83,25."),
    Form.COUNT: _("Vui lòng nhập số nguyên không âm, ví dụ 1200."),
    Form.MEAN: _("Vui lòng nhập số từ 0 đến 9999, nhiều nhất hai chữ số thập phân, ví dụ 4,5."),
}


class Weighing(StrEnum):
    """How the parts are put together."""

    VOLUME = "volume"  # mean weighted by how many dossiers each part had
    EQUAL = "equal"  # plain mean: nothing is known of their dossiers
    SUM = "sum"


@dataclass(frozen=True, slots=True)
class Part:
    """A unit below the whole, its target if it has one, and how many dossiers it had."""

    unit: str
    target: Decimal | None
    weight: int = 0


@dataclass(frozen=True, slots=True)
class Check:
    """The parts against the whole. `together` is exact; None where no part has a target.

    `at_most`: less is better, so the parts must not exceed the whole. `lacking`: parts without a target.
    """

    whole: Decimal | None
    together: Fraction | None
    weighing: Weighing
    at_most: bool
    parts: int
    lacking: tuple[str, ...]

    @property
    def short(self) -> Fraction:
        """By how much the parts miss the whole; 0 where they reach it or nothing can be compared."""
        if self.whole is None or self.together is None:
            return Fraction(0)
        gap = self.together - Fraction(self.whole) if self.at_most else Fraction(self.whole) - self.together
        return max(gap, Fraction(0))

    @property
    def holds(self) -> bool:
        """Every part has a target and together they reach the whole; also where there is no whole."""
        return self.whole is None or (self.together is not None and not self.lacking and not self.short)

    @property
    def shown(self) -> Decimal | None:
        """`together` with two decimals, never rounded towards the whole: what is short does not look as if it
        were not."""
        if self.together is None:
            return None
        hundredths = self.together * 100
        return Decimal(ceil(hundredths) if self.at_most else floor(hundredths)).scaleb(-2)

    @property
    def short_shown(self) -> Decimal:
        """`short` with two decimals, as what is shown of both sides differs."""
        if not self.short or self.shown is None or self.whole is None:
            return Decimal(0)
        return abs(self.shown - self.whole)


def check(form: Form, whole: Decimal | None, parts: Iterable[Part], *, less_is_better: bool = False) -> Check:
    """Shares and means: the weighted mean of the parts' targets must reach the whole's. Counts: their sum
    must. Where less is better, it must not exceed it.

    Weights are of those parts that have a target; where all are 0, each counts alike. Exact arithmetic.
    """
    told = tuple(parts)
    given = [(Fraction(one.target), one.weight) for one in told if one.target is not None]
    weighing, together = _together(form, given)
    return Check(
        whole=whole,
        together=together,
        weighing=weighing,
        at_most=less_is_better,
        parts=len(told),
        lacking=tuple(one.unit for one in told if one.target is None),
    )


def _together(form: Form, given: list[tuple[Fraction, int]]) -> tuple[Weighing, Fraction | None]:
    total = sum(weight for _target, weight in given)
    if form is Form.COUNT:
        return Weighing.SUM, sum((target for target, _weight in given), Fraction(0)) if given else None
    if total:
        return Weighing.VOLUME, sum((target * weight for target, weight in given), Fraction(0)) / total
    mean = sum((target for target, _weight in given), Fraction(0)) / len(given) if given else None
    return Weighing.EQUAL, mean
