"""The fixed characters of the tests, and how far a dossier of theirs has come."""

from collections.abc import Callable
from datetime import datetime
from itertools import count
from typing import Any

import pytest

from motcua.agencies import queries as agency_queries
from motcua.agencies.models import Officer
from motcua.catalogue import queries as catalogue_queries
from motcua.catalogue.rules import forms
from motcua.catalogue.rules.definition import Channel
from motcua.dossiers import actions as dossiers
from motcua.dossiers.models import Dossier
from motcua.dossiers.rules.process import Verb
from motcua.kernel import clock
from motcua.people.models import Account
from tests.country import WARD

_numbers = count(1)


@pytest.fixture
def account(db: None) -> Callable[[str], Account]:
    """Whoever has this login: citizen (applies), neighbour (must be refused), business, reception, ..."""
    return lambda login: Account.objects.get(username=login)


@pytest.fixture
def officer(account: Callable[[str], Account]) -> Callable[[str], Officer]:
    """The officer with this login: reception, case, approver, clerk, leader; reception.06673 is elsewhere."""

    def find(login: str) -> Officer:
        found = agency_queries.officer_of(account(login))
        assert found is not None
        return found

    return find


def application(applicant: Account, code: str = "1.004873", **changes: Any) -> dossiers.Application:
    """A right application of this person to the ward, with papers handed in."""
    version, procedure = catalogue_queries.current(code, on=clock.day(clock.now()))
    given: dict[str, Any] = {
        "version": version,
        "procedure": procedure,
        "channel": Channel.ONLINE,
        "agency": agency_queries.agency(WARD),
        "applicant": applicant.person,
        "answers": forms.example(procedure, clock.day(clock.now())),
        "files": {},
        "handed": [component.code for component in procedure.components],
    }
    return dossiers.Application(**{**given, **changes})


@pytest.fixture
def submitted(account: Callable[[str], Account]) -> Callable[..., Dossier]:
    """A dossier of the citizen's, just submitted."""

    def submit(login: str = "citizen", at: datetime | None = None, **changes: Any) -> Dossier:
        who = account(login)
        given = application(who, **changes)
        return dossiers.submit(application=given, key=f"test:{next(_numbers)}", by=who, at=at or clock.now())

    return submit


STEPS = (
    (Verb.RECEIVE, "reception"),
    (Verb.APPRAISE, "case"),
    (Verb.APPROVE, "approver"),
    (Verb.SEAL, "clerk"),
    (Verb.RETURN, "reception"),
)


@pytest.fixture
def advanced(submitted: Callable[..., Dossier], officer: Callable[[str], Officer]) -> Callable[..., Dossier]:
    """A dossier that has gone through the steps up to and with this one, its papers made."""

    def advance(to: Verb, dossier: Dossier | None = None) -> Dossier:
        dossier = dossier or submitted()
        for verb, login in STEPS:
            by = officer(login)
            dossier = dossiers.act(verb=verb, code=dossier.code, by=by, at=clock.now(), note="Đủ điều kiện.")
            if verb is Verb.APPROVE:
                dossiers.make_decision(
                    code=dossier.code, revision=dossier.revision, officer=by.pk, at=clock.now()
                )
            if verb is Verb.SEAL:
                dossiers.make_result(code=dossier.code, revision=dossier.revision, at=clock.now())
            if verb is to:
                break
        return Dossier.objects.get(pk=dossier.pk)

    return advance
