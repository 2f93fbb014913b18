"""Who is given what waits: present, of the position, the field theirs, least loaded; never their own."""

from collections.abc import Callable
from datetime import datetime

import pytest
from pytest_django import DjangoAssertNumQueries

from motcua.agencies import actions as agencies
from motcua.agencies.models import Agency, Officer
from motcua.catalogue import queries as catalogue
from motcua.catalogue.rules.definition import Channel
from motcua.dossiers import actions as dossiers
from motcua.dossiers import queries
from motcua.dossiers.models import Dossier
from motcua.dossiers.rules.assigning import Bidder, choose
from motcua.dossiers.rules.process import Verb
from motcua.kernel import clock
from motcua.people.models import Account

Officers = Callable[[str], Officer]
Submitted = Callable[..., Dossier]

MONDAY = datetime(2026, 11, 30, 8, 0, tzinfo=clock.HANOI)
WARD = "H49.06685"


def bidder(officer: int, load: int = 0, *fields: str) -> Bidder:
    return Bidder(officer, 100 + officer, load, frozenset(fields))


def test_least_loaded_then_first() -> None:
    assert choose([bidder(1, 3), bidder(2, 1), bidder(3, 1)], field="civil") == 2
    assert choose([], field="civil") is None


def test_who_knows_the_field_comes_first() -> None:
    some = [bidder(1, 0), bidder(2, 9, "civil"), bidder(3, 0, "land")]
    assert choose(some, field="civil") == 2
    assert choose(some, field="health") == 1
    assert choose(some[1:], field="health") == 3, "rather somebody of another field than nobody"


def test_nobody_gets_their_own() -> None:
    assert choose([bidder(1), bidder(2, 5)], field="", without=101) == 2
    assert choose([bidder(1)], field="", without=101) is None


@pytest.fixture
def assigning(db: None) -> None:
    """The ward assigns by itself."""
    Agency.objects.filter(code=WARD).update(assigns=True)


@pytest.fixture
def received(submitted: Submitted, officer: Officers) -> Submitted:
    def receive(**changes: object) -> Dossier:
        dossier = submitted(at=MONDAY, **changes)
        return dossiers.act(verb=Verb.RECEIVE, code=dossier.code, by=officer("reception"), at=MONDAY)

    return receive


def holder(dossier: Dossier) -> str:
    dossier = Dossier.objects.select_related("assignee__account").get(pk=dossier.pk)
    return dossier.assignee.account.username if dossier.assignee else ""


@pytest.mark.usefixtures("assigning")
def test_work_is_shared_evenly_and_written_down(received: Submitted) -> None:
    made = [received() for _turn in range(4)]
    revision = made[0].revision
    assert dossiers.assign_waiting(at=MONDAY) == 4
    assert [holder(one) for one in made] == ["case", "case.066852"] * 2
    assert dossiers.assign_waiting(at=MONDAY) == 0
    entry = queries.history(made[0])[-1]
    assert (entry.verb, entry.actor, entry.revision) == (Verb.ASSIGN, "system:assign", revision)
    assert Dossier.objects.get(pk=made[0].pk).revision == revision, "no open page becomes stale"


@pytest.mark.usefixtures("assigning")
def test_specialists_and_the_absent(received: Submitted, officer: Officers) -> None:
    field = catalogue.current("1.004873", on=MONDAY.date()).procedure.field_code
    second = officer("case.066852")
    Officer.objects.filter(pk=second.pk).update(fields=[field])
    first = received()
    dossiers.assign_waiting(at=MONDAY)
    assert holder(first) == "case.066852"
    agencies.declare_absence(
        officer=second, delegate=None, starts_on=MONDAY.date(), ends_on=MONDAY.date(), reason="Ốm",
        by=second.actor, at=MONDAY,
    )  # fmt: skip
    other = received()
    dossiers.assign_waiting(at=MONDAY)
    assert holder(other) == "case"


@pytest.mark.usefixtures("assigning")
def test_an_officers_own_application_goes_to_a_colleague(
    received: Submitted, officer: Officers, account: Callable[[str], Account]
) -> None:
    dossier = received()
    person = account("citizen").person
    person.account = None
    person.save()
    person.account = officer("case").account
    person.save()
    dossiers.assign_waiting(at=MONDAY)
    assert holder(dossier) == "case.066852"


def test_only_where_the_agency_wants_it(received: Submitted) -> None:
    Agency.objects.update(assigns=False)
    dossier = received()
    assert dossiers.assign_waiting(at=MONDAY) == 0
    assert holder(dossier) == ""


@pytest.mark.usefixtures("assigning")
def test_the_counter_is_left_alone(submitted: Submitted, officer: Officers, advanced: Submitted) -> None:
    typed = submitted(at=MONDAY, channel=Channel.DIRECT)
    Dossier.objects.filter(pk=typed.pk).update(typed_by_officer=True)
    sealed = advanced(Verb.SEAL)
    online = submitted(at=MONDAY)
    assert dossiers.assign_waiting(at=clock.now()) == 1
    assert (holder(typed), holder(sealed)) == ("", "")
    assert holder(online).startswith("reception")


@pytest.mark.usefixtures("assigning")
def test_a_batch_costs_the_same_however_many_wait(
    received: Submitted, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for count in (1, 5):
        for _turn in range(count):
            received()
        with django_assert_num_queries(11):
            assert dossiers.assign_waiting(at=MONDAY) == count
