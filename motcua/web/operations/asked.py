"""What an address of these pages asks for: a unit, a number, a choice; anybody can write anything there."""

import re
from enum import StrEnum
from typing import TypeVar
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse

from motcua.agencies.models import Agency, Officer
from motcua.kernel.errors import NotFound
from motcua.web.ui.access import within

_CODE = re.compile(r"[A-Za-z0-9.\-]{1,35}")
LONGEST = 80  # letters of a code, also of a dossier of another site
Choice = TypeVar("Choice", bound=StrEnum)


def unit(request: HttpRequest, officer: Officer) -> Agency:
    """The unit that is asked for, the officer's own where none is. Raises NotFound."""
    code = request.GET.get("unit", "")
    if not code or code == officer.agency.code:
        return officer.agency
    if not _CODE.fullmatch(code):
        raise NotFound(code="no-such-agency")
    return within(officer, code)


def number(text: str) -> int:
    """A whole number as it stands in an address; 0 for what is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


def after(text: str) -> str:
    """The code after which a list goes on, as it stands in an address; "" for what is none."""
    return text if len(text) <= LONGEST and text.isprintable() else ""


def choice(text: str, kinds: type[Choice]) -> Choice | None:
    """One of these, or None."""
    return next((one for one in kinds if one.value == text), None)


def address(name: str, **parameters: str | int) -> str:
    """The address of a page of this audience, empty parameters left out."""
    given = {key: value for key, value in parameters.items() if value}
    path = reverse(f"operations:{name}")
    return f"{path}?{urlencode(given)}" if given else path


def address_of(name: str, pk: int | str) -> str:
    """The address of one thing: a directive, a task, the board of a unit."""
    return reverse(f"operations:{name}", args=[pk])
