"""Who may act on directives, and the journal row of an act, signed with the officer's certificate."""

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _

from motcua.agencies import queries as agencies
from motcua.agencies.models import Officer
from motcua.directives.models import Directive
from motcua.directives.rules.process import LEADING
from motcua.journal import actions as journal
from motcua.kernel import clock
from motcua.kernel.errors import NotAllowed
from motcua.signing import actions as signing

CHANGING = ("revision", "subject", "text", "evidence", "due_at", "number", "state", "sent_at", "sent_by")


def acting(by: Officer, at: datetime) -> Officer:
    """The officer with what absent colleagues have lent them today."""
    return agencies.acting(by, LEADING, on=clock.day(at))


def leading(by: Officer, at: datetime) -> Officer:
    """As `acting`. Raises NotAllowed for who neither leads nor stands in for who does."""
    if LEADING.isdisjoint(acting(by, at).held):
        raise NotAllowed(_("Việc này dành cho lãnh đạo hoặc người phê duyệt của đơn vị."), code="not-leading")
    return by


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
        body={**(body or {}), **by.said_for(LEADING)},
        sign=partial(signing.sign_act, holder=by.holder),
    )
