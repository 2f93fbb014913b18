"""A look-up made once reads exactly what the ORM reads."""

from collections.abc import Callable

import pytest
from pytest_django import DjangoAssertNumQueries

from motcua.dossiers.models import Dossier
from motcua.journal.models import Entry
from motcua.kernel.rows import Lookup

RELATED = ("agency__unit", "desk", "assignee__account", "applicant")
BY_CODE = Lookup(Dossier, *RELATED, where="t.code = %s")

pytestmark = pytest.mark.django_db


def values(row: object) -> dict[str, object]:
    return {name: value for name, value in vars(row).items() if not name.startswith("_")}


def test_it_reads_what_the_orm_reads(
    submitted: Callable[..., Dossier], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    code = submitted().code
    expected = Dossier.objects.select_related(*RELATED).get(code=code)
    with django_assert_num_queries(1):
        found = BY_CODE.one(code)
        assert found is not None
        assert values(found) == values(expected)
        assert found.assignee is None
        for name in ("agency", "desk", "applicant"):
            assert values(getattr(found, name)) == values(getattr(expected, name))
        assert values(found.agency.unit) == values(expected.agency.unit)
    found.answers["more"] = {}
    found.save()
    assert Dossier.objects.get(code=code).answers == found.answers


def test_nothing_found(submitted: Callable[..., Dossier]) -> None:
    submitted()
    assert BY_CODE.one("no") is None


def test_several_in_order(submitted: Callable[..., Dossier]) -> None:
    codes = [submitted().code for _ in range(3)]
    lookup = Lookup(Dossier, where="t.code = ANY(%s)", order="t.id DESC")
    assert [one.code for one in lookup.all(codes)] == codes[::-1]
    entries = Lookup(Entry, where="t.subject = %s", order="t.id").all(f"dossier:{codes[0]}")
    assert [entry.body["typed_by"] for entry in entries] == ["applicant"]
