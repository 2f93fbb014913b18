"""Is this result true: by the QR code printed on it, or by the PDF itself."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from motcua.catalogue import queries as catalogue
from motcua.dossiers import queries as dossiers
from motcua.dossiers.models import Dossier
from motcua.dossiers.rules.notices import TITLES, Form
from motcua.dossiers.rules.process import ENDS, STATE_NAMES, State
from motcua.kernel.clock import day, now
from motcua.kernel.errors import Invalid, NotFound
from motcua.people.rules import masked_name
from motcua.signing import queries as signing
from motcua.signing.rules.values import DocumentReport, DocumentSignature, Kind
from motcua.web.ui import errors, limits, words
from motcua.web.ui.shapes import Row, Tone

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

SECRET = re.compile(r"[A-Za-z0-9_-]{1,32}")
TRIES, MINUTES = 30, 10  # checking a file costs time, whoever asks

KINDS: dict[Kind, StrOrPromise] = {
    Kind.PERSONAL: _("Chữ ký số cá nhân"),
    Kind.SEAL: _("Con dấu điện tử của cơ quan"),
}


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature as the page shows it."""

    title: StrOrPromise
    tone: Tone
    verdict: StrOrPromise
    rows: list[Row]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the page says of a file. `registered` is empty where this very file is no paper of ours."""

    name: str
    tone: Tone
    title: StrOrPromise
    detail: StrOrPromise
    test: bool
    signatures: list[Signature]
    registered: list[Row]
    known_as: StrOrPromise  # what of ours this very file is
    outdated: StrOrPromise  # why it does not count any more


@require_http_methods(["GET", "HEAD", "POST"])
@cache_control(private=True, no_store=True)
def show(request: HttpRequest) -> HttpResponse:
    """Takes a PDF and says who signed it, when, and whether it was altered. The file is not kept."""
    found: dict[str, list[StrOrPromise]] = {}
    verdict: Verdict | None = None
    if request.method == "POST":
        if limits.too_many(request, "verify", most=TRIES):
            return errors.respond(request, 429)
        limits.count(request, "verify", minutes=MINUTES)
        given = request.FILES.get("file")
        if given is None:
            found["file"] = [_("Vui lòng chọn tệp PDF cần kiểm tra.")]
        else:
            try:
                verdict = examine(given)
            except Invalid as refusal:
                found["file"] = [refusal.message]
    page = {"errors": found, "verdict": verdict}
    return render(request, "public/verify.html", page, status=422 if found else 200)


def examine(given: UploadedFile[bytes]) -> Verdict:
    """The verdict on an uploaded file. Raises Invalid (signing.queries.verify_document)."""
    if (given.size or 0) > signing.MAX_PDF:
        raise Invalid(_("Tệp quá lớn. Vui lòng chọn tệp PDF không quá 20 MB."), code="too-large")
    pdf = given.read()
    report = signing.verify_document(pdf, at=now())
    found = _known(hashlib.sha256(pdf).hexdigest())
    tone, title, detail = _overall(report)
    return Verdict(
        name=given.name or "",
        tone=tone,
        title=title,
        detail=detail,
        test=any(signature.is_test for signature in report.signatures),
        signatures=[_signature(signature) for signature in report.signatures],
        registered=found.rows,
        known_as=found.known_as,
        outdated=found.outdated,
    )


@dataclass(frozen=True, slots=True)
class Known:
    """What the register says of a file."""

    rows: list[Row]
    known_as: StrOrPromise = ""
    outdated: StrOrPromise = ""


def _known(sha256: str) -> Known:
    """A result, one that was replaced, a form that was sent, a receipt: whatever this very file is."""
    if dossier := dossiers.by_result(sha256):
        return Known(_result_rows(dossier), _("Đúng là kết quả đã phát hành tại đây"))
    if old := dossiers.by_replaced(sha256):
        rows = [
            Row(_("Số"), words.vietnamese(old.number)),
            Row(_("Ngày ban hành"), words.day(old.issued_on)),
            *_dossier_rows(old.dossier),
        ]
        return Known(rows, _("Kết quả này từng được phát hành tại đây"), replacement(old.dossier))
    if notice := dossiers.by_notice(sha256):
        rows = [
            Row(_("Văn bản"), TITLES[Form(notice.form)]),
            Row(_("Số"), words.as_typed(notice.number)),
            Row(_("Ngày ban hành"), words.day(day(notice.made_at))),
            Row(_("Cơ quan ban hành"), words.agency(notice.issuer)),
            *_dossier_rows(notice.dossier),
        ]
        return Known(rows, _("Đúng là văn bản đã gửi từ đây"))
    if dossier := dossiers.by_paper(sha256):
        return Known(_dossier_rows(dossier), _("Đúng là giấy đã lập tại đây"))
    return Known([])


def replacement(dossier: Dossier) -> StrOrPromise:
    """That a result does not count any more, and what stands in its place."""
    if dossier.state in (State.SEALED, State.RETURNED) and dossier.issued_on:
        sentence = str(
            _("Kết quả này đã được thay thế bằng văn bản số {number} ngày {day}. Đừng dùng bản cũ.")
        )
        number = words.as_typed(dossier.number)
        return format_html(sentence, number=number, day=words.day(dossier.issued_on))
    return _("Kết quả này đã được thu hồi để sửa. Bản thay thế chưa ban hành. Đừng dùng bản cũ.")


def _overall(report: DocumentReport) -> tuple[Tone, StrOrPromise, StrOrPromise]:
    if not report.signatures:
        return (
            Tone.WARNING,
            _("Tệp không có chữ ký số"),
            _("Không thể biết ai đã lập tệp này. Bản in, bản chụp hoặc bản quét không mang theo chữ ký số."),
        )
    if report.altered:
        return (
            Tone.DANGER,
            _("Tệp đã bị thay đổi sau khi ký"),
            _("Đừng sử dụng tệp này. Hãy tải lại bản gốc từ nơi cấp."),
        )
    if not report.ok:
        return (
            Tone.WARNING,
            _("Chưa đủ căn cứ để tin chữ ký"),
            _("Nội dung còn nguyên vẹn, nhưng có chữ ký không do tổ chức mà hệ thống tin cậy chứng thực."),
        )
    return (
        Tone.SUCCESS,
        _("Chữ ký hợp lệ, nội dung còn nguyên vẹn"),
        _("Mọi chữ ký trên tệp đều đúng và tệp chưa hề bị sửa kể từ khi ký."),
    )


def _signature(one: DocumentSignature) -> Signature:
    good = one.intact and one.trusted and not one.why
    rows = [Row(_("Người hoặc cơ quan ký"), words.vietnamese(one.name or "?"))]
    if one.organisation and one.organisation != one.name:
        rows.append(Row(_("Cơ quan"), words.vietnamese(one.organisation)))
    if one.signed_at:
        rows.append(Row(_("Ký lúc"), words.moment(one.signed_at)))
    stamped = _("Có, do cơ quan cấp dấu thời gian xác nhận")
    rows.append(Row(_("Dấu thời gian"), stamped if one.timestamped else _("Không, theo đồng hồ người ký")))
    if one.is_test:
        rows.append(Row(_("Chứng thư số"), _("Chứng thư thử nghiệm, không có giá trị pháp lý")))
    elif one.kind:
        rows.append(Row(_("Chứng thư số"), _("Chứng thư đã biết")))
    return Signature(
        title=KINDS.get(one.kind, _("Chữ ký số")) if one.kind else _("Chữ ký số"),
        tone=Tone.SUCCESS if good else Tone.DANGER if not one.intact else Tone.WARNING,
        verdict=_("Hợp lệ") if good else one.why or _("Không hợp lệ"),
        rows=rows,
    )


@require_safe
@cache_control(private=True, no_store=True)
def show_registered(request: HttpRequest, secret: str) -> HttpResponse:
    """What the register says behind a QR code. The result itself is not handed out here."""
    if not SECRET.fullmatch(secret):
        raise NotFound(code="no-such-result")
    dossier = dossiers.by_secret(secret)
    issued = dossier.result is not None and State(dossier.state) in (State.SEALED, State.RETURNED)
    rows = _result_rows(dossier) if issued else _dossier_rows(dossier)
    page = {
        "issued": issued,
        "ended": State(dossier.state) in ENDS,
        "rows": rows,
        "replaced": _replaced(dossier),
        "sent": _sent(dossier),
    }
    response = render(request, "public/registered.html", page)
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    return response


def _replaced(dossier: Dossier) -> list[Row]:
    """Results of this dossier that do not count any more: whoever holds one has scanned the same code."""
    return [
        Row(words.as_typed(f"{old.number} · {words.day(old.issued_on)}"), replacement(dossier))
        for old in dossiers.replaced(dossier)
    ]


def _sent(dossier: Dossier) -> list[Row]:
    """The forms that were sent in this dossier: each carries the same code."""
    return [
        Row(TITLES[Form(notice.form)], words.as_typed(f"{notice.number} · {words.day(day(notice.made_at))}"))
        for notice in dossiers.notices(dossier)
    ]


def _result_rows(dossier: Dossier) -> list[Row]:
    rows = [
        Row(_("Kết quả"), _result_name(dossier)),
        Row(_("Số"), words.vietnamese(dossier.number)),
    ]
    if dossier.issued_on:
        rows.append(Row(_("Ngày ban hành"), words.day(dossier.issued_on)))
    return [*rows, *_dossier_rows(dossier)]


def _result_name(dossier: Dossier) -> StrOrPromise:
    """What was issued: the procedure's result, or the notice that it was not granted."""
    return (
        TITLES[Form.NEGATIVE] if dossier.negative else str(catalogue.version(dossier.version_id).result.name)
    )


def _dossier_rows(dossier: Dossier) -> list[Row]:
    return [
        Row(_("Cơ quan giải quyết"), words.agency(dossier.agency)),
        Row(_("Cấp cho"), words.vietnamese(masked_name(dossier.applicant_name))),
        Row(_("Mã hồ sơ"), dossier.code),
        Row(_("Thủ tục"), str(catalogue.version(dossier.version_id).name)),
        Row(_("Tình trạng"), STATE_NAMES[State(dossier.state)]),
    ]
