"""Counts that are kept are those that would be counted anew, today and as of yesterday."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.test import override_settings

from motcua.indicators import ports
from motcua.indicators.actions import snapshots
from motcua.indicators.models import Snapshot, Tallied
from motcua.indicators.queries import counting
from motcua.indicators.queries.counting import Counted, Question
from motcua.indicators.rules import keeping, periods, series, sets
from motcua.indicators.rules.scoring import Tally
from motcua.indicators.rules.series import WEEK, Span
from motcua.kernel.errors import Invalid
from tests.indicators import nation, placed

LIVES = nation.lives(seed=31, count=150)
NOW = datetime(2026, 4, 20, 3, tzinfo=UTC)
MIDNIGHT = periods.end_of(date(2026, 4, 19))
YEAR = periods.read("2026")
Told = Callable[[list[nation.Life], datetime], None]


@pytest.fixture
def tell(db: None, tmp_path: Path) -> Iterator[Told]:
    """Puts the facts of these lives in the place of all others."""
    places = placed.moved()
    with override_settings(FACTS_ROOT=tmp_path):
        yield lambda lives, at: placed.write(tmp_path, placed.facts(lives, places), known_at=at)


def known(moment: datetime) -> list[nation.Life]:
    return [one for life in LIVES if (one := nation.as_known(life, moment))]


def rows(snapshot: Snapshot) -> dict[str, tuple[str, list[list[int]]]]:
    found = Tallied.objects.filter(snapshot=snapshot).values_list("unit", "branch", "tallies")
    return {unit: (branch, tallies) for unit, branch, tallies in found}


def test_what_is_kept_is_what_is_counted(tell: Told) -> None:
    tell(known(NOW), NOW)
    for name in ("whole-process", "reports"):
        indicators = sets.shipped(name)
        kept = rows(snapshots.take(indicators=indicators, period=YEAR, at=NOW))
        figures = counting.figures(ports.facts().table(), indicators, Question(YEAR, NOW))
        assert kept.keys() == figures.keys()
        assert len(kept) == 1 + 3 + 15 + 2
        for unit, (branch, tallies) in kept.items():
            assert [Tally(*one) for one in tallies] == [value.tally for value in figures[unit].values]
            assert branch == (figures[unit].branch or "")


@pytest.fixture
def one_set(monkeypatch: pytest.MonkeyPatch) -> None:
    """Jobs count one set only: that each of them is counted rightly is tested elsewhere."""
    monkeypatch.setattr(sets, "names", lambda: ("whole-process",))


@pytest.fixture
def counted_quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    """For tests of what is counted and when, not of the counts."""
    nobody: dict[str, Counted] = {"VN": (None, (Tally(1, 2, 0, 0),))}
    monkeypatch.setattr(counting, "tallies", lambda table, indicators, question: nobody)


def test_yesterday_counted_again_is_what_was_kept_yesterday(
    tell: Told, one_set: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "TO_DATE", (Span.MONTH, Span.YEAR))
    tell(known(MIDNIGHT), MIDNIGHT)
    assert snapshots.close_day(at=MIDNIGHT + timedelta(minutes=5)) == len(keeping.TO_DATE)
    assert snapshots.close_day(at=MIDNIGHT + timedelta(minutes=9)) == 0
    then = {one.pk: rows(one) for one in Snapshot.objects.all()}
    tell(LIVES, NOW + timedelta(days=120))
    later = NOW + timedelta(days=120)
    for one in Snapshot.objects.filter(as_of=MIDNIGHT):
        period = periods.Period(one.first, one.last)
        snapshots.take(indicators=sets.shipped(one.indicators), period=period, at=later, as_of=MIDNIGHT)
        one.refresh_from_db()
        assert one.taken_at == later
        assert rows(one) == then[one.pk]
    today = snapshots.take(indicators=sets.shipped("whole-process"), period=YEAR, at=later)
    assert rows(today) not in then.values()


def test_the_night_waits_for_the_facts(tell: Told) -> None:
    tell(known(NOW), MIDNIGHT - timedelta(seconds=1))
    assert snapshots.close_day(at=NOW) == 0


def test_facts_that_stand_still_make_nothing_overdue(tell: Told) -> None:
    """A follower that has not run for a month cannot know what was settled meanwhile."""
    tell(known(NOW), NOW)
    indicators = sets.shipped("reports")
    kept = rows(snapshots.take(indicators=indicators, period=YEAR, at=NOW))
    later = snapshots.take(indicators=indicators, period=YEAR, at=NOW + timedelta(days=30))
    assert (rows(later), later.at) == (kept, NOW)


def test_renewing_replaces_what_changed_and_forgets_who_is_gone(tell: Told) -> None:
    tell(known(NOW), NOW)
    indicators = sets.shipped("whole-process")
    first = snapshots.take(indicators=indicators, period=YEAR, at=NOW)
    before = rows(first)
    later = NOW + timedelta(minutes=5)
    tell([life for life in known(later) if life.agency != "G02"], later)
    second = snapshots.take(indicators=indicators, period=YEAR, at=later)
    assert second.pk == first.pk
    assert len(rows(second)) == len(before) - 1
    tell(known(NOW), NOW)
    assert rows(snapshots.take(indicators=indicators, period=YEAR, at=later)) == before
    snapshots.take(indicators=indicators, period=YEAR, at=NOW)  # it began sooner, and comes too late
    first.refresh_from_db()
    assert first.taken_at == later


@pytest.mark.usefixtures("counted_quickly")
def test_the_job_keeps_what_boards_need_and_no_more_than_its_time(
    tell: Told, one_set: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "PAST", {Span.MONTH: 2})
    monkeypatch.setattr(keeping, "weeks", lambda day: [series.around(day - WEEK, Span.WEEK)])
    tell(known(NOW), NOW)
    assert snapshots.renew(at=NOW, seconds=0) == 1
    assert snapshots.renew(at=NOW, seconds=60) == len(keeping.CURRENT) - 1 + 1 + 1
    found = [periods.Period(one.first, one.last) for one in Snapshot.objects.order_by("pk")]
    kinds = [*keeping.CURRENT, Span.WEEK, Span.MONTH]  # what boards show comes first
    assert [series.span(period) for period in found] == kinds
    # Nothing has changed. Then the facts have, but what is over can wait, and the rest for its turn.
    assert snapshots.renew(at=NOW + timedelta(minutes=1), seconds=60) == 0
    later = NOW + timedelta(minutes=2)
    tell(known(later)[1:], later)
    Snapshot.objects.update(took_ms=60_000)
    assert snapshots.renew(at=later, seconds=60) == 0
    Snapshot.objects.update(took_ms=100)
    assert snapshots.renew(at=later, seconds=60) == len(keeping.CURRENT)
    # The next day is a new one, and what is over has its turn; the others are as they were.
    assert snapshots.renew(at=NOW + timedelta(hours=25), seconds=60) == 1 + 1 + 1


@pytest.mark.usefixtures("counted_quickly")
def test_what_was_asked_for_is_kept_fresh_and_in_the_end_deleted(tell: Told) -> None:
    tell(known(NOW), NOW)
    indicators, odd = sets.shipped("whole-process"), periods.read("2026-01-05..2026-03-09")
    snapshots.ensure(indicators=indicators, period=odd, at=NOW)
    snapshots.ensure(indicators=indicators, period=YEAR, at=NOW, as_of=MIDNIGHT)
    end = periods.end_of(date(2026, 3, 31))
    for period in (periods.read("2026-03"), odd):
        snapshots.ensure(indicators=indicators, period=period, at=NOW, as_of=end)
    one = Snapshot.objects.get(first=odd.first, as_of=None)
    assert (one.asked_at, Snapshot.objects.count()) == (NOW, 4)
    assert snapshots.clean(at=NOW + timedelta(days=29)) == 0
    assert snapshots.clean(at=NOW + timedelta(days=31)) == 3
    one = Snapshot.objects.get()
    assert (one.as_of, one.first) == (end, date(2026, 3, 1))  # the end of a month, and nothing odd


@pytest.mark.usefixtures("counted_quickly")
def test_who_asks_for_ever_more_does_not_fill_the_table(tell: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    tell(known(NOW), NOW)
    monkeypatch.setattr(snapshots, "MOST", 2)
    for day in range(1, 6):
        odd = periods.Period(date(2026, 1, day), date(2026, 3, 9))
        snapshots.ensure(indicators=sets.shipped("whole-process"), period=odd, at=NOW)
    assert Snapshot.objects.count() == 2


def test_what_has_not_come_is_refused(db: None) -> None:
    indicators = sets.shipped("reports")
    for period, as_of, code in (
        ("2026-05", None, "future-period"),
        ("2026", NOW + timedelta(days=1), "future-as-of"),
        ("2026-04", periods.end_of(date(2026, 3, 31)), "as-of-before-period"),
    ):
        with pytest.raises(Invalid) as refused:
            snapshots.ensure(indicators=indicators, period=periods.read(period), at=NOW, as_of=as_of)
        assert refused.value.code == code


def test_without_facts_nothing_is_kept(tell: Told) -> None:
    snapshots.ensure(indicators=sets.shipped("reports"), period=YEAR, at=NOW)
    assert (snapshots.renew(at=NOW, seconds=9), snapshots.close_day(at=NOW)) == (0, 0)
    assert not Snapshot.objects.exists()
