"""The country as tiles of one size, one for each province: no province is small because its land is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from motcua.agencies import queries as agencies
from motcua.catalogue.rules import vocabulary

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

FILE = vocabulary.DATA / "tilemap.yaml"
SHADES = 4
GROUPS: tuple[StrOrPromise, ...] = (
    _("Nhóm thấp nhất"), _("Nhóm thấp"), _("Nhóm cao"), _("Nhóm cao nhất"),
)  # fmt: skip

Given = Mapping[str, tuple[Decimal | None, str, str]]  # province: value, as it is written, address


@dataclass(frozen=True, slots=True)
class Tile:
    """A province. `shade` is 1 to 4, 0 without a figure; columns and rows are counted from one."""

    column: int
    row: int
    name: str
    value: str
    url: str
    shade: int


@dataclass(frozen=True, slots=True)
class TileMap:
    title: StrOrPromise
    tiles: list[Tile]
    legend: list[tuple[int, StrOrPromise]]


@cache
def places() -> Mapping[str, tuple[int, int]]:
    """Code of a province to its column and row, from zero."""
    return {code: (column, row) for code, (column, row) in vocabulary.load_file(FILE).items()}


def tile_map(name: str, given: Given) -> TileMap:
    """Every province, shaded by the quarter of all figures in which its own lies; from north to south."""
    known = sorted(value for value, _text, _url in given.values() if value is not None)
    names = {unit.code: unit.bare for unit in agencies.provinces()}
    tiles = []
    for code, (column, row) in sorted(places().items(), key=lambda one: (one[1][1], one[1][0])):
        value, text, url = given.get(code, (None, "", ""))
        shade = _shade(value, known)
        tiles.append(Tile(column + 1, row + 1, names.get(code, code), text, url, shade))
    return TileMap(
        title=_("Bản đồ ô: %(name)s") % {"name": name},
        tiles=tiles,
        legend=[(n + 1, words) for n, words in enumerate(GROUPS)] if known else [],
    )


def _shade(value: Decimal | None, known: list[Decimal]) -> int:
    """Equal figures lie in the same quarter."""
    if value is None:
        return 0
    return min(SHADES, 1 + SHADES * sum(one < value for one in known) // len(known))
