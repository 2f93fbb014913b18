"""Agencies as boards name them, with their peers."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from motcua.agencies.models import Agency
from motcua.agencies.rules.kinds import AgencyKind
from motcua.catalogue.rules.definition import Text
from motcua.indicators.rules.board import Unit
from motcua.kernel.errors import NotFound

_COLUMNS = (
    "code", "name_vi", "name_en", "kind", "parent__code", "path", "unit_id", "unit__province_id",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Place:
    """`path` is the identifiers from the nation down, each ended by "/"."""

    unit: Unit
    path: str


def one(code: str) -> Place:
    """Raises NotFound."""
    found = _read(Q(code=code)) if code.isprintable() else []  # the database takes no NUL
    if not found:
        raise NotFound(code="no-such-agency")
    return found[0]


def below(parent: str, kind: str = "") -> tuple[Place, list[Place]]:
    """This agency, and those right below it, of this kind or of any, by name. Raises NotFound."""
    found = {each.unit.code: each for each in _read(Q(code=parent) | Q(parent__code=parent))}
    above = found.pop(parent, None)
    if above is None:
        raise NotFound(code="no-such-agency")
    return above, [each for each in found.values() if kind in ("", each.unit.kind)]


def peers(code: str) -> list[Place]:
    """Those of the same kind under the same parent, by name, this one among them. Raises NotFound."""
    own = Agency.objects.filter(code=code)
    same = Q(parent__in=own.values("parent"), kind__in=own.values("kind"))
    found = _read(same | Q(code=code))  # the nation has no parent
    if not found:
        raise NotFound(code="no-such-agency")
    return found


def branches(places: Iterable[Place]) -> dict[str, str | None]:
    """Identifier to ministry or province: what stands right below the nation; the nation is neither."""
    lines = {one.unit.code: one.path.strip("/").split("/") for one in places}
    tops = {line[1] for line in lines.values() if len(line) > 1}
    ministries = set(
        Agency.objects.filter(code__in=tops, kind=AgencyKind.MINISTRY).values_list("code", flat=True)
    )
    return {
        code: None if len(line) < 2 else "ministry" if line[1] in ministries else "province"
        for code, line in lines.items()
    }


def _read(which: Q) -> list[Place]:
    rows = Agency.objects.filter(which).order_by("name_vi", "pk").values_list(*_COLUMNS)
    return [
        Place(
            Unit(
                code, Text(vi=vi, en=en), kind, parent or "", province or area or "", area if province else ""
            ),
            path,
        )
        for code, vi, en, kind, parent, path, area, province in rows
    ]
