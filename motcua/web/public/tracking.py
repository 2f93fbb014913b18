"""Looking up a dossier by its code and the last digits of the applicant's number, without signing in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods

from motcua.catalogue import queries as catalogue
from motcua.dossiers import queries as dossiers
from motcua.dossiers.models import Dossier
from motcua.dossiers.rules.process import STATE_NAMES, WITH_APPLICANT, State
from motcua.kernel.clock import now
from motcua.kernel.errors import NotFound
from motcua.people.rules import masked_name
from motcua.web.ui import deadline, errors, limits, words
from motcua.web.ui.deadline import DeadlineStory
from motcua.web.ui.shapes import Row, Step, Tone

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

DIGITS = 4
TRIES, MINUTES = 20, 10  # wrong ones, from one address


@dataclass(frozen=True, slots=True)
class Standing:
    """What anybody who knows code and digits may see: no full name, no answers, no officers, no reasons."""

    code: str
    state: StrOrPromise
    tone: Tone
    story: DeadlineStory
    rows: list[Row]
    steps: list[Step]
    says: StrOrPromise


SAYS: dict[State, StrOrPromise] = {
    State.INCOMPLETE: _("Người nộp cần bổ sung hồ sơ: đăng nhập để xem mục nào, hoặc đến Bộ phận Một cửa."),
    State.SUPPLEMENTING: _(
        "Người nộp cần bổ sung hồ sơ: đăng nhập để xem mục nào, hoặc đến Bộ phận Một cửa."
    ),
    State.OWING: _("Người nộp cần nộp tiền tại Bộ phận Một cửa; đăng nhập để xem bao nhiêu."),
    State.CONFIRMING: _("Người nộp cần đăng nhập để xem và xác nhận dự thảo kết quả."),
    State.SUSPENDED: _("Việc giải quyết đang tạm dừng. Lý do ghi trong văn bản gửi người nộp."),
    State.SEALED: _("Kết quả đã xong và sắp được trả."),
    State.RETURNED: _(
        "Kết quả đã được trả. Người nộp đăng nhập để tải kết quả điện tử, hoặc nhận tại Bộ phận Một cửa."
    ),
    State.REFUSED: _("Hồ sơ không được tiếp nhận. Lý do ghi trong văn bản gửi người nộp."),
    State.STOPPED: _("Hồ sơ đã dừng giải quyết. Lý do ghi trong văn bản gửi người nộp."),
    State.WITHDRAWN: _("Hồ sơ đã được rút theo đề nghị của người nộp."),
}


def standing(dossier: Dossier, at: datetime) -> Standing:
    """The public view of this dossier."""
    story, state = deadline.story(dossier, at), State(dossier.state)
    return Standing(
        code=dossier.code,
        state=STATE_NAMES[state],
        tone=Tone.WARNING if state in WITH_APPLICANT else Tone.INFO,
        story=story,
        rows=[
            Row(_("Thủ tục"), str(catalogue.version(dossier.version_id).name)),
            Row(_("Cơ quan giải quyết"), words.agency(dossier.agency)),
            Row(_("Người nộp"), words.vietnamese(masked_name(dossier.applicant_name))),
            Row(_("Nộp lúc"), words.moment(dossier.submitted_at)),
            *_dates(dossier, story),
        ],
        steps=words.steps(dossier, dossiers.history(dossier)),
        says=SAYS.get(state, ""),
    )


def _dates(dossier: Dossier, story: DeadlineStory) -> list[Row]:
    """The due date, what it was at first, and in one sentence how it came about."""
    if dossier.settled_at is not None:
        return [Row(_("Giải quyết xong lúc"), words.moment(dossier.settled_at))]
    rows = [] if dossier.paused_at else [Row(story.label, story.due)]
    if story.first_due:
        rows.append(Row(_("Hạn trả ban đầu"), story.first_due))
    return [*rows, Row(_("Cách tính"), story.sentence)]


@require_http_methods(["GET", "HEAD", "POST"])
@cache_control(private=True, no_store=True)
def show(request: HttpRequest) -> HttpResponse:
    """The form, and what it found. The digits travel by POST, so that no address or log keeps them."""
    code = request.POST.get("code", request.GET.get("code", "")).strip()[:80]
    digits = request.POST.get("digits", "").strip()[:20]
    found: dict[str, list[StrOrPromise]] = {}
    shown: Standing | None = None
    if request.method == "POST":
        if limits.too_many(request, "tracking", most=TRIES):
            return errors.respond(request, 429)
        found = faults(code, digits)
        if not found:
            try:
                shown = standing(dossiers.tracked(code, digits), now())
            except NotFound:
                limits.count(request, "tracking", minutes=MINUTES)
                found["code"] = [
                    _("Không có hồ sơ nào khớp với mã và 4 số cuối này. Vui lòng kiểm tra lại trên giấy hẹn.")
                ]
    page = {"code": code, "digits": digits, "errors": found, "found": shown}
    return render(request, "public/tracking.html", page, status=422 if found else 200)


def faults(code: str, digits: str) -> dict[str, list[StrOrPromise]]:
    """What is wrong with the shape of what was typed."""
    wrong: dict[str, list[StrOrPromise]] = {}
    if not code:
        wrong["code"] = [_("Vui lòng nhập mã hồ sơ, ví dụ H49.06685-261121-0001.")]
    if len(digits) != DIGITS or not (digits.isascii() and digits.isdecimal()):
        wrong["digits"] = [_("Vui lòng nhập đúng 4 chữ số cuối của số định danh cá nhân hoặc mã số thuế.")]
    return wrong
