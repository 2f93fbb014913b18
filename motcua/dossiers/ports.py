"""The outside world that dossiers need: something that sets type."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from motcua.signing.rules.values import Box


@dataclass(frozen=True, slots=True)
class Printed:
    """A PDF, and where its template left room for signatures: "approver", "seal"."""

    pdf: bytes
    boxes: Mapping[str, Box]


class Typesetter(Protocol):
    def print(self, template: str, data: Mapping[str, Any]) -> Printed:
        """The document that this template (a file name under data/documents without .typ) makes of `data`.

        Raises Unavailable when the template is missing or broken.
        """
        ...


@cache
def typesetter() -> Typesetter:
    """The adapter that config names."""
    adapter: Typesetter = import_string(settings.ADAPTERS["dossiers.typesetter"])()
    return adapter
