"""Recording when agencies work: seen at once, never changed, and the past can be counted again."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from types import MappingProxyType
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from motcua.agencies import actions, queries
from motcua.agencies.actions import calendars
from motcua.agencies.models import Agency, CalendarDay, WorkWeek
from motcua.agencies.rules import recorded, worktime
from motcua.agencies.rules.public import public_days
from motcua.journal.models import Entry
from motcua.journal.rules import Actor
from motcua.kernel import clock
from motcua.kernel.clock import HANOI
from motcua.kernel.errors import Invalid

ADMIN = Actor("account:1", "Quản Trị")
DAY = date(2026, 8, 12)  # a Wednesday
NOW = datetime(2030, 1, 2, 3, tzinfo=UTC)  # later than what the template holds
WHY: dict[str, Any] = {"name_vi": "Nghỉ bão", "name_en": "Storm", "source": "Công điện 01"}


@pytest.fixture(autouse=True)
def _fresh(db: None) -> Iterator[None]:
    """What one test recorded is not there for the next."""
    queries.forget_calendars()
    yield
    queries.forget_calendars()


def ward() -> Agency:
    return queries.agency("H49.06685")


def hours(agency: Agency, *, at: datetime = NOW, **how: Any) -> worktime.Hours:
    return queries.working_calendar(agency, at=at, **how).hours(DAY)


def test_an_agency_without_records_keeps_the_country_s_calendar() -> None:
    for pattern in ("office", "saturday"):
        kept = queries.working_calendar(ward(), at=NOW, pattern=pattern)
        assert kept.exceptions == recorded.country(pattern).exceptions
        assert kept.week == recorded.country(pattern).week
    other = queries.agency("H49.06673")
    assert queries.working_calendar(ward(), at=NOW) is queries.working_calendar(other, at=NOW)
    with pytest.raises(Invalid, match="no-such-pattern"):
        queries.working_calendar(ward(), at=NOW, pattern="night")


def test_a_day_of_an_agency_and_of_those_below_it() -> None:
    province = queries.agency("H49")
    actions.set_day(agency=province, day=DAY, hours=[], **WHY, by=ADMIN, at=NOW)
    assert hours(ward()) == worktime.CLOSED
    elsewhere = (
        Agency.objects.exclude(path__startswith=province.path).filter(kind="province").order_by("code")[0]
    )
    assert hours(elsewhere) == worktime.OFFICE_HOURS
    actions.set_day(
        agency=ward(), day=DAY, hours=[["07:00", "11:30"]], **WHY, by=ADMIN, at=NOW + timedelta(seconds=1)
    )
    assert hours(ward()) == worktime.OFFICE_HOURS[:1]
    assert hours(queries.agency("H49.06673")) == worktime.CLOSED
    actions.set_day(agency=ward(), day=DAY, **WHY, by=ADMIN, at=NOW + timedelta(seconds=2))
    assert hours(ward()) == worktime.CLOSED
    entry = Entry.objects.filter(verb="set-day", agency="H49").get()
    assert (entry.subject, entry.actor_name, entry.body["day"]) == ("calendar:H49", "Quản Trị", "2026-08-12")


def test_a_past_due_date_is_counted_again_as_it_was() -> None:
    start = datetime(2026, 8, 11, 8, tzinfo=HANOI)
    before = NOW - timedelta(hours=1)
    actions.set_day(agency=None, day=DAY, hours=[], **WHY, by=ADMIN, at=NOW)
    now = queries.working_calendar(ward(), at=NOW)
    then = queries.working_calendar(ward(), at=NOW, known_at=before)
    assert worktime.due(now, start, 1, "wd") == datetime(2026, 8, 13, 8, tzinfo=HANOI)
    assert worktime.due(then, start, 1, "wd") == datetime(2026, 8, 12, 8, tzinfo=HANOI)
    assert queries.working_calendar(ward(), at=NOW, known_at=NOW) is now
    long_ago = queries.working_calendar(ward(), at=NOW, known_at=datetime(2000, 1, 1, tzinfo=UTC))
    assert long_ago.exceptions == then.exceptions  # public holidays were always known


def test_a_made_up_saturday_has_the_agency_s_own_hours() -> None:
    week = [[["08:00", "12:00"], ["13:00", "17:00"]]] * 5 + [[], []]
    actions.set_week(
        agency=ward(),
        pattern="office",
        valid_from=date(2026, 1, 1),
        week=week,
        source="QĐ 1",
        by=ADMIN,
        at=NOW,
    )
    kept = queries.working_calendar(ward(), at=NOW)
    assert kept.hours(date(2026, 8, 22)) == kept.hours(date(2026, 8, 21)) != worktime.OFFICE_HOURS
    assert kept.hours(date(2025, 12, 31)) == worktime.OFFICE_HOURS
    assert Entry.objects.get(verb="set-week").body["from"] == "2026-01-01"


@pytest.mark.parametrize(
    "wrong",
    [
        {"hours": [["11:30", "07:00"]]},
        {"hours": [["07:00", "12:00"], ["11:00", "17:00"]]},
        {"hours": [], "stands_for": date(2026, 8, 10)},
        {"name_vi": " "},
        {"source": ""},
    ],
)
def test_nonsense_is_refused_and_nothing_is_recorded(wrong: dict[str, Any]) -> None:
    rows = CalendarDay.objects.count()
    with pytest.raises(Invalid):
        actions.set_day(**{"agency": None, "day": DAY, "hours": [], **WHY, **wrong}, by=ADMIN, at=NOW)
    assert CalendarDay.objects.count() == rows
    assert not Entry.objects.filter(verb="set-day").exists()


def test_weeks_that_make_no_sense() -> None:
    sent: dict[str, Any] = {"agency": None, "valid_from": DAY, "source": "QĐ", "by": ADMIN, "at": NOW}
    with pytest.raises(Invalid, match="bad-week"):
        actions.set_week(pattern="office", week=[[]] * 6, **sent)
    with pytest.raises(Invalid, match="no-such-pattern"):
        actions.set_week(pattern="night", week=[[]] * 7, **sent)
    assert not WorkWeek.objects.exists()


@pytest.mark.parametrize("table", ["agencies_calendarday", "agencies_workweek"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET source = 'x'", "DELETE FROM {}", "TRUNCATE {}"])
def test_the_database_refuses_to_change_what_was_recorded(table: str, statement: str) -> None:
    with pytest.raises(DatabaseError, match="stays"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(table))


def test_loading_again_records_only_what_the_data_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    assert CalendarDay.objects.filter(public=True).count() == len(public_days())
    assert actions.load_calendar(by=ADMIN, at=NOW) == 0
    changed = dict(public_days())
    gone = changed.pop(date(2026, 11, 24))
    changed[DAY] = gone
    monkeypatch.setattr(calendars, "public_days", lambda: MappingProxyType(changed))
    assert actions.load_calendar(by=ADMIN, at=NOW) == 2
    kept = queries.working_calendar(ward(), at=NOW)
    assert (kept.hours(DAY), kept.hours(date(2026, 11, 24))) == (worktime.CLOSED, worktime.OFFICE_HOURS)
    assert hours(ward(), known_at=clock.now()) == worktime.OFFICE_HOURS
    assert actions.load_calendar(by=ADMIN, at=NOW) == 0
    assert Entry.objects.get(verb="load-calendar", at=NOW).body == {"days": ["2026-08-12", "2026-11-24"]}


def test_public_holidays_hold_before_they_are_loaded() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE agencies_calendarday DISABLE TRIGGER USER")
        cursor.execute("DELETE FROM agencies_calendarday")
    kept = queries.working_calendar(ward(), at=NOW, known_at=NOW - timedelta(days=1))
    assert kept.exceptions == recorded.country().exceptions


def test_no_query_within_a_minute_and_then_one_look() -> None:
    agency = ward()
    queries.working_calendar(agency, at=NOW)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        kept = queries.working_calendar(agency, at=NOW + timedelta(seconds=59))
        queries.working_calendar(agency, at=NOW, pattern="saturday", known_at=NOW)
    assert len(asked) == 0
    with CaptureQueriesContext(connection) as asked:
        assert queries.working_calendar(agency, at=NOW + timedelta(seconds=60)) is kept
    assert len(asked) == 2
    with CaptureQueriesContext(connection) as asked:
        assert queries.working_calendar(agency, at=NOW - timedelta(days=90)) is kept
    assert len(asked) == 0


def test_what_another_process_records_is_seen_within_a_minute() -> None:
    assert hours(ward()) == worktime.OFFICE_HOURS
    CalendarDay.objects.create(day=DAY, hours=[], recorded_at=NOW, recorded_by="account:2", **WHY)
    assert hours(ward(), at=NOW + timedelta(seconds=59)) == worktime.OFFICE_HOURS
    assert hours(ward(), at=NOW + timedelta(seconds=60)) == worktime.CLOSED
