"""Accounts with which people sign in, and the natural and legal persons who apply."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.db import models
from django.db.models import Q

from motcua.journal.rules import Actor
from motcua.people.rules import PersonKind, Sex


class Accounts(BaseUserManager["Account"]):
    """Django asks for this to create accounts from its own commands."""

    def create_superuser(self, username: str, password: str, **fields: object) -> "Account":
        """An administrator of the engine room."""
        account = self.model(username=username, is_staff=True, is_superuser=True, **fields)
        account.set_password(password)
        account.save()
        return account


class Account(AbstractBaseUser, PermissionsMixin):
    """A way to sign in. Says who types; whether that is a citizen or an officer is said elsewhere."""

    username = models.CharField(max_length=150, unique=True, validators=[UnicodeUsernameValidator()])
    name = models.CharField(max_length=200)
    email = models.EmailField(blank=True)
    is_staff = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(null=True)

    objects = Accounts()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = "tài khoản"
        verbose_name_plural = "tài khoản"

    def __str__(self) -> str:
        return self.name or self.username

    def get_full_name(self) -> str:
        return self.name

    @property
    def actor(self) -> Actor:
        """This account as the journal names it."""
        return Actor(f"account:{self.pk}", self.name)


class Person(models.Model):
    """A citizen, a business or another organisation.

    `verified` says that the state vouches for the number: a trusted provider's claim, or an officer
    who held the card. Numbers are unique among the verified only, so that nobody takes another's
    dossiers by typing a number.
    """

    kind = models.CharField(max_length=20, choices=[(kind, kind) for kind in PersonKind])
    name = models.CharField(max_length=200)
    personal_id = models.CharField(max_length=12, blank=True)  # 12 digits; 9 on old cards
    tax_code = models.CharField(max_length=14, blank=True)
    birth_date = models.DateField(null=True, blank=True)
    sex = models.CharField(max_length=10, blank=True, choices=[(sex, sex) for sex in Sex])
    phone = models.CharField(max_length=20, blank=True)
    email = models.EmailField(blank=True)
    province = models.CharField(max_length=2, blank=True)
    commune = models.CharField(max_length=5, blank=True)
    address = models.CharField(max_length=300, blank=True)
    verified = models.BooleanField(default=False)
    account = models.OneToOneField(
        Account, on_delete=models.PROTECT, null=True, blank=True, related_name="person"
    )

    class Meta:
        verbose_name = "người nộp hồ sơ"
        verbose_name_plural = "người nộp hồ sơ"
        constraints = [
            models.UniqueConstraint(
                "personal_id",
                condition=Q(verified=True) & ~Q(personal_id=""),
                name="person_one_per_personal_id",
            ),
            models.UniqueConstraint(
                "tax_code", condition=Q(verified=True) & ~Q(tax_code=""), name="person_one_per_tax_code"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def number(self) -> str:
        """The number that names this person: personal ID, or tax code of an organisation."""
        return self.personal_id or self.tax_code


class Token(models.Model):
    """A bearer token of the API, kept as its SHA-256: who reads the table cannot use it."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="tokens")
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.account} {self.created_at:%Y-%m-%d}"
