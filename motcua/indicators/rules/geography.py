"""Which agency does the work of one that is no more (motcua/data/successors.yaml)."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.utils.translation import gettext_lazy as _

from motcua.kernel.errors import Invalid

DATA = Path(__file__).resolve().parents[2] / "data" / "successors.yaml"


def successors(*, on: date, source: Path = DATA) -> Mapping[str, str]:
    """Identifier to that of the agency that took over, of all that did by this day.

    Raises Invalid where the file says something else, or the same agency twice.
    """
    found: dict[str, str] = {}
    for one in _rows(source):
        if one["agency"] in found:
            raise _faulty(one)
        if one["from"] <= on:
            found[one["agency"]] = one["successor"]
    return found


@cache
def _rows(source: Path) -> tuple[Mapping[str, Any], ...]:
    rows = yaml.safe_load(source.read_text(encoding="utf-8"))["successors"]
    for one in rows:
        fits = isinstance(one, dict) and set(one) == {"agency", "successor", "from"}
        if not fits or not isinstance(one["from"], date) or one["agency"] == one["successor"]:
            raise _faulty(one)
    return tuple(rows)


def _faulty(one: object) -> Invalid:
    return Invalid(
        _("Danh sách cơ quan kế tục có dòng sai: %(row)s") % {"row": one}, code="faulty-successors"
    )
