"""Findings as a leader reads them: sentences, tables, a file to take away."""

from __future__ import annotations

import csv as files
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import strip_tags
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from motcua.agencies.models import Agency, Officer
from motcua.indicators.models import Review
from motcua.indicators.rules import honesty, periods
from motcua.indicators.rules.honesty import SEVERITY_NAMES, VERDICT_NAMES, Finding, Severity, Verdict
from motcua.indicators.rules.periods import Period
from motcua.kernel import clock
from motcua.kernel.errors import Invalid
from motcua.web.operations import asked
from motcua.web.operations.shown import signed
from motcua.web.ui import figures, words
from motcua.web.ui.shapes import Event, Row, Tone

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

LONGEST = timedelta(days=366)  # of a period: each month of it is looked into
MONTHS = 12  # that are offered
OFFICER = "officer:"
TONES: Mapping[Severity, str] = {
    Severity.SERIOUS: Tone.DANGER,
    Severity.REVIEW: Tone.WARNING,
    Severity.NOTICE: Tone.NEUTRAL,
}
_VERDICT_TONES: Mapping[Verdict, str] = {
    Verdict.EXPLAINED: Tone.SUCCESS,
    Verdict.CONFIRMED: Tone.DANGER,
    Verdict.TO_CORRECT: Tone.WARNING,
}


@dataclass(frozen=True, slots=True)
class Asking:
    """Which unit and months; what else the form offers."""

    unit: Agency
    name: StrOrPromise
    written: str
    period: Period
    shown: StrOrPromise
    units: list[tuple[str, StrOrPromise]]
    periods: list[tuple[str, StrOrPromise]]

    def address(self, **more: str | int) -> str:
        return asked.address("honesty", unit=self.unit.code, period=self.written, **more)


@dataclass(frozen=True, slots=True)
class FindingRow:
    """A finding in the list."""

    url: str
    rule: StrOrPromise
    unit: StrOrPromise
    month: StrOrPromise
    says: str
    severity: StrOrPromise
    tone: str
    dossiers: str
    verdict: StrOrPromise
    verdict_tone: str


def asking(request: HttpRequest, officer: Officer) -> Asking:
    """Raises NotFound for a unit that is not below the officer's, Invalid for an unreadable period."""
    unit = asked.unit(request, officer)
    today = clock.day(clock.now())
    written = request.GET.get("period", "").strip()[:30] or f"{today:%Y-%m}"
    period = honesty.whole_months(periods.read(written))
    if period.last - period.first > LONGEST:
        raise Invalid(_("Chỉ xem được các dấu hiệu trong một năm trở lại. Hãy chọn kỳ ngắn hơn."))
    offered = _periods(today)
    if written not in dict(offered):
        offered.insert(0, (written, figures.period(period)))
    near = [officer.agency, unit, *unit.children.order_by("name_vi")]
    units = {one.code: words.agency(one) for one in near}
    return Asking(
        unit, words.agency(unit), written, period, figures.period(period), list(units.items()), offered
    )


def _periods(today: date) -> list[tuple[str, StrOrPromise]]:
    found: list[tuple[str, StrOrPromise]] = []
    first = today.replace(day=1)
    for _month in range(MONTHS):
        found.append((f"{first:%Y-%m}", figures.period(honesty.whole_months(Period(first, first)))))
        first = (first - timedelta(days=1)).replace(day=1)
    return found


def rows(found: Sequence[Finding], said: Mapping[str, list[Review]]) -> list[FindingRow]:
    """These findings with the newest word on each."""
    names = _units(found)
    return [
        FindingRow(
            url=reverse("operations:finding", args=[one.key]),
            rule=str(honesty.rule(one.rule).name),
            unit=names[one.unit],
            month=_month(one),
            says=sentence(one),
            severity=SEVERITY_NAMES[one.severity],
            tone=TONES[one.severity],
            dossiers=number(len(one.codes)),
            verdict=VERDICT_NAMES[Verdict(said[one.key][0].verdict)] if one.key in said else "",
            verdict_tone=_VERDICT_TONES[Verdict(said[one.key][0].verdict)] if one.key in said else "",
        )
        for one in found
    ]


