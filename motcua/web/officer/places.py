"""Where an application of the counter is decided and received, and how its result is to be delivered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from motcua.agencies import queries as agencies
from motcua.agencies.models import Agency, Officer
from motcua.agencies.rules.kinds import AgencyKind
from motcua.catalogue.rules.definition import Level, Procedure
from motcua.dossiers import actions as dossiers
from motcua.dossiers.models import Draft
from motcua.dossiers.rules.choices import DELIVERY_NAMES, Delivery
from motcua.kernel.clock import now
from motcua.kernel.errors import NotFound
from motcua.web.officer import parts
from motcua.web.officer.access import for_reception
from motcua.web.officer.parts import Errors
from motcua.web.ui import words
from motcua.web.ui.shapes import Row

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

HERE, HELPED = "here", "helped"
DESKS: tuple[tuple[str, StrOrPromise], ...] = (
    (HERE, _("Bộ phận này tiếp nhận, theo dõi và trả kết quả")),
    (HELPED, _("Chỉ giúp nộp; cơ quan giải quyết tự tiếp nhận và trả kết quả")),
)


@dataclass(frozen=True, slots=True)
class PlacePage:
    """What may be chosen, and what is. `agencies` is empty where one agency alone decides."""

    agencies: list[tuple[str, str]]
    agency: str
    asks_desk: bool
    desk: str
    delivery: str
    address: str


@require_http_methods(["GET", "HEAD", "POST"])
@for_reception
def show(request: HttpRequest, officer: Officer, pk: UUID) -> HttpResponse:
    """Asks for both; by POST keeps them, right or wrong in shape only as far as the form allows."""
    draft = parts.draft_of(pk, officer)
    at = now()
    seen = parts.of(draft, at)
    errors: Errors = {}
    typed = {name: request.POST.get(name, "").strip() for name in ("agency", "desk", "delivery", "address")}
    if request.method == "POST":
        errors = _keep(typed, draft, officer, seen.procedure, at)
        if not errors:
            return redirect("officer:review", draft.pk)
    else:
        typed = {
            "agency": draft.agency.code if draft.agency else "",
            "desk": HERE if desk_of(draft) in (None, officer.agency_id) else HELPED,
            "delivery": draft.delivery.get("method", Delivery.COUNTER),
            "address": draft.delivery.get("address", ""),
        }
    page = PlacePage(_choices(seen.procedure), asks_desk=seen.procedure.place_independent, **typed)
    ways = list(DELIVERY_NAMES.items())
    context = {"parts": seen, "page": page, "errors": errors, "desks": DESKS, "ways": ways}
    return render(request, "officer/place.html", context, status=422 if errors else 200)


def desk_of(draft: Draft) -> int | None:
    """The id of the agency that receives; None while nobody is to decide."""
    desk = draft.desk or (draft.agency.desk if draft.agency else None)
    return desk.pk if desk else None


def rows(draft: Draft) -> list[Row]:
    """What was chosen, to be read out once more."""
    desk = draft.desk or (draft.agency.desk if draft.agency else None)
    chosen = Delivery(draft.delivery.get("method") or Delivery.COUNTER)
    found = [
        Row(_("Cơ quan giải quyết"), words.as_typed(words.agency(draft.agency)) if draft.agency else ""),
        Row(_("Nơi tiếp nhận và trả kết quả"), words.as_typed(words.agency(desk)) if desk else ""),
        Row(_("Nhận kết quả"), DELIVERY_NAMES[chosen]),
        Row(_("Địa chỉ nhận"), words.as_typed(draft.delivery.get("address", ""))),
    ]
    return [row for row in found if row.value]


def _choices(procedure: Procedure) -> list[tuple[str, str]]:
    """The agencies that may decide, where place does not matter and there are several."""
    if not procedure.place_independent or Level.COMMUNE not in procedure.levels:
        return []
    return [
        (one.code, one.name_en if words.english() else one.name_vi)
        for one in agencies.consultable(but=0)
        if one.kind == AgencyKind.COMMUNE
    ]


def _keep(
    typed: dict[str, str], draft: Draft, officer: Officer, procedure: Procedure, at: datetime
) -> Errors:
    errors: Errors = {}
    agency: Agency | None = draft.agency
    if _choices(procedure):
        agency = _competent(typed["agency"], procedure)
        if agency is None:
            errors["agency"] = [_("Vui lòng chọn cơ quan giải quyết.")]
    if typed["delivery"] not in set(Delivery):
        errors["delivery"] = [_("Vui lòng chọn cách nhận kết quả.")]
    elif typed["delivery"] == Delivery.POST and not typed["address"]:
        errors["address"] = [_("Vui lòng ghi địa chỉ nhận kết quả qua bưu chính.")]
    if procedure.place_independent and typed["desk"] not in (HERE, HELPED):
        errors["desk"] = [_("Vui lòng chọn nơi tiếp nhận.")]
    if errors or agency is None:
        return errors
    desk = agency.desk
    if procedure.place_independent and typed["desk"] == HERE:
        desk = officer.agency
    delivery = {"method": typed["delivery"]}
    if typed["delivery"] == Delivery.POST:
        delivery["address"] = typed["address"][:300]
    dossiers.save(draft=draft, agency=agency, desk=desk, delivery=delivery, by=officer.account, at=at)
    return {}


def _competent(code: str, procedure: Procedure) -> Agency | None:
    try:
        found = agencies.agency(code)
    except NotFound:
        return None
    decides = agencies.decides(found, field_code=procedure.field_code, levels=procedure.levels)
    return found if decides else None
