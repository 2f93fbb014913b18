"""A few dossiers of the people one can be in the demonstration, made by the very actions that pages call."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from motcua.agencies import queries as agencies
from motcua.agencies.models import Officer
from motcua.agencies.rules.kinds import Role
from motcua.catalogue import queries as catalogue
from motcua.catalogue.rules import forms
from motcua.catalogue.rules.definition import Channel
from motcua.config.demo.past import STEP_ROLES, answers, told_by
from motcua.dossiers import actions as dossiers
from motcua.dossiers.models import Dossier
from motcua.dossiers.rules.process import STEPS, Verb
from motcua.kernel import clock
from motcua.people.models import Account
from motcua.vault import actions as vault

NOTES = {Verb.APPRAISE: "Hồ sơ đủ điều kiện, đề nghị giải quyết."}


@dataclass(frozen=True)
class Story:
    """Who applied for what, where, how many days ago, and the last step done (None: only submitted)."""

    login: str
    procedure: str
    agency: str
    days: int
    until: Verb | None


STORIES = (
    Story("citizen", "1.004873", "H49.06685", 40, Verb.RETURN),
    Story("citizen", "2.000635", "H49.06685", 12, Verb.RETURN),
    Story("citizen", "1.013978", "H49.06685", 6, Verb.RECEIVE),
    Story("citizen", "1.001612", "H49.06685", 3, Verb.APPRAISE),
    Story("citizen", "1.004873", "H49.06685", 2, None),
    Story("neighbour", "1.004873", "H49.06685", 4, Verb.APPROVE),
    Story("neighbour", "3.000347", "H49.01", 20, Verb.SEAL),
    Story("business", "2.001827", "H49.02", 8, Verb.RECEIVE),
)


def load(*, at: datetime, say: Callable[[str], None]) -> int:
    """Plays the stories that end at `at`; how many."""
    for number, story in enumerate(STORIES, 1):
        _play(story, at)
        say(f"{number} / {len(STORIES)}")
    return len(STORIES)


def _play(story: Story, now: datetime) -> None:
    account = Account.objects.get(username=story.login)
    version, procedure = catalogue.current(story.procedure, on=clock.day(now))
    agency = agencies.agency(story.agency)
    calendar = agencies.calendar(clock.local(now).year)
    moment = calendar.next_opening(now - timedelta(days=story.days))
    given = told_by(procedure, account.person, answers(procedure, clock.day(now), story.login))
    scan = vault.keep(name="giay-to-minh-hoa.pdf", content=_scan(), by=account, at=moment)
    application = dossiers.Application(
        version=version,
        procedure=procedure,
        channel=Channel.ONLINE,
        agency=agency,
        applicant=account.person,
        answers=given,
        files={
            component.code: [scan.pk] for component, needed in forms.components(procedure, given) if needed
        },
    )
    dossier = dossiers.submit(
        application=application, key=f"story:{story.login}:{story.days}", by=account, at=moment
    )
    dossiers.make_confirmation(code=dossier.code, at=moment)
    for step in STEPS if story.until else ():
        moment = calendar.add(moment, 50)
        officer = _officer(dossier, STEP_ROLES[step])
        dossier = dossiers.act(verb=step, code=dossier.code, by=officer, at=moment, note=NOTES.get(step, ""))
        _print(dossier, step, officer, moment)
        if step is story.until:
            return


def _scan() -> bytes:
    """A page that says it is nobody's paper, in the place of a scan."""
    text = b"BT /F 20 Tf 90 700 Td (Giay to minh hoa / Specimen) Tj ET"
    objects = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 5 0 R/Resources<</Font<</F 4 0 R>>>>>>",
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(text), text),
    )
    made, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(made))
        made += b"%d 0 obj%s endobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return made + (
        b"xref\n0 6\n0000000000 65535 f \n%strailer<</Root 1 0 R/Size 6>>\nstartxref\n%d\n%%%%EOF\n"
        % (table, len(made))
    )


def _officer(dossier: Dossier, role: Role) -> Officer:
    """The first officer who holds this role where the step is done."""
    place = dossier.desk_id if role is Role.RECEPTION else dossier.agency_id
    return (
        Officer.objects.select_related("agency", "account")
        .filter(agency=place, roles__contains=[role], active=True)
        .order_by("pk")[0]
    )


def _print(dossier: Dossier, step: Verb, officer: Officer, at: datetime) -> None:
    if step is Verb.RECEIVE:
        dossiers.make_receipt(code=dossier.code, at=at)
    elif step is Verb.APPROVE:
        dossiers.make_decision(code=dossier.code, revision=dossier.revision, officer=officer.pk, at=at)
    elif step is Verb.SEAL:
        dossiers.make_result(code=dossier.code, revision=dossier.revision, at=at)
