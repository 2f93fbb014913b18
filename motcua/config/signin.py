"""How django-allauth is fitted to this house."""

import re
from base64 import urlsafe_b64encode
from datetime import date
from hashlib import sha256
from typing import Any, cast

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from cryptography.fernet import Fernet
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest

from motcua.journal.rules import Actor
from motcua.kernel import clock
from motcua.people import actions as people
from motcua.people import queries as people_queries
from motcua.people.models import Account
from motcua.people.rules import PersonKind, Sex, possible_personal_id

LONGEST = 200  # characters of a claim


class AccountAdapter(DefaultAccountAdapter):
    """Officers get their accounts from their agency: nobody registers with a password."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """False for everybody."""
        return False


class ProviderAdapter(DefaultSocialAccountAdapter):
    """A citizen whom a configured provider vouches for gets an account on the first visit."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """True: the provider has already proved who it is."""
        return True

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Before anything is done with it: families share addresses, and none stands in another's way."""
        sociallogin.email_addresses = []
        if sociallogin.is_existing:
            _vouch(sociallogin)

    def populate_user(self, request: HttpRequest, sociallogin: SocialLogin, data: dict[str, Any]) -> Account:
        """The account as it will be made; of what the provider told, only what is used is kept.

        Its login is ours: what a provider calls people is their own choice, and might be an officer's login.
        """
        told = sociallogin.account.extra_data
        used = _told(told.get("id_token")) | _told(told.get("userinfo"))
        wanted = {"name", "email", "birthdate", "gender", *_claims(sociallogin).values()}
        sociallogin.account.extra_data = {"userinfo": {name: used[name] for name in wanted & used.keys()}}
        account = cast(Account, sociallogin.user)
        account.username = login_name(sociallogin.account.provider, sociallogin.account.uid)
        account.name = used.get("name", "") or account.username
        account.email = used.get("email", "")
        account.joined_at = clock.now()
        return account

    def save_user(self, request: HttpRequest, sociallogin: SocialLogin, form: object = None) -> Account:
        """The account, and the person behind it where the provider vouches for their number."""
        with transaction.atomic():
            account = cast(Account, super().save_user(request, sociallogin, form))
            _vouch(sociallogin)
        return account


class SecondFactorAdapter(DefaultMFAAdapter):
    """The secrets behind officers' codes lie encrypted in the database, under KEY_SECRET."""

    def encrypt(self, text: str) -> str:
        """The secret as it is stored."""
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """The secret again."""
        return _cipher().decrypt(encrypted_text.encode()).decode()


def _cipher() -> Fernet:
    return Fernet(urlsafe_b64encode(sha256(b"second-factor\0" + settings.KEY_SECRET.encode()).digest()))


def login_name(provider: str, subject: str) -> str:
    """The login of whoever this provider knows as `subject`; no other subject gets the same."""
    plain = re.fullmatch(r"[0-9A-Za-z_.-]{1,60}", subject)
    return f"{provider}+{subject if plain else sha256(subject.encode()).hexdigest()[:32]}"


def _vouch(sociallogin: SocialLogin) -> None:
    """Registers who has signed in as a verified person, where the provider vouches for their number."""
    account = cast(Account, sociallogin.user)
    told: dict[str, str] = sociallogin.account.extra_data["userinfo"]
    number = told.get(_claims(sociallogin).get("personal_id", ""), "")
    at = clock.now()
    if not possible_personal_id(number, clock.day(at)) or people_queries.person_of(account) is not None:
        return
    sex = told.get("gender", "")
    people.register(
        kind=PersonKind.CITIZEN,
        name=account.name,
        personal_id=number,
        birth_date=_day(told.get("birthdate", ""), clock.day(at)),
        sex=sex if sex in set(Sex) else "",
        email=account.email,
        verified=True,
        account=account,
        by=Actor(f"system:sign-in:{sociallogin.account.provider}", str(sociallogin.provider.name)),
        at=at,
    )


def _claims(sociallogin: SocialLogin) -> dict[str, str]:
    """In which claims this provider says what it vouches for (MOTCUA_OIDC)."""
    found: dict[str, str] = sociallogin.provider.app.settings.get("claims", {})
    return found


def _told(claims: object) -> dict[str, str]:
    """The claims that are text, each on one line and short enough to keep."""
    given = claims if isinstance(claims, dict) else {}
    lines = {
        name: "".join(char for char in value if char.isprintable()).strip()[:LONGEST]
        for name, value in given.items()
        if isinstance(value, str)
    }
    return {name: line for name, line in lines.items() if line}


def _day(text: str, today: date) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if date(1880, 1, 1) <= day <= today else None
