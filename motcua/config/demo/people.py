"""The people to be in the demonstration, with their positions and their test keys."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction

from motcua.agencies import actions as agencies
from motcua.agencies.models import Agency, Officer
from motcua.agencies.rules.kinds import AgencyKind, Role
from motcua.journal.rules import Actor
from motcua.people import actions as people
from motcua.people.models import Account, Person
from motcua.people.rules import PersonKind
from motcua.signing import actions as signing
from motcua.signing.rules.values import Kind

DEMO = Actor("system:demo", "Motcua")
SINCE = timedelta(days=200)  # the past of the demonstration is signed with these keys too
MAIN = ("citizen", "neighbour", "business", "reception", "case", "approver", "clerk", "leader")


@transaction.atomic
def load(*, data: Path, at: datetime) -> int:
    """Makes the people of motcua/data/demo.yaml who are not there yet; how many accounts there are."""
    facts = yaml.safe_load(data.read_text("utf-8"))
    for row in facts["citizens"]:
        _citizen(row, at)
    for office in facts["offices"]:
        _office(facts, office, at)
    return Account.objects.count()


def _citizen(row: Mapping[str, Any], at: datetime) -> Person:
    account = _account(row["login"], row["name"], row.get("email", ""), at)
    person = people.register(
        kind=PersonKind(row["kind"]),
        name=row["name"],
        personal_id=row.get("personal_id", ""),
        tax_code=row.get("tax_code", ""),
        birth_date=row.get("birth_date"),
        sex=row.get("sex", ""),
        phone=row["phone"],
        email=row["email"],
        verified=True,
        account=account,
        by=DEMO,
        at=at,
    )
    person.commune, person.province, person.address = row["commune"], "22", row["address"]
    person.save()
    return person


def _office(facts: Mapping[str, Any], office: Mapping[str, Any], at: datetime) -> None:
    agency = Agency.objects.get(code=office["agency"])
    agency.assigns = agency.kind == AgencyKind.COMMUNE
    agency.save(update_fields=["assigns"])
    titles = {**facts["titles"], **facts["titles_of"].get(agency.kind, {})}
    for role, names in office["staff"].items():
        for place, name in enumerate(names):
            login = office.get("logins", {}).get(role) if place == 0 else None
            login = login or f"{role}.{agency.code.rsplit('.')[-1]}" + (str(place + 1) if place else "")
            _officer(agency, Role(role), _account(login, name, "", at), titles[role], at)


def _officer(agency: Agency, role: Role, account: Account, title: Mapping[str, str], at: datetime) -> Officer:
    officer = agencies.appoint(
        account=account,
        agency=agency,
        title_vi=title["vi"],
        title_en=title["en"],
        roles=[role],
        by=DEMO,
        at=at,
    )
    signing.issue_key(
        holder=officer.holder,
        common_name=account.name,
        organisation=agency.name_vi,
        kind=Kind.PERSONAL,
        at=at - SINCE,
        by=DEMO,
    )
    return officer


def _account(login: str, name: str, email: str, at: datetime) -> Account:
    """No password: the demonstration signs in by one click, and nothing else opens these accounts."""
    account, made = Account.objects.get_or_create(
        username=login, defaults={"name": name, "email": email, "joined_at": at}
    )
    if made:
        account.set_unusable_password()
        account.save()
    return account
