"""Reads for choosing among dossiers and colleagues."""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db.models import Count, Q

from motcua.agencies.models import Officer
from motcua.dossiers.models import Dossier
from motcua.dossiers.queries import finding
from motcua.dossiers.rules.codes import normal_code


def loads(officers: Iterable[int]) -> dict[int, int]:
    """How many open dossiers each of these officers has, by id; who has none is left out. One query."""
    rows = (
        Dossier.objects.open().filter(assignee__in=list(officers)).values("assignee").annotate(n=Count("pk"))
    )
    return {row["assignee"]: row["n"] for row in rows}


def chosen(officer: Officer, codes: Collection[str]) -> list[Dossier]:
    """Those of these dossiers that this officer may see, what is due first on top. One query."""
    found = Dossier.objects.visible_to(officer).select_related(*finding.NEAR)
    wanted = [normal_code(code) for code in codes]
    return list(found.filter(code__in=wanted).defer("answers").order_by("due_at", "pk"))


def book(unit: int, *, start: datetime, end: datetime, after: int = 0, limit: int) -> list[Dossier]:
    """The dossiers that this agency decides or receives, handed in from `start` until before `end`.

    In the order in which they came; `after` is the id of the last one seen. One query.
    """
    found = Dossier.objects.filter(Q(agency=unit) | Q(desk=unit))
    found = found.filter(submitted_at__gte=start, submitted_at__lt=end, pk__gt=after)
    return list(found.only(*IN_BOOK).order_by("pk")[:limit])


IN_BOOK = (
    "code", "version_id", "applicant_name", "submitted_at", "received_at", "due_at", "settled_at", "state",
    "delivery", "number",
)  # fmt: skip
