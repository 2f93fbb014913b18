"""Who acts, what a row says in canonical JSON, and the Merkle root over a day's digests."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Actor:
    """Who did it: `ref` is "account:7", "officer:3" or "system:seal"; `name` is as it was that day."""

    ref: str
    name: str


def statement(
    *,
    at: datetime,
    actor: Actor,
    verb: str,
    subject: str,
    revision: int,
    agency: str,
    body: Mapping[str, Any],
) -> dict[str, Any]:
    """What one act says: the JSON object whose canonical bytes are digested and signed."""
    return {
        "at": at.astimezone(UTC).isoformat(timespec="microseconds"),
        "by": actor.ref,
        "name": actor.name,
        "verb": verb,
        "subject": subject,
        "revision": revision,
        "agency": agency,
        "body": dict(body),
    }


def seal_statement(
    *, day: date, first: tuple[int, int], last: tuple[int, int], entries: int, root: bytes, at: datetime
) -> dict[str, Any]:
    """What a seal says: which rows, how many, and their Merkle root in hexadecimal.

    Positions are strings, for RFC 8785 numbers are doubles and a transaction id is 64 bits.
    """
    return {
        "day": day.isoformat(),
        "after": f"{first[0]}:{first[1]}",
        "to": f"{last[0]}:{last[1]}",
        "entries": entries,
        "root": root.hex(),
        "at": at.astimezone(UTC).isoformat(timespec="microseconds"),
    }


def merkle_root(digests: Sequence[bytes]) -> bytes:
    """Merkle tree hash of RFC 6962 section 2.1 over these leaves (SHA-256, 32 bytes).

    Leaves and nodes are hashed with different prefixes, so a node cannot pass for a leaf.
    """
    level = [hashlib.sha256(b"\x00" + leaf).digest() for leaf in digests]
    if not level:
        return hashlib.sha256(b"").digest()
    while len(level) > 1:
        pairs = [
            hashlib.sha256(b"\x01" + left + right).digest()
            for left, right in zip(level[::2], level[1::2], strict=False)
        ]
        level = pairs + (level[-1:] if len(level) % 2 else [])
    return level[0]
