"""From where a dossier was handed in, as far as its journal may know."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Device:
    """The browser it came from. `pseudonym` is 16 hexadecimal characters that say "the same again", no more;
    `office`: an officer has signed in there."""

    pseudonym: str
    office: bool
