"""A chart as a page shows it: its drawing, the sentence that says what it shows, the table of its figures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from motcua.web.ui.drawing import PAPER, SCREEN, Palette, drawn

if TYPE_CHECKING:
    from django.utils.safestring import SafeString
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, slots=True)
class Chart:
    """A figure. `spec` is its drawing in Vega-Lite, in these colours; `head` and `rows` its table."""

    title: StrOrPromise
    sentence: StrOrPromise
    head: tuple[StrOrPromise, ...]
    rows: tuple[tuple[StrOrPromise, ...], ...]
    spec: Callable[[Palette], dict[str, Any]]
    lang: str = ""  # "vi" where words in the drawing exist in Vietnamese only

    @property
    def drawing(self) -> SafeString:
        """For a page."""
        return drawn(self.spec(SCREEN), SCREEN)

    @property
    def printed(self) -> SafeString:
        """For a document."""
        return drawn(self.spec(PAPER), PAPER)


@dataclass(frozen=True, slots=True)
class Mark:
    """A figure of a chart: what it is of, and how it is written."""

    label: str
    value: Decimal | int | None
    text: str = ""
    target: Decimal | int | None = None
    met: bool = True


@dataclass(frozen=True, slots=True)
class Goal:
    """The target: where it lies, and what stands beside it."""

    value: Decimal | int
    text: str


@dataclass(frozen=True, slots=True)
class Outlook:
    """A forecast: where the whole stands now, and its end; the texts stand beside its three figures."""

    by: date
    now: Decimal
    expected: tuple[Decimal, str]
    low: tuple[Decimal, str]
    high: tuple[Decimal, str]
