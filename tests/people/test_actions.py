"""Who is whom: one row for a verified number, nobody takes another's by typing it; tokens end."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from motcua.journal.rules import Actor
from motcua.kernel import clock
from motcua.kernel.errors import Invalid, NotFound
from motcua.people import actions, queries
from motcua.people.models import Account, Person, Token
from motcua.people.rules import PersonKind

pytestmark = pytest.mark.django_db
DESK = Actor("officer:1", "Lê Thị Đón")
NUMBER = "022190123456"


def register(**changes: Any) -> Person:
    given: dict[str, Any] = {"kind": PersonKind.CITIZEN, "name": "Bà Khách", "verified": True}
    given["personal_id"] = NUMBER
    return actions.register(**{**given, **changes}, by=DESK, at=clock.now())


def test_the_same_verified_number_is_the_same_person() -> None:
    assert register() == register(name="Bà Khách", phone="0900000009")
    assert Person.objects.get(personal_id=NUMBER).phone == "0900000009"


def test_typing_a_number_does_not_make_one_its_owner(account: Callable[[str], Account]) -> None:
    known = register()
    stranger = Account.objects.create(username="stranger", name="Kẻ Lạ")
    claimed = register(verified=False, account=stranger)
    assert claimed != known
    assert not claimed.verified
    assert register() == known


def test_an_account_takes_over_what_was_made_at_the_counter() -> None:
    known = register()
    mine = Account.objects.create(username="later", name="Bà Khách")
    assert register(account=mine) == known
    assert queries.person_of(mine) == known
    other = Account.objects.create(username="other", name="Khác")
    with pytest.raises(Invalid) as refusal:
        register(account=other)
    assert refusal.value.code == "number-taken"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": "  "}, "name"),
        ({"personal_id": "000000000001"}, "personal_id"),
        ({"personal_id": "02219012345"}, "personal_id"),
        ({"personal_id": "022390123456"}, "personal_id"),  # born in 2090
        ({"kind": PersonKind.BUSINESS, "personal_id": "", "tax_code": "0100109107"}, "tax_code"),
        ({"birth_date": date(2999, 1, 1)}, "birth_date"),
    ],
)
def test_impossible_facts_are_refused(change: dict[str, Any], field: str) -> None:
    people = Person.objects.count()
    with pytest.raises(Invalid) as refusal:
        register(**change)
    assert list(refusal.value.fields) == [field]
    assert Person.objects.count() == people


def test_a_token_opens_its_account_until_it_ends(account: Callable[[str], Account]) -> None:
    now = clock.now()
    secret = actions.issue_token(login="citizen", at=now, by=DESK)
    assert queries.account_of_token(secret, at=now) == account("citizen")
    assert queries.account_of_token(secret, at=now + timedelta(days=91)) is None
    assert queries.account_of_token(secret + "x", at=now) is None
    assert secret not in Token.objects.get().digest
    Account.objects.filter(username="citizen").update(is_active=False)
    assert queries.account_of_token(secret, at=now) is None


def test_no_token_for_nobody() -> None:
    with pytest.raises(NotFound):
        actions.issue_token(login="nobody", at=clock.now(), by=DESK)
