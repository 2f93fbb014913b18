"""Agencies as boards name them, with their peers."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, Func, OuterRef, Q, Value

from motcua.agencies.models import Agency
from motcua.agencies.rules.kinds import AgencyKind
from motcua.catalogue.rules.definition import Text
from motcua.indicators.rules.board import Unit
from motcua.kernel.errors import NotFound

_COLUMNS = (
    "code", "name_vi", "name_en", "kind", "parent__code", "path", "unit_id", "unit__province_id",
    "of_ministry",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Place:
    """`path` is the identifiers from the nation down, each ended by "/". `branch` is ministry or province:
    what stands right below the nation; the nation is neither."""

    unit: Unit
    path: str
    branch: str | None


@dataclass(frozen=True, slots=True)
class Surroundings:
    """An agency, the one above it, its peers with itself among them, and those right below it, by name."""

    own: Place
    above: Place | None
    peers: tuple[Place, ...]
    below: tuple[Place, ...]


def around(code: str) -> Surroundings:
    """All that a board of this agency names, in one query. Raises NotFound."""
    own = Agency.objects.filter(code=code)
    places = {
        one.unit.code: one
        for one in _read(
            Q(code=code)
            | Q(parent__code=code)
            | Q(pk__in=own.values("parent"))
            | Q(parent__in=own.values("parent"), kind__in=own.values("kind")),
            code,
        )
    }
    found = places.get(code)
    if found is None:
        raise NotFound(code="no-such-agency")
    parent = found.unit.parent
    alike = (one for one in places.values() if (one.unit.parent, one.unit.kind) == (parent, found.unit.kind))
    return Surroundings(
        own=found,
        above=places.get(parent),
        peers=tuple(alike),
        below=tuple(one for one in places.values() if one.unit.parent == code),
    )


def one(code: str) -> Place:
    """Raises NotFound."""
    found = _read(Q(code=code), code)
    if not found:
        raise NotFound(code="no-such-agency")
    return found[0]


def below(parent: str, kind: str = "") -> tuple[Place, list[Place]]:
    """This agency, and those right below it, of this kind or of any, by name. Raises NotFound."""
    found = {each.unit.code: each for each in _read(Q(code=parent) | Q(parent__code=parent), parent)}
    above = found.pop(parent, None)
    if above is None:
        raise NotFound(code="no-such-agency")
    return above, [each for each in found.values() if kind in ("", each.unit.kind)]


def branches(places: Iterable[Place]) -> dict[str, str | None]:
    """Identifier to ministry or province; the nation is neither."""
    return {one.unit.code: one.branch for one in places}


def _read(which: Q, code: str) -> list[Place]:
    """None for an identifier that cannot be one: the database takes no NUL."""
    if not code.isprintable():
        return []
    top = Func(OuterRef("path"), Value("/"), Value(2), function="split_part")
    ministry = Exists(Agency.objects.filter(code=top, kind=AgencyKind.MINISTRY))
    rows = Agency.objects.filter(which).annotate(of_ministry=ministry)
    return [
        Place(
            Unit(
                code, Text(vi=vi, en=en), kind, parent or "", province or area or "", area if province else ""
            ),
            path,
            ("ministry" if of_ministry else "province") if path.count("/") > 1 else None,
        )
        for code, vi, en, kind, parent, path, area, province, of_ministry in rows.order_by(
            "name_vi", "pk"
        ).values_list(*_COLUMNS)
    ]
