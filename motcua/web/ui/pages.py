"""Whole pages that several audiences use."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


def confirm(
    request: HttpRequest,
    *,
    title: StrOrPromise,
    question: StrOrPromise,
    yes: StrOrPromise,
    no: StrOrPromise,
    back: str,
    danger: bool = False,
    hidden: Mapping[str, str] | None = None,
) -> HttpResponse:
    """A page that asks before something is done: `yes` posts to the same address, `no` goes `back`."""
    page = {
        "title": title,
        "question": question,
        "yes": yes,
        "no": no,
        "back": back,
        "color": "danger" if danger else "",
        "hidden": dict(hidden or {}),
    }
    return render(request, "ui/confirm.html", page)
