"""A few dossiers of the people one can be in the demonstration, made by the very actions that pages call."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from motcua.agencies import queries as agencies
from motcua.agencies.models import Agency, Officer
from motcua.agencies.rules.kinds import Role
from motcua.agencies.rules.worktime import DAY_MINUTES
from motcua.catalogue import queries as catalogue
from motcua.catalogue.rules import forms
from motcua.catalogue.rules.definition import Channel
from motcua.config.demo.invented import answers, told_by
from motcua.config.demo.offices import STEP_ROLES
from motcua.config.demo.papers import SCAN, specimen_scan
from motcua.dossiers import actions as dossiers
from motcua.dossiers import queries
from motcua.dossiers.actions.doing import calendar_of
from motcua.dossiers.models import Dossier
from motcua.dossiers.rules.process import STEPS, Verb
from motcua.journal import actions as journal
from motcua.kernel import clock
from motcua.people.models import Account
from motcua.vault import actions as vault

NOTES = {Verb.APPRAISE: "Hồ sơ đủ điều kiện, đề nghị giải quyết."}


@dataclass(frozen=True)
class Beat:
    """An act beside the straight way: by which position (None: the applicant), with what, `agreed` or not."""

    verb: Verb
    role: Role | None = Role.CASE
    given: Mapping[str, Any] = field(default_factory=dict)
    note: str = ""
    agreed: bool = False
    agency: str = ""  # that was asked for its opinion


@dataclass(frozen=True)
class Story:
    """Who applied for what, where, how many working days ago, and the last step done (None: only submitted).

    `then` is what happened after it, `again` whether the steps were done once more after that. `answers`
    replaces some of the invented ones.
    """

    login: str
    procedure: str
    agency: str
    days: int
    until: Verb | None
    then: tuple[Beat, ...] = ()
    again: bool = False
    answers: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


BIRTH = {
    "child": {"birth_date": "2026-10-20", "birth_time": "08:30"},
    "mother": {"birth_date": "1990-05-12", "personal_id": "022190000001"},
    "father": {"birth_date": "1988-01-02", "personal_id": "022088000123"},
}
UNCLEAR = {"items": [{"path": "purpose.purpose", "fault": "Vui lòng ghi rõ giấy dùng để làm gì, nộp ở đâu."}]}
COURT = {"reason": "Đang chờ kết luận của Tòa án về tranh chấp.", "ground": "Điều 236 Luật Đất đai 2024"}
ASKED = {"agencies": ["H49.03", "H49.06673"], "question": "Địa điểm kinh doanh có phù hợp quy hoạch không?"}

STORIES = (
    Story("citizen", "1.004873", "H49.06685", 40, Verb.RETURN),
    Story("citizen", "2.000635", "H49.06685", 12, Verb.RETURN),
    Story("citizen", "1.013978", "H49.06685", 6, Verb.RECEIVE),
    Story("citizen", "1.001612", "H49.06685", 3, Verb.APPRAISE),
    Story("citizen", "1.004873", "H49.06685", 2, None),
    Story("neighbour", "1.004873", "H49.06685", 4, Verb.APPROVE),
    Story("neighbour", "3.000347", "H49.01", 20, Verb.SEAL),
    Story("business", "2.001827", "H49.02", 8, Verb.RECEIVE),
    Story(
        "citizen", "1.004873", "H49.06685", 5, Verb.RECEIVE, (Beat(Verb.ASK_SUPPLEMENT, given=UNCLEAR),)
    ),
    Story(
        "citizen", "1.001193", "H49.06685", 1, Verb.RECEIVE, (Beat(Verb.SHOW_DRAFT),), answers=BIRTH
    ),
    Story("neighbour", "1.004873", "H49.06685", 9, Verb.RECEIVE),  # late: an apology will be drafted
    Story(
        "neighbour", "1.001612", "H49.06685", 1, Verb.RECEIVE,
        (Beat(Verb.WITHDRAW, None, {"reason": "Tôi chưa mở cửa hàng nữa."}),),
    ),
    Story(
        "neighbour", "1.013978", "H49.06685", 15, Verb.RECEIVE,
        (Beat(Verb.SUSPEND, given=COURT, agreed=True),),
    ),
    Story(
        "business", "2.001827", "H49.02", 3, Verb.RECEIVE,
        (
            Beat(Verb.CONSULT, given=ASKED),
            Beat(Verb.ANSWER, given={"stance": "agrees", "answer": "Phù hợp quy hoạch."}, agency="H49.03"),
        ),
    ),
    Story(
        "citizen", "1.004873", "H49.06685", 30, Verb.RETURN,
        (Beat(Verb.CORRECT, Role.APPROVER, note="Ghi sai năm sinh của người được xác nhận."),), again=True,
    ),
)  # fmt: skip


def load(*, at: datetime, say: Callable[[str], None]) -> int:
    """Plays the stories that end at `at` and were not played yet, each wholly or not at all; how many."""
    missing = [
        (number, story)
        for number, story in enumerate(STORIES, 1)
        if not queries.submitted_under(f"story:{number}")
    ]
    for number, story in missing:
        with transaction.atomic(), journal.told_afterwards():
            _play(story, number, at)
        say(f"{number} / {len(STORIES)}")
    return len(missing)


def _play(story: Story, number: int, now: datetime) -> None:
    account = Account.objects.get(username=story.login)
    version, procedure = catalogue.current(story.procedure, on=clock.day(now))
    agency = agencies.agency(story.agency)
    calendar = agencies.working_calendar(agency, at=now)
    moment = calendar.subtract(now, story.days * DAY_MINUTES)
    given = told_by(procedure, account.person, answers(procedure, clock.day(now), story.login))
    for section, changes in story.answers.items():
        given[section] |= changes
    scan = vault.keep(name=SCAN, content=specimen_scan(), by=account, at=moment)
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
    dossier = dossiers.submit(application=application, key=f"story:{number}", by=account, at=moment)
    dossiers.make_confirmation(code=dossier.code, at=moment)
    if story.until:
        moment = _walk(dossier, STEPS[: STEPS.index(story.until) + 1], moment)
    for beat in story.then:
        moment = calendar_of(dossier, moment).add(moment, 50)
        _beat(dossier, beat, account, moment)
    if story.again:
        _walk(dossier, STEPS[1:], moment)
    for notice in queries.notices(dossier):
        dossiers.make_notice(notice=notice.pk, at=notice.made_at)


def _walk(dossier: Dossier, steps: Sequence[Verb], moment: datetime) -> datetime:
    """Does these steps one after the other; when the last was done."""
    for step in steps:
        moment = calendar_of(dossier, moment).add(moment, 50)
        officer = _officer(dossier, STEP_ROLES[step])
        done = dossiers.act(verb=step, code=dossier.code, by=officer, at=moment, note=NOTES.get(step, ""))
        _print(done, step, officer, moment)
    return moment


def _beat(dossier: Dossier, beat: Beat, applicant: Account, at: datetime) -> None:
    if beat.role is None:
        dossiers.act_as_applicant(verb=beat.verb, dossier=dossier, by=applicant, at=at, given=beat.given)
        return
    by = _officer_at(agencies.agency(beat.agency), beat.role) if beat.agency else _officer(dossier, beat.role)
    dossiers.act(verb=beat.verb, code=dossier.code, by=by, at=at, note=beat.note, given=beat.given)
    if beat.agreed:
        dossiers.agree(verb=beat.verb, code=dossier.code, by=_officer(dossier, Role.APPROVER), at=at)


def _officer(dossier: Dossier, role: Role) -> Officer:
    """The first officer who holds this role where the step is done."""
    return _officer_at(dossier.desk if role is Role.RECEPTION else dossier.agency, role)


def _officer_at(agency: Agency, role: Role) -> Officer:
    return (
        Officer.objects.select_related("agency", "account")
        .filter(agency=agency, roles__contains=[role], active=True)
        .order_by("pk")[0]
    )


def _print(dossier: Dossier, step: Verb, officer: Officer, at: datetime) -> None:
    if step is Verb.RECEIVE:
        dossiers.make_receipt(code=dossier.code, at=at)
    elif step is Verb.APPROVE:
        dossiers.make_decision(code=dossier.code, revision=dossier.revision, officer=officer.pk, at=at)
    elif step is Verb.SEAL:
        dossiers.make_result(code=dossier.code, revision=dossier.revision, at=at)
