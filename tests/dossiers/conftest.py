"""What tests of followers stand on."""

import pytest

from motcua.journal.models import Entry


@pytest.fixture
def settled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Followers see what is still in flight: no transaction of a test ever ends."""
    monkeypatch.setattr("motcua.journal.queries.settled_after", _after)


def _after(position: tuple[int, int], limit: int) -> list[Entry]:
    rows = Entry.objects.order_by("transaction", "pk")
    return [one for one in rows if (one.transaction, one.pk) > position][:limit]
