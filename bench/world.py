"""What needs Django, run through `bench.child` in a process of its own with one database."""

import json
import os
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any, cast

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import connection
from django.test import Client
from rich.console import Console

from bench import explain, seed, statements
from motcua.agencies import queries as agencies
from motcua.agencies.models import Agency, Officer
from motcua.agencies.rules.kinds import AgencyKind, Role
from motcua.catalogue import queries as catalogue
from motcua.catalogue.rules import forms
from motcua.config.commands import load, setup
from motcua.config.demo import people as demo
from motcua.dossiers.models import Dossier
from motcua.journal.rules import Actor
from motcua.kernel import clock
from motcua.people import actions as people
from motcua.people.models import Account
from motcua.people.rules import PersonKind

BENCH = Actor("system:bench", "Motcua")
PROCEDURE = "1.004873"
CITIZENS = 32
READABLE = 2000
STAFFED = "H49.06685"


def base() -> None:
    """Tables, country, catalogue, seals, officers, citizens: all but dossiers."""
    console = Console(stderr=True)
    for step in (
        setup.look, setup.translations, setup.static, setup.tables, load.country, load.procedures, load.seals,
    ):  # fmt: skip
        with console.status(step.__name__):
            step(lambda text: None)
    at = clock.now()
    demo.load(data=load.DATA / "demo.yaml", at=at)
    for place in range(CITIZENS):
        name = f"Nguyễn Văn Đo {place + 1}"
        account = Account.objects.create(username=f"bench{place}", name=name, joined_at=at)
        people.register(
            kind=PersonKind.CITIZEN,
            name=name,
            personal_id=f"0220900{place:05d}",
            birth_date=date(1990, 5, 12),
            sex="male",
            phone="0900000000",
            verified=True,
            account=account,
            by=BENCH,
            at=at,
        )
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)")


def fill(count: str) -> None:
    """So many dossiers by COPY."""
    seed.fill(os.environ["DATABASE_URL"], int(count))


def stand(count: str) -> None:
    """So many open dossiers by COPY, one in a thousand newly due."""
    seed.fill(os.environ["DATABASE_URL"], int(count), standing=True)


def facts() -> dict[str, Any]:
    """What the clients need: tokens, an application, whom to ask about what."""
    at = clock.now()
    procedure = catalogue.current(PROCEDURE, on=clock.day(at)).procedure
    officers = Officer.objects.select_related("account", "agency")
    staff: dict[str, dict[str, str]] = {}
    for officer in officers.filter(agency__kind=AgencyKind.COMMUNE).order_by("-pk"):
        staff.setdefault(officer.agency.code, {})[officer.roles[0]] = officer.account.username
    leader = officers.get(agency__kind=AgencyKind.PROVINCE, roles__contains=[Role.LEADER]).account.username
    citizens = [f"bench{place}" for place in range(CITIZENS)]
    logins = [*citizens, *(login for people in staff.values() for login in people.values()), leader]
    here = Dossier.objects.filter(agency__code=STAFFED).order_by("-pk")[:READABLE]
    communes = Agency.objects.filter(path__startswith=agencies.site().path, kind=AgencyKind.COMMUNE)
    return {
        "tokens": {login: people.issue_token(login=login, at=at, by=BENCH) for login in logins},
        "citizens": citizens,
        "staff": staff,
        "leader": leader,
        "staffed": STAFFED,
        "communes": list(communes.order_by("code").values_list("code", flat=True)),
        "application": {
            "procedure": PROCEDURE,
            "answers": forms.example(procedure, clock.day(at)),
            "handed": [component.code for component in procedure.components],
        },
        "readable": list(here.values_list("code", flat=True)),
        "tracking": [
            [code, number[-4:]] for code, number in here.values_list("code", "applicant__personal_id")
        ],
        "cookies": {login: _session(login) for login in (leader, staff[STAFFED][Role.CASE])},
    }


def _session(login: str) -> str:
    account = Account.objects.get(username=login)
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(account.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = account.get_session_auth_hash()
    session.create()
    return cast(str, session.session_key)


def scripts(directory: str) -> dict[str, Any]:
    """A pgbench script of one submission in each commune, and how many statements each request takes."""
    known = facts()
    client = Client(SERVER_NAME="localhost")

    def ask(method: str, path: str, who: str, body: dict[str, Any] | None = None) -> Any:
        headers = {"Authorization": f"Bearer {known['tokens'][who]}"}
        content = {} if body is None else {"data": json.dumps(body), "content_type": "application/json"}
        answer = getattr(client, method)(f"/api/v1{path}", headers=headers, **content)
        if answer.status_code >= 400:
            raise SystemExit(f"{method} {path}: {answer.status_code} {answer.content[:500]!r}")
        return answer.json()

    count = 0
    for place, commune in enumerate(known["communes"]):
        who = known["citizens"][place % CITIZENS]
        body = {**known["application"], "agency": commune}
        if place == 0:
            ask("post", "/dossiers", who, body)  # fills what a process keeps
        with statements.captured() as seen:
            code = ask("post", "/dossiers", who, body)["code"]
        made = Dossier.objects.get(code=code)
        varying = (made.code, made.submission_key, made.secret)
        Path(directory, f"submit-{place:02d}.sql").write_text(statements.script(seen, varying))
        count = len(seen)
    reception = known["staff"][STAFFED]["reception"]
    counts = {"submit": count}
    listing = [statement.text for statement in seen]
    for name, path, who in (
        ("read one dossier", f"/dossiers/{(known['readable'] or [code])[0]}", reception),
        ("list of 100, leader", "/dossiers?queue=unit&limit=100", known["leader"]),
        ("list of 100, officer", "/dossiers?queue=unit&limit=100", reception),
    ):
        with statements.captured() as seen:
            if name != "read one dossier" or known["readable"]:
                ask("get", path, who)
        counts[name] = len(seen)
    return {"counts": counts, "submit": listing}


def plans() -> list[dict[str, Any]]:
    """How PostgreSQL would run each list query."""
    return explain.lists(STAFFED)
