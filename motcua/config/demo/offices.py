"""Who does the steps of a dossier in the demonstration, and how each office keeps its papers."""

from dataclasses import dataclass
from datetime import date, timedelta

from motcua.agencies.models import Agency, Officer
from motcua.agencies.rules.kinds import AgencyKind, Role
from motcua.dossiers.rules.process import Verb

STEP_ROLES = {
    Verb.RECEIVE: Role.RECEPTION,
    Verb.APPRAISE: Role.CASE,
    Verb.APPROVE: Role.APPROVER,
    Verb.SEAL: Role.CLERK,
    Verb.RETURN: Role.RECEPTION,
}


@dataclass(frozen=True)
class Habits:
    """Shares of all dossiers of an office; `signs` is since how many days its results are electronic."""

    scans: float = 0.8  # of those handed in on paper
    signs: int = 1000
    misses: float = 0.04  # of its results nobody put in the store
    stuck: float = 0.012  # of the last weeks' stay where they are, whatever the deadline says


USUAL = Habits()
HABITS = {
    "H49.06685": Habits(scans=0.92),
    "H49.06673": Habits(scans=0.45, signs=140, misses=0.12, stuck=0.08),
    "H49.06793": Habits(scans=0.7, signs=75, misses=0.08),
    "H49.03": Habits(scans=0.6, signs=110),
}


@dataclass(frozen=True)
class Office:
    """A deciding agency with the people who do its steps."""

    agency: Agency
    staff: dict[Role, list[Officer]]

    @property
    def habits(self) -> Habits:
        return HABITS.get(self.agency.code, USUAL)

    def signed(self, on: date, today: date) -> bool:
        """Whether its results were electronic on that day."""
        return on > today - timedelta(days=self.habits.signs)


def offices() -> list[Office]:
    """Every commune and department where somebody works."""
    by_place: dict[tuple[int, str], list[Officer]] = {}
    for officer in Officer.objects.filter(active=True).select_related("agency", "account").order_by("pk"):
        for role in officer.roles:
            by_place.setdefault((officer.agency_id, role), []).append(officer)
    deciding = Agency.objects.filter(
        kind__in=[AgencyKind.COMMUNE, AgencyKind.DEPARTMENT], pk__in={place for place, _role in by_place}
    )
    found = []
    for agency in deciding.select_related("reception").order_by("pk"):
        places = {
            role: agency.desk.pk if role == Role.RECEPTION else agency.pk for role in STEP_ROLES.values()
        }
        found.append(Office(agency, {role: by_place[place, role] for role, place in places.items()}))
    return found
