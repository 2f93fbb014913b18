"""Registering people and handing out API tokens."""

import secrets
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from motcua.journal import actions as journal
from motcua.journal.rules import Actor
from motcua.kernel.errors import Invalid, NotFound
from motcua.people.models import Account, Person, Token
from motcua.people.rules import PersonKind, token_digest

TOKEN_DAYS = 90


@transaction.atomic
def register(
    *,
    kind: PersonKind,
    name: str,
    at: datetime,
    by: Actor,
    personal_id: str = "",
    tax_code: str = "",
    birth_date: date | None = None,
    sex: str = "",
    phone: str = "",
    email: str = "",
    verified: bool = False,
    account: Account | None = None,
) -> Person:
    """The person with this number, made if not there yet.

    Among the verified there is one row for a number; someone unverified always gets a row of their own.
    An account that comes with a verified number takes over the row made at a counter.
    """
    person: Person | None = None
    if verified and (personal_id or tax_code):
        key = {"personal_id": personal_id} if personal_id else {"tax_code": tax_code}
        person = Person.objects.select_for_update().filter(verified=True, **key).first()
    if person is None:
        person = Person(kind=kind, personal_id=personal_id, tax_code=tax_code, verified=verified)
        person.name, person.birth_date, person.sex = name, birth_date, sex
        verb = "register-person"
    else:
        verb = "confirm-person"
    if account is not None:
        if person.account_id not in (None, account.pk):
            raise Invalid(
                _("Số định danh này đã gắn với một tài khoản khác. Vui lòng đăng nhập bằng tài khoản đó."),
                code="number-taken",
            )
        person.account = account
    person.phone = phone or person.phone
    person.email = email or person.email
    person.save()
    journal.record(by=by, verb=verb, subject=f"person:{person.pk}", at=at, body={"verified": verified})
    return person


@transaction.atomic
def issue_token(*, login: str, at: datetime, by: Actor) -> str:
    """A new bearer token for this login, good for 90 days. It is shown once; only its digest is kept."""
    account = Account.objects.filter(username=login, is_active=True).first()
    if account is None:
        raise NotFound(_("Không có tài khoản với tên đăng nhập này."), code="no-such-account")
    secret = "motcua_" + secrets.token_urlsafe(32)
    Token.objects.create(
        account=account, digest=token_digest(secret), created_at=at, expires_at=at + timedelta(days=TOKEN_DAYS)
    )
    journal.record(by=by, verb="issue-token", subject=f"account:{account.pk}", at=at)
    return secret
