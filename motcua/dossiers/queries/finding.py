"""One dossier: each read fetches and authorises in one, so a page cannot hold what its reader may not see."""

from datetime import date, datetime

from motcua.agencies import queries as agencies
from motcua.agencies.models import Officer
from motcua.agencies.rules.kinds import Role
from motcua.dossiers.models import Dossier, Opinion, Replaced
from motcua.dossiers.rules.acts import Authority, Hand, may_see
from motcua.dossiers.rules.codes import normal_code
from motcua.kernel import clock
from motcua.kernel.errors import NotFound
from motcua.kernel.rows import Lookup, only
from motcua.people.models import Person

NEAR = ("agency", "desk", "assignee__account", "applicant")
BY_CODE = Lookup(Dossier, *NEAR, where="t.code = %s")


def submitted_under(key: str) -> Dossier | None:
    """The dossier that was submitted under this key, or None."""
    return only(Dossier.objects.select_related(*NEAR).filter(submission_key=key))


def hand(officer: Officer, *, on: date | None = None) -> Hand:
    """The officer as the rules see them; with `on`, also for which absent colleagues they act that day.

    One query with `on`.
    """
    lent: dict[str, Authority] = {}
    for absent in agencies.stands_in_for(officer, on=on) if on else ():
        for role in set(absent.roles) - set(officer.roles):
            lent.setdefault(role, Authority(absent.pk, absent.account.name, absent.title_vi))
    return Hand(officer.pk, officer.account_id, officer.agency_id, officer.roles, lent)


def hand_for(officer: Officer, role: Role | None, at: datetime) -> Hand:
    """The officer for an act of this role: whom they stand in for is asked only where they need to."""
    return hand(officer) if role in officer.roles else hand(officer, on=clock.day(at))


def dossier_for(officer: Officer, code: str, *, lock: bool = False) -> Dossier:
    """The dossier with this code, if this officer may see it. Raises NotFound."""
    found = BY_CODE.one(normal_code(code), lock=lock)
    if found is None or not (
        may_see(found.case(), hand(officer), leads=found.agency.path.startswith(officer.agency.path))
        or Opinion.objects.filter(dossier=found, agency=officer.agency_id).exists()
    ):
        raise NotFound(code="no-such-dossier")
    return found


def locked(code: str) -> Dossier:
    """The dossier with this code, its row locked until the transaction ends; for jobs, which see all.

    Raises NotFound.
    """
    found = BY_CODE.one(code, lock=True)
    if found is None:
        raise NotFound(code="no-such-dossier")
    return found


def of_code(code: str) -> Dossier:
    """The dossier with this code, for the command line, which sees all. Raises NotFound."""
    found = Dossier.objects.select_related(*NEAR, "result").filter(code=normal_code(code)).first()
    if found is None:
        raise NotFound(code="no-such-dossier")
    return found


def dossier_of(person: Person | None, code: str) -> Dossier:
    """The dossier with this code, if this person applied for it. Raises NotFound."""
    found = BY_CODE.one(normal_code(code)) if person else None
    if found is None or person is None or found.applicant_id != person.pk:
        raise NotFound(code="no-such-dossier")
    return found


def tracked(code: str, digits: str) -> Dossier:
    """The dossier with this code whose applicant's number ends with these four digits. Raises NotFound.

    A wrong code and wrong digits are refused in the same words, so that codes cannot be tried out.
    """
    found = BY_CODE.one(normal_code(code))
    if found is None or len(digits) != 4 or found.applicant.number[-4:] != digits:
        raise NotFound(code="no-such-dossier")
    return found


def by_secret(secret: str) -> Dossier:
    """The dossier whose verification address carries this secret. Raises NotFound."""
    found = Dossier.objects.select_related(*NEAR, "result").filter(secret=secret[:32]).first()
    if found is None:
        raise NotFound(code="no-such-result")
    return found


def by_result(sha256: str) -> Dossier | None:
    """The dossier whose result is exactly the file with this digest; None where there is none, or where the
    file is of several: a specimen of the demonstration says of none of them who it is about."""
    found = list(Dossier.objects.select_related(*NEAR, "result").filter(result__sha256=sha256)[:2])
    return found[0] if len(found) == 1 else None


def by_replaced(sha256: str) -> Replaced | None:
    """The corrected result that is exactly the file with this digest, or None."""
    return (
        Replaced.objects.select_related("dossier__agency", "dossier__applicant")
        .filter(document__sha256=sha256)
        .first()
    )
