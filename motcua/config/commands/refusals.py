"""How a command fails: one clear message and an exit code, never a stack trace for what a person can mend."""

import sys
from collections.abc import Callable

from django.core.exceptions import ImproperlyConfigured
from django.db import NotSupportedError, OperationalError

from motcua.config.postgres_root import PostgresFailed
from motcua.kernel.errors import MotcuaError

INTERRUPTED = 130


def said(work: Callable[[], int | None]) -> int:
    """The exit code of this work: its own, or 1 after a message on stderr, or 130 if it was interrupted."""
    try:
        return work() or 0
    except MotcuaError as error:
        sentences = [str(error.message)]
        sentences += [f"{path}: {each}" for path, all_ in error.fields.items() for each in all_]
        return _refuse("\n".join(sentences))
    except OperationalError as error:
        return _refuse(f"The database does not answer: {error}".rstrip())
    except (PostgresFailed, ImproperlyConfigured, NotSupportedError) as error:
        return _refuse(str(error))
    except KeyboardInterrupt:
        return INTERRUPTED


def _refuse(message: str) -> int:
    print(message, file=sys.stderr)
    return 1
