"""An officer's home: what waits, what is theirs, what is late."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from motcua.agencies.models import Officer
from motcua.agencies.rules.kinds import ROLE_NAMES, Role
from motcua.catalogue import queries as catalogue
from motcua.dossiers import queries
from motcua.dossiers.models import Dossier
from motcua.dossiers.queries import CAP, Position, Queue
from motcua.dossiers.rules.process import APPLICANT, STATE_NAMES, State
from motcua.kernel import clock
from motcua.kernel.errors import NotFound
from motcua.web.officer.bulk import Kind, kinds_for
from motcua.web.ui import words
from motcua.web.ui.access import for_officers
from motcua.web.ui.shapes import Clock, Link

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

NAMES: Mapping[Queue, StrOrPromise] = {
    Queue.WAITING: _("Chờ tôi xử lý"),
    Queue.MINE: _("Tôi đang xử lý"),
    Queue.UNIT: _("Cả đơn vị"),
    Queue.DUE_SOON: _("Sắp đến hạn"),
    Queue.LATE: _("Quá hạn"),
    Queue.PROPOSALS: _("Chờ tôi đồng ý"),
    Queue.APOLOGIES: _("Dự thảo xin lỗi"),
    Queue.OPINIONS: _("Cần cho ý kiến"),
    Queue.APPLICANT: _("Chờ người nộp"),
}
NOTHING: Mapping[Queue, tuple[StrOrPromise, StrOrPromise]] = {
    Queue.WAITING: (
        _("Không có hồ sơ nào chờ bạn"),
        _("Hồ sơ đến bước của bạn sẽ hiện ở đây, hồ sơ đến hạn trước đứng trên."),
    ),
    Queue.MINE: (
        _("Bạn chưa nhận hồ sơ nào"),
        _("Mở một hồ sơ đang chờ rồi bấm “Nhận xử lý” để giữ hồ sơ đó cho mình."),
    ),
    Queue.UNIT: (_("Đơn vị không có hồ sơ nào đang giải quyết"), _("Hồ sơ mới nộp sẽ hiện ở đây.")),
    Queue.DUE_SOON: (_("Không có hồ sơ nào sắp đến hạn"), _("Hồ sơ còn từ ba ngày trở xuống sẽ hiện ở đây.")),
    Queue.LATE: (_("Không có hồ sơ quá hạn"), _("Mọi hồ sơ của đơn vị đều đang trong hạn.")),
    Queue.PROPOSALS: (
        _("Không có đề nghị nào chờ bạn"),
        _("Từ chối, dừng, gia hạn, bổ sung lần nữa và rút hồ sơ cần bạn đồng ý sẽ hiện ở đây."),
    ),
    Queue.APOLOGIES: (
        _("Không có dự thảo xin lỗi nào"),
        _("Khi phần việc còn lại không kịp hạn, hệ thống lập dự thảo để bạn ghi lý do."),
    ),
    Queue.OPINIONS: (
        _("Không có cơ quan nào hỏi ý kiến"),
        _("Câu hỏi của cơ quan khác gửi đơn vị bạn sẽ hiện ở đây."),
    ),
    Queue.APPLICANT: (
        _("Không có hồ sơ nào chờ người nộp"),
        _("Hồ sơ chờ bổ sung, nộp tiền hoặc xác nhận dự thảo sẽ hiện ở đây."),
    ),
}
# Lists that only some positions always see, and others when something is in them.
OF_ROLES: Mapping[Queue, frozenset[Role]] = {
    Queue.PROPOSALS: frozenset({Role.APPROVER}),
    Queue.APOLOGIES: frozenset(),
    Queue.OPINIONS: frozenset(),
    Queue.APPLICANT: frozenset({Role.CASE, Role.RECEPTION}),
}
HITS = 5  # procedures offered when the words typed fit several


@dataclass(frozen=True, slots=True)
class Line:
    """A dossier in the table."""

    code: str
    url: str
    ticket: str  # code and revision, as a form sends them
    procedure: StrOrPromise
    applicant: StrOrPromise
    agency: str
    state: StrOrPromise
    holder: StrOrPromise
    due_at: datetime
    clock: Clock
    pace: StrOrPromise


@dataclass(frozen=True, slots=True)
class Filter:
    """The one procedure that is shown, or the choice of those that the typed words may mean."""

    typed: str = ""
    code: str = ""
    name: StrOrPromise = ""
    others: tuple[Link, ...] = ()
    without: str = ""


@dataclass(frozen=True, slots=True)
class QueuePage:
    """The page: which list, its rows, and the ways on."""

    which: Queue
    title: StrOrPromise
    tabs: tuple[Link, ...]
    lines: list[Line]
    nothing: tuple[StrOrPromise, StrOrPromise]
    filter: Filter
    next: str
    first: str
    agencies: bool  # dossiers of several agencies are among them
    kinds: list[Kind]  # what can be done on several at once
    unknown: str  # a code that was asked for and is not here


@require_safe
@for_officers
def show(request: HttpRequest, officer: Officer) -> HttpResponse:
    """The officer's lists. With `code`, straight to that dossier."""
    asked = request.GET.get("code", "").strip()
    if asked:
        try:
            return redirect("officer:dossier", queries.dossier_for(officer, asked).code)
        except NotFound:
            pass
    page = _page(request, officer, unknown=asked)
    return render(request, "officer/queue.html", {"page": page}, status=404 if asked else 200)


