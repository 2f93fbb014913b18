"""The rooms of the operations centre, above each of its pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import template
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from motcua.web.operations.access import leads
from motcua.web.ui.context import officer_of
from motcua.web.ui.shapes import Link

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

register = template.Library()

# The room's own page, what it is called, and the pages that lie in it.
ROOMS: tuple[tuple[str, StrOrPromise, frozenset[str]], ...] = (
    ("centre", _("Tình hình"), frozenset({"dossiers"})),
    ("board", _("Bảng chỉ tiêu"), frozenset({"behind"})),
    (
        "targets",
        _("Giao chỉ tiêu"),
        frozenset({"target_waiting", "target_answer", "target_parts", "target_publish", "target_given",
                   "target_history"}),
    ),
    ("directives", _("Chỉ đạo"), frozenset({"new_directive", "directive", "edit_directive"})),
    ("tasks", _("Nhiệm vụ"), frozenset({"task"})),
    ("paths", _("Quy trình thực tế"), frozenset({"path", "way"})),
    ("honesty", _("Dấu hiệu cần xem xét"), frozenset({"finding"})),
)  # fmt: skip


@register.inclusion_tag("ui/tabs.html", takes_context=True)
def rooms(context: dict[str, Any]) -> dict[str, Any]:
    """Links to all rooms; nothing for an officer who does not lead."""
    request: HttpRequest = context["request"]
    officer = officer_of(request)
    if officer is None or not leads(officer):
        return {"links": ()}
    here = request.resolver_match.url_name if request.resolver_match else ""
    links = tuple(
        Link(label, reverse(f"operations:{name}"), current=here == name or here in inside)
        for name, label, inside in ROOMS
    )
    return {"links": links, "label": _("Các mục điều hành")}
