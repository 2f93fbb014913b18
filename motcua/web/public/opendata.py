"""Open data: what there is, in words and as a DCAT catalogue, and the files themselves."""

from __future__ import annotations

import json
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from motcua.indicators.actions import opening as actions
from motcua.indicators.queries import opened
from motcua.indicators.rules import sets
from motcua.indicators.rules.periods import Period
from motcua.indicators.rules.series import Span
from motcua.kernel import clock
from motcua.kernel.errors import NotFound
from motcua.web.public import dcat
from motcua.web.ui import errors, figures, limits

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

MOST, MINUTES = 120, 1  # requests of one address
FRESH = 60 * 60  # seconds that a copy may be used
SPANS: dict[Span, StrOrPromise] = {Span.MONTH: _("Tháng"), Span.QUARTER: _("Quý"), Span.YEAR: _("Năm")}
MEANINGS: dict[str, StrOrPromise] = {
    "unit": _("Mã định danh của đơn vị"),
    "name": _("Tên đơn vị"),
    "parent": _("Mã định danh của đơn vị cấp trên"),
    "kind": _("Loại đơn vị: nation, ministry, province, department, centre, commune"),
    "indicator": _("Mã chỉ tiêu"),
    "value": _("Giá trị của chỉ tiêu"),
    "counted": _("Số hồ sơ đạt"),
    "total": _("Số hồ sơ được xét"),
    "target": _("Mục tiêu"),
    "points": _("Điểm"),
    "hidden": _("true: số liệu được giấu vì quá nhỏ, hoặc để số nhỏ khác không bị suy ra"),
}
DOSSIER_MEANINGS: dict[str, StrOrPromise] = {
    "month": _("Tháng nộp hồ sơ"),
    "province": _("Mã tỉnh, thành phố theo địa giới hiện nay; VN là cả nước"),
    "commune": _("Mã xã, phường, đặc khu theo địa giới hiện nay"),
    "field": _("Mã lĩnh vực của thủ tục"),
    "service_level": _("Mức độ dịch vụ: whole (toàn trình), partial (một phần), information (thông tin)"),
    "channel": _("Cách nộp: online (trực tuyến), direct (trực tiếp), postal (bưu chính)"),
    "outcome": _(
        "Kết quả: granted (được giải quyết), denied (không đồng ý), refused (từ chối tiếp nhận), "
        "withdrawn (đã rút), stopped (dừng), open (đang giải quyết)"
    ),
    "days": _("Số ngày từ khi tiếp nhận đến khi giải quyết xong"),
    "on_time": _("Đúng hạn: yes (có), no (không)"),
    "dossiers": _("Bao nhiêu hồ sơ giống nhau ở mọi cột"),
}


@dataclass(frozen=True, slots=True)
class Download:
    """One period of a dataset. `left_out` says in words what is not in it; "" until it is first made."""

    name: str
    csv: str
    parquet: str
    left_out: str


@dataclass(frozen=True, slots=True)
class Series:
    """A dataset, by its kind of period."""

    name: StrOrPromise
    downloads: list[Download]


@dataclass(frozen=True, slots=True)
class Dataset:
    title: StrOrPromise
    about: StrOrPromise
    series: list[Series]
    columns: list[tuple[str, StrOrPromise]]


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """What there is, what it means, what was left out and why."""
    if limits.too_many(request, "open-data", most=MOST):
        return errors.respond(request, 429)
    limits.count(request, "open-data", minutes=MINUTES)
    spans = dcat.offered()
    indicator_columns = list(MEANINGS.items())
    datasets = [
        Dataset(
            title=str(sets.shipped(name).title),
            about=_("Kết quả của mọi đơn vị, từ cả nước đến cấp xã, với mục tiêu và điểm."),
            series=[Series(SPANS[kind], _downloads(name, row)) for kind, row in spans.items() if row],
            columns=indicator_columns,
        )
        for name in sets.names()
    ]
    datasets.append(
        Dataset(
            title=_("Hồ sơ thủ tục hành chính, đã ẩn danh"),
            about=_("Mỗi dòng là những hồ sơ giống nhau ở mọi cột, không có mã hồ sơ, không có ngày giờ."),
            series=[Series(SPANS[Span.MONTH], _downloads(actions.DOSSIERS, spans.get(Span.MONTH, ())))],
            columns=list(DOSSIER_MEANINGS.items()),
        )
    )
    context = {"datasets": datasets, "terms": opened.terms(), "any": any(spans.values())}
    response = render(request, "public/opendata.html", context)
    patch_vary_headers(response, ("Cookie", "Accept-Language"))
    return response


