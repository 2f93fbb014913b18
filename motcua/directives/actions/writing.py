"""The journal row of an act on a directive, signed with the officer's certificate."""

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any

from motcua.agencies.models import Officer
from motcua.directives.models import Directive
from motcua.journal import actions as journal
from motcua.signing import actions as signing

CHANGING = ("revision", "subject", "text", "evidence", "due_at", "number", "state", "sent_at", "sent_by")


def write(
    directive: Directive, verb: str, *, by: Officer, at: datetime, body: Mapping[str, Any] | None = None
) -> None:
    """Keeps the directive as it now is, and writes the act. Raises NotFound where the officer has no key."""
    directive.save(update_fields=CHANGING)
    journal.record(
        by=by.actor,
        verb=verb,
        subject=directive.journal_subject,
        at=at,
        revision=directive.revision,
        agency=by.agency.code,
        body=body or {},
        sign=partial(signing.sign_act, holder=by.holder),
    )
