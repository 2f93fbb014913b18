"""Reading rows: one where there is at most one, and hot look-ups whose SQL is made once."""

from collections.abc import Iterator
from functools import cached_property
from typing import Any, Generic, TypeVar

from django.db import connection
from django.db.models import Field, ForeignKey, Model, QuerySet

Row = TypeVar("Row", bound=Model)


def only(found: QuerySet[Row]) -> Row | None:
    """The row of a look-up by something unique, or None.

    Unlike `.first()` it asks for no order, which Django would make of every selected column.
    """
    return next(iter(found[:1]), None)


class Lookup(Generic[Row]):
    """A look-up whose SQL is made once, where the ORM would take milliseconds to make it each time.

    `related` are foreign keys to read along, as for `select_related` ("assignee__account"). `where` is SQL
    over the columns of the model, whose table is `t`, with %s for each argument.
    """

    def __init__(self, model: type[Row], *related: str, where: str, order: str = "") -> None:
        self._model, self._related, self._where, self._order = model, related, where, order

    def one(self, *arguments: Any, lock: bool = False) -> Row | None:
        """The row, or None; with `lock` nobody else changes it until the transaction ends."""
        return next(self._rows(f" LIMIT 1{' FOR UPDATE OF t' if lock else ''}", arguments), None)

    def all(self, *arguments: Any) -> list[Row]:
        """Every row, in order."""
        return list(self._rows(self._order and f" ORDER BY {self._order}", arguments))

    def _rows(self, tail: str, arguments: tuple[Any, ...]) -> Iterator[Row]:
        with connection.cursor() as cursor:
            cursor.execute(f"{self._select} WHERE {self._where}{tail}", arguments)
            rows = cursor.fetchall()
        return (self._plan.read(values) for values in rows)

    @cached_property
    def _plan(self) -> "_Plan":
        plan = _Plan(self._model, "t", 0)
        for path in self._related:
            plan.join(path.split("__"))
        return plan

    @cached_property
    def _select(self) -> str:
        columns, joins = zip(*self._plan.sql(), strict=True)
        table = self._model._meta.db_table
        # Names of our own models; what anybody typed is an argument.
        return f'SELECT {", ".join(columns)} FROM "{table}" t{"".join(joins)}'  # noqa: S608


class _Plan:
    """Which columns of a row make an instance of this model, and of what it points to."""

    def __init__(self, model: type[Model], alias: str, start: int) -> None:
        self._model, self._alias, self._start = model, alias, start
        self._fields: list[Field[Any, Any]] = list(model._meta.concrete_fields)
        self._names = [field.attname for field in self._fields]
        self._converts = [
            (start + place, field, convert)
            for place, field in enumerate(self._fields)
            for convert in field.get_db_converters(connection)
        ]
        self._key = start + self._names.index(model._meta.pk.attname)
        self._children: dict[str, tuple[ForeignKey[Any, Any], _Plan]] = {}

    @property
    def end(self) -> int:
        """The first column after these."""
        last = [plan.end for _key, plan in self._children.values()]
        return last[-1] if last else self._start + len(self._fields)

    def join(self, path: list[str]) -> None:
        """Reads along what the first of these names points to, and from there the rest.

        Paths that begin alike must follow each other.
        """
        name, *rest = path
        if name not in self._children:
            key = self._model._meta.get_field(name)
            assert isinstance(key, ForeignKey)
            assert not isinstance(key.related_model, str)
            self._children[name] = key, _Plan(key.related_model, f"{self._alias}_{name}", self.end)
        if rest:
            self._children[name][1].join(rest)

    def sql(self) -> Iterator[tuple[str, str]]:
        """The columns of each table, and how it is joined."""
        yield ", ".join(f'{self._alias}."{field.column}"' for field in self._fields), ""
        for key, plan in self._children.values():
            table, to = plan._model._meta.db_table, key.target_field.column
            on = f'{plan._alias}."{to}" = {self._alias}."{key.column}"'
            (columns, _nothing), *more = plan.sql()
            yield columns, f' LEFT JOIN "{table}" {plan._alias} ON {on}'
            yield from more

    def read(self, values: tuple[Any, ...]) -> Any:
        """The instance that these columns make, or None where nothing was joined."""
        if values[self._key] is None:
            return None
        mine = list(values[self._start : self._start + len(self._fields)])
        for place, field, convert in self._converts:
            at = place - self._start
            mine[at] = convert(mine[at], field, connection)
        made = self._model.from_db(connection.alias, self._names, mine)
        for key, plan in self._children.values():
            key.set_cached_value(made, plan.read(values))
        return made
