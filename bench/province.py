"""Who decides on what in the province that is seeded: offices, their staff, and what they are asked for."""

import json
from dataclasses import dataclass
from datetime import date

from motcua.agencies import queries as agencies
from motcua.agencies.models import Agency, Officer
from motcua.agencies.rules.kinds import AgencyKind, Role
from motcua.catalogue import queries as catalogue
from motcua.catalogue.rules import forms
from motcua.catalogue.rules.definition import Procedure
from motcua.config.demo.lives import MIX
from motcua.kernel import canonical

VARIANTS = 5  # different answers to each form
STEP_ROLES: tuple[str, ...] = (Role.RECEPTION, Role.CASE, Role.APPROVER, Role.CLERK, Role.RECEPTION)


@dataclass(frozen=True, slots=True)
class Kind:
    """What the dossiers of one procedure have in common, ready for COPY."""

    code: str
    version: int
    process: str
    abbreviation: str
    answers: tuple[str, ...]
    submit_body: str


@dataclass(frozen=True, slots=True)
class Office:
    """One deciding agency: where its work waits, who does it, what it is asked for how often."""

    pk: int
    code: str
    desk: int
    places: dict[str, int]  # role -> agency
    staff: dict[str, tuple[int, str]]  # role -> officer and name, where somebody is in office
    kinds: tuple[Kind, ...]
    weights: tuple[int, ...]


def offices(today: date) -> list[Office]:
    """Communes and departments of the site, the best staffed first: theirs are the lists that are read."""
    procedures = {code: catalogue.current(code, on=today) for code in MIX}
    kinds = {code: _kind(found.version_id, found.procedure, today) for code, found in procedures.items()}
    staff: dict[tuple[int, str], tuple[int, str]] = {}
    for officer in Officer.objects.select_related("account").order_by("-pk"):
        for role in officer.roles:
            staff[officer.agency_id, role] = (officer.pk, officer.account.name)
    deciding = Agency.objects.filter(
        path__startswith=agencies.site().path, kind__in=[AgencyKind.COMMUNE, AgencyKind.DEPARTMENT]
    )
    found = []
    for agency in deciding.select_related("reception").order_by("code"):
        mine = [code for code, published in procedures.items() if _decides(agency, published.procedure)]
        if not mine:
            continue
        places = {role: agency.desk.pk if role == Role.RECEPTION else agency.pk for role in STEP_ROLES}
        found.append(
            Office(
                pk=agency.pk,
                code=agency.code,
                desk=agency.desk.pk,
                places=places,
                staff={role: staff[at, role] for role, at in places.items() if (at, role) in staff},
                kinds=tuple(kinds[code] for code in mine),
                weights=tuple(MIX[code] for code in mine),
            )
        )
    return sorted(found, key=lambda office: -len(office.staff))


def _decides(agency: Agency, procedure: Procedure) -> bool:
    return agencies.decides(agency, field_code=procedure.field_code, levels=procedure.levels)


def _kind(version: int, procedure: Procedure, today: date) -> Kind:
    answers = [
        json.dumps(forms.example(procedure, today, seed=f"{procedure.code}:{turn}"), ensure_ascii=False)
        for turn in range(VARIANTS)
    ]
    body = {
        "procedure": procedure.code,
        "version": procedure.number,
        "channel": "online",
        "typed_by": "applicant",
        "application": "0" * 64,
        "documents": [],
    }
    return Kind(
        code=procedure.code,
        version=version,
        process=procedure.process,
        abbreviation=procedure.result.abbreviation,
        answers=tuple(text.replace("\\", "\\\\") for text in answers),
        submit_body=canonical.encode(body).decode(),
    )
