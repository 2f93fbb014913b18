"""Who the officer is to the system: position, and the certificate they sign with."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from motcua.agencies.models import Officer
from motcua.agencies.rules.kinds import ROLE_NAMES, Role
from motcua.kernel.clock import local, now
from motcua.signing import queries as signing
from motcua.signing.models import Certificate
from motcua.web.officer.access import for_officers
from motcua.web.ui import words
from motcua.web.ui.shapes import Row

GROUPS = 4  # characters of a fingerprint that are read together


@dataclass(frozen=True, slots=True)
class CertificateShown:
    """The certificate in words."""

    rows: list[Row]
    good: bool
    test: bool


@require_safe
@for_officers
def show(request: HttpRequest, officer: Officer) -> HttpResponse:
    """The officer's own position and certificate."""
    found = signing.active_certificate(officer.holder)
    page = {"position": _position(officer), "certificate": _certificate(found) if found else None}
    return render(request, "officer/me.html", page)


def _position(officer: Officer) -> list[Row]:
    title = officer.title_en if words.english() else officer.title_vi
    return [
        Row(_("Họ và tên"), words.as_typed(officer.account.name)),
        Row(_("Cơ quan"), words.as_typed(words.agency(officer.agency))),
        Row(_("Chức danh"), words.as_typed(title)),
        *(Row(_("Vị trí trong quy trình"), ROLE_NAMES[Role(role)]) for role in officer.roles),
    ]


def _certificate(found: Certificate) -> CertificateShown:
    rows = [
        Row(_("Cấp cho"), words.as_typed(found.name)),
        Row(_("Tổ chức"), words.as_typed(found.organisation)),
        Row(_("Hiệu lực từ"), f"{local(found.not_before):%d/%m/%Y}"),
        Row(_("Hiệu lực đến"), f"{local(found.not_after):%d/%m/%Y}"),
        Row(_("Số sê-ri"), found.serial),
        Row(_("Dấu vân tay SHA-256"), _spaced(found.fingerprint)),
    ]
    return CertificateShown([row for row in rows if row.value], found.good_at(now()), found.is_test)


def _spaced(fingerprint: str) -> str:
    parts = [fingerprint[place : place + GROUPS] for place in range(0, len(fingerprint), GROUPS)]
    return " ".join(parts).upper()
