"""Where keys live and where time stamps come from; which adapter answers is in settings.ADAPTERS."""

from datetime import datetime
from functools import cache
from typing import Protocol, cast

from django.conf import settings
from django.utils.module_loading import import_string
from pyhanko.sign.signers import Signer
from pyhanko.sign.timestamps import TimeStamper

from motcua.signing.rules.values import Evidence, Identity, Kind


class KeyStore(Protocol):
    """Keys of officers and seals of organisations: in software, on a token, or at a remote service.

    A holder is "officer:{id}" or "agency:{code}". Every call that names a holder without an active key
    raises NotFound("no-key"); a store that does not answer raises Unavailable.
    """

    def create(
        self, holder: str, *, common_name: str, organisation: str, kind: Kind, at: datetime
    ) -> Identity:
        """Makes a key and has it certified, and keeps the certificate's row."""

    def identity(self, holder: str) -> Identity:
        """Whose key signs for this holder now."""

    def sign_es256(self, holder: str, data: bytes) -> bytes:
        """R and S, 32 bytes each (RFC 7518 section 3.4), over the SHA-256 of these bytes."""

    def pyhanko_signer(self, holder: str) -> Signer:
        """What signs PDF documents for this holder, chain included."""

    def evidence(self, holder: str, *, at: datetime) -> Evidence:
        """The chain of this holder's certificate and its state of revocation at that moment."""

    def forget(self, holder: str) -> None:
        """Drops what this process remembers of the holder's key, so that the next call looks again."""


class TimeStamps(Protocol):
    """A time-stamp authority (RFC 3161)."""

    def timestamper(self, *, at: datetime) -> TimeStamper:
        """What asks for tokens. `at` is the moment of the act; a real authority uses its own clock."""

    def evidence(self, *, at: datetime) -> Evidence:
        """The authority's chain and its state of revocation at that moment."""


@cache
def keys() -> KeyStore:
    """The key store of this deployment."""
    return cast(KeyStore, import_string(settings.ADAPTERS["signing.keys"])())


@cache
def timestamps() -> TimeStamps:
    """The time-stamp authority of this deployment."""
    return cast(TimeStamps, import_string(settings.ADAPTERS["signing.timestamps"])())
