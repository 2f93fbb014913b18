"""Targets as people read them, and what an address of their pages asks for."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils import formats
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from motcua.agencies.models import Agency, Officer
from motcua.indicators.models import Publication, Remark
from motcua.indicators.queries.sharing import Sharing, Whole
from motcua.indicators.rules import periods, sets, target_periods
from motcua.indicators.rules.periods import Period
from motcua.indicators.rules.sets import Form, Indicator, IndicatorSet
from motcua.indicators.rules.targets import Check, State, Weighing
from motcua.kernel import clock
from motcua.web.operations import shown
from motcua.web.ui import words
from motcua.web.ui.access import within
from motcua.web.ui.shapes import Row, Tone

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

USUAL = "766"
NAMED = 3  # units that lack a target are named up to so many
TONES = {
    State.DRAFTED: Tone.INFO,
    State.AGREED: Tone.SUCCESS,
    State.PUBLISHED: Tone.SUCCESS,
    State.WITHDRAWN: Tone.NEUTRAL,
}


@dataclass(frozen=True, slots=True)
class Asked:
    """One indicator of one unit in one period."""

    unit: Agency
    indicators: IndicatorSet
    indicator: Indicator
    period: Period

    def url(self, name: str) -> str:
        """The page of this name about it."""
        place = reverse(
            f"operations:{name}", args=[self.unit.code, self.indicators.name, self.indicator.code]
        )
        return f"{place}?{urlencode({'period': target_periods.written(self.period)})}"

    @property
    def back(self) -> str:
        """The page of the whole set."""
        return overview_url(self.unit.code, self.indicators.name, self.period)


def asked(request: HttpRequest, officer: Officer, unit: str, indicators: str, code: str) -> Asked:
    """Raises NotFound for what is not this officer's to look into, Invalid for a period without targets."""
    found = sets.shipped(indicators)
    return Asked(within(officer, unit), found, found.indicator(code), period_of(request))


def period_of(request: HttpRequest) -> Period:
    """The period that the address names; this year where it names none. Raises Invalid."""
    text = request.GET.get("period", "").strip() or f"{clock.day(clock.now()):%Y}"
    period = periods.read(text)
    target_periods.length_of(period)
    return period


def overview_url(unit: str, indicators: str, period: Period) -> str:
    told = {"unit": unit, "period": target_periods.written(period), "set": indicators}
    return f"{reverse('operations:targets')}?{urlencode(told)}"


def plain(value: Decimal) -> str:
    """As it is typed: "83,2", in English "83.2"."""
    text = f"{value:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return formats.number_format(text, use_l10n=True)


def amount(value: Decimal, indicator: Indicator) -> str:
    """With its unit: "83,2 %", "1.200", "4,5 ngày"."""
    if indicator.form is Form.COUNT:
        return formats.number_format(int(value), use_l10n=True, force_grouping=True)
    # What is not measured yet has targets in per cent only.
    unit = "%" if indicator.form in (Form.SHARE, Form.MISSING) else str(indicator.unit or "")
    return f"{plain(value)}\u00a0{unit}".strip()


def unit_of(indicator: Indicator) -> StrOrPromise:
    """In what its values are typed."""
    return "%" if indicator.form is Form.SHARE else str(indicator.unit or _("hồ sơ"))


def verdict(check: Check, indicator: Indicator) -> tuple[Tone, str]:
    """Whether the parts reach the whole, in a sentence, and its colour."""
    if check.shown is None:
        return Tone.WARNING, gettext("Chưa đơn vị trực thuộc nào có chỉ tiêu.")
    told = {"parts": amount(check.shown, indicator)}
    if check.whole is None:
        sentence = gettext("Các đơn vị gộp lại là %(parts)s; không có chỉ tiêu chung để đối chiếu.")
        return Tone.INFO, sentence % told
    told |= {"whole": amount(check.whole, indicator)}
    if not check.short:
        holds = gettext("Các đơn vị gộp lại là %(parts)s, bảo đảm chỉ tiêu chung %(whole)s.") % told
        return (Tone.WARNING if check.lacking else Tone.SUCCESS), holds
    if check.at_most:
        sentence = gettext("Các đơn vị gộp lại là %(parts)s, vượt %(gap)s so với mức chung %(whole)s.")
        return Tone.DANGER, sentence % {**told, "gap": amount(check.short_shown, indicator)}
    sentence = gettext("Các đơn vị gộp lại là %(parts)s, còn thiếu %(gap)s so với chỉ tiêu chung %(whole)s.")
    return Tone.DANGER, sentence % {**told, "gap": _gap(check.short_shown, indicator)}