def _downloads(what: str, periods: tuple[Period, ...]) -> list[Download]:
    found = []
    for period in periods:
        name = opened.name_of(period)
        csv, parquet = (dcat.address(what, name, kind) for kind in actions.FORMATS)
        found.append(Download(name, csv, parquet, _left_out(what, name)))
    return found


def _left_out(what: str, name: str) -> str:
    made = actions.made(what, name, "csv")
    if made is None:
        return ""
    sentence = (
        _("%(part)s trong %(whole)s hồ sơ không có trong tệp")
        if what == actions.DOSSIERS
        else _("%(part)s trong %(whole)s số liệu được giấu")
    )
    return str(sentence % {"part": figures.number(made.left_out), "whole": figures.number(made.whole)})


@require_safe
def show_dossiers(request: HttpRequest, period: str, kind: str) -> HttpResponseBase:
    """The dossiers of a month. Raises NotFound."""
    return _file(request, actions.DOSSIERS, period, kind)


@require_safe
def show_indicators(request: HttpRequest, name: str, period: str, kind: str) -> HttpResponseBase:
    """A set's figures for a period. Raises NotFound."""
    return _file(request, sets.shipped(name).name, period, kind)


def _file(request: HttpRequest, what: str, name: str, kind: str) -> HttpResponseBase:
    """The file as it was last made; made now where it never was."""
    if limits.too_many(request, "open-data", most=MOST):
        return errors.respond(request, 429)
    limits.count(request, "open-data", minutes=MINUTES)
    if kind not in dcat.TYPES:
        raise NotFound(_("Dữ liệu mở chỉ có dạng CSV và Parquet."), code="not-opened")
    now = clock.now()
    period = opened.closed(name, now=now)
    offered = opened.offered(now=now)
    known = (
        offered[Span.MONTH] if what == actions.DOSSIERS else [one for row in offered.values() for one in row]
    )
    if period not in known:
        raise NotFound(_("Không có dữ liệu mở của kỳ này."), code="not-opened")
    found = actions.made(what, name, kind)
    if found is None:
        actions.make(what, period, at=now)
        found = actions.made(what, name, kind)
        assert found
    etag = f'"{found.digest}"'
    unchanged = get_conditional_response(request, etag=etag)
    response: HttpResponseBase
    if unchanged is not None:
        response = unchanged
    else:
        filename = f"{what}-{name}.{kind}"
        response = FileResponse(
            found.path.open("rb"), filename=filename, content_type=dcat.TYPES[kind], as_attachment=True
        )
    response["ETag"] = etag
    response["X-Content-Type-Options"] = "nosniff"
    response["Access-Control-Allow-Origin"] = "*"  # open data may be read by anybody's page
    patch_cache_control(response, public=True, max_age=FRESH)
    return response


@require_safe
def show_catalogue(request: HttpRequest) -> HttpResponseBase:
    """All datasets as JSON-LD by DCAT 3, for portals that collect them."""
    if limits.too_many(request, "open-data", most=MOST):
        return errors.respond(request, 429)
    limits.count(request, "open-data", minutes=MINUTES)
    content = json.dumps(dcat.catalogue(request), ensure_ascii=False, indent=1).encode()
    etag = f'"{sha256(content).hexdigest()}"'
    unchanged = get_conditional_response(request, etag=etag)
    response = unchanged or HttpResponse(content, content_type="application/ld+json")
    response["ETag"] = etag
    response["Access-Control-Allow-Origin"] = "*"
    patch_cache_control(response, public=True, max_age=FRESH)
    return response
