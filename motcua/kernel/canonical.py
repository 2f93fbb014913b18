"""Canonical JSON (RFC 8785) and its SHA-256: the bytes that are digested and signed."""

import hashlib
from collections.abc import Mapping
from typing import Any

import rfc8785


def encode(value: Mapping[str, Any]) -> bytes:
    """The one byte string that this JSON object has, whatever order its keys came in."""
    return rfc8785.dumps(dict(value))


def digest(data: bytes) -> bytes:
    """SHA-256, 32 bytes."""
    return hashlib.sha256(data).digest()