@require_safe
@for_officers
def show_next(request: HttpRequest, officer: Officer) -> HttpResponse:
    """The dossier that waits for this officer and is due first; the list when none waits."""
    found = queries.queue(officer, Queue.WAITING, now=clock.now(), limit=1).dossiers
    return redirect("officer:dossier", found[0].code) if found else redirect("officer:queue")


def _page(request: HttpRequest, officer: Officer, *, unknown: str) -> QueuePage:
    at = clock.now()
    counts = queries.counts(officer, now=at)
    asked = request.GET.get("list", "")
    lists = _lists(officer, counts, asked)
    which = Queue(asked) if asked in lists else lists[0]
    chosen = _filter(request.GET.get("procedure", "").strip(), which, at)
    after = _position(request.GET.get("after", ""))
    found = queries.queue(officer, which, now=at, after=after, procedure=chosen.code)
    base = {"list": which.value, **({"procedure": chosen.code} if chosen.code else {})}
    several = any(dossier.agency_id != officer.agency_id for dossier in found.dossiers)
    return QueuePage(
        which=which,
        title=NAMES[which],
        tabs=tuple(
            Link(NAMES[one], _address(list=one.value), current=one == which, count=_capped(counts[one]))
            for one in lists
        ),
        lines=[_line(dossier, officer, at) for dossier in found.dossiers],
        nothing=NOTHING[which],
        filter=chosen,
        next=_address(**base, after=_mark(found.after)) if found.after else "",
        first=_address(**base) if after else "",
        agencies=several,
        kinds=kinds_for(which, officer.roles),
        unknown=unknown,
    )


def _lists(officer: Officer, counts: Mapping[Queue, int], asked: str) -> tuple[Queue, ...]:
    """Those of the officer's positions, those that hold something, and the one asked for.

    Nothing ever waits for who only watches.
    """
    if set(officer.roles) <= {Role.LEADER}:
        return (Queue.UNIT, Queue.DUE_SOON, Queue.LATE)
    always = [one for one in Queue if one not in OF_ROLES or OF_ROLES[one].intersection(officer.roles)]
    return tuple(one for one in Queue if one in always or counts[one] or one == asked)


def _capped(count: int) -> int | str:
    return count if count < CAP else f"{CAP - 1}+"


def _filter(typed: str, which: Queue, at: datetime) -> Filter:
    if not typed:
        return Filter()
    without = _address(list=which.value)
    hits = catalogue.search(on=clock.day(at), text=typed, limit=HITS).hits
    if not hits:
        return Filter(typed=typed, without=without)
    return Filter(
        typed=typed,
        code=hits[0].code,
        name=words.as_typed(str(hits[0].name)),
        others=tuple(
            Link(words.as_typed(str(hit.name)), _address(list=which.value, procedure=hit.code))
            for hit in hits[1:]
        ),
        without=without,
    )


def _line(dossier: Dossier, officer: Officer, at: datetime) -> Line:
    mark, pace = words.clock(dossier, at)
    return Line(
        code=dossier.code,
        url=reverse("officer:dossier", args=[dossier.code]),
        ticket=f"{dossier.code}:{dossier.revision}",
        procedure=words.as_typed(str(catalogue.version(dossier.version_id).name)),
        applicant=words.as_typed(dossier.applicant_name),
        agency=words.as_typed(words.agency(dossier.agency)),
        state=STATE_NAMES[State(dossier.state)],
        holder=_holder(dossier, officer),
        due_at=dossier.due_at,
        clock=mark,
        pace=pace,
    )


def _holder(dossier: Dossier, officer: Officer) -> StrOrPromise:
    """Who has it, or whose turn it is."""
    if dossier.assignee_id == officer.pk:
        return _("Bạn")
    if dossier.assignee:
        return words.as_typed(dossier.assignee.account.name)
    if dossier.waiting_role == APPLICANT:
        return _("Người nộp hồ sơ")
    return ROLE_NAMES[Role(dossier.waiting_role)] if dossier.waiting_role else ""


def _address(**parameters: str) -> str:
    return f"{reverse('officer:queue')}?{urlencode(parameters)}"


def _mark(position: Position) -> str:
    return f"{position.due_at.astimezone(UTC):%Y%m%dT%H%M%S.%f}-{position.pk}"


def _position(text: str) -> Position | None:
    """Where a page begins, from an address that anybody can write; None for what cannot be one."""
    moment, _dash, pk = text.partition("-")
    try:
        due_at = datetime.strptime(moment, "%Y%m%dT%H%M%S.%f").replace(tzinfo=UTC)
    except ValueError:
        return None
    return Position(due_at, int(pk)) if pk.isascii() and pk.isdigit() and len(pk) < 19 else None
