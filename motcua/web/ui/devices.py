"""Which browser hands a dossier in: a random mark that it keeps, of which the journal gets a pseudonym.

The mark is set when something is handed in or an officer comes in, never for whoever only reads.
"""

import secrets
from dataclasses import dataclass
from typing import TypeVar

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

from motcua.dossiers.rules.devices import Device

COOKIE = "motcua_device"
AGE = 400 * 24 * 60 * 60  # seconds; browsers keep none longer
_OFFICE = "office"
_SALT = "motcua.web.ui.devices"

Answer = TypeVar("Answer", bound=HttpResponse)


@dataclass(frozen=True, slots=True)
class Browser:
    """The browser of a request. `kept`: it holds this very mark already."""

    mark: str
    office: bool
    kept: bool

    @property
    def device(self) -> Device:
        """As the journal knows it: without our key, nobody finds the mark from the pseudonym."""
        return Device(salted_hmac(_SALT, self.mark, algorithm="sha256").hexdigest()[:16], self.office)

    def keep(self, response: Answer) -> Answer:
        """The same answer, which lets the browser know its mark."""
        if not self.kept:
            response.set_cookie(
                COOKIE,
                _signer().sign(f"{self.mark}.{_OFFICE}" if self.office else self.mark),
                max_age=AGE,
                secure=settings.SESSION_COOKIE_SECURE,
                httponly=True,
                samesite="Lax",
            )
        return response


def of(request: HttpRequest, *, office: bool = False) -> Browser:
    """The browser that asks; a new one where it holds no mark of ours.

    `office`: an officer has signed in there, and from then on the mark says so.
    """
    try:
        mark, _dot, place = _signer().unsign(request.COOKIES.get(COOKIE, "")).partition(".")
    except BadSignature:
        return Browser(secrets.token_hex(16), office, kept=False)
    marked = place == _OFFICE
    return Browser(mark, marked or office, kept=marked or not office)


def _signer() -> Signer:
    return Signer(salt=_SALT)
