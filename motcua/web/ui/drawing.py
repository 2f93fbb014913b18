"""Vega-Lite specifications rendered to SVG in this process, small enough to stand in a page.

The content policy of our pages forbids styles inside them, so a drawing has attributes only. Colours are the
theme's, as CSS variables: one drawing serves light, dark and print. On paper they are fixed.
"""

import json
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import vl_convert
from django.utils.safestring import SafeString, mark_safe

VERSION = "6.4"  # of Vega-Lite, of those that vl-convert brings
KEPT = 512  # drawings kept in a process, some 6 kB each; one takes a tenth of a second to make


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours and letters of a drawing."""

    ink: str
    quiet: str
    grid: str
    ground: str
    figure: str
    band: str
    target: str
    font: str


def _of_theme(name: str) -> str:
    return f"var(--ds-color-{name})"


SCREEN = Palette(
    ink=_of_theme("neutral-text-default"),
    quiet=_of_theme("neutral-text-subtle"),
    grid=_of_theme("neutral-border-subtle"),
    ground=_of_theme("neutral-background-default"),
    figure=_of_theme("primary-base-default"),
    band=_of_theme("primary-surface-active"),
    target=_of_theme("state-text-subtle"),
    font="",  # that of the page
)
PAPER = Palette(
    ink="#1f1c19",
    quiet="#4c4741",
    grid="#d5d1cb",
    ground="#ffffff",
    figure="#0e5568",
    band="#cfdfe4",
    target="#a3161c",
    font="Libertinus Serif",
)


def drawn(spec: dict[str, Any], palette: Palette = SCREEN) -> SafeString:
    """The SVG of this specification. The same one is rendered once in a process."""
    # Vega escapes what is written in a drawing.
    return mark_safe(_rendered(json.dumps(spec, ensure_ascii=False, sort_keys=True), palette.font))  # noqa: S308


@lru_cache(maxsize=KEPT)
def _rendered(spec: str, font: str) -> str:
    svg = vl_convert.vegalite_to_svg(spec, vl_version=VERSION, allowed_base_urls=[])
    return _small(svg, font)


_EMPTY = re.compile(r'<path[^>]* d="(?:M0,0h0v0h0Z)?"[^>]*/>')
_UNSEEN = re.compile(r'<path d="[^"]*"/>')  # neither filled nor drawn
_NEEDLESS = re.compile(
    r' (?:style|class|role|pointer-events|font-family|stroke-miterlimit|version|xmlns:xlink)="[^"]*"'
    r'| aria-[a-z]+="[^"]*"'
    r'| (?:stroke-|fill-)?opacity="1"| (?:stroke-width|transform)="(?:1|translate\(0,0\))"'
)
_LONG = re.compile(r"-?\d+\.\d{2,}(?:e-?\d+)?")
_TAG = re.compile(r"<[^>]*>")
_BARE = re.compile(r"<g>((?:(?!<g[ >])(?!</g>).)*)</g>", re.DOTALL)


def _small(svg: str, font: str) -> str:
    """The same picture with a third of the letters: one decimal, no needless parts, no size of its own."""
    svg = _EMPTY.sub("", svg)
    svg = _TAG.sub(lambda tag: _LONG.sub(_rounded, _NEEDLESS.sub("", tag[0])), svg)
    svg = _UNSEEN.sub("", svg)
    for _round in range(4):
        svg = _BARE.sub(r"\1", svg)
    letters = f' font-family="{font}"' if font else ""
    return re.sub(r'<svg ([^>]*?) width="\S+" height="\S+"', rf"<svg \1{letters}", svg, count=1)


def _rounded(number: re.Match[str]) -> str:
    return f"{float(number[0]):.1f}".removesuffix(".0")
