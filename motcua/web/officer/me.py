"""Who the officer is to the system: position, days away, and the certificate they sign with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from motcua.agencies import queries as agencies
from motcua.agencies.models import Absence, Officer
from motcua.agencies.rules.kinds import ROLE_NAMES, Role
from motcua.kernel import clock
from motcua.kernel.clock import local, now
from motcua.signing import queries as signing
from motcua.signing.models import Certificate
from motcua.web.ui import words
from motcua.web.ui.access import for_officers
from motcua.web.ui.shapes import Row

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

GROUPS = 4  # characters of a fingerprint that are read together


@dataclass(frozen=True, slots=True)
class CertificateShown:
    """The certificate in words."""

    rows: list[Row]
    good: bool
    test: bool


@dataclass(frozen=True, slots=True)
class AbsenceShown:
    """Days away, and who acts meanwhile."""

    days: str
    delegate: StrOrPromise
    reason: StrOrPromise
    now: bool
    cancel: str


@require_safe
@for_officers
def show(request: HttpRequest, officer: Officer) -> HttpResponse:
    """The officer's own position, absences and certificate."""
    return answer(request, officer)


def answer(
    request: HttpRequest,
    officer: Officer,
    *,
    typed: Mapping[str, str] | None = None,
    errors: Mapping[str, Sequence[StrOrPromise]] | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page; after an absence was refused, why, and what was typed of it."""
    found = signing.active_certificate(officer.holder)
    today = clock.day(now())
    page = {
        "position": _position(officer),
        "certificate": _certificate(found) if found else None,
        "absences": [_absence(one, today) for one in agencies.absences_of(officer, on=today)],
        "stands_in": [words.as_typed(one.account.name) for one in agencies.stands_in_for(officer, on=today)],
        "colleagues": [
            (str(one.pk), f"{one.account.name}, {one.title_vi}")
            for one in agencies.colleagues(officer.agency_id)
            if one.pk != officer.pk
        ],
        "typed": {"starts_on": "", "ends_on": "", "delegate": "", "reason": "", **(typed or {})},
        "errors": {path: list(sentences) for path, sentences in (errors or {}).items()},
    }
    return render(request, "officer/me.html", page, status=status)


def _absence(one: Absence, today: date) -> AbsenceShown:
    return AbsenceShown(
        days=f"{one.starts_on:%d/%m/%Y} – {one.ends_on:%d/%m/%Y}",
        delegate=words.as_typed(one.delegate.account.name) if one.delegate else "",
        reason=words.as_typed(one.reason),
        now=one.starts_on <= today,
        cancel=reverse("officer:cancel_absence", args=[one.pk]),
    )


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
