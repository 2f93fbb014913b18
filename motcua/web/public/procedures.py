"""The catalogue: finding a procedure, and everything to know before starting."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from motcua.agencies import queries as agencies
from motcua.agencies.rules.kinds import ROLE_NAMES, Role
from motcua.agencies.rules.public import OFFICE, patterns
from motcua.catalogue import queries as catalogue
from motcua.catalogue.rules.definition import Channel, Component, Level, Procedure
from motcua.dossiers.rules.process import STEP_NAMES, Verb
from motcua.kernel import clock
from motcua.kernel.errors import Invalid
from motcua.web.ui import words
from motcua.web.ui.context import officer_of
from motcua.web.ui.shapes import Row

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

LONGEST_SEARCH = 200
SATURDAY = 5  # of a week that begins on Monday


@dataclass(frozen=True, slots=True)
class Search:
    """What is looked for, as the address says it."""

    text: str = ""
    event: str = ""
    field: str = ""
    level: str = ""
    online: bool = False

    @property
    def narrowed(self) -> bool:
        """Whether anything is asked for at all."""
        return bool(self.text or self.event or self.field or self.level or self.online)

    def address(self, after: str = "") -> str:
        """The address of this search, or of its page after a cursor."""
        given = {
            "q": self.text,
            "event": self.event,
            "field": self.field,
            "level": self.level,
            "online": "1" if self.online else "",
            "after": after,
        }
        query = urlencode({name: value for name, value in given.items() if value})
        return reverse("catalogue") + (f"?{query}" if query else "")


@require_safe
def show_list(request: HttpRequest) -> HttpResponse:
    """Procedures by words and filters, twenty to a page. An address that makes no sense finds nothing."""
    given = request.GET
    search = Search(
        text=" ".join(given.get("q", "")[:LONGEST_SEARCH].split()),
        event=given.get("event", ""),
        field=given.get("field", ""),
        level=given.get("level", ""),
        online=given.get("online") == "1",
    )
    today = clock.day(clock.now())
    found = catalogue.search(
        on=today,
        text=search.text,
        life_event=search.event,
        field=search.field,
        level=search.level,
        online=search.online or None,
        after=given.get("after", ""),
    )
    facets = catalogue.facets(on=today)
    page = {
        "search": search,
        "hits": found.hits,
        "next": search.address(found.next) if found.next else "",
        "first": search.address() if given.get("after") else "",
        "events": facets.life_events,
        "fields": facets.fields,
        "levels": [(level.value, words.LEVELS[level]) for level in (Level.COMMUNE, Level.PROVINCE)],
    }
    return render(request, "public/procedures.html", page)


@dataclass(frozen=True, slots=True)
class Case:
    """A case with a limit of its own, and where the law says so."""

    limit: str
    note: StrOrPromise
    legal: StrOrPromise


@dataclass(frozen=True, slots=True)
class Way:
    """One channel: how long, how much."""

    name: StrOrPromise
    limit: str
    fees: list[str]
    note: StrOrPromise
    cases: list[Case]


@dataclass(frozen=True, slots=True)
class Paper:
    """One document of the dossier."""

    name: StrOrPromise
    counts: str
    need: StrOrPromise
    unneeded: StrOrPromise


@dataclass(frozen=True, slots=True)
class Stage:
    """One of the five steps: who does what."""

    name: StrOrPromise
    who: StrOrPromise
    what: StrOrPromise


@dataclass(frozen=True, slots=True)
class ProcedurePage:
    """Everything to know before starting. `why_not` says why one cannot apply online here."""

    procedure: Procedure
    facts: list[Row]
    ways: list[Way]
    note: StrOrPromise  # about all of them
    papers: list[Paper]
    stages: list[Stage]
    promises: list[StrOrPromise]  # good to know: where, when, who looks at the draft
    unverified: bool
    why_not: StrOrPromise
    start: str


WHAT: dict[Verb, tuple[Role, StrOrPromise]] = {
    Verb.RECEIVE: (Role.RECEPTION, _("Kiểm tra hồ sơ đủ hay thiếu, hẹn ngày trả kết quả.")),
    Verb.APPRAISE: (Role.CASE, _("Xem xét nội dung, đề xuất cách giải quyết.")),
    Verb.APPROVE: (Role.APPROVER, _("Quyết định và ký số kết quả.")),
    Verb.SEAL: (Role.CLERK, _("Cấp số, ghi ngày và đóng dấu điện tử của cơ quan.")),
    Verb.RETURN: (Role.RECEPTION, _("Trả kết quả cho bạn, trực tuyến hoặc tại quầy.")),
}


@require_safe
def show(request: HttpRequest, code: str) -> HttpResponse:
    """One procedure. Raises NotFound."""
    procedure = catalogue.current(code, on=clock.day(clock.now())).procedure
    why_not = _why_not(procedure) or (
        _("Bạn đang đăng nhập bằng tài khoản cán bộ. Để nộp thay người dân, hãy dùng “Tiếp nhận tại quầy”.")
        if request.user.is_authenticated and officer_of(request)
        else ""
    )
    notes = {terms.note for terms in procedure.channels}
    shared = next(iter(notes)) if len(notes) == 1 else None
    page = ProcedurePage(
        procedure=procedure,
        facts=_facts(procedure),
        note=str(shared or ""),
        ways=[
            Way(
                words.CHANNELS[terms.channel],
                words.limit(terms.limit),
                words.fees(terms),
                "" if shared else str(terms.note or ""),
                [
                    Case(words.limit(case.limit), str(case.note or ""), words.as_typed(case.legal))
                    for case in terms.cases
                ],
            )
            for terms in procedure.channels
        ],
        papers=[_paper(component) for component in procedure.components],
        stages=[Stage(STEP_NAMES[verb], ROLE_NAMES[role], what) for verb, (role, what) in WHAT.items()],
        promises=_promises(procedure),
        unverified=bool(procedure.unverified),
        why_not=why_not,
        start=reverse("citizen:apply", args=[procedure.code]),
    )
    return render(request, "public/procedure.html", {"page": page})


def _promises(procedure: Procedure) -> list[StrOrPromise]:
    """What makes it easier than people fear."""
    said: list[StrOrPromise] = []
    if procedure.place_independent and Level.COMMUNE in procedure.levels:
        said.append(_("Nộp trực tiếp ở xã, phường, đặc khu nào trong tỉnh cũng được, không phụ thuộc nơi ở."))
    elif procedure.place_independent:
        said.append(_("Nộp trực tiếp tại Bộ phận Một cửa nào trong tỉnh cũng được."))
    usual, ours = patterns()[OFFICE].week, patterns()[procedure.calendar].week
    if ours[SATURDAY] != usual[SATURDAY]:
        hours = ", ".join(f"{opens:%H:%M}-{closes:%H:%M}" for opens, closes in ours[SATURDAY])
        said.append(_("Bộ phận Một cửa nhận và trả thủ tục này cả thứ Bảy: %(hours)s.") % {"hours": hours})
    if procedure.confirm_draft:
        said.append(
            _("Nộp trực tuyến: bạn xem và xác nhận dự thảo trước khi ký, trong %(time)s; im lặng là đồng ý.")
            % {"time": words.limit(procedure.confirm_draft)}
        )
    return said


def _why_not(procedure: Procedure) -> StrOrPromise:
    if procedure.terms(Channel.ONLINE) is None:
        return _("Thủ tục này chỉ nhận hồ sơ tại quầy. Vui lòng đến Bộ phận Một cửa gần nhất.")
    if Level.COMMUNE not in procedure.levels and _department(procedure) is None:
        return _("Cơ quan giải quyết thủ tục này chưa nhận hồ sơ trên hệ thống này.")
    return ""


def _facts(procedure: Procedure) -> list[Row]:
    rows = [
        Row(_("Mã thủ tục"), procedure.code),
        Row(_("Lĩnh vực"), str(procedure.field_name)),
        Row(_("Ai giải quyết"), _deciders(procedure)),
        Row(_("Ai được nộp"), ", ".join(str(words.APPLICANTS[kind]) for kind in procedure.applicants)),
        Row(_("Dịch vụ công trực tuyến"), words.SERVICE_LEVELS[procedure.service_level]),
        Row(_("Kết quả"), str(procedure.result.name)),
    ]
    if procedure.decision:
        rows.append(Row(_("Quyết định công bố"), words.vietnamese(procedure.decision)))
    return rows


def _deciders(procedure: Procedure) -> str:
    if Level.COMMUNE in procedure.levels:
        return str(_("Ủy ban nhân dân xã, phường, đặc khu"))
    return _department(procedure) or ", ".join(str(words.LEVELS[level]) for level in procedure.levels)


def _department(procedure: Procedure) -> str | None:
    """The name of the department of this province that decides, or None."""
    try:
        found = agencies.deciding(
            province=settings.SITE, field_code=procedure.field_code, levels=procedure.levels
        )
    except Invalid:
        return None
    return words.agency(found)


def _paper(component: Component) -> Paper:
    counts = []
    if component.originals:
        number = component.originals
        counts.append(ngettext("%(n)d bản chính", "%(n)d bản chính", number) % {"n": number})
    if component.copies:
        number = component.copies
        counts.append(ngettext("%(n)d bản sao", "%(n)d bản sao", number) % {"n": number})
    if component.electronic:
        counts.append(str(_("nộp được bản điện tử")))
    need: StrOrPromise = ""
    if not component.required:
        need = _("Không bắt buộc")
    elif component.needed_when:
        need = _("Chỉ cần trong một số trường hợp; khi khai, hệ thống sẽ cho biết.")
    return Paper(str(component.name), " · ".join(counts), need, str(component.unneeded_note or ""))
