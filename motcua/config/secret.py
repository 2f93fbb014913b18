"""Secrets that nobody has to invent: made on first use, kept in var/ for the owner's eyes only."""

import os
import secrets
from pathlib import Path


def read_or_create(path: Path) -> str:
    """The secret in this file, 43 URL-safe characters; made with mode 0600 if the file is not there.

    Two processes that start at the same moment get the same secret: the file appears whole or not at all.
    """
    try:
        return path.read_text().strip()
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_urlsafe(32) + "\n")
        file.flush()
        os.fsync(file.fileno())
    try:
        path.hardlink_to(draft)
    except FileExistsError:
        pass  # another process was first: its secret counts
    finally:
        draft.unlink()
    return path.read_text().strip()