def sentence(one: Finding) -> str:
    """The rule's sentence with the numbers of this finding."""
    says = honesty.rule(one.rule).says
    return str(says).format(**{name: number(value) for name, value in one.numbers.items()})


def number(value: int) -> str:
    return figures.number(value)


def facts(one: Finding, unit: Agency) -> list[Row]:
    """Where, when, and who or what device."""
    when = f"{words.moment(one.first)} – {words.moment(one.last)}"
    found = [
        Row(_("Đơn vị"), words.agency(unit)),
        Row(_("Tháng"), _month(one)),
        Row(_("Từ lúc đầu đến lúc cuối"), when),
        Row(_("Số hồ sơ"), number(len(one.codes))),
    ]
    if one.who.startswith(OFFICER):
        found.append(Row(_("Cán bộ"), _officer(one.who, unit)))
    elif one.who:
        found.append(Row(_("Thiết bị (bí danh)"), one.who))
    return found


def _officer(ref: str, unit: Agency) -> str:
    """The officer's name; the mere reference where facts of another site name one of theirs."""
    number_ = asked.number(ref.removeprefix(OFFICER))
    top = unit.path.split("/")[0]
    found = (
        Officer.objects.filter(pk=number_, agency__path__startswith=f"{top}/")
        .select_related("account")
        .first()
    )
    near = found and (found.agency.path.startswith(unit.path) or unit.path.startswith(found.agency.path))
    return found.account.name if found and near else ref


def events(said: Sequence[Review], found: Finding) -> list[Event]:
    """The reviews, the newest first; where the finding has grown since, that is said."""
    return [
        Event(
            at=one.at,
            title=VERDICT_NAMES[Verdict(one.verdict)],
            who=signed(one.by_name, one.for_name),
            note=one.note,
            fault=_grown(len(found.codes) - one.dossiers),
            signed=True,
        )
        for one in said
    ]


def _grown(more: int) -> str:
    if more <= 0:
        return ""
    return ngettext(
        "Sau lần xem xét này có thêm %(n)s hồ sơ.", "Sau lần xem xét này có thêm %(n)s hồ sơ.", more
    ) % {"n": number(more)}


def csv(asking: Asking, found: Sequence[Finding], said: Mapping[str, list[Review]]) -> HttpResponse:
    """One line for each dossier of each finding."""
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="honesty-{asking.unit.code}-{asking.written}.csv"'
    answer.write("\ufeff")  # Excel takes UTF-8 for something else without it
    out = files.writer(answer)
    out.writerow(
        map(
            str,
            (
                _("Quy tắc"), _("Đơn vị"), _("Tháng"), _("Mức độ"), _("Nội dung"), _("Mã hồ sơ"),
                _("Xem xét"), _("Người xem xét"), _("Ghi chú"),
            ),
        )
    )  # fmt: skip
    names = _units(found)
    for one in found:
        last = said.get(one.key, [None])[0]
        about = (
            honesty.rule(one.rule).name, names[one.unit], f"{one.month:%Y-%m}", SEVERITY_NAMES[one.severity],
            sentence(one),
        )  # fmt: skip
        word = (
            (
                VERDICT_NAMES[Verdict(last.verdict)],
                strip_tags(str(signed(last.by_name, last.for_name))),
                _plain(last.note),
            )
            if last
            else ("", "", "")
        )
        for code in one.codes:
            out.writerow(map(str, (*about, code, *word)))
    return answer


def _plain(text: str) -> str:
    """What a spreadsheet would run is only text."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t")) else text


def _units(found: Sequence[Finding]) -> dict[str, StrOrPromise]:
    codes = {one.unit for one in found}
    known = {one.code: words.agency(one) for one in Agency.objects.filter(code__in=codes)}
    return {code: known.get(code, code) for code in codes}


def _month(one: Finding) -> StrOrPromise:
    return figures.period(honesty.months_of(f"{one.month:%Y-%m}"))
