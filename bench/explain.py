"""How PostgreSQL runs the queries behind lists and look-ups: never by reading a whole table."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import psycopg
from django.db import connection

from bench import statements
from motcua.agencies.models import Officer
from motcua.agencies.rules.kinds import AgencyKind, Role
from motcua.dossiers import queries as dossiers
from motcua.dossiers.models import Dossier
from motcua.kernel import clock

LARGE = {"dossiers_dossier", "journal_entry", "people_person"}


def lists(staffed: str) -> list[dict[str, Any]]:
    """For each list: its name, how many statements, and which large tables it reads as a whole."""
    connection.ensure_connection()
    target = connection.connection.info.dsn
    found = []
    with psycopg.connect(target, cursor_factory=psycopg.ClientCursor) as driver:
        driver.execute("SET jit = off")
        for name, ask in _asked(staffed):
            with statements.captured() as seen:
                ask()
            whole = [table for one in seen for table in _read_whole(driver, one)]
            found.append({"name": name, "statements": len(seen), "whole": sorted(set(whole))})
    return found


def _asked(staffed: str) -> Iterator[tuple[str, Callable[[], Any]]]:
    now = clock.now()
    officers = Officer.objects.select_related("agency", "account")
    here = officers.filter(agency__code=staffed).order_by("pk")
    readers = {
        "leader": officers.get(agency__kind=AgencyKind.PROVINCE, roles__contains=[Role.LEADER]),
        "reception": here.filter(roles__contains=[Role.RECEPTION])[0],
        "case": here.filter(roles__contains=[Role.CASE])[0],
        "centre": officers.filter(agency__kind=AgencyKind.CENTRE, roles__contains=[Role.RECEPTION])[0],
    }
    for role, officer in readers.items():
        for which in dossiers.Queue:
            yield f"queue {which}, {role}", partial(dossiers.queue, officer, which, now=now, limit=100)
        yield f"counts, {role}", partial(dossiers.counts, officer, now=now)
    known = Dossier.objects.filter(agency__code=staffed).select_related("applicant").order_by("-pk").first()
    if known is None:
        return
    person = known.applicant
    yield "one dossier", lambda: dossiers.dossier_for(readers["reception"], known.code)
    yield "history", lambda: dossiers.history(known)
    yield "tracking", lambda: dossiers.tracked(known.code, person.number[-4:])
    yield "my dossiers", lambda: dossiers.dossiers_of(person)


def _read_whole(driver: psycopg.Connection[Any], statement: statements.Statement) -> Iterator[str]:
    if not statement.text.startswith(("SELECT", "WITH")):
        return
    row = driver.execute(f"EXPLAIN (FORMAT JSON) {statement.text}".encode(), statement.values).fetchone()
    assert row is not None
    nodes = [row[0][0]["Plan"]]
    while nodes:
        node = nodes.pop()
        nodes += node.get("Plans", [])
        if node["Node Type"] == "Seq Scan" and node["Relation Name"] in LARGE:
            yield node["Relation Name"]
