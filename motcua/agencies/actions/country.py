"""Loading the country."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction
from vietnam_provinces import Province, Ward

from motcua.agencies.actions.calendars import load_calendar
from motcua.agencies.models import Agency, Unit
from motcua.agencies.queries import forget_units
from motcua.agencies.rules.kinds import AgencyKind
from motcua.journal import actions as journal
from motcua.journal.rules import Actor
from motcua.kernel.text import fold

KEPT = ("name_vi", "name_en", "kind", "parent", "unit", "path", "reception", "fields", "code_known")


@transaction.atomic
def load_country(*, data: Path, by: Actor, at: datetime) -> int:
    """The 34 provinces and 3,321 communes of 2025 with their agencies, and the ministries; how many agencies.

    `data` is the file that names identifiers (motcua/data/agencies.yaml). Public holidays are
    recorded with it. Loading again changes only what the data changed; nothing is deleted, for dossiers
    keep old agencies.
    """
    facts = yaml.safe_load(data.read_text("utf-8"))
    identifiers: Mapping[str, Mapping[str, Any]] = facts["provinces"]
    _store_units({code: row["kind"] for code, row in identifiers.items() if "kind" in row})
    _store([_nation(facts["nation"])])
    nation = Agency.objects.get(code=facts["nation"]["code"])
    _store(_below(nation, AgencyKind.MINISTRY, row, known=True) for row in facts["ministries"])
    units = Unit.objects.in_bulk()
    _store(_of_province(nation, units[code], row) for code, row in identifiers.items())
    provinces = {agency.unit_id: agency for agency in Agency.objects.filter(kind=AgencyKind.PROVINCE)}
    _store(
        _of_commune(provinces[unit.province_id], unit)
        for unit in units.values()
        if unit.province_id is not None
    )
    for province, rows in facts.get("departments", {}).items():
        _store_departments(provinces[province], rows)
    load_calendar(by=by, at=at)
    forget_units()
    made = Agency.objects.count()
    journal.record(by=by, verb="load-country", subject="country:vn", at=at, body={"agencies": made})
    return made


def _store_units(kinds: Mapping[str, str]) -> None:
    """`kinds` names the provinces whose kind changed after the package was made."""
    provinces = [
        _unit(
            code,
            unit.name,
            kinds.get(code, "thành phố" if "thành phố" in unit.division_type.value else "tỉnh"),
        )
        for code, unit in ((f"{unit.code:02d}", unit) for unit in Province.iter_all())
    ]
    communes = [
        _unit(f"{unit.code:05d}", unit.name, unit.division_type.value, f"{unit.province_code:02d}")
        for unit in Ward.iter_all()
    ]
    for units in (provinces, communes):
        Unit.objects.bulk_create(
            units,
            update_conflicts=True,
            unique_fields=["code"],
            update_fields=["name", "kind", "province", "folded"],
        )


def _unit(code: str, name: str, kind: str, province: str | None = None) -> Unit:
    """A unit whose name carries its kind once, capitalised: "Tỉnh Quảng Ninh", "Phường Hồng Gai"."""
    bare = name.removeprefix(kind.capitalize()).strip()
    return Unit(
        code=code, name=f"{kind.capitalize()} {bare}", kind=kind, province_id=province, folded=fold(bare)
    )


def _store(agencies: Iterable[Agency]) -> None:
    Agency.objects.bulk_create(
        list(agencies), update_conflicts=True, unique_fields=["code"], update_fields=list(KEPT)
    )


def _nation(row: Mapping[str, str]) -> Agency:
    return Agency(
        code=row["code"],
        code_known=False,
        name_vi=row["vi"],
        name_en=row["en"],
        kind=AgencyKind.NATION,
        path=f"{row['code']}/",
    )


def _below(parent: Agency, kind: AgencyKind, row: Mapping[str, Any], *, known: bool) -> Agency:
    return Agency(
        code=row["code"],
        code_known=known,
        name_vi=row["vi"],
        name_en=row["en"],
        kind=kind,
        parent=parent,
        path=f"{parent.path}{row['code']}/",
        unit=parent.unit,
        fields=row.get("fields", []),
    )


def _of_province(nation: Agency, unit: Unit, row: Mapping[str, Any]) -> Agency:
    english = "City" if unit.kind == "thành phố" else "Province"
    agency = _below(
        nation,
        AgencyKind.PROVINCE,
        {
            "code": row["code"],
            "vi": f"Ủy ban nhân dân {unit.kind} {unit.bare}",
            "en": f"People's Committee of {unit.bare} {english}",
        },
        known=bool(row.get("known", False)),
    )
    agency.unit = unit
    return agency


def _of_commune(province: Agency, unit: Unit) -> Agency:
    """A commune's agency; its identifier is generated from the province's and the administrative code."""
    english = {"phường": "Ward", "đặc khu": "Special Zone"}.get(unit.kind, "Commune")
    agency = _below(
        province,
        AgencyKind.COMMUNE,
        {
            "code": f"{province.code}.{unit.code}",
            "vi": f"Ủy ban nhân dân {unit.kind} {unit.bare}",
            "en": f"People's Committee of {unit.bare} {english}",
        },
        known=False,
    )
    agency.unit = unit
    return agency


def _store_departments(province: Agency, rows: Iterable[Mapping[str, Any]]) -> None:
    """Departments and the centre that receives for them, of one province."""
    for row in rows:
        agency = _below(province, AgencyKind(row["kind"]), row, known=bool(row.get("known", False)))
        if row.get("reception"):
            agency.reception = Agency.objects.get(code=row["reception"])
        _store([agency])
