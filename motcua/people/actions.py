"""Registering people and handing out API tokens."""

from __future__ import annotations

import secrets
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from motcua.journal import actions as journal
from motcua.journal.rules import Actor
from motcua.kernel import clock
from motcua.kernel.errors import Invalid, NotFound, WrongState
from motcua.kernel.text import clean
from motcua.people import rules
from motcua.people.models import Account, Person, Token
from motcua.people.rules import PersonKind, token_digest

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

TOKEN_DAYS = 90
MAX_NAME = 200


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
    An account that comes with a verified number takes over the row made at a counter. Raises Invalid,
    by field, for an empty name, a number that cannot be one, or one that another account holds.
    """
    name = clean(name)
    if kind == PersonKind.CITIZEN:  # one number names a person; a second would be another's key
        tax_code = ""
    else:
        personal_id = ""
    if faults := _faults(kind, name, personal_id, tax_code, birth_date, clock.day(at)):
        raise Invalid(fields=faults)
    person: Person | None = None
    if account is not None:  # its row is locked, so that two windows make one person
        account = Account.objects.select_for_update().get(pk=account.pk)
        person = Person.objects.filter(account=account).first()
    if person is None and verified and (personal_id or tax_code):
        key = {"personal_id": personal_id} if personal_id else {"tax_code": tax_code}
        person = Person.objects.select_for_update().filter(verified=True, **key).first()
    verb = "confirm-person"
    if person is None:
        person = Person(kind=kind, personal_id=personal_id, tax_code=tax_code, verified=verified)
        person.name, person.birth_date, person.sex = name, birth_date, sex
        verb = "register-person"
    if account is not None:
        if person.account_id not in (None, account.pk):
            raise Invalid(
                _("Số định danh này đã gắn với một tài khoản khác. Vui lòng đăng nhập bằng tài khoản đó."),
                code="number-taken",
            )
        person.account = account
    person.phone = phone or person.phone
    person.email = email or person.email
    try:
        with transaction.atomic():
            person.save()
    except IntegrityError as error:  # another desk registered this number a moment ago
        raise WrongState(
            _("Người này vừa được đăng ký ở nơi khác. Vui lòng thử lại."), code="just-registered"
        ) from error
    journal.record(by=by, verb=verb, subject=f"person:{person.pk}", at=at, body={"verified": verified})
    return person


def _faults(
    kind: PersonKind, name: str, personal_id: str, tax_code: str, birth_date: date | None, today: date
) -> dict[str, list[StrOrPromise]]:
    faults: dict[str, list[StrOrPromise]] = {}
    if not name:
        faults["name"] = [_("Vui lòng nhập họ tên hoặc tên tổ chức.")]
    if len(name) > MAX_NAME:  # some characters become several when they are cleaned
        faults["name"] = [_("Tên quá dài. Vui lòng nhập tối đa 200 ký tự.")]
    if kind == PersonKind.CITIZEN and not rules.possible_personal_id(personal_id, today):
        faults["personal_id"] = [
            _("Số định danh cá nhân gồm 12 chữ số ghi trên thẻ căn cước. Vui lòng kiểm tra lại.")
        ]
    if kind != PersonKind.CITIZEN and not rules.valid_tax_code(tax_code, today):
        faults["tax_code"] = [_("Mã số thuế gồm 10 chữ số (chi nhánh thêm 3 chữ số). Vui lòng kiểm tra lại.")]
    if birth_date is not None and not date(1880, 1, 1) <= birth_date <= today:
        faults["birth_date"] = [_("Ngày sinh không thể ở tương lai. Vui lòng kiểm tra lại.")]
    return faults


@transaction.atomic
def issue_token(*, login: str, at: datetime, by: Actor) -> str:
    """A new bearer token for this login, good for 90 days. It is shown once; only its digest is kept."""
    account = Account.objects.filter(username=login, is_active=True).first()
    if account is None:
        raise NotFound(_("Không có tài khoản với tên đăng nhập này."), code="no-such-account")
    secret = "motcua_" + secrets.token_urlsafe(32)
    Token.objects.create(
        account=account,
        digest=token_digest(secret),
        created_at=at,
        expires_at=at + timedelta(days=TOKEN_DAYS),
    )
    journal.record(by=by, verb="issue-token", subject=f"account:{account.pk}", at=at)
    return secret
