"""Finding people and whose token this is."""

from datetime import datetime

from motcua.people.models import Account, Person
from motcua.people.rules import token_digest


def account_of_token(secret: str, *, at: datetime) -> Account | None:
    """Whose bearer token this is, or None when it is unknown, expired, or its account closed."""
    return (
        Account.objects.select_related("person")
        .filter(tokens__digest=token_digest(secret), tokens__expires_at__gt=at, is_active=True)
        .first()
    )


def person_of(account: Account) -> Person | None:
    """The person behind this account, or None (an officer who never applied)."""
    return Person.objects.filter(account=account).first()
