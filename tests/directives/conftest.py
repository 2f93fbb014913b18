"""Directives as far as they have come, and followers that see what is still in flight."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from motcua.agencies.models import Officer
from motcua.directives import actions
from motcua.directives.models import Directive, Task
from motcua.directives.rules.given import Order
from motcua.directives.rules.process import Verb
from motcua.journal.models import Entry
from motcua.kernel import clock
from tests.country import WARD

FindOfficer = Callable[[str], Officer]
Sent = Callable[..., Directive]


def order(at: datetime | None = None, **changes: str) -> Order:
    """A right order, due in a week."""
    texts = {
        "subject": "Giải quyết hồ sơ quá hạn",
        "text": "Rà soát, giải quyết dứt điểm.",
        "evidence": "Số liệu.",
    }
    return Order(**{**texts, **changes}, due_at=(at or clock.now()) + timedelta(days=7))


@pytest.fixture
def sent(officer: FindOfficer) -> Sent:
    """A directive of the province's leader to these units, sent at `at`."""

    def send(*units: str, at: datetime | None = None) -> Directive:
        at = at or clock.now()
        leader = officer("leader")
        made = actions.draft(order=order(at), units=units or (WARD,), by=leader, at=at)
        return actions.send(directive=made.pk, by=leader, at=at)

    return send


@pytest.fixture
def task(sent: Sent, officer: FindOfficer) -> Callable[..., Task]:
    """The ward's task, taken so far."""

    def make(*verbs: Verb, at: datetime | None = None) -> Task:
        found = sent(at=at).tasks.get()
        for verb in verbs:
            by = officer("approver" if verb in (Verb.ACKNOWLEDGE, Verb.TELL, Verb.REPORT) else "leader")
            found = actions.act(verb=verb, task=found.pk, by=by, at=at or clock.now(), note="Đã làm.")
        return found

    return make


@pytest.fixture
def settled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Followers see what is still in flight: no transaction of a test ever ends."""
    monkeypatch.setattr("motcua.journal.queries.settled_after", _after)


def _after(position: tuple[int, int], limit: int) -> list[Entry]:
    rows = Entry.objects.order_by("transaction", "pk")
    return [one for one in rows if (one.transaction, one.pk) > position][:limit]
