"""Two leaders at once: one publishes, one sends, and the other is told why not."""

from datetime import timedelta
from decimal import Decimal
from functools import partial
from typing import Any

import pytest

from motcua.agencies.models import Agency
from motcua.directives import actions
from motcua.directives.models import Directive
from motcua.indicators.actions import targets
from motcua.indicators.models import Publication, Target
from motcua.indicators.queries import sharing
from motcua.indicators.rules import periods, sets
from motcua.journal.models import Entry
from motcua.kernel import clock
from motcua.kernel.errors import MotcuaError
from motcua.notifications.models import Message
from tests.country import WARD
from tests.directives.conftest import FindOfficer, order
from tests.dossiers.test_races import done, together


def refused(ends: list[object]) -> list[str | None]:
    return [end.code for end in ends if isinstance(end, MotcuaError)]


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_one_is_published_and_one_sent(officer: FindOfficer) -> None:
    """Both races in one test: each real transaction costs a new database afterwards."""
    at, leader, province = clock.now(), officer("leader"), Agency.objects.get(code="H49")
    year, other = periods.read(f"{clock.day(at).year}"), "H49.06673"
    asked: dict[str, Any] = {
        "unit": province, "indicators": sets.shipped("766"), "code": "3.3", "period": year, "at": at,
    }  # fmt: skip
    targets.draft(**asked, values={WARD: Decimal(60), other: Decimal(61)}, reason="", by=leader)
    seen = sharing.sharing(province, sets.shipped("766"), "3.3", year, clock.day(at)).seen
    reasons: dict[str, Any] = {
        "seen": seen,
        "shortfall_reason": "Giao dần.",
        "unagreed_reason": "Kịp thời hạn.",
    }
    publish = partial(targets.publish, **asked, **reasons)
    ends = together(partial(publish, by=officer("leader")), partial(publish, by=officer("leader")))
    assert refused(ends) == ["nothing-to-publish"]
    assert [str(end.message) for end in ends if isinstance(end, MotcuaError)] == [
        "Không còn dự thảo nào chờ ban hành."
    ]
    assert len(done(ends)) == Publication.objects.count() == 1
    assert Entry.objects.filter(verb="publish", subject__startswith="target:").count() == 2
    assert Message.objects.filter(event="target.published", account=officer("approver").account).count() == 1

    # One changes a draft while the other publishes what they saw: never what nobody saw.
    later = at + timedelta(minutes=1)
    asked["at"] = later
    targets.draft(**asked, values={WARD: Decimal(70)}, reason="Vượt.", by=leader)
    seen = sharing.sharing(province, sets.shipped("766"), "3.3", year, clock.day(later)).seen
    change = partial(targets.draft, **asked, values={WARD: Decimal(71)}, reason="Vượt xa.")
    publish = partial(targets.publish, **asked, **{**reasons, "seen": seen})
    ends = together(partial(publish, by=officer("leader")), partial(change, by=officer("leader")))
    published = Target.objects.filter(state="published", unit__code=WARD).order_by("-pk")[0]
    if refused(ends):
        assert refused(ends) == ["drafts-changed"]
        assert published.value == 60
    else:  # the change came after: a new draft that revises what was published
        assert published.value == 70
    assert Target.objects.filter(state="drafted", unit__code=WARD).get().value == 71

    made = actions.draft(order=order(at), units=[WARD], by=leader, at=at)
    send = partial(actions.send, directive=made.pk, at=at, revision=made.revision)
    ends = together(partial(send, by=officer("leader")), partial(send, by=officer("leader")))
    assert refused(ends) == ["stale"]
    assert Directive.objects.get().number == f"01/CĐ-{clock.local(at).year}"
    assert Message.objects.filter(event="directive.sent", account=officer("approver").account).count() == 1
