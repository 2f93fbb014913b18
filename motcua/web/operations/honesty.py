"""What looks like gaming: listed by rule and unit, with the dossiers, and what leaders made of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from motcua.agencies.models import Agency, Officer
from motcua.dossiers import queries as dossiers
from motcua.indicators import actions
from motcua.indicators.models import Review
from motcua.indicators.queries import honesty as queries
from motcua.indicators.rules import honesty
from motcua.indicators.rules.honesty import (
    SEVERITY_NAMES,
    VERDICT_NAMES,
    Finding,
    Rule,
    Severity,
    Verdict,
)
from motcua.kernel import clock
from motcua.kernel.errors import Invalid, NotFound
from motcua.web.operations import asked, honesty_words
from motcua.web.operations.access import for_leaders
from motcua.web.operations.honesty_words import Asking, FindingRow
from motcua.web.ui import words
from motcua.web.ui.access import within
from motcua.web.ui.shapes import Event, Link, Row

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

PAGE = 25  # findings of a page
DOSSIERS = 50


@dataclass(frozen=True, slots=True)
class RuleRow:
    """A rule in the summary: how many findings and dossiers, how many findings wait for a leader."""

    name: StrOrPromise
    suspects: StrOrPromise
    severity: StrOrPromise
    tone: str
    findings: int
    open: int
    dossiers: str
    url: str
    current: bool
    missing: StrOrPromise


@dataclass(frozen=True, slots=True)
class ListPage:
    asking: Asking
    rules: list[RuleRow]
    rows: list[FindingRow]
    shown: StrOrPromise
    all: str
    previous: str
    next: str
    csv: str
    facts: bool


@require_safe
@for_leaders
def show_list(request: HttpRequest, officer: Officer) -> HttpResponse:
    """Every rule and what it found, most serious first; `format=csv` gives a file."""
    asking = honesty_words.asking(request, officer)
    try:
        found = queries.found(asking.unit, asking.period)
        known = True
    except NotFound:  # no facts yet
        found, known = (), False
    said = queries.reviews([one.key for one in found])
    if request.GET.get("format") == "csv":
        return honesty_words.csv(asking, found, said)
    which = request.GET.get("rule", "")
    chosen = [one for one in found if not which or one.rule == which]
    place = max(asked.number(request.GET.get("page", "")) - 1, 0) * PAGE
    shown = chosen[place : place + PAGE]
    page = ListPage(
        asking=asking,
        rules=[_rule(rule, found, said, asking, which) for rule in honesty.shipped()],
        rows=honesty_words.rows(shown, said),
        shown=str(honesty.rule(which).name) if which else "",
        all=asking.address() if which else "",
        previous=asking.address(rule=which, page=place // PAGE) if place else "",
        next=asking.address(rule=which, page=place // PAGE + 2) if len(chosen) > place + PAGE else "",
        csv=asking.address(format="csv"),
        facts=known,
    )
    return render(request, "operations/honesty.html", {"page": page})


def _rule(
    rule: Rule, found: Sequence[Finding], said: Mapping[str, list[Review]], asking: Asking, which: str
) -> RuleRow:
    own = [one for one in found if one.rule == rule.code]
    return RuleRow(
        name=str(rule.name),
        suspects=str(rule.suspects),
        severity=SEVERITY_NAMES[rule.severity],
        tone=honesty_words.TONES[rule.severity],
        findings=len(own),
        open=sum(one.key not in said for one in own if rule.severity is not Severity.NOTICE),
        dossiers=honesty_words.number(len({code for one in own for code in one.codes})),
        url=asking.address(rule=rule.code) if own else "",
        current=rule.code == which,
        missing=str(rule.missing or ""),
    )


@dataclass(frozen=True, slots=True)
class FindingPage:
    """One finding: its numbers, the rule in full, the dossiers fifty at a time, and the reviews."""

    back: str
    title: StrOrPromise
    unit: StrOrPromise
    row: FindingRow
    suspects: StrOrPromise
    innocent: StrOrPromise
    facts: list[Row]
    thresholds: list[tuple[StrOrPromise, int, StrOrPromise]]
    source: str
    dossiers: list[Link]
    total: int
    next: str
    first: str
    reviews: list[Event]
    verdicts: list[tuple[str, StrOrPromise, bool]]
    note: str
    errors: Mapping[str, list[StrOrPromise]]
    why_not: StrOrPromise
    key: str


@require_http_methods(["GET", "HEAD", "POST"])
@for_leaders
def show(request: HttpRequest, officer: Officer, key: str) -> HttpResponse:
    """One finding with its dossiers and rule; by POST, keeps what the leader makes of it."""
    place = honesty.place_of(key)
    unit = within(officer, place.unit)
    found = queries.finding(unit, place)
    errors: Mapping[str, list[StrOrPromise]] = {}
    note = request.POST.get("note", "")
    verdict = asked.choice(request.POST.get("verdict", ""), Verdict)
    if request.method == "POST":
        try:
            _review(officer, unit, found, verdict, note)
        except Invalid as refusal:
            errors = {path: list(told) for path, told in refusal.fields.items()} or {"": [refusal.message]}
        else:
            messages.success(request, _("Đã ghi kết quả xem xét. Phát hiện vẫn ở trong danh sách."))
            return redirect("operations:finding", key)
    page = _page(request, officer, unit, found, note, verdict, errors)
    return render(request, "operations/finding.html", {"page": page}, status=422 if errors else 200)


def _review(officer: Officer, unit: Agency, found: Finding, verdict: Verdict | None, note: str) -> None:
    if verdict is None:
        raise Invalid(fields={"verdict": [_("Vui lòng chọn kết quả xem xét.")]})
    actions.review(finding=found, unit=unit, verdict=verdict, note=note, by=officer, at=clock.now())


def _page(
    request: HttpRequest,
    officer: Officer,
    unit: Agency,
    found: Finding,
    note: str,
    verdict: Verdict | None,
    errors: Mapping[str, list[StrOrPromise]],
) -> FindingPage:
    rule = honesty.rule(found.rule)
    said = queries.reviews([found.key])
    [row] = honesty_words.rows([found], said)
    after = request.GET.get("after", "")
    codes = [code for code in found.codes if code > after]
    here = reverse("operations:finding", args=[found.key])
    last = codes[DOSSIERS - 1] if len(codes) > DOSSIERS else ""
    own = {one.code for one in dossiers.chosen(officer, codes[:DOSSIERS])}
    return FindingPage(
        back=asked.address("honesty", unit=unit.code, period=f"{found.month:%Y-%m}"),
        title=str(rule.name),
        unit=words.agency(unit),
        row=row,
        suspects=str(rule.suspects),
        innocent=str(rule.innocent),
        facts=honesty_words.facts(found, unit),
        thresholds=[(str(one.means), one.value, str(one.why)) for one in rule.thresholds],
        source=rule.source,
        dossiers=[
            Link(code, reverse("officer:dossier", args=[code]) if code in own else "")
            for code in codes[:DOSSIERS]
        ],
        total=len(found.codes),
        next=f"{here}?{urlencode({'after': last})}" if last else "",
        first=here if after else "",
        reviews=honesty_words.events(said.get(found.key, []), found),
        verdicts=[(one.value, name, one is verdict) for one, name in VERDICT_NAMES.items()],
        note=note,
        errors=errors,
        why_not=_("Phát hiện này nói về chính bạn. Người khác sẽ xem xét.")
        if found.who == officer.actor.ref
        else "",
        key=found.key,
    )
