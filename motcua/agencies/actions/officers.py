"""Appointing officers."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from motcua.agencies.models import Agency, Officer
from motcua.agencies.rules.kinds import Role
from motcua.journal import actions as journal
from motcua.journal.rules import Actor
from motcua.people.models import Account


@transaction.atomic
def appoint(
    *,
    account: Account,
    agency: Agency,
    title_vi: str,
    title_en: str,
    roles: Iterable[Role],
    by: Actor,
    at: datetime,
) -> Officer:
    """The officer that this account is from now on."""
    officer, _ = Officer.objects.update_or_create(
        account=account,
        defaults={
            "agency": agency,
            "title_vi": title_vi,
            "title_en": title_en,
            "roles": [str(r) for r in roles],
        },
    )
    journal.record(
        by=by,
        verb="appoint",
        subject=f"officer:{officer.pk}",
        at=at,
        agency=agency.code,
        body={"roles": list(officer.roles), "title": title_vi},
    )
    return officer
