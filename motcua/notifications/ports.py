"""What carries messages out of the house; which adapter does is in settings.ADAPTERS, "" for none."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Protocol, cast

from django.conf import settings
from django.utils.module_loading import import_string

from motcua.notifications.rules.kinds import Channel

NAMES = {
    Channel.EMAIL: "notifications.mailer",
    Channel.SMS: "notifications.sms",
    Channel.ZALO: "notifications.zalo",
}


@dataclass(frozen=True, slots=True)
class Mail:
    """An e-mail in plain text. The same `reference` is the same mail: a server may drop the second."""

    to: str
    subject: str
    text: str
    language: str
    reference: str


class Mailer(Protocol):
    def send(self, mail: Mail) -> None:
        """Hands the mail over.

        Raises Unavailable when it may work later, Invalid when it never will. What the server said is the
        cause of the error.
        """


class Texter(Protocol):
    def send(self, to: str, text: str, reference: str) -> str:
        """Hands an SMS over for this number ("84912345678") and returns the gateway's number for it.

        Raises Unavailable when it may work later, Invalid when it never will.
        """


class Zalo(Protocol):
    def send(self, to: str, event: str, params: Mapping[str, str], reference: str) -> str:
        """Hands a notice over for the Zalo account of this number and returns Zalo's number for it.

        Zalo sends no free text: an operator has a template approved for each event, and the adapter knows
        its id; only `params` differ. Raises Unavailable when it may work later, Invalid when it never will,
        as for an event without an approved template.
        """


def offered() -> frozenset[Channel]:
    """The ways out of the house that this deployment has."""
    return frozenset(channel for channel, name in NAMES.items() if settings.ADAPTERS.get(name))


@cache
def mailer() -> Mailer:
    """What sends e-mail here."""
    return cast(Mailer, import_string(settings.ADAPTERS[NAMES[Channel.EMAIL]])())


@cache
def texter() -> Texter:
    """What sends SMS here."""
    return cast(Texter, import_string(settings.ADAPTERS[NAMES[Channel.SMS]])())


@cache
def zalo() -> Zalo:
    """What sends to Zalo here."""
    return cast(Zalo, import_string(settings.ADAPTERS[NAMES[Channel.ZALO]])())
