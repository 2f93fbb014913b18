"""What happens once a day, from seven in the morning on: digests for officers, the end of old drafts."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from itertools import islice

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from motcua.agencies import queries as agencies
from motcua.agencies.models import Agency
from motcua.agencies.rules.kinds import Role
from motcua.catalogue import queries as catalogue
from motcua.catalogue.rules.definition import Channel, Text
from motcua.dossiers.actions.proposals import TIMEKEEPER
from motcua.dossiers.actions.telling import agreeing, whose_turn
from motcua.dossiers.models import Dossier, Draft
from motcua.dossiers.queries import telling as queries
from motcua.dossiers.rules import papers, telling
from motcua.dossiers.rules.deadlines import SOON
from motcua.dossiers.rules.process import APPLICANT
from motcua.journal import actions as journal
from motcua.journal import queries as journal_queries
from motcua.journal.models import Entry
from motcua.kernel import clock
from motcua.notifications import actions as notifications
from motcua.notifications.rules import Notice

MORNING = time(7)
BATCH = 500
LINES = 10  # dossiers that a digest names; the rest is on the page of the queue
WARNED_AFTER, KEPT = timedelta(days=60), timedelta(days=90)  # of a draft, since it was last touched


def begin_day(*, at: datetime) -> bool:
    """Does what is done once a day, unless it was done today or it is still night; whether it was.

    A run that was missed is made up for by the next, and one that broke off goes on: nobody is told twice.
    """
    today = clock.day(at)
    subject = f"day-of-dossiers:{today.isoformat()}"
    if clock.local(at).time() < MORNING or journal_queries.of(subject):
        return False
    digests = send_digests(at=at)
    warned, deleted = expire_drafts(at=at)
    body = {"digests": digests, "drafts_warned": warned, "drafts_deleted": deleted}
    journal.record(by=TIMEKEEPER, verb="begin-day", subject=subject, at=at, body=body)
    return True


@dataclass(slots=True)
class _Work:
    """What waits for one officer: how much, and the first lines of it."""

    late: int = 0
    soon: int = 0
    agree: int = 0
    lines: list[str] = field(default_factory=list)
    lines_en: list[str] = field(default_factory=list)


def send_digests(*, at: datetime) -> int:
    """Tells each officer whose agency works today what is late, due soon and waits for their agreement; how
    many were told. The number of queries is the same for any number of officers, but for posting by 500."""
    today = clock.day(at)
    open_today = _open_today(at)
    colleagues = queries.colleagues(Q(agency__in=list(open_today)), on=today)
    work: dict[int, _Work] = {}
    due = queries.tellable().running().filter(due_at__lte=at + SOON).exclude(waiting_role=APPLICANT)
    for dossier in due.order_by("due_at", "pk").iterator(chunk_size=BATCH):
        for reader in whose_turn(dossier, colleagues):
            _add(work.setdefault(reader.officer, _Work()), dossier, at)
    for dossier in queries.tellable().open().filter(proposals__gt=0).order_by("due_at", "pk").iterator(BATCH):
        for reader in agreeing(dossier, Role.APPROVER, colleagues):
            _add_proposal(work.setdefault(reader.officer, _Work()), dossier)
    notices = (
        Notice(
            key=f"digest:{today.isoformat()}:account:{colleagues[officer].account}",
            event="officer.digest",
            data=telling.complete("officer.digest", _digest(colleagues[officer].name, one)),
            path="/office/",
            account=colleagues[officer].account,
        )
        for officer, one in work.items()
        if not colleagues[officer].away
    )
    return _post(notices, at)


def _open_today(at: datetime) -> Iterator[int]:
    """The agencies of this site that work today, by id."""
    day = clock.day(at)
    for agency in Agency.objects.filter(path__startswith=agencies.site().path):
        if agencies.working_calendar(agency, at=at).hours(day):
            yield agency.pk


def _add(work: _Work, dossier: Dossier, at: datetime) -> None:
    late = dossier.due_at < at
    if late:
        work.late += 1
    else:
        work.soon += 1
    sentence = _("- {code}: quá hạn {due}") if late else _("- {code}: hạn {due}")
    _line(work, telling.translated(sentence, code=dossier.code, due=_moment(dossier.due_at)))


def _add_proposal(work: _Work, dossier: Dossier) -> None:
    work.agree += 1
    _line(work, telling.translated(_("- {code}: chờ Ông/Bà đồng ý"), code=dossier.code))


def _line(work: _Work, line: Text) -> None:
    if len(work.lines) < LINES:
        work.lines.append(line.vi)
        work.lines_en.append(line.en)


def _moment(moment: datetime) -> Text:
    said = telling.at("due", moment)
    return Text(said["due"], said["due_en"])


def _digest(name: str, work: _Work) -> telling.Said:
    counts = [
        telling.translated(sentence, count=count)
        for sentence, count in (
            (_("{count} quá hạn"), work.late),
            (_("{count} sắp đến hạn"), work.soon),
            (_("{count} chờ đồng ý"), work.agree),
        )
        if count
    ]
    return {
        "officer": name,
        "counts": ", ".join(text.vi for text in counts),
        "counts_en": ", ".join(text.en for text in counts),
        "lines": "\n".join(work.lines),
        "lines_en": "\n".join(work.lines_en),
    }


def expire_drafts(*, at: datetime) -> tuple[int, int]:
    """Warns of drafts untouched for sixty days, deletes those untouched for ninety; how many of each.

    Uploaded documents stay their owner's. Of what was typed at a counter nobody is told.
    """
    old = Draft.objects.filter(updated_at__lt=at - WARNED_AFTER, updated_at__gte=at - KEPT)
    online = old.exclude(channel=Channel.DIRECT).defer("answers", "files")
    warned = _post((_draft_notice(one, "draft.expiring") for one in online.iterator(BATCH)), at)
    deleted = 0
    while found := _delete_drafts(at):
        deleted += found
    return warned, deleted


@transaction.atomic
def _delete_drafts(at: datetime) -> int:
    gone = list(
        Draft.objects.filter(updated_at__lt=at - KEPT)
        .defer("answers", "files")
        .select_for_update(of=("self",), skip_locked=True)[:BATCH]
    )
    if not gone:
        return 0
    notices = [_draft_notice(one, "draft.expired") for one in gone if one.channel != Channel.DIRECT]
    notifications.post(notices, by=TIMEKEEPER, at=at)
    Entry.objects.bulk_create(
        journal.compose(by=TIMEKEEPER, verb="expire-draft", subject=f"draft:{one.pk}", at=at) for one in gone
    )
    Draft.objects.filter(pk__in=[one.pk for one in gone]).delete()
    return len(gone)


def _draft_notice(draft: Draft, event: str) -> Notice:
    last = papers.written_day(clock.day(draft.updated_at + KEPT))
    said: Mapping[str, str] = {
        **telling.both("procedure", catalogue.version(draft.version_id).name),
        "deadline": last,
    }
    expiring = event == "draft.expiring"
    return Notice(
        key=f"draft:{draft.pk}:{event}:{draft.updated_at:%y%m%d%H%M}",
        event=event,
        data=telling.complete(event, dict(said)),
        path=f"/my/drafts/{draft.pk}/" if expiring else "/my/drafts/",
        account=draft.account_id,
    )


def _post(notices: Iterable[Notice], at: datetime) -> int:
    """Posts by batches; how many were new."""
    left, told = iter(notices), 0
    while batch := _next(left):
        told += len(notifications.post(batch, by=TIMEKEEPER, at=at))
    return told


def _next(left: Iterator[Notice]) -> Sequence[Notice]:
    return list(islice(left, BATCH))
