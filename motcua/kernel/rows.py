"""Reading one row where there is at most one."""

from typing import TypeVar

from django.db.models import Model, QuerySet

Row = TypeVar("Row", bound=Model)


def only(found: QuerySet[Row]) -> Row | None:
    """The row of a look-up by something unique, or None.

    Unlike `.first()` it asks for no order, which Django would make of every selected column.
    """
    return next(iter(found[:1]), None)
