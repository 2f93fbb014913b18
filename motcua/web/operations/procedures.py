"""Procedures as facts name them: by their codes, also those of other sites that nobody here knows."""

from collections.abc import Iterable
from datetime import date

from motcua.catalogue import queries as catalogue
from motcua.catalogue.models import Version
from motcua.catalogue.rules.definition import Procedure


def known(codes: Iterable[str], on: date) -> dict[str, Procedure]:
    """Those of these that apply on this day, by code. One query, but for versions not read before."""
    found = Version.objects.valid(on).filter(code__in=set(codes)).values_list("code", "pk")
    return {code: catalogue.version(pk) for code, pk in found}
