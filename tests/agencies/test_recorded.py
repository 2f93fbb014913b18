"""Which record counts: the nearest agency's, the last one, and as it was known at a moment."""

from datetime import UTC, date, datetime

import pytest

from motcua.agencies.rules import hours
from motcua.agencies.rules.calendars import CLOSED, OFFICE_HOURS, WEEK, Calendar, Hours, Name, Week
from motcua.agencies.rules.public import patterns, public_days
from motcua.agencies.rules.recorded import EVERYBODY, DayRecord, WeekRecord, compose
from motcua.kernel.errors import Invalid

DAY, MONDAY = date(2026, 8, 12), date(2026, 8, 10)
MORNING = OFFICE_HOURS[:1]
EARLY: Week = (*[MORNING] * 6, CLOSED)
LINE = ("nation", "province", "ward")


def moment(day: int) -> datetime:
    return datetime(2026, 7, day, tzinfo=UTC)


def record(
    agency: str, on: int, hours: Hours | None, *, stands_for: date | None = None, public: bool = False
) -> DayRecord:
    return DayRecord(agency, DAY, hours, stands_for, Name(f"{agency} {on}"), public, moment(on))


def made(*days: DayRecord, line: tuple[str, ...] = LINE, known_at: datetime | None = None) -> Calendar:
    return compose(days, (), line=line, base=WEEK, pattern="office", known_at=known_at)


def test_the_nearest_wins_and_a_public_day_gives_way() -> None:
    public = record(EVERYBODY, 9, CLOSED, public=True)
    general, province, ward = (
        record(EVERYBODY, 2, OFFICE_HOURS), record("province", 1, MORNING), record("ward", 3, CLOSED),
    )  # fmt: skip
    assert made(public).hours(DAY) == CLOSED
    assert made(general, public).hours(DAY) == OFFICE_HOURS  # though the public one was recorded later
    assert made(province, general, public).hours(DAY) == MORNING
    assert made(province, ward).hours(DAY) == CLOSED
    assert made(province, ward, line=("nation", "province")).hours(DAY) == MORNING
    assert made(ward, line=("nation", "province", "other")).hours(DAY) == OFFICE_HOURS


def test_a_later_record_takes_the_place_of_an_earlier_and_can_take_it_back() -> None:
    public = record(EVERYBODY, 1, CLOSED, public=True)
    closed, open_, back = (
        record("ward", 2, MORNING), record("ward", 3, OFFICE_HOURS), record("ward", 4, None),
    )  # fmt: skip
    assert made(public, closed, open_).hours(DAY) == OFFICE_HOURS
    assert made(public, closed, open_, back).hours(DAY) == CLOSED  # the public holiday again
    assert made(closed, back).exceptions == {}


def test_as_it_was_known() -> None:
    first = record(EVERYBODY, 10, CLOSED, public=True)
    rows = (first, record("ward", 12, MORNING), record(EVERYBODY, 14, OFFICE_HOURS, public=True))
    assert made(*rows, known_at=moment(1)).hours(DAY) == CLOSED  # the first public days were always known
    assert made(*rows, known_at=moment(11)).hours(DAY) == CLOSED
    assert made(*rows, known_at=moment(12)).hours(DAY) == MORNING
    other = ("nation",)
    assert made(*rows, line=other, known_at=moment(13)).hours(DAY) == CLOSED
    assert made(*rows, line=other, known_at=moment(14)).hours(DAY) == OFFICE_HOURS


def test_a_made_up_day_has_the_hours_of_the_day_it_stands_for() -> None:
    saturday = DayRecord(EVERYBODY, date(2026, 8, 15), None, MONDAY, Name("Làm bù"), True, moment(1))
    off = DayRecord(EVERYBODY, MONDAY, CLOSED, None, Name("Nghỉ"), True, moment(1))
    weeks = (WeekRecord("ward", "office", date(2026, 8, 1), EARLY, moment(1)),)
    for line, expected in ((LINE, MORNING), (("nation",), OFFICE_HOURS)):
        calendar = compose((saturday, off), weeks, line=line, base=WEEK, pattern="office")
        assert calendar.hours(saturday.day) == expected
        assert calendar.hours(MONDAY) == CLOSED


def test_weeks_begin_on_their_day_and_the_nearest_wins() -> None:
    full: Week = (OFFICE_HOURS,) * 7
    weeks = (
        WeekRecord("ward", "office", date(2026, 3, 1), EARLY, moment(1)),
        WeekRecord(EVERYBODY, "office", date(2026, 2, 1), full, moment(2)),
        WeekRecord(EVERYBODY, "office", date(2026, 4, 1), full, moment(2)),
        WeekRecord("ward", "saturday", date(2026, 1, 1), full, moment(2)),
        WeekRecord("ward", "office", date(2026, 5, 1), full, moment(3)),
        WeekRecord("ward", "office", date(2026, 5, 1), None, moment(4)),
    )

    def sundays(known_at: datetime | None = None) -> list[Hours]:
        calendar = compose((), weeks, line=LINE, base=WEEK, pattern="office", known_at=known_at)
        return [calendar.hours(date(2026, *day)) for day in ((1, 25), (2, 1), (3, 1), (4, 5), (5, 3))]

    assert sundays() == [CLOSED, OFFICE_HOURS, CLOSED, CLOSED, CLOSED]
    assert sundays(moment(3)) == [CLOSED, OFFICE_HOURS, CLOSED, CLOSED, OFFICE_HOURS]
    assert sundays(moment(1)) == [CLOSED] * 5


def test_the_country_of_2026() -> None:
    """Thông báo 9441/TB-BNV, Labour Code art. 112."""
    days = public_days()
    off = [day for day, one in days.items() if day.year == 2026 and day.weekday() < 5 and one.hours == CLOSED]
    assert [f"{day:%d/%m}" for day in off] == [
        "01/01", "16/02", "17/02", "18/02", "19/02", "20/02", "27/04", "30/04", "01/05", "31/08", "01/09",
        "02/09", "24/11",
    ]  # fmt: skip
    swap = days[date(2026, 8, 22)]
    assert (swap.hours, swap.stands_for) == (None, date(2026, 8, 31))
    assert all(one.name.vi and one.name.en and one.source for one in days.values())
    assert not any("substituted" in one.name.en for one in days.values())  # no American dates
    assert days[date(2026, 11, 24)].source == "Nghị quyết 80-NQ/TW"
    assert patterns()["saturday"].week[5] == MORNING


@pytest.mark.parametrize(
    "written",
    [
        [["07:00"]],
        [["7:00", "11:30"]],
        [["07:00", "24:00"]],
        [["11:30", "07:00"]],
        [["22:00", "02:00"]],
        [["07:00", "07:00"]],
        [["07:00", "11:30"], ["11:00", "17:00"]],
        [["13:30", "17:00"], ["07:00", "11:30"]],
        [["buổi", "sáng"]],
    ],
)
def test_hours_that_no_door_can_keep(written: list[list[str]]) -> None:
    with pytest.raises(Invalid) as refused:
        hours.read(written)
    assert refused.value.code == "bad-hours"


def test_hours_are_written_as_they_are_read() -> None:
    text = "07:00-11:30, 13:30-17:00"
    assert hours.read(hours.typed(text)) == OFFICE_HOURS
    assert hours.shown(hours.write(OFFICE_HOURS)) == text
    assert hours.read(hours.typed(" 07:00 – 11:30 ")) == MORNING
    assert hours.read(hours.typed("")) == CLOSED
    with pytest.raises(Invalid, match="bad-week"):
        hours.read_week([[]] * 6)