def _gap(value: Decimal, indicator: Indicator) -> str:
    if indicator.form is Form.SHARE:
        return gettext("%(points)s điểm phần trăm") % {"points": plain(value)}
    return amount(value, indicator)


def lacking(shared: Sharing, check: Check) -> StrOrPromise:
    """Which units have no target; empty where all have one, or none has."""
    count = len(check.lacking)
    if not count or check.together is None:
        return ""
    missing = set(check.lacking)
    names = [words.agency(one.unit) for one in shared.lines if one.unit.code in missing]
    sentence = ngettext("%(count)d đơn vị chưa có chỉ tiêu", "%(count)d đơn vị chưa có chỉ tiêu", count)
    told = format_html_join(", ", "{}", ((name,) for name in names[:NAMED]))
    return format_html("{}: {}{}", sentence % {"count": count}, told, "…" if count > NAMED else ".")


def weighing(shared: Sharing, check: Check) -> StrOrPromise:
    """How the parts were put together."""
    match check.weighing:
        case Weighing.SUM:
            return _("Cách gộp: cộng chỉ tiêu của các đơn vị.")
        case Weighing.VOLUME if shared.weighed:
            sentence = gettext("Cách gộp: bình quân theo số hồ sơ của từng đơn vị, %(period)s.")
            return sentence % {"period": target_periods.named(shared.weighed)}
    return _("Cách gộp: bình quân, các đơn vị như nhau, vì chưa có số hồ sơ của kỳ đã kết thúc.")


@dataclass(frozen=True, slots=True)
class Verdict:
    """A check as a page shows it."""

    tone: Tone
    sentence: str
    lacking: StrOrPromise
    weighing: StrOrPromise


def verdict_of(shared: Sharing, check: Check) -> Verdict:
    tone, sentence = verdict(check, shared.indicator)
    return Verdict(tone, sentence, lacking(shared, check), weighing(shared, check))


def whole(shared: Sharing) -> list[Row]:
    """What the unit itself is to reach and where that comes from."""
    target, label = shared.whole, _("Chỉ tiêu chung")
    if target.value is None:
        return [Row(label, _("Chưa được giao, và bộ chỉ số không đặt mức nào."))]
    lines = [Row(label, amount(target.value, shared.indicator)), Row(_("Căn cứ"), basis(target))]
    row = target.assigned
    if row and row.publication:
        lines.append(Row(_("Từ ngày"), words.day(clock.day(row.publication.at))))
    if row and row.period != shared.period:
        lines.append(Row(_("Kỳ giao"), target_periods.named(row.period)))
    return lines


def basis(target: Whole) -> StrOrPromise:
    """Where the target of a whole comes from."""
    if target.assigned is None or target.assigned.publication is None:
        return _("Mức của bộ chỉ số; cấp trên chưa giao riêng")
    published = target.assigned.publication
    if published.source:
        return words.as_typed(published.source)
    return format_html(gettext("Do {} giao"), words.agency(published.agency))


def published(one: Publication) -> list[Row]:
    """How targets were published: when, by whom, and with which reasons."""
    lines = [
        Row(
            _("Thời điểm ban hành"),
            format_html("{}, {}", words.moment(one.at), shown.signed(one.by_name, one.for_name)),
        )
    ]
    if one.shortfall_reason:
        label = _("Lý do ban hành khi chưa bảo đảm chỉ tiêu chung")
        lines.append(Row(label, words.as_typed(one.shortfall_reason)))
    if one.unagreed_reason:
        label = _("Lý do ban hành khi có đơn vị chưa thống nhất")
        lines.append(Row(label, words.as_typed(one.unagreed_reason)))
    return lines


def remark(one: Remark, indicator: Indicator) -> StrOrPromise:
    """What a unit said of its draft, and what it proposes."""
    said = words.as_typed(one.text)
    if one.value is None:
        return said
    return format_html(gettext("{} (đề nghị {})"), said, amount(one.value, indicator))
