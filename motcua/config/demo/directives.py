"""Directives that a leader of the demonstration gave, and what was measured of its units on past days."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import Q

from motcua.agencies import queries as agencies
from motcua.agencies.models import Agency, Officer
from motcua.agencies.rules.kinds import Role
from motcua.agencies.rules.worktime import DAY_MINUTES
from motcua.directives import actions
from motcua.directives.models import Directive, Measured
from motcua.directives.queries import standing
from motcua.directives.rules.given import Order
from motcua.directives.rules.measures import Counts, measures
from motcua.directives.rules.process import Verb
from motcua.dossiers.models import Dossier
from motcua.journal.rules import Actor
from motcua.kernel import clock

DEMO = Actor("system:demo", "Motcua")
DAYS = 10  # working days that were measured before today
WARDS = ("H49.06685", "H49.06673", "H49.06793")
DEPARTMENTS = ("H49.01", "H49.02", "H49.03")
TAKEN, DONE = (Verb.ACKNOWLEDGE,), (Verb.ACKNOWLEDGE, Verb.REPORT)
CLOSED = (*DONE, Verb.CLOSE)


@dataclass(frozen=True)
class Play:
    """A directive: sent how many working days ago (None: a draft), for how many, and how far each unit is."""

    subject: str
    text: str
    evidence: str
    ago: int | None
    lasts: int
    units: dict[str, tuple[Verb, ...]]


PLAYS = (
    Play(
        "Niêm yết đầy đủ thủ tục hành chính và mã QR tại Bộ phận Một cửa",
        "Niêm yết danh mục thủ tục, mã QR tra cứu và số điện thoại phản ánh tại nơi tiếp nhận hồ sơ.",
        "Ảnh chụp nơi niêm yết.",
        24, 10, {**dict.fromkeys(WARDS, CLOSED), **dict.fromkeys(DEPARTMENTS, CLOSED)},
    ),
    Play(
        "Số hóa kết quả giải quyết thủ tục hành chính còn hiệu lực lĩnh vực hộ tịch",
        "Hoàn thành số hóa, ký số và cập nhật vào kho dữ liệu điện tử của tổ chức, cá nhân.",
        "Tỷ lệ kết quả đã số hóa; số văn bản báo cáo.",
        16, 12, {"H49.06685": CLOSED, "H49.06673": DONE, "H49.06793": TAKEN},
    ),
    Play(
        "Tăng tỷ lệ hồ sơ trực tuyến toàn trình, không nhập thay người dân",
        "Hướng dẫn người dân tự nộp hồ sơ trực tuyến; cán bộ không dùng máy cơ quan nộp thay.",
        "Tỷ lệ hồ sơ trực tuyến toàn trình của tháng.",
        6, 20, {"H49.06685": TAKEN, "H49.06673": (), "H49.06793": TAKEN, "H49.01": DONE, "H49.02": ()},
    ),
    Play(
        "Chuẩn bị kiểm tra cải cách hành chính cuối năm",
        "Chuẩn bị số liệu, hồ sơ phục vụ đoàn kiểm tra.",
        "",
        None, 15, dict.fromkeys(DEPARTMENTS, ()),
    ),
)  # fmt: skip


@transaction.atomic
def load(*, at: datetime, say: Callable[[str], None]) -> int:
    """Gives the directives, measures the days before `at` and evaluates the scenarios, unless that was done;
    how many directives."""
    if Directive.objects.exists():
        return 0
    leader = _officer("H49", Role.LEADER)
    for number, play in enumerate(PLAYS, 1):
        _play(play, leader, at)
        say(f"{number} / {len(PLAYS)}")
    while actions.count_flows(at=at):
        pass
    _measure(at)
    actions.evaluate(by=DEMO, at=at)
    return len(PLAYS)


def _play(play: Play, leader: Officer, now: datetime) -> None:
    calendar = agencies.working_calendar(leader.agency, at=now)
    moment = calendar.subtract(now, (play.ago or 0) * DAY_MINUTES)
    due_at = calendar.close_of(clock.day(calendar.add(moment, play.lasts * DAY_MINUTES)))
    order = Order(play.subject, play.text, play.evidence, due_at)
    made = actions.draft(order=order, units=list(play.units), by=leader, at=moment)
    if play.ago is None:
        return
    actions.send(directive=made.pk, by=leader, at=moment)
    for task in made.tasks.select_related("agency"):
        then = moment
        for verb in play.units[task.agency.code]:
            then = calendar.add(then, DAY_MINUTES)
            by = leader if verb is Verb.CLOSE else _officer(task.agency.code, Role.APPROVER)
            note = "Đã hoàn thành theo yêu cầu." if verb is Verb.REPORT else ""
            actions.act(verb=verb, task=task.pk, by=by, at=then, note=note)


def _officer(agency: str, role: Role) -> Officer:
    found = Officer.objects.select_related("agency", "account").filter(
        agency__code=agency, roles__contains=[role], active=True
    )
    return found.order_by("pk")[0]


def _measure(at: datetime) -> None:
    """What would have been measured on the last working days, by the dossiers that there are."""
    site = agencies.site()
    units = list(Agency.objects.filter(path__startswith=site.path))
    there = standing.present([one.pk for one in units], clock.day(at))
    kept = Q(settled_at=None) | Q(settled_at__gt=at - timedelta(days=60))
    dossiers = list(
        Dossier.objects.filter(kept).values_list("agency", "submitted_at", "due_at", "settled_at")
    )
    for day in _days(site, at):
        then = datetime.combine(day, time(8), clock.HANOI)
        counts = {one.pk: Counts(officers=there.get(one.pk, 0)) for one in units}
        for agency, submitted, due, settled in dossiers:
            counts[agency] += _counted(submitted, due, settled, then)
        Measured.objects.bulk_create(
            [
                Measured(
                    agency=one,
                    day=day,
                    at=then,
                    measures=measures(
                        counts[one.pk],
                        peers=[counts[other.pk] for other in units if _alike(one, other)],
                        waiting_share=None,
                    ),
                )
                for one in units
            ],
            ignore_conflicts=True,
        )


def _alike(one: Agency, other: Agency) -> bool:
    return one.kind == other.kind and one.parent_id == other.parent_id and one.pk != other.pk


def _days(site: Agency, at: datetime) -> Iterator[date]:
    calendar = agencies.working_calendar(site, at=at)
    day, found = clock.day(at), 0
    while found < DAYS:
        day -= timedelta(days=1)
        if calendar.hours(day):
            found += 1
            yield day


def _counted(submitted: datetime, due: datetime, settled: datetime | None, then: datetime) -> Counts:
    """What one dossier adds to the counts of that moment."""
    if submitted > then:
        return Counts()
    still = settled is None or settled > then
    week, month = then - timedelta(days=7), then - timedelta(days=28)
    gone = settled if settled and settled <= then else None
    return Counts(
        open=int(still),
        late=int(still and due < then),
        inflow_7=int(submitted > week),
        inflow_28=int(submitted > month),
        outflow_7=int(gone is not None and gone > week),
        outflow_28=int(gone is not None and gone > month),
    )
