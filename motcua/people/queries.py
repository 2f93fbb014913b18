"""Finding people and whose token this is."""

from datetime import datetime

from motcua.kernel.rows import only
from motcua.people.models import Account, Person
from motcua.people.rules import token_digest


def account_of_token(secret: str, *, at: datetime) -> Account | None:
    """Whose bearer token this is, or None when it is unknown, expired, or its account closed."""
    return only(
        Account.objects.select_related("person").filter(
            tokens__digest=token_digest(secret), tokens__expires_at__gt=at, is_active=True
        )
    )


def person_of(account: Account) -> Person | None:
    """The person behind this account, or None (an officer who never applied)."""
    person: Person | None = getattr(account, "person", None)  # no query where it came with the account
    return person


def verified_with(*, personal_id: str = "", tax_code: str = "") -> Person | None:
    """The person for whose number the state vouches, or None."""
    if not personal_id and not tax_code:
        return None
    key = {"personal_id": personal_id} if personal_id else {"tax_code": tax_code}
    return only(Person.objects.filter(verified=True, **key))
