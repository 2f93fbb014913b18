"""The shape of a set of indicators: frozen values, read from data by `sets`."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from itertools import repeat
from types import MappingProxyType

from django.utils.translation import gettext_lazy as _

from motcua.catalogue.rules.definition import Text
from motcua.indicators.rules.expressions import Expression, Of
from motcua.kernel.errors import NotFound


class Form(StrEnum):
    """What an indicator is."""

    SHARE = "share"  # counted of all, in per cent
    COUNT = "count"  # how many dossiers
    MEAN = "mean"  # the sum of something, by dossier
    MISSING = "missing"  # no fact says it yet


class Better(StrEnum):
    """Which way is the good one. A count says how large a unit is, unless its set says otherwise."""

    MORE = "more"
    LESS = "less"
    NONE = "none"


class Once(StrEnum):
    """A procedure that several agencies of a unit decide on counts once. It reaches what is counted where"""

    ANY = "any"  # it does at one of them
    ALL = "all"  # it does at each of them


@dataclass(frozen=True, slots=True)
class Exclusion:
    """Dossiers or procedures that are left out, and why."""

    when: Expression
    reason: Text


@dataclass(frozen=True, slots=True)
class Target:
    """In per cent, from this day on, by what stands right below the nation."""

    since: date
    ministry: int
    province: int


@dataclass(frozen=True, slots=True)
class Indicator:
    """`among` is the dossiers, or procedures, asked about; less those excluded, they are the denominator.

    `counts` says which of them are the numerator. `sum` is added up and divided by `per` for a mean.
    `once` is of shares of procedures. `points` None: not scored. `better`: where less is, a target is not to
    be exceeded, and the least is first; where none is, a change is neither good nor bad.
    """

    code: str
    name: Text
    form: Form
    group: str = ""
    unit: Text | None = None
    among: Expression | None = None
    counts: Expression | None = None
    sum: Expression | None = None
    per: int = 1
    exclude: tuple[Exclusion, ...] = ()
    linked_once: bool = False
    target: int | None = None
    targets: tuple[Target, ...] = ()
    points: int | None = None
    empty_is_zero: bool = False
    better: Better = Better.MORE
    decimals: int = 2
    missing: Text | None = None
    note: Text | None = None
    unverified: tuple[str, ...] = ()
    source: str = ""
    of: Of = Of.DOSSIERS
    once: Once | None = None

    @property
    def less_is_better(self) -> bool:
        return self.better is Better.LESS

    def target_of(self, branch: str | None, last: date) -> int | None:
        """The target that held on the period's last day, in per cent. A mixed branch has none of its own."""
        held = [one for one in self.targets if one.since <= last]
        if held and branch in ("ministry", "province"):
            newest = max(held, key=lambda one: one.since)
            return newest.ministry if branch == "ministry" else newest.province
        return self.target


@dataclass(frozen=True, slots=True)
class Group:
    code: str
    name: Text
    points: int


@dataclass(frozen=True, slots=True)
class Grade:
    """A class of units: those with at least `least` points of 100."""

    least: int
    name: Text


@dataclass(frozen=True, slots=True)
class IndicatorSet:
    name: str
    title: Text
    version: int
    valid_from: date
    source: str
    groups: tuple[Group, ...]
    grades: tuple[Grade, ...]  # best first
    terms: Mapping[str, Expression]
    indicators: tuple[Indicator, ...]
    procedure_terms: Mapping[str, Expression] = field(default_factory=lambda: MappingProxyType({}))

    def terms_of(self, of: Of) -> Mapping[str, Expression]:
        """The named parts of expressions over rows of this dataset."""
        return self.procedure_terms if of is Of.PROCEDURES else self.terms

    def asks(self, of: Of) -> bool:
        """Whether some indicator needs the rows of this dataset."""
        return any(one.of is of and one.form is not Form.MISSING for one in self.indicators)

    def without(self, of: Of) -> "IndicatorSet":
        """The same set where there are no facts of these: what asks about them has no figure, and says so."""
        if not self.asks(of):
            return self
        return replace(self, indicators=tuple(map(_unknown, self.indicators, repeat(of))))

    def indicator(self, code: str) -> Indicator:
        """Raises NotFound."""
        found = next((one for one in self.indicators if one.code == code), None)
        if found is None:
            raise NotFound(_("Bộ chỉ tiêu này không có chỉ tiêu mang mã đó."), code="no-such-indicator")
        return found


_NO_FACTS: Mapping[Of, Text] = {
    Of.DOSSIERS: Text(vi="Dữ kiện không có hồ sơ nào.", en="There are no facts of dossiers."),
    Of.PROCEDURES: Text(
        vi="Dữ kiện không có danh mục thủ tục của các đơn vị.",
        en="The facts have no list of the procedures that units have.",
    ),
}


def _unknown(one: Indicator, of: Of) -> Indicator:
    if one.of is not of or one.form is Form.MISSING:
        return one
    return replace(
        one, form=Form.MISSING, missing=_NO_FACTS[of], among=None, counts=None, sum=None, exclude=()
    )
